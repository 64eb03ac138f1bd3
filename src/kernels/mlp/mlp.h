// Layers of a quantised perceptron, for many independent inputs ("blocks") at once.
//
// Layout   An array of `units` bytes for each of `blocks` blocks stands as [units / 4][blocks][4]:
// unit u of
//          block b is byte ((u / 4) * blocks + b) * 4 + u % 4. Blocks are the lanes of a vector,
//          four units fill one 32-bit lane, so that weights stay in row order and nothing ever
//          crosses lanes.
// Codes    Hidden units and inputs carry codes of 7 bits, 0 to 127, which stand for code - zero
// point.
//          Seven bits keep vpmaddubsw exact: 2 * 127 * 128 < 2^15.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/cpu.h"
#include "neurocrypt/architecture.h"

namespace neurocrypt {

/// Blocks come in multiples of this, so that they fill the vectors of every variant.
inline constexpr std::size_t kMlpBlocksStep = 16;
/// And at most this many in one call, so that the codes of a narrow layer stay in the first-level
/// cache.
inline constexpr std::size_t kMlpBlocksMax = 64;

/// How the 16-bit output y of an activation becomes a code: min(y >> shift, 127) + offset.
struct ActivationCode {
  int shift;
  std::uint8_t offset;
  std::uint8_t zero_point;  ///< near the mean code, so that the next layer's sums are centred
};
constexpr ActivationCode activation_code(Activation activation) {
  switch (activation) {
    case Activation::kTanh:
      return {9, 64, 64};  // -64 .. 63, then 0 .. 127
    case Activation::kSigmoid:
      return {8, 0, 64};
    case Activation::kRelu:
      return {6, 0, 32};  // saturates at 2.0
  }
  return {};
}

/// One fully connected layer.
struct DenseLayer {
  const std::int8_t* weights;     ///< [units][inputs]
  const std::int32_t* constants;  ///< [units]: bias less zero point times the sum of the weights
  std::size_t inputs;             ///< a multiple of 4, at most 512
  std::size_t units;              ///< a multiple of 4
  int shift;                      ///< applied to the accumulator, rounding down
  /// On n values in Q3.12, in place; unused by an output layer.
  void (*activation)(std::int16_t* x, std::size_t n);
  ActivationCode code;  ///< unused by an output layer
};

/// The operations of one variant. `blocks`: a multiple of kMlpBlocksStep, at most kMlpBlocksMax.
///
/// Bounds   |accumulator| <= 512 * 127 * 128 + |constant| < 2^31 for |constant| < 2^30.
/// Timing   depends on shapes only: no branch and no address depends on weights or codes.
struct MlpKernels {
  /// The bits of 8 bytes of each block, least significant first, as the codes 0 and 127 of 64
  /// units.
  void (*unpack_bits)(const std::uint8_t* bytes, std::uint8_t* codes, std::size_t blocks);
  /// out = code(activation(saturate16((W in + constants) >> shift)))
  void (*hidden)(const DenseLayer& layer, const std::uint8_t* in, std::uint8_t* out,
                 std::size_t blocks);
  /// out = ((W in + constants) >> shift) mod 256
  void (*output)(const DenseLayer& layer, const std::uint8_t* in, std::uint8_t* out,
                 std::size_t blocks);
};

/// The variant for `isa`, to be picked once. All variants agree bit for bit.
const MlpKernels& mlp_kernels(Isa isa);

}  // namespace neurocrypt
