// 8 coefficients modulo both primes at a time; the order of the words and the bounds are those of
// tables.h.
#include "kernels/negacyclic/variants.h"

#if defined(__x86_64__)

#include "base/target.h"
#include "kernels/intrinsics.h"
#include "kernels/negacyclic/scalar.h"
#include "kernels/negacyclic/tables.h"

namespace neurocrypt::negacyclic::avx2 {
namespace {

NC_TARGET_AVX2_BEGIN

using Vector = __m256i;
constexpr int kLanes = 8;
constexpr int kWords = 2 * kLanes;
using T = Tables<kLanes>;

enum Parity { kEven = 0, kOdd = 1 };  // of the coefficients that go through a transform

inline Vector load(const void* words) {
  return _mm256_load_si256(static_cast<const Vector*>(words));
}
inline void store(void* words, Vector x) { _mm256_store_si256(static_cast<Vector*>(words), x); }

/// The lower halves of a and b, or the upper ones, side by side in each lane.
inline Vector join_lower(Vector a, Vector b) {
  return _mm256_blend_epi16(a, _mm256_slli_epi32(b, 16), 0xaa);
}
inline Vector join_upper(Vector a, Vector b) {
  return _mm256_blend_epi16(_mm256_srli_epi32(a, 16), b, 0xaa);
}

/// Montgomery's product of x and a constant.
inline Vector multiply(Vector x, Vector factor, Vector quotient) {
  const Vector t = _mm256_mullo_epi16(x, quotient);
  return _mm256_sub_epi16(_mm256_mulhi_epi16(x, factor),
                          _mm256_mulhi_epi16(t, _mm256_set1_epi32(kBothPrimes)));
}
inline Vector multiply(Vector x, const Factor& f) {
  return multiply(x, _mm256_set1_epi32(f.factor), _mm256_set1_epi32(f.quotient));
}
inline Vector multiply(Vector x, const Factors<kLanes>& f) {
  return multiply(x, load(f.factor.data()), load(f.quotient.data()));
}

/// x - q round(x / 2^14).
inline Vector reduce(Vector x) {
  const Vector quotient = _mm256_mulhrs_epi16(x, _mm256_set1_epi16(2));
  return _mm256_sub_epi16(x, _mm256_mullo_epi16(quotient, _mm256_set1_epi32(kBothPrimes)));
}

/// One butterfly, either way: (u + z w, u - z w).
template <bool kReduce, typename F>
inline void butterfly(Vector& u, Vector& w, const F& z) {
  const Vector product = multiply(w, z);
  if constexpr (kReduce) u = reduce(u);
  w = _mm256_sub_epi16(u, product);
  u = _mm256_add_epi16(u, product);
}

/// A layer on 8 vectors, joining those whose numbers differ by kStep; z[kStride i] is the factor of
/// the i-th block of 2 kStep vectors (kByBlock), or of the i-th vector of each block.
template <int kStep, bool kReduce, bool kByBlock, int kStride, typename F>
inline void layer(Vector (&x)[8], const F* z) {
  NC_UNROLL
  for (int i = 0; i < 4; ++i) {
    const int block = i / kStep;
    const int within = i % kStep;
    const int u = 2 * kStep * block + within;
    butterfly<kReduce>(x[u], x[u + kStep], z[kStride * (kByBlock ? block : within)]);
  }
}

/// 8 vectors that are `step` vectors apart.
inline void load(Vector (&x)[8], const std::int16_t* words, int step) {
  NC_UNROLL
  for (int i = 0; i < 8; ++i) x[i] = load(words + kWords * step * i);
}
inline void store(std::int16_t* words, int step, const Vector (&x)[8]) {
  NC_UNROLL
  for (int i = 0; i < 8; ++i) store(words + kWords * step * i, x[i]);
}

/// Exchanges vector and lane numbers.
inline void transpose(Vector (&x)[8]) {
  Vector y[8];
  NC_UNROLL
  for (int i = 0; i < 8; i += 2) {
    y[i] = _mm256_unpacklo_epi32(x[i], x[i + 1]);
    y[i + 1] = _mm256_unpackhi_epi32(x[i], x[i + 1]);
  }
  Vector z[8];
  NC_UNROLL
  for (int i = 0; i < 8; i += 4) {
    z[i] = _mm256_unpacklo_epi64(y[i], y[i + 2]);
    z[i + 1] = _mm256_unpackhi_epi64(y[i], y[i + 2]);
    z[i + 2] = _mm256_unpacklo_epi64(y[i + 1], y[i + 3]);
    z[i + 3] = _mm256_unpackhi_epi64(y[i + 1], y[i + 3]);
  }
  NC_UNROLL
  for (int i = 0; i < 4; ++i) {
    x[i] = _mm256_permute2x128_si256(z[i], z[i + 4], 0x20);
    x[i + 4] = _mm256_permute2x128_si256(z[i], z[i + 4], 0x31);
  }
}

/// Unpacks the even or the odd ones of the 16 coefficients at 16 w.
template <Parity kParity>
inline Vector unpack(const std::uint8_t* packed, int w) {
  const Vector high = _mm256_loadu_si256(reinterpret_cast<const Vector*>(packed) + w);
  const __m128i halves = _mm_loadu_si128(reinterpret_cast<const __m128i*>(packed + 2048) + w % 32);
  const Vector pairs = _mm256_cvtepu8_epi16(halves);
  const Vector low =
      _mm256_and_si256(w < 32 ? pairs : _mm256_srli_epi16(pairs, 4), _mm256_set1_epi16(15));
  if constexpr (kParity == kEven) {
    return _mm256_add_epi16(multiply(join_lower(high, high), kSixteen), join_lower(low, low));
  } else {
    return _mm256_add_epi16(multiply(join_upper(high, high), kSixteen), join_upper(low, low));
  }
}

/// Transforms the even coefficients, then the odd ones, with which it completes the input's four
/// vectors for each v. Until then the first of the four holds the even ones, the third the odd
/// ones, and the second what passes from one group of layers to the next.
template <Parity kParity>
void forward(const std::uint8_t* packed, std::int16_t* input) {
  Vector x[8];
  std::int16_t* const words = input + kWords;
  const Factor* const z = T::kForward.data();
  const Factors<kLanes>* const z_lanes = T::kForwardLanes.data();
  for (int g = 0; g < 8; ++g) {
    NC_UNROLL
    for (int r = 0; r < 8; ++r) x[r] = unpack<kParity>(packed, g + 8 * r);
    layer<4, forward_reduces(8), true, 1>(x, z + 1);
    layer<2, forward_reduces(7), true, 1>(x, z + 2);
    layer<1, forward_reduces(6), true, 1>(x, z + 4);
    store(words + 4 * kWords * g, 4 * 8, x);
  }
  for (int r = 0; r < 8; ++r) {
    load(x, words + 4 * kWords * 8 * r, 4);
    layer<4, forward_reduces(5), true, 1>(x, z + 8 + r);
    layer<2, forward_reduces(4), true, 1>(x, z + 16 + 2 * r);
    layer<1, forward_reduces(3), true, 1>(x, z + 32 + 4 * r);
    store(words + 4 * kWords * 8 * r, 4, x);
  }

  for (int g = 0; g < 8; ++g) {
    load(x, words + 4 * kWords * g, 4 * 8);
    transpose(x);
    layer<4, forward_reduces(2), true, 1>(x, z_lanes + 8 + g);
    layer<2, forward_reduces(1), true, 1>(x, z_lanes + 16 + 2 * g);
    layer<1, forward_reduces(0), true, 1>(x, z_lanes + 32 + 4 * g);
    NC_UNROLL
    for (int i = 0; i < 8; ++i)
      store(input + 4 * kWords * (8 * g + i) + (kParity == kEven ? 0 : 2 * kWords), reduce(x[i]));
  }
  if constexpr (kParity == kOdd) {
    for (int v = 0; v < T::kVectors; ++v) {
      std::int16_t* const out = input + 4 * kWords * v;
      const Vector even = load(out);
      const Vector odd = load(out + 2 * kWords);
      const Vector rooted = multiply(odd, T::kLeaves[static_cast<std::size_t>(v)]);
      store(out, join_lower(even, rooted));
      store(out + kWords, join_lower(odd, even));
      store(out + 2 * kWords, join_upper(even, rooted));
      store(out + 3 * kWords, join_upper(odd, even));
    }
  }
}

/// One parity of the sums of products at v, divided by R.
template <Parity kParity>
inline Vector multiply_pairs(int rank, const std::int16_t* input, const std::int16_t* weights) {
  Vector sums[2];
  NC_UNROLL
  for (int prime = 0; prime < 2; ++prime) {
    const std::int16_t* const a = input + (2 * prime + kParity) * kWords;
    const std::int16_t* const s = weights + prime * kWords;
    Vector sum = _mm256_madd_epi16(load(a), load(s));
    if (rank == 2) {
      sum = _mm256_add_epi32(sum, _mm256_madd_epi16(load(a + kInputWords), load(s + kWeightWords)));
    }
    // (sum + (-sum / q mod 2^16) q) / 2^16; each factor is 0 in the upper half of its lane.
    const Vector t = _mm256_mullo_epi16(sum, _mm256_set1_epi32(kMinusInverse[prime]));
    sums[prime] = _mm256_add_epi32(sum, _mm256_madd_epi16(t, _mm256_set1_epi32(kPrimes[prime])));
  }
  return join_upper(sums[0], sums[1]);
}

/// The Chinese remainder, plus kOffset, canonical: lanes of 32 bits.
inline Vector join_residues(Vector x) {
  const Vector p = _mm256_set1_epi32(kP);
  Vector y = _mm256_add_epi32(_mm256_set1_epi32(kOffset),
                              _mm256_madd_epi16(x, _mm256_set1_epi32(kOtherPrimes)));
  y = _mm256_min_epu32(y, _mm256_add_epi32(y, p));  // a negative lane is a large unsigned one
  return _mm256_min_epu32(y, _mm256_sub_epi32(y, p));
}

/// The even coefficients of a row into `even`, or the odd ones, which meet them there and are
/// rounded into `out`.
template <Parity kParity>
void multiply_row(int rank, const std::int16_t* input, const std::int16_t* weights,
                  std::int16_t* words, std::int16_t* even, std::uint8_t* out) {
  Vector x[8];
  const Factor* const z = T::kInverse.data();
  const Factors<kLanes>* const z_lanes = T::kInverseLanes.data();
  for (int g = 0; g < 8; ++g) {
    NC_UNROLL
    for (int i = 0; i < 8; ++i) {
      const int v = 8 * g + i;
      x[i] = multiply_pairs<kParity>(rank, input + 4 * kWords * v, weights + 2 * kWords * v);
    }
    NC_UNROLL
    for (int i = 0; i < 8; i += 2) {
      const Vector u = x[i];
      x[i] = _mm256_add_epi16(u, x[i + 1]);
      x[i + 1] = _mm256_sub_epi16(u, x[i + 1]);
    }
    layer<2, inverse_reduces(1), false, 1>(x, z + 2);
    layer<4, inverse_reduces(2), false, 1>(x, z + 4);
    transpose(x);
    store(words + kWords * g, 8, x);
  }
  for (int r = 0; r < 8; ++r) {
    load(x, words + kWords * 8 * r, 1);
    layer<1, inverse_reduces(3), false, 1>(x, z_lanes + 1);
    layer<2, inverse_reduces(4), false, 1>(x, z_lanes + 2);
    layer<4, inverse_reduces(5), false, 1>(x, z_lanes + 4);
    store(words + kWords * 8 * r, 1, x);
  }
  for (int g = 0; g < 8; ++g) {
    load(x, words + kWords * g, 8);
    layer<1, inverse_reduces(6), false, 8>(x, z_lanes + 8 + g);
    layer<2, inverse_reduces(7), false, 8>(x, z_lanes + 16 + g);
    layer<4, inverse_reduces(8), false, 8>(x, z_lanes + 32 + g);
    NC_UNROLL
    for (int r = 0; r < 8; ++r) {
      const int w = g + 8 * r;
      const Vector y = join_residues(multiply(x[r], T::kScale[static_cast<std::size_t>(w)]));
      if constexpr (kParity == kEven) {
        store(even + kWords * w, _mm256_srli_epi32(y, 4));
      } else {
        _mm256_storeu_si256(
            reinterpret_cast<Vector*>(out) + w,
            _mm256_blend_epi16(load(even + kWords * w), _mm256_slli_epi32(y, 12), 0xaa));
      }
    }
  }
}

NC_TARGET_END

}  // namespace

void prepare_weights(const std::int8_t* coefficients, std::int16_t* weights) {
  negacyclic::prepare_weights(coefficients, kLanes, weights);
}

void prepare_input(const std::uint8_t* packed, std::int16_t* input) {
  forward<kEven>(packed, input);
  forward<kOdd>(packed, input);
}

void row(int rank, const std::int16_t* input, const std::int16_t* weights, std::int16_t* scratch,
         std::uint8_t* out) {
  std::int16_t* const even = scratch + kDegree;
  multiply_row<kEven>(rank, input, weights, scratch, even, out);
  multiply_row<kOdd>(rank, input, weights, scratch, even, out);
}

}  // namespace neurocrypt::negacyclic::avx2

#endif
