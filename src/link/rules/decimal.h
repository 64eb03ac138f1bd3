// Exact decimal arithmetic on the numbers of messages; nothing passes through a double.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/record.h"

namespace neurocrypt::rules {

/// The most digits that a rule reckons with, before and after the point together.
inline constexpr std::size_t kDecimalDigitsMax = 1000;

/// A decimal number: (-1)^negative * DIGITS * 10^exponent. DIGITS has no leading zeros and is empty
/// for zero; trailing zeros are kept as the text had them.
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t exponent = 0;

  /// Nothing for what is no JSON number, or would have more than kDecimalDigitsMax digits when
  /// written without an exponent.
  static std::optional<Decimal> parse(std::string_view text);

  /// Without an exponent, with the digits after the point that it has: "12.50".
  [[nodiscard]] std::string print() const;
  /// Without trailing zeros after the point: of one number there is one such decimal.
  [[nodiscard]] Decimal canonical() const;
};

/// The sum; nothing past kDecimalDigitsMax.
std::optional<Decimal> add(const Decimal& a, const Decimal& b);
Decimal negate(Decimal number);

/// A factor that multiplies exactly: at most 18 significant digits.
struct Factor {
  std::uint64_t digits = 1;
  std::int64_t exponent = 0;
  bool negative = false;
  static std::optional<Factor> of(const Decimal& number);  ///< nothing for zero
};

/// number * multiply / divide, canonical; nothing when it has no end or too many digits.
std::optional<Decimal> scale(const Decimal& number, const Factor& multiply, const Factor& divide);

}  // namespace neurocrypt::rules
