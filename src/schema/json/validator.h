// Holds a value against a compiled JSON Schema.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/format.h"
#include "schema/json/rule.h"
#include "schema/record.h"

namespace neurocrypt::json {

/// Nested alternatives could take for ever: a message may take this many checks, or this many for
/// each of its values, whichever is more.
inline constexpr std::uint64_t kChecksMax = 1'000'000;
inline constexpr std::uint64_t kChecksPerValueMax = 64;

/// Why a value does not follow a rule.
struct Violation {
  Path path;             ///< of the value
  std::string reason;    ///< "expected an integer, found a string"
  std::string place;     ///< of the rule in the schema
  bool gave_up = false;  ///< the limit of checks was reached: nothing is known
};

/// What the first violation is, if there is one. Bytes are taken where the rule says base64, and
/// where it does not name a type.
std::optional<Violation> find_violation(const Rule& rule, const Value& value);

/// Turns the base64 strings of a valid message into Bytes where its rules say so.
void decode_bytes(const Rule& rule, Value& value);

/// Where the first bytes are that no rule calls base64: they would come back as a string.
std::optional<Path> find_stray_bytes(const Rule& rule, const Value& value);

/// Makes a message fit as far as that loses something that can be named: removes members that the
/// rules have no place for and numbers that JSON cannot write, turns stray bytes into base64 text.
void fit(const Rule& rule, Value& value, std::vector<Loss>& losses);

}  // namespace neurocrypt::json
