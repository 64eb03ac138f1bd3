// Known plaintext: learn to decrypt from pairs of message and code, and from nothing else.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

/// Ridge regression from codes to message bits: docs/ciphers/autoencoder.md.
extern const Attack kKnownPlaintextRidge;

/// The same with a perceptron beside the linear map.
extern const Attack kKnownPlaintextMlp;

}  // namespace neurocrypt::lab
