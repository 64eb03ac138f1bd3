// Constants of the two number-theoretic transforms, computed by the compiler.
//
// x^1024 + 1 = y^512 + 1 with y = x^2, so a polynomial is 512 pairs (c_2i, c_2i+1), and each half
// of the pairs goes through a negacyclic transform of length 512 modulo q = 1 mod 1024. After it,
// the pair at position p (a 9-bit index, reversed) stands for the residue modulo x^2 - psi^(2
// rev(p) + 1).
//
// forward  Cooley-Tukey, layers 8 down to 0; layer j joins pairs i and i + 2^j: (u + z w, u - z w)
// with
//          z = psi^rev(2^(8-j) + (i >> (j+1))).
// inverse  decimation in time from the reversed order, layers 0 up to 8: (u + z w, u - z w) with
//          z = omega^(-(i mod 2^j) * 2^(8-j)), omega = psi^2, then a factor psi^-i / 512 for each
//          pair.
//
// Products are Montgomery's with R = 2^16: montgomery(a, b) = a b / R mod q, so constants are
// stored times R.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "kernels/negacyclic/negacyclic.h"

namespace neurocrypt::negacyclic {

inline constexpr int kPairs = kDegree / 2;

constexpr std::int32_t centred(std::int64_t value, std::int32_t q) {
  const auto r = static_cast<std::int32_t>((value % q + q) % q);
  return r > q / 2 ? r - q : r;
}

constexpr std::int32_t power(std::int64_t base, int exponent, std::int32_t q) {
  std::int64_t result = 1;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result = result * base % q;
    base = base * base % q;
  }
  return static_cast<std::int32_t>(result);
}

/// q^-1 mod 2^16, by Newton's iteration.
constexpr std::int16_t inverse_mod_2_16(std::int32_t q) {
  std::uint32_t inverse = 1;
  for (int i = 0; i < 5; ++i) inverse *= 2 - static_cast<std::uint32_t>(q) * inverse;
  return static_cast<std::int16_t>(inverse);
}

/// The smallest power g^((q-1)/1024) of exact order 1024.
constexpr std::int32_t root_of_order_1024(std::int32_t q) {
  for (int g = 2;; ++g) {
    const std::int32_t psi = power(g, (q - 1) / kDegree, q);
    if (power(psi, kPairs, q) == q - 1) return psi;
  }
}

/// The nine bits of a pair's position, reversed.
constexpr int reversed(int position) {
  int result = 0;
  for (int bit = 0; bit < 9; ++bit) result |= (position >> bit & 1) << (8 - bit);
  return result;
}

/// Powers of psi, times R for Montgomery products.
template <int kQ>
struct Roots {
  static constexpr std::int32_t kPsi = root_of_order_1024(kQ);
  static_assert(kQ % kDegree == 1);

  static constexpr std::array<std::int16_t, kDegree> kPowers = [] {
    std::array<std::int16_t, kDegree> powers{};
    std::int64_t value = 65536 % kQ;
    for (std::int16_t& entry : powers) {
      entry = static_cast<std::int16_t>(centred(value, kQ));
      value = value * kPsi % kQ;
    }
    return powers;
  }();

  /// psi^exponent * R, for any exponent.
  static constexpr std::int16_t at(int exponent) {
    return kPowers[static_cast<std::size_t>(exponent & (kDegree - 1))];
  }
  static constexpr std::int16_t forward(int layer, int pair) {
    return at(reversed((kPairs >> (layer + 1)) + (pair >> (layer + 1))));
  }
  static constexpr std::int16_t inverse(int layer, int pair) {
    return at(-2 * ((pair & ((1 << layer) - 1)) << (8 - layer)));
  }
  /// The root of the pair at `position` in the transformed order.
  static constexpr std::int16_t leaf(int position) { return at(2 * reversed(position) + 1); }
  /// psi^-pair / 512, times R once more for the product of input and weights, which divided by it.
  static constexpr std::int16_t scale(int pair) {
    const std::int64_t factor = static_cast<std::int64_t>(power(kPairs, kQ - 2, kQ)) * 65536 % kQ;
    return static_cast<std::int16_t>(centred(at(-pair) * factor, kQ));
  }
};

/// For the reference's Chinese remainder: y = x_0 + q_0 ((x_1 - x_0) / q_0 mod q_1).
inline constexpr std::int16_t kInverseOfFirstPrime = static_cast<std::int16_t>(
    centred(std::int64_t{power(kPrimes[0], kPrimes[1] - 2, kPrimes[1])} * 65536, kPrimes[1]));
/// For that of the vector variants: y = q_1 (x_0 / q_1 mod q_0) + q_0 (x_1 / q_0 mod q_1) mod P.
inline constexpr std::int32_t kP = kPrimes[0] * kPrimes[1];
inline constexpr std::int32_t kInverseOfOther[2] = {power(kPrimes[1], kPrimes[0] - 2, kPrimes[0]),
                                                    power(kPrimes[0], kPrimes[1] - 2, kPrimes[1])};

