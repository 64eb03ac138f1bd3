#include "policy/contact_signs.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

namespace neurocrypt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Characters of a local part without quotes [RFC 5322, atext], and those beyond ASCII [RFC 6531].
bool is_local(char c) {
  constexpr std::string_view kOthers = "!#$%&'*+-/=?^_`{|}~.";
  return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
         kOthers.find(c) != std::string_view::npos;
}
bool is_domain(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' ||
         static_cast<unsigned char>(c) >= 0x80;
}

void add_email(std::string_view text, std::vector<Sign>& signs) {
  std::size_t searched = 0;  // so that no character is looked at twice
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > searched && is_local(text[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < text.size() && is_domain(text[end])) ++end;
    searched = end;
    std::string_view domain = text.substr(at + 1, end - at - 1);
    while (domain.ends_with('.') || domain.ends_with('-')) domain.remove_suffix(1);
    const std::size_t dot = domain.rfind('.');
    if (begin == at || dot == std::string_view::npos || dot == 0) continue;
    const std::string_view top = domain.substr(dot + 1);
    if (top.size() < 2 || is_digit(top[0])) continue;
    // "scheme://user:password@host" holds no address.
    constexpr std::size_t kUserBytesMax = 256;
    const std::size_t near = begin > kUserBytesMax ? begin - kUserBytesMax : 0;
    const std::string_view before = text.substr(near, begin - near);
    const std::size_t scheme = before.rfind("://");
    if (scheme != std::string_view::npos && before.find(' ', scheme) == std::string_view::npos) {
      continue;
    }
    const bool whole = begin == 0 && end == text.size();
    signs.push_back({Kind::kEmail,
                     whole ? 0.92 : 0.75,
                     whole ? "it is an e-mail address" : "it holds an e-mail address",
                     {}});
    return;
  }
}

/// Digits with the punctuation of telephone numbers, from `i` on; `end` is behind the last digit.
std::size_t count_telephone_digits(std::string_view text, std::size_t i, std::size_t& end) {
  constexpr std::string_view kBetween = " -.()/";
  std::size_t digits = 0;
  for (std::size_t between = 0; i < text.size() && between <= 2; ++i) {
    if (is_digit(text[i])) {
      ++digits;
      between = 0;
      end = i + 1;
    } else if (kBetween.find(text[i]) != std::string_view::npos) {
      ++between;
    } else {
      break;
    }
  }
  return digits;
}

void add_phone(std::string_view text, std::vector<Sign>& signs) {
  for (std::size_t plus = text.find('+'); plus != std::string_view::npos;
       plus = text.find('+', plus + 1)) {
    if (plus > 0 && (is_digit(text[plus - 1]) || is_letter(text[plus - 1]))) continue;
    std::size_t end = plus;
    const std::size_t digits = count_telephone_digits(text, plus + 1, end);
    if (digits < 8 || digits > 15 || text[plus + 1] == '0') continue;
    if (end < text.size() && is_letter(text[end])) continue;
    const bool whole = plus == 0 && end == text.size();
    signs.push_back({Kind::kPhone, whole ? 0.8 : 0.6, "it has the form of E.164", {}});
    return;
  }
  // National forms, alone: (212) 555-0100, 212-555-0100, 01 23 45 67 89, 030/1234567.
  if (text.empty() || text.size() > 24 || !(is_digit(text[0]) || text[0] == '(')) return;
  std::size_t end = 0;
  const std::size_t digits = count_telephone_digits(text, text[0] == '(' ? 1 : 0, end);
  if (end != text.size() || digits < 9 || digits > 12) return;
  if (text[0] == '(') {
    signs.push_back({Kind::kPhone, 0.6, "it is written as a telephone number", {}});
  } else if (text[0] == '0' && digits < text.size()) {
    signs.push_back({Kind::kPhone, 0.45, "it is written as a telephone number", {}});
  } else if (digits == 10 && text.size() == 12 && !is_digit(text[3]) && text[3] == text[7]) {
    signs.push_back({Kind::kPhone, 0.4, "it is written as a telephone number", {}});
  }
}

/// Four numbers up to 255; leading zeros are refused [RFC 6943, Sec. 3.1.1].
bool is_ipv4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    std::size_t size = 0;
    int value = 0;
    while (size < text.size() && size < 4 && is_digit(text[size])) {
      value = value * 10 + (text[size++] - '0');
    }
    if (size == 0 || value > 255 || (size > 1 && text[0] == '0')) return false;
    text.remove_prefix(size);
    if (part == 3) return text.empty();
    if (!text.starts_with('.')) return false;
    text.remove_prefix(1);
  }
  return false;
}

/// RFC 4291, Sec. 2.2: up to eight groups, "::" once, IPv4 at the end.
bool is_ipv6(std::string_view text) {
  int groups = 0;
  bool gap = false;
  if (text.starts_with("::")) {
    gap = true;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    if (text.find('.') != std::string_view::npos && text.find(':') == std::string_view::npos) {
      groups += 2;
      if (!is_ipv4(text)) return false;
      break;
    }
    std::size_t size = 0;
    while (size < text.size() && is_hex(text[size])) ++size;
    if (size == 0 || size > 4) return false;
    ++groups;
    text.remove_prefix(size);
    if (text.empty()) break;
    if (!text.starts_with(':')) return false;
    text.remove_prefix(1);
    if (text.starts_with(':')) {
      if (gap) return false;
      gap = true;
      text.remove_prefix(1);
    } else if (text.empty()) {
      return false;
    }
  }
  return gap ? groups <= 7 : groups == 8;
}

