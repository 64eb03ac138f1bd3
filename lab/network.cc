#include "lab/network.h"

#include <Eigen/Core>
#include <cassert>

namespace neurocrypt::lab {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::VectorXd;
using Weights =
    Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
using Vector = Eigen::Map<const VectorXd>;

Weights weights_of(const Network::Layer& layer) {
  return {layer.weights.data(), static_cast<Index>(layer.rows), static_cast<Index>(layer.cols)};
}

/// What the layer makes of x; its derivatives by the sums, when asked for.
VectorXd apply(const Network::Layer& layer, const VectorXd& x, VectorXd* slopes = nullptr) {
  const ArrayXd sums =
      weights_of(layer) * x + Vector(layer.biases.data(), static_cast<Index>(layer.rows));
  ArrayXd values = sums, derivatives = ArrayXd::Ones(sums.size());
  if (layer.activation == Activation::kTanh) {
    values = sums.tanh();
    derivatives = 1 - values.square();
  } else if (layer.activation == Activation::kSigmoid) {
    values = 1 / (1 + (-sums).exp());
    derivatives = values * (1 - values);
  } else if (layer.activation == Activation::kRelu) {
    values = sums.max(0.0);
    derivatives = (sums > 0).cast<double>();
  }
  if (slopes != nullptr) *slopes = layer.scale * derivatives;
  return layer.scale * values;
}

VectorXd copy(std::span<const double> x) { return Vector(x.data(), static_cast<Index>(x.size())); }

}  // namespace

std::vector<double> Network::evaluate(std::span<const double> x) const {
  assert(x.size() == inputs());
  VectorXd values = copy(x);
  for (const Layer& layer : layers) values = apply(layer, values);
  return {values.begin(), values.end()};
}

std::vector<double> Network::gradient(
    std::span<const double> x,
    const std::function<std::vector<double>(const std::vector<double>& outputs)>& slope) const {
  assert(x.size() == inputs());
  VectorXd values = copy(x);
  std::vector<VectorXd> slopes(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) values = apply(layers[i], values, &slopes[i]);
  VectorXd back = copy(slope({values.begin(), values.end()}));
  for (std::size_t i = layers.size(); i-- > 0;) {
    back = weights_of(layers[i]).transpose() * back.cwiseProduct(slopes[i]);
  }
  return {back.begin(), back.end()};
}

}  // namespace neurocrypt::lab
