// A fully connected ReLU network in float64: the target of extraction, and what extraction returns.
#pragma once

#include <Eigen/Core>
#include <string>
#include <string_view>
#include <vector>

#include "lab/random.h"
#include "neurocrypt/result.h"

namespace neurocrypt::lab {

/// y = W_L relu(... relu(W_1 x + b_1) ...) + b_L.
struct ReluNetwork {
  struct Layer {
    Eigen::MatrixXd weights;  ///< [outputs][inputs]
    Eigen::VectorXd biases;   ///< [outputs]
  };
  std::vector<Layer> layers;  ///< at least one; no ReLU after the last

  [[nodiscard]] std::size_t inputs() const {
    return static_cast<std::size_t>(layers.front().weights.cols());
  }
  [[nodiscard]] std::size_t outputs() const {
    return static_cast<std::size_t>(layers.back().weights.rows());
  }
  [[nodiscard]] std::size_t parameters() const;
  [[nodiscard]] Eigen::VectorXd evaluate(const Eigen::VectorXd& x) const;
};

/// Numbers of units, "10-20-20-1". Errors   kInvalidArgument: fewer than two numbers, a number of 0
/// or above 4096.
Result<std::vector<int>> parse_widths(std::string_view text);

/// Weights normal with variance 1 / inputs, biases normal: at random inputs, half of the units are
/// active.
ReluNetwork random_network(const std::vector<int>& widths, Random& random);

}  // namespace neurocrypt::lab
