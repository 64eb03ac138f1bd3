// formula.h on 32 lanes, four vectors at a time; the last lanes are masked.
#include <immintrin.h>

#include <iterator>

#include "base/target.h"
#include "kernels/activation/formula.h"

NC_TARGET_AVX512_BEGIN
namespace neurocrypt::activation {
namespace {

constexpr std::size_t kLanes = 32;

// One vector is a chain of some 30 dependent instructions, longer than the processor looks ahead:
// four chains side by side keep it busy.
constexpr std::size_t kTile = 4;

template <int kDoublings, std::size_t kVectors>
inline void quotient(const __m512i (&x)[kVectors], __m512i (&q)[kVectors]) {
  const __m512i largest = _mm512_set1_epi16(32767);
  __m512i t[kVectors];
  __m512i s[kVectors];
  NC_UNROLL
  for (std::size_t v = 0; v < kVectors; ++v) {
    // |-32768| reads as 32768 unsigned: min_epu16 makes it 32767.
    t[v] = _mm512_sub_epi16(largest, _mm512_min_epu16(_mm512_abs_epi16(x[v]), largest));
    s[v] = _mm512_set1_epi16(kExp[0]);
  }
  for (std::size_t i = 1; i < std::size(kExp); ++i) {
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      s[v] = _mm512_add_epi16(_mm512_mulhrs_epi16(s[v], t[v]), _mm512_set1_epi16(kExp[i]));
    }
  }
  NC_UNROLL
  for (std::size_t v = 0; v < kVectors; ++v) {
    s[v] = _mm512_sub_epi16(_mm512_set1_epi16(kExpAtZero), s[v]);
  }
  NC_UNROLL
  for (int i = 0; i < kDoublings; ++i) {
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      s[v] = _mm512_adds_epi16(s[v], _mm512_sub_epi16(s[v], _mm512_mulhrs_epi16(s[v], s[v])));
    }
  }
  NC_UNROLL
  for (std::size_t v = 0; v < kVectors; ++v) q[v] = _mm512_set1_epi16(kQuotient[0]);
  for (std::size_t i = 1; i < std::size(kQuotient); ++i) {
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      q[v] = _mm512_add_epi16(_mm512_mulhrs_epi16(q[v], s[v]), _mm512_set1_epi16(kQuotient[i]));
    }
  }
  NC_UNROLL
  for (std::size_t v = 0; v < kVectors; ++v) q[v] = _mm512_mulhrs_epi16(q[v], s[v]);
}

/// `q` with the sign of `x`.
inline __m512i with_sign(__m512i q, __m512i x) {
  return _mm512_mask_sub_epi16(q, _mm512_movepi16_mask(x), _mm512_setzero_si512(), q);
}

struct Tanh {
  template <std::size_t kVectors>
  static inline void apply(__m512i (&x)[kVectors]) {
    __m512i q[kVectors];
    quotient<kTanhDoublings>(x, q);
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) x[v] = with_sign(q[v], x[v]);
  }
};

struct Sigmoid {
  template <std::size_t kVectors>
  static inline void apply(__m512i (&x)[kVectors]) {
    __m512i q[kVectors];
    quotient<kSigmoidDoublings>(x, q);
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      x[v] =
          _mm512_add_epi16(_mm512_set1_epi16(kHalf), with_sign(_mm512_srai_epi16(q[v], 1), x[v]));
    }
  }
};

struct Relu {
  template <std::size_t kVectors>
  static inline void apply(__m512i (&x)[kVectors]) {
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v)
      x[v] = _mm512_max_epi16(x[v], _mm512_setzero_si512());
  }
};

template <class Function>
inline void apply(std::int16_t* x, std::size_t n) {
  std::size_t i = 0;
  for (; i + kTile * kLanes <= n; i += kTile * kLanes) {
    __m512i tile[kTile];
    NC_UNROLL
    for (std::size_t v = 0; v < kTile; ++v) tile[v] = _mm512_loadu_si512(x + i + v * kLanes);
    Function::apply(tile);
    NC_UNROLL
    for (std::size_t v = 0; v < kTile; ++v) _mm512_storeu_si512(x + i + v * kLanes, tile[v]);
  }
  for (; i < n; i += kLanes) {
    const std::size_t rest = n - i;
    const __mmask32 mask = rest < kLanes ? (__mmask32{1} << rest) - 1 : ~__mmask32{0};
    __m512i tile[1] = {_mm512_maskz_loadu_epi16(mask, x + i)};
    Function::apply(tile);
    _mm512_mask_storeu_epi16(x + i, mask, tile[0]);
  }
}

}  // namespace

void tanh_avx512(std::int16_t* x, std::size_t n) { apply<Tanh>(x, n); }
void sigmoid_avx512(std::int16_t* x, std::size_t n) { apply<Sigmoid>(x, n); }
void relu_avx512(std::int16_t* x, std::size_t n) { apply<Relu>(x, n); }

}  // namespace neurocrypt::activation
NC_TARGET_END
