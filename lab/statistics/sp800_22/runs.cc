// Counts of ones, runs of ones, and their sums: 2.1 to 2.4 and 2.13.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "lab/statistics/significance.h"
#include "lab/statistics/sp800_22/chi_square.h"
#include "lab/statistics/sp800_22/tests.h"

namespace neurocrypt::lab::sp800_22 {
namespace {

double count_ones(Bits bits) { return std::accumulate(bits.begin(), bits.end(), 0.0); }

std::size_t longest_run_of_ones(Bits block) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const std::uint8_t bit : block) {
    run = bit != 0 ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

/// The probability that M fair bits have no run of k ones: q(n) = q(n - 1) - 2^-(k+1) q(n - k - 1).
double no_run_of(std::size_t k, std::size_t M) {
  std::vector<double> q(M + 1, 1);
  for (std::size_t n = k; n <= M; ++n) {
    const double before = n == k ? std::exp2(-static_cast<double>(k))
                                 : std::exp2(-static_cast<double>(k) - 1) * q[n - k - 1];
    q[n] = q[n - 1] - before;
  }
  return q[M];
}

double normal_cdf(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

/// 2.13.4, step 4, with the limits of sums truncated towards zero as NIST's program does: what is
/// left out matters for short sequences only.
double cumulative_sum_p_value(long z, long n) {
  if (z == 0) return 1;  // n = 0
  const double root = std::sqrt(static_cast<double>(n));
  const auto phi = [&](long multiple) {
    return normal_cdf(static_cast<double>(multiple * z) / root);
  };
  double p = 1;
  for (long k = (-n / z + 1) / 4; k <= (n / z - 1) / 4; ++k) p -= phi(4 * k + 1) - phi(4 * k - 1);
  for (long k = (-n / z - 3) / 4; k <= (n / z - 1) / 4; ++k) p += phi(4 * k + 3) - phi(4 * k + 1);
  return std::clamp(p, 0.0, 1.0);
}

}  // namespace

double frequency(Bits bits) {
  const auto n = static_cast<double>(bits.size());
  return std::erfc(std::abs(2 * count_ones(bits) - n) / std::sqrt(2 * n));
}

double block_frequency(Bits bits, std::size_t M) {
  const std::size_t N = bits.size() / M;
  double chi_square = 0;
  for (std::size_t i = 0; i < N; ++i) {
    const double share = count_ones(bits.subspan(i * M, M)) / static_cast<double>(M) - 0.5;
    chi_square += 4 * static_cast<double>(M) * share * share;
  }
  return igamc(static_cast<double>(N) / 2, chi_square / 2);
}

double runs(Bits bits) {
  const auto n = static_cast<double>(bits.size());
  const double share = count_ones(bits) / n;
  if (std::abs(share - 0.5) >= 2 / std::sqrt(n)) return 0;
  double count = 1;
  for (std::size_t i = 1; i < bits.size(); ++i) count += bits[i] != bits[i - 1] ? 1 : 0;
  const double spread = share * (1 - share);
  return std::erfc(std::abs(count - 2 * n * spread) / (2 * std::sqrt(2 * n) * spread));
}

double longest_run(Bits bits, Probabilities probabilities) {
  // Classes: at most `shortest`, ..., at least `longest`.
  const auto [M, shortest, longest] = bits.size() >= 750'000
                                          ? std::array<std::size_t, 3>{10'000, 10, 16}
                                      : bits.size() >= 6'272 ? std::array<std::size_t, 3>{128, 4, 9}
                                                             : std::array<std::size_t, 3>{8, 1, 4};
  std::vector<double> expected;
  double below = 0;
  for (std::size_t run = shortest; run <= longest; ++run) {
    const double up_to = run == longest ? 1 : no_run_of(run + 1, M);
    expected.push_back(up_to - below);
    below = up_to;
  }
  if (probabilities == Probabilities::kPrinted && M == 10'000) {
    expected = {0.0882, 0.2092, 0.2483, 0.1933, 0.1208, 0.0675, 0.0727};
  }
  std::vector<double> counts(expected.size());
  for (std::size_t at = 0; at + M <= bits.size(); at += M) {
    const std::size_t run = longest_run_of_ones(bits.subspan(at, M));
    counts[std::clamp(run, shortest, longest) - shortest] += 1;
  }
  return chi_square_p_value(counts, expected);
}

std::array<double, 2> cumulative_sums(Bits bits) {
  long sum = 0;
  long highest = 0;
  long lowest = 0;
  for (const std::uint8_t bit : bits) {
    sum += bit != 0 ? 1 : -1;
    highest = std::max(highest, sum);
    lowest = std::min(lowest, sum);
  }
  const auto n = static_cast<long>(bits.size());
  const long forward = std::max(highest, -lowest);
  const long backward = std::max(highest - sum, sum - lowest);
  return {cumulative_sum_p_value(forward, n), cumulative_sum_p_value(backward, n)};
}

}  // namespace neurocrypt::lab::sp800_22
