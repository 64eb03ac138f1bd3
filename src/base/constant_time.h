// Marks secrets for the constant-time tests: under valgrind, a branch or an address that depends on
// bytes marked secret is reported. Outside the ct preset these calls cost nothing.
#pragma once

#include <cstddef>

#if defined(NC_CONSTANT_TIME)
#include <valgrind/memcheck.h>
#endif

namespace neurocrypt {

/// Declares `size_bytes` at `memory` secret: any branch or index made from it is an error.
inline void mark_secret(const void* memory, std::size_t size_bytes) {
#if defined(NC_CONSTANT_TIME)
  VALGRIND_MAKE_MEM_UNDEFINED(memory, size_bytes);
#else
  (void)memory;
  (void)size_bytes;
#endif
}

/// Declares bytes public again: ciphertext, tags, the outcome of a comparison.
inline void mark_public(const void* memory, std::size_t size_bytes) {
#if defined(NC_CONSTANT_TIME)
  VALGRIND_MAKE_MEM_DEFINED(memory, size_bytes);
#else
  (void)memory;
  (void)size_bytes;
#endif
}

}  // namespace neurocrypt
