// The formats of strings that JSON Schema names: their grammar, one check each.
#pragma once

#include <cstdint>
#include <string_view>

namespace neurocrypt::json {

enum class StringFormat : std::uint8_t {
  kNone,
  kDateTime,  ///< RFC 3339: "2026-11-22T18:50:00Z"
  kDate,
  kTime,
  kDuration,  ///< ISO 8601: "P1DT2H"
  kEmail,
  kHostname,
  kIpv4,
  kIpv6,
  kUri,
  kUuid,
};

/// The format of a name as JSON Schema spells it; kNone for an unknown one.
StringFormat find_string_format(std::string_view name);
std::string_view name(StringFormat format);

/// True when `text` has the format. kNone holds for everything.
bool has_format(StringFormat format, std::string_view text);

/// The format of a text that has one, the narrowest first; kNone when it has none.
StringFormat recognise_format(std::string_view text);

}  // namespace neurocrypt::json
