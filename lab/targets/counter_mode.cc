#include <algorithm>

#include "base/crypto.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kBlockBytes = 16;

class CounterMode final : public KeystreamFace {
 public:
  explicit CounterMode(std::shared_ptr<const BlockFace> block) : block_(std::move(block)) {}

  Status keystream(const Nonce& nonce, std::uint64_t chunk, MutableBytes out) const override {
    const Sha256Digest start = sha256({nonce});
    const std::size_t blocks = (out.size() + kBlockBytes - 1) / kBlockBytes;
    ByteString counters(blocks * kBlockBytes), stream(counters.size());
    for (std::size_t b = 0; b < blocks; ++b) {
      for (std::size_t i = 0; i < 8; ++i) {
        counters[b * kBlockBytes + i] = start[i] ^ static_cast<std::uint8_t>(chunk >> (8 * i));
        counters[b * kBlockBytes + 8 + i] =
            start[8 + i] ^ static_cast<std::uint8_t>(std::uint64_t{b} >> (8 * i));
      }
    }
    NC_RETURN_IF_ERROR(block_->encrypt(counters, stream));
    std::copy_n(stream.begin(), out.size(), out.begin());
    return {};
  }

 private:
  std::shared_ptr<const BlockFace> block_;
};

}  // namespace

std::shared_ptr<const KeystreamFace> make_counter_mode(std::shared_ptr<const BlockFace> block) {
  return std::make_shared<CounterMode>(std::move(block));
}

}  // namespace neurocrypt::lab
