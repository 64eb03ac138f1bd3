// Seeded random numbers for attacks and toys: the same on every machine, and no secret.
#pragma once

#include <cstdint>
#include <random>
#include <string_view>

#include "neurocrypt/bytes.h"

namespace neurocrypt::lab {

/// A Mersenne twister, whose stream the C++ standard fixes, with distributions of our own, which
/// the standard leaves to the library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  /// Streams for different purposes under one seed are independent.
  Random(std::uint64_t seed, std::string_view purpose);

  std::uint64_t bits() { return engine_(); }
  /// Uniform in [0, bound), bound >= 1; the bias of bound / 2^64 is far below any test here.
  std::uint64_t below(std::uint64_t bound);
  /// Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
  /// Standard normal, by Box and Muller.
  double normal();
  void fill(MutableBytes out);
  ByteString bytes(std::size_t size);

 private:
  std::mt19937_64 engine_;
};

}  // namespace neurocrypt::lab
