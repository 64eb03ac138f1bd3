// Ranks, registers and spectra: 2.5, 2.6 and 2.10.
#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <kissfft/kissfft.hh>
#include <numbers>

#include "lab/statistics/sp800_22/chi_square.h"
#include "lab/statistics/sp800_22/tests.h"

namespace neurocrypt::lab::sp800_22 {
namespace {

constexpr std::size_t kRows = 32;  // of the square matrices of 2.5

std::size_t rank_over_gf2(std::array<std::uint32_t, kRows> rows) {
  std::size_t rank = 0;
  for (std::uint32_t column = 1; column != 0; column <<= 1) {
    const auto pivot = std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(rank), rows.end(),
                                    [&](std::uint32_t row) { return (row & column) != 0; });
    if (pivot == rows.end()) continue;
    std::swap(*pivot, rows[rank]);
    for (std::size_t r = rank + 1; r < kRows; ++r) {
      if ((rows[r] & column) != 0) rows[r] ^= rows[rank];
    }
    ++rank;
  }
  return rank;
}

/// The probability that a random 32 x 32 matrix has rank r: section 3.5.
double probability_of_rank(int r) {
  double product = std::exp2(r * (64 - r) - 1024);
  for (int i = 0; i < r; ++i) {
    const double factor = 1 - std::exp2(i - 32);
    product *= factor * factor / (1 - std::exp2(i - r));
  }
  return product;
}

/// Polynomials over GF(2) as words, constant term first.
class Polynomial {
 public:
  explicit Polynomial(std::size_t bits) : words_(bits / 64 + 1) {}
  void set(std::size_t bit) { words_[bit / 64] |= std::uint64_t{1} << (bit % 64); }
  /// *this += other * x^shift; what does not fit is dropped.
  void add_shifted(const Polynomial& other, std::size_t shift) {
    const std::size_t whole = shift / 64;
    const std::size_t part = shift % 64;
    for (std::size_t w = words_.size(); w-- > whole;) {
      words_[w] ^= other.words_[w - whole] << part;
      if (part != 0 && w > whole) words_[w] ^= other.words_[w - whole - 1] >> (64 - part);
    }
  }
  /// The parity of the product of coefficients.
  [[nodiscard]] bool dot(const Polynomial& other) const {
    std::uint64_t sum = 0;
    for (std::size_t w = 0; w < words_.size(); ++w) sum ^= words_[w] & other.words_[w];
    return (std::popcount(sum) & 1) != 0;
  }
  /// Multiplies by x.
  void shift_up() {
    for (std::size_t w = words_.size(); w-- > 1;) words_[w] = words_[w] << 1 | words_[w - 1] >> 63;
    words_[0] <<= 1;
  }

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace

double rank(Bits bits) {
  double counts[3] = {};  // full, one less, the rest
  for (std::size_t at = 0; at + kRows * kRows <= bits.size(); at += kRows * kRows) {
    std::array<std::uint32_t, kRows> rows{};
    for (std::size_t i = 0; i < kRows * kRows; ++i) {
      rows[i / kRows] |= std::uint32_t{bits[at + i]} << (i % kRows);
    }
    counts[std::min<std::size_t>(kRows - rank_over_gf2(rows), 2)] += 1;
  }
  const double full = probability_of_rank(32);
  const double less = probability_of_rank(31);
  const double expected[3] = {full, less, 1 - full - less};
  return chi_square_p_value(counts, expected);
}

double spectral(Bits bits) {
  std::vector<std::complex<double>> signal;
  signal.reserve(bits.size());
  for (const std::uint8_t bit : bits) signal.emplace_back(bit != 0 ? 1 : -1);
  std::vector<std::complex<double>> spectrum(bits.size());
  kissfft<double>(bits.size(), false).transform(signal.data(), spectrum.data());
  const auto n = static_cast<double>(bits.size());
  const double threshold_square = std::log(1 / 0.05) * n;
  const auto low = std::count_if(
      spectrum.begin(), spectrum.begin() + static_cast<std::ptrdiff_t>(bits.size() / 2),
      [&](const std::complex<double>& peak) { return std::norm(peak) < threshold_square; });
  const double d = (static_cast<double>(low) - 0.95 * n / 2) / std::sqrt(n * 0.95 * 0.05 / 4);
  return std::erfc(std::abs(d) / std::numbers::sqrt2);
}

std::size_t shortest_register(Bits bits) {
  Polynomial connection(bits.size());
  Polynomial before(bits.size());
  Polynomial recent(bits.size());  // coefficient i is the bit i places back
  connection.set(0);
  before.set(0);
  std::size_t length = 0;
  std::size_t since = 1;  // steps since `before` was replaced
  for (std::size_t i = 0; i < bits.size(); ++i) {
    recent.shift_up();
    if (bits[i] != 0) recent.set(0);
    if (!connection.dot(recent)) {
      ++since;
    } else if (2 * length <= i) {
      Polynomial kept = connection;
      connection.add_shifted(before, since);
      before = std::move(kept);
      length = i + 1 - length;
      since = 1;
    } else {
      connection.add_shifted(before, since);
      ++since;
    }
  }
  return length;
}

double linear_complexity(Bits bits, std::size_t M, Probabilities probabilities) {
  const bool exact = probabilities == Probabilities::kExact;
  const double expected[] = {
      exact ? 1.0 / 96 : 0.01047, 1.0 / 32, 1.0 / 8, 1.0 / 2, 1.0 / 4, 1.0 / 16,
      exact ? 1.0 / 48 : 0.020833};
  const auto length = static_cast<double>(M);
  const double sign = M % 2 == 0 ? 1 : -1;
  const double mean = length / 2 + (9 - sign) / 36 - (length / 3 + 2.0 / 9) * std::exp2(-length);
  double counts[7] = {};
  for (std::size_t at = 0; at + M <= bits.size(); at += M) {
    const auto L = static_cast<double>(shortest_register(bits.subspan(at, M)));
    const double T = sign * (L - mean) + 2.0 / 9;
    counts[static_cast<std::size_t>(std::clamp(std::ceil(T + 2.5), 0.0, 6.0))] += 1;
  }
  return chi_square_p_value(counts, expected);
}

}  // namespace neurocrypt::lab::sp800_22
