// How long a perceptron takes, predicted from its architecture: what a stopwatch is compared with.
#pragma once

#include <span>
#include <vector>

#include "neurocrypt/architecture.h"

namespace neurocrypt::lab {

/// The time is a sum over layers: multiplications by the shape of each weight matrix, activations
/// by their kind, and a cost for each round and layer. Fitted to relative errors, with a small
/// penalty so that few profiles suffice.
class CostModel {
 public:
  /// Shapes   as many architectures as seconds, at least one; seconds > 0.
  static CostModel fit(std::span<const MlpArchitecture> architectures,
                       std::span<const double> seconds);

  /// Seconds; never below a thousandth of the fastest profile.
  [[nodiscard]] double predict(const MlpArchitecture& architecture) const;

 private:
  std::vector<double> weights_;
  double floor_ = 0;
};

}  // namespace neurocrypt::lab
