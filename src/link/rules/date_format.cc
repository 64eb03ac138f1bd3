#include "link/rules/date_format.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <iterator>
#include <utility>

#include "link/rules/decimal.h"

namespace neurocrypt::rules {
namespace {

namespace chrono = std::chrono;

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int32_t kMinutesPerDay = 1'440;
constexpr std::int32_t kNanoseconds = 1'000'000'000;

constexpr std::pair<std::string_view, int> kEpochs[] = {
    {"epoch_s", 0}, {"epoch_ms", 3}, {"epoch_us", 6}, {"epoch_ns", 9}};
constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
constexpr std::string_view kDays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                      "Thursday", "Friday", "Saturday"};
constexpr std::string_view kHalves[] = {"AM", "PM"};
constexpr std::size_t kShortName = 3;

/// What the calendar and the clock on the wall show.
struct Fields {
  int year = 2000;  // a leap year, so that 29 February may stand without one
  int month = 1;
  int day = 1;
  std::optional<int> day_of_year;
  int hour = 0;
  std::optional<int> hour_of_half;  // 1 to 12; goes before `hour`
  int half = 0;                     // 0: before noon
  int minute = 0;
  int second = 0;
  std::int32_t nanoseconds = 0;
  std::int32_t offset = 0;
};

chrono::sys_days day_of(int year, int month, int day) { return chrono::year(year) / month / day; }

/// The seconds of a year's first day.
std::int64_t start_of(int year) {
  return day_of(year, 1, 1).time_since_epoch().count() * kSecondsPerDay;
}

/// True when the year on the wall is one of 1 to 9999.
bool in_range(const Moment& moment) {
  const std::int64_t local = moment.seconds + std::int64_t{60} * moment.offset;
  return local >= start_of(1) && local < start_of(10'000);
}

std::optional<Moment> moment_of(const Fields& fields) {
  const chrono::year_month_day date = chrono::year(fields.year) / fields.month / fields.day;
  int hour = fields.hour;
  if (fields.hour_of_half) {
    if (*fields.hour_of_half < 1 || *fields.hour_of_half > 12) return std::nullopt;
    hour = *fields.hour_of_half % 12 + 12 * fields.half;
  }
  if (!date.ok() || fields.year < 1 || fields.year > 9999 || hour > 23 || fields.minute > 59 ||
      fields.second > 59) {
    return std::nullopt;
  }
  chrono::sys_days day = date;
  if (fields.day_of_year) {
    day = day_of(fields.year, 1, 1) + chrono::days(*fields.day_of_year - 1);
    if (*fields.day_of_year < 1 || day >= day_of(fields.year + 1, 1, 1)) return std::nullopt;
  }
  const std::int64_t local = day.time_since_epoch().count() * kSecondsPerDay + hour * 3600 +
                             fields.minute * 60 + fields.second;
  return Moment{local - std::int64_t{60} * fields.offset, fields.nanoseconds, fields.offset};
}

Fields fields_of(const Moment& moment) {
  const std::int64_t local = moment.seconds + std::int64_t{60} * moment.offset;
  const chrono::sys_seconds time{chrono::seconds(local)};
  const auto day = chrono::floor<chrono::days>(time);
  const chrono::year_month_day date(day);
  const auto clock = static_cast<int>((time - day).count());
  Fields fields;
  fields.year = static_cast<int>(date.year());
  fields.month = static_cast<int>(static_cast<unsigned>(date.month()));
  fields.day = static_cast<int>(static_cast<unsigned>(date.day()));
  fields.day_of_year = static_cast<int>((day - day_of(fields.year, 1, 1)).count()) + 1;
  fields.hour = clock / 3600;
  fields.minute = clock / 60 % 60;
  fields.second = clock % 60;
  fields.nanoseconds = moment.nanoseconds;
  fields.offset = moment.offset;
  return fields;
}

/// `number` with at least `width` digits.
void put(std::string& text, std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  text.append(width > digits.size() ? width - digits.size() : 0, '0').append(digits);
}

/// Takes from `least` to `most` digits, as many as there are.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
  int number = 0;
  std::size_t size = 0;
  while (size < most && size < text.size() && text[size] >= '0' && text[size] <= '9') {
    number = 10 * number + (text[size++] - '0');
  }
  if (size < least) return std::nullopt;
  text.remove_prefix(size);
  return number;
}

bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

/// The index of the name that `text` begins with.
template <std::size_t kCount>
std::optional<int> take_name(std::string_view& text, const std::string_view (&names)[kCount],
                             std::size_t size) {
  for (std::size_t i = 0; i < kCount; ++i) {
    if (take(text, names[i].substr(0, size))) return static_cast<int>(i);
  }
  return std::nullopt;
}

/// "+01:00" or "+0100".
std::optional<std::int32_t> take_offset(std::string_view& text, bool colon) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const bool west = text[0] == '-';
  text.remove_prefix(1);
  const std::optional<int> hours = take_number(text, 2, 2);
  if (!hours || *hours > 23 || (colon && !take(text, ":"))) return std::nullopt;
  const std::optional<int> minutes = take_number(text, 2, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const int offset = *hours * 60 + *minutes;
  return west ? -offset : offset;
}

void put_offset(std::string& text, std::int32_t offset, bool colon) {
  text += offset < 0 ? '-' : '+';
  put(text, std::abs(offset) / 60, 2);
  if (colon) text += ':';
  put(text, std::abs(offset) % 60, 2);
}

std::optional<std::int32_t> take_fraction(std::string_view& text, std::size_t least,
                                          std::size_t most) {
  const std::size_t before = text.size();
  const std::optional<int> digits = take_number(text, least, most);
  if (!digits) return std::nullopt;
  std::int32_t nanoseconds = *digits;
  for (std::size_t i = before - text.size(); i < 9; ++i) nanoseconds *= 10;
  return nanoseconds;
}

void put_fraction(std::string& text, std::int32_t nanoseconds, int width) {
  for (int i = width; i < 9; ++i) nanoseconds /= 10;
  put(text, nanoseconds, static_cast<std::size_t>(width));
}

/// RFC 3339 as systems write it: a "t" or blank for the T is refused, a leap second too.
std::optional<Moment> read_rfc3339(std::string_view text) {
  Fields fields;
  const auto number = [&text](int& into, std::size_t width, std::string_view before) {
    if (!take(text, before)) return false;
    const std::optional<int> taken = take_number(text, width, width);
    into = taken.value_or(0);
    return taken.has_value();
  };
  if (!number(fields.year, 4, "") || !number(fields.month, 2, "-") || !number(fields.day, 2, "-") ||
      !number(fields.hour, 2, "T") || !number(fields.minute, 2, ":") ||
      !number(fields.second, 2, ":")) {
    return std::nullopt;
  }
  if (take(text, ".")) {
    const std::optional<std::int32_t> fraction = take_fraction(text, 1, 9);
    if (!fraction) return std::nullopt;
    fields.nanoseconds = *fraction;
  }
  if (!take(text, "Z")) {
    const std::optional<std::int32_t> offset = take_offset(text, true);
    if (!offset) return std::nullopt;
    fields.offset = *offset;
  }
  if (!text.empty()) return std::nullopt;
  return moment_of(fields);
}

std::string write_rfc3339(const Moment& moment) {
  const Fields fields = fields_of(moment);
  std::string text;
  put(text, fields.year, 4);
  for (const auto& [mark, number] :
       {std::pair{'-', fields.month}, std::pair{'-', fields.day}, std::pair{'T', fields.hour},
        std::pair{':', fields.minute}, std::pair{':', fields.second}}) {
    text += mark;
    put(text, number, 2);
  }
  if (fields.nanoseconds != 0) {
    // 3, 6 or 9 digits, as Protobuf's JSON has them.
    const int width = fields.nanoseconds % 1'000'000 == 0 ? 3
                      : fields.nanoseconds % 1'000 == 0   ? 6
                                                          : 9;
    text += '.';
    put_fraction(text, fields.nanoseconds, width);
  }
  return text + print_offset(fields.offset);
}

}  // namespace

