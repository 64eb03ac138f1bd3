// What quantum attacks on the reversible family would take at its real size, by a simple model that
// errs on the attacker's side. An estimate, not a circuit.
//
// The model
//   Additions   of m bits: m Toffoli gates, m deep, m spare qubits  [Gidney, Quantum 2, 74 (2018)].
//               Where a control bit decides whether a secret word is added, m more gates mask it; a
//               constant is masked for free.
//   Products    A unit adds, for every input and every bit of its code (1 in the first layer, 7 in
//   the
//               others), one weight of 8 bits to its sum, of 8 + code bits + log2(inputs) bits. The
//               units of a layer work side by side, their additions one after the other.
//   Activation  tanh: 13 products of 16 bits, sigmoid: 12, by 16 masked additions each, every
//   result
//               kept; relu: two comparisons.
//   Round       F is computed, added to the other half, and computed backwards.
//   Weights     as constants: whoever answers queries in superposition has the key in the circuit.
//   In
//               a key search they come from the seed in superposition: Keccak-f with 1,600 Toffoli
//               gates in each of 24 rounds, one deep, in place. Erasing old states is not counted.
//   Everything else (copying, error correction, moving qubits about) costs nothing.
#pragma once

#include "neurocrypt/architecture.h"

namespace neurocrypt::lab {

struct CircuitCost {
  double toffoli = 0;  ///< gates, four T gates each
  double depth = 0;    ///< Toffoli gates one after the other
  double qubits = 0;
};

enum class WeightsAre { kConstants, kQubits };

/// One evaluation of a round function, without its inverse.
CircuitCost round_function_cost(const MlpArchitecture& architecture, WeightsAre weights);

/// One block through `rounds` rounds: what one query in superposition costs who answers it.
CircuitCost encryption_cost(const MlpArchitecture& architecture, int rounds, WeightsAre weights);

/// Grover's search for the seed.
struct KeySearch {
  double log2_iterations;  ///< pi / 4 2^128, one after the other
  CircuitCost iteration;   ///< expansion, whitening and three known blocks, there and back
  double log2_toffoli;     ///< of the search
  double
      log2_gates_depth;  ///< gates times depth: what machines that stop at depth D need is this / D
};
KeySearch key_search(const MlpArchitecture& architecture, int rounds);

}  // namespace neurocrypt::lab
