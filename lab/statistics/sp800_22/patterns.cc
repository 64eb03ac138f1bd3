// How often short patterns occur, and how far apart: 2.7 to 2.9, 2.11 and 2.12.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "lab/statistics/significance.h"
#include "lab/statistics/sp800_22/chi_square.h"
#include "lab/statistics/sp800_22/tests.h"

namespace neurocrypt::lab::sp800_22 {
namespace {

/// True when the pattern cannot overlap a copy of itself.
bool is_aperiodic(std::uint32_t pattern, int m) {
  for (int shift = 1; shift < m; ++shift) {
    const std::uint32_t mask = (std::uint32_t{1} << (m - shift)) - 1;
    if ((pattern & mask) == pattern >> shift) return false;
  }
  return true;
}

/// Counts every pattern of m bits in the sequence taken as a circle.  Shapes  result: 2^m.
std::vector<double> circular_counts(Bits bits, int m) {
  std::vector<double> counts(std::size_t{1} << m);
  const std::uint32_t mask = (std::uint32_t{1} << m) - 1;
  std::uint32_t window = 0;
  for (std::size_t i = 0; i < bits.size() + m - 1; ++i) {
    window = (window << 1 | bits[i % bits.size()]) & mask;
    if (i + 1 >= static_cast<std::size_t>(m)) counts[window] += 1;
  }
  return counts;
}

/// psi^2 of 2.11; 0 for m <= 0.
double psi_square(Bits bits, int m) {
  if (m <= 0) return 0;
  double squares = 0;
  for (const double count : circular_counts(bits, m)) squares += count * count;
  const auto n = static_cast<double>(bits.size());
  return squares * std::exp2(m) / n - n;
}

/// phi of 2.12.
double phi(Bits bits, int m) {
  const auto n = static_cast<double>(bits.size());
  double sum = 0;
  for (const double count : circular_counts(bits, m)) {
    if (count > 0) sum += count / n * std::log(count / n);
  }
  return sum;
}

/// What NIST's program computes for them: a compound Poisson law, section 3.8.
std::array<double, 6> compound_poisson(double eta) {
  std::array<double, 6> result{};
  double sum = 0;
  for (int u = 0; u < 5; ++u) {
    double p = u == 0 ? std::exp(-eta) : 0;
    for (int l = 1; l <= u; ++l) {
      p += std::exp(-eta - u * std::numbers::ln2 + l * std::log(eta) - std::lgamma(l + 1) +
                    std::lgamma(u) - std::lgamma(l) - std::lgamma(u - l + 1));
    }
    result[u] = p;
    sum += p;
  }
  result[5] = 1 - sum;
  return result;
}

}  // namespace

std::vector<std::uint32_t> aperiodic_templates(int m) {
  std::vector<std::uint32_t> result;
  for (std::uint32_t pattern = 0; pattern < std::uint32_t{1} << m; ++pattern) {
    if (is_aperiodic(pattern, m)) result.push_back(pattern);
  }
  return result;
}

std::vector<double> non_overlapping(Bits bits, std::span<const std::uint32_t> patterns, int m,
                                    std::size_t N) {
  const std::size_t M = bits.size() / N;
  const auto length = static_cast<double>(M);
  const double mean = (length - m + 1) / std::exp2(m);
  const double variance = length * (std::exp2(-m) - (2 * m - 1) * std::exp2(-2 * m));
  std::vector<double> chi_squares(patterns.size());
  const std::uint32_t mask = (std::uint32_t{1} << m) - 1;
  for (std::size_t block = 0; block < N; ++block) {
    // An aperiodic pattern never overlaps itself, so every occurrence counts.
    std::vector<double> counts(std::size_t{1} << m);
    std::uint32_t window = 0;
    for (std::size_t i = 0; i < M; ++i) {
      window = (window << 1 | bits[block * M + i]) & mask;
      if (i + 1 >= static_cast<std::size_t>(m)) counts[window] += 1;
    }
    for (std::size_t t = 0; t < patterns.size(); ++t) {
      const double difference = counts[patterns[t]] - mean;
      chi_squares[t] += difference * difference / variance;
    }
  }
  for (double& value : chi_squares) value = igamc(static_cast<double>(N) / 2, value / 2);
  return chi_squares;
}

double non_overlapping(Bits bits, std::uint32_t pattern, int m, std::size_t N) {
  return non_overlapping(bits, {&pattern, 1}, m, N).front();
}

std::array<double, 6> overlapping_probabilities(int m, std::size_t M) {
  using ByCount = std::array<double, 6>;
  // state[run]: the chances of each count of occurrences so far, with a run of `run` ones at the
  // end.
  std::vector<ByCount> state(m + 1);
  state[0][0] = 1;
  for (std::size_t bit = 0; bit < M; ++bit) {
    std::vector<ByCount> next(m + 1);
    for (int run = 0; run <= m; ++run) {
      const int longer = std::min(run + 1, m);
      for (std::size_t count = 0; count < 6; ++count) {
        next[0][count] += state[run][count] / 2;
        next[longer][std::min<std::size_t>(count + (longer == m), 5)] += state[run][count] / 2;
      }
    }
    state = std::move(next);
  }
  ByCount result{};
  for (const ByCount& counts : state) {
    for (std::size_t c = 0; c < 6; ++c) result[c] += counts[c];
  }
  return result;
}

double overlapping(Bits bits, int m, std::size_t M, Probabilities probabilities) {
  const double eta = static_cast<double>(M - m + 1) / std::exp2(m) / 2;
  const std::array<double, 6> expected = probabilities == Probabilities::kExact
                                             ? overlapping_probabilities(m, M)
                                             : compound_poisson(eta);
  std::array<double, 6> counts{};
  for (std::size_t at = 0; at + M <= bits.size(); at += M) {
    std::size_t occurrences = 0;
    int run = 0;
    for (const std::uint8_t bit : bits.subspan(at, M)) {
      run = bit != 0 ? run + 1 : 0;
      if (run >= m) ++occurrences;
    }
    counts[std::min<std::size_t>(occurrences, 5)] += 1;
  }
  return chi_square_p_value(counts, expected);
}

double universal(Bits bits) {
  int L = 6;
  while (L < 16 && bits.size() >= (std::size_t{1010} << (L + 1)) * (L + 1)) ++L;
  return universal(bits, L, std::size_t{10} << L);
}

double universal(Bits bits, int L, std::size_t Q) {
  // The mean and the variance of the limit, by L [Handbook of Applied Cryptography, table 5.3].
  constexpr double kMean[] = {0,         0.7326495, 1.5374383, 2.4016068, 3.3112247, 4.2534266,
                              5.2177052, 6.1962507, 7.1836656, 8.1764248, 9.1723243, 10.170032,
                              11.168765, 12.168070, 13.167693, 14.167488, 15.167379};
  constexpr double kVariance[] = {0,     0.690, 1.338, 1.901, 2.358, 2.705, 2.954, 3.125, 3.238,
                                  3.311, 3.356, 3.384, 3.401, 3.410, 3.416, 3.419, 3.421};
  const std::size_t blocks = bits.size() / L;
  const auto K = static_cast<double>(blocks - Q);
  std::vector<std::size_t> last(std::size_t{1} << L);
  double sum = 0;
  for (std::size_t block = 1; block <= blocks; ++block) {
    std::size_t value = 0;
    for (int i = 0; i < L; ++i) value = value << 1 | bits[(block - 1) * L + i];
    if (block > Q) sum += std::log2(static_cast<double>(block - last[value]));
    last[value] = block;
  }
  const double c = 0.7 - 0.8 / L + (4 + 32.0 / L) * std::pow(K, -3.0 / L) / 15;
  const double sigma = c * std::sqrt(kVariance[L] / K);
  return std::erfc(std::abs(sum / K - kMean[L]) / (std::numbers::sqrt2 * sigma));
}

std::array<double, 2> serial(Bits bits, int m) {
  const double psi0 = psi_square(bits, m);
  const double psi1 = psi_square(bits, m - 1);
  const double psi2 = psi_square(bits, m - 2);
  return {igamc(std::exp2(m - 2), (psi0 - psi1) / 2),
          igamc(std::exp2(m - 3), (psi0 - 2 * psi1 + psi2) / 2)};
}

double approximate_entropy(Bits bits, int m) {
  const double entropy = phi(bits, m) - phi(bits, m + 1);
  const double chi_square = 2 * static_cast<double>(bits.size()) * (std::numbers::ln2 - entropy);
  return igamc(std::exp2(m - 1), std::max(chi_square, 0.0) / 2);
}

}  // namespace neurocrypt::lab::sp800_22
