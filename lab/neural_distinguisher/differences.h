// Which input difference leaves the clearest trace in the output: an evolutionary search.
//
// Source   E. Bellini, D. Gerault, A. Hambitzer, M. Rossi, "A cipher-agnostic neural training
//          pipeline with automated finding of good input differences", ePrint 2022/1467.
// Departs  the first generation is every single bit; the score is the squared bias without what
//          chance adds to it, so that differences seen more often stand beside fresh ones;
//          survivors are measured again in every generation, so that none lives by luck; there is
//          one number of rounds, since an oracle has no other.
#pragma once

#include "lab/function.h"

namespace neurocrypt::lab {

struct DifferenceFound {
  ByteString difference;  ///< never zero
  double bias;            ///< of an output bit under it: root of the mean square of share - 1/2
  std::size_t pairs;      ///< that the bias was measured on
  std::size_t tried;      ///< differences in all
};

/// Spends about `evaluations` evaluations of the function.
/// Errors   those of the function and of `progress`, which hears the share done.
Result<DifferenceFound> find_difference(const Function& function, double evaluations,
                                        Random& random,
                                        const std::function<Status(double)>& progress);

}  // namespace neurocrypt::lab
