#include "base/random.h"

#include <sodium.h>

#include <cstdio>
#include <cstdlib>

#include "base/secret.h"

namespace neurocrypt {

void fill_random(MutableBytes out) {
  internal::ensure_sodium();
  randombytes_buf(out.data(), out.size());
}

SecretBytes random_secret(std::size_t size) {
  SecretBytes secret(size);
  fill_random(secret);
  return secret;
}

std::uint32_t random_below(std::uint32_t bound) {
  internal::ensure_sodium();
  return randombytes_uniform(bound);
}

}  // namespace neurocrypt
