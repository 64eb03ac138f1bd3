// Sealing with a chosen salt, which only the test vectors may choose.
#pragma once

#include "container/stream_key.h"

namespace neurocrypt {

/// Seals one message under a salt that must never be used twice with one key. Sealer::seal draws
/// it.
Result<ByteString> seal_message(const StreamKeySource& key, Suite suite, const StreamSalt& salt,
                                ByteView plaintext, ByteView associated_data);

}  // namespace neurocrypt
