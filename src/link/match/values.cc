#include "link/match/values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

#include "link/match/portable_math.h"

namespace neurocrypt {
namespace {

constexpr std::string_view kHexadecimal = "0123456789abcdefABCDEF";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// 9 for a digit, A and a for letters, other bytes as they are.
std::string shape_of(std::string_view value) {
  std::string shape(value);
  for (char& c : shape) c = is_digit(c) ? '9' : is_upper(c) ? 'A' : is_lower(c) ? 'a' : c;
  return shape;
}

bool only(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

std::string_view unsigned_part(std::string_view shape) {
  if (shape.starts_with('+') || shape.starts_with('-')) shape.remove_prefix(1);
  return shape;
}

bool is_integer(std::string_view shape) {
  const std::string_view body = unsigned_part(shape);
  return !body.empty() && body.size() <= 18 && only(body, "9");
}

bool is_decimal(std::string_view shape, std::string_view points) {
  const std::string_view body = unsigned_part(shape);
  const std::size_t at = body.find_first_of(points);
  return at != std::string_view::npos && at > 0 && at + 1 < body.size() &&
         only(body.substr(0, at), "9") && only(body.substr(at + 1), "9");
}

/// One or two digits and a separator, twice, and then a year; or a year first; or eight digits.
bool is_date(std::string_view value, std::string_view shape) {
  if (shape.starts_with("9999-99-99")) return true;
  if (shape == "99999999" && (value.starts_with("19") || value.starts_with("20"))) return true;
  std::size_t at = 0;
  for (int part = 0; part < 2; ++part) {
    const std::size_t start = at;
    while (at < shape.size() && shape[at] == '9' && at < start + 2) ++at;
    if (at == start || at >= shape.size() || !only(shape.substr(at, 1), "./-")) return false;
    ++at;
  }
  return shape.substr(at, 2) == "99";
}

bool is_email(std::string_view value) {
  const std::size_t at = value.find('@');
  if (at == std::string_view::npos || at == 0 || value.find('@', at + 1) != std::string_view::npos)
    return false;
  if (std::any_of(value.begin(), value.end(),
                  [](char c) { return static_cast<unsigned char>(c) <= ' '; })) {
    return false;
  }
  const std::string_view domain = value.substr(at + 1);
  const std::size_t dot = domain.find('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < domain.size();
}

bool is_uuid(std::string_view value) {
  if (value.size() != 36) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? value[i] != '-' : kHexadecimal.find(value[i]) == std::string_view::npos)
      return false;
  }
  return true;
}

bool is_boolean(std::string_view value) {
  std::string lower(value);
  for (char& c : lower) c = is_upper(c) ? static_cast<char>(c + 0x20) : c;
  for (const std::string_view word : {"true", "false", "yes", "no", "y", "n", "0", "1"}) {
    if (lower == word) return true;
  }
  return false;
}

bool is_phone(std::string_view shape) {
  const auto digits = std::count(shape.begin(), shape.end(), '9');
  if (shape.size() < 7 || shape.size() > 19 || digits < 7) return false;
  if (shape.starts_with('+')) shape.remove_prefix(1);
  return only(shape, "9 ()-");
}

/// 13 to 19 digits, perhaps spaced, that a card number could be [ISO/IEC 7812-1, Annex B].
bool is_luhn(std::string_view value, std::string_view shape) {
  const auto digits = std::count(shape.begin(), shape.end(), '9');
  if (digits < 13 || digits > 19 || !only(shape, "9 -")) return false;
  int total = 0, place = 0;
  for (auto c = value.rbegin(); c != value.rend(); ++c) {
    if (!is_digit(*c)) continue;
    const int digit = *c - '0';
    total += place++ % 2 == 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  }
  return total % 10 == 0;
}

std::array<bool, 12> patterns(std::string_view value, std::string_view shape) {
  return {
      is_integer(shape),
      is_decimal(shape, ".,"),
      is_date(value, shape),
      shape.starts_with("9:99") || shape.starts_with("99:99"),
      value.starts_with("http://") || value.starts_with("https://") || value.starts_with("www."),
      is_email(value),
      is_uuid(value),
      is_boolean(value),
      shape.size() >= 2 && shape.size() <= 3 && only(shape, "A"),
      shape.size() >= 14 && shape.size() <= 34 && shape.starts_with("AA99") && only(shape, "A9"),
      is_phone(shape),
      value.size() >= 16 && value.size() <= 128 && only(value, kHexadecimal)};
}

double number_of(std::string_view value) {
  if (value.starts_with('+')) value.remove_prefix(1);
  double number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return std::abs(number);
}

}  // namespace

ValueProfile profile_values(std::span<const std::string> samples) {
  samples = samples.first(std::min(samples.size(), kValuesMax));
  std::array<double, 21> sums{};
  double numbers = 0;
  int number_count = 0;
  for (const std::string& value : samples) {
    const std::string shape = shape_of(value);
    const double size = std::max<double>(1, static_cast<double>(value.size()));
    const auto share = [&](auto test) {
      return static_cast<double>(std::count_if(value.begin(), value.end(), test)) / size;
    };
    sums[0] += std::min(1.0, portable_log(1 + static_cast<double>(value.size())) / 6);
    sums[1] += share(is_digit);
    sums[2] += share(is_upper);
    sums[3] += share(is_lower);
    sums[4] += share([](char c) { return c == ' '; });
    sums[5] += share([](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    sums[6] += is_luhn(value, shape) ? 1 : 0;
    const std::array<bool, 12> found = patterns(value, shape);
    for (std::size_t i = 0; i < found.size(); ++i) sums[9 + i] += found[i] ? 1 : 0;
    if (is_integer(shape) || (is_decimal(shape, ".") && value.size() <= 40)) {
      numbers += number_of(value);
      ++number_count;
    }
  }
  const double count = std::max<double>(1, static_cast<double>(samples.size()));
  ValueProfile profile;
  for (std::size_t i = 0; i < sums.size(); ++i) profile[i] = static_cast<float>(sums[i] / count);
  std::vector<std::string_view> distinct(samples.begin(), samples.end());
  std::sort(distinct.begin(), distinct.end());
  const auto end = std::unique(distinct.begin(), distinct.end());
  profile[7] = static_cast<float>(static_cast<double>(end - distinct.begin()) / count);
  profile[8] =
      number_count == 0
          ? 0
          : static_cast<float>(std::min(1.0, portable_log(1 + numbers / number_count) / 20));
  return profile;
}

}  // namespace neurocrypt
