// 16 words at a time. Vectors hold 8 pairs; the order of the words and the bounds are those of
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
constexpr int kVectors = kPairs / kLanes;
constexpr int kWords = 2 * kLanes;

template <int kQ>
using T = Tables<kQ, kLanes>;

inline Vector load(const std::int16_t* words) {
  return _mm256_load_si256(reinterpret_cast<const Vector*>(words));
}
inline void store(std::int16_t* words, Vector x) {
  _mm256_store_si256(reinterpret_cast<Vector*>(words), x);
}

/// Montgomery's product of x and a constant, given with constant / q.
template <int kQ>
inline Vector multiply(Vector x, Vector factor, Vector quotient) {
  const Vector t = _mm256_mullo_epi16(x, quotient);
  return _mm256_sub_epi16(_mm256_mulhi_epi16(x, factor),
                          _mm256_mulhi_epi16(t, _mm256_set1_epi16(kQ)));
}
template <int kQ>
inline Vector multiply(Vector x, const Factor& f) {
  return multiply<kQ>(x, _mm256_set1_epi32(f.factor), _mm256_set1_epi32(f.quotient));
}
template <int kQ>
inline Vector multiply(Vector x, const Factors<kLanes>& f) {
  return multiply<kQ>(x, load(f.factor.data()), load(f.quotient.data()));
}

/// x - q round(x / 2^14).
template <int kQ>
inline Vector reduce(Vector x) {
  const Vector quotient = _mm256_mulhrs_epi16(x, _mm256_set1_epi16(2));
  return _mm256_sub_epi16(x, _mm256_mullo_epi16(quotient, _mm256_set1_epi16(kQ)));
}

/// One butterfly of layer kLayer, either way: (u + z w, u - z w).
template <int kQ, bool kReduce, typename F>
inline void butterfly(Vector& u, Vector& w, const F& z) {
  const Vector product = multiply<kQ>(w, z);
  if constexpr (kReduce) u = reduce<kQ>(u);
  w = _mm256_sub_epi16(u, product);
  u = _mm256_add_epi16(u, product);
}

/// Exchanges vector and lane numbers of 8 vectors of 8 pairs.
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

/// Unpacks the 16 coefficients of vector w.
template <int kQ>
inline Vector unpack(const std::uint8_t* packed, int w) {
  constexpr std::int16_t kSixteen = static_cast<std::int16_t>(centred(16 * 65536, kQ));
  const Vector high = _mm256_loadu_si256(reinterpret_cast<const Vector*>(packed) + w);
  const __m128i halves = _mm_loadu_si128(reinterpret_cast<const __m128i*>(packed + 2048) + w % 32);
  const Vector both = _mm256_cvtepu8_epi16(halves);
  const Vector low =
      _mm256_and_si256(w < 32 ? both : _mm256_srli_epi16(both, 4), _mm256_set1_epi16(15));
  const Vector product =
      multiply<kQ>(high, _mm256_set1_epi16(kSixteen), _mm256_set1_epi16(T<kQ>::quotient(kSixteen)));
  return _mm256_add_epi16(product, low);
}

