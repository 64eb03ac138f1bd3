// Attacks on one neuron of the lattice family from samples that nobody chose.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

/// Primal attack by lattice reduction: primal.h.
extern const Attack kLatticeReduction;
/// Gaussian elimination, for outputs that are not rounded: breaks.h.
extern const Attack kLatticeElimination;

}  // namespace neurocrypt::lab
