// What lattice attacks on learning with errors (or with rounding) cost in the core-SVP model: no
// attack, a calculation.
#pragma once

#include <span>
#include <string_view>

namespace neurocrypt::lab {

/// Learning with errors: b = <a, s> + e mod q, as the attacks see it.
struct LweParameters {
  int n;                ///< unknowns
  double log2_q;        ///< of the modulus
  double secret_sigma;  ///< standard deviation of one unknown
  double error_sigma;   ///< and of one error
  int samples;          ///< the attacker has at most
};

/// The same for learning with rounding, y = floor(<a, s> mod q / (q / p)): the error counts as
/// uniform on q / p consecutive integers, and the secret as uniform on 2^secret_bits.
LweParameters rounding(int n, int log2_q, int log2_p, double secret_sigma, int samples);

/// Standard deviation of the uniform distribution on `values` consecutive integers.
double uniform_sigma(double values);

/// The cheapest attack of one kind.
struct LatticeCost {
  int block_size;         ///< of BKZ
  int dimension;          ///< of the lattice
  double classical_bits;  ///< log2 of operations: 0.292 beta, and repetitions
  double quantum_bits;    ///< 0.265 beta, and repetitions
};

/// log2 of the root Hermite factor of BKZ: Chen's formula from block size 50 on, measured values of
/// [Chen 2013] below.
double log2_root_hermite(int block_size);

/// Primal uSVP, "2016 estimate" [ADPS16, Sec. 6.3]: the smallest block size beta with
///     sigma sqrt(beta) <= delta^(2 beta - d - 1) Vol^(1/d),
/// d = n + m + 1, over the number m of samples, the secret scaled to the error [BG14].
///
/// Model   Core-SVP: one call of a sieve; polynomial factors and memory left out. Basis by the
///         geometric series assumption.
/// Bounds  n >= 2; block sizes from `block_size_min` >= 2 on.
LatticeCost primal_usvp(const LweParameters& lwe, int block_size_min = 2);

/// Dual distinguisher [ADPS16, Sec. 6.4]: one sieve gives 2^0.2075 beta short vectors of the dual
/// lattice, each with the length of the first; repeated until they tell e from uniform. The best
/// over beta and m.
LatticeCost dual(const LweParameters& lwe);

/// A published scheme and the cost that its authors state.
struct PublishedScheme {
  std::string_view name;
  LweParameters lwe;
  double primal_bits;  ///< classical core-SVP
  std::string_view source;
};

/// Controls: Kyber, Saber and Frodo.
std::span<const PublishedScheme> published_schemes();

}  // namespace neurocrypt::lab