std::optional<std::int32_t> parse_offset(std::string_view text) {
  if (text == "Z") return 0;
  const std::optional<std::int32_t> offset = take_offset(text, true);
  return text.empty() ? offset : std::nullopt;
}

std::string print_offset(std::int32_t minutes) {
  if (minutes == 0) return "Z";
  std::string text;
  put_offset(text, minutes, true);
  return text;
}

Result<DateFormat> DateFormat::parse(std::string_view text, int window) {
  DateFormat format;
  format.text_ = text;
  format.window_ = window;
  const auto* const epoch = std::ranges::find(kEpochs, text, [](const auto& e) { return e.first; });
  if (epoch != std::end(kEpochs) || text == "rfc3339") {
    format.rfc3339_ = epoch == std::end(kEpochs);
    format.epoch_digits_ = format.rfc3339_ ? -1 : epoch->second;
    format.says_offset_ = true;
    format.varies_offset_ = format.rfc3339_;
    return format;
  }
  const std::string quoted = "the date format \"" + std::string(text) + "\"";
  const auto refuse = [&quoted](const std::string& why) {
    return Error{ErrorCode::kCorrupt, quoted + " " + why,
                 "epoch_s, epoch_ms, epoch_us, epoch_ns, rfc3339 or a pattern like "
                 "\"%Y-%m-%dT%H:%M:%SZ\""};
  };
  bool date = false;
  int precision = 0;  // bits: hours, minutes, seconds
  int fraction = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    Piece piece{0, rest[0], false, 0};
    rest.remove_prefix(1);
    if (piece.literal == 'Z') {
      piece.conversion = 'Z';
    } else if (piece.literal == '%' && !take(rest, "%")) {
      if (!rest.empty() && (rest[0] == '-' || rest[0] == ':')) {
        piece.flag = true;
        piece.literal = rest[0];
        rest.remove_prefix(1);
      } else if (!rest.empty() && rest[0] >= '1' && rest[0] <= '9') {
        piece.width = rest[0] - '0';
        rest.remove_prefix(1);
      }
      if (rest.empty()) return refuse("ends within a conversion");
      piece.conversion = rest[0];
      rest.remove_prefix(1);
      const bool known =
          std::string_view("YymdjHIpMSfaAbBz").find(piece.conversion) != std::string_view::npos;
      const std::string_view flagged = piece.literal == ':' ? "z" : "mdHI";
      if (!known || (piece.flag && flagged.find(piece.conversion) == std::string_view::npos) ||
          (piece.width != 0) != (piece.conversion == 'f')) {
        return refuse("has a conversion that there is not");
      }
    }
    switch (piece.conversion) {
      case 'Y':
      case 'y':
      case 'm':
      case 'd':
      case 'j':
      case 'b':
      case 'B':
      case 'a':
      case 'A':
        date = true;
        break;
      case 'H':
      case 'p':
        precision |= 1;
        break;
      case 'M':
        precision |= 2;
        break;
      case 'S':
        precision |= 4;
        break;
      case 'f':
        fraction = piece.width;
        break;
      case 'z':
        format.varies_offset_ = true;
        [[fallthrough]];
      case 'Z':
        format.says_offset_ = true;
        break;
      default:
        break;
    }
    format.pieces_.push_back(piece);
  }
  if (!date && precision == 0) return refuse("has no part of a date or time");
  // 1, 3 and 7 are hours, hours and minutes, hours to seconds.
  if ((precision & (precision + 1)) != 0 || (fraction != 0 && precision != 7)) {
    return refuse("has a part of the time without the larger one");
  }
  return format;
}

