// formula.h on 32 lanes, the last ones masked.
#include <immintrin.h>

#include <iterator>

#include "base/target.h"
#include "kernels/activation/formula.h"

NC_TARGET_AVX512_BEGIN
namespace neurocrypt::activation {
namespace {

constexpr std::size_t kLanes = 32;

template <int kDoublings>
inline __m512i quotient(__m512i x) {
  const __m512i largest = _mm512_set1_epi16(32767);
  // |-32768| reads as 32768 unsigned: min_epu16 makes it 32767.
  const __m512i u = _mm512_min_epu16(_mm512_abs_epi16(x), largest);
  const __m512i t = _mm512_sub_epi16(largest, u);
  __m512i p = _mm512_set1_epi16(kExp[0]);
  for (std::size_t i = 1; i < std::size(kExp); ++i) {
    p = _mm512_add_epi16(_mm512_mulhrs_epi16(p, t), _mm512_set1_epi16(kExp[i]));
  }
  __m512i s = _mm512_sub_epi16(_mm512_set1_epi16(kExpAtZero), p);
  for (int i = 0; i < kDoublings; ++i) {
    s = _mm512_adds_epi16(s, _mm512_sub_epi16(s, _mm512_mulhrs_epi16(s, s)));
  }
  __m512i q = _mm512_set1_epi16(kQuotient[0]);
  for (std::size_t i = 1; i < std::size(kQuotient); ++i) {
    q = _mm512_add_epi16(_mm512_mulhrs_epi16(q, s), _mm512_set1_epi16(kQuotient[i]));
  }
  return _mm512_mulhrs_epi16(q, s);
}

/// `q` with the sign of `x`.
inline __m512i with_sign(__m512i q, __m512i x) {
  return _mm512_mask_sub_epi16(q, _mm512_movepi16_mask(x), _mm512_setzero_si512(), q);
}

inline __m512i tanh(__m512i x) { return with_sign(quotient<kTanhDoublings>(x), x); }

inline __m512i sigmoid(__m512i x) {
  const __m512i q = _mm512_srai_epi16(quotient<kSigmoidDoublings>(x), 1);
  return _mm512_add_epi16(_mm512_set1_epi16(kHalf), with_sign(q, x));
}

inline __m512i relu(__m512i x) { return _mm512_max_epi16(x, _mm512_setzero_si512()); }

template <__m512i (*kFunction)(__m512i)>
inline void apply(std::int16_t* x, std::size_t n) {
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    _mm512_storeu_si512(x + i, kFunction(_mm512_loadu_si512(x + i)));
  }
  const __mmask32 rest = (__mmask32{1} << (n - i)) - 1;  // n - i < 32
  _mm512_mask_storeu_epi16(x + i, rest, kFunction(_mm512_maskz_loadu_epi16(rest, x + i)));
}

}  // namespace

void tanh_avx512(std::int16_t* x, std::size_t n) { apply<tanh>(x, n); }
void sigmoid_avx512(std::int16_t* x, std::size_t n) { apply<sigmoid>(x, n); }
void relu_avx512(std::int16_t* x, std::size_t n) { apply<relu>(x, n); }

}  // namespace neurocrypt::activation
NC_TARGET_END
