// What a column of values looks like. tools/matcher/features.py (Column) is the same in Python.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace neurocrypt {

inline constexpr std::size_t kValuesMax = 100;  ///< samples of a field that are looked at

/// Shares in [0, 1]: length, digits, capitals, small letters, blanks, other bytes, numbers that a
/// card could have, distinctness, magnitude, then patterns (integer, decimal, date, time, link,
/// email, uuid, boolean, short code, IBAN, phone, hexadecimal).
using ValueProfile = std::array<float, 21>;
/// Some of them.
inline constexpr std::size_t kLengthShare = 0, kDistinctShare = 7, kIntegerShare = 9,
                             kDateShare = 11, kBooleanShare = 16;

/// Least, quartiles and greatest.
using Spread = std::array<double, 5>;

/// The samples of one field.
struct ValueColumn {
  ValueProfile profile;
  std::vector<std::string> values;  ///< trimmed, lower case, sorted, each once
  std::vector<std::string> tokens;  ///< word_runs() of the values, sorted, each once
  /// How values are formed ("AB-123" -> "A-9") and the share of each, sorted.
  std::vector<std::pair<std::string, double>> masks;
  double numeric = 0;             ///< share of numbers
  std::optional<Spread> numbers;  ///< of their signed logarithms, when most values are numbers
  std::optional<Spread> years;    ///< when most are dates
};

/// Bounds   samples is not empty; the first kValuesMax are looked at.
ValueColumn read_column(std::span<const std::string> samples);

}  // namespace neurocrypt
