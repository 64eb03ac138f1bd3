// 32 words at a time. Vectors hold 16 pairs; the order of the words and the bounds are those of
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
constexpr int kVectors = kPairs / kLanes;
constexpr int kWords = 2 * kLanes;

template <int kQ>
using T = Tables<kQ, kLanes>;

inline Vector load(const std::int16_t* words) { return _mm512_load_si512(words); }
inline void store(std::int16_t* words, Vector x) { _mm512_store_si512(words, x); }

/// Montgomery's product of x and a constant, given with constant / q.
template <int kQ>
inline Vector multiply(Vector x, Vector factor, Vector quotient) {
  const Vector t = _mm512_mullo_epi16(x, quotient);
  return _mm512_sub_epi16(_mm512_mulhi_epi16(x, factor),
                          _mm512_mulhi_epi16(t, _mm512_set1_epi16(kQ)));
}
template <int kQ>
inline Vector multiply(Vector x, const Factor& f) {
  return multiply<kQ>(x, _mm512_set1_epi32(f.factor), _mm512_set1_epi32(f.quotient));
}
template <int kQ>
inline Vector multiply(Vector x, const Factors<kLanes>& f) {
  return multiply<kQ>(x, load(f.factor.data()), load(f.quotient.data()));
}

/// x - q round(x / 2^14).
template <int kQ>
inline Vector reduce(Vector x) {
  const Vector quotient = _mm512_mulhrs_epi16(x, _mm512_set1_epi16(2));
  return _mm512_sub_epi16(x, _mm512_mullo_epi16(quotient, _mm512_set1_epi16(kQ)));
}

/// One butterfly, either way: (u + z w, u - z w).
template <int kQ, bool kReduce, typename F>
inline void butterfly(Vector& u, Vector& w, const F& z) {
  const Vector product = multiply<kQ>(w, z);
  if constexpr (kReduce) u = reduce<kQ>(u);
  w = _mm512_sub_epi16(u, product);
  u = _mm512_add_epi16(u, product);
}

/// Layer kLayer on 16 vectors, joining those whose numbers differ by kStep; z[kStride i] is the
/// factor of the i-th block of 2 kStep vectors (kByBlock), or of the i-th vector of each block.
template <int kQ, int kStep, bool kReduce, bool kByBlock, int kStride, typename F>
inline void layer(Vector (&x)[16], const F* z) {
  NC_UNROLL
  for (int i = 0; i < 8; ++i) {
    const int block = i / kStep;
    const int within = i % kStep;
    const int u = 2 * kStep * block + within;
    butterfly<kQ, kReduce>(x[u], x[u + kStep], z[kStride * (kByBlock ? block : within)]);
  }
}

/// Exchanges vector and lane numbers of 16 vectors of 16 pairs.
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

/// Unpacks the 32 coefficients of vector w.
template <int kQ>
inline Vector unpack(const std::uint8_t* packed, int w) {
  constexpr std::int16_t kSixteen = static_cast<std::int16_t>(centred(16 * 65536, kQ));
  const Vector high = _mm512_loadu_si512(packed + 64 * w);
  const __m256i halves =
      _mm256_loadu_si256(reinterpret_cast<const __m256i*>(packed + 2048) + w % 16);
  const Vector both = _mm512_cvtepu8_epi16(halves);
  const Vector low =
      _mm512_and_si512(w < 16 ? both : _mm512_srli_epi16(both, 4), _mm512_set1_epi16(15));
  const Vector product =
      multiply<kQ>(high, _mm512_set1_epi16(kSixteen), _mm512_set1_epi16(T<kQ>::quotient(kSixteen)));
  return _mm512_add_epi16(product, low);
}

/// Layers 3 to 0 of one half, then two forms of each pair (a0, a1) with root z: (a0, z a1) and (a1,
/// a0).
template <int kQ>
inline void finish_input(Vector (&x)[16], int half, std::int16_t* input) {
  transpose(x);
  const Factors<kLanes>* const z = T<kQ>::kForwardLanes.data();
  layer<kQ, 8, forward_reduces(3), true, 1>(x, z + 2 + half);
  layer<kQ, 4, forward_reduces(2), true, 1>(x, z + 4 + 2 * half);
  layer<kQ, 2, forward_reduces(1), true, 1>(x, z + 8 + 4 * half);
  layer<kQ, 1, forward_reduces(0), true, 1>(x, z + 16 + 8 * half);
  NC_UNROLL
  for (int i = 0; i < 16; ++i) {
    const int v = 16 * half + i;
    store(input + 2 * kWords * v, multiply<kQ>(x[i], T<kQ>::kLeaves[static_cast<std::size_t>(v)]));
    store(input + 2 * kWords * v + kWords, _mm512_rol_epi32(reduce<kQ>(x[i]), 16));
  }
}