void add_machine_address(std::string_view text, std::vector<Sign>& signs) {
  if (text.size() > 64) return;
  std::string_view address = text.substr(0, text.find('/'));
  if (address.starts_with('['))
    address = address.substr(1, std::min(address.find(']'), address.size()) - 1);
  address = address.substr(0, address.find('%'));
  if (is_ipv4(address)) {
    signs.push_back({Kind::kIpAddress, 0.7, "it has the form of an IPv4 address", {}});
  } else if (address.find(':') != std::string_view::npos && is_ipv6(address)) {
    signs.push_back({Kind::kIpAddress, 0.8, "it has the form of an IPv6 address", {}});
  } else if (const std::size_t port = address.find(':'); is_ipv4(address.substr(0, port))) {
    signs.push_back({Kind::kIpAddress, 0.7, "it has the form of an IPv4 address", {}});
  }
  // 48 bits as pairs with ":" or "-", or as three groups with "." [IEEE 802].
  const bool pairs = text.size() == 17 && (text[2] == ':' || text[2] == '-');
  const bool triple = text.size() == 14 && text[4] == '.' && text[9] == '.';
  if (!pairs && !triple) return;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool separator = pairs ? i % 3 == 2 : i % 5 == 4;
    if (separator ? text[i] != text[pairs ? 2 : 4] : !is_hex(text[i])) return;
  }
  signs.push_back({Kind::kMacAddress, 0.9, "it has the form of a MAC address", {}});
}

/// A number with three to nine decimals up to `limit`, from the front of `text`.
bool cut_coordinate(std::string_view& text, int limit) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  int whole = 0;
  std::size_t size = 0;
  while (size < text.size() && size < 4 && is_digit(text[size])) {
    whole = whole * 10 + (text[size++] - '0');
  }
  if (size == 0 || whole > limit || size >= text.size() || text[size] != '.') return false;
  text.remove_prefix(size + 1);
  size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  text.remove_prefix(size);
  return size >= 3 && size <= 15;
}

void add_position(std::string_view text, std::vector<Sign>& signs) {
  if (text.starts_with("geo:")) {
    signs.push_back({Kind::kPosition, 0.85, "it is a position [RFC 5870]", {}});
    return;
  }
  if (text.starts_with("POINT")) {
    signs.push_back({Kind::kPosition, 0.7, "it is a point", {}});
    return;
  }
  if (!cut_coordinate(text, 90)) return;
  const std::size_t separator = text.size();
  while (text.starts_with(',') || text.starts_with(' ') || text.starts_with(';')) {
    text.remove_prefix(1);
  }
  if (text.size() < separator && cut_coordinate(text, 180) && text.empty()) {
    signs.push_back({Kind::kPosition, 0.65, "it is a pair of degrees", {}});
  }
}

/// A number beside the word for a street: "12 Main Street", "Hauptstr. 5".
void add_street(std::string_view text, std::vector<Sign>& signs) {
  constexpr std::string_view kStreets[] = {
      "street", "st",     "avenue",  "ave",    "road",    "rd",    "boulevard", "blvd",    "lane",
      "ln",     "drive",  "dr",      "court",  "ct",      "place", "square",    "sq",      "rue",
      "via",    "calle",  "avenida", "plaza",  "allee",   "weg",   "platz",     "laan",    "ul",
      "rua",    "strada", "viale",   "piazza", "terrace", "way",   "close",     "crescent"};
  constexpr std::string_view kEndings[] = {"strasse",
                                           "str",
                                           "stra\xC3\x9F"
                                           "e",
                                           "gasse",
                                           "straat",
                                           "gatan",
                                           "vej",
                                           "allee",
                                           "weg",
                                           "platz"};
  if (text.size() > 1024) text = text.substr(0, 1024);
  bool number = false;
  bool street = false;
  std::size_t words = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && text[end] != ' ' && text[end] != ',' && text[end] != '.') ++end;
    const std::string_view word = text.substr(i, end - i);
    i = end + 1;
    if (word.empty() || word.size() > 32) continue;
    ++words;
    if (is_digit(word[0]) && word.size() <= 6) {
      number = true;
      continue;
    }
    std::array<char, 32> small{};
    std::transform(word.begin(), word.end(), small.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const std::string_view lower(small.data(), word.size());
    street = street ||
             std::find(std::begin(kStreets), std::end(kStreets), lower) != std::end(kStreets) ||
             std::any_of(std::begin(kEndings), std::end(kEndings), [&](std::string_view ending) {
               return lower.size() > ending.size() + 2 && lower.ends_with(ending);
             });
  }
  if (!number || !street) return;
  // In a longer text, a number and "way" come together by chance.
  const bool alone = words <= 12;
  signs.push_back({Kind::kPostalAddress, alone ? 0.6 : 0.2, "it has a street and a number", {}});
}

}  // namespace

void add_contact_signs(std::string_view text, std::vector<Sign>& signs) {
  add_email(text, signs);
  add_phone(text, signs);
  add_machine_address(text, signs);
  add_position(text, signs);
  add_street(text, signs);
}

}  // namespace neurocrypt
