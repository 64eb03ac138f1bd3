// The fifteen tests of NIST SP 800-22 rev. 1a, section 2, each a function from bits to p-values.
// Letters are the standard's: n bits in the sequence, m bits in a template or pattern, M bits in a
// block, N blocks.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace neurocrypt::lab::sp800_22 {

/// A sequence of bits, one in a byte, each 0 or 1: the standard's epsilon.
using Bits = std::span<const std::uint8_t>;

/// Where the standard prints probabilities with a few digits, or wrong ones, we compute them. The
/// worked examples and appendix B were made with what is printed, so both are here.
///   longest run, M = 10^4   printed to four digits, and off in the third
///   overlapping template    examples and sts use the compound Poisson approximation
///   linear complexity       0.01047 for 1/96, 0.020833 for 1/48
enum class Probabilities { kExact, kPrinted };

/// 2.1. Bounds n >= 1.
double frequency(Bits bits);
/// 2.2. Bounds n >= M >= 1.
double block_frequency(Bits bits, std::size_t M);
/// 2.3; 0 when the frequency is already out of bounds, as step 2 says. Bounds n >= 1.
double runs(Bits bits);
/// 2.4; M is 8, 128 or 10^4 by n. Bounds n >= 128.
double longest_run(Bits bits, Probabilities probabilities);
/// 2.5, with 32 x 32 matrices. Bounds n >= 1024.
double rank(Bits bits);
/// 2.6. Bounds n >= 2.
double spectral(Bits bits);
/// 2.7, for one aperiodic template of m bits, most significant first, in N blocks.
double non_overlapping(Bits bits, std::uint32_t pattern, int m, std::size_t N = 8);
/// All aperiodic templates of m bits, in increasing order (148 for m = 9), and their p-values.
std::vector<std::uint32_t> aperiodic_templates(int m);
std::vector<double> non_overlapping(Bits bits, std::span<const std::uint32_t> patterns, int m,
                                    std::size_t N = 8);
/// 2.8, for the template of m ones in blocks of M bits, K = 5. Bounds n >= M > m.
double overlapping(Bits bits, int m, std::size_t M, Probabilities probabilities);
/// The exact probabilities of 0, 1, ..., 4 and more occurrences in a block: section 3.8 as Hamano
/// and Kaneko corrected it.
std::array<double, 6> overlapping_probabilities(int m, std::size_t M);
/// 2.9; L and Q by n, as the table in 2.9.7. Bounds n >= 387,840.
double universal(Bits bits);
/// 2.9 with given 2 <= L <= 16 and Q, as 2.9.4 and 2.9.8 want. Bounds n >= (Q + 1) L.
double universal(Bits bits, int L, std::size_t Q);
/// 2.10, blocks of M bits. Bounds n >= M >= 4.
double linear_complexity(Bits bits, std::size_t M, Probabilities probabilities);
/// The length of the shortest linear feedback shift register [Berlekamp and Massey].
std::size_t shortest_register(Bits bits);
/// 2.11: both p-values. Bounds 2 <= m <= 24, n >= m.
std::array<double, 2> serial(Bits bits, int m);
/// 2.12. Bounds 1 <= m <= 23, n > m.
double approximate_entropy(Bits bits, int m);
/// 2.13: forward and backward. Bounds n >= 1.
std::array<double, 2> cumulative_sums(Bits bits);
/// 2.14: states -4 to -1, 1 to 4. Bounds n >= 1.
std::array<double, 8> random_excursions(Bits bits);
/// 2.15: states -9 to -1, 1 to 9. Bounds n >= 1.
std::array<double, 18> random_excursions_variant(Bits bits);
/// J of 2.14: the number of cycles. Both excursion tests want at least max(500, 0.005 sqrt(n)).
std::size_t excursion_cycles(Bits bits);

}  // namespace neurocrypt::lab::sp800_22
