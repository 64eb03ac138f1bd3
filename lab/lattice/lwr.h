// Learning with rounding as the attacks see it: public inputs of a periodic neuron and its outputs.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "lab/target.h"

namespace neurocrypt::lab {

/// The family's dense sets have q = 2^16, width q / p = 2^8 and weights of one byte.
using LwrParameters = NeuronShape;

/// Standard deviation of one weight.
double weight_sigma(const LwrParameters& parameters);

/// Samples of one neuron.
struct LwrSamples {
  LwrParameters parameters;
  std::vector<std::uint32_t> inputs;   ///< [samples][n], below q
  std::vector<std::uint32_t> outputs;  ///< [samples], below q / width

  [[nodiscard]] std::size_t size() const { return outputs.size(); }
  [[nodiscard]] std::span<const std::uint32_t> input(std::size_t sample) const {
    const auto n = static_cast<std::size_t>(parameters.n);
    return std::span(inputs).subspan(sample * n, n);
  }
};

using Weights = std::vector<std::int32_t>;

/// The output of the neuron with these weights.
std::uint32_t neuron(const LwrParameters& parameters, std::span<const std::uint32_t> input,
                     const Weights& weights);

/// Uniform weights, and `count` samples of them on uniform inputs.
Weights draw_weights(const LwrParameters& parameters, std::mt19937_64& random);
LwrSamples draw_samples(const LwrParameters& parameters, const Weights& weights, std::size_t count,
                        std::mt19937_64& random);
/// Uniform outputs of no neuron: the control that no attack may break.
LwrSamples draw_unrelated(const LwrParameters& parameters, std::size_t count,
                          std::mt19937_64& random);

/// Whether the neuron with these weights gives every sample's output. How an attacker knows that he
/// has won: wrong weights pass m samples with probability (width / q)^m.
bool explains(const Weights& weights, const LwrSamples& samples);

}  // namespace neurocrypt::lab
