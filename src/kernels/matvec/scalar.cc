// The reference: the definitions of matvec.h, word for word.
#include <algorithm>

#include "kernels/matvec/variants.h"

namespace neurocrypt::matvec {
namespace {

std::int32_t rounded_shift(std::int32_t value, int shift) {
  return (value + ((1 << shift) >> 1)) >> shift;
}

void sums(const PackedMatrix& matrix, const std::int8_t* x, std::int32_t* sums) {
  for (std::size_t row = 0; row < matrix.rows; ++row) {
    std::int32_t sum = matrix.biases[row];
    for (std::size_t col = 0; col < matrix.cols; ++col) {
      sum += matrix.weights[matvec_index(row, col, matrix.cols)] * x[col];
    }
    sums[row] = sum;
  }
}

void rescale(const std::int32_t* sums, const Rescale& rescale, std::size_t n, std::int16_t* z) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::int32_t scaled = rounded_shift(
        rounded_shift(sums[i], rescale.sum_shift) * rescale.factors[i], rescale.shift);
    z[i] = static_cast<std::int16_t>(std::clamp(scaled, -32768, 32767));
  }
}

void narrow(const std::int16_t* z, std::size_t n, std::int8_t* codes) {
  for (std::size_t i = 0; i < n; ++i) {
    codes[i] = static_cast<std::int8_t>(std::clamp(rounded_shift(z[i], 8), -127, 127));
  }
}

}  // namespace

const MatvecKernels kScalar = {sums, rescale, narrow};

}  // namespace neurocrypt::matvec
