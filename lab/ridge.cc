#include "lab/ridge.h"

#include <Eigen/Cholesky>
#include <cassert>
#include <cmath>

namespace neurocrypt::lab {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using View = Eigen::Map<const Matrix>;

View view(const Table& table) {
  return {table.values.data(), static_cast<Eigen::Index>(table.rows()),
          static_cast<Eigen::Index>(table.cols)};
}

}  // namespace

RidgeRegression RidgeRegression::learn(const Table& examples, const Table& answers,
                                       double penalty) {
  assert(examples.rows() == answers.rows() && examples.rows() >= 1 && penalty > 0);
  const View x = view(examples), y = view(answers);
  const Eigen::Index d = x.cols();
  // A constant input as large as the others carries b.
  const double mean_square = x.squaredNorm() / static_cast<double>(x.size());
  const double constant = mean_square > 0 ? std::sqrt(mean_square) : 1;

  Matrix normal = Matrix::Zero(d + 1, d + 1);  // only its lower half is filled in and read
  normal.topLeftCorner(d, d).selfadjointView<Eigen::Lower>().rankUpdate(x.transpose());
  normal.bottomLeftCorner(1, d) = constant * x.colwise().sum();
  normal(d, d) = constant * constant * static_cast<double>(x.rows());
  normal.diagonal().array() += penalty * normal(d, d);
  Matrix right(d + 1, y.cols());
  right.topRows(d).noalias() = x.transpose() * y;
  right.bottomRows(1) = constant * y.colwise().sum();
  Matrix map = normal.selfadjointView<Eigen::Lower>().llt().solve(right);
  map.bottomRows(1) *= constant;

  RidgeRegression model(examples.cols, answers.cols);
  model.map_.assign(map.data(), map.data() + map.size());
  return model;
}

void RidgeRegression::predict(const double* example, double* answer) const {
  const double* const b = map_.data() + inputs_ * outputs_;
  for (std::size_t c = 0; c < outputs_; ++c) answer[c] = b[c];
  for (std::size_t i = 0; i < inputs_; ++i) {
    for (std::size_t c = 0; c < outputs_; ++c) answer[c] += example[i] * map_[i * outputs_ + c];
  }
}

double explained_variance(const RidgeRegression& model, const Table& examples,
                          const Table& answers) {
  const std::size_t m = answers.cols;
  const auto n = static_cast<double>(answers.rows());
  std::vector<double> predicted(m), sum(m), square(m);
  double error = 0;
  for (std::size_t r = 0; r < answers.rows(); ++r) {
    model.predict(examples.row(r), predicted.data());
    for (std::size_t c = 0; c < m; ++c) {
      const double y = answers.row(r)[c];
      error += (y - predicted[c]) * (y - predicted[c]);
      sum[c] += y;
      square[c] += y * y;
    }
  }
  double variance = 0;
  for (std::size_t c = 0; c < m; ++c) variance += square[c] - sum[c] * sum[c] / n;
  return 1 - error / variance;
}

}  // namespace neurocrypt::lab
