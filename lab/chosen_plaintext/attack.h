// Chosen plaintext: queries that lay a cipher's linear part bare.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

/// Is the map affine over GF(2)? The test of Blum, Luby and Rubinfeld, and then the map itself.
extern const Attack kChosenPlaintextAffine;

/// Is it nearly linear over the reals? Unit vectors, Hadamard rows and random blocks teach a linear
/// decoder.
extern const Attack kChosenPlaintextLinear;

}  // namespace neurocrypt::lab
