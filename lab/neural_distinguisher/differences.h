// Which input difference leaves the clearest trace in the output: an evolutionary search.
//
// Source   E. Bellini, D. Gerault, A. Hambitzer, M. Rossi, "A cipher-agnostic neural training
//          pipeline with automated finding of good input differences", ePrint 2022/1467.
// Departs  the first generation is every single bit. The score looks at parities of two output bits
//          beside single ones, since a last linear layer hides from the latter what an earlier
//          round shows: the published difference of Speck32/64 stands out at 7 rounds. Fourth
//          powers of correlations, less what chance adds: a few strong ones count, and differences
//          that were measured more often stand beside fresh ones. Survivors are measured again in
//          every generation, so that none lives by luck. There is one number of rounds: an oracle
//          has no other.
#pragma once

#include "lab/function.h"

namespace neurocrypt::lab {

struct DifferenceFound {
  ByteString difference;  ///< never zero
  double correlation;     ///< the largest of a parity of one or two output bits under it
  std::size_t pairs;      ///< that it was measured on
  std::size_t tried;      ///< differences in all
};

/// Spends about `evaluations` evaluations of the function, whose first 32 bytes of output count.
/// Errors   those of the function and of `progress`, which hears the share done.
Result<DifferenceFound> find_difference(const Function& function, double evaluations,
                                        Random& random,
                                        const std::function<Status(double)>& progress);

}  // namespace neurocrypt::lab
