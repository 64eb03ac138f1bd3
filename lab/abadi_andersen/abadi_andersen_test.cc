#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "lab/abadi_andersen/training.h"

namespace neurocrypt::lab::adversarial {
namespace {

void randomise(Random& random, float* numbers, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) numbers[i] = static_cast<float>(random.normal() / 4);
}

/// The network again, one sample in double precision, as the paper's text reads.
void reference(const Parameters<float>& w, int inputs, const double* x, double* out) {
  const auto sigmoid = [](double z) { return 1 / (1 + std::exp(-z)); };
  double a[kHidden], b[2][kHidden], c[4][kBits], d[4][kBits];
  for (int u = 0; u < kHidden; ++u) {
    double z = w.dense_bias[u];
    for (int i = 0; i < inputs; ++i) z += x[i] * w.dense[i][u];
    a[u] = sigmoid(z);
  }
  for (int ch = 0; ch < 2; ++ch) {
    for (int t = 0; t < kHidden; ++t) {
      double z = w.conv1_bias[ch];
      for (int k = 0; k < 4; ++k) {
        const int at = t - 1 + k;
        if (at >= 0 && at < kHidden) z += a[at] * w.conv1[ch][k];
      }
      b[ch][t] = sigmoid(z);
    }
  }
  for (int t = 0; t < kBits; ++t) {
    for (int ch = 0; ch < 4; ++ch) {
      double z = w.conv2_bias[ch];
      for (int e = 0; e < 2; ++e) {
        for (int k = 0; k < 2; ++k) z += b[e][2 * t + k] * w.conv2[ch][e][k];
      }
      c[ch][t] = sigmoid(z);
    }
    for (int ch = 0; ch < 4; ++ch) {
      double z = w.conv3_bias[ch];
      for (int e = 0; e < 4; ++e) z += c[e][t] * w.conv3[ch][e];
      d[ch][t] = sigmoid(z);
    }
    double z = w.conv4_bias;
    for (int e = 0; e < 4; ++e) z += d[e][t] * w.conv4[e];
    out[t] = std::tanh(z);
  }
}

class AbadiAndersen : public testing::TestWithParam<int> {
 protected:
  AbadiAndersen() : random_(7) {
    randomise(random_, reinterpret_cast<float*>(&weights_), kParameters);
    for (int i = 0; i < GetParam(); ++i) randomise(random_, pass_.input[i].values, kLanes);
  }
  /// The sum of the outputs' cubes: a loss whose derivative is easy.
  [[nodiscard]] static double loss(const Parameters<float>& weights, const double* input) {
    double out[kBits];
    reference(weights, GetParam(), input, out);
    double sum = 0;
    for (const double y : out) sum += y * y * y;
    return sum;
  }
  void read_inputs(int lane, double* input) const {
    for (int i = 0; i < GetParam(); ++i) input[i] = pass_.input[i].values[lane];
  }

  Random random_;
  Parameters<float> weights_{};
  Activations pass_{};
};

TEST_P(AbadiAndersen, ForwardAgreesWithTheReference) {
  forward(weights_, GetParam(), pass_);
  for (int lane = 0; lane < kLanes; ++lane) {
    double input[kHidden];
    double out[kBits];
    read_inputs(lane, input);
    reference(weights_, GetParam(), input, out);
    for (int t = 0; t < kBits; ++t) EXPECT_NEAR(pass_.output[t].values[lane], out[t], 1e-5);
  }
}

TEST_P(AbadiAndersen, BackwardAgreesWithDifferences) {
  forward(weights_, GetParam(), pass_);
  Lanes by_output[kBits];
  for (int t = 0; t < kBits; ++t) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const float y = pass_.output[t].values[lane];
      by_output[t].values[lane] = 3 * y * y;
    }
  }
  Parameters<Lanes> gradient{};
  Lanes by_input[kHidden];
  backward(weights_, GetParam(), pass_, by_output, &gradient, by_input);
  constexpr double kStep = 1e-3;
  constexpr int kLane = 5;
  double input[kHidden];
  read_inputs(kLane, input);
  for (std::size_t i = 0; i < kParameters; ++i) {
    Parameters<float> up = weights_;
    Parameters<float> down = weights_;
    float& higher = reinterpret_cast<float*>(&up)[i];
    float& lower = reinterpret_cast<float*>(&down)[i];
    higher += static_cast<float>(kStep);
    lower -= static_cast<float>(kStep);
    const double slope = (loss(up, input) - loss(down, input)) /
                         (static_cast<double>(higher) - static_cast<double>(lower));
    EXPECT_NEAR(reinterpret_cast<Lanes*>(&gradient)[i].values[kLane], slope, 1e-4) << i;
  }
  for (int i = 0; i < GetParam(); ++i) {
    double up[kHidden];
    double down[kHidden];
    std::copy_n(input, GetParam(), up);
    std::copy_n(input, GetParam(), down);
    up[i] += kStep;
    down[i] -= kStep;
    const double slope = (loss(weights_, up) - loss(weights_, down)) / (2 * kStep);
    EXPECT_NEAR(by_input[i].values[kLane], slope, 1e-4) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(AliceAndEve, AbadiAndersen, testing::Values(kHidden, kBits));

TEST(AbadiAndersenTraining, Learns) {
  Options options;
  options.seed = 4;
  options.steps_max = 2500;
  options.checkpoint = 2500;
  const Outcome outcome = train(options);
  ASSERT_EQ(outcome.checkpoints.size(), 1U);
  EXPECT_LT(outcome.checkpoints[0].bob_bits_wrong, 6);  // 8 is chance
}

TEST(AbadiAndersenTraining, RepeatsItself) {
  Options options;
  options.steps_max = 50;
  options.checkpoint = 50;
  EXPECT_EQ(train(options).checkpoints[0].eve_bits_wrong,
            train(options).checkpoints[0].eve_bits_wrong);
}

TEST(AbadiAndersenTraining, AKeyUsedTwiceBreaksAnAliceThatIsNotTrainedAtAll) {
  // Near-linear from the start: the attack needs no luck of training.
  Options options;
  options.steps_max = 1;
  options.checkpoint = 1;
  const Outcome outcome = train(options);
  Random random(1);
  EXPECT_GT(break_reused_key(outcome.alice, 64, 4, random), 0.7);
}

}  // namespace
}  // namespace neurocrypt::lab::adversarial
