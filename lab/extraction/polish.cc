#include "lab/extraction/polish.h"

#include <Eigen/Cholesky>

namespace neurocrypt::lab {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// d f(x) / d parameters: layer by layer, weights by column and then biases.
VectorXd parameter_gradient(const ReluNetwork& network, const VectorXd& x) {
  std::vector<VectorXd> inputs{x};  // of each layer
  for (std::size_t i = 0; i + 1 < network.layers.size(); ++i) {
    const auto& layer = network.layers[i];
    inputs.emplace_back((layer.weights * inputs.back() + layer.biases).cwiseMax(0.0));
  }
  VectorXd gradient(static_cast<Index>(network.parameters()));
  VectorXd back = VectorXd::Ones(1);
  Index end = gradient.size();
  for (std::size_t i = network.layers.size(); i-- > 0;) {
    const MatrixXd weights = back * inputs[i].transpose();
    end -= back.size();
    gradient.segment(end, back.size()) = back;
    end -= weights.size();
    gradient.segment(end, weights.size()) = weights.reshaped();
    const VectorXd active = (inputs[i].array() > 0).cast<double>();
    back = active.cwiseProduct(network.layers[i].weights.transpose() * back);
  }
  return gradient;
}

void move(ReluNetwork& network, const VectorXd& step) {
  Index at = 0;
  for (auto& layer : network.layers) {
    layer.weights.reshaped() += step.segment(at, layer.weights.size());
    at += layer.weights.size();
    layer.biases += step.segment(at, layer.biases.size());
    at += layer.biases.size();
  }
}

VectorXd errors(const ReluNetwork& network, const std::vector<VectorXd>& points,
                const VectorXd& answers) {
  VectorXd result = answers;
  for (std::size_t i = 0; i < points.size(); ++i) {
    result(static_cast<Index>(i)) -= network.evaluate(points[i])(0);
  }
  return result;
}

}  // namespace

void polish(ReluNetwork& network, const std::vector<VectorXd>& points, const VectorXd& answers) {
  constexpr int kSteps = 6;
  VectorXd error = errors(network, points, answers);
  for (int step = 0; step < kSteps; ++step) {
    MatrixXd jacobian(answers.size(), static_cast<Index>(network.parameters()));
    for (std::size_t i = 0; i < points.size(); ++i) {
      jacobian.row(static_cast<Index>(i)) = parameter_gradient(network, points[i]);
    }
    MatrixXd normal = jacobian.transpose() * jacobian;
    // Units can be scaled without a change of f: those directions need a floor.
    normal.diagonal().array() += 1e-11 * normal.diagonal().mean();
    ReluNetwork moved = network;
    move(moved, normal.ldlt().solve(jacobian.transpose() * error));
    const VectorXd moved_error = errors(moved, points, answers);
    if (!(moved_error.norm() < error.norm())) return;
    network = std::move(moved);
    error = moved_error;
  }
}

}  // namespace neurocrypt::lab
