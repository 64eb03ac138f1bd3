#include "link/rules/decimal.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace neurocrypt::rules {
namespace {

constexpr auto kDigitsMax = static_cast<std::int64_t>(kDecimalDigitsMax);

__extension__ using Wide = unsigned __int128;

void drop_leading_zeros(std::string& digits) {
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
}

/// True when the number is short enough without its exponent.
bool fits(const Decimal& number) {
  const auto size = static_cast<std::int64_t>(number.digits.size());
  return size <= kDigitsMax && number.exponent >= -kDigitsMax &&
         size + number.exponent <= kDigitsMax;
}

std::optional<Decimal> checked(Decimal number) {
  if (number.digits.empty()) number.negative = false;
  if (!fits(number)) return std::nullopt;
  return number;
}

/// The digits with zeros behind, as they are at a smaller exponent.
std::string at_exponent(const Decimal& number, std::int64_t exponent) {
  return number.digits + std::string(static_cast<std::size_t>(number.exponent - exponent), '0');
}

/// The order of two texts of digits without leading zeros.
bool less(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

/// a + b or a - b (a >= b), digit by digit.
std::string combine(std::string a, std::string b, bool subtract) {
  const std::size_t size = std::max(a.size(), b.size()) + 1;
  a.insert(0, size - a.size(), '0');
  b.insert(0, size - b.size(), '0');
  int carry = 0;
  for (std::size_t i = size; i-- > 0;) {
    const int other = b[i] - '0' + carry;
    int digit = a[i] - '0' + (subtract ? -other : other);
    carry = digit < 0 || digit > 9 ? 1 : 0;
    if (carry != 0) digit += subtract ? 10 : -10;
    a[i] = static_cast<char>('0' + digit);
  }
  drop_leading_zeros(a);
  return a;
}

void multiply(std::string& digits, std::uint64_t factor) {
  Wide carry = 0;
  for (std::size_t i = digits.size(); i-- > 0;) {
    carry += Wide{factor} * static_cast<unsigned>(digits[i] - '0');
    digits[i] = static_cast<char>('0' + static_cast<int>(carry % 10));
    carry /= 10;
  }
  for (; carry != 0; carry /= 10) {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(carry % 10)));
  }
  drop_leading_zeros(digits);
}

/// False when there is a remainder; `digits` is then of no use.
bool divide(std::string& digits, std::uint64_t divisor) {
  Wide remainder = 0;
  for (char& c : digits) {
    remainder = remainder * 10 + static_cast<unsigned>(c - '0');
    c = static_cast<char>('0' + static_cast<int>(remainder / divisor));
    remainder %= divisor;
  }
  drop_leading_zeros(digits);
  return remainder == 0;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  if (!is_json_number(text)) return std::nullopt;
  Decimal number;
  number.negative = text.starts_with('-');
  if (number.negative) text.remove_prefix(1);
  const std::size_t mark = std::min(text.find_first_of("eE"), text.size());
  if (mark > kDecimalDigitsMax + 1) return std::nullopt;
  if (mark != text.size()) {
    std::string_view exponent = text.substr(mark + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    const char* const end = exponent.data() + exponent.size();
    // Past 64 bits is past kDecimalDigitsMax too, unless the number is zero: refused as well.
    if (std::from_chars(exponent.data(), end, number.exponent).ec != std::errc() ||
        number.exponent > kDigitsMax || number.exponent < -kDigitsMax) {
      return std::nullopt;
    }
  }
  const std::string_view mantissa = text.substr(0, mark);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  number.digits = mantissa.substr(0, point);
  if (point != mantissa.size()) {
    number.digits += mantissa.substr(point + 1);
    number.exponent -= static_cast<std::int64_t>(mantissa.size() - point - 1);
  }
  drop_leading_zeros(number.digits);
  return checked(std::move(number));
}

std::string Decimal::print() const {
  std::string text = digits;
  if (exponent >= 0) {
    if (!text.empty()) text.append(static_cast<std::size_t>(exponent), '0');
    if (text.empty()) text = "0";
  } else {
    const auto fraction = static_cast<std::size_t>(-exponent);
    if (text.size() <= fraction) text.insert(0, fraction + 1 - text.size(), '0');
    text.insert(text.size() - fraction, ".");
  }
  return (negative ? "-" : "") + text;
}

Decimal Decimal::canonical() const {
  if (digits.empty()) return {};
  Decimal number = *this;
  while (number.digits.back() == '0' && number.exponent < 0) {
    number.digits.pop_back();
    ++number.exponent;
  }
  if (number.exponent > 0) {
    number.digits.append(static_cast<std::size_t>(number.exponent), '0');
    number.exponent = 0;
  }
  return number;
}

std::optional<Decimal> add(const Decimal& a, const Decimal& b) {
  const std::int64_t exponent = std::min(a.exponent, b.exponent);
  std::string left = at_exponent(a, exponent);
  std::string right = at_exponent(b, exponent);
  drop_leading_zeros(left);
  drop_leading_zeros(right);
  Decimal sum{a.negative, {}, exponent};
  if (a.negative == b.negative) {
    sum.digits = combine(std::move(left), std::move(right), false);
  } else if (less(left, right)) {
    sum.negative = b.negative;
    sum.digits = combine(std::move(right), std::move(left), true);
  } else {
    sum.digits = combine(std::move(left), std::move(right), true);
  }
  sum = sum.canonical();
  return checked(std::move(sum));
}

Decimal negate(Decimal number) {
  number.negative = !number.negative && !number.digits.empty();
  return number;
}

std::optional<Factor> Factor::of(const Decimal& number) {
  Decimal significant = number;
  while (!significant.digits.empty() && significant.digits.back() == '0') {
    significant.digits.pop_back();
    ++significant.exponent;
  }
  const std::string& digits = significant.digits;
  if (digits.empty() || digits.size() > std::numeric_limits<std::int64_t>::digits10) {
    return std::nullopt;
  }
  Factor factor{0, significant.exponent, number.negative};
  std::from_chars(digits.data(), digits.data() + digits.size(), factor.digits);
  return factor;
}

std::optional<Decimal> scale(const Decimal& number, const Factor& multiply_by,
                             const Factor& divide_by) {
  Decimal product = number;
  product.negative = product.negative != (multiply_by.negative != divide_by.negative);
  multiply(product.digits, multiply_by.digits);
  product.exponent += multiply_by.exponent - divide_by.exponent;
  // Twos and fives divide exactly once there are zeros enough behind the point.
  std::uint64_t divisor = divide_by.digits;
  for (const auto& [prime, partner] : {std::pair{2U, 5U}, std::pair{5U, 2U}}) {
    for (; divisor % prime == 0; divisor /= prime) {
      multiply(product.digits, partner);
      --product.exponent;
    }
  }
  if (!divide(product.digits, divisor)) return std::nullopt;
  if (product.digits.empty()) return Decimal{};
  while (product.digits.back() == '0' && product.exponent < 0) {
    product.digits.pop_back();
    ++product.exponent;
  }
  if (!fits(product)) return std::nullopt;
  return product.canonical();
}

}  // namespace neurocrypt::rules
