// Fully connected layers with 8-bit weights and rounding: dense learning with rounding.
//
// Output j of an input a is floor((a_0 w_j0 + ... + a_{n-1} w_j,n-1 mod 2^16) / 2^8), one byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/cpu.h"

namespace neurocrypt::dense_lwr {

/// Numbers of inputs and outputs of one layer.
/// Bounds   inputs is even; outputs is a multiple of kOutputsStep.
struct Shape {
  int inputs;
  int outputs;
};
inline constexpr int kOutputsStep = 32;

/// 16-bit words that prepared weights take.
constexpr std::size_t weight_words(const Shape& shape) {
  return static_cast<std::size_t>(shape.inputs) * static_cast<std::size_t>(shape.outputs);
}

/// One implementation. All of them agree bit for bit (dense_lwr_test.cc).
struct Kernel {
  Isa isa;

  /// Widens and reorders the weights, once for each key: weights[j * inputs + i] is w_ji.
  /// Timing   depends on the shape only; so does layer's.
  void (*prepare_weights)(const Shape& shape, const std::int8_t* weights, std::int16_t* prepared);

  /// Applies the layer to `count` inputs of 2 * shape.inputs bytes (16-bit words, little endian),
  /// shape.outputs bytes each, one after the other.
  void (*layer)(const Shape& shape, const std::int16_t* prepared, const std::uint8_t* inputs,
                int count, std::uint8_t* outputs);
};

/// The variants that were compiled in, the reference first.
std::span<const Kernel> kernels();

/// The fastest variant that needs no more than `isa`.
const Kernel& kernel(Isa isa);

}  // namespace neurocrypt::dense_lwr
