// A trained perceptron in integers: int8 weights and activations, one input at a time, the same
// bits on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/cpu.h"
#include "kernels/activation/activation.h"
#include "kernels/matvec/matvec.h"
#include "neurocrypt/architecture.h"
#include "neurocrypt/result.h"
#include "neurocrypt/secret.h"

namespace neurocrypt {

/// Units of the widest layer.
inline constexpr std::size_t kUnitsMax = 512;

/// One fully connected layer as key files hold it. What it computes from the codes x of the layer
/// before (int8), with the operations of kernels/matvec/matvec.h and
/// kernels/activation/activation.h:
///
///     sum[r] = biases[r] + sum over c of weights[r][c] * x[c]
///     z[r]   = sat16(round(round(sum[r] / 2^sum_shift) * factors[r] / 2^shift))
///     x'[r]  = narrow(activation(z[r]))
///
/// A layer without factors is an output layer that stops at the sums.
struct QuantisedLayer {
  std::size_t rows;                      ///< units: a multiple of 64, at most kUnitsMax
  std::size_t cols;                      ///< units of the layer before
  std::optional<Activation> activation;  ///< none: linear
  int sum_shift = 0;                     ///< 0 to 15
  int shift = 0;                         ///< 0 to 30
  SecretArray<std::int32_t> biases;      ///< [rows]
  SecretArray<std::int16_t> factors;     ///< [rows], or empty
  SecretArray<std::int8_t> weights;      ///< [rows][cols]
};

/// Refuses a layer whose arithmetic could overflow, or is not what training makes: weights of -128,
/// biases beyond 2^30, factors below 1, shifts out of range, rescaled sums beyond 31 bits.
///
/// Errors   kCorrupt, naming the unit.
Status check(const QuantisedLayer& layer);

/// Memory for one evaluation; holds secrets, so it is zeroized at its end.
struct MlpWorkspace {
  MlpWorkspace() = default;
  MlpWorkspace(const MlpWorkspace&) = delete;
  MlpWorkspace& operator=(const MlpWorkspace&) = delete;
  ~MlpWorkspace();

  alignas(64) std::int32_t sums[kUnitsMax];
  alignas(64) std::int16_t values[kUnitsMax];
  alignas(64) std::int8_t codes[kUnitsMax];
};

/// Layers in the memory layout of the kernels. Immutable.
class QuantisedMlp {
 public:
  /// `layers` have passed check() and fit each other; at least one.
  QuantisedMlp(const std::vector<QuantisedLayer>& layers, Isa isa);

  /// Evaluates the network on `input`, as many codes as the first layer has columns; it may stand
  /// in workspace.codes. Leaves the result in workspace.codes, or in workspace.sums when the last
  /// layer has no factors.
  ///
  /// Timing   depends on the architecture only.
  void run(const std::int8_t* input, MlpWorkspace& workspace) const;

 private:
  struct Layer {
    std::size_t rows, cols;
    ActivationKernel activation;  ///< null: linear
    int sum_shift, shift;
    SecretArray<std::int8_t> weights;
    SecretArray<std::int32_t> biases, biases_unsigned;
    SecretArray<std::int16_t> factors;
  };
  const MatvecKernels* kernels_;
  std::vector<Layer> layers_;
};

}  // namespace neurocrypt
