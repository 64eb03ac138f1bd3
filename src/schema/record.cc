#include "schema/record.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace neurocrypt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits(text.begin(), end);
  text.remove_prefix(digits.size());
  return digits;
}

void drop_leading_zeros(std::string_view& digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
}

/// digits + change for a decimal integer of at least 19 digits: no length of a text turns its sign.
std::string shift_magnitude(std::string_view digits, std::int64_t change) {
  std::string sum(digits);
  for (std::size_t i = sum.size(); i-- > 0 && change != 0;) {
    const std::int64_t digit = (sum[i] - '0') + change % 10;
    const std::int64_t carry = digit < 0 ? -1 : digit / 10;
    sum[i] = static_cast<char>('0' + (digit - 10 * carry));
    change = change / 10 + carry;
  }
  if (change != 0) sum.insert(0, std::to_string(change));
  return sum.substr(std::min(sum.find_first_not_of('0'), sum.size() - 1));
}

/// A number taken apart: (-1)^negative * 0.DIGITS * 10^exponent. DIGITS (whole then fraction) has
/// neither leading nor trailing zeros; zero has no digits at all. An exponent past 64 bits is kept
/// as text, so that no text whatever overflows.
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t exponent = 0;
  std::string long_exponent;  ///< with its sign; empty when `exponent` holds it

  friend bool operator==(const Decimal&, const Decimal&) = default;
};

/// Nothing for what is not in JSON's grammar.
std::optional<Decimal> take_apart(std::string_view text) {
  Decimal decimal;
  const auto take = [&text](std::string_view characters) {
    if (text.empty() || characters.find(text[0]) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
  };
  decimal.negative = take("-");
  std::string_view whole = take_digits(text);
  if (whole.empty() || (whole.size() > 1 && whole[0] == '0')) return std::nullopt;
  std::string_view fraction;
  if (take(".")) {
    fraction = take_digits(text);
    if (fraction.empty()) return std::nullopt;
  }
  bool exponent_negative = false;
  std::string_view exponent_digits;
  if (take("eE")) {
    exponent_negative = text.starts_with('-');
    take("+-");
    exponent_digits = take_digits(text);
    if (exponent_digits.empty()) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;

  drop_leading_zeros(whole);
  decimal.digits.append(whole).append(fraction);
  const std::size_t leading =
      std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size());
  decimal.digits.erase(0, leading);
  if (decimal.digits.empty()) return Decimal{};  // zero, whatever its sign and exponent
  decimal.digits.erase(decimal.digits.find_last_not_of('0') + 1);
  const std::int64_t point =
      static_cast<std::int64_t>(whole.size()) - static_cast<std::int64_t>(leading);

  drop_leading_zeros(exponent_digits);
  if (exponent_digits.size() > std::numeric_limits<std::int64_t>::digits10) {
    const std::string exponent =
        (exponent_negative ? "-" : "") +
        shift_magnitude(exponent_digits, exponent_negative ? -point : point);
    const char* const end = exponent.data() + exponent.size();
    if (std::from_chars(exponent.data(), end, decimal.exponent).ec != std::errc()) {
      decimal.long_exponent = exponent;
    }
  } else {
    std::int64_t exponent = 0;
    for (const char c : exponent_digits) exponent = 10 * exponent + (c - '0');
    decimal.exponent = (exponent_negative ? -exponent : exponent) + point;
  }
  return decimal;
}

/// The magnitude as an integer, when it is one and fits.
std::optional<std::uint64_t> whole_magnitude(const Decimal& decimal) {
  if (decimal.digits.empty()) return 0;
  constexpr std::int64_t kDigitsMax = std::numeric_limits<std::uint64_t>::digits10 + 1;
  if (!decimal.long_exponent.empty() || decimal.exponent > kDigitsMax ||
      decimal.exponent < static_cast<std::int64_t>(decimal.digits.size())) {
    return std::nullopt;
  }
  std::string digits = decimal.digits;
  digits.resize(static_cast<std::size_t>(decimal.exponent), '0');
  std::uint64_t magnitude = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), magnitude).ec != std::errc()) {
    return std::nullopt;
  }
  return magnitude;
}

