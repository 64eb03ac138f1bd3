// Which field goes with which, from the weights of all pairs.
#pragma once

#include <cstddef>
#include <vector>

#include "link/match/matcher.h"

namespace neurocrypt {

struct Assignment {
  std::size_t row;
  std::size_t column;
  float weight;
};

/// The pairs, each row and column in one at most, with the greatest sum of weights; by row. Pairs
/// of weight below `threshold` are never taken: none is better than a guess.
/// Source   Hungarian method, Jonker and Volgenant 1987; O(rows^2 columns).
std::vector<Assignment> assign(const MatchMatrix& weights, float threshold);

}  // namespace neurocrypt
