// 16 coefficients modulo both primes at a time; the order of the words and the bounds are those of
// tables.h.
#include "kernels/negacyclic/variants.h"

#if defined(__x86_64__)

#include "base/target.h"
#include "kernels/intrinsics.h"
#include "kernels/negacyclic/scalar.h"
#include "kernels/negacyclic/tables.h"

namespace neurocrypt::negacyclic::avx512 {
namespace {

NC_TARGET_AVX512_BEGIN

using Vector = __m512i;
constexpr int kLanes = 16;
constexpr int kWords = 2 * kLanes;
using T = Tables<kLanes>;

enum Parity { kEven = 0, kOdd = 1 };  // of the coefficients that go through a transform

inline Vector load(const void* words) { return _mm512_load_si512(words); }
inline void store(void* words, Vector x) { _mm512_store_si512(words, x); }

/// The lower halves of a and b, or the upper ones, side by side in each lane.
inline Vector join_lower(Vector a, Vector b) {
  return _mm512_mask_blend_epi16(0xaaaaaaaa, a, _mm512_slli_epi32(b, 16));
}
inline Vector join_upper(Vector a, Vector b) {
  return _mm512_mask_blend_epi16(0xaaaaaaaa, _mm512_srli_epi32(a, 16), b);
}

/// Montgomery's product of x and a constant.
inline Vector multiply(Vector x, Vector factor, Vector quotient) {
  const Vector t = _mm512_mullo_epi16(x, quotient);
  return _mm512_sub_epi16(_mm512_mulhi_epi16(x, factor),
                          _mm512_mulhi_epi16(t, _mm512_set1_epi32(kBothPrimes)));
}
inline Vector multiply(Vector x, const Factor& f) {
  return multiply(x, _mm512_set1_epi32(f.factor), _mm512_set1_epi32(f.quotient));
}
inline Vector multiply(Vector x, const Factors<kLanes>& f) {
  return multiply(x, load(f.factor.data()), load(f.quotient.data()));
}

/// x - q round(x / 2^14).
inline Vector reduce(Vector x) {
  const Vector quotient = _mm512_mulhrs_epi16(x, _mm512_set1_epi16(2));
  return _mm512_sub_epi16(x, _mm512_mullo_epi16(quotient, _mm512_set1_epi32(kBothPrimes)));
}

/// One butterfly, either way: (u + z w, u - z w).
template <bool kReduce, typename F>
inline void butterfly(Vector& u, Vector& w, const F& z) {
  const Vector product = multiply(w, z);
  if constexpr (kReduce) u = reduce(u);
  w = _mm512_sub_epi16(u, product);
  u = _mm512_add_epi16(u, product);
}

/// A layer on 16 vectors, joining those whose numbers differ by kStep; z[kStride i] is the factor
/// of the i-th block of 2 kStep vectors (kByBlock), or of the i-th vector of each block.
template <int kStep, bool kReduce, bool kByBlock, int kStride, typename F>
inline void layer(Vector (&x)[16], const F* z) {
  NC_UNROLL
  for (int i = 0; i < 8; ++i) {
    const int block = i / kStep;
    const int within = i % kStep;
    const int u = 2 * kStep * block + within;
    butterfly<kReduce>(x[u], x[u + kStep], z[kStride * (kByBlock ? block : within)]);
  }
}

/// Exchanges vector and lane numbers.
inline void transpose(Vector (&x)[16]) {
  Vector y[16];
  NC_UNROLL
  for (int i = 0; i < 16; i += 2) {
    y[i] = _mm512_unpacklo_epi32(x[i], x[i + 1]);
    y[i + 1] = _mm512_unpackhi_epi32(x[i], x[i + 1]);
  }
  NC_UNROLL
  for (int i = 0; i < 16; i += 4) {
    x[i] = _mm512_unpacklo_epi64(y[i], y[i + 2]);
    x[i + 1] = _mm512_unpackhi_epi64(y[i], y[i + 2]);
    x[i + 2] = _mm512_unpacklo_epi64(y[i + 1], y[i + 3]);
    x[i + 3] = _mm512_unpackhi_epi64(y[i + 1], y[i + 3]);
  }
  // x[4 b + c] holds, in its 128-bit part a, lane 4 a + c of vectors 4 b to 4 b + 3.
  NC_UNROLL
  for (int c = 0; c < 4; ++c) {
    const Vector a01_b01 = _mm512_shuffle_i32x4(x[c], x[4 + c], 0x44);
    const Vector a23_b01 = _mm512_shuffle_i32x4(x[c], x[4 + c], 0xee);
    const Vector a01_b23 = _mm512_shuffle_i32x4(x[8 + c], x[12 + c], 0x44);
    const Vector a23_b23 = _mm512_shuffle_i32x4(x[8 + c], x[12 + c], 0xee);
    y[c] = _mm512_shuffle_i32x4(a01_b01, a01_b23, 0x88);
    y[4 + c] = _mm512_shuffle_i32x4(a01_b01, a01_b23, 0xdd);
    y[8 + c] = _mm512_shuffle_i32x4(a23_b01, a23_b23, 0x88);
    y[12 + c] = _mm512_shuffle_i32x4(a23_b01, a23_b23, 0xdd);
  }
  NC_UNROLL
  for (int i = 0; i < 16; ++i) x[i] = y[i];
}

/// Unpacks the even or the odd ones of the 32 coefficients at 32 w.
template <Parity kParity>
inline Vector unpack(const std::uint8_t* packed, int w) {
  const Vector high = _mm512_loadu_si512(packed + 64 * w);
  const __m256i halves =
      _mm256_loadu_si256(reinterpret_cast<const __m256i*>(packed + 2048) + w % 16);
  const Vector pairs = _mm512_cvtepu8_epi16(halves);
  const Vector low =
      _mm512_and_si512(w < 16 ? pairs : _mm512_srli_epi16(pairs, 4), _mm512_set1_epi16(15));
  if constexpr (kParity == kEven) {
    return _mm512_add_epi16(multiply(join_lower(high, high), kSixteen), join_lower(low, low));
  } else {
    return _mm512_add_epi16(multiply(join_upper(high, high), kSixteen), join_upper(low, low));
  }
}

/// Layers 3 to 0 of one half, bit 4 of a pair's index.
inline void finish_forward(Vector (&x)[16], int half) {
  const Factors<kLanes>* const z = T::kForwardLanes.data();
  transpose(x);
  layer<8, forward_reduces(3), true, 1>(x, z + 2 + half);
  layer<4, forward_reduces(2), true, 1>(x, z + 4 + 2 * half);
  layer<2, forward_reduces(1), true, 1>(x, z + 8 + 4 * half);
  layer<1, forward_reduces(0), true, 1>(x, z + 16 + 8 * half);
  NC_UNROLL
  for (int i = 0; i < 16; ++i) x[i] = reduce(x[i]);
}

/// Transforms the even coefficients, then the odd ones, with which it completes the input's four
/// vectors for each v. Until then the first of the four holds the even ones, and the second of the
/// first 16 a half that waits.
template <Parity kParity>
void forward(const std::uint8_t* packed, std::int16_t* input) {
  Vector x[16];
  const Factor* const z = T::kForward.data();
  std::int16_t* const waiting = input + kWords;
  for (int half = 0; half < 2; ++half) {
    NC_UNROLL
    for (int r = 0; r < 16; ++r) x[r] = unpack<kParity>(packed, 2 * r + half);
    layer<8, forward_reduces(8), true, 1>(x, z + 1);
    layer<4, forward_reduces(7), true, 1>(x, z + 2);
    layer<2, forward_reduces(6), true, 1>(x, z + 4);
    layer<1, forward_reduces(5), true, 1>(x, z + 8);
    if (half == 0) {
      NC_UNROLL
      for (int r = 0; r < 16; ++r) store(waiting + 4 * kWords * r, x[r]);
    }
  }
  NC_UNROLL
  for (int r = 0; r < 16; ++r) {
    Vector u = load(waiting + 4 * kWords * r);
    butterfly<forward_reduces(4)>(u, x[r], z[16 + r]);
    store(waiting + 4 * kWords * r, u);
  }
  for (int half = 1; half >= 0; --half) {
    if (half == 0) {
      NC_UNROLL
      for (int r = 0; r < 16; ++r) x[r] = load(waiting + 4 * kWords * r);
    }
    finish_forward(x, half);
    NC_UNROLL
    for (int i = 0; i < 16; ++i) {
      const int v = 16 * half + i;
      std::int16_t* const out = input + 4 * kWords * v;
      if constexpr (kParity == kEven) {
        store(out, x[i]);
      } else {
        const Vector even = load(out);
        const Vector rooted = multiply(x[i], T::kLeaves[static_cast<std::size_t>(v)]);
        store(out, join_lower(even, rooted));
        store(out + kWords, join_lower(x[i], even));
        store(out + 2 * kWords, join_upper(even, rooted));
        store(out + 3 * kWords, join_upper(x[i], even));
      }
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
    Vector sum = _mm512_madd_epi16(load(a), load(s));
    if (rank == 2) sum = _mm512_dpwssd_epi32(sum, load(a + kInputWords), load(s + kWeightWords));
    // (sum + (-sum / q mod 2^16) q) / 2^16; each factor is 0 in the upper half of its lane.
    const Vector t = _mm512_mullo_epi16(sum, _mm512_set1_epi32(kMinusInverse[prime]));
    sums[prime] = _mm512_dpwssd_epi32(sum, t, _mm512_set1_epi32(kPrimes[prime]));
  }
  return join_upper(sums[0], sums[1]);
}

/// The Chinese remainder, plus kOffset, canonical: lanes of 32 bits.
inline Vector join_residues(Vector x) {
  const Vector p = _mm512_set1_epi32(kP);
  Vector y = _mm512_dpwssd_epi32(_mm512_set1_epi32(kOffset), x, _mm512_set1_epi32(kOtherPrimes));
  y = _mm512_min_epu32(y, _mm512_add_epi32(y, p));  // a negative lane is a large unsigned one
  return _mm512_min_epu32(y, _mm512_sub_epi32(y, p));
}

/// Layers 5 to 8 of one half and the last factors; the odd coefficients then meet the even ones and
/// are rounded.
template <Parity kParity>
inline void finish_inverse(Vector (&x)[16], int half, std::int16_t* words, std::uint8_t* out) {
  const Factors<kLanes>* const z = T::kInverseLanes.data();
  layer<1, inverse_reduces(5), false, 2>(x, z + 2 + half);
  layer<2, inverse_reduces(6), false, 2>(x, z + 4 + half);
  layer<4, inverse_reduces(7), false, 2>(x, z + 8 + half);
  layer<8, inverse_reduces(8), false, 2>(x, z + 16 + half);
  NC_UNROLL
  for (int r = 0; r < 16; ++r) {
    const int w = 2 * r + half;
    const Vector y = join_residues(multiply(x[r], T::kScale[static_cast<std::size_t>(w)]));
    if constexpr (kParity == kEven) {
      store(words + kWords * w, _mm512_srli_epi32(y, 4));
    } else {
      const Vector even = load(words + kWords * w);
      _mm512_storeu_si512(out + 64 * w,
                          _mm512_mask_blend_epi16(0xaaaaaaaa, even, _mm512_slli_epi32(y, 12)));
    }
  }
}

/// The even coefficients of a row into `words`, or the odd ones and both into `out`.
template <Parity kParity>
void multiply_row(int rank, const std::int16_t* input, const std::int16_t* weights,
                  std::int16_t* words, std::int16_t* first_half, std::uint8_t* out) {
  Vector x[16];
  for (int half = 0; half < 2; ++half) {
    NC_UNROLL
    for (int i = 0; i < 16; ++i) {
      const int v = 16 * half + i;
      x[i] = multiply_pairs<kParity>(rank, input + 4 * kWords * v, weights + 2 * kWords * v);
    }
    NC_UNROLL
    for (int i = 0; i < 16; i += 2) {
      const Vector u = x[i];
      x[i] = _mm512_add_epi16(u, x[i + 1]);
      x[i + 1] = _mm512_sub_epi16(u, x[i + 1]);
    }
    const Factor* const z = T::kInverse.data();
    layer<2, inverse_reduces(1), false, 1>(x, z + 2);
    layer<4, inverse_reduces(2), false, 1>(x, z + 4);
    layer<8, inverse_reduces(3), false, 1>(x, z + 8);
    transpose(x);
    if (half == 0) {
      NC_UNROLL
      for (int r = 0; r < 16; ++r) store(first_half + kWords * r, x[r]);
    }
  }
  NC_UNROLL
  for (int r = 0; r < 16; ++r) {
    Vector u = load(first_half + kWords * r);
    butterfly<inverse_reduces(4)>(u, x[r], T::kInverseLanes[1]);
    store(first_half + kWords * r, u);
  }
  finish_inverse<kParity>(x, 1, words, out);
  NC_UNROLL
  for (int r = 0; r < 16; ++r) x[r] = load(first_half + kWords * r);
  finish_inverse<kParity>(x, 0, words, out);
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
  std::int16_t* const first_half = scratch + kDegree;
  multiply_row<kEven>(rank, input, weights, scratch, first_half, out);
  multiply_row<kOdd>(rank, input, weights, scratch, first_half, out);
}

}  // namespace neurocrypt::negacyclic::avx512

#endif
