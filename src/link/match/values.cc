#include "link/match/values.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <map>
#include <string_view>
#include <vector>

#include "link/match/portable_math.h"
#include "link/match/words.h"

namespace neurocrypt {
namespace {

constexpr std::size_t kMaskMax = 12;   // bytes of a mask
constexpr std::size_t kTokensMax = 8;  // words of a value that are compared
constexpr double kSpreadShare = 0.6;   // of the values must be numbers for their spread to count
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
  return number;
}

bool is_number(std::string_view value, std::string_view shape) {
  return is_integer(shape) || (is_decimal(shape, ".") && value.size() <= 40);
}

/// Runs of digits, capitals, small letters and other bytes as 9, A, a and u.
std::string mask_of(std::string_view shape) {
  std::string mask;
  for (char c : shape) {
    if (static_cast<unsigned char>(c) >= 0x80) c = 'u';
    const bool repeats = !mask.empty() && mask.back() == c && only(std::string_view(&c, 1), "9Aau");
    if (!repeats) mask += c;
  }
  return mask.substr(0, kMaskMax);
}

/// The year of a date that has four digits for it.
std::optional<double> year_of(std::string_view value, std::string_view shape) {
  if (!is_date(value, shape)) return std::nullopt;
  const std::size_t at = shape.find("9999");
  if (at == std::string_view::npos) return std::nullopt;
  return number_of(value.substr(at, 4));
}

std::optional<Spread> spread_of(std::vector<double> numbers, std::size_t count) {
  if (numbers.empty() ||
      static_cast<double>(numbers.size()) < kSpreadShare * static_cast<double>(count)) {
    return std::nullopt;
  }
  std::sort(numbers.begin(), numbers.end());
  Spread spread;
  for (std::size_t q = 0; q < spread.size(); ++q) {
    spread[q] = numbers[q * (numbers.size() - 1) / (spread.size() - 1)];
  }
  return spread;
}

std::string folded_value(std::string_view value) {
  constexpr std::string_view kBlank = " \t\r\n\f\v";
  const std::size_t from = value.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return "";
  std::string out(value.substr(from, value.find_last_not_of(kBlank) + 1 - from));
  for (char& c : out) c = is_upper(c) ? static_cast<char>(c + 0x20) : c;
  return out;
}

void keep_each_once(std::vector<std::string>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

ValueProfile profile_values(std::span<const std::string> samples) {
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
    if (is_number(value, shape)) {
      numbers += std::abs(number_of(value));
      ++number_count;
    }
  }
  const double count = std::max<double>(1, static_cast<double>(samples.size()));
  ValueProfile profile;
  for (std::size_t i = 0; i < sums.size(); ++i) profile[i] = static_cast<float>(sums[i] / count);
  std::vector<std::string_view> distinct(samples.begin(), samples.end());
  std::sort(distinct.begin(), distinct.end());
  const auto end = std::unique(distinct.begin(), distinct.end());
  profile[kDistinctShare] = static_cast<float>(static_cast<double>(end - distinct.begin()) / count);
  profile[8] =
      number_count == 0
          ? 0
          : static_cast<float>(std::min(1.0, portable_log(1 + numbers / number_count) / 20));
  return profile;
}

}  // namespace

ValueColumn read_column(std::span<const std::string> samples) {
  assert(!samples.empty());
  samples = samples.first(std::min(samples.size(), kValuesMax));
  ValueColumn column;
  column.profile = profile_values(samples);
  const double share = 1 / static_cast<double>(samples.size());
  std::map<std::string, double> masks;
  std::vector<double> numbers, years;
  for (const std::string& value : samples) {
    column.values.push_back(folded_value(value));
    std::vector<std::string> runs = word_runs(value);
    if (runs.size() > kTokensMax) runs.resize(kTokensMax);
    for (std::string& run : runs) column.tokens.push_back(std::move(run));
    const std::string shape = shape_of(value);
    masks[mask_of(shape)] += share;
    if (is_number(value, shape)) {
      const double number = number_of(value);
      numbers.push_back(std::copysign(portable_log(1 + std::abs(number)), number));
    }
    if (const auto year = year_of(value, shape)) years.push_back(*year);
  }
  keep_each_once(column.values);
  keep_each_once(column.tokens);
  column.masks.assign(masks.begin(), masks.end());
  column.numeric = static_cast<double>(numbers.size()) * share;
  column.numbers = spread_of(std::move(numbers), samples.size());
  column.years = spread_of(std::move(years), samples.size());
  return column;
}

}  // namespace neurocrypt
