// Weights that are small to describe, for tests: the two kinds of tools/vectors/autoencoder.py.
#pragma once

#include <string>

#include "base/crypto.h"
#include "ciphers/autoencoder/weights.h"

namespace neurocrypt::test {

inline std::vector<QuantisedLayer> empty_layers(const MlpArchitecture& architecture,
                                                std::size_t units) {
  std::vector<QuantisedLayer> layers;
  for (const LayerShape& shape : autoencoder_shapes(architecture, units)) {
    layers.push_back({.rows = shape.rows,
                      .cols = shape.cols,
                      .activation = shape.activation,
                      .biases = SecretArray<std::int32_t>(shape.rows),
                      .factors = SecretArray<std::int16_t>(shape.rescaled ? shape.rows : 0),
                      .weights = SecretArray<std::int8_t>(shape.rows * shape.cols)});
  }
  return layers;
}

inline AutoencoderWeights split(std::vector<QuantisedLayer> layers, std::size_t units) {
  AutoencoderWeights weights{.block_units = units, .encoder = {}, .decoder = {}};
  for (std::size_t i = 0; i < layers.size(); ++i) {
    (i < layers.size() / 2 ? weights.encoder : weights.decoder).push_back(std::move(layers[i]));
  }
  return weights;
}

/// Every number from SHAKE-256: exercises all arithmetic, decodes nothing.
inline AutoencoderWeights random_weights(const MlpArchitecture& architecture, std::size_t units,
                                         ByteView seed) {
  std::vector<QuantisedLayer> layers = empty_layers(architecture, units);
  std::size_t size = 0;
  for (const QuantisedLayer& layer : layers) size += layer.rows * (layer.cols + 4);
  ByteString stream(size);
  shake256({as_bytes("autoencoder vector "), seed}, stream);
  std::size_t used = 0;
  const auto next = [&] { return int{stream[used++]}; };
  const auto next_signed = [&] { return int{static_cast<std::int8_t>(stream[used++])}; };
  for (QuantisedLayer& layer : layers) {
    for (std::int32_t& bias : layer.biases) {
      bias = 256 * next_signed();
      bias += next();
    }
    std::vector<std::int16_t> factors;
    for (std::size_t row = 0; row < layer.rows; ++row) {
      int factor = 128 * next();
      factor += next();
      factors.push_back(static_cast<std::int16_t>(1 + factor % 16383));
    }
    if (!layer.factors.empty()) {
      layer.sum_shift = 6;
      layer.shift = 12;
      std::copy(factors.begin(), factors.end(), layer.factors.begin());
    }
    for (std::int8_t& weight : layer.weights) {
      weight = static_cast<std::int8_t>(std::max(-127, next_signed()));
    }
  }
  return split(std::move(layers), units);
}

enum class Fault {
  kNone = 0,     ///< decodes every block
  kQuarter = 1,  ///< bit 0 is lost when it is 1 and bit 1 is 0
  kAlways = 2,   ///< decodes to zeros
};

/// tanh layers in which each unit copies one unit of the layer before.
inline AutoencoderWeights copy_weights(const MlpArchitecture& architecture, std::size_t units,
                                       Fault fault) {
  std::vector<QuantisedLayer> layers = empty_layers(architecture, units);
  const std::size_t half = layers.size() / 2;
  const auto permuted = [&](std::size_t row) { return (5 * row + 3) % units; };
  for (std::size_t i = 0; i < layers.size(); ++i) {
    QuantisedLayer& layer = layers[i];
    // Values are +-1 at the input, +-59 in hidden layers, +-88 in the code.
    std::int16_t factor = 17772;
    layer.shift = 16;
    if (i == 0) {
      factor = 16384;
      layer.shift = 10;
    } else if (i == half - 1) {
      factor = 24576;
      layer.shift = 13;
    } else if (i == half) {
      factor = 11916;
    }
    if (layer.factors.empty()) layer.shift = 0;
    for (std::int16_t& value : layer.factors) value = factor;
    const bool last = i + 1 == layers.size();
    for (std::size_t row = 0; row < layer.rows; ++row) {
      const std::size_t col = i == 0 ? permuted(row) : row % layer.cols;
      if (!last) layer.weights[row * layer.cols + col] = 127;
    }
    if (last && fault != Fault::kAlways) {
      for (std::size_t col = 0; col < units; ++col) {
        layer.weights[permuted(col) * layer.cols + col] = 127;
        if (fault == Fault::kQuarter && permuted(col) == 1) layer.weights[col] = 127;
      }
    }
  }
  return split(std::move(layers), units);
}

}  // namespace neurocrypt::test
