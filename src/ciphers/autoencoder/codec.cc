#include "ciphers/autoencoder/codec.h"

#include <algorithm>

namespace neurocrypt {

BlockCodec::BlockCodec(const AutoencoderWeights& weights, Isa isa)
    : block_units_(weights.block_units),
      encoder_(weights.encoder, isa),
      decoder_(weights.decoder, isa) {}

void BlockCodec::encode(const std::uint8_t* block, std::uint8_t* code,
                        MlpWorkspace& workspace) const {
  for (std::size_t unit = 0; unit < block_units_; ++unit) {
    const int bit = block[unit / 8] >> (unit % 8) & 1;
    workspace.codes[unit] = static_cast<std::int8_t>(2 * bit - 1);
  }
  encoder_.run(workspace.codes, workspace);
  std::copy_n(workspace.codes, block_units_, reinterpret_cast<std::int8_t*>(code));
}

void BlockCodec::decode(const std::uint8_t* code, std::uint8_t* block,
                        MlpWorkspace& workspace) const {
  decoder_.run(reinterpret_cast<const std::int8_t*>(code), workspace);
  for (std::size_t byte = 0; byte < block_units_ / 8; ++byte) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      // The top bit of -sum is set exactly when sum > 0 (sums stay far from -2^31).
      const auto negated = static_cast<std::uint32_t>(-workspace.sums[8 * byte + i]);
      bits |= negated >> 31 << i;
    }
    block[byte] = static_cast<std::uint8_t>(bits);
  }
}

}  // namespace neurocrypt