std::optional<Moment> DateFormat::read(const Value& value, std::int32_t offset) const {
  std::optional<Moment> moment;
  if (is_epoch()) {
    if (value.number() == nullptr) return std::nullopt;
    const std::optional<std::int64_t> count = to_int64(*value.number());
    if (!count) return std::nullopt;
    std::int64_t unit = 1;
    for (int i = 0; i < epoch_digits_; ++i) unit *= 10;
    const bool borrow = *count % unit < 0;
    moment.emplace();
    moment->seconds = *count / unit - (borrow ? 1 : 0);
    moment->nanoseconds =
        static_cast<std::int32_t>((*count % unit + (borrow ? unit : 0)) * (kNanoseconds / unit));
  } else if (value.string() == nullptr) {
    return std::nullopt;
  } else if (rfc3339_) {
    moment = read_rfc3339(*value.string());
  } else {
    moment = read_pattern(*value.string(), offset);
  }
  if (!moment || !in_range(*moment)) return std::nullopt;
  if (!is_epoch() && !rfc3339_ && write_pattern(*moment) != *value.string()) return std::nullopt;
  return moment;
}

std::optional<Value> DateFormat::write(const Moment& moment) const {
  if (!in_range(moment)) return std::nullopt;
  if (is_epoch()) {
    std::int64_t unit = 1;
    for (int i = 0; i < epoch_digits_; ++i) unit *= 10;
    std::int64_t count = 0;
    // From the end of a second that began before 1970: its start may be out of reach.
    const std::int64_t borrow = moment.seconds < 0 ? 1 : 0;
    const std::int64_t part = moment.nanoseconds / (kNanoseconds / unit) - borrow * unit;
    if (__builtin_mul_overflow(moment.seconds + borrow, unit, &count) ||
        __builtin_add_overflow(count, part, &count)) {
      return std::nullopt;  // epoch_ns ends in the year 2262
    }
    return Value::integer(count);
  }
  if (rfc3339_) return Value(write_rfc3339(moment));
  std::optional<std::string> text = write_pattern(moment);
  if (!text) return std::nullopt;
  return Value(std::move(*text));
}

