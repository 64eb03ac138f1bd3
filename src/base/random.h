// Randomness from the operating system, for everything that is or makes a key.
#pragma once

#include <cstdint>

#include "neurocrypt/bytes.h"
#include "neurocrypt/secret.h"

namespace neurocrypt {

/// Fills `out` from the operating system's generator (getrandom through libsodium).
void fill_random(MutableBytes out);

/// `size` secret random bytes.
SecretBytes random_secret(std::size_t size);

/// Uniform in [0, bound), without modulo bias. bound >= 1.
std::uint32_t random_below(std::uint32_t bound);

}  // namespace neurocrypt
