// The autoencoder on one block: encode, decode, and nothing around it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/cpu.h"
#include "ciphers/autoencoder/weights.h"
#include "neurocrypt/bytes.h"
#include "nn/quantised_mlp.h"

namespace neurocrypt {

/// Encoder and decoder, ready to use. Immutable; each thread brings its own workspace.
///
/// Bits     bit i of byte j is unit 8 j + i: +1 when set, -1 otherwise.
/// Timing   depends on the architecture only: weights and blocks reach neither a branch nor an
///          address (ctest ct.autoencoder).
class BlockCodec {
 public:
  explicit BlockCodec(const AutoencoderWeights& weights, Isa isa = best_isa());

  /// Bytes of a block; a code has 8 times as many, one int8 for each bit.
  [[nodiscard]] std::size_t block_bytes() const { return block_units_ / 8; }
  [[nodiscard]] std::size_t code_bytes() const { return block_units_; }

  /// block: block_bytes(); code: code_bytes().
  void encode(const std::uint8_t* block, std::uint8_t* code, MlpWorkspace& workspace) const;
  /// Any code decodes to something.
  void decode(const std::uint8_t* code, std::uint8_t* block, MlpWorkspace& workspace) const;

 private:
  std::size_t block_units_;
  QuantisedMlp encoder_;
  QuantisedMlp decoder_;
};

}  // namespace neurocrypt
