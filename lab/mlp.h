// A perceptron with one hidden layer beside a linear map, trained on pairs: the clone that could
// learn what a linear map cannot.
#pragma once

#include <Eigen/Core>

#include "lab/random.h"
#include "lab/ridge.h"

namespace neurocrypt::lab {

/// answers = A x + B tanh(C x + c), of standardised inputs x; A starts as the ridge solution, B as
/// zero.
class CloneMlp {
 public:
  struct Options {
    int hidden = 128;
    int epochs = 20;
    int batch = 64;
    float rate = 2e-3F;     ///< of Adam [Kingma and Ba 2015], falling to zero as a cosine
    double penalty = 1e-4;  ///< of the ridge regression
  };
  /// Minimises the squared error. At least one example.
  static CloneMlp learn(const Table& examples, const Table& answers, const Options& options,
                        Random& random);
  void predict(const double* example, double* answer) const;
  /// The length of what the perceptron adds to the linear map at this example.
  [[nodiscard]] double correction(const double* example) const;

 private:
  using Matrix = Eigen::MatrixXf;
  explicit CloneMlp(RidgeRegression linear) : linear_(std::move(linear)) {}
  [[nodiscard]] Eigen::VectorXf beyond_linear(const double* example) const;
  RidgeRegression linear_;
  Eigen::VectorXf centre_, scale_;
  Matrix inner_;  // [hidden][inputs + 1]
  Matrix outer_;  // [outputs][hidden]
};

}  // namespace neurocrypt::lab