std::optional<Moment> DateFormat::read_pattern(std::string_view text, std::int32_t offset) const {
  Fields fields;
  fields.offset = offset;
  const auto number = [&text](auto& into, std::size_t least, std::size_t most) {
    const std::optional<int> taken = take_number(text, least, most);
    if (taken) into = *taken;
    return taken.has_value();
  };
  const auto named = [&text](auto& into, const auto& names, std::size_t size, int first) {
    const std::optional<int> taken = take_name(text, names, size);
    if (taken) into = *taken + first;
    return taken.has_value();
  };
  int weekday = 0;  // write_pattern() in read() tells whether it is the right one
  for (const Piece& piece : pieces_) {
    const std::size_t least = piece.flag ? 1 : 2;
    bool good = false;
    switch (piece.conversion) {
      case 'Y':
        good = number(fields.year, 4, 4);
        break;
      case 'y':
        good = number(fields.year, 2, 2);
        fields.year += window_ / 100 * 100 + (fields.year < window_ % 100 ? 100 : 0);
        break;
      case 'm':
        good = number(fields.month, least, 2);
        break;
      case 'd':
        good = number(fields.day, least, 2);
        break;
      case 'j':
        good = number(fields.day_of_year, 3, 3);
        break;
      case 'H':
        good = number(fields.hour, least, 2);
        break;
      case 'I':
        good = number(fields.hour_of_half, least, 2);
        break;
      case 'p':
        good = named(fields.half, kHalves, std::string_view::npos, 0);
        break;
      case 'M':
        good = number(fields.minute, 2, 2);
        break;
      case 'S':
        good = number(fields.second, 2, 2);
        break;
      case 'f': {
        const auto width = static_cast<std::size_t>(piece.width);
        const std::optional<std::int32_t> fraction = take_fraction(text, width, width);
        good = fraction.has_value();
        fields.nanoseconds = fraction.value_or(0);
        break;
      }
      case 'a':
        good = named(weekday, kDays, kShortName, 0);
        break;
      case 'A':
        good = named(weekday, kDays, std::string_view::npos, 0);
        break;
      case 'b':
        good = named(fields.month, kMonths, kShortName, 1);
        break;
      case 'B':
        good = named(fields.month, kMonths, std::string_view::npos, 1);
        break;
      case 'z': {
        const std::optional<std::int32_t> taken = take_offset(text, piece.flag);
        good = taken.has_value();
        fields.offset = taken.value_or(0);
        break;
      }
      case 'Z':
        good = take(text, "Z");
        fields.offset = 0;
        break;
      default:
        good = take(text, {&piece.literal, 1});
    }
    if (!good) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  return moment_of(fields);
}

std::optional<std::string> DateFormat::write_pattern(const Moment& moment) const {
  Moment local = moment;
  if (says_offset_ && !varies_offset_) local.offset = 0;
  if (!in_range(local)) return std::nullopt;
  const Fields fields = fields_of(local);
  std::string text;
  for (const Piece& piece : pieces_) {
    const std::size_t width = piece.flag ? 1 : 2;
    switch (piece.conversion) {
      case 'Y':
        put(text, fields.year, 4);
        break;
      case 'y':
        if (fields.year < window_ || fields.year > window_ + 99) return std::nullopt;
        put(text, fields.year % 100, 2);
        break;
      case 'm':
        put(text, fields.month, width);
        break;
      case 'd':
        put(text, fields.day, width);
        break;
      case 'j':
        put(text, *fields.day_of_year, 3);
        break;
      case 'H':
        put(text, fields.hour, width);
        break;
      case 'I':
        put(text, (fields.hour + 11) % 12 + 1, width);
        break;
      case 'p':
        text += kHalves[fields.hour / 12];
        break;
      case 'M':
        put(text, fields.minute, 2);
        break;
      case 'S':
        put(text, fields.second, 2);
        break;
      case 'f':
        put_fraction(text, fields.nanoseconds, piece.width);
        break;
      case 'a':
      case 'A': {
        const chrono::weekday weekday(day_of(fields.year, fields.month, fields.day));
        text += kDays[weekday.c_encoding()].substr(
            0, piece.conversion == 'a' ? kShortName : std::string_view::npos);
        break;
      }
      case 'b':
      case 'B':
        text += kMonths[fields.month - 1].substr(
            0, piece.conversion == 'b' ? kShortName : std::string_view::npos);
        break;
      case 'z':
        put_offset(text, local.offset, piece.flag);
        break;
      case 'Z':
        text += 'Z';
        break;
      default:
        text += piece.literal;
    }
  }
  return text;
}

}  // namespace neurocrypt::rules
