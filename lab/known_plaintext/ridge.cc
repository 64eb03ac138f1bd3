#include "known_plaintext/ridge.h"

#include <cassert>
#include <cmath>

namespace neurocrypt::lab {
namespace {

// Solves A X = B in place for symmetric positive definite A [n][n] and B [n][m], by Cholesky: A = L
// L^T.
void solve_positive_definite(std::vector<double>& a, std::vector<double>& b, std::size_t n,
                             std::size_t m) {
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = i == j ? std::sqrt(sum) : sum / a[j * n + j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {  // L Y = B
    for (std::size_t k = 0; k < i; ++k) {
      for (std::size_t c = 0; c < m; ++c) b[i * m + c] -= a[i * n + k] * b[k * m + c];
    }
    for (std::size_t c = 0; c < m; ++c) b[i * m + c] /= a[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {  // L^T X = Y
    for (std::size_t k = i + 1; k < n; ++k) {
      for (std::size_t c = 0; c < m; ++c) b[i * m + c] -= a[k * n + i] * b[k * m + c];
    }
    for (std::size_t c = 0; c < m; ++c) b[i * m + c] /= a[i * n + i];
  }
}

}  // namespace

RidgeRegression RidgeRegression::learn(const Table& examples, const Table& answers,
                                       double penalty) {
  const std::size_t d = examples.cols;
  const std::size_t m = answers.cols;
  assert(examples.rows() == answers.rows() && examples.rows() >= 1 && penalty > 0);

  // A constant input as large as the others carries b.
  double square = 0;
  for (const double value : examples.values) square += value * value;
  const double mean_square = square / static_cast<double>(examples.values.size());
  const double constant = mean_square > 0 ? std::sqrt(mean_square) : 1;

  RidgeRegression model(d, m);
  const std::size_t n = d + 1;
  std::vector<double> normal(n * n);
  model.map_.assign(n * m, 0);
  std::vector<double> x(n);
  for (std::size_t r = 0; r < examples.rows(); ++r) {
    for (std::size_t i = 0; i < d; ++i) x[i] = examples.row(r)[i];
    x[d] = constant;
    const double* const y = answers.row(r);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j <= i; ++j) normal[i * n + j] += x[i] * x[j];
      for (std::size_t c = 0; c < m; ++c) model.map_[i * m + c] += x[i] * y[c];
    }
  }
  const double diagonal = penalty * constant * constant * static_cast<double>(examples.rows());
  for (std::size_t i = 0; i < n; ++i) normal[i * n + i] += diagonal;
  solve_positive_definite(normal, model.map_, n, m);
  for (std::size_t c = 0; c < m; ++c) model.map_[d * m + c] *= constant;
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
