#include "lab/inversion/classifier.h"

#include <charconv>
#include <cmath>
#include <numeric>
#include <string>

namespace neurocrypt::lab {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

VectorXd with_one(const VectorXd& x) {
  VectorXd result(x.size() + 1);
  result << x, 1;
  return result;
}

VectorXd sigmoid(const VectorXd& x) { return (1 / (1 + (-x.array()).exp())).matrix(); }

VectorXd softmax(const VectorXd& x) {
  const VectorXd e = (x.array() - x.maxCoeff()).exp();
  return e / e.sum();
}

}  // namespace

Result<Examples> parse_digits(std::string_view text) {
  constexpr Index kPixels = 64;
  constexpr double kWhite = 16;
  std::vector<double> pixels;
  Examples examples{{}, {}, 10};
  for (int line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const char* at = text.data();
    const char* const stop = at + end;
    for (Index i = 0; i <= kPixels; ++i) {
      double value = -1;
      const auto [next, error] = std::from_chars(at, stop, value);
      const bool last = i == kPixels;
      const bool fits =
          error == std::errc() && value >= 0 && value <= (last ? 9 : kWhite) &&
          (last ? next == stop && value == std::floor(value) : next != stop && *next == ',');
      if (!fits) {
        return Error{ErrorCode::kCorrupt,
                     "line " + std::to_string(line) + " is not 64 pixels and a digit",
                     {}};
      }
      if (last) {
        examples.labels.push_back(static_cast<int>(value));
      } else {
        pixels.push_back(value / kWhite);
        at = next + 1;
      }
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  examples.inputs.resize(static_cast<Index>(examples.labels.size()), kPixels);
  for (Index i = 0; i < examples.inputs.rows(); ++i) {
    for (Index j = 0; j < kPixels; ++j) {
      examples.inputs(i, j) = pixels[static_cast<std::size_t>(i * kPixels + j)];
    }
  }
  return examples;
}

Classifier Classifier::train(const Examples& examples, int hidden, int epochs, Random& random) {
  constexpr double kRate = 0.1, kMomentum = 0.9, kDecay = 1e-4;
  const Index inputs = examples.inputs.cols();
  Classifier model;
  const auto normal = [&](double scale) {
    return [&random, scale] { return scale * random.normal(); };
  };
  model.in_ = MatrixXd::NullaryExpr(hidden, inputs + 1, normal(1 / std::sqrt(inputs)));
  model.out_ = MatrixXd::NullaryExpr(examples.classes, hidden + 1, normal(1 / std::sqrt(hidden)));
  MatrixXd in_speed = MatrixXd::Zero(hidden, inputs + 1);
  MatrixXd out_speed = MatrixXd::Zero(examples.classes, hidden + 1);
  std::vector<std::size_t> order(examples.labels.size());
  std::iota(order.begin(), order.end(), 0);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    for (std::size_t i = order.size(); i-- > 1;) std::swap(order[i], order[random.below(i + 1)]);
    const double rate = kRate * (1 - static_cast<double>(epoch) / epochs);
    for (const std::size_t i : order) {
      const VectorXd x = with_one(examples.inputs.row(static_cast<Index>(i)).transpose());
      const VectorXd h = with_one(sigmoid(model.in_ * x));
      VectorXd error = softmax(model.out_ * h);
      error(examples.labels[i]) -= 1;
      const VectorXd back =
          (model.out_.transpose() * error)
              .head(hidden)
              .cwiseProduct(h.head(hidden).cwiseProduct(VectorXd::Ones(hidden) - h.head(hidden)));
      out_speed = kMomentum * out_speed -
                  (1 - kMomentum) * rate * (error * h.transpose() + kDecay * model.out_);
      in_speed = kMomentum * in_speed -
                 (1 - kMomentum) * rate * (back * x.transpose() + kDecay * model.in_);
      model.out_ += out_speed;
      model.in_ += in_speed;
    }
  }
  return model;
}

VectorXd Classifier::confidences(const VectorXd& x) const {
  return softmax(out_ * with_one(sigmoid(in_ * with_one(x))));
}

double Classifier::accuracy(const Examples& examples) const {
  int right = 0;
  for (std::size_t i = 0; i < examples.labels.size(); ++i) {
    Index label = 0;
    confidences(examples.inputs.row(static_cast<Index>(i)).transpose()).maxCoeff(&label);
    right += label == examples.labels[i] ? 1 : 0;
  }
  return right / static_cast<double>(examples.labels.size());
}

VectorXd Classifier::gradient(const VectorXd& x, int label) const {
  const VectorXd h = sigmoid(in_ * with_one(x));
  VectorXd error = -softmax(out_ * with_one(h));
  error(label) += 1;
  const VectorXd back = (out_.transpose() * error)
                            .head(h.size())
                            .cwiseProduct(h.cwiseProduct(VectorXd::Ones(h.size()) - h));
  return (in_.transpose() * back).head(x.size());
}

VectorXd invert_class(const Classifier& classifier, Index inputs, int label) {
  constexpr int kSteps = 500;
  constexpr double kRate = 0.1;
  VectorXd x = VectorXd::Constant(inputs, 0.5);
  for (int step = 0; step < kSteps; ++step) {
    x = (x + kRate * classifier.gradient(x, label)).cwiseMax(0.0).cwiseMin(1.0);
  }
  return x;
}

MatrixXd class_means(const Examples& examples) {
  MatrixXd means = MatrixXd::Zero(examples.classes, examples.inputs.cols());
  VectorXd counts = VectorXd::Zero(examples.classes);
  for (std::size_t i = 0; i < examples.labels.size(); ++i) {
    means.row(examples.labels[i]) += examples.inputs.row(static_cast<Index>(i));
    counts(examples.labels[i]) += 1;
  }
  return counts.cwiseMax(1.0).cwiseInverse().asDiagonal() * means;
}

}  // namespace neurocrypt::lab
