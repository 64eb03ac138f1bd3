// A quantum computer of a few qubits, simulated exactly: every amplitude is stored.
//
// Our own, since nothing packaged fits: libquantum has had no release since 2013 and keeps sparse
// states in single precision, QuTiP and the rest are Python. What the lab needs is below.
#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "lab/random.h"

namespace neurocrypt::lab {

inline constexpr int kQubitsMax = 24;  // 256 MiB of amplitudes

/// The state of `qubits` qubits. Qubit q is bit q of the index of a basis state; a register is a
/// run of neighbouring qubits, the lowest first.
///
/// Bounds   1 <= qubits <= kQubitsMax; qubits and registers that exist, asserted.
/// Cost     2^qubits for each gate, 16 bytes for each amplitude.
class StateVector {
 public:
  using Amplitude = std::complex<double>;
  struct Register {
    int first, count;
  };

  /// |0...0>
  explicit StateVector(int qubits);

  void hadamard(int qubit);
  void hadamard(Register all);
  void flip(int qubit);  ///< X
  void controlled_flip(int control, int qubit);
  /// Multiplies the amplitudes in which the qubit is 1 by e^(i angle).
  void phase(int qubit, double angle);
  void controlled_phase(int control, int qubit, double angle);
  void swap(int a, int b);

  /// |x>|y> -> |x>|y xor table[x]>, the only access that a quantum attack has to a function.
  ///
  /// Shapes   table: [2^input.count], words below 2^output.count; registers that do not overlap.
  void look_up(Register input, Register output, std::span<const std::uint32_t> table);
  /// |x> -> -|x> where marked[x]; marked: [2^input.count].
  void negate(Register input, std::span<const std::uint8_t> marked);
  /// The discrete Fourier transform |x> -> sum over k of e^(2 pi i k x / 2^count) |k>, normalised,
  /// by its circuit of Hadamard gates and controlled phases.
  void fourier(Register all);

  /// Measures, collapses, and returns what was read.
  std::uint64_t measure(Register all, Random& random);
  /// The same for the highest `count` qubits, which are gone afterwards.
  std::uint64_t measure_highest(int count, Random& random);

  [[nodiscard]] int qubits() const { return qubits_; }
  [[nodiscard]] std::span<const Amplitude> amplitudes() const { return amplitudes_; }
  [[nodiscard]] double norm() const;
  /// Of reading `value` in a register.
  [[nodiscard]] double probability(Register all, std::uint64_t value) const;

 private:
  int qubits_;
  std::vector<Amplitude> amplitudes_;
};

}  // namespace neurocrypt::lab
