// Attacks on the structure of the reversible family: Feistel networks with secret round functions,
// whatever these are.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

/// Other attacks of the registry, tried on one round, two, three and so on: curves.
extern const Attack kStructureRounds;
/// Three rounds of any size told from a permutation by chosen codes.
extern const Attack kStructureCoupling;
/// Round functions recovered: two and three rounds from known blocks, four from chosen ones, five
/// with exclusive or from every block.
extern const Attack kStructureEquations;
extern const Attack kStructureCollisions;
extern const Attack kStructureYoyo;

}  // namespace neurocrypt::lab
