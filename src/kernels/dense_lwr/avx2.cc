// 16 outputs of up to 4 inputs at a time. Sums of 32 bits wrap, which the result modulo 2^16 does
// not notice.
#include "kernels/dense_lwr/variants.h"

#if defined(__x86_64__)

#include <cstring>

#include "base/target.h"
#include "kernels/intrinsics.h"

namespace neurocrypt::dense_lwr::avx2 {
namespace {

constexpr int kTile = 16;
constexpr int kInputsAtOnce = 4;

NC_TARGET_AVX2_BEGIN

inline __m256i broadcast_pair(const std::uint8_t* bytes) {
  std::int32_t pair;
  std::memcpy(&pair, bytes, sizeof pair);
  return _mm256_set1_epi32(pair);
}

/// One tile of kCount consecutive inputs.
template <int kCount>
void tile(const Shape& shape, const std::int16_t* weights, const std::uint8_t* inputs,
          std::uint8_t* outputs) {
  __m256i low[kCount];
  __m256i high[kCount];
  NC_UNROLL
  for (int t = 0; t < kCount; ++t) low[t] = high[t] = _mm256_setzero_si256();
  for (int i = 0; i < shape.inputs; i += 2, weights += 2 * kTile) {
    const __m256i w_low = _mm256_load_si256(reinterpret_cast<const __m256i*>(weights));
    const __m256i w_high = _mm256_load_si256(reinterpret_cast<const __m256i*>(weights) + 1);
    NC_UNROLL
    for (int t = 0; t < kCount; ++t) {
      const __m256i a = broadcast_pair(inputs + 2 * (t * shape.inputs + i));
      low[t] = _mm256_add_epi32(low[t], _mm256_madd_epi16(a, w_low));
      high[t] = _mm256_add_epi32(high[t], _mm256_madd_epi16(a, w_high));
    }
  }
  const __m256i byte = _mm256_set1_epi32(0xff);
  NC_UNROLL
  for (int t = 0; t < kCount; ++t) {
    const __m256i words =
        _mm256_packus_epi32(_mm256_and_si256(_mm256_srli_epi32(low[t], 8), byte),
                            _mm256_and_si256(_mm256_srli_epi32(high[t], 8), byte));
    // The pack works on halves: outputs 0-3, 8-11 | 4-7, 12-15.
    const __m256i ordered = _mm256_permute4x64_epi64(words, 0xd8);
    const __m128i bytes =
        _mm_packus_epi16(_mm256_castsi256_si128(ordered), _mm256_extracti128_si256(ordered, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(outputs + t * shape.outputs), bytes);
  }
}

NC_TARGET_END

}  // namespace

void prepare_weights(const Shape& shape, const std::int8_t* weights, std::int16_t* prepared) {
  dense_lwr::prepare_weights(shape, kTile, weights, prepared);
}

void layer(const Shape& shape, const std::int16_t* prepared, const std::uint8_t* inputs, int count,
           std::uint8_t* outputs) {
  for (int j = 0; j < shape.outputs; j += kTile, prepared += kTile * shape.inputs) {
    int t = 0;
    for (; t + kInputsAtOnce <= count; t += kInputsAtOnce) {
      tile<kInputsAtOnce>(shape, prepared, inputs + 2 * t * shape.inputs,
                          outputs + t * shape.outputs + j);
    }
    for (; t < count; ++t) {
      tile<1>(shape, prepared, inputs + 2 * t * shape.inputs, outputs + t * shape.outputs + j);
    }
  }
}

}  // namespace neurocrypt::dense_lwr::avx2

#endif
