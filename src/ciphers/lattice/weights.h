// From a seed to the secret weights of every layer.
#pragma once

#include <cstdint>
#include <vector>

#include "ciphers/lattice/params.h"
#include "neurocrypt/bytes.h"
#include "neurocrypt/secret.h"

namespace neurocrypt::lattice {

/// The weights of one layer: [row][n], a ring set's n being [component][1024].
using LayerWeights = SecretArray<std::int8_t>;

/// Rows of layer `layer`.
int rows(const LatticeArchitecture& architecture, int layer);

/// Expands the seed as params.h specifies.
///
/// Shapes   seed: kSeedBytes; the result: architecture.depth layers.
/// Timing   depends on the architecture only (ctest ct.lattice).
std::vector<LayerWeights> expand_weights(const LatticeArchitecture& architecture, ByteView seed);

}  // namespace neurocrypt::lattice
