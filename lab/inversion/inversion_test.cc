// Inversion of encoders and classifiers, with what must not be inverted beside.
#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>

#include "lab/inversion/classifier.h"
#include "lab/inversion/encoder.h"
#include "lab/oracle.h"
#include "lab/targets/catalogue.h"

namespace neurocrypt::lab {
namespace {

/// The numbers of a network drawn at random, all activations in it.
Network random_layers(Random& random) {
  Network network;
  std::size_t cols = 5;
  for (const auto activation :
       {std::optional(Activation::kTanh), std::optional(Activation::kSigmoid),
        std::optional(Activation::kRelu), std::optional<Activation>()}) {
    Network::Layer layer{.rows = cols + 1,
                         .cols = cols,
                         .weights = std::vector<double>((cols + 1) * cols),
                         .biases = std::vector<double>(cols + 1),
                         .activation = activation,
                         .scale = 1.5};
    for (double& weight : layer.weights) weight = random.normal();
    for (double& bias : layer.biases) bias = random.normal();
    network.layers.push_back(std::move(layer));
    ++cols;
  }
  return network;
}

TEST(Network, GradientIsTheSlope) {
  Random random(1, "network test");
  for (int repeat = 0; repeat < 20; ++repeat) {
    const Network network = random_layers(random);
    std::vector<double> x(network.inputs()), weights(network.outputs());
    for (double& value : x) value = random.normal();
    for (double& weight : weights) weight = random.normal();
    const auto loss = [&](std::span<const double> at) {
      const std::vector<double> y = network.evaluate(at);
      double sum = 0;
      for (std::size_t i = 0; i < y.size(); ++i) sum += weights[i] * y[i];
      return sum;
    };
    const std::vector<double> gradient =
        network.gradient(x, [&](const std::vector<double>&) { return weights; });
    for (std::size_t i = 0; i < x.size(); ++i) {
      constexpr double kStep = 1e-6;
      std::vector<double> up = x, down = x;
      up[i] += kStep;
      down[i] -= kStep;
      EXPECT_NEAR(gradient[i], (loss(up) - loss(down)) / (2 * kStep), 1e-5);
    }
  }
}

TEST(EncoderInversion, DecryptsWithoutTheDecoder) {
  auto target = make_target("toy-codec", 1);
  ASSERT_TRUE(target.ok());
  Oracle oracle(std::move(*target));
  Random random(1, "inversion test");
  const Pairs pairs = oracle.known_pairs(4, random).value();
  for (std::size_t i = 0; i < pairs.count(); ++i) {
    std::vector<double> code(pairs.shape.code_values());
    code_values(pairs.shape, ByteView(pairs.codes).subspan(i * code.size(), code.size()),
                code.data());
    int steps = 0;
    const EncoderInversion found =
        invert_encoder(oracle.white_box(), code, 4, random, [&](int, ByteView) { ++steps; });
    EXPECT_TRUE(std::ranges::equal(found.block, ByteView(pairs.blocks).subspan(16 * i, 16)));
    EXPECT_EQ(found.restarts, 1);
    EXPECT_EQ(steps, kInversionSteps);
  }
}

TEST(EncoderInversion, FindsNoBlockForCodesOfNone) {
  const auto target = make_target("toy-codec", 1);
  ASSERT_TRUE(target.ok());
  Random random(2, "inversion test");
  std::vector<double> code(target->white_box->outputs());
  for (double& value : code) value = 30 * random.normal();
  const EncoderInversion found = invert_encoder(*target->white_box, code, 2, random);
  EXPECT_GT(found.distance, 0.2);
  EXPECT_EQ(found.restarts, 2);
}

// What a key's white box computes is what its integers compute, but for rounding.
TEST(WhiteBox, IsTheCipherBeforeRounding) {
  for (const char* name : {"toy-codec", "toy-chaos"}) {
    auto target = make_target(name, 3);
    ASSERT_TRUE(target.ok());
    Oracle oracle(std::move(*target));
    Random random(3, "white box test");
    const Pairs pairs = oracle.known_pairs(1, random).value();
    std::vector<double> code(pairs.shape.code_values()), bits(pairs.shape.block_bits());
    code_values(pairs.shape, pairs.codes, code.data());
    bit_values(pairs.blocks, bits.data());
    const std::vector<double> real = oracle.white_box().evaluate(bits);
    for (std::size_t i = 0; i < code.size(); ++i) EXPECT_NEAR(real[i], code[i], 0.5);
  }
}

TEST(ClassInversion, ShowsTheDigitsThatWereLearnt) {
  auto target = make_target("digits", 1);
  if (!target.ok()) {
    EXPECT_EQ(target.error().code, ErrorCode::kUnsupported);
    GTEST_SKIP() << target.error().message;
  }
  // Labels that say nothing teach nothing that inversion could show.
  for (const auto& [name, at_least, at_most] :
       {std::tuple("digits", 9, 10), std::tuple("digits/shuffled", 0, 4)}) {
    target = make_target(name, 1);
    ASSERT_TRUE(target.ok());
    const Eigen::MatrixXd means =
        Eigen::Map<const Eigen::MatrixXd>(target->gallery->means.data(), 64, 10).transpose();
    int shown = 0;
    for (Eigen::Index label = 0; label < 10; ++label) {
      const auto image = invert_class(*target->white_box, static_cast<std::size_t>(label));
      Eigen::Index most_like = 0;
      likeness(means, image).maxCoeff(&most_like);
      shown += most_like == label ? 1 : 0;
    }
    EXPECT_GE(shown, at_least) << name;
    EXPECT_LE(shown, at_most) << name;
  }
}

TEST(Digits, AreParsedStrictly) {
  std::string line;
  for (int i = 0; i < 64; ++i) line += "16,";
  EXPECT_EQ(parse_digits(line + "7\n" + line + "0").value().labels, (std::vector<int>{7, 0}));
  EXPECT_EQ(parse_digits("").value().labels.size(), 0u);
  for (const std::string& bad : {line, line + "7,", line + "x", line + "10", line.substr(3) + "7",
                                 "17," + line.substr(3) + "7"}) {
    EXPECT_EQ(parse_digits(bad).error().code, ErrorCode::kCorrupt) << bad;
  }
}

}  // namespace
}  // namespace neurocrypt::lab