/// Writes two forms of each transformed pair (a0, a1) with root z: (a0, z a1) and (a1, a0).
template <int kQ>
void transform_input(const std::uint8_t* packed, std::int16_t* input) {
  alignas(32) std::int16_t words[kDegree];
  Vector x[8];
  for (int g = 0; g < 8; ++g) {
    NC_UNROLL
    for (int r = 0; r < 8; ++r) x[r] = unpack<kQ>(packed, g + 8 * r);
    NC_UNROLL
    for (int r = 0; r < 4; ++r)
      butterfly<kQ, forward_reduces(8)>(x[r], x[r + 4], T<kQ>::kForward[1]);
    NC_UNROLL
    for (int r = 0; r < 4; ++r) {
      const int u = r / 2 * 4 + r % 2;
      butterfly<kQ, forward_reduces(7)>(x[u], x[u + 2],
                                        T<kQ>::kForward[static_cast<std::size_t>(2 + r / 2)]);
    }
    NC_UNROLL
    for (int r = 0; r < 4; ++r) {
      butterfly<kQ, forward_reduces(6)>(x[2 * r], x[2 * r + 1],
                                        T<kQ>::kForward[static_cast<std::size_t>(4 + r)]);
    }
    NC_UNROLL
    for (int r = 0; r < 8; ++r) store(words + kWords * (g + 8 * r), x[r]);
  }
  for (int r = 0; r < 8; ++r) {
    NC_UNROLL
    for (int g = 0; g < 8; ++g) x[g] = load(words + kWords * (g + 8 * r));
    const Factor* const z = T<kQ>::kForward.data();
    NC_UNROLL
    for (int g = 0; g < 4; ++g) butterfly<kQ, forward_reduces(5)>(x[g], x[g + 4], z[8 + r]);
    NC_UNROLL
    for (int g = 0; g < 4; ++g) {
      const int u = g / 2 * 4 + g % 2;
      butterfly<kQ, forward_reduces(4)>(x[u], x[u + 2], z[16 + 2 * r + g / 2]);
    }
    NC_UNROLL
    for (int g = 0; g < 4; ++g) {
      butterfly<kQ, forward_reduces(3)>(x[2 * g], x[2 * g + 1], z[32 + 4 * r + g]);
    }
    NC_UNROLL
    for (int g = 0; g < 8; ++g) store(words + kWords * (g + 8 * r), x[g]);
  }
  for (int g = 0; g < 8; ++g) {
    NC_UNROLL
    for (int r = 0; r < 8; ++r) x[r] = load(words + kWords * (g + 8 * r));
    transpose(x);
    const Factors<kLanes>* const z = T<kQ>::kForwardLanes.data();
    NC_UNROLL
    for (int r = 0; r < 4; ++r) butterfly<kQ, forward_reduces(2)>(x[r], x[r + 4], z[8 + g]);
    NC_UNROLL
    for (int r = 0; r < 4; ++r) {
      const int u = r / 2 * 4 + r % 2;
      butterfly<kQ, forward_reduces(1)>(x[u], x[u + 2], z[16 + 2 * g + r / 2]);
    }
    NC_UNROLL
    for (int r = 0; r < 4; ++r) {
      butterfly<kQ, forward_reduces(0)>(x[2 * r], x[2 * r + 1], z[32 + 4 * g + r]);
    }
    NC_UNROLL
    for (int r = 0; r < 8; ++r) {
      const int v = 8 * g + r;
      const Vector small = reduce<kQ>(x[r]);
      const Vector rotated =
          _mm256_or_si256(_mm256_slli_epi32(small, 16), _mm256_srli_epi32(small, 16));
      store(input + 2 * kWords * v,
            multiply<kQ>(x[r], T<kQ>::kLeaves[static_cast<std::size_t>(v)]));
      store(input + 2 * kWords * v + kWords, rotated);
    }
  }
}

/// The sum of products of one vector of pairs, divided by R.
template <int kQ>
inline Vector multiply_pairs(int rank, const std::int16_t* input, const std::int16_t* weights) {
  const Vector s = load(weights);
  Vector even = _mm256_madd_epi16(load(input), s);
  Vector odd = _mm256_madd_epi16(load(input + kWords), s);
  if (rank == 2) {
    const Vector s1 = load(weights + kWeightWords);
    even = _mm256_add_epi32(even, _mm256_madd_epi16(load(input + kInputWords), s1));
    odd = _mm256_add_epi32(odd, _mm256_madd_epi16(load(input + kInputWords + kWords), s1));
  }
  // (sum - (sum / q mod 2^16) q) / 2^16; each factor is 0 in the upper half of its 32 bits.
  const Vector inverse = _mm256_set1_epi32(static_cast<std::uint16_t>(T<kQ>::kInverse));
  const Vector q = _mm256_set1_epi32(kQ);
  even = _mm256_sub_epi32(even, _mm256_madd_epi16(_mm256_mullo_epi16(even, inverse), q));
  odd = _mm256_sub_epi32(odd, _mm256_madd_epi16(_mm256_mullo_epi16(odd, inverse), q));
  return _mm256_blend_epi16(_mm256_srli_epi32(even, 16), odd, 0xaa);
}

