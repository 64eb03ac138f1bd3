// Pearson's statistic, which half of the tests end with.
#pragma once

#include <span>

#include "lab/statistics/significance.h"

namespace neurocrypt::lab::sp800_22 {

/// The p-value of `counts` in classes of these probabilities, which are all above 0.
inline double chi_square_p_value(std::span<const double> counts,
                                 std::span<const double> probabilities) {
  double total = 0;
  for (const double count : counts) total += count;
  double chi_square = 0;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    const double expected = total * probabilities[c];
    chi_square += (counts[c] - expected) * (counts[c] - expected) / expected;
  }
  return igamc(static_cast<double>(counts.size() - 1) / 2, chi_square / 2);
}

}  // namespace neurocrypt::lab::sp800_22