template <int kQ>
void transform_input(const std::uint8_t* packed, std::int16_t* input) {
  // Bit 0 of a natural vector's number is bit 4 of the pair's index: the half.
  alignas(64) std::int16_t even_words[kDegree / 2];
  Vector x[16];
  const Factor* const z = T<kQ>::kForward.data();
  for (int half = 0; half < 2; ++half) {
    NC_UNROLL
    for (int r = 0; r < 16; ++r) x[r] = unpack<kQ>(packed, 2 * r + half);
    layer<kQ, 8, forward_reduces(8), true, 1>(x, z + 1);
    layer<kQ, 4, forward_reduces(7), true, 1>(x, z + 2);
    layer<kQ, 2, forward_reduces(6), true, 1>(x, z + 4);
    layer<kQ, 1, forward_reduces(5), true, 1>(x, z + 8);
    if (half == 0) {
      NC_UNROLL
      for (int r = 0; r < 16; ++r) store(even_words + kWords * r, x[r]);
    }
  }
  NC_UNROLL
  for (int r = 0; r < 16; ++r) {
    Vector u = load(even_words + kWords * r);
    butterfly<kQ, forward_reduces(4)>(u, x[r], z[16 + r]);
    store(even_words + kWords * r, u);
  }
  finish_input<kQ>(x, 1, input);
  NC_UNROLL
  for (int r = 0; r < 16; ++r) x[r] = load(even_words + kWords * r);
  finish_input<kQ>(x, 0, input);
}

/// The sum of products of one vector of pairs, divided by R.
template <int kQ>
inline Vector multiply_pairs(int rank, const std::int16_t* input, const std::int16_t* weights) {
  const Vector s = load(weights);
  Vector even = _mm512_madd_epi16(load(input), s);
  Vector odd = _mm512_madd_epi16(load(input + kWords), s);
  if (rank == 2) {
    const Vector s1 = load(weights + kWeightWords);
    even = _mm512_dpwssd_epi32(even, load(input + kInputWords), s1);
    odd = _mm512_dpwssd_epi32(odd, load(input + kInputWords + kWords), s1);
  }
  // (sum + (-sum / q mod 2^16) q) / 2^16; each factor is 0 in the upper half of its 32 bits.
  const Vector inverse = _mm512_set1_epi32(static_cast<std::uint16_t>(-T<kQ>::kInverse));
  const Vector q = _mm512_set1_epi32(kQ);
  even = _mm512_dpwssd_epi32(even, _mm512_mullo_epi16(even, inverse), q);
  odd = _mm512_dpwssd_epi32(odd, _mm512_mullo_epi16(odd, inverse), q);
  return _mm512_mask_blend_epi16(0xaaaaaaaa, _mm512_srli_epi32(even, 16), odd);
}

/// Layers 5 to 8 of one half and the last factors.
template <int kQ>
inline void finish_row(Vector (&x)[16], int half, std::int16_t* words) {
  const Factors<kLanes>* const z = T<kQ>::kInverseLanes.data();
  layer<kQ, 1, inverse_reduces(5), false, 2>(x, z + 2 + half);
  layer<kQ, 2, inverse_reduces(6), false, 2>(x, z + 4 + half);
  layer<kQ, 4, inverse_reduces(7), false, 2>(x, z + 8 + half);
  layer<kQ, 8, inverse_reduces(8), false, 2>(x, z + 16 + half);
  NC_UNROLL
  for (int r = 0; r < 16; ++r) {
    const int w = 2 * r + half;
    store(words + kWords * w, multiply<kQ>(x[r], T<kQ>::kScale[static_cast<std::size_t>(w)]));
  }
}

