// What a column of values looks like. tools/matcher/features.py is the same in Python.
#pragma once

#include <array>
#include <span>
#include <string>

namespace neurocrypt {

inline constexpr std::size_t kValuesMax = 32;  ///< samples of a field that are looked at

/// Shares in [0, 1]: length, digits, capitals, small letters, blanks, other bytes, numbers that a
/// card could have, distinctness, magnitude, then patterns (integer, decimal, date, time, link,
/// email, uuid, boolean, short code, IBAN, phone, hexadecimal).
using ValueProfile = std::array<float, 21>;

ValueProfile profile_values(std::span<const std::string> samples);

}  // namespace neurocrypt
