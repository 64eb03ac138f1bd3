#include <algorithm>
#include <cmath>
#include <cstdint>

#include "training/network.h"

namespace neurocrypt {
namespace {

// What an integer of the layer before means: value = code * scale + offset.
struct CodeMeaning {
  double scale;
  double offset;
};

// How a layer's z becomes an integer: z_int = z * scale + shift, chosen for its activation.
struct ValueMeaning {
  double scale;
  double shift;
  CodeMeaning code;
};

// The integers of kernels/activation (Q3.12 in, Q0.15 or Q3.12 out) and of narrow (divides by 256).
ValueMeaning meaning_of(const FloatLayer& layer) {
  constexpr double kOne = 4096;  // 1.0 in Q3.12
  if (!layer.activation) {
    const double scale = 127.0 * 256.0 / layer.range;
    return {scale, 0, {256 / scale, 0}};
  }
  switch (*layer.activation) {
    case Activation::kTanh:
      return {kOne, 0, {1.0 / 128, 0}};
    case Activation::kSigmoid:  // of 2 z; the code counts 1/128, tanh(z) = 2 sigmoid(2 z) - 1
      return {2 * kOne, 0, {2.0 / 128, -1}};
    case Activation::kRelu: {  // homogeneous, so its unit is free: the whole range of a code is
                               // used
      const double scale = 127.0 * 256.0 / layer.range;
      return {scale, kReluBias * scale, {256 / scale, -kReluBias}};
    }
  }
  return {};
}

// Rounds one layer whose inputs mean `input`; `output` says what its z should become.
QuantisedLayer quantise_layer(const FloatLayer& from, const CodeMeaning& input,
                              const ValueMeaning* output) {
  QuantisedLayer to{.rows = from.rows,
                    .cols = from.cols,
                    .activation = from.activation,
                    .biases = SecretArray<std::int32_t>(from.rows),
                    .factors = SecretArray<std::int16_t>(output != nullptr ? from.rows : 0),
                    .weights = SecretArray<std::int8_t>(from.rows * from.cols)};
  SecretArray<double> ratios(from.rows);  // z_int for each unit of the sum
  std::int64_t sum_max = 0;
  for (std::size_t row = 0; row < from.rows; ++row) {
    const float* const weights = from.weights.data() + row * from.cols;
    float largest = 0;
    double weights_sum = 0;
    for (std::size_t col = 0; col < from.cols; ++col) {
      largest = std::max(largest, std::abs(weights[col]));
      weights_sum += weights[col];
    }
    // sum = (z + shift / output scale) * row_scale, with 127 for the largest weight.
    const double row_scale = 127.0 / (static_cast<double>(largest) * input.scale);
    double bias = from.biases[row] + input.offset * weights_sum;
    if (output != nullptr) bias += output->shift / output->scale;
    to.biases[row] = static_cast<std::int32_t>(std::lround(bias * row_scale));
    std::int64_t magnitude = 0;
    for (std::size_t col = 0; col < from.cols; ++col) {
      const long weight = std::lround(weights[col] * input.scale * row_scale);
      to.weights[row * from.cols + col] = static_cast<std::int8_t>(weight);
      magnitude += std::abs(weight);
    }
    sum_max = std::max(sum_max, std::abs(std::int64_t{to.biases[row]}) + 128 * magnitude);
    if (output != nullptr) ratios[row] = output->scale / row_scale;
  }
  if (output == nullptr) return to;

  // sums go down to 16 bits, and the largest factor up to 15.
  while ((sum_max >> to.sum_shift) >= 65534) ++to.sum_shift;
  const double largest_ratio = *std::max_element(ratios.begin(), ratios.end());
  while (to.shift < 29 &&
         largest_ratio * std::ldexp(1, to.sum_shift + to.shift + 1) < 32767 / 2.0) {
    ++to.shift;
  }
  for (std::size_t row = 0; row < from.rows; ++row) {
    const double factor = ratios[row] * std::ldexp(1, to.sum_shift + to.shift);
    to.factors[row] = static_cast<std::int16_t>(std::clamp(std::lround(factor), 1L, 32767L));
  }
  return to;
}

}  // namespace

AutoencoderWeights quantise(const FloatNetwork& network) {
  AutoencoderWeights weights{.block_units = network.block_units, .encoder = {}, .decoder = {}};
  CodeMeaning input{1, 0};  // bits, as +1 and -1
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const ValueMeaning output = meaning_of(network.layers[i]);
    const bool last = i + 1 == network.layers.size();
    auto& half = i < network.layers.size() / 2 ? weights.encoder : weights.decoder;
    half.push_back(quantise_layer(network.layers[i], input, last ? nullptr : &output));
    input = output.code;
  }
  return weights;
}

}  // namespace neurocrypt
