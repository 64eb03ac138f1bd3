// The lattice family's row of the registry.
#pragma once

#include "ciphers/cipher.h"

namespace neurocrypt {

extern const Family kLatticeFamily;

}  // namespace neurocrypt
