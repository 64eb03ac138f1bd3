// Training a key of the autoencoder family, in a process of its own: this library never loads
// libtorch.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "neurocrypt/architecture.h"
#include "neurocrypt/keyset.h"
#include "neurocrypt/result.h"

namespace neurocrypt {

/// What a training run reports, several times a second.
struct TrainProgress {
  std::string phase;      ///< "train", "quantise" or "certify"; "train" may come again, see rounds
  int round;              ///< 1, or more when a run had to be repeated with more steps
  std::uint64_t done;     ///< steps (train), blocks (certify)
  std::uint64_t total;    ///< the same unit
  double bit_error_rate;  ///< on fresh random blocks; negative before the first measurement
};

/// Called with every report; returning false stops the training process (kCancelled).
using TrainCallback = std::function<bool(const TrainProgress&)>;

struct TrainRequest {
  /// Empty: the key comes from 256 bits of the operating system's generator. Set: the same seed
  /// gives the same weights on the same machine, for research; the certificate says so, and the key
  /// is as guessable as the seed.
  std::optional<std::uint64_t> research_seed{};
  int steps = 0;  ///< optimiser steps of the first round; 0: what the recipe needs
  std::string
      trainer{};  ///< path of neurocrypt-train; empty: the environment variable
                  ///< NEUROCRYPT_TRAIN, then beside this program, then ../libexec/neurocrypt/
};

/// Trains, quantises and certifies a key with `architecture` by running neurocrypt-train.
///
/// Errors   kInvalidArgument for an architecture that the autoencoder cannot use, with the reason;
///          kNotFound when there is no trainer (built with NC_TRAINING=OFF, or not installed);
///          kCancelled by the callback; kExhausted when no round reached the certificate's failure
///          rate; kInternal when the trainer broke off or broke the protocol.
/// Timing   seconds: about 20 for 3 x 256 tanh on one core; certificates say how many.
Result<KeyMaterial> train_key_material(const MlpArchitecture& architecture,
                                       const TrainRequest& request = {},
                                       const TrainCallback& progress = {});

}  // namespace neurocrypt
