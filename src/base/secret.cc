#include "neurocrypt/secret.h"

#include <sodium.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "base/secret.h"

namespace neurocrypt::internal {

void ensure_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) {
    std::fputs("neurocrypt: fatal: the operating system's random generator is not available\n",
               stderr);
    std::abort();
  }
}

void* allocate_secret(std::size_t size_bytes) {
  ensure_sodium();
  // sodium_malloc puts the array right before a guard page: a multiple of 64 bytes is aligned
  // to 64.
  const std::size_t rounded = (size_bytes + 63) / 64 * 64;
  void* const memory = sodium_malloc(rounded);
  if (memory == nullptr) {
    std::fprintf(stderr, "neurocrypt: fatal: no memory for a secret of %zu bytes\n", size_bytes);
    std::abort();
  }
  std::memset(memory, 0, rounded);
  return memory;
}

void free_secret(void* memory) noexcept { sodium_free(memory); }

}  // namespace neurocrypt::internal
