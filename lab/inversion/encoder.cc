#include "lab/inversion/encoder.h"

#include <Eigen/Core>
#include <algorithm>
#include <cassert>
#include <cmath>

#include "nn/quantised_mlp.h"

namespace neurocrypt::lab {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// A layer in real numbers: codes to codes, as nn/quantised_mlp.h defines it but for its rounding.
struct RealLayer {
  MatrixXd weights;  // to Q3.12 words, rescaling included
  VectorXd biases;
  std::optional<Activation> activation;

  explicit RealLayer(const QuantisedLayer& layer) : activation(layer.activation) {
    const auto rows = static_cast<Index>(layer.rows);
    const auto cols = static_cast<Index>(layer.cols);
    weights.resize(rows, cols);
    biases.resize(rows);
    for (Index r = 0; r < rows; ++r) {
      const auto row = static_cast<std::size_t>(r);
      const double scale = std::ldexp(layer.factors[row], -layer.sum_shift - layer.shift);
      biases(r) = scale * layer.biases[row];
      for (Index c = 0; c < cols; ++c) {
        weights(r, c) = scale * layer.weights[row * layer.cols + static_cast<std::size_t>(c)];
      }
    }
  }

  /// The codes after words z, and their derivatives by z.
  void activate(const ArrayXd& z, VectorXd& codes, VectorXd& slopes) const {
    if (activation == Activation::kTanh) {
      const ArrayXd t = (z / 4096).tanh();
      codes = 128 * t;
      slopes = (1 - t.square()) * (128.0 / 4096);
    } else if (activation == Activation::kSigmoid) {
      const ArrayXd s = 1 / (1 + (-z / 4096).exp());
      codes = 128 * s;
      slopes = s * (1 - s) * (128.0 / 4096);
    } else if (activation == Activation::kRelu) {
      codes = z.max(0.0) / 256;
      slopes = (z > 0).cast<double>() / 256;
    } else {
      codes = z / 256;
      slopes = VectorXd::Constant(z.size(), 1.0 / 256);
    }
  }
};

/// The gradient of |encoder(x) - code|^2 / units by x.
VectorXd gradient(const std::vector<RealLayer>& layers, const VectorXd& x, const VectorXd& code) {
  std::vector<VectorXd> slopes;
  VectorXd codes = x;
  for (const RealLayer& layer : layers) {
    const ArrayXd z = (layer.weights * codes + layer.biases).array();
    slopes.emplace_back();
    layer.activate(z, codes, slopes.back());
  }
  VectorXd back = 2 * (codes - code) / static_cast<double>(code.size());
  for (std::size_t i = layers.size(); i-- > 0;) {
    back = layers[i].weights.transpose() * back.cwiseProduct(slopes[i]);
  }
  return back;
}

/// The integer encoder, which has the last word.
class Judge {
 public:
  Judge(const std::vector<QuantisedLayer>& encoder, ByteView code)
      : network_(encoder, best_isa()), code_(code) {}

  std::uint64_t distance(const std::vector<std::int8_t>& units) {
    network_.run(units.data(), workspace_);
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < code_.size(); ++i) {
      sum += static_cast<std::uint64_t>(
          std::abs(workspace_.codes[i] - static_cast<std::int8_t>(code_[i])));
    }
    return sum;
  }

 private:
  QuantisedMlp network_;
  ByteView code_;
  MlpWorkspace workspace_;
};

}  // namespace

EncoderInversion invert_encoder(const AutoencoderWeights& weights, ByteView code, int restarts_max,
                                Random& random) {
  constexpr int kSteps = 400;
  constexpr double kRate = 0.1, kKeepMean = 0.9, kKeepSquare = 0.999;
  const auto units = static_cast<Index>(weights.block_units);
  assert(code.size() == weights.block_units);
  const std::vector<RealLayer> layers(weights.encoder.begin(), weights.encoder.end());
  VectorXd target(units);
  for (Index i = 0; i < units; ++i) {
    target(i) = static_cast<std::int8_t>(code[static_cast<std::size_t>(i)]);
  }
  Judge judge(weights.encoder, code);
  EncoderInversion best{ByteString(weights.block_units / 8), ~std::uint64_t{0}, 0};
  for (int restart = 0; restart < restarts_max && best.distance != 0; ++restart) {
    best.restarts = restart + 1;
    ArrayXd theta = ArrayXd::NullaryExpr(units, [&] { return 0.1 * random.normal(); });
    ArrayXd mean = ArrayXd::Zero(units), square = ArrayXd::Zero(units);
    for (int step = 1; step <= kSteps; ++step) {
      const ArrayXd x = theta.tanh();
      const ArrayXd slope = gradient(layers, x, target).array() * (1 - x.square());
      mean = kKeepMean * mean + (1 - kKeepMean) * slope;
      square = kKeepSquare * square + (1 - kKeepSquare) * slope.square();
      theta -= kRate * (mean / (1 - std::pow(kKeepMean, step))) /
               ((square / (1 - std::pow(kKeepSquare, step))).sqrt() + 1e-12);
    }
    std::vector<std::int8_t> bits;
    for (const double value : theta) bits.push_back(value > 0 ? 1 : -1);
    std::uint64_t distance = judge.distance(bits);
    for (bool nearer = true; nearer && distance != 0;) {
      nearer = false;
      for (auto& bit : bits) {
        bit = static_cast<std::int8_t>(-bit);
        const std::uint64_t flipped = judge.distance(bits);
        if (flipped < distance) {
          distance = flipped;
          nearer = true;
        } else {
          bit = static_cast<std::int8_t>(-bit);
        }
      }
    }
    if (distance >= best.distance) continue;
    best.distance = distance;
    std::fill(best.block.begin(), best.block.end(), std::uint8_t{0});
    for (std::size_t i = 0; i < bits.size(); ++i) {
      if (bits[i] > 0) best.block[i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
    }
  }
  return best;
}

}  // namespace neurocrypt::lab
