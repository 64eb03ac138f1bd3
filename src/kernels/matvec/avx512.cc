// Sixteen rows in a vector. vpdpbusd multiplies unsigned by signed bytes without saturation, so x
// goes in as x + 128, and biases_unsigned takes the 128 * (sum of the weights) back out.
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 warns about the undefined pass-through operands inside its own intrinsics (GCC bug
// 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>

#include <cstring>

#include "base/target.h"
#include "kernels/matvec/variants.h"

NC_TARGET_AVX512_BEGIN
namespace neurocrypt::matvec {
namespace {

constexpr std::size_t kVectors = kMatvecStep / 16;

void sums(const PackedMatrix& matrix, const std::int8_t* x, std::int32_t* sums) {
  const __m512i offset = _mm512_set1_epi8(-128);
  const std::int8_t* weights = matrix.weights;
  for (std::size_t row = 0; row < matrix.rows; row += kMatvecStep) {
    __m512i sum[kVectors];
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      sum[v] = _mm512_loadu_si512(matrix.biases_unsigned + row + 16 * v);
    }
    for (std::size_t col = 0; col < matrix.cols; col += 4) {
      std::int32_t four;
      std::memcpy(&four, x + col, 4);
      const __m512i inputs = _mm512_xor_si512(_mm512_set1_epi32(four), offset);
      NC_UNROLL
      for (std::size_t v = 0; v < kVectors; ++v) {
        sum[v] = _mm512_dpbusd_epi32(sum[v], inputs, _mm512_loadu_si512(weights + 64 * v));
      }
      weights += 4 * kMatvecStep;
    }
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) _mm512_storeu_si512(sums + row + 16 * v, sum[v]);
  }
}

inline __m512i rounded_shift(__m512i value, int shift) {
  const __m512i half = _mm512_set1_epi32((1 << shift) >> 1);
  return _mm512_sra_epi32(_mm512_add_epi32(value, half), _mm_cvtsi32_si128(shift));
}

void rescale(const std::int32_t* sums, const Rescale& rescale, std::size_t n, std::int16_t* z) {
  for (std::size_t i = 0; i < n; i += 16) {
    const __m512i factors = _mm512_cvtepi16_epi32(
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(rescale.factors + i)));
    const __m512i sum = rounded_shift(_mm512_loadu_si512(sums + i), rescale.sum_shift);
    const __m512i scaled = rounded_shift(_mm512_mullo_epi32(sum, factors), rescale.shift);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(z + i), _mm512_cvtsepi32_epi16(scaled));
  }
}

void narrow(const std::int16_t* z, std::size_t n, std::int8_t* codes) {
  const __m256i lowest = _mm256_set1_epi8(-127);
  for (std::size_t i = 0; i < n; i += 32) {
    // Saturating, as in avx2.cc.
    const __m512i sum = _mm512_adds_epi16(_mm512_loadu_si512(z + i), _mm512_set1_epi16(128));
    const __m256i code = _mm512_cvtsepi16_epi8(_mm512_srai_epi16(sum, 8));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(codes + i), _mm256_max_epi8(code, lowest));
  }
}

}  // namespace

const MatvecKernels kAvx512 = {sums, rescale, narrow};

}  // namespace neurocrypt::matvec
NC_TARGET_END
