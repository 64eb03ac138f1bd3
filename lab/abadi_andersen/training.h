// Alice and Bob learn to communicate under a shared key while Eve learns to listen [Abadi,
// Andersen 2016]; and what is left of it when a key is used twice.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "lab/abadi_andersen/network.h"
#include "lab/random.h"

namespace neurocrypt::lab::adversarial {

struct Options {
  std::uint64_t seed = 1;
  int batch = 512;         ///< samples of a step, a multiple of kLanes; the paper has 4096
  int steps_max = 60'000;  ///< of Alice and Bob; Eve makes two for each
  int checkpoint = 500;    ///< steps between measurements
  int checkpoint_blocks = 8192;
};

/// What a checkpoint measures on fresh blocks under fresh keys.
struct Checkpoint {
  int step;
  double bob_bits_wrong;  ///< mean L1 distance / 2, of kBits; the paper's measure
  double eve_bits_wrong;  ///< the same; kBits / 2 is chance
};

/// The paper's criterion: Bob at most 0.05 bits wrong, Eve at least 7.3 of 16.
inline constexpr double kBobBitsWrongMax = 0.05;
inline constexpr double kEveBitsWrongMin = 7.3;

/// Bits as the networks see them: +1 and -1.
using Bits = std::array<float, kBits>;

struct Outcome {
  bool success = false;  ///< at the last checkpoint, where training stopped
  double seconds = 0;
  std::vector<Checkpoint> checkpoints;
  Parameters<float> alice{}, bob{}, eve{};
};

/// Trains until the criterion is met or the steps are used up. `progress` is called at every
/// checkpoint; false stops.
Outcome train(const Options& options, const std::function<bool(const Checkpoint&)>& progress = {});

/// What Alice or Bob makes of each row under one key: kBits numbers in (-1, 1).
std::vector<Bits> evaluate(const Parameters<float>& network, const Bits& key,
                           std::span<const Bits> rows);

/// kBits random bits.
Bits draw_bits(Random& random);

/// Bits that ridge regression on `pairs` known messages of one key, used for all, gets right of
/// 2048 others: in [0, 1], the mean of `keys` random keys.
double break_reused_key(const Parameters<float>& alice, std::size_t pairs, int keys,
                        Random& random);

}  // namespace neurocrypt::lab::adversarial
