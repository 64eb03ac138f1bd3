// Differentials [Biham and Shamir, CRYPTO '90]: output differences that follow an input difference
// of low weight too often.
#pragma once

#include <vector>

#include "lab/evidence.h"
#include "lab/function.h"

namespace neurocrypt::lab {

/// Input differences of low weight: every single bit, every two neighbours, the top bit of every
/// byte with that of the next, and `random_differences` of two or three bits drawn at random.
std::vector<ByteString> low_weight_differences(std::size_t bytes, std::size_t random_differences,
                                               Random& random);

/// Looks, with `pairs` pairs for each input difference, for the most frequent whole output
/// difference, for the most frequent value of each byte of it, and for bytes that do not change;
/// then measures the 16 most promising input differences with 16 times as many fresh pairs.
Result<Evidence> search_differentials(const Function& function, std::size_t pairs, Random& random,
                                      const std::function<Status(double)>& progress);

}  // namespace neurocrypt::lab
