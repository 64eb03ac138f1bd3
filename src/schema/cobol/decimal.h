// Decimal digits of a fixed scale, as COBOL stores numbers, to exact Number texts and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schema/record.h"

namespace neurocrypt::cobol {

/// The number with these ASCII digits, `scale` of them after the point (negative: zeros follow).
/// The text has `scale` decimals, no leading zeros, and no sign when it is zero.
Number number_of_digits(std::string_view digits, int scale, bool negative);

/// A number at a fixed scale.
struct ScaledDigits {
  bool negative = false;
  std::string digits;    ///< without leading zeros; empty for zero
  bool inexact = false;  ///< digits behind the scale were cut off
};

/// Nothing when the text is no JSON number, or has more than a thousand digits.
std::optional<ScaledDigits> scale_digits(const Number& number, int scale);

}  // namespace neurocrypt::cobol
