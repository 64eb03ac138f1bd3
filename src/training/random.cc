#include "training/random.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/crypto.h"
#include "base/random.h"

namespace neurocrypt {
namespace {

std::array<std::uint8_t, 8> little_endian(std::uint64_t value) {
  std::array<std::uint8_t, 8> bytes;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
  return bytes;
}

}  // namespace

TrainingSeed TrainingSeed::random() {
  TrainingSeed seed;
  fill_random(seed.bytes_);
  return seed;
}

TrainingSeed TrainingSeed::research(std::uint64_t number) {
  TrainingSeed seed;
  const Sha256Digest digest =
      sha256({as_bytes("neurocrypt research seed v1"), little_endian(number)});
  std::copy(digest.begin(), digest.end(), seed.bytes_.begin());
  return seed;
}

TrainingRandom::TrainingRandom(const TrainingSeed& seed, std::uint8_t purpose)
    : seed_(seed.bytes().size() + 1), block_(kBlockBytes) {
  std::copy(seed.bytes().begin(), seed.bytes().end(), seed_.begin());
  seed_[seed_.size() - 1] = purpose;
}

void TrainingRandom::fill(MutableBytes out) {
  for (std::uint8_t& byte : out) {
    if (used_ == kBlockBytes) {
      shake256({as_bytes("neurocrypt training v1"), seed_, little_endian(counter_++)}, block_);
      used_ = 0;
    }
    byte = block_[used_++];
  }
}

void TrainingRandom::fill_normal(float* out, std::size_t n) {
  // A uniform number in (0, 1] with 32 bits: the tail ends at 6.7 standard deviations.
  const auto uniform = [this] {
    std::uint8_t bytes[4];
    fill(bytes);
    const std::uint32_t bits =
        bytes[0] | bytes[1] << 8 | bytes[2] << 16 | std::uint32_t{bytes[3]} << 24;
    return (bits + 1.0) / 4294967296.0;
  };
  for (std::size_t i = 0; i < n; i += 2) {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    const double angle = 2 * std::numbers::pi * uniform();
    out[i] = static_cast<float>(radius * std::cos(angle));
    if (i + 1 < n) out[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
}

void TrainingRandom::fill_signs(float* out, std::size_t n) {
  std::uint8_t bits = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (i % 8 == 0) fill({&bits, 1});
    out[i] = (bits >> (i % 8) & 1) != 0 ? 1.0F : -1.0F;
  }
}

}  // namespace neurocrypt
