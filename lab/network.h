// A feed-forward network in real numbers, its weights in the clear: what white-box attacks hold.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "neurocrypt/architecture.h"

namespace neurocrypt::lab {

struct Network {
  /// outputs = scale * activation(weights inputs + biases).
  struct Layer {
    std::size_t rows, cols;
    std::vector<double> weights;             ///< [rows][cols]
    std::vector<double> biases;              ///< [rows]
    std::optional<Activation> activation{};  ///< none: linear
    double scale = 1;
  };
  std::vector<Layer> layers;  ///< at least one; each as wide as the next expects

  [[nodiscard]] std::size_t inputs() const { return layers.front().cols; }
  [[nodiscard]] std::size_t outputs() const { return layers.back().rows; }

  /// Shapes   x: [inputs()]; the result: [outputs()].
  [[nodiscard]] std::vector<double> evaluate(std::span<const double> x) const;

  /// The gradient by x of a loss that is known by its gradient by the outputs.
  ///
  /// Shapes   x and the result: [inputs()]; slope: [outputs()] to [outputs()].
  [[nodiscard]] std::vector<double> gradient(
      std::span<const double> x,
      const std::function<std::vector<double>(const std::vector<double>& outputs)>& slope) const;
};

}  // namespace neurocrypt::lab
