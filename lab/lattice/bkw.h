// Blum, Kalai and Wasserman: collisions cancel weights a block at a time, at the price of noise
// that doubles and of very many samples.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "lab/lattice/lwr.h"

namespace neurocrypt::lab {

struct BkwPlan {
  int block;   ///< weights that one level cancels
  int levels;  ///< the last n - block * levels weights, the tail, are found together
};

struct BkwResult {
  std::optional<Weights> tail;     ///< modulo q, in [-q/2, q/2)
  std::uint64_t samples = 0;       ///< asked for
  std::uint64_t combinations = 0;  ///< of 2^levels samples each, whose blocks are all zero
  double bias = 0;                 ///< expected: E cos(2 pi error / q) of one combination
  double deviations = 0;           ///< by which the best tail stands above chance
};

/// Writes the next sample's input and returns its output; nothing when there are no more.
using SampleSource = std::function<std::optional<std::uint32_t>(std::span<std::uint32_t> input)>;

/// Asks for samples one at a time and adds or subtracts a stored one that agrees in a block of
/// inputs [BKW03; ACFFP15], until the combinations left tell the right tail from all others by a
/// discrete Fourier transform [DTV15]. The other weights follow in the same way with their blocks
/// in another order: the tail is the work but for that factor.
///
/// Bounds   q a power of two, at most 2^8; q^block and q^tail at most 2^24, with tail >= 1.
/// Memory   levels q^block (n + 1) bytes.
BkwResult bkw(const LwrParameters& parameters, const BkwPlan& plan, const SampleSource& source);

}  // namespace neurocrypt::lab
