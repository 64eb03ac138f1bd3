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

/// The Chinese remainder: y = x_0 + q_0 ((x_1 - x_0) / q_0 mod q_1).
inline constexpr std::int16_t kInverseOfFirstPrime = static_cast<std::int16_t>(
    centred(std::int64_t{power(kPrimes[0], kPrimes[1] - 2, kPrimes[1])} * 65536, kPrimes[1]));
inline constexpr std::int32_t kOffsetResidues[2] = {centred(kOffset, kPrimes[0]),
                                                    centred(kOffset, kPrimes[1])};

// Vectors hold kLanes pairs. Transformed polynomials are stored so that lane l of vector v is
// position v + (512 / kLanes) l; ordinary ones in their natural order, pair w kLanes + l. Layers
// below log2(kLanes) join vectors in the first order, the others in the second, and one
// transposition lies between.

/// A factor for every lane, with the product factor / q mod 2^16 that saves a multiplication in
/// each use.
template <int kLanes>
struct alignas(4 * kLanes) Factors {
  std::array<std::int16_t, 2 * kLanes> factor;
  std::array<std::int16_t, 2 * kLanes> quotient;
};
/// The same factor for all lanes, twice in 32 bits since that is what a load can broadcast.
struct Factor {
  std::int32_t factor;
  std::int32_t quotient;
};

template <int kQ, int kLanes>
struct Tables {
  static constexpr int kVectors = kPairs / kLanes;
  static constexpr int kLaneBits = std::bit_width(static_cast<unsigned>(kLanes)) - 1;
  static constexpr std::int16_t kInverse = inverse_mod_2_16(kQ);
  using R = Roots<kQ>;

  static constexpr std::int16_t quotient(std::int16_t factor) {
    return static_cast<std::int16_t>(factor * kInverse);
  }
  static constexpr Factor broadcast(std::int16_t factor) {
    constexpr auto twice = [](std::int16_t word) {
      const auto bits = static_cast<std::uint16_t>(word);
      return static_cast<std::int32_t>(bits * 0x10001u);
    };
    return {twice(factor), twice(quotient(factor))};
  }
  static constexpr void set(Factors<kLanes>& row, int lane, std::int16_t even, std::int16_t odd) {
    const auto i = static_cast<std::size_t>(2 * lane);
    row.factor[i] = even;
    row.factor[i + 1] = odd;
    row.quotient[i] = quotient(even);
    row.quotient[i + 1] = quotient(odd);
  }

  /// Layers 8 to log2(kLanes): node n of the tree of factors, from 1 on, depth first by layer.
  static constexpr std::array<Factor, kVectors> kForward = [] {
    std::array<Factor, kVectors> table{};
    for (int n = 1; n < kVectors; ++n)
      table[static_cast<std::size_t>(n)] = broadcast(R::at(reversed(n)));
    return table;
  }();

  /// Layers below: entry (kVectors >> (layer + 1)) + (v >> (layer + 1)) for vector v.
  static constexpr std::array<Factors<kLanes>, kVectors> kForwardLanes = [] {
    std::array<Factors<kLanes>, kVectors> table{};
    for (int layer = 0; layer < kLaneBits; ++layer) {
      const int count = kVectors >> (layer + 1);
      for (int i = 0; i < count; ++i) {
        for (int lane = 0; lane < kLanes; ++lane) {
          const std::int16_t z = R::forward(layer, (i + count * lane) << (layer + 1));
          set(table[static_cast<std::size_t>(count + i)], lane, z, z);
        }
      }
    }
    return table;
  }();

  /// (1, root) for each pair of vector v.
  static constexpr std::array<Factors<kLanes>, kVectors> kLeaves = [] {
    std::array<Factors<kLanes>, kVectors> table{};
    for (int v = 0; v < kVectors; ++v) {
      for (int lane = 0; lane < kLanes; ++lane) {
        set(table[static_cast<std::size_t>(v)], lane, R::at(0), R::leaf(v + kVectors * lane));
      }
    }
    return table;
  }();

  /// Layers below log2(kLanes): entry 2^layer + (v mod 2^layer) for vector v.
  static constexpr std::array<Factor, kLanes> kInverseFactors = [] {
    std::array<Factor, kLanes> table{};
    for (int layer = 0; layer < kLaneBits; ++layer) {
      for (int i = 0; i < 1 << layer; ++i) {
        table[static_cast<std::size_t>((1 << layer) + i)] = broadcast(R::inverse(layer, i));
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
          const std::int16_t z = R::inverse(layer, i * kLanes + lane);
          set(table[static_cast<std::size_t>(count + i)], lane, z, z);
        }
      }
    }
    return table;
  }();

  /// The last factor, for vector w.
  static constexpr std::array<Factors<kLanes>, kVectors> kScale = [] {
    std::array<Factors<kLanes>, kVectors> table{};
    for (int w = 0; w < kVectors; ++w) {
      for (int lane = 0; lane < kLanes; ++lane) {
        const std::int16_t z = R::scale(w * kLanes + lane);
        set(table[static_cast<std::size_t>(w)], lane, z, z);
      }
    }
    return table;
  }();
};

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
/// The sum of 2 kRankMax products of an input word and a weight, reduced by Montgomery: (sum - t q)
/// / 2^16.
constexpr std::int64_t sum_max(std::int32_t q) {
  std::int32_t last = 0;
  forward_max(q, last);
  const std::int32_t rotated = reduced_max(last, q);
  const std::int32_t rooted = montgomery_max(last, q);
  return std::int64_t{2 * kRankMax} * (q / 2) * (rotated < rooted ? rooted : rotated);
}
constexpr std::int32_t inverse_max(std::int32_t q, std::int32_t& last) {
  auto x = static_cast<std::int32_t>(sum_max(q) / 65536 + q / 2 + 1);
  std::int32_t largest = 2 * x;  // layer 0 has the factor 1 only, and no product
  x = largest;
  for (int layer = 1; layer < 9; ++layer) {
    x = layer_max(x, inverse_reduces(layer), q);
    largest = largest < x ? x : largest;
  }
  last = montgomery_max(x, q);
  return largest;
}
constexpr bool bounds_hold(int which) {
  const std::int32_t q = kPrimes[which];
  std::int32_t last = 0;
  bool hold = forward_max(q, last) <= 32767;
  hold = hold && sum_max(q) + std::int64_t{32768} * q <= INT32_MAX;
  hold = hold && inverse_max(q, last) <= 32767;
  const std::int32_t offset = kOffsetResidues[which];
  last += offset < 0 ? -offset : offset;
  // One conditional addition of q makes the first residue canonical; the difference with the second
  // fits.
  return hold && (which == 0 ? last < q : last + kPrimes[0] <= 32767);
}
static_assert(bounds_hold(0) && bounds_hold(1));

}  // namespace neurocrypt::negacyclic
