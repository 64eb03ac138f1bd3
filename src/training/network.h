// The autoencoder in floating point, as training leaves it and before quantisation.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ciphers/autoencoder/weights.h"
#include "neurocrypt/architecture.h"
#include "neurocrypt/result.h"
#include "neurocrypt/secret.h"
#include "training/random.h"

namespace neurocrypt {

/// One layer. In training all activations are centred on zero, which conditions deep networks well;
/// each is an affine change of variables away from the one it stands for (see quantise):
///     tanh     tanh(z)
///     sigmoid  tanh(z) = 2 sigmoid(2 z) - 1
///     relu     max(z, -kReluBias) = relu(z + kReluBias) - kReluBias
struct FloatLayer {
  std::size_t rows, cols;
  std::optional<Activation> activation;
  SecretArray<float> weights;  ///< [rows][cols]
  SecretArray<float> biases;   ///< [rows]
  float range =
      0;  ///< largest magnitude of a linear output, or largest z + kReluBias, over 4096 blocks
};

inline constexpr float kReluBias = 2.0F;

/// Encoder and decoder as one chain, from bits (+1 and -1) to one number for each bit.
struct FloatNetwork {
  std::size_t block_units;
  std::vector<FloatLayer> layers;
};

/// Bits wrong on fresh random blocks after some steps.
struct LearningPoint {
  int step;
  double bit_error_rate;
};

struct TrainingRun {
  FloatNetwork network;
  std::vector<LearningPoint> learning;  ///< step 0, then about twenty points
  double seconds;
  double cpu_seconds;  ///< of this process: what an idle machine would take
};

/// Version of the recipe: how weights start, the loss, the schedule. Stands in every certificate.
inline constexpr int kRecipeVersion = 1;
/// Optimiser steps of the first round for `architecture`; later rounds double them.
int recipe_steps(const MlpArchitecture& architecture);

/// Called at every point of the learning curve; false stops the run.
using LearningCallback = std::function<bool(const LearningPoint&, int steps)>;

/// Trains encoder and decoder together so that what goes in comes out, on random blocks.
///
/// Errors   kCancelled by the callback; kInternal when the loss is not finite.
/// Source   docs/adr/0002-autoencoder.md, which says what was tried and measured.
Result<TrainingRun> train_network(const MlpArchitecture& architecture, std::size_t block_units,
                                  const TrainingSeed& seed, int steps,
                                  const LearningCallback& callback);

/// Rounds to 8-bit weights with a scale for each unit, and folds the changes of variables of
/// FloatLayer and the scales of codes into biases and factors.
AutoencoderWeights quantise(const FloatNetwork& network);

/// What does the arithmetic, in one thread: the framework's version and the BLAS library it calls.
struct TrainingEngine {
  std::string torch;
  std::string blas;
};
TrainingEngine training_engine();

}  // namespace neurocrypt
