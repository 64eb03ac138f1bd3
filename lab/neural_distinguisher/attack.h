// Neural distinguishers [Gohr, CRYPTO 2019]: a network learns to tell answers that belong together
// from answers that do not.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

extern const Attack kNeuralResidual;    ///< pairs of blocks with a difference, residual network
extern const Attack kNeuralPerceptron;  ///< output differences, perceptron
extern const Attack kNeuralNonces;      ///< keystreams of related nonces and chunk numbers
extern const Attack kNeuralKeystream;   ///< neighbouring blocks of a keystream

}  // namespace neurocrypt::lab
