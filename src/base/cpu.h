// Which instruction sets this run may use.
#pragma once

namespace neurocrypt {

/// Implementations of a kernel, from the reference up. A table in each kernel's x.cc lists its own.
enum class Isa { kScalar = 0, kAvx2 = 1, kAvx512 = 2 };

/// The best one that the processor and the system support, but no better than the environment
/// variable NEUROCRYPT_ISA (scalar, avx2 or avx512) allows. Read once.
Isa best_isa();

/// True when this machine can run `isa`.
bool supports(Isa isa);

const char* name(Isa isa);

}  // namespace neurocrypt
