#include "lab/inversion/classifier.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
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

/// The last column of `weights` is the biases.
Network::Layer layer_of(const MatrixXd& weights, std::optional<Activation> activation) {
  Network::Layer layer{.rows = static_cast<std::size_t>(weights.rows()),
                       .cols = static_cast<std::size_t>(weights.cols()) - 1,
                       .weights = {},
                       .biases = {},
                       .activation = activation};
  for (Index row = 0; row < weights.rows(); ++row) {
    const VectorXd numbers = weights.row(row).transpose();
    layer.weights.insert(layer.weights.end(), numbers.begin(), numbers.end() - 1);
    layer.biases.push_back(numbers(numbers.size() - 1));
  }
  return layer;
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

Network train_classifier(const Examples& examples, int hidden, int epochs, Random& random) {
  constexpr double kRate = 0.1, kMomentum = 0.9, kDecay = 1e-4;
  const Index inputs = examples.inputs.cols();
  const auto normal = [&](double scale) {
    return [&random, scale] { return scale * random.normal(); };
  };
  MatrixXd in = MatrixXd::NullaryExpr(hidden, inputs + 1, normal(1 / std::sqrt(inputs)));
  MatrixXd out = MatrixXd::NullaryExpr(examples.classes, hidden + 1, normal(1 / std::sqrt(hidden)));
  MatrixXd in_speed = MatrixXd::Zero(hidden, inputs + 1);
  MatrixXd out_speed = MatrixXd::Zero(examples.classes, hidden + 1);
  std::vector<std::size_t> order(examples.labels.size());
  std::iota(order.begin(), order.end(), 0);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    for (std::size_t i = order.size(); i-- > 1;) std::swap(order[i], order[random.below(i + 1)]);
    const double rate = kRate * (1 - static_cast<double>(epoch) / epochs);
    for (const std::size_t i : order) {
      const VectorXd x = with_one(examples.inputs.row(static_cast<Index>(i)).transpose());
      const VectorXd h = with_one(sigmoid(in * x));
      VectorXd error = softmax(out * h);
      error(examples.labels[i]) -= 1;
      const VectorXd back =
          (out.transpose() * error)
              .head(hidden)
              .cwiseProduct(h.head(hidden).cwiseProduct(VectorXd::Ones(hidden) - h.head(hidden)));
      out_speed =
          kMomentum * out_speed - (1 - kMomentum) * rate * (error * h.transpose() + kDecay * out);
      in_speed =
          kMomentum * in_speed - (1 - kMomentum) * rate * (back * x.transpose() + kDecay * in);
      out += out_speed;
      in += in_speed;
    }
  }
  return {{layer_of(in, Activation::kSigmoid), layer_of(out, std::nullopt)}};
}

double accuracy(const Network& classifier, const Examples& examples) {
  int right = 0;
  for (std::size_t i = 0; i < examples.labels.size(); ++i) {
    const VectorXd x = examples.inputs.row(static_cast<Index>(i)).transpose();
    const std::vector<double> sure = classifier.evaluate({x.data(), classifier.inputs()});
    const auto label = std::max_element(sure.begin(), sure.end()) - sure.begin();
    right += label == examples.labels[i] ? 1 : 0;
  }
  return right / static_cast<double>(examples.labels.size());
}

std::vector<double> invert_class(const Network& classifier, std::size_t label) {
  constexpr int kSteps = 500;
  constexpr double kRate = 0.1;
  // d log softmax(outputs)[label] / d outputs.
  const auto surer = [label](const std::vector<double>& outputs) {
    const VectorXd slope =
        -softmax(Eigen::Map<const VectorXd>(outputs.data(), static_cast<Index>(outputs.size())));
    std::vector<double> result(slope.begin(), slope.end());
    result[label] += 1;
    return result;
  };
  std::vector<double> x(classifier.inputs(), 0.5);
  for (int step = 0; step < kSteps; ++step) {
    const std::vector<double> gradient = classifier.gradient(x, surer);
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = std::clamp(x[i] + kRate * gradient[i], 0.0, 1.0);
    }
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

VectorXd likeness(const MatrixXd& class_means, std::span<const double> image) {
  const VectorXd common = class_means.colwise().mean().transpose();
  const VectorXd shape =
      Eigen::Map<const VectorXd>(image.data(), static_cast<Index>(image.size())) - common;
  MatrixXd shapes = class_means.rowwise() - common.transpose();
  shapes.rowwise().normalize();
  return shapes * shape.normalized();
}

}  // namespace neurocrypt::lab
