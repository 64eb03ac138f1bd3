// Randomness for training: 256 bits of seed, expanded by SHAKE-256. Never the framework's own
// generator, which keeps 32 bits of its seed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "neurocrypt/bytes.h"
#include "neurocrypt/secret.h"

namespace neurocrypt {

/// The 256 bits that a whole training run depends on, and nothing else.
class TrainingSeed {
 public:
  /// From the operating system's generator: for keys.
  static TrainingSeed random();
  /// From 64 bits: for research that must be repeated. A key made so is as guessable as the number.
  static TrainingSeed research(std::uint64_t number);

  [[nodiscard]] ByteView bytes() const { return {bytes_.data(), bytes_.size()}; }

 private:
  TrainingSeed() : bytes_(32) {}
  SecretBytes bytes_;
};

/// An endless stream of random numbers: SHAKE-256(seed || purpose || block counter), block by
/// block.
class TrainingRandom {
 public:
  /// Streams of different purposes are independent.
  TrainingRandom(const TrainingSeed& seed, std::uint8_t purpose);

  void fill(MutableBytes out);
  /// Standard normal numbers (Box-Muller on 32-bit uniforms).
  void fill_normal(float* out, std::size_t n);
  /// Uniform +1 and -1.
  void fill_signs(float* out, std::size_t n);

 private:
  static constexpr std::size_t kBlockBytes = 8192;
  SecretBytes seed_;  // seed || purpose
  std::uint64_t counter_ = 0;
  std::size_t used_ = kBlockBytes;
  SecretBytes block_;
};

}  // namespace neurocrypt