/// Leaves the residues of the sum of products in natural order, in (-q, q).
template <int kQ>
void multiply_row(int rank, const std::int16_t* input, const std::int16_t* weights,
                  std::int16_t* words) {
  Vector x[8];
  for (int g = 0; g < 8; ++g) {
    NC_UNROLL
    for (int r = 0; r < 8; ++r) {
      const int v = 8 * g + r;
      x[r] = multiply_pairs<kQ>(rank, input + 2 * kWords * v, weights + kWords * v);
    }
    NC_UNROLL
    for (int r = 0; r < 8; r += 2) {
      const Vector u = x[r];
      x[r] = _mm256_add_epi16(u, x[r + 1]);
      x[r + 1] = _mm256_sub_epi16(u, x[r + 1]);
    }
    const Factor* const z = T<kQ>::kInverseFactors.data();
    NC_UNROLL
    for (int r = 0; r < 4; ++r) {
      const int u = r / 2 * 4 + r % 2;
      butterfly<kQ, inverse_reduces(1)>(x[u], x[u + 2], z[2 + r % 2]);
    }
    NC_UNROLL
    for (int r = 0; r < 4; ++r) butterfly<kQ, inverse_reduces(2)>(x[r], x[r + 4], z[4 + r]);
    transpose(x);
    NC_UNROLL
    for (int r = 0; r < 8; ++r) store(words + kWords * (g + 8 * r), x[r]);
  }
  const Factors<kLanes>* const z = T<kQ>::kInverseLanes.data();
  for (int r = 0; r < 8; ++r) {
    NC_UNROLL
    for (int g = 0; g < 8; ++g) x[g] = load(words + kWords * (g + 8 * r));
    NC_UNROLL
    for (int g = 0; g < 8; g += 2) butterfly<kQ, inverse_reduces(3)>(x[g], x[g + 1], z[1]);
    NC_UNROLL
    for (int g = 0; g < 4; ++g) {
      const int u = g / 2 * 4 + g % 2;
      butterfly<kQ, inverse_reduces(4)>(x[u], x[u + 2], z[2 + g % 2]);
    }
    NC_UNROLL
    for (int g = 0; g < 4; ++g) butterfly<kQ, inverse_reduces(5)>(x[g], x[g + 4], z[4 + g]);
    NC_UNROLL
    for (int g = 0; g < 8; ++g) store(words + kWords * (g + 8 * r), x[g]);
  }
  for (int g = 0; g < 8; ++g) {
    NC_UNROLL
    for (int r = 0; r < 8; ++r) x[r] = load(words + kWords * (g + 8 * r));
    NC_UNROLL
    for (int r = 0; r < 8; r += 2) butterfly<kQ, inverse_reduces(6)>(x[r], x[r + 1], z[8 + g]);
    NC_UNROLL
    for (int r = 0; r < 4; ++r) {
      const int u = r / 2 * 4 + r % 2;
      butterfly<kQ, inverse_reduces(7)>(x[u], x[u + 2], z[16 + g + 8 * (r % 2)]);
    }
    NC_UNROLL
    for (int r = 0; r < 4; ++r)
      butterfly<kQ, inverse_reduces(8)>(x[r], x[r + 4], z[32 + g + 8 * r]);
    NC_UNROLL
    for (int r = 0; r < 8; ++r) {
      const int w = g + 8 * r;
      store(words + kWords * w, multiply<kQ>(x[r], T<kQ>::kScale[static_cast<std::size_t>(w)]));
    }
  }
}

/// Joins the residues by the Chinese remainder theorem and rounds.
void round_row(const std::int16_t* first, const std::int16_t* second, std::uint8_t* out) {
  constexpr int kQ0 = kPrimes[0];
  constexpr int kQ1 = kPrimes[1];
  const Vector q0 = _mm256_set1_epi16(kQ0);
  for (int w = 0; w < kVectors; ++w) {
    Vector x0 = _mm256_add_epi16(load(first + kWords * w), _mm256_set1_epi16(kOffsetResidues[0]));
    x0 = _mm256_min_epu16(x0, _mm256_add_epi16(x0, q0));  // a negative word is a large unsigned one
    const Vector x1 =
        _mm256_add_epi16(load(second + kWords * w), _mm256_set1_epi16(kOffsetResidues[1]));
    Vector u = multiply<kQ1>(_mm256_sub_epi16(x1, x0), _mm256_set1_epi16(kInverseOfFirstPrime),
                             _mm256_set1_epi16(T<kQ1>::quotient(kInverseOfFirstPrime)));
    u = _mm256_min_epu16(u, _mm256_add_epi16(u, _mm256_set1_epi16(kQ1)));
    // y + kOffset = x0 + q0 u in 32 bits, as two vectors of 16; kOffset is a multiple of 2^20.
    const Vector low = _mm256_add_epi16(_mm256_mullo_epi16(u, q0), x0);
    const Vector no_carry = _mm256_cmpeq_epi16(_mm256_max_epu16(low, x0), low);  // -1, else 0
    const Vector high = _mm256_sub_epi16(_mm256_mulhi_epi16(u, q0),
                                         _mm256_xor_si256(no_carry, _mm256_set1_epi16(-1)));
    const Vector rounded = _mm256_or_si256(_mm256_srli_epi16(low, 4), _mm256_slli_epi16(high, 12));
    _mm256_storeu_si256(reinterpret_cast<Vector*>(out) + w, rounded);
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

}  // namespace neurocrypt::negacyclic::avx2

#endif
