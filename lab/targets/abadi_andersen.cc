// Alice and Bob of adversarial neural cryptography as a block cipher of 16 bits, as the field's
// demonstrations use them: one key for every message.
#include <cstring>
#include <memory>
#include <vector>

#include "lab/abadi_andersen/training.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

using adversarial::Bits;
using adversarial::kBits;

constexpr std::size_t kBlockBytes = kBits / 8;
constexpr std::size_t kCodeBytes = kBits * sizeof(float);
constexpr int kTrainingsMax = 5;

class AliceAndBob final : public BlockFace {
 public:
  AliceAndBob(std::shared_ptr<const adversarial::Outcome> networks, const Bits& key)
      : networks_(std::move(networks)), key_(key) {}

  [[nodiscard]] BlockShape shape() const override {
    return {kBlockBytes, kCodeBytes, CodeUnit::kFloat32};
  }

  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    std::vector<Bits> rows(blocks.size() / kBlockBytes);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (std::size_t bit = 0; bit < kBits; ++bit) {
        rows[i][bit] = (blocks[i * kBlockBytes + bit / 8] >> (bit % 8) & 1) != 0 ? 1.0F : -1.0F;
      }
    }
    rows = evaluate(networks_->alice, key_, rows);
    std::memcpy(codes.data(), rows.data(), rows.size() * kCodeBytes);
    return {};
  }

  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    std::vector<Bits> rows(codes.size() / kCodeBytes);
    std::memcpy(rows.data(), codes.data(), rows.size() * kCodeBytes);
    rows = evaluate(networks_->bob, key_, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (std::size_t byte = 0; byte < kBlockBytes; ++byte) {
        unsigned value = 0;
        for (std::size_t bit = 0; bit < 8; ++bit) {
          value |= unsigned{rows[i][8 * byte + bit] > 0} << bit;
        }
        blocks[i * kBlockBytes + byte] = static_cast<std::uint8_t>(value);
      }
    }
    return {};
  }

 private:
  std::shared_ptr<const adversarial::Outcome> networks_;
  Bits key_;
};

Target make(const std::shared_ptr<const adversarial::Outcome>& networks, const Bits& key) {
  const adversarial::Checkpoint last = networks->checkpoints.back();
  Target target{.name = "abadi-andersen",
                .description = "Alice of arXiv 1610.06918, N = 16, trained for " +
                               std::to_string(last.step) + " steps; one key for every message",
                .block = std::make_shared<AliceAndBob>(networks, key)};
  target.variants = 1U << int(Variant::kNearKey) | 1U << int(Variant::kOtherKey);
  target.variant = [=](Variant variant, std::uint64_t seed) -> Result<Target> {
    Random random(seed, "abadi-andersen variant");
    Bits other = key;
    switch (variant) {
      case Variant::kNearKey:
        other[random.below(kBits)] *= -1;
        return make(networks, other);
      case Variant::kOtherKey:
        return make(networks, adversarial::draw_bits(random));
      case Variant::kOtherArchitecture:
        break;
    }
    return Error{ErrorCode::kUnsupported, "there is one architecture", {}};
  };
  return target;
}

}  // namespace

Result<Target> make_abadi_andersen(std::string_view, std::uint64_t seed) {
  for (int attempt = 0; attempt < kTrainingsMax; ++attempt) {
    adversarial::Outcome outcome =
        adversarial::train({.seed = seed + 1000 * static_cast<std::uint64_t>(attempt)});
    if (!outcome.success) continue;
    Random random(seed, "abadi-andersen key");
    return make(std::make_shared<const adversarial::Outcome>(std::move(outcome)),
                adversarial::draw_bits(random));
  }
  return Error{ErrorCode::kExhausted,
               "no training of " + std::to_string(kTrainingsMax) +
                   " met the published criterion: Bob 0.05 bits wrong, Eve 7.3 of 16",
               "choose another --seed"};
}

}  // namespace neurocrypt::lab
