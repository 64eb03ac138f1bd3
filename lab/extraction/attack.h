// Model extraction: a copy of the network inside, from its answers.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

/// The parameters of a ReLU network, one by one, from real-valued answers.
extern const Attack kExtractionRelu;
/// A perceptron that answers alike, taught by chosen queries, from bytes.
extern const Attack kExtractionClone;

}  // namespace neurocrypt::lab
