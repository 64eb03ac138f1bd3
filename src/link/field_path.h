// Names for the places of a schema, and what stands at them in a message.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/format.h"
#include "schema/record.h"

namespace neurocrypt {

/// A place of a schema: member names from the root, where a repeated one is followed by "[]":
/// "/orders/items[]/sku". "~0" and "~1" as in a JSON pointer [RFC 6901], "~2" for "[" in a name.
/// A map's values are "/labels/*", one of them "/labels/env". In a link "[0]" instead of "[]" is
/// the only element of a repeated field.
using FieldPath = std::string;

/// One leaf of a schema: a field that is no object, or an array of such fields.
struct Leaf {
  FieldPath path;
  const Field* field;                 ///< in the schema, which must outlive the Leaf
  std::vector<const Field*> parents;  ///< from the root down to the parent
};

/// One step of a path, from the root (a step without a name) down.
struct PathStep {
  enum class Elements : std::uint8_t { kNone, kEach, kFirst };  ///< no repeated field, "[]", "[0]"
  const Field* field;  ///< in the schema; the value type for a member of a map
  std::string name;    ///< of the member, without escapes
  bool any_member;     ///< "*" below a map
  Elements elements;
};

/// The steps of `path` in `schema`, which must outlive them.
/// Errors   kInvalidArgument, with what there is instead as the hint.
Result<std::vector<PathStep>> find_path(const Field& schema, const FieldPath& path);

/// The path of the steps, with "[]" for every repeated one: as leaves() writes it.
FieldPath print_path(std::span<const PathStep> steps);

/// The place in a message that the steps name: a JSON pointer where each repeated step takes the
/// next of `at`, an index or the name of a member; what `at` lacks stays "[]" or "*".
using PathPosition = std::variant<std::size_t, std::string_view>;
std::string message_pointer(std::span<const PathStep> steps, std::span<const PathPosition> at);

/// Every leaf, in the order of the schema. An object or map without fields is a leaf itself.
std::vector<Leaf> leaves(const Field& schema);

}  // namespace neurocrypt
