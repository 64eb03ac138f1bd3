// How dates and times are written: read exactly, written exactly, by no locale and no time zone of
// the host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/record.h"

namespace neurocrypt::rules {

/// A point in time from year 1 to year 9999, and the offset from UTC it was written with.
struct Moment {
  std::int64_t seconds = 0;      ///< since 1970-01-01T00:00:00Z, without leap seconds
  std::int32_t nanoseconds = 0;  ///< 0 to 999,999,999
  std::int32_t offset = 0;       ///< minutes east of UTC
};

/// "Z" or "+01:00", as minutes; within a day of UTC.
std::optional<std::int32_t> parse_offset(std::string_view text);
std::string print_offset(std::int32_t minutes);

/// A way to write a Moment.
class DateFormat {
 public:
  /// One of the names "epoch_s", "epoch_ms", "epoch_us", "epoch_ns" (numbers) and "rfc3339" (text
  /// with any fraction and offset), or a pattern of the conversions of strftime:
  ///   %Y %m %d %j %H %I %p %M %S   as there; %-m %-d %-H %-I without the leading zero
  ///   %y     two digits, years `window` to `window` + 99
  ///   %3f %6f %9f   digits of the fraction (1 to 9)
  ///   %a %A %b %B   names of days and months in English
  ///   %z %:z        the offset: +0100, +01:00;  a Z outside a conversion is UTC;  %% is "%"
  /// Errors   kCorrupt with a hint.
  static Result<DateFormat> parse(std::string_view text, int window);

  [[nodiscard]] const std::string& text() const { return text_; }

  /// `offset` is that of a text that says none. Exact: of everything but rfc3339 it reads only what
  /// write() would write. Nothing when the value is not such a date.
  [[nodiscard]] std::optional<Moment> read(const Value& value, std::int32_t offset) const;

  /// Written at the moment's own offset (at UTC where the format says Z). Nothing when the format
  /// cannot hold the year.
  [[nodiscard]] std::optional<Value> write(const Moment& moment) const;

  [[nodiscard]] bool is_epoch() const { return epoch_digits_ >= 0; }
  /// True when what is written says at which offset from UTC it stands: %z, Z, rfc3339, an epoch.
  [[nodiscard]] bool says_offset() const { return says_offset_; }
  /// True when that offset may vary from value to value: %z, rfc3339.
  [[nodiscard]] bool varies_offset() const { return varies_offset_; }

 private:
  /// One conversion or literal character; `width` is the number of digits of a fraction.
  struct Piece {
    char conversion;  ///< 0 for a literal
    char literal;
    bool flag;  ///< "-" or ":"
    int width;
  };

  [[nodiscard]] std::optional<Moment> read_pattern(std::string_view text,
                                                   std::int32_t offset) const;
  [[nodiscard]] std::optional<std::string> write_pattern(const Moment& moment) const;

  std::string text_;
  std::vector<Piece> pieces_;
  int window_ = 0;
  int epoch_digits_ = -1;  ///< digits of the fraction of a second in an epoch; -1: no epoch
  bool rfc3339_ = false;
  bool says_offset_ = false;
  bool varies_offset_ = false;
};

}  // namespace neurocrypt::rules
