// Ridge regression, the attack that breaks the autoencoder: from known pairs of code and plaintext
// it learns the linear map that decrypts. Plain C++ in double precision; needs no weights and no
// framework.
#pragma once

#include <cstddef>
#include <vector>

namespace neurocrypt::lab {

/// Rows of numbers, one after the other.
struct Table {
  std::size_t cols;
  std::vector<double> values;  ///< [rows][cols]

  explicit Table(std::size_t columns) : cols(columns) {}
  [[nodiscard]] std::size_t rows() const { return values.size() / cols; }
  [[nodiscard]] const double* row(std::size_t index) const { return values.data() + index * cols; }
};

/// y = A x + b, learnt from examples by least squares with a penalty on A.
class RidgeRegression {
 public:
  /// Learns from examples.rows() = answers.rows() >= 1 pairs. `penalty` is relative: times the mean
  /// square of the examples' entries and their number.
  ///
  /// Bounds   penalty > 0, which makes the normal equations positive definite whatever the
  /// examples. Cost     n d^2 + d^3 / 3 + d^2 m operations for n pairs of d and m numbers.
  static RidgeRegression learn(const Table& examples, const Table& answers, double penalty);

  /// Predicts one row of answers from one row of examples.
  void predict(const double* example, double* answer) const;

  [[nodiscard]] std::size_t inputs() const { return inputs_; }
  [[nodiscard]] std::size_t outputs() const { return outputs_; }

 private:
  RidgeRegression(std::size_t inputs, std::size_t outputs) : inputs_(inputs), outputs_(outputs) {}
  std::size_t inputs_, outputs_;
  std::vector<double> map_;  // [inputs + 1][outputs]; the last row is b
};

/// 1 - (mean squared error) / (variance), over all answers: 1 for an affine map, 0 for no relation.
double explained_variance(const RidgeRegression& model, const Table& examples,
                          const Table& answers);

}  // namespace neurocrypt::lab
