#include "lab/lattice/estimator.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <numbers>

namespace neurocrypt::lab {
namespace {

// Exponents of sieving in dimension beta [BDGL16; Laarhoven 2015]: log2 sqrt(3/2), log2 sqrt(13/9);
// and of the number of vectors it yields, log2 sqrt(4/3).
constexpr double kClassical = 0.292;
constexpr double kQuantum = 0.265;
constexpr double kVectors = 0.2075;
constexpr int kBlockSizeMax = 4000;

/// The most samples that help: beyond 4 n, more only lengthen the search.
int samples_max(const LweParameters& lwe) { return std::min(lwe.samples, 4 * lwe.n); }

/// log2 Vol^(1/d) of the lattice of m samples whose n secret coordinates are scaled.
double log2_root_volume(const LweParameters& lwe, int samples, int dimension) {
  return (samples * lwe.log2_q + lwe.n * std::log2(lwe.error_sigma / lwe.secret_sigma)) / dimension;
}

/// The dimension of a lattice in which block size `beta` finds the secret; 0 if there is none.
int successful_dimension(const LweParameters& lwe, int beta) {
  const double projected = std::log2(lwe.error_sigma) + std::log2(beta) / 2;
  const double log2_delta = log2_root_hermite(beta);
  for (int m = std::max(1, beta - lwe.n); m <= samples_max(lwe); ++m) {
    const int d = lwe.n + m + 1;
    if (projected <= (2 * beta - d - 1) * log2_delta + log2_root_volume(lwe, m, d)) return d;
  }
  return 0;
}

}  // namespace

double uniform_sigma(double values) { return std::sqrt((values * values - 1) / 12); }

LweParameters rounding(int n, int log2_q, int log2_p, double secret_sigma, int samples) {
  return {n, static_cast<double>(log2_q), secret_sigma, uniform_sigma(std::exp2(log2_q - log2_p)),
          samples};
}

double log2_root_hermite(int block_size) {
  // [Chen 2013], as quoted in [APS15], Sec. 3.2.
  struct Measured {
    int block_size;
    double delta;
  };
  static constexpr Measured kMeasured[] = {{2, 1.02190},  {5, 1.01862},  {10, 1.01616},
                                           {15, 1.01485}, {20, 1.01420}, {25, 1.01342},
                                           {28, 1.01331}, {40, 1.01295}, {50, 1.01206}};
  assert(block_size >= 2);
  for (std::size_t i = 1; i < std::size(kMeasured); ++i) {
    const Measured& low = kMeasured[i - 1];
    const Measured& high = kMeasured[i];
    if (block_size > high.block_size) continue;
    const double share = static_cast<double>(block_size - low.block_size) /
                         static_cast<double>(high.block_size - low.block_size);
    return std::log2(low.delta + share * (high.delta - low.delta));
  }
  const double b = block_size;
  return (std::log2(std::numbers::pi * b) / b +
          std::log2(b / (2 * std::numbers::pi * std::numbers::e))) /
         (2 * (b - 1));
}

LatticeCost primal_usvp(const LweParameters& lwe, int block_size_min) {
  for (int beta = block_size_min; beta <= kBlockSizeMax; ++beta) {
    if (const int dimension = successful_dimension(lwe, beta); dimension != 0) {
      return {beta, dimension, kClassical * beta, kQuantum * beta};
    }
  }
  return {kBlockSizeMax, 0, kClassical * kBlockSizeMax, kQuantum * kBlockSizeMax};
}

LatticeCost dual(const LweParameters& lwe) {
  LatticeCost best{0, 0, 1e9, 1e9};
  for (int beta = 50; beta <= kBlockSizeMax && kClassical * beta < best.classical_bits; ++beta) {
    const double log2_delta = log2_root_hermite(beta);
    for (int m = std::max(1, lwe.n / 4); m <= samples_max(lwe); m += 4) {
      // The dual lattice {(x, y): x A = y mod q}, y scaled to the error.
      const int d = m + lwe.n;
      const double log2_length =
          d * log2_delta + lwe.n * (lwe.log2_q + std::log2(lwe.secret_sigma / lwe.error_sigma)) / d;
      const double tau = std::exp2(log2_length + std::log2(lwe.error_sigma) - lwe.log2_q);
      const double log2_advantage =
          -2 * std::numbers::pi * std::numbers::pi * tau * tau * std::numbers::log2e;
      const double repetitions = std::max(0.0, -2 * log2_advantage - kVectors * beta);
      const double classical = kClassical * beta + repetitions;
      if (classical < best.classical_bits) {
        best = {beta, d, classical, kQuantum * beta + repetitions};
      }
    }
  }
  return best;
}

std::span<const PublishedScheme> published_schemes() {
  static const double kyber_log2_q = std::log2(3329);
  static const PublishedScheme kSchemes[] = {
      {"Kyber512",
       {512, kyber_log2_q, std::sqrt(1.5), std::sqrt(1.5), 768},
       118,
       "Kyber round 3, Table 4"},
      {"Kyber768", {768, kyber_log2_q, 1, 1, 1024}, 182, "Kyber round 3, Table 4"},
      {"Kyber1024", {1024, kyber_log2_q, 1, 1, 1280}, 256, "Kyber round 3, Table 4"},
      {"LightSaber", rounding(512, 13, 10, std::sqrt(2.5), 512), 118, "Saber round 3, Table 1"},
      {"Saber", rounding(768, 13, 10, std::sqrt(2.0), 768), 189, "Saber round 3, Table 1"},
      {"FireSaber", rounding(1024, 13, 10, std::sqrt(1.5), 1024), 260, "Saber round 3, Table 1"},
      // The sigmas are those of the specified error tables, which differ from the
      // nominal 2.8, 2.3, 1.4.
      {"Frodo640", {640, 15, 2.8146, 2.8146, 656}, 0.292 * 485.84, "[DDGR20], round 3"},
      {"Frodo976", {976, 16, 2.3178, 2.3178, 992}, 0.292 * 707.60, "[DDGR20], round 3"},
      {"Frodo1344", {1344, 16, 1.4292, 1.4292, 1360}, 0.292 * 933.55, "[DDGR20], round 3"},
  };
  return kSchemes;
}

}  // namespace neurocrypt::lab
