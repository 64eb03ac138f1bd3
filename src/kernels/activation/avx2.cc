// formula.h on 16 lanes, four vectors at a time; what does not fill a vector goes through the
// reference.
#include <immintrin.h>

#include <iterator>

#include "base/target.h"
#include "kernels/activation/formula.h"

NC_TARGET_AVX2_BEGIN
namespace neurocrypt::activation {
namespace {

constexpr std::size_t kLanes = 16;

// One vector is a chain of some 30 dependent instructions, longer than the processor looks ahead:
// four chains side by side keep it busy.
constexpr std::size_t kTile = 4;

template <int kDoublings, std::size_t kVectors>
inline void quotient(const __m256i (&x)[kVectors], __m256i (&q)[kVectors]) {
  const __m256i largest = _mm256_set1_epi16(32767);
  __m256i t[kVectors];
  __m256i s[kVectors];
  NC_UNROLL
  for (std::size_t v = 0; v < kVectors; ++v) {
    // |-32768| reads as 32768 unsigned: min_epu16 makes it 32767.
    t[v] = _mm256_sub_epi16(largest, _mm256_min_epu16(_mm256_abs_epi16(x[v]), largest));
    s[v] = _mm256_set1_epi16(kExp[0]);
  }
  for (std::size_t i = 1; i < std::size(kExp); ++i) {
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      s[v] = _mm256_add_epi16(_mm256_mulhrs_epi16(s[v], t[v]), _mm256_set1_epi16(kExp[i]));
    }
  }
  NC_UNROLL
  for (std::size_t v = 0; v < kVectors; ++v) {
    s[v] = _mm256_sub_epi16(_mm256_set1_epi16(kExpAtZero), s[v]);
  }
  NC_UNROLL
  for (int i = 0; i < kDoublings; ++i) {
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      s[v] = _mm256_adds_epi16(s[v], _mm256_sub_epi16(s[v], _mm256_mulhrs_epi16(s[v], s[v])));
    }
  }
  NC_UNROLL
  for (std::size_t v = 0; v < kVectors; ++v) q[v] = _mm256_set1_epi16(kQuotient[0]);
  for (std::size_t i = 1; i < std::size(kQuotient); ++i) {
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      q[v] = _mm256_add_epi16(_mm256_mulhrs_epi16(q[v], s[v]), _mm256_set1_epi16(kQuotient[i]));
    }
  }
  NC_UNROLL
  for (std::size_t v = 0; v < kVectors; ++v) q[v] = _mm256_mulhrs_epi16(q[v], s[v]);
}

struct Tanh {
  template <std::size_t kVectors>
  static inline void apply(__m256i (&x)[kVectors]) {
    __m256i q[kVectors];
    quotient<kTanhDoublings>(x, q);
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) x[v] = _mm256_sign_epi16(q[v], x[v]);
  }
};

struct Sigmoid {
  template <std::size_t kVectors>
  static inline void apply(__m256i (&x)[kVectors]) {
    __m256i q[kVectors];
    quotient<kSigmoidDoublings>(x, q);
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v) {
      x[v] = _mm256_add_epi16(_mm256_set1_epi16(kHalf),
                              _mm256_sign_epi16(_mm256_srai_epi16(q[v], 1), x[v]));
    }
  }
};

struct Relu {
  template <std::size_t kVectors>
  static inline void apply(__m256i (&x)[kVectors]) {
    NC_UNROLL
    for (std::size_t v = 0; v < kVectors; ++v)
      x[v] = _mm256_max_epi16(x[v], _mm256_setzero_si256());
  }
};

inline __m256i load(const std::int16_t* x) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(x));
}

inline void store(std::int16_t* x, __m256i v) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(x), v);
}

/// Applies to whole vectors; returns the number of elements done.
template <class Function>
inline std::size_t apply(std::int16_t* x, std::size_t n) {
  std::size_t i = 0;
  for (; i + kTile * kLanes <= n; i += kTile * kLanes) {
    __m256i tile[kTile];
    NC_UNROLL
    for (std::size_t v = 0; v < kTile; ++v) tile[v] = load(x + i + v * kLanes);
    Function::apply(tile);
    NC_UNROLL
    for (std::size_t v = 0; v < kTile; ++v) store(x + i + v * kLanes, tile[v]);
  }
  for (; i + kLanes <= n; i += kLanes) {
    __m256i tile[1] = {load(x + i)};
    Function::apply(tile);
    store(x + i, tile[0]);
  }
  return i;
}

}  // namespace

void tanh_avx2(std::int16_t* x, std::size_t n) {
  const std::size_t done = apply<Tanh>(x, n);
  tanh_scalar(x + done, n - done);
}

void sigmoid_avx2(std::int16_t* x, std::size_t n) {
  const std::size_t done = apply<Sigmoid>(x, n);
  sigmoid_scalar(x + done, n - done);
}

void relu_avx2(std::int16_t* x, std::size_t n) {
  const std::size_t done = apply<Relu>(x, n);
  relu_scalar(x + done, n - done);
}

}  // namespace neurocrypt::activation
NC_TARGET_END
