#include "lab/mlp.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace neurocrypt::lab {
namespace {

/// One matrix under Adam.
class Adam {
 public:
  explicit Adam(const Eigen::MatrixXf& like)
      : mean_(Eigen::MatrixXf::Zero(like.rows(), like.cols())), square_(mean_) {}
  void step(Eigen::MatrixXf& weights, const Eigen::MatrixXf& gradient, float rate) {
    constexpr float kMean = 0.9F, kSquare = 0.999F, kSmall = 1e-8F;
    ++steps_;
    mean_ = kMean * mean_ + (1 - kMean) * gradient;
    square_ = kSquare * square_ + (1 - kSquare) * gradient.cwiseAbs2();
    const float mean_bias = 1 - std::pow(kMean, static_cast<float>(steps_));
    const float square_bias = 1 - std::pow(kSquare, static_cast<float>(steps_));
    weights.array() -=
        rate * (mean_ / mean_bias).array() / ((square_ / square_bias).array().sqrt() + kSmall);
  }

 private:
  Eigen::MatrixXf mean_, square_;
  int steps_ = 0;
};

}  // namespace

CloneMlp CloneMlp::learn(const Table& examples, const Table& answers, const Options& options,
                         Random& random) {
  const auto n = static_cast<Eigen::Index>(examples.rows());
  const auto inputs = static_cast<Eigen::Index>(examples.cols);
  const auto outputs = static_cast<Eigen::Index>(answers.cols);
  CloneMlp model(RidgeRegression::learn(examples, answers, options.penalty));

  // Columns are examples. What the linear part leaves over is what the network learns.
  using Rows = Eigen::Map<const Eigen::MatrixXd>;
  Matrix x = Rows(examples.values.data(), inputs, n).cast<float>();
  model.centre_ = x.rowwise().mean();
  x.colwise() -= model.centre_;
  model.scale_ = (x.rowwise().squaredNorm() / static_cast<float>(n)).cwiseSqrt().cwiseMax(1e-6F);
  x = model.scale_.cwiseInverse().asDiagonal() * x;
  x.conservativeResize(inputs + 1, Eigen::NoChange);
  x.row(inputs).setOnes();
  Matrix rest(outputs, n);
  Eigen::VectorXd predicted(outputs);
  for (Eigen::Index i = 0; i < n; ++i) {
    model.linear_.predict(examples.row(static_cast<std::size_t>(i)), predicted.data());
    const Eigen::Map<const Eigen::VectorXd> right(answers.row(static_cast<std::size_t>(i)),
                                                  outputs);
    rest.col(i) = (right - predicted).cast<float>();
  }

  const auto hidden = static_cast<Eigen::Index>(options.hidden);
  model.inner_ = Matrix::NullaryExpr(hidden, inputs + 1, [&](Eigen::Index, Eigen::Index) {
    return static_cast<float>(random.normal() / std::sqrt(static_cast<double>(inputs)));
  });
  model.outer_ = Matrix::Zero(outputs, hidden);
  Adam inner(model.inner_), outer(model.outer_);
  std::vector<Eigen::Index> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  const Eigen::Index batch = std::min<Eigen::Index>(options.batch, n);
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    const float rate = options.rate * 0.5F *
                       (1 + std::cos(std::numbers::pi_v<float> * static_cast<float>(epoch) /
                                     static_cast<float>(options.epochs)));
    for (Eigen::Index at = 0; at + batch <= n; at += batch) {
      const std::vector<Eigen::Index> some(order.begin() + at, order.begin() + at + batch);
      const Matrix input = x(Eigen::all, some);
      const Matrix active = (model.inner_ * input).array().tanh();
      const Matrix error =
          (model.outer_ * active - rest(Eigen::all, some)) / static_cast<float>(batch);
      const Matrix back =
          (model.outer_.transpose() * error).array() * (1 - active.array().square());
      outer.step(model.outer_, error * active.transpose(), rate);
      inner.step(model.inner_, back * input.transpose(), rate);
    }
  }
  return model;
}

Eigen::VectorXf CloneMlp::beyond_linear(const double* example) const {
  const Eigen::Index inputs = centre_.size();
  Eigen::VectorXf x(inputs + 1);
  x.head(inputs) = (Eigen::Map<const Eigen::VectorXd>(example, inputs).cast<float>() - centre_)
                       .cwiseQuotient(scale_);
  x[inputs] = 1;
  return outer_ * Eigen::VectorXf((inner_ * x).array().tanh());
}

void CloneMlp::predict(const double* example, double* answer) const {
  const Eigen::VectorXf more = beyond_linear(example);
  linear_.predict(example, answer);
  for (Eigen::Index i = 0; i < more.size(); ++i) answer[i] += more[i];
}

double CloneMlp::correction(const double* example) const { return beyond_linear(example).norm(); }

}  // namespace neurocrypt::lab
