// The public masks of the autoencoder: they hide nothing, they only let a block that the network
// cannot carry be tried as another. Anyone with the ciphertext can compute them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "base/crypto.h"
#include "ciphers/cipher.h"

namespace neurocrypt {

class AutoencoderMasks {
 public:
  explicit AutoencoderMasks(const StreamSalt& salt) : stream_(key(salt)) {}

  /// Writes the mask of one block of one chunk; `attempt` is the first byte of its codeword.
  void generate(std::uint64_t chunk, std::uint64_t block, std::uint8_t attempt,
                MutableBytes mask) const {
    stream_.generate(chunk, std::uint64_t{attempt} << 32 | block, mask);
  }

 private:
  static std::array<std::uint8_t, 16> key(const StreamSalt& salt) {
    const Sha256Digest digest = sha256({as_bytes("neurocrypt autoencoder v1 mask"), salt});
    std::array<std::uint8_t, 16> bytes;
    std::copy_n(digest.begin(), bytes.size(), bytes.begin());
    return bytes;
  }

  PublicStream stream_;
};

}  // namespace neurocrypt