// Vectors have kLanes lanes of 32 bits. A lane holds one coefficient modulo both primes (the first
// in its lower half), and even and odd coefficients go through the transforms one after the other.
// Transformed polynomials are stored so that lane l of vector v is position v + (512 / kLanes) l;
// ordinary ones in their natural order, pair w kLanes + l. Layers below log2(kLanes) join vectors
// in the first order, the others in the second, and one transposition lies between.
//
// Products of input and weights are sums over the two coefficients of a pair, so these lie side by
// side: for each v and prime a vector of weights (s_0, s_1), and of input (a_0, z a_1), whose sum
// of products is even, and (a_1, a_0), odd.

/// Two words to a lane, one for each prime.
constexpr std::int32_t both(std::int32_t first, std::int32_t second) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(first & 0xffff) |
                                   static_cast<std::uint32_t>(second & 0xffff) << 16);
}

/// A factor modulo both primes, with the factor / q mod 2^16 that saves a multiplication in each
/// use.
struct Factor {
  std::int32_t factor;
  std::int32_t quotient;
};
constexpr Factor factor_of(std::int32_t first, std::int32_t second) {
  return {both(first, second),
          both(first * inverse_mod_2_16(kPrimes[0]), second * inverse_mod_2_16(kPrimes[1]))};
}

/// One for every lane.
template <int kLanes>
struct alignas(4 * kLanes) Factors {
  std::array<std::int32_t, kLanes> factor;
  std::array<std::int32_t, kLanes> quotient;
  constexpr void set(int lane, const Factor& value) {
    factor[static_cast<std::size_t>(lane)] = value.factor;
    quotient[static_cast<std::size_t>(lane)] = value.quotient;
  }
};

template <int kLanes>
struct Tables {
  static constexpr int kVectors = kPairs / kLanes;
  static constexpr int kLaneBits = std::bit_width(static_cast<unsigned>(kLanes)) - 1;
  using First = Roots<kPrimes[0]>;
  using Second = Roots<kPrimes[1]>;

  /// Layers 8 to log2(kLanes): node n of the tree of factors, from 1 on, layer by layer.
  static constexpr std::array<Factor, kVectors> kForward = [] {
    std::array<Factor, kVectors> table{};
    for (int n = 1; n < kVectors; ++n) {
      table[static_cast<std::size_t>(n)] =
          factor_of(First::at(reversed(n)), Second::at(reversed(n)));
    }
    return table;
  }();

  /// Layers below: entry (kVectors >> (layer + 1)) + (v >> (layer + 1)) for vector v.
  static constexpr std::array<Factors<kLanes>, kVectors> kForwardLanes = [] {
    std::array<Factors<kLanes>, kVectors> table{};
    for (int layer = 0; layer < kLaneBits; ++layer) {
      const int count = kVectors >> (layer + 1);
      for (int i = 0; i < count; ++i) {
        for (int lane = 0; lane < kLanes; ++lane) {
          const int pair = (i + count * lane) << (layer + 1);
          table[static_cast<std::size_t>(count + i)].set(
              lane, factor_of(First::forward(layer, pair), Second::forward(layer, pair)));
        }
      }
    }
    return table;
  }();

  /// The roots of the pairs of vector v.
  static constexpr std::array<Factors<kLanes>, kVectors> kLeaves = [] {
    std::array<Factors<kLanes>, kVectors> table{};
    for (int v = 0; v < kVectors; ++v) {
      for (int lane = 0; lane < kLanes; ++lane) {
        const int position = v + kVectors * lane;
        table[static_cast<std::size_t>(v)].set(
            lane, factor_of(First::leaf(position), Second::leaf(position)));
      }
    }
    return table;
  }();

  /// Layers below log2(kLanes): entry 2^layer + (v mod 2^layer) for vector v.
  static constexpr std::array<Factor, kLanes> kInverse = [] {
    std::array<Factor, kLanes> table{};
    for (int layer = 0; layer < kLaneBits; ++layer) {
      for (int i = 0; i < 1 << layer; ++i) {
        table[static_cast<std::size_t>((1 << layer) + i)] =
            factor_of(First::inverse(layer, i), Second::inverse(layer, i));
      }
    }
    return table;
  }();

  /// Layers from log2(kLanes): entry 2^(layer - log2(kLanes)) + (w mod 2^(layer - log2(kLanes)))
  /// for vector w.
  static constexpr std::array<Factors<kLanes>, kVectors> kInverseLanes = [] {
    std::array<Factors<kLanes>, kVectors> table{};
    for (int layer = kLaneBits; layer < 9; ++layer) {
      const int count = 1 << (layer - kLaneBits);
      for (int i = 0; i < count; ++i) {
        for (int lane = 0; lane < kLanes; ++lane) {
          const int pair = i * kLanes + lane;
          table[static_cast<std::size_t>(count + i)].set(
              lane, factor_of(First::inverse(layer, pair), Second::inverse(layer, pair)));
        }
      }
    }
    return table;
  }();

