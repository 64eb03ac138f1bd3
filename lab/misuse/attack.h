// Misuse: what a cipher loses when nonces repeat, tags are missing, keys are near, or its output is
// looked at.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

extern const Attack kMisuseNonceReuse;
extern const Attack kMisuseMalleability;
extern const Attack kMisuseNearKeys;
extern const Attack kMisuseUniformity;

}  // namespace neurocrypt::lab
