// The texts that ProtoJSON gives to well-known types
// [https://protobuf.dev/programming-guides/json].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neurocrypt::protobuf {

/// A google.protobuf.Timestamp or Duration.
struct Moment {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  friend bool operator==(const Moment&, const Moment&) = default;
};

inline constexpr std::int64_t kTimestampSecondsMin = -62'135'596'800;  ///< 0001-01-01T00:00:00Z
inline constexpr std::int64_t kTimestampSecondsMax = 253'402'300'799;  ///< 9999-12-31T23:59:59Z
inline constexpr std::int64_t kDurationSecondsMax = 315'576'000'000;   ///< about 10,000 years

/// RFC 3339 in UTC with 0, 3, 6 or 9 digits of a second: "1970-01-01T00:00:00.010Z". Nothing
/// outside the years 0001 to 9999, or when nanos is not in [0, 10^9).
std::optional<std::string> timestamp_text(Moment moment);

/// Strict: 'T' and 'Z' in upper case, any offset "+hh:mm", up to 9 digits of a second, no leap
/// second, and a day that exists.
std::optional<Moment> parse_timestamp(std::string_view text);

/// "1s", "-0.500s". Nothing past kDurationSecondsMax, or when seconds and nanos differ in sign.
std::optional<std::string> duration_text(Moment moment);
std::optional<Moment> parse_duration(std::string_view text);

/// "fooBar,baz.qux" for foo_bar and baz.qux. Nothing when a path would not come back as it was.
std::optional<std::string> field_mask_text(const std::vector<std::string_view>& paths);
std::optional<std::vector<std::string>> parse_field_mask(std::string_view text);

}  // namespace neurocrypt::protobuf
