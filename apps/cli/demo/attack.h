// The known-plaintext attack of the demonstration: ridge regression on blocks that the attacker
// knows.
#pragma once

#include <cstddef>

#include "neurocrypt/bytes.h"

namespace neurocrypt::cli {

inline constexpr std::size_t kAttackBlockBytes = 16;
inline constexpr std::size_t kKnownBlocks = 256;
inline constexpr std::size_t kKnownBytes = kKnownBlocks * kAttackBlockBytes;

struct Attack {
  ByteString guess;  ///< what the attacker takes the unknown rest of the plaintext to be
  double seconds;
};

/// Reads a file sealed by an autoencoder key under the suite neural, of which only the first
/// kKnownBytes are known: what a sealed file shows is enough, the key is not looked at.
///
/// Shapes   sealed: one container of one chunk; known: its first kKnownBytes of plaintext.
///          guess: the whole blocks after them.
Attack attack_autoencoder(ByteView sealed, ByteView known);

/// The same regression on a cipher that does not expand: from the bits of the ciphertext to those
/// of the plaintext, block by block. guess: the blocks after the known ones.
Attack attack_stream(ByteView ciphertext, ByteView known);

}  // namespace neurocrypt::cli
