// All tests on one sequence, and NIST's judgement of many sequences.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lab/statistics/sp800_22/tests.h"
#include "neurocrypt/bytes.h"

namespace neurocrypt::lab::sp800_22 {

/// Eight bits of every byte, most significant first, as NIST's program reads files.
std::vector<std::uint8_t> unpack(ByteView bytes);

/// The name of one p-value: "runs", "non_overlapping 000000001", "random_excursions -4".
struct Outcome {
  std::string name;
  double p;
};

/// Runs every test that a sequence of this length is long enough for, with the parameters of
/// appendix B: M = 128 for block frequency, templates of 9 bits, M = 500 for linear complexity, m =
/// 16 for serial, 10 for approximate entropy. Up to 188 p-values from 2^20 bits; the excursion
/// tests leave out sequences with fewer than 500 cycles, as the standard says.
///
/// Cost   0.3 s for 10^6 bits.
std::vector<Outcome> run_battery(Bits bits);

/// The shortest sequence on which every test runs.
inline constexpr std::size_t kBitsForAllTests = 1'000'000;

/// Section 4.2 for the p-values of one test on many sequences.
struct Assessment {
  std::string name;
  std::size_t sequences;
  std::size_t passed;       ///< p >= 0.01
  double log10_proportion;  ///< of so few (or so many) passing by chance
  double log10_uniformity;  ///< of so uneven a histogram in ten bins: igamc(9/2, chi2/2); 0 below
                            ///< 55 sequences
  double log10_smallest;    ///< of so small a smallest p-value, Bonferroni over the sequences
  /// The smallest of the three, uncorrected.
  [[nodiscard]] double log10_p() const;
  bool within_three_sigma;  ///< 4.2.1: the proportion lies in 0.99 +- 3 sqrt(0.99 * 0.01 /
                            ///< sequences)
};

/// Shapes  batteries: what run_battery gave for each sequence. Result: one for each name.
std::vector<Assessment> assess(const std::vector<std::vector<Outcome>>& batteries);

/// log10 of the smallest p-value in `assessments`, corrected for all of them.
double combined_log10_p(const std::vector<Assessment>& assessments);

}  // namespace neurocrypt::lab::sp800_22
