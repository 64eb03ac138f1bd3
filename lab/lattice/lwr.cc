#include "lab/lattice/lwr.h"

#include <cassert>

#include "lab/lattice/estimator.h"

namespace neurocrypt::lab {
namespace {

std::uint32_t below(std::uint32_t bound, std::mt19937_64& random) {
  return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(random);
}

}  // namespace

double weight_sigma(const LwrParameters& parameters) {
  return uniform_sigma(parameters.weight_max - parameters.weight_min + 1);
}

std::uint32_t neuron(const LwrParameters& parameters, std::span<const std::uint32_t> input,
                     const Weights& weights) {
  assert(input.size() == weights.size());
  std::int64_t sum = 0;  // |a| < 2^24, |s| <= 2^24: exact up to n = 2^15
  for (std::size_t i = 0; i < input.size(); ++i) {
    sum += static_cast<std::int64_t>(input[i]) * weights[i];
  }
  const std::int64_t q = parameters.q;
  return static_cast<std::uint32_t>(((sum % q + q) % q) / parameters.width);
}

Weights draw_weights(const LwrParameters& parameters, std::mt19937_64& random) {
  std::uniform_int_distribution<std::int32_t> weight(parameters.weight_min, parameters.weight_max);
  Weights weights(static_cast<std::size_t>(parameters.n));
  for (auto& value : weights) value = weight(random);
  return weights;
}

LwrSamples draw_samples(const LwrParameters& parameters, const Weights& weights, std::size_t count,
                        std::mt19937_64& random) {
  LwrSamples samples{parameters, {}, {}};
  samples.inputs.resize(count * weights.size());
  for (auto& value : samples.inputs) value = below(parameters.q, random);
  samples.outputs.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    samples.outputs[i] = neuron(parameters, samples.input(i), weights);
  }
  return samples;
}

LwrSamples draw_unrelated(const LwrParameters& parameters, std::size_t count,
                          std::mt19937_64& random) {
  LwrSamples samples{parameters, {}, {}};
  samples.inputs.resize(count * static_cast<std::size_t>(parameters.n));
  for (auto& value : samples.inputs) value = below(parameters.q, random);
  samples.outputs.resize(count);
  for (auto& value : samples.outputs) value = below(parameters.q, random) / parameters.width;
  return samples;
}

bool explains(const Weights& weights, const LwrSamples& samples) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (neuron(samples.parameters, samples.input(i), weights) != samples.outputs[i]) return false;
  }
  return true;
}

}  // namespace neurocrypt::lab
