#include "lab/neural_distinguisher/network.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace neurocrypt::lab {
namespace {

constexpr float kPenalty = 1e-5F;        // on the squares of weights
constexpr float kVarianceFloor = 1e-3F;  // Keras' epsilon of batch normalisation
constexpr float kMemory = 0.98F;         // of the moving moments

}  // namespace

Distinguisher::Distinguisher(DistinguisherShape shape, Random& random) : shape_(std::move(shape)) {
  assert(shape_.word_bits % 8 == 0 && !shape_.hidden.empty());
  std::size_t width = shape_.words * shape_.word_bits;
  if (shape_.filters != 0) {
    add_layer(shape_.words, shape_.filters, 1);
    for (std::size_t block = 0; block < shape_.depth; ++block) {
      add_layer(shape_.filters, shape_.filters, 3);
      add_layer(shape_.filters, shape_.filters, 3);
    }
    width = shape_.filters * shape_.word_bits;
  }
  for (const std::size_t units : shape_.hidden) {
    add_layer(width, units, 1);
    width = units;
  }
  last_ = weights_.size();
  weights_.resize(last_ + width + 1);

  // Glorot's uniform distribution.
  const auto draw = [&](std::size_t at, std::size_t inputs, std::size_t outputs, std::size_t taps) {
    const double bound = std::sqrt(6.0 / static_cast<double>(taps * (inputs + outputs)));
    for (std::size_t i = 0; i < taps * inputs * outputs; ++i) {
      weights_[at + i] = static_cast<float>(bound * (2 * random.uniform() - 1));
    }
  };
  for (const Layer& layer : layers_) {
    draw(layer.weights, layer.inputs, layer.outputs, layer.taps);
    std::fill_n(&weights_[layer.scale], layer.outputs, 1.0F);
  }
  draw(last_, width, 1, 1);
  gradient_.resize(weights_.size());
  first_.resize(weights_.size());
  second_.resize(weights_.size());
}

void Distinguisher::add_layer(std::size_t inputs, std::size_t outputs, std::size_t taps) {
  const std::size_t at = weights_.size();
  const std::size_t count = taps * inputs * outputs;
  layers_.push_back({.inputs = inputs,
                     .outputs = outputs,
                     .taps = taps,
                     .weights = at,
                     .scale = at + count,
                     .shift = at + count + outputs});
  layers_.back().mean.resize(outputs);
  layers_.back().variance.resize(outputs);
  weights_.resize(at + count + 2 * outputs);
}

std::vector<std::size_t> Distinguisher::parts() const {
  std::vector<std::size_t> result;
  for (const Layer& layer : layers_) {
    result.insert(result.end(), {layer.weights, layer.scale, layer.shift});
  }
  result.insert(result.end(), {last_, weights_.size() - 1, weights_.size()});
  return result;
}

double Distinguisher::multiplications() const {
  double total = 0;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const double positions = i < convolutions() ? static_cast<double>(shape_.word_bits) : 1;
    total +=
        positions * static_cast<double>(layers_[i].taps * layers_[i].inputs * layers_[i].outputs);
  }
  return total + static_cast<double>(shape_.hidden.back());
}

void Distinguisher::prepare(std::size_t samples) {
  if (input_.samples() == samples) return;
  const bool wide = convolutions() != 0;
  const std::size_t bits = shape_.word_bits;
  input_ =
      wide ? Grid(samples, bits, shape_.words, true) : Grid(samples, 1, bits * shape_.words, false);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const bool convolution = i < convolutions();
    layers_[i].z = Grid(samples, convolution ? bits : 1, layers_[i].outputs, convolution);
    layers_[i].y = layers_[i].z;
  }
  if (wide) {
    for (Grid& grid : wide_) grid = Grid(samples, bits, shape_.filters, true);
  }
  output_.resize(samples);
}

/// Bits become +1 and -1.
void Distinguisher::unpack(ByteView examples) {
  const std::size_t word_bytes = shape_.word_bits / 8;
  for (std::size_t s = 0; s < input_.samples(); ++s) {
    const ByteView example = examples.subspan(s * shape_.example_bytes(), shape_.example_bytes());
    float* const to = input_[s];
    for (std::size_t word = 0; word < shape_.words; ++word) {
      for (std::size_t byte = 0; byte < word_bytes; ++byte) {
        const unsigned value = example[word * word_bytes + byte];
        for (std::size_t bit = 0; bit < 8; ++bit) {
          to[(8 * byte + bit) * shape_.words + word] = (value >> bit & 1) != 0 ? 1.0F : -1.0F;
        }
      }
    }
  }
}

