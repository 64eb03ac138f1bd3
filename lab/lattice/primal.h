// The primal attack on learning with rounding: the secret weights make an unusually short vector of
// a lattice, and lattice reduction finds it.
#pragma once

#include <functional>
#include <optional>

#include "lab/lattice/lwr.h"

namespace neurocrypt::lab {

struct PrimalBudget {
  int block_size_max = 60;   ///< of BKZ; at most 80
  double seconds_max = 120;  ///< of this thread; looked at between tours and inside them
  std::function<bool()> cancelled{};
};

struct PrimalResult {
  std::optional<Weights> weights;  ///< explain every sample
  int dimension;                   ///< of the lattice
  int block_size;                  ///< where it ended; 2 is LLL
  int tours;                       ///< of BKZ, over all block sizes
  double seconds;                  ///< of this thread
};

/// Samples that the attack likes best: enough for the short vector to be unique, few enough for a
/// small lattice. More are used only to check the answer.
std::size_t primal_samples(const LwrParameters& parameters);

/// Kannan's embedding, with the secret scaled to the error [BG14]:
///
///     rows  ( q I        0      0   )      A the inputs, c the middles of the outputs' intervals,
///           ( A^T      nu I     0   )      nu = sigma(error) / sigma(weight), tau = sigma(error)
///           ( c          0    tau   )
///
/// holds (e, -nu s, tau), e the rounding error. Reduced by LLL, then by progressive BKZ [AWHT16]:
/// the block size grows, one tour of pruned enumeration each (fplll's default strategies), until
/// the vector stands in the basis or the budget is spent.
///
/// Bounds   at least primal_samples(parameters) samples.
PrimalResult primal_attack(const LwrSamples& samples, const PrimalBudget& budget);

}  // namespace neurocrypt::lab
