// A random function: SHAKE-256 of a secret prefix. It has no structure at all, and no inverse.
#include "base/crypto.h"
#include "lab/random.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kBlockBytes = 16;

class RandomFunction final : public BlockFace, public KeystreamFace {
 public:
  explicit RandomFunction(std::uint64_t seed) : key_(Random(seed, "random function").bytes(32)) {}

  [[nodiscard]] BlockShape shape() const override {
    return {.block_bytes = kBlockBytes, .code_bytes = kBlockBytes};
  }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    for (std::size_t at = 0; at < blocks.size(); at += kBlockBytes) {
      shake256({key_, as_bytes("block"), blocks.subspan(at, kBlockBytes)},
               codes.subspan(at, kBlockBytes));
    }
    return {};
  }
  Status decrypt(ByteView, MutableBytes) const override {
    return Error{ErrorCode::kUnsupported, "a random function has no inverse", {}};
  }
  [[nodiscard]] bool invertible() const override { return false; }

  Status keystream(const Nonce& nonce, std::uint64_t chunk, MutableBytes out) const override {
    std::uint8_t place[8];
    for (int i = 0; i < 8; ++i) place[i] = static_cast<std::uint8_t>(chunk >> (8 * i));
    shake256({key_, as_bytes("stream"), nonce, place}, out);
    return {};
  }

 private:
  ByteString key_;
};

}  // namespace

Result<Target> make_random_function(std::string_view, std::uint64_t seed) {
  const auto function = std::make_shared<RandomFunction>(seed);
  return Target{.name = "random-function",
                .description = "SHAKE-256 under a secret prefix, on blocks and as a keystream",
                .block = function,
                .keystream = function};
}

}  // namespace neurocrypt::lab
