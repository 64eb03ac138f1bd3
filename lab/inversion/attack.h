// Model inversion: what the weights of a network give away.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

/// Decrypts with the weights that encrypt, by gradient descent.
extern const Attack kInversionEncoder;
/// Draws what a classifier's classes look like.
extern const Attack kInversionClass;

}  // namespace neurocrypt::lab
