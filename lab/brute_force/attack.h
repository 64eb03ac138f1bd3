// Brute force: try keys, one after the other, and say what trying all of them would cost.
#pragma once

#include "lab/attack.h"

namespace neurocrypt::lab {

/// Keys in the order of their public recipe: architectures, seeds.
extern const Attack kBruteForceKeys;

}  // namespace neurocrypt::lab