void Distinguisher::layer_forward(Layer& layer, const Grid& x, Mode mode) {
  Grid& z = layer.z;
  z.clear();
  if (z.padded()) {  // all rows at once; what it writes to the padding is not read
    const float* const from = x[0] - (layer.taps / 2) * layer.inputs;
    multiply_add(z.rows(), layer.outputs, layer.taps * layer.inputs, {from, layer.inputs, 1},
                 &weights_[layer.weights], z[0], layer.outputs);
  } else {
    multiply_add(z.samples(), layer.outputs, layer.inputs, {x[0], x.stride(), 1},
                 &weights_[layer.weights], z[0], layer.outputs);
  }
  std::vector<float> variance(layer.outputs);
  Normalisation& norm = layer.norm;
  norm.mean.resize(layer.outputs);
  norm.inverse_deviation.resize(layer.outputs);
  if (mode == Mode::kLearn) channel_moments(z, norm.mean, variance);
  const float seen = 1 - std::pow(kMemory, static_cast<float>(steps_));  // weight of the averages
  for (std::size_t c = 0; c < layer.outputs; ++c) {
    if (mode == Mode::kLearn) {
      layer.mean[c] += (1 - kMemory) * (norm.mean[c] - layer.mean[c]);
      layer.variance[c] += (1 - kMemory) * (variance[c] - layer.variance[c]);
    } else {
      norm.mean[c] = layer.mean[c] / seen;
      variance[c] = layer.variance[c] / seen;
    }
    norm.inverse_deviation[c] = 1 / std::sqrt(variance[c] + kVarianceFloor);
  }
  normalise_forward(z, norm, &weights_[layer.scale], &weights_[layer.shift], layer.y);
}

void Distinguisher::forward(Mode mode) {
  const Grid* x = &input_;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    layer_forward(layers_[i], *x, mode);
    const bool ends_block = i < convolutions() && i > 0 && i % 2 == 0;
    if (ends_block) add(layers_[i - 2].y, layers_[i].y);
    x = &layers_[i].y;
  }
  const std::size_t units = shape_.hidden.back();
  for (std::size_t s = 0; s < input_.samples(); ++s) {
    const float* const y = (*x)[s];
    float sum = weights_[last_ + units];
    for (std::size_t u = 0; u < units; ++u) sum += y[u] * weights_[last_ + u];
    output_[s] = 1 / (1 + std::exp(-sum));
  }
}

void Distinguisher::layer_backward(const Layer& layer, const Grid& x, Grid& gradient, Grid* by_x,
                                   std::vector<float>& by_weights) {
  normalise_backward(layer.z, layer.norm, &weights_[layer.scale], &weights_[layer.shift], gradient,
                     &by_weights[layer.scale], &by_weights[layer.shift]);
  const std::size_t window = layer.taps * layer.inputs;
  const bool padded = gradient.padded();
  const std::size_t reach = (layer.taps / 2) * layer.inputs;
  multiply_add(window, layer.outputs, gradient.rows(),
               {x[0] - reach, 1, padded ? layer.inputs : x.stride()}, gradient[0],
               &by_weights[layer.weights], layer.outputs);
  if (by_x == nullptr) return;
  // Backwards is a convolution too, with inputs and outputs exchanged and the taps reversed.
  std::vector<float> turned(window * layer.outputs);
  for (std::size_t tap = 0; tap < layer.taps; ++tap) {
    for (std::size_t in = 0; in < layer.inputs; ++in) {
      for (std::size_t out = 0; out < layer.outputs; ++out) {
        turned[((layer.taps - 1 - tap) * layer.outputs + out) * layer.inputs + in] =
            weights_[layer.weights + (tap * layer.inputs + in) * layer.outputs + out];
      }
    }
  }
  multiply_add(gradient.rows(), layer.inputs, layer.taps * layer.outputs,
               {gradient[0] - (layer.taps / 2) * layer.outputs, layer.outputs, 1}, turned.data(),
               (*by_x)[0], padded ? layer.inputs : by_x->stride());
}

