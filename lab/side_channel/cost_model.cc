#include "lab/side_channel/cost_model.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "ciphers/reversible/reversible.h"

namespace neurocrypt::lab {
namespace {

constexpr int kInputUnits = 64;  // of a round network: half a block
constexpr int kOutputUnits = 8;
constexpr int kWidthClasses = 4;
constexpr int kActivations = 3;
constexpr double kPenalty = 1e-4;
constexpr int kReweightings = 8;

int width_class(int width) {
  return static_cast<int>(std::ranges::find(kWidths, width) - std::begin(kWidths));
}

// Offsets of the features.
constexpr int kConstant = 0, kLayers = 1, kProducts = 2, kFirst = 3;
constexpr int kInner = kFirst + kWidthClasses;
constexpr int kLast = kInner + kWidthClasses * kWidthClasses;
constexpr int kUnits = kLast + kWidthClasses;
constexpr int kParameters = kUnits + kActivations * kWidthClasses;
constexpr int kFeatures = kParameters + 2;

/// What the time is a sum of, for each block; all in thousands of operations or so.
Eigen::VectorXd features(const MlpArchitecture& architecture) {
  Eigen::VectorXd x = Eigen::VectorXd::Zero(kFeatures);
  const double rounds = reversible_rounds(architecture);
  int before = kInputUnits;
  double products = 0;
  for (std::size_t i = 0; i < architecture.hidden.size(); ++i) {
    const auto& [width, activation] = architecture.hidden[i];
    const int column = width_class(width);
    const double cost = before * width / 1000.0;
    x[i == 0 ? kFirst + column : kInner + kWidthClasses * width_class(before) + column] +=
        rounds * cost;
    x[kUnits + kWidthClasses * (static_cast<int>(activation) - 1) + column] +=
        rounds * width / 64.0;
    products += cost;
    before = width;
  }
  const double last = before * kOutputUnits / 1000.0;
  x[kLast + width_class(before)] += rounds * last;
  products += last;
  x[kConstant] = rounds;
  x[kLayers] = rounds * static_cast<double>(architecture.hidden.size());
  x[kProducts] = rounds * products;
  // Weights that leave the caches cost more: by how far they exceed 1 and 8 million bytes.
  x[kParameters] = std::max(0.0, rounds * products - 1000);
  x[kParameters + 1] = std::max(0.0, rounds * products - 8000);
  return x;
}

}  // namespace

CostModel CostModel::fit(std::span<const MlpArchitecture> architectures,
                         std::span<const double> seconds) {
  const auto n = static_cast<Eigen::Index>(architectures.size());
  Eigen::MatrixXd x(n, kFeatures);
  // Divided by the time, so that errors count relative to it: the target is 1.
  for (Eigen::Index i = 0; i < n; ++i) x.row(i) = features(architectures[i]) / seconds[i];
  // Each feature in its own unit, so that one penalty fits all.
  Eigen::VectorXd unit = x.colwise().norm() / std::sqrt(static_cast<double>(n));
  for (double& u : unit) u = u > 0 ? u : 1;
  x = x * unit.cwiseInverse().asDiagonal();
  // Reweighted so that profiles which something disturbed do not count for much (absolute instead
  // of squared errors beyond a hundredth).
  Eigen::VectorXd trust = Eigen::VectorXd::Ones(n);
  Eigen::VectorXd weights;
  for (int step = 0; step < kReweightings; ++step) {
    Eigen::MatrixXd normal = x.transpose() * trust.asDiagonal() * x;
    normal.diagonal().array() += kPenalty * trust.sum();
    weights = normal.ldlt().solve(x.transpose() * trust);
    trust = (x * weights - Eigen::VectorXd::Ones(n)).cwiseAbs().cwiseMax(0.01).cwiseInverse() / 100;
  }
  weights = weights.cwiseQuotient(unit);
  CostModel model;
  model.weights_.assign(weights.begin(), weights.end());
  model.floor_ = *std::ranges::min_element(seconds) / 1000;
  return model;
}

double CostModel::predict(const MlpArchitecture& architecture) const {
  const Eigen::Map<const Eigen::VectorXd> weights(weights_.data(), kFeatures);
  return std::max(floor_, weights.dot(features(architecture)));
}

}  // namespace neurocrypt::lab
