// Check digits of published number schemes.
#pragma once

#include <initializer_list>
#include <span>
#include <string_view>

namespace neurocrypt {

/// All take ASCII digits only; an empty text never holds.

/// Source   ISO/IEC 7812-1, Annex B.
[[nodiscard]] bool luhn_holds(std::string_view digits);

/// Digits and upper-case letters (A = 10 ... Z = 35) as one number, modulo 97.
/// Source   ISO/IEC 7064, MOD 97-10; ISO 13616-1.
[[nodiscard]] int modulo_97(std::string_view text);

/// Source   ISO/IEC 7064, MOD 11,10.
[[nodiscard]] bool mod_11_10_holds(std::string_view digits);

/// Source   J. Verhoeff, "Error Detecting Decimal Codes", Mathematical Centre Tract 29, 1969.
[[nodiscard]] bool verhoeff_holds(std::string_view digits);

/// Sum of digit times weight, for as many digits as there are weights.
[[nodiscard]] int weighted_sum(std::string_view digits, std::span<const int> weights);

}  // namespace neurocrypt
