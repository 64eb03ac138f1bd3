// formula.h on 16 lanes; what does not fill a vector goes through the reference.
#include <immintrin.h>

#include <iterator>

#include "base/target.h"
#include "kernels/activation/formula.h"

NC_TARGET_AVX2_BEGIN
namespace neurocrypt::activation {
namespace {

constexpr std::size_t kLanes = 16;

inline __m256i load(const std::int16_t* x) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(x));
}

inline void store(std::int16_t* x, __m256i v) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(x), v);
}

template <int kDoublings>
inline __m256i quotient(__m256i x) {
  const __m256i largest = _mm256_set1_epi16(32767);
  // |-32768| reads as 32768 unsigned: min_epu16 makes it 32767.
  const __m256i u = _mm256_min_epu16(_mm256_abs_epi16(x), largest);
  const __m256i t = _mm256_sub_epi16(largest, u);
  __m256i p = _mm256_set1_epi16(kExp[0]);
  for (std::size_t i = 1; i < std::size(kExp); ++i) {
    p = _mm256_add_epi16(_mm256_mulhrs_epi16(p, t), _mm256_set1_epi16(kExp[i]));
  }
  __m256i s = _mm256_sub_epi16(_mm256_set1_epi16(kExpAtZero), p);
  for (int i = 0; i < kDoublings; ++i) {
    s = _mm256_adds_epi16(s, _mm256_sub_epi16(s, _mm256_mulhrs_epi16(s, s)));
  }
  __m256i q = _mm256_set1_epi16(kQuotient[0]);
  for (std::size_t i = 1; i < std::size(kQuotient); ++i) {
    q = _mm256_add_epi16(_mm256_mulhrs_epi16(q, s), _mm256_set1_epi16(kQuotient[i]));
  }
  return _mm256_mulhrs_epi16(q, s);
}

}  // namespace

void tanh_avx2(std::int16_t* x, std::size_t n) {
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const __m256i v = load(x + i);
    store(x + i, _mm256_sign_epi16(quotient<kTanhDoublings>(v), v));
  }
  tanh_scalar(x + i, n - i);
}

void sigmoid_avx2(std::int16_t* x, std::size_t n) {
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const __m256i v = load(x + i);
    const __m256i q = _mm256_srai_epi16(quotient<kSigmoidDoublings>(v), 1);
    store(x + i, _mm256_add_epi16(_mm256_set1_epi16(kHalf), _mm256_sign_epi16(q, v)));
  }
  sigmoid_scalar(x + i, n - i);
}

void relu_avx2(std::int16_t* x, std::size_t n) {
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    store(x + i, _mm256_max_epi16(load(x + i), _mm256_setzero_si256()));
  }
  relu_scalar(x + i, n - i);
}

}  // namespace neurocrypt::activation
NC_TARGET_END
