// A cipher that counts: adds numbers one by one, so that a clock reads them.
#include "lab/random.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kBlockBytes = 16;
constexpr std::uint64_t kKeys = 1 << 14;

/// from + steps, in time proportional to steps.
std::uint8_t count_up(std::uint8_t from, unsigned steps) {
  volatile std::uint8_t value = from;
  for (unsigned i = 0; i < steps; ++i) value = static_cast<std::uint8_t>(value + 1);
  return value;
}

/// Every byte of a block or message is added to a byte of the key, by counting.
class ToyTiming final : public BlockFace, public MessageFace {
 public:
  explicit ToyTiming(std::uint64_t index) : key_(Random(index, "toy-timing").bytes(kBlockBytes)) {}

  [[nodiscard]] BlockShape shape() const override { return {kBlockBytes, kBlockBytes}; }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    for (std::size_t i = 0; i < blocks.size(); ++i) codes[i] = count_up(key(i), blocks[i]);
    return {};
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    for (std::size_t i = 0; i < codes.size(); ++i) {
      blocks[i] = count_up(0, static_cast<std::uint8_t>(codes[i] - key(i)));
    }
    return {};
  }
  [[nodiscard]] Result<ByteString> seal(ByteView message, std::uint64_t) const override {
    ByteString sealed(message.size());
    NC_RETURN_IF_ERROR(encrypt(message, sealed));
    return sealed;
  }
  [[nodiscard]] Result<ByteString> open(ByteView sealed) const override {
    ByteString message(sealed.size());
    NC_RETURN_IF_ERROR(decrypt(sealed, message));
    return message;
  }

 private:
  [[nodiscard]] std::uint8_t key(std::size_t i) const { return key_[i % kBlockBytes]; }
  ByteString key_;
};

/// Its keys are numbers, and loading one counts up to it.
class ToyTimingKeys final : public KeyLoadFace {
 public:
  [[nodiscard]] Result<ByteString> draw(std::uint64_t seed) const override {
    const std::uint64_t index = Random(seed, "toy-timing key").below(kKeys);
    return ByteString{static_cast<std::uint8_t>(index), static_cast<std::uint8_t>(index >> 8)};
  }
  Status load(ByteView key) const override {
    count_up(0, key[0] | unsigned{key[1]} << 8);
    return {};
  }
};

}  // namespace

Result<Target> make_toy_timing(std::string_view, std::uint64_t seed) {
  const auto cipher = std::make_shared<ToyTiming>(seed);
  return Target{
      .name = "toy-timing",
      .description = "adds message and key by counting, so that a clock reads both; no tag",
      .block = cipher,
      .message = cipher,
      .key_load = std::make_shared<ToyTimingKeys>()};
}

}  // namespace neurocrypt::lab