void Distinguisher::backward(std::span<const std::uint8_t> labels, std::vector<float>& gradient) {
  const std::size_t samples = input_.samples();
  const std::size_t units = shape_.hidden.back();
  std::ranges::fill(gradient, 0.0F);
  Grid by_y(samples, 1, units, false);
  for (std::size_t s = 0; s < samples; ++s) {
    const float p = output_[s];
    const float by_sum =
        2 * (p - static_cast<float>(labels[s])) * p * (1 - p) / static_cast<float>(samples);
    const float* const y = layers_.back().y[s];
    for (std::size_t u = 0; u < units; ++u) {
      gradient[last_ + u] += by_sum * y[u];
      by_y[s][u] = by_sum * weights_[last_ + u];
    }
    gradient[last_ + units] += by_sum;
  }

  std::size_t i = layers_.size();
  while (i-- > convolutions()) {
    const Grid& x = i == 0 ? input_ : layers_[i - 1].y;
    const bool widens = i == convolutions() && i > 0;
    if (i == 0) {
      layer_backward(layers_[i], x, by_y, nullptr, gradient);
    } else if (widens) {
      wide_[0].clear();
      layer_backward(layers_[i], x, by_y, &wide_[0], gradient);
    } else {
      Grid next(samples, 1, layers_[i].inputs, false);
      layer_backward(layers_[i], x, by_y, &next, gradient);
      by_y = std::move(next);
    }
  }
  if (convolutions() == 0) return;
  auto& [straight, around, between] = wide_;
  for (i = convolutions() - 1; i > 0; i -= 2) {
    around = straight;  // past the block
    between.clear();
    layer_backward(layers_[i], layers_[i - 1].y, straight, &between, gradient);
    layer_backward(layers_[i - 1], layers_[i - 2].y, between, &around, gradient);
    std::swap(straight, around);
  }
  layer_backward(layers_[0], input_, straight, nullptr, gradient);
}

double Distinguisher::loss(ByteView examples, std::span<const std::uint8_t> labels,
                           std::vector<float>& gradient) {
  assert(examples.size() == labels.size() * shape_.example_bytes() && labels.size() > 1);
  prepare(labels.size());
  unpack(examples);
  forward(Mode::kLearn);
  gradient.resize(weights_.size());
  backward(labels, gradient);
  double error = 0;
  for (std::size_t s = 0; s < labels.size(); ++s) {
    const double d = output_[s] - static_cast<float>(labels[s]);
    error += d * d;
  }
  double squares = 0;
  const auto shrink = [&](std::size_t at, std::size_t count) {
    for (std::size_t j = at; j < at + count; ++j) {
      squares += static_cast<double>(weights_[j]) * static_cast<double>(weights_[j]);
      gradient[j] += 2 * kPenalty * weights_[j];
    }
  };
  for (const Layer& layer : layers_) {
    shrink(layer.weights, layer.taps * layer.inputs * layer.outputs);
  }
  shrink(last_, shape_.hidden.back());
  return error / static_cast<double>(labels.size()) + static_cast<double>(kPenalty) * squares;
}

double Distinguisher::learn(ByteView examples, std::span<const std::uint8_t> labels, float rate) {
  const double result = loss(examples, labels, gradient_);
  ++steps_;
  AdamStep step{.rate = rate};
  const auto steps = static_cast<float>(steps_);
  step.rate *= std::sqrt(1 - std::pow(step.second, steps)) / (1 - std::pow(step.first, steps));
  adam(step, weights_.size(), gradient_.data(), first_.data(), second_.data(), weights_.data());
  return result;
}

std::vector<float> Distinguisher::predict(ByteView examples) {
  constexpr std::size_t kPiece = 512;
  assert(steps_ > 0);
  const std::size_t bytes = shape_.example_bytes();
  std::vector<float> result;
  for (std::size_t at = 0; at < examples.size(); at += kPiece * bytes) {
    const ByteView piece = examples.subspan(at, std::min(kPiece * bytes, examples.size() - at));
    prepare(piece.size() / bytes);
    unpack(piece);
    forward(Mode::kPredict);
    result.insert(result.end(), output_.begin(), output_.end());
  }
  return result;
}

}  // namespace neurocrypt::lab
