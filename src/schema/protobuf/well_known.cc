#include "schema/protobuf/well_known.h"

#include <chrono>
#include <cstdlib>

namespace neurocrypt::protobuf {
namespace {

constexpr std::int32_t kNanosPerSecond = 1'000'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// Takes exactly `digits` digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    if (!is_digit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// Takes ".5" or nothing off the front; as nanoseconds. 1 to 9 digits.
std::optional<std::int32_t> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return 0;
  std::int32_t nanos = 0;
  std::int32_t unit = kNanosPerSecond;
  while (!text.empty() && is_digit(text.front())) {
    if (unit == 1) return std::nullopt;
    unit /= 10;
    nanos += (text.front() - '0') * unit;
    text.remove_prefix(1);
  }
  if (unit == kNanosPerSecond) return std::nullopt;
  return nanos;
}

void append_number(int value, std::size_t digits, std::string& to) {
  const std::string text = std::to_string(value);
  to.append(digits - text.size(), '0').append(text);
}

void append_fraction(std::int32_t nanos, std::string& to) {
  if (nanos == 0) return;
  to += '.';
  if (nanos % 1'000'000 == 0) return append_number(nanos / 1'000'000, 3, to);
  if (nanos % 1'000 == 0) return append_number(nanos / 1'000, 6, to);
  append_number(nanos, 9, to);
}

}  // namespace

std::optional<std::string> timestamp_text(Moment moment) {
  if (moment.seconds < kTimestampSecondsMin || moment.seconds > kTimestampSecondsMax ||
      moment.nanos < 0 || moment.nanos >= kNanosPerSecond) {
    return std::nullopt;
  }
  using std::chrono::days;
  const std::chrono::sys_seconds time{std::chrono::seconds(moment.seconds)};
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text;
  append_number(static_cast<int>(date.year()), 4, text);
  text += '-';
  append_number(static_cast<int>(static_cast<unsigned>(date.month())), 2, text);
  text += '-';
  append_number(static_cast<int>(static_cast<unsigned>(date.day())), 2, text);
  text += 'T';
  append_number(static_cast<int>(clock.hours().count()), 2, text);
  text += ':';
  append_number(static_cast<int>(clock.minutes().count()), 2, text);
  text += ':';
  append_number(static_cast<int>(clock.seconds().count()), 2, text);
  append_fraction(moment.nanos, text);
  return text += 'Z';
}

std::optional<Moment> parse_timestamp(std::string_view text) {
  const std::optional<int> year = take_number(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const std::optional<int> month = take_number(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const std::optional<int> day = take_number(text, 2);
  if (!day || !take(text, 'T')) return std::nullopt;
  const std::optional<int> hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const std::optional<int> minute = take_number(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
  const std::optional<int> second = take_number(text, 2);
  if (!second || *second > 59) return std::nullopt;
  const std::optional<std::int32_t> nanos = take_fraction(text);
  if (!nanos) return std::nullopt;

  int offset_minutes = 0;
  if (!take(text, 'Z')) {
    const bool west = text.starts_with('-');
    if (!take(text, '-') && !take(text, '+')) return std::nullopt;
    const std::optional<int> hours = take_number(text, 2);
    if (!hours || *hours > 23 || !take(text, ':')) return std::nullopt;
    const std::optional<int> minutes = take_number(text, 2);
    if (!minutes || *minutes > 59) return std::nullopt;
    offset_minutes = (*hours * 60 + *minutes) * (west ? -1 : 1);
  }
  if (!text.empty()) return std::nullopt;

  const std::chrono::year_month_day date(std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)});
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t seconds = ((days * 24 + *hour) * 60 + *minute - offset_minutes) * 60 + *second;
  if (seconds < kTimestampSecondsMin || seconds > kTimestampSecondsMax) return std::nullopt;
  return Moment{seconds, *nanos};
}

std::optional<std::string> duration_text(Moment moment) {
  if (moment.seconds < -kDurationSecondsMax || moment.seconds > kDurationSecondsMax ||
      moment.nanos <= -kNanosPerSecond || moment.nanos >= kNanosPerSecond ||
      (moment.seconds < 0 && moment.nanos > 0) || (moment.seconds > 0 && moment.nanos < 0)) {
    return std::nullopt;
  }
  std::string text = moment.seconds < 0 || moment.nanos < 0 ? "-" : "";
  text += std::to_string(std::abs(moment.seconds));
  append_fraction(std::abs(moment.nanos), text);
  return text += 's';
}

std::optional<Moment> parse_duration(std::string_view text) {
  const bool negative = take(text, '-');
  std::int64_t seconds = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && is_digit(text[digits]); ++digits) {
    seconds = seconds * 10 + (text[digits] - '0');
    if (seconds > kDurationSecondsMax) return std::nullopt;
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  const std::optional<std::int32_t> nanos = take_fraction(text);
  if (!nanos || text != "s") return std::nullopt;
  return negative ? Moment{-seconds, -*nanos} : Moment{seconds, *nanos};
}

std::optional<std::string> field_mask_text(const std::vector<std::string_view>& paths) {
  std::string text;
  for (const std::string_view path : paths) {
    if (path.empty()) return std::nullopt;
    if (!text.empty()) text += ',';
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (path[i] == '_') {
        if (++i == path.size() || !is_lower(path[i])) return std::nullopt;
        text += static_cast<char>(path[i] - 'a' + 'A');
      } else if (is_lower(path[i]) || is_digit(path[i]) || path[i] == '.') {
        text += path[i];
      } else {
        return std::nullopt;
      }
    }
  }
  return text;
}

std::optional<std::vector<std::string>> parse_field_mask(std::string_view text) {
  std::vector<std::string> paths;
  if (text.empty()) return paths;
  paths.emplace_back();
  for (const char c : text) {
    if (c == ',') {
      if (paths.back().empty()) return std::nullopt;
      paths.emplace_back();
    } else if (is_upper(c)) {
      paths.back() += '_';
      paths.back() += static_cast<char>(c - 'A' + 'a');
    } else if (is_lower(c) || is_digit(c) || c == '.') {
      paths.back() += c;
    } else {
      return std::nullopt;
    }
  }
  if (paths.back().empty()) return std::nullopt;
  return paths;
}

}  // namespace neurocrypt::protobuf
