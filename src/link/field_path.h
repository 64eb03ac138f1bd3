// Names for the places of a schema, and what stands at them in a message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/format.h"
#include "schema/record.h"

namespace neurocrypt {

/// A place of a schema: member names from the root, where a repeated one is followed by "[]":
/// "/orders/items[]/sku". "~0" and "~1" as in a JSON pointer [RFC 6901], "~2" for "[" in a name.
/// A map's values are "/labels/*".
using FieldPath = std::string;

/// One leaf of a schema: a field that is no object, or an array of such fields.
struct Leaf {
  FieldPath path;
  const Field* field;                 ///< in the schema, which must outlive the Leaf
  std::vector<const Field*> parents;  ///< from the root down to the parent
};

/// Every leaf, in the order of the schema. An object or map without fields is a leaf itself.
std::vector<Leaf> leaves(const Field& schema);

}  // namespace neurocrypt
