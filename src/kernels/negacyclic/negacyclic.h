// Rows of a rounded negacyclic convolution: the arithmetic of one (module) learning-with-rounding
// layer.
//
// With R = Z[x]/(x^1024 + 1), a_0..a_{k-1} in R with coefficients in [-2^19, 2^19) and small
// s_0..s_{k-1} in R, a row is, coefficient by coefficient,
//     z = a_0 s_0 + ... + a_{k-1} s_{k-1}                  over the integers,
//     y = ((z + kOffset) mod P) - kOffset,  P = 13313 * 15361,
//     floor((y mod 2^20) / 2^4)                            16 bits, little endian.
// y = z unless z lies outside [-98 * 2^20, P - 98 * 2^20): the product is computed modulo two
// 15-bit primes. For uniform a that is 10.5 standard deviations (rank 2, centred binomial s)
// or 12.9 (rank 1, ternary s) away; where it does happen, every implementation agrees on y, so
// nothing fails to decrypt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/cpu.h"

namespace neurocrypt::negacyclic {

inline constexpr int kDegree = 1024;
inline constexpr int kRankMax = 2;
inline constexpr int kPrimes[2] = {13313, 15361};
inline constexpr std::int32_t kOffset = 98 << 20;

/// A packed polynomial: coefficient i is 16 h + l, where h is the signed 16-bit word at byte 2i and
/// l, for i < 512, the low half of byte 2048 + i, for i >= 512 the high half of byte 2048 + i -
/// 512.
inline constexpr std::size_t kPackedBytes = 2048 + 512;
inline constexpr std::size_t kRowBytes = 2048;

// Sizes, in 16-bit words, of what a kernel prepares; the order within is its own business. All are
// aligned to 64.
inline constexpr std::size_t kWeightWords = 2 * kDegree;     ///< one polynomial of weights
inline constexpr std::size_t kInputWords = 2 * 2 * kDegree;  ///< one polynomial of input
inline constexpr std::size_t kScratchWords = 2 * kDegree;    ///< left holding secrets by row()

/// One implementation. All of them agree bit for bit (negacyclic_test.cc).
struct Kernel {
  Isa isa;

  /// Transforms the 1024 coefficients of one s, once for each key.
  /// Bounds   |coefficient| <= 127.
  /// Timing   the coefficients reach neither a branch nor an address (ctest ct.lattice); so in all
  /// three.
  void (*prepare_weights)(const std::int8_t* coefficients, std::int16_t* weights);

  /// Unpacks and transforms one a, once for all rows.
  void (*prepare_input)(const std::uint8_t* packed, std::int16_t* input);

  /// Computes one row: `rank` polynomials of input, as many of weights, kRowBytes out. The scratch
  /// words hold secrets afterwards; the caller zeroizes them when it has done its rows. Bounds rank
  /// is 1 or 2; sums of products stay within 32 bits by the assertions of tables.h.
  void (*row)(int rank, const std::int16_t* input, const std::int16_t* weights,
              std::int16_t* scratch, std::uint8_t* out);
};

/// The variants that were compiled in, the reference first.
std::span<const Kernel> kernels();

/// The fastest variant that needs no more than `isa`.
const Kernel& kernel(Isa isa);

}  // namespace neurocrypt::negacyclic
