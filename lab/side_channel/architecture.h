// How many bits of a secret architecture a stopwatch gives away.
#pragma once

#include "lab/evidence.h"
#include "lab/oracle.h"

namespace neurocrypt::lab {

struct ArchitectureRecovery {
  std::size_t profiles = 0;       ///< architectures that the attacker timed beforehand
  std::size_t architectures = 0;  ///< in the space
  std::vector<double> ranks{};  ///< for each victim: its place among all, by how well the time fits
  std::vector<double>
      ideal{};  ///< the same, had the attacker timed every architecture: noise alone
  std::vector<double> errors{};  ///< |log(predicted / measured)| of each victim
  std::vector<double> noise{};   ///< |log| of two keys of the same architecture
  std::vector<double> victim_us{}, predicted_us{};
};

/// Times `profiles` keys of architectures drawn at random, fits a cost model, then times `victims`
/// other keys, ranks every architecture of the space by how near its predicted time is, and looks
/// up the true one. A key's time is that of one block: the fastest of a few, for about two
/// milliseconds.
Result<ArchitectureRecovery> recover_architectures(const ArchitectureFace& space,
                                                   std::size_t profiles, std::size_t victims,
                                                   Random& random,
                                                   const std::function<Status(double)>& progress);

/// Bits that a rank among `count` gives away: log2(count / rank) less what the rank of a blind
/// guess would, so that guessing scores 0 on average.
double bits_given_away(double rank, std::size_t count);

Evidence judge_recovery(const ArchitectureRecovery& recovery);

}  // namespace neurocrypt::lab
