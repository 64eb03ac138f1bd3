// Start-up of libsodium, shared by the files that allocate secrets and draw randomness.
#pragma once

namespace neurocrypt::internal {

/// Initialises libsodium once; ends the program if the system has no randomness to give.
void ensure_sodium();

}  // namespace neurocrypt::internal
