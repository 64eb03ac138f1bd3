// The lattice family's row of the registry, and what its tests and benchmarks reach below it.
#pragma once

#include <span>

#include "base/cpu.h"
#include "ciphers/cipher.h"
#include "ciphers/lattice/weights.h"

namespace neurocrypt {

extern const Family kLatticeFamily;

namespace lattice {

/// A cipher with given weights on given kernels; kLatticeFamily.load expands a seed and takes
/// best_isa().
std::unique_ptr<Cipher> make_cipher(const LatticeArchitecture& architecture,
                                    std::span<const LayerWeights> layers, Isa isa);

}  // namespace lattice
}  // namespace neurocrypt