/// The order of two magnitudes' exponents.
std::strong_ordering compare_exponents(const Decimal& a, const Decimal& b) {
  // One past 64 bits lies beyond every other, on the side of its sign.
  const auto side = [](const Decimal& decimal) {
    return decimal.long_exponent.empty() ? 0 : decimal.long_exponent[0] == '-' ? -1 : 1;
  };
  if (side(a) != side(b) || side(a) == 0) {
    return side(a) != side(b) ? side(a) <=> side(b) : a.exponent <=> b.exponent;
  }
  const auto by_size = a.long_exponent.size() <=> b.long_exponent.size();
  const auto order = by_size != 0 ? by_size : a.long_exponent <=> b.long_exponent;
  return side(a) > 0 ? order : 0 <=> order;
}

__extension__ using Wide = unsigned __int128;

/// 10^exponent modulo `modulus`.
std::uint64_t power_of_ten(std::uint64_t exponent, std::uint64_t modulus) {
  Wide power = 1;
  for (Wide base = 10; exponent != 0; exponent >>= 1, base = base * base % modulus) {
    if ((exponent & 1) != 0) power = power * base % modulus;
  }
  return static_cast<std::uint64_t>(power % modulus);
}

/// Plain digits, as most numbers are, without taking them apart.
template <typename Integer>
std::optional<Integer> plain_integer(std::string_view text) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !is_json_number(text)) {
    return std::nullopt;
  }
  return value;
}

std::string integer_text(auto value) {
  char buffer[24];
  const auto result = std::to_chars(std::begin(buffer), std::end(buffer), value);
  return {std::begin(buffer), result.ptr};
}

}  // namespace

Value::Value(Array value) : data_(std::move(value)) {}
Value::Value(Object value) : data_(std::move(value)) {}
Value Value::integer(std::int64_t value) { return Number{integer_text(value)}; }
Value Value::integer(std::uint64_t value) { return Number{integer_text(value)}; }

const Value* Value::find(std::string_view name) const {
  const Object* const members = object();
  if (members == nullptr) return nullptr;
  for (const Member& member : *members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

std::optional<std::size_t> find_duplicate(std::span<const Member> members) {
  constexpr std::size_t kComparedMembersMax = 16;  // more are sorted
  if (members.size() <= kComparedMembersMax) {
    for (std::size_t i = 1; i < members.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (members[i].name == members[j].name) return i;
      }
    }
    return std::nullopt;
  }
  std::vector<const Member*> sorted(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) sorted[i] = &members[i];
  std::sort(sorted.begin(), sorted.end(), [](const Member* a, const Member* b) {
    const int order = a->name.compare(b->name);
    return order != 0 ? order < 0 : a < b;
  });
  std::optional<std::size_t> first;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i]->name != sorted[i - 1]->name) continue;
    const auto index = static_cast<std::size_t>(sorted[i] - members.data());
    first = std::min(first.value_or(index), index);
  }
  return first;
}

const std::string* sealed_text(const Value& value) {
  const Object* const object = value.object();
  if (object == nullptr || object->size() != 1 || (*object)[0].name != kSealedMember)
    return nullptr;
  return (*object)[0].value.string();
}

std::string_view name(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::kNull:
      return "null";
    case Value::Kind::kBoolean:
      return "boolean";
    case Value::Kind::kNumber:
      return "number";
    case Value::Kind::kString:
      return "string";
    case Value::Kind::kBytes:
      return "bytes";
    case Value::Kind::kArray:
      return "array";
    case Value::Kind::kObject:
      return "object";
  }
  return "unknown";
}

bool is_json_number(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto digits = [&at, end] {
    const char* const start = at;
    while (at != end && is_digit(*at)) ++at;
    return at != start;
  };
  if (at != end && *at == '-') ++at;
  if (at != end && *at == '0') {
    ++at;
  } else if (!digits()) {
    return false;
  }
  if (at != end && *at == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    if (at != end && (*at == '+' || *at == '-')) ++at;
    if (!digits()) return false;
  }
  return at == end;
}

