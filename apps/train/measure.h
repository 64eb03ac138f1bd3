// What is measured on a trained network besides its round trips: how linear it is, and how it
// breaks.
#pragma once

#include <cstddef>
#include <vector>

#include "ciphers/autoencoder/codec.h"

namespace neurocrypt {

/// Share of the variance of the code that an affine map of the plaintext bits explains, on fresh
/// blocks.
double measure_linearity(const BlockCodec& codec);

/// The known-plaintext attack: ridge regression from code to plaintext, then fresh blocks.
struct KnownPlaintextBreak {
  std::size_t known_blocks;
  double bits_right;    ///< share of fresh bits
  double blocks_right;  ///< share of fresh blocks
  double seconds;       ///< to learn; predicting a block takes microseconds
};
KnownPlaintextBreak measure_known_plaintext(const BlockCodec& codec, std::size_t known_blocks);

}  // namespace neurocrypt
