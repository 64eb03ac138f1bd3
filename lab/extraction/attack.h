// Model extraction: the parameters of a network from its answers.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

/// Cryptanalytic extraction of ReLU networks: extract.h.
extern const Attack kExtraction;

}  // namespace neurocrypt::lab