std::optional<std::int64_t> to_int64(const Number& number) {
  if (const auto plain = plain_integer<std::int64_t>(number.text)) return plain;
  const std::optional<Decimal> decimal = take_apart(number.text);
  if (!decimal) return std::nullopt;
  const std::optional<std::uint64_t> magnitude = whole_magnitude(*decimal);
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (!magnitude || *magnitude > kMax + (decimal->negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(decimal->negative ? ~*magnitude + 1 : *magnitude);
}

std::optional<std::uint64_t> to_uint64(const Number& number) {
  if (const auto plain = plain_integer<std::uint64_t>(number.text)) return plain;
  const std::optional<Decimal> decimal = take_apart(number.text);
  if (!decimal || decimal->negative) return std::nullopt;
  return whole_magnitude(*decimal);
}

std::optional<double> to_double(const Number& number) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (number.text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (number.text == "Infinity") return kInfinity;
  if (number.text == "-Infinity") return -kInfinity;
  if (!is_json_number(number.text)) return std::nullopt;
  double value = 0;
  const char* const begin = number.text.data();
  if (std::from_chars(begin, begin + number.text.size(), value).ec == std::errc()) return value;
  // Out of range: from_chars does not say on which side.
  const std::optional<Decimal> decimal = take_apart(number.text);
  const bool too_large =
      decimal->long_exponent.empty() ? decimal->exponent > 0 : decimal->long_exponent[0] != '-';
  if (too_large && !decimal->digits.empty()) return std::nullopt;
  return number.text.starts_with('-') ? -0.0 : 0.0;
}

bool same_number(const Number& a, const Number& b) {
  if (a.text == b.text) return true;
  const std::optional<Decimal> left = take_apart(a.text);
  return left && left == take_apart(b.text);
}

std::partial_ordering compare_numbers(const Number& a, const Number& b) {
  const std::optional<Decimal> left = take_apart(a.text);
  const std::optional<Decimal> right = take_apart(b.text);
  if (!left || !right) return std::partial_ordering::unordered;
  const auto sign = [](const Decimal& decimal) {
    return decimal.digits.empty() ? 0 : decimal.negative ? -1 : 1;
  };
  if (sign(*left) != sign(*right) || sign(*left) == 0) return sign(*left) <=> sign(*right);
  const auto by_exponent = compare_exponents(*left, *right);
  const auto magnitude = by_exponent != 0 ? by_exponent : left->digits <=> right->digits;
  return sign(*left) > 0 ? magnitude : 0 <=> magnitude;
}

std::optional<bool> is_multiple(const Number& number, const Number& divisor) {
  const std::optional<Decimal> dividend = take_apart(number.text);
  const std::optional<Decimal> by = take_apart(divisor.text);
  if (!dividend || !by || by->digits.empty() ||
      by->digits.size() > std::numeric_limits<std::int64_t>::digits10) {
    return std::nullopt;
  }
  if (dividend->digits.empty()) return true;
  if (!dividend->long_exponent.empty() || !by->long_exponent.empty()) return std::nullopt;
  // As whole numbers times a power of ten, neither of which ends in zero.
  const auto power = [](const Decimal& decimal) {
    return decimal.exponent - static_cast<std::int64_t>(decimal.digits.size());
  };
  std::uint64_t modulus = 0;
  std::from_chars(by->digits.data(), by->digits.data() + by->digits.size(), modulus);
  if (power(*dividend) < power(*by)) return false;  // the dividend would have to end in zero
  Wide remainder = 0;
  for (const char c : dividend->digits) {
    remainder = (remainder * 10 + static_cast<unsigned>(c - '0')) % modulus;
  }
  const auto zeros =
      static_cast<std::uint64_t>(power(*dividend)) - static_cast<std::uint64_t>(power(*by));
  return remainder * power_of_ten(zeros, modulus) % modulus == 0;
}

void Path::push(std::string_view member) { parts_.emplace_back(std::string(member)); }
void Path::push(std::size_t index) { parts_.emplace_back(index); }
void Path::push_outer(std::string_view member) {
  parts_.emplace(parts_.begin(), std::string(member));
}
void Path::push_outer(std::size_t index) { parts_.emplace(parts_.begin(), index); }
void Path::pop() { parts_.pop_back(); }

std::string Path::text() const {
  std::string text;
  for (const auto& part : parts_) {
    text += '/';
    if (const std::size_t* const index = std::get_if<std::size_t>(&part)) {
      text += std::to_string(*index);
      continue;
    }
    for (const char c : std::get<std::string>(part)) {
      if (c == '~') {
        text += "~0";
      } else if (c == '/') {
        text += "~1";
      } else {
        text += c;
      }
    }
  }
  return text;
}

}  // namespace neurocrypt
