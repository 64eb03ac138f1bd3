#include "lab/quantum/resources.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ciphers/reversible/reversible.h"

namespace neurocrypt::lab {
namespace {

constexpr double kWeightBits = 8;
constexpr double kCodeBits = 7;
constexpr double kActivationBits = 16;
constexpr double kHalfBytes = 8;
constexpr double kInputUnits = 64;
constexpr double kSeedBits = 256;
constexpr double kKnownBlocks = 3;  // 256 bits of seed, 128 of each block, one to be sure
constexpr double kKeccakToffoli = 24 * 1600;
constexpr double kKeccakDepth = 24;
constexpr double kSpongeBits = 1600;
constexpr double kRateBytes = 136;  // of SHAKE-256

/// One unit's activation, and the qubits that it keeps.
CircuitCost activation_cost(Activation activation) {
  constexpr double kProduct = kActivationBits * 2 * kActivationBits;  // masked additions
  switch (activation) {
    case Activation::kTanh:
      return {13 * kProduct, 13 * kProduct, 13 * kActivationBits};
    case Activation::kSigmoid:
      return {12 * kProduct, 12 * kProduct, 12 * kActivationBits};
    case Activation::kRelu:
      return {2 * kActivationBits, 2 * kActivationBits, kActivationBits};
  }
  return {};
}

CircuitCost layer_cost(double inputs, double units, double code_bits, WeightsAre weights) {
  const double sum_bits = kWeightBits + code_bits + std::ceil(std::log2(inputs));
  const double addition = sum_bits + (weights == WeightsAre::kQubits ? kWeightBits : 0);
  const double additions = inputs * code_bits;
  return {units * additions * addition, additions * addition, units * 2 * sum_bits};
}

CircuitCost keccak(double permutations) {
  return {permutations * kKeccakToffoli, permutations * kKeccakDepth, 0};
}

void add(CircuitCost& cost, const CircuitCost& more, double times = 1) {
  cost.toffoli += times * more.toffoli;
  cost.depth += times * more.depth;
}

}  // namespace

CircuitCost round_function_cost(const MlpArchitecture& architecture, WeightsAre weights) {
  CircuitCost cost;
  double inputs = kInputUnits;
  double code_bits = 1;
  double codes = 0;     // of all hidden layers, kept until the way back
  double work_max = 0;  // sums and activations of the widest layer, reused
  for (const HiddenLayer& layer : architecture.hidden) {
    const double units = layer.width;
    const CircuitCost sums = layer_cost(inputs, units, code_bits, weights);
    const CircuitCost one = activation_cost(layer.activation);
    add(cost, sums);
    add(cost, {units * one.toffoli, one.depth, 0});
    work_max = std::max(work_max, sums.qubits + units * one.qubits);
    codes += units * kCodeBits;
    inputs = units;
    code_bits = kCodeBits;
  }
  const CircuitCost last = layer_cost(inputs, kHalfBytes, code_bits, weights);
  add(cost, last);
  cost.qubits = codes + std::max(work_max, last.qubits);
  return cost;
}

CircuitCost encryption_cost(const MlpArchitecture& architecture, int rounds, WeightsAre weights) {
  const CircuitCost round = round_function_cost(architecture, weights);
  const double bits_added = 8 * kHalfBytes;
  CircuitCost cost;
  add(cost, round, 2 * rounds);
  add(cost, {bits_added, 8, 0}, rounds);  // eight bytes side by side
  cost.qubits = 8 * kReversibleBlockBytes + round.qubits;
  return cost;
}

KeySearch key_search(const MlpArchitecture& architecture, int rounds) {
  const auto round_bytes = static_cast<double>(reversible_parameter_count(architecture, 1));
  // One round's weights are expanded, used, and erased.
  const CircuitCost expansion = keccak(std::ceil(round_bytes / kRateBytes));
  CircuitCost forth;
  add(forth, expansion, 2 * rounds);  // for the whitening, which hashes them all
  add(forth, keccak(std::ceil(rounds * round_bytes / kRateBytes)));
  add(forth, expansion, 2 * rounds);  // for the known blocks
  const CircuitCost block = encryption_cost(architecture, rounds, WeightsAre::kQubits);
  add(forth, block, kKnownBlocks);

  KeySearch search{};
  search.log2_iterations = kSeedBits / 2 + std::log2(std::numbers::pi / 4);
  add(search.iteration, forth, 2);
  search.iteration.qubits = kSeedBits + 8 * round_bytes + 2 * kSpongeBits +
                            2 * 8 * kReversibleBlockBytes +
                            kKnownBlocks * 8 * kReversibleBlockBytes + block.qubits;
  search.log2_toffoli = search.log2_iterations + std::log2(search.iteration.toffoli);
  // M machines divide the depth by sqrt(M) only [Zalka 1999].
  search.log2_gates_depth =
      search.log2_toffoli + search.log2_iterations + std::log2(search.iteration.depth);
  return search;
}

}  // namespace neurocrypt::lab
