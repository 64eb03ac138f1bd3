// Eight rows in a vector. A product of signed bytes is made of unsigned times signed, |x| *
// (sign(x) w): two of them fit 16 bits, 2 * 128 * 127 < 2^15.
#include <immintrin.h>

#include <cstring>

#include "base/target.h"
#include "kernels/matvec/variants.h"

NC_TARGET_AVX2_BEGIN
namespace neurocrypt::matvec {
namespace {

constexpr std::size_t kVectors = kMatvecStep / 8;

inline __m256i load(const void* from) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}

void sums(const PackedMatrix& matrix, const std::int8_t* x, std::int32_t* sums) {
  const __m256i ones = _mm256_set1_epi16(1);
  const std::int8_t* weights = matrix.weights;
  for (std::size_t row = 0; row < matrix.rows; row += kMatvecStep) {
    __m256i sum[kVectors];
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) sum[v] = load(matrix.biases + row + 8 * v);
    for (std::size_t col = 0; col < matrix.cols; col += 4) {
      std::int32_t four;
      std::memcpy(&four, x + col, 4);
      const __m256i inputs = _mm256_set1_epi32(four);
      const __m256i magnitudes = _mm256_abs_epi8(inputs);
      NC_UNROLL
      for (std::size_t v = 0; v < kVectors; ++v) {
        const __m256i signed_weights = _mm256_sign_epi8(load(weights + 32 * v), inputs);
        const __m256i pairs = _mm256_maddubs_epi16(magnitudes, signed_weights);
        sum[v] = _mm256_add_epi32(sum[v], _mm256_madd_epi16(pairs, ones));
      }
      weights += 4 * kMatvecStep;
    }
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums + row + 8 * v), sum[v]);
    }
  }
}

inline __m256i rounded_shift(__m256i value, int shift) {
  const __m256i half = _mm256_set1_epi32((1 << shift) >> 1);
  return _mm256_sra_epi32(_mm256_add_epi32(value, half), _mm_cvtsi32_si128(shift));
}

inline __m256i scaled(const std::int32_t* sums, const Rescale& rescale, std::size_t i) {
  const __m256i factors =
      _mm256_cvtepi16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(rescale.factors + i)));
  const __m256i sum = rounded_shift(load(sums + i), rescale.sum_shift);
  return rounded_shift(_mm256_mullo_epi32(sum, factors), rescale.shift);
}

void rescale(const std::int32_t* sums, const Rescale& rescale, std::size_t n, std::int16_t* z) {
  for (std::size_t i = 0; i < n; i += 16) {
    const __m256i packed =
        _mm256_packs_epi32(scaled(sums, rescale, i), scaled(sums, rescale, i + 8));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(z + i), _mm256_permute4x64_epi64(packed, 0xd8));
  }
}

inline __m256i rounded_code(const std::int16_t* z) {
  // (z + 128) >> 8, with a saturating sum: 32767 + 128 counts as 32767, and both are cut to 127
  // later.
  return _mm256_srai_epi16(_mm256_adds_epi16(load(z), _mm256_set1_epi16(128)), 8);
}

void narrow(const std::int16_t* z, std::size_t n, std::int8_t* codes) {
  const __m256i lowest = _mm256_set1_epi8(-127);
  for (std::size_t i = 0; i < n; i += 32) {
    const __m256i packed = _mm256_packs_epi16(rounded_code(z + i), rounded_code(z + i + 16));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(codes + i),
                        _mm256_max_epi8(_mm256_permute4x64_epi64(packed, 0xd8), lowest));
  }
}

}  // namespace

const MatvecKernels kAvx2 = {sums, rescale, narrow};

}  // namespace neurocrypt::matvec
NC_TARGET_END