  /// The last factor of vector w, with the inverses of the Chinese remainder.
  static constexpr std::array<Factors<kLanes>, kVectors> kScale = [] {
    std::array<Factors<kLanes>, kVectors> table{};
    for (int w = 0; w < kVectors; ++w) {
      for (int lane = 0; lane < kLanes; ++lane) {
        const int pair = w * kLanes + lane;
        table[static_cast<std::size_t>(w)].set(
            lane,
            factor_of(centred(std::int64_t{First::scale(pair)} * kInverseOfOther[0], kPrimes[0]),
                      centred(std::int64_t{Second::scale(pair)} * kInverseOfOther[1], kPrimes[1])));
      }
    }
    return table;
  }();
};

// Constants of both primes, a lane each.
inline constexpr std::int32_t kBothPrimes = both(kPrimes[0], kPrimes[1]);
inline constexpr std::int32_t kOtherPrimes = both(kPrimes[1], kPrimes[0]);
inline constexpr Factor kSixteen =
    factor_of(centred(16 * 65536, kPrimes[0]), centred(16 * 65536, kPrimes[1]));
/// -1 / q mod 2^16, in the lower half of a lane.
inline constexpr std::int32_t kMinusInverse[2] = {both(-inverse_mod_2_16(kPrimes[0]), 0),
                                                  both(-inverse_mod_2_16(kPrimes[1]), 0)};

// How large the 16-bit words of the vector variants grow. A layer makes u +- montgomery(w): it adds
// about 0.7 q, and every second layer reduces u first. The assertions repeat the schedule and prove
// that nothing leaves 16 bits.

/// Largest |montgomery(a, z)| for |a| <= a_max and |z| <= q / 2.
constexpr std::int32_t montgomery_max(std::int32_t a_max, std::int32_t q) {
  return (a_max * (q / 2)) / 65536 + q / 2 + 1;
}
/// Largest |x - q round(x / 2^14)| for |x| <= x_max: the reduction by one rounding multiplication.
constexpr std::int32_t reduced_max(std::int32_t x_max, std::int32_t q) {
  std::int32_t largest = 0;
  for (int quotient = 0; quotient <= 2; ++quotient) {  // the extremes of each step of the quotient
    const std::int32_t low = quotient == 0 ? 0 : 16384 * quotient - 8192;
    const std::int32_t high = 16384 * quotient + 8192;
    if (x_max < low) break;
    for (const std::int32_t x : {low, x_max < high ? x_max : high}) {
      const std::int32_t rest = x - q * quotient;
      largest = largest < rest ? rest : largest;
      largest = largest < -rest ? -rest : largest;
    }
  }
  return largest;
}
constexpr std::int32_t layer_max(std::int32_t x_max, bool reduce, std::int32_t q) {
  return (reduce ? reduced_max(x_max, q) : x_max) + montgomery_max(x_max, q);
}

/// True for the layers that reduce u first.
constexpr bool forward_reduces(int layer) { return layer <= 6 && layer % 2 == 0; }
constexpr bool inverse_reduces(int layer) { return layer % 2 == 1; }

/// The largest word met in the transform of an input; `last` is the largest at its end.
constexpr std::int32_t forward_max(std::int32_t q, std::int32_t& last) {
  std::int32_t x = montgomery_max(32768, q) + 15;
  std::int32_t largest = x;
  for (int layer = 8; layer >= 0; --layer) {
    x = layer_max(x, forward_reduces(layer), q);
    largest = largest < x ? x : largest;
  }
  last = x;
  return largest;
}
/// The sum of 2 kRankMax products of an input word and a weight, before Montgomery's reduction of
/// 32 bits to 16.
constexpr std::int64_t sum_max(std::int32_t q) {
  std::int32_t last = 0;
  forward_max(q, last);
  const std::int32_t reduced = reduced_max(last, q);
  const std::int32_t rooted = montgomery_max(reduced, q);
  return std::int64_t{2 * kRankMax} * (q / 2) * (reduced < rooted ? rooted : reduced);
}
constexpr std::int32_t inverse_max(std::int32_t q, std::int32_t& last) {
  // Layer 0 has the factor 1 only, and no product.
  std::int32_t x = 2 * static_cast<std::int32_t>(sum_max(q) / 65536 + q / 2 + 1);
  std::int32_t largest = x;
  for (int layer = 1; layer < 9; ++layer) {
    x = layer_max(x, inverse_reduces(layer), q);
    largest = largest < x ? x : largest;
  }
  last = montgomery_max(x, q);
  return largest;
}
constexpr bool bounds_hold() {
  bool hold = true;
  std::int64_t remainder_max = 0;
  for (int i = 0; i < 2; ++i) {
    const std::int32_t q = kPrimes[i];
    std::int32_t last = 0;
    hold = hold && forward_max(q, last) <= 32767;
    hold = hold && sum_max(q) + std::int64_t{32768} * q <= INT32_MAX;
    hold = hold && inverse_max(q, last) <= 32767;
    remainder_max += std::int64_t{last} * kPrimes[1 - i];
  }
  // The Chinese remainder, plus kOffset, lies in [-P, 2 P): one addition and one subtraction make
  // it canonical.
  return hold && kOffset - remainder_max >= -kP && kOffset + remainder_max < std::int64_t{2} * kP;
}
static_assert(bounds_hold());

}  // namespace neurocrypt::negacyclic
