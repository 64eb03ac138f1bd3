// Files that are part of the library, so that it finds them wherever it is.
#pragma once

#include "neurocrypt/bytes.h"

namespace neurocrypt {

ByteView embedded_match_weights();  ///< weights.bin; aligned to 16 bytes
ByteView embedded_concepts();       ///< concepts.json

}  // namespace neurocrypt
