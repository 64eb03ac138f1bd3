// White-box inversion of an encoder: whoever has the weights that encrypt can decrypt, without the
// decoder. Why an encoder cannot be a public key.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "lab/network.h"
#include "lab/random.h"

namespace neurocrypt::lab {

struct EncoderInversion {
  ByteString block;
  double distance;  ///< mean over units of |encoder(block) - code|, relative to mean |code|
  int restarts;
};

/// Called after each gradient step of the first start with the block so far.
using OnStep = std::function<void(int step, ByteView block)>;

/// Gradient steps of one start.
inline constexpr int kInversionSteps = 400;

/// Looks for the block that the encoder maps to `code`: Adam on the bits, relaxed to (-1, 1); then
/// single bits are flipped while that brings the code nearer. At most `restarts_max` random starts,
/// until the code is as near as rounding to int8 leaves it.
///
/// Shapes   the encoder's inputs are the bits of a block, whole bytes; code: its outputs.
EncoderInversion invert_encoder(const Network& encoder, std::span<const double> code,
                                int restarts_max, Random& random, const OnStep& on_step = {});

}  // namespace neurocrypt::lab
