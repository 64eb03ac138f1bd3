// 32 outputs of up to 8 inputs at a time. Sums of 32 bits wrap, which the result modulo 2^16 does
// not notice.
#include "kernels/dense_lwr/variants.h"

#if defined(__x86_64__)

#include <cstring>

#include "base/target.h"
#include "kernels/intrinsics.h"

namespace neurocrypt::dense_lwr::avx512 {
namespace {

constexpr int kTile = 32;
constexpr int kInputsAtOnce = 8;

NC_TARGET_AVX512_BEGIN

inline __m512i broadcast_pair(const std::uint8_t* bytes) {
  std::int32_t pair;
  std::memcpy(&pair, bytes, sizeof pair);
  return _mm512_set1_epi32(pair);
}

inline __m128i high_bytes(__m512i sums) { return _mm512_cvtepi32_epi8(_mm512_srli_epi32(sums, 8)); }

/// One tile of kCount consecutive inputs.
template <int kCount>
void tile(const Shape& shape, const std::int16_t* weights, const std::uint8_t* inputs,
          std::uint8_t* outputs) {
  __m512i low[kCount];
  __m512i high[kCount];
  NC_UNROLL
  for (int t = 0; t < kCount; ++t) low[t] = high[t] = _mm512_setzero_si512();
  for (int i = 0; i < shape.inputs; i += 2, weights += 2 * kTile) {
    const __m512i w_low = _mm512_load_si512(weights);
    const __m512i w_high = _mm512_load_si512(weights + kTile);
    NC_UNROLL
    for (int t = 0; t < kCount; ++t) {
      const __m512i a = broadcast_pair(inputs + 2 * (t * shape.inputs + i));
      low[t] = _mm512_dpwssd_epi32(low[t], a, w_low);
      high[t] = _mm512_dpwssd_epi32(high[t], a, w_high);
    }
  }
  NC_UNROLL
  for (int t = 0; t < kCount; ++t) {
    __m128i* const out = reinterpret_cast<__m128i*>(outputs + t * shape.outputs);
    _mm_storeu_si128(out, high_bytes(low[t]));
    _mm_storeu_si128(out + 1, high_bytes(high[t]));
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

}  // namespace neurocrypt::dense_lwr::avx512

#endif
