// The layers of a key, prepared for the kernels of one instruction set, and their evaluation.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/cpu.h"
#include "base/crypto.h"
#include "ciphers/lattice/weights.h"

namespace neurocrypt::lattice {

/// Immutable; any number of threads.
class Network {
 public:
  virtual ~Network() = default;

  /// Evaluates the network on the blocks of one segment.
  ///
  /// Shapes   keystream: 1 to kSegmentBytes, a prefix of the segment; only what it takes is
  /// computed. Bounds   segment < kBlocksMax, or kBlocksMax / kDenseBlocksPerSegment for a dense
  /// set. Timing   depends on keystream.size() only (ctest ct.lattice).
  virtual void evaluate(const PublicStream& input, std::uint64_t segment,
                        MutableBytes keystream) const = 0;
};

/// Shapes   layers: architecture.depth of them, as expand_weights returns them.
std::unique_ptr<const Network> make_network(const LatticeArchitecture& architecture,
                                            std::span<const LayerWeights> layers, Isa isa);

}  // namespace neurocrypt::lattice
