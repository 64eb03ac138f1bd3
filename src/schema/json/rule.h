// A JSON Schema compiled: what one place of the schema demands of a value.
#pragma once

#include <re2/re2.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/json/string_format.h"
#include "schema/record.h"

namespace neurocrypt::json {

/// The types a rule allows, as bits of a set.
using TypeSet = std::uint8_t;
inline constexpr TypeSet kNullBit = 1;
inline constexpr TypeSet kBooleanBit = 2;
inline constexpr TypeSet kIntegerBit = 4;   ///< a number without a fraction: 5, 5.0, 5e3
inline constexpr TypeSet kFractionBit = 8;  ///< any other number
inline constexpr TypeSet kNumberBits = kIntegerBit | kFractionBit;
inline constexpr TypeSet kStringBit = 16;  ///< also bytes
inline constexpr TypeSet kArrayBit = 32;
inline constexpr TypeSet kObjectBit = 64;
inline constexpr TypeSet kEveryBit = 127;

/// The one bit of a value's type.
TypeSet type_of(const Value& value);

struct Rule;

struct Property {
  std::string name;
  const Rule* rule = nullptr;  ///< null: anything
  bool listed = false;         ///< under `properties`, so `additionalProperties` does not apply
  bool required = false;
};

struct PatternProperty {
  std::unique_ptr<const RE2> pattern;
  const Rule* rule = nullptr;
};

struct Dependency {
  std::string name;                   ///< when this member is there,
  std::vector<std::string> required;  ///< these must be too,
  const Rule* rule = nullptr;         ///< and the object must follow this (may be null)
};

inline constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

/// One schema object. Rules refer to each other, also in circles; JsonSchema owns them.
struct Rule {
  std::string place;  ///< where it stands: "#/properties/id", or "other.json#/$defs/x"
  std::string title;
  std::string description;

  TypeSet types = kEveryBit;  ///< 0 for the schema `false`
  std::optional<std::vector<Value>> enumeration;

  // Numbers.
  std::optional<Number> minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;

  // Strings; lengths in characters.
  std::size_t min_length = 0, max_length = kNoLimit;
  std::unique_ptr<const RE2> pattern;
  std::string format_name;  ///< as written, known or not
  StringFormat format = StringFormat::kNone;
  bool bytes = false;  ///< base64 of bytes, and Bytes in a Value

  // Objects.
  std::vector<Property> properties;
  std::unordered_map<std::string_view, std::size_t> property_index;
  std::size_t required_count = 0;
  std::vector<PatternProperty> pattern_properties;
  const Rule* additional_properties = nullptr;  ///< null: anything
  const Rule* property_names = nullptr;
  std::size_t min_properties = 0, max_properties = kNoLimit;
  std::vector<Dependency> dependencies;

  // Arrays.
  std::vector<const Rule*> prefix_items;
  const Rule* items = nullptr;  ///< of those after prefix_items; null: anything
  const Rule* contains = nullptr;
  std::size_t min_contains = 1, max_contains = kNoLimit;
  std::size_t min_items = 0, max_items = kNoLimit;
  bool unique_items = false;

  // Of the same value.
  const Rule* reference = nullptr;
  std::vector<const Rule*> all_of, any_of, one_of;
  const Rule* none_of = nullptr;  ///< `not`
  const Rule* condition = nullptr;
  const Rule* consequence = nullptr;
  const Rule* alternative = nullptr;
};

}  // namespace neurocrypt::json
