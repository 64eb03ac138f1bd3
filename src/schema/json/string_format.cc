#include "schema/json/string_format.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace neurocrypt::json {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
bool is_hex(char c) { return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f'); }

/// Takes a text apart from the left. Each step is false, and takes nothing, when the text goes on
/// differently.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  /// Exactly `count` digits, as a number.
  bool digits(std::size_t count, int& value) {
    if (rest_.size() < count || !std::all_of(rest_.begin(), rest_.begin() + count, is_digit))
      return false;
    value = 0;
    for (const char c : rest_.substr(0, count)) value = 10 * value + (c - '0');
    rest_.remove_prefix(count);
    return true;
  }
  /// Any number of digits, at least one.
  bool digits() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_digit);
    if (end == rest_.begin()) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.begin()));
    return true;
  }
  /// One of some characters.
  bool one_of(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_[0]) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool scan_date(Scanner& scanner) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!scanner.digits(4, year) || !scanner.one_of("-") || !scanner.digits(2, month) ||
      !scanner.one_of("-") || !scanner.digits(2, day) || month < 1 || month > 12 || day < 1) {
    return false;
  }
  constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= kDays[month - 1] + (leap && month == 2 ? 1 : 0);
}

/// RFC 3339 partial-time and offset. Second 60 is a leap second and allowed at any minute's end.
bool scan_time(Scanner& scanner) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!scanner.digits(2, hour) || !scanner.one_of(":") || !scanner.digits(2, minute) ||
      !scanner.one_of(":") || !scanner.digits(2, second) || hour > 23 || minute > 59 ||
      second > 60) {
    return false;
  }
  if (scanner.one_of(".") && !scanner.digits()) return false;
  if (scanner.one_of("Zz")) return true;
  return scanner.one_of("+-") && scanner.digits(2, hour) && scanner.one_of(":") &&
         scanner.digits(2, minute) && hour <= 23 && minute <= 59;
}

bool is_date(std::string_view text) {
  Scanner scanner(text);
  return scan_date(scanner) && scanner.at_end();
}

bool is_time(std::string_view text) {
  Scanner scanner(text);
  return scan_time(scanner) && scanner.at_end();
}

bool is_date_time(std::string_view text) {
  Scanner scanner(text);
  return scan_date(scanner) && scanner.one_of("Tt") && scan_time(scanner) && scanner.at_end();
}

/// RFC 3339, Appendix A: P, then years to days, then T and hours to seconds; or P and weeks.
bool is_duration(std::string_view text) {
  Scanner scanner(text);
  if (!scanner.one_of("P") || scanner.at_end()) return false;
  bool in_time = false;
  std::string_view units = "YMWD";
  bool unit_needed = true;
  while (!scanner.at_end()) {
    if (!in_time && scanner.one_of("T")) {
      in_time = true;
      units = "HMS";
      unit_needed = true;
      continue;
    }
    if (!scanner.digits()) return false;
    std::size_t unit = 0;
    while (unit < units.size() && !scanner.one_of(units.substr(unit, 1))) ++unit;
    if (unit == units.size()) return false;
    units.remove_prefix(unit + 1);
    unit_needed = false;
  }
  return !unit_needed && (text.find('W') == std::string_view::npos ||
                          std::count_if(text.begin(), text.end(), is_letter) == 2);
}

bool is_hostname(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    const std::string_view label = text.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
      return false;
    if (!std::all_of(label.begin(), label.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '-'; })) {
      return false;
    }
    if (dot == text.size()) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_ipv4(std::string_view text) {
  in_addr address{};
  return inet_pton(AF_INET, std::string(text).c_str(), &address) == 1 &&
         text.find('\0') == std::string_view::npos;
}

bool is_ipv6(std::string_view text) {
  in6_addr address{};
  return inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1 &&
         text.find('\0') == std::string_view::npos;
}

/// A dot-atom [RFC 5321, Mailbox] at a host name or an address in brackets; quoted local parts are
/// refused.
bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const std::string_view local = text.substr(0, at);
  std::string_view domain = text.substr(at + 1);
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos)
    return false;
  constexpr std::string_view kAtom = "!#$%&'*+-/=?^_`{|}~.";
  if (!std::all_of(local.begin(), local.end(), [&](char c) {
        return is_letter(c) || is_digit(c) || kAtom.find(c) != std::string_view::npos;
      })) {
    return false;
  }
  if (domain.starts_with('[') && domain.ends_with(']')) {
    domain = domain.substr(1, domain.size() - 2);
    if (domain.starts_with("IPv6:")) return is_ipv6(domain.substr(5));
    return is_ipv4(domain);
  }
  return is_hostname(domain);
}

/// A scheme and characters that RFC 3986 allows; its parts are not taken apart further.
bool is_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_letter(text[0])) return false;
  const std::string_view scheme = text.substr(0, colon);
  if (!std::all_of(scheme.begin(), scheme.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
      })) {
    return false;
  }
  constexpr std::string_view kMarks = "-._~:/?#[]@!$&'()*+,;=";
  for (std::size_t i = colon + 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
      i += 2;
    } else if (!is_letter(c) && !is_digit(c) && kMarks.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

struct Row {
  StringFormat format;
  std::string_view name;
  bool (*holds)(std::string_view text);
};
// In the order in which recognise_format tries them. "host.name" and "P1D" are too common as plain
// words to be recognised: they are only checked.
constexpr std::array<Row, 10> kRows = {{{StringFormat::kDateTime, "date-time", is_date_time},
                                        {StringFormat::kDate, "date", is_date},
                                        {StringFormat::kTime, "time", is_time},
                                        {StringFormat::kUuid, "uuid", is_uuid},
                                        {StringFormat::kIpv4, "ipv4", is_ipv4},
                                        {StringFormat::kIpv6, "ipv6", is_ipv6},
                                        {StringFormat::kEmail, "email", is_email},
                                        {StringFormat::kUri, "uri", is_uri},
                                        {StringFormat::kDuration, "duration", is_duration},
                                        {StringFormat::kHostname, "hostname", is_hostname}}};
constexpr std::size_t kRecognisedCount = 8;

}  // namespace

StringFormat find_string_format(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.format;
  }
  return StringFormat::kNone;
}

std::string_view name(StringFormat format) {
  for (const Row& row : kRows) {
    if (row.format == format) return row.name;
  }
  return "none";
}

bool has_format(StringFormat format, std::string_view text) {
  for (const Row& row : kRows) {
    if (row.format == format) return row.holds(text);
  }
  return true;
}

StringFormat recognise_format(std::string_view text) {
  for (const Row& row : std::span(kRows).first(kRecognisedCount)) {
    // "a:b" is a URI by its grammar; only what has an authority is taken for one.
    if (row.format == StringFormat::kUri && text.find("://") == std::string_view::npos) continue;
    if (row.holds(text)) return row.format;
  }
  return StringFormat::kNone;
}

}  // namespace neurocrypt::json
