// White-box inversion of an autoencoder's encoder: whoever has the weights that encrypt can
// decrypt, without the decoder. Why an encoder cannot be a public key.
#pragma once

#include "ciphers/autoencoder/weights.h"
#include "lab/random.h"

namespace neurocrypt::lab {

struct EncoderInversion {
  ByteString block;
  std::uint64_t distance;  ///< sum over units of |encoder(block) - code|; 0: the block, or a twin
  int restarts;
};

/// Looks for the block that the encoder maps to `code`: Adam on the bits, relaxed to (-1, 1), of a
/// real-valued copy of the integer network; then single bits are flipped while that brings the
/// integer network nearer. At most `restarts_max` random starts, until the distance is 0.
///
/// Shapes   code: weights.block_units bytes. The decoder is not looked at.
EncoderInversion invert_encoder(const AutoencoderWeights& weights, ByteView code, int restarts_max,
                                Random& random);

}  // namespace neurocrypt::lab
