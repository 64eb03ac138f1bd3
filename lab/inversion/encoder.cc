#include "lab/inversion/encoder.h"

#include <Eigen/Core>
#include <cassert>
#include <cmath>
#include <limits>

namespace neurocrypt::lab {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;

/// Codes this near are one code, rounded: a flipped bit moves the codes of trained encoders by 18
/// %.
constexpr double kSame = 0.06;

ByteString to_block(const ArrayXd& bits) {
  ByteString block(static_cast<std::size_t>(bits.size()) / 8);
  for (Index i = 0; i < bits.size(); ++i) {
    if (bits(i) > 0)
      block[static_cast<std::size_t>(i / 8)] |= static_cast<std::uint8_t>(1 << i % 8);
  }
  return block;
}

double distance(const Network& encoder, const ArrayXd& bits, std::span<const double> code) {
  const std::vector<double> values =
      encoder.evaluate({bits.data(), static_cast<std::size_t>(bits.size())});
  double apart = 0, size = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    apart += std::abs(values[i] - code[i]);
    size += std::abs(code[i]);
  }
  return apart / std::max(size, 1e-300);
}

/// Flips bits while that brings the code nearer.
void flip(const Network& encoder, std::span<const double> code, ArrayXd& bits, double& apart) {
  for (bool nearer = true; nearer && apart > kSame;) {
    nearer = false;
    for (double& bit : bits) {
      bit = -bit;
      const double flipped = distance(encoder, bits, code);
      if (flipped < apart) {
        apart = flipped;
        nearer = true;
      } else {
        bit = -bit;
      }
    }
  }
}

}  // namespace

EncoderInversion invert_encoder(const Network& encoder, std::span<const double> code,
                                int restarts_max, Random& random, const OnStep& on_step) {
  constexpr double kRate = 0.1, kKeepMean = 0.9, kKeepSquare = 0.999;
  const auto units = static_cast<Index>(encoder.inputs());
  assert(units % 8 == 0 && code.size() == encoder.outputs());
  const auto towards_code = [&](std::vector<double> outputs) {
    for (std::size_t i = 0; i < outputs.size(); ++i) outputs[i] -= code[i];
    return outputs;
  };
  EncoderInversion best{{}, std::numeric_limits<double>::infinity(), 0};
  for (int restart = 0; restart < restarts_max && best.distance > kSame; ++restart) {
    best.restarts = restart + 1;
    ArrayXd theta = ArrayXd::NullaryExpr(units, [&] { return 0.1 * random.normal(); });
    ArrayXd mean = ArrayXd::Zero(units), square = ArrayXd::Zero(units);
    for (int step = 1; step <= kInversionSteps; ++step) {
      const ArrayXd x = theta.tanh();
      const std::vector<double> by_x = encoder.gradient({x.data(), encoder.inputs()}, towards_code);
      const ArrayXd slope = Eigen::Map<const ArrayXd>(by_x.data(), units) * (1 - x.square());
      mean = kKeepMean * mean + (1 - kKeepMean) * slope;
      square = kKeepSquare * square + (1 - kKeepSquare) * slope.square();
      theta -= kRate * (mean / (1 - std::pow(kKeepMean, step))) /
               ((square / (1 - std::pow(kKeepSquare, step))).sqrt() + 1e-12);
      if (on_step && restart == 0) on_step(step, to_block(theta));
    }
    ArrayXd bits = (theta > 0).select(ArrayXd::Ones(units), -ArrayXd::Ones(units));
    double apart = distance(encoder, bits, code);
    flip(encoder, code, bits, apart);
    if (apart < best.distance) {
      best.distance = apart;
      best.block = to_block(bits);
    }
  }
  return best;
}

}  // namespace neurocrypt::lab
