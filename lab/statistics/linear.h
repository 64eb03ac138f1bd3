// Linear bias [Matsui, EUROCRYPT '93]: correlations between parities of a few input bits and
// parities of a few output bits.
#pragma once

#include <vector>

#include "lab/evidence.h"
#include "lab/function.h"

namespace neurocrypt::lab {

using Mask = std::vector<std::size_t>;  ///< the bits of a parity

/// Masks of low weight over `bits` bits: every single bit, every two neighbours, every byte, and
/// `random_masks` of two or three bits drawn at random.
std::vector<Mask> low_weight_masks(std::size_t bits, std::size_t random_masks, Random& random);

/// Tries every pair of an input and an output mask (an empty input mask too: the plain bias of the
/// output) on `samples` random inputs, a multiple of 64; then measures the best 16 again on as many
/// fresh ones, so that the correlation that is reported is not the luckiest.
Result<Evidence> measure_linear_bias(const Function& function, std::size_t samples, Random& random,
                                     const std::function<Status(double)>& progress);

}  // namespace neurocrypt::lab