/// Leaves the residues of the sum of products in natural order, in (-q, q).
template <int kQ>
void multiply_row(int rank, const std::int16_t* input, const std::int16_t* weights,
                  std::int16_t* words) {
  Vector x[16];
  for (int half = 0; half < 2; ++half) {
    NC_UNROLL
    for (int i = 0; i < 16; ++i) {
      const int v = 16 * half + i;
      x[i] = multiply_pairs<kQ>(rank, input + 2 * kWords * v, weights + kWords * v);
    }
    NC_UNROLL
    for (int i = 0; i < 16; i += 2) {
      const Vector u = x[i];
      x[i] = _mm512_add_epi16(u, x[i + 1]);
      x[i + 1] = _mm512_sub_epi16(u, x[i + 1]);
    }
    const Factor* const z = T<kQ>::kInverseFactors.data();
    layer<kQ, 2, inverse_reduces(1), false, 1>(x, z + 2);
    layer<kQ, 4, inverse_reduces(2), false, 1>(x, z + 4);
    layer<kQ, 8, inverse_reduces(3), false, 1>(x, z + 8);
    transpose(x);
    if (half == 0) {
      NC_UNROLL
      for (int r = 0; r < 16; ++r) store(words + kWords * 2 * r, x[r]);
    }
  }
  NC_UNROLL
  for (int r = 0; r < 16; ++r) {
    Vector u = load(words + kWords * 2 * r);
    butterfly<kQ, inverse_reduces(4)>(u, x[r], T<kQ>::kInverseLanes[1]);
    store(words + kWords * 2 * r, u);
  }
  finish_row<kQ>(x, 1, words);
  NC_UNROLL
  for (int r = 0; r < 16; ++r) x[r] = load(words + kWords * 2 * r);
  finish_row<kQ>(x, 0, words);
}

/// Joins the residues by the Chinese remainder theorem and rounds.
void round_row(const std::int16_t* first, const std::int16_t* second, std::uint8_t* out) {
  constexpr int kQ0 = kPrimes[0];
  constexpr int kQ1 = kPrimes[1];
  const Vector q0 = _mm512_set1_epi16(kQ0);
  for (int w = 0; w < kVectors; ++w) {
    Vector x0 = _mm512_add_epi16(load(first + kWords * w), _mm512_set1_epi16(kOffsetResidues[0]));
    x0 = _mm512_min_epu16(x0, _mm512_add_epi16(x0, q0));  // a negative word is a large unsigned one
    const Vector x1 =
        _mm512_add_epi16(load(second + kWords * w), _mm512_set1_epi16(kOffsetResidues[1]));
    Vector u = multiply<kQ1>(_mm512_sub_epi16(x1, x0), _mm512_set1_epi16(kInverseOfFirstPrime),
                             _mm512_set1_epi16(T<kQ1>::quotient(kInverseOfFirstPrime)));
    u = _mm512_min_epu16(u, _mm512_add_epi16(u, _mm512_set1_epi16(kQ1)));
    // y + kOffset = x0 + q0 u in 32 bits, as two vectors of 16; kOffset is a multiple of 2^20.
    const Vector low = _mm512_add_epi16(_mm512_mullo_epi16(u, q0), x0);
    const Vector high = _mm512_mulhi_epi16(u, q0);
    const __mmask32 carry = _mm512_cmplt_epu16_mask(low, x0);
    const Vector sum = _mm512_mask_add_epi16(high, carry, high, _mm512_set1_epi16(1));
    const Vector rounded = _mm512_or_si512(_mm512_srli_epi16(low, 4), _mm512_slli_epi16(sum, 12));
    _mm512_storeu_si512(out + 64 * w, rounded);
  }
}

NC_TARGET_END

}  // namespace

void prepare_weights(const std::int8_t* coefficients, std::int16_t* weights) {
  negacyclic::prepare_weights(coefficients, kLanes, weights);
}

void prepare_input(const std::uint8_t* packed, std::int16_t* input) {
  transform_input<kPrimes[0]>(packed, input);
  transform_input<kPrimes[1]>(packed, input + 2 * kDegree);
}

void row(int rank, const std::int16_t* input, const std::int16_t* weights, std::int16_t* scratch,
         std::uint8_t* out) {
  multiply_row<kPrimes[0]>(rank, input, weights, scratch);
  multiply_row<kPrimes[1]>(rank, input + 2 * kDegree, weights + kDegree, scratch + kDegree);
  round_row(scratch, scratch + kDegree, out);
}

}  // namespace neurocrypt::negacyclic::avx512

#endif
