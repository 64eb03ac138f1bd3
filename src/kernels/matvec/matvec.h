// A fully connected layer for one input, in 8-bit integers: the latency path of the trained
// networks.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/cpu.h"

namespace neurocrypt {

/// Rows and columns come in multiples of this: the vectors of every variant are always full.
inline constexpr std::size_t kMatvecStep = 64;

/// Where weight (row, col) of a matrix with `cols` columns stands in memory: tiles of 64 rows; in a
/// tile, four columns after four columns; of these, the 64 rows, each with its four weights in one
/// 32-bit lane. One pass over memory in order, whatever the variant.
constexpr std::size_t matvec_index(std::size_t row, std::size_t col, std::size_t cols) {
  return ((row / kMatvecStep * cols + col / 4 * 4) * kMatvecStep) + row % kMatvecStep * 4 + col % 4;
}

/// A matrix in the layout of matvec_index, with its biases. All weights lie in [-127, 127].
struct PackedMatrix {
  std::size_t rows;
  std::size_t cols;
  const std::int8_t* weights;
  const std::int32_t* biases;
  const std::int32_t* biases_unsigned;  ///< biases[r] - 128 * (sum of the weights of row r)
};

/// How 32-bit sums become 16-bit values: sat16(round(round(sum / 2^sum_shift) * factor / 2^shift)),
/// where round(a / 2^s) = (a + 2^s / 2) >> s, for any sign.
struct Rescale {
  int sum_shift;
  int shift;
  const std::int16_t* factors;  ///< one for each row, 1 to 32767
};

/// The operations of one variant.
///
/// Timing   depends on shapes only: no branch and no address depends on weights or inputs.
struct MatvecKernels {
  /// sums[r] = biases[r] + sum over c of weights[r][c] * x[c].
  /// Bounds   x in [-128, 127]; |sums| and |biases_unsigned| + 255 * (sum of |weights|) < 2^31.
  void (*sums)(const PackedMatrix& matrix, const std::int8_t* x, std::int32_t* sums);
  /// Bounds   |round(sum / 2^sum_shift) * factor| + 2^shift / 2 < 2^31.
  void (*rescale)(const std::int32_t* sums, const Rescale& rescale, std::size_t n, std::int16_t* z);
  /// codes[i] = round(z[i] / 256), kept in [-127, 127].
  void (*narrow)(const std::int16_t* z, std::size_t n, std::int8_t* codes);
};

/// The variant for `isa`, to be picked once. All variants agree bit for bit.
const MatvecKernels& matvec_kernels(Isa isa);

}  // namespace neurocrypt
