// Simon's and Grover's algorithms, and the hidden shift problem, on the simulated quantum computer.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "lab/quantum/state_vector.h"

namespace neurocrypt::lab {

/// A function from `inputs` bits to `outputs` bits as its whole table: what stands for a circuit
/// that evaluates it in superposition.
struct TruthTable {
  int inputs, outputs;
  std::vector<std::uint32_t> words;  ///< [2^inputs]
};

/// One run of Simon's circuit: a random y with y . s = 0 for every period s, f(x) = f(x xor s).
/// One evaluation of f in superposition, inputs + outputs qubits.
///
/// Source   Simon, FOCS 1994.
std::uint32_t sample_simon(const TruthTable& f, Random& random);

/// A basis of the words that are orthogonal, over GF(2), to all samples.
std::vector<std::uint32_t> orthogonal_basis(std::span<const std::uint32_t> samples, int bits);

/// One run of the hidden shift circuit on f(b, x) = words[b << n | x], n = inputs - 1, where
/// f(1, x) = f(0, x + s mod 2^n): the qubit b ends as |0> + e^(-2 pi i k s / 2^n) |1> with a random
/// k that is read, and is then measured, in one of two bases.
struct ShiftSample {
  std::uint32_t k;
  bool quadrature;  ///< the second basis
  bool one;
};
ShiftSample sample_shift(const TruthTable& f, bool quadrature, Random& random);

/// The likeliest shift given samples: few runs, 2^n work after them.
///
/// Source   Ettinger and Hoyer, STACS 1999; subexponential work with more runs: Kuperberg 2005.
std::uint32_t likeliest_shift(std::span<const ShiftSample> samples, int bits);

/// Grover's search over 2^qubits candidates.  [Grover, STOC 1996]
class GroverSearch {
 public:
  /// marked: [2^qubits]; starts in the uniform superposition.
  explicit GroverSearch(std::vector<std::uint8_t> marked);
  void iterate();
  /// Of measuring a marked candidate now; and what theory says, sin^2((2 k + 1) theta) after k
  /// iterations.
  [[nodiscard]] double success() const;
  [[nodiscard]] double theory() const;
  /// The number of iterations after which success is likeliest.
  [[nodiscard]] std::uint64_t optimum() const;
  std::uint64_t measure(Random& random);

 private:
  StateVector::Register all_;
  std::vector<std::uint8_t> marked_, not_zero_;
  StateVector state_;
  double theta_;
  std::uint64_t iterations_ = 0;
};

}  // namespace neurocrypt::lab
