// The reversible family's row of the registry.
#pragma once

#include "ciphers/cipher.h"

namespace neurocrypt {

/// Chunks in a stream, 16 TiB: 2^40 blocks, which a random permutation would tell from random bytes
/// with an advantage of at most 2^-49. Later chunks are kExhausted. All streams of a key together
/// should stay below 2^48 blocks (advantage 2^-33); rotate before.
inline constexpr std::uint64_t kReversibleStreamChunksMax = std::uint64_t{1} << 28;

extern const Family kReversibleFamily;

}  // namespace neurocrypt
