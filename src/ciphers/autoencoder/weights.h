// The weights of an autoencoder key, as key files hold them: docs/formats/autoencoder-weights.md.
#pragma once

#include <cstddef>
#include <vector>

#include "neurocrypt/architecture.h"
#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"
#include "neurocrypt/secret.h"
#include "nn/quantised_mlp.h"

namespace neurocrypt {

/// The trained network: block bits (as +1 and -1) -> hidden layers -> code -> hidden layers in
/// reverse order -> one sum for each bit, whose sign is the bit.
struct AutoencoderWeights {
  std::size_t block_units = 0;  ///< bits of a block and units of a code: 64, 128 or 256
  std::vector<QuantisedLayer> encoder;
  std::vector<QuantisedLayer> decoder;
};

/// Shape of one layer of the network.
struct LayerShape {
  std::size_t rows, cols;
  std::optional<Activation> activation;
  bool rescaled;  ///< false for the decoder's last layer
};

/// Encoder first, then decoder, each from its input to its output.
std::vector<LayerShape> autoencoder_shapes(const MlpArchitecture& architecture,
                                           std::size_t block_units);

/// Refuses an architecture that cannot hold a block: every layer must be at least as wide.
///
/// Errors   kInvalidArgument with the reason.
Status check_autoencoder(const MlpArchitecture& architecture, std::size_t block_units);

/// Parses weights that must be those of `architecture` on blocks of `block_units` bits.
///
/// Errors   kCorrupt with the byte offset, for anything that print_weights does not write;
///          kUnsupported for a later version.
/// Timing   depends on sizes only for weights that are accepted.
Result<AutoencoderWeights> parse_weights(ByteView bytes, const MlpArchitecture& architecture,
                                         std::size_t block_units);

SecretBytes print_weights(const AutoencoderWeights& weights);

}  // namespace neurocrypt
