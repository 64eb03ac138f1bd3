// The trainer against finite differences and plain sums, what it must learn and what it must not,
// and the search for input differences.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "lab/neural_distinguisher/attack.h"
#include "lab/neural_distinguisher/differences.h"
#include "lab/neural_distinguisher/training.h"
#include "lab/targets/catalogue.h"
#include "lab/targets/speck32.h"

namespace neurocrypt::lab {
namespace {

// ePrint 2013/404, appendix C.
TEST(Speck32, PublishedVector) {
  const Speck32 cipher({0x1918, 0x1110, 0x0908, 0x0100}, kSpeck32Rounds);
  EXPECT_EQ(cipher.encrypt({0x6574, 0x694c}), (Speck32Block{0xa868, 0x42f2}));
  EXPECT_EQ(cipher.decrypt({0xa868, 0x42f2}), (Speck32Block{0x6574, 0x694c}));
}

TEST(Speck32, TargetInvertsAtEveryNumberOfRounds) {
  for (const char* const name : {"speck32/1", "speck32/5", "speck32"}) {
    Oracle oracle(make_target(name, 1).value());
    const ByteString blocks = Random(2).bytes(4 * 33);
    ByteString codes(blocks.size()), back(blocks.size());
    ASSERT_TRUE(oracle.encrypt(blocks, codes).ok());
    ASSERT_TRUE(oracle.decrypt(codes, back).ok());
    EXPECT_NE(codes, blocks);
    EXPECT_EQ(back, blocks);
  }
  for (const char* const name : {"speck32/0", "speck32/23", "speck32/five"}) {
    EXPECT_FALSE(make_target(name, 1).ok()) << name;
  }
}

TEST(Kernels, ProductsOfEverySize) {
  Random random(1);
  const auto draw = [&](std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(random.normal());
    return values;
  };
  for (const std::size_t m : {1, 3, 4, 65, 130}) {
    for (const std::size_t n : {1, 7, 8, 9, 16, 25, 32}) {
      for (const std::size_t k : {1, 2, 255, 256, 300}) {
        const std::vector<float> a = draw(m * k), b = draw(k * n), c = draw(m * (n + 3));
        for (const bool transposed : {false, true}) {
          const Left left = transposed ? Left{a.data(), 1, m} : Left{a.data(), k, 1};
          std::vector<float> product = c;
          multiply_add(m, n, k, left, b.data(), product.data(), n + 3);
          for (std::size_t i = 0; i < m; ++i) {
            for (std::size_t j = 0; j < n + 3; ++j) {
              double sum = c[i * (n + 3) + j];
              for (std::size_t l = 0; l < (j < n ? k : 0); ++l) {
                sum += double{a[i * left.row + l * left.column]} * double{b[l * n + j]};
              }
              ASSERT_NEAR(product[i * (n + 3) + j], sum, 1e-3) << m << ' ' << n << ' ' << k;
            }
          }
        }
      }
    }
  }
}

struct Case {
  const char* name;
  DistinguisherShape shape;
};
class Networks : public testing::TestWithParam<Case> {};

// Every layer's weights, scales and shifts, along the signs of their gradient.
TEST_P(Networks, GradientAgreesWithFiniteDifferences) {
  constexpr std::size_t kExamples = 24;
  constexpr float kStep = 1e-4F;
  Random random(3);
  Distinguisher network(GetParam().shape, random);
  for (float& weight : network.weights()) weight += 0.1F * static_cast<float>(random.normal());
  const ByteString rows = random.bytes(kExamples * GetParam().shape.example_bytes());
  std::vector<std::uint8_t> labels(kExamples);
  for (auto& label : labels) label = static_cast<std::uint8_t>(random.below(2));
  std::vector<float> gradient, unused;
  network.loss(rows, labels, gradient);
  const std::vector<std::size_t> parts = network.parts();
  ASSERT_EQ(parts.back(), network.parameters());
  const std::vector<float> weights(network.weights().begin(), network.weights().end());
  for (std::size_t part = 0; part + 1 < parts.size(); ++part) {
    double expected = 0;
    double loss[2];
    for (const int side : {0, 1}) {
      for (std::size_t i = parts[part]; i < parts[part + 1]; ++i) {
        const float direction = gradient[i] > 0 ? 1.0F : -1.0F;
        network.weights()[i] = weights[i] + (side == 0 ? -kStep : kStep) * direction;
        expected += 0.5 * static_cast<double>(std::abs(gradient[i]));
      }
      loss[side] = network.loss(rows, labels, unused);
    }
    std::ranges::copy(weights, network.weights().begin());
    EXPECT_NEAR((loss[1] - loss[0]) / (2 * kStep) / expected, 1, 0.02)
        << "part " << part << ": " << expected;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, Networks,
    testing::Values(
        Case{"residual", {.words = 4, .word_bits = 16, .filters = 16, .hidden = {16, 8}}},
        Case{"deep", {.words = 3, .word_bits = 8, .filters = 8, .depth = 3, .hidden = {9}}},
        Case{"no_block", {.words = 2, .word_bits = 16, .filters = 8, .depth = 0, .hidden = {8}}},
        Case{"perceptron", {.words = 4, .word_bits = 8, .filters = 0, .hidden = {24, 16}}}),
    [](const auto& parameter) { return std::string(parameter.param.name); });

// What Keras counts for the paper's network, without the biases and moments that are not trained
// here.
TEST(Network, HasThePublishedSize) {
  Random random(1);
  EXPECT_EQ(Distinguisher({.words = 4, .word_bits = 16}, random).parameters(), 44'321u - 224 - 448);
}

const auto kIgnoreProgress = [](double) { return Status{}; };

/// Two random bytes; in real examples bit 3 of both is the same.
Examples related_bits(std::size_t count, Random& random) {
  Examples examples{.example_bytes = 2, .rows = random.bytes(2 * count)};
  for (std::size_t i = 0; i < count; ++i) {
    std::uint8_t* const row = &examples.rows[2 * i];
    examples.labels.push_back(static_cast<std::uint8_t>(i % 2));
    const bool equal = (row[0] >> 3 & 1) == (row[1] >> 3 & 1);
    if (i % 2 == 1 && !equal) row[0] ^= 8;
  }
  return examples;
}

double accuracy_after(const DistinguisherShape& shape, Examples examples, const Examples& fresh,
                      std::uint64_t seed) {
  Random random(seed);
  Distinguisher network(shape, random);
  EXPECT_TRUE(train(network, {.steps = 300, .cycle_steps = 300}, shuffled(examples, 100, random),
                    kIgnoreProgress)
                  .ok());
  const Judgement judgement = judge(network, fresh);
  return judgement.right / judgement.examples;
}

// An exclusive or of two bits, which no linear map tells: three quarters is all there is to reach.
TEST(Training, LearnsARelationAndNothingFromNoise) {
  const DistinguisherShape shapes[] = {
      {.words = 2, .word_bits = 8, .filters = 0, .hidden = {32, 16}},
      {.words = 2, .word_bits = 8, .filters = 16, .hidden = {16}}};
  Random random(1);
  const Examples examples = related_bits(10'000, random), fresh = related_bits(4'000, random);
  for (const DistinguisherShape& shape : shapes) {
    EXPECT_NEAR(accuracy_after(shape, examples, fresh, 2), 0.75, 0.03);
    Examples noise = examples;
    for (auto& label : noise.labels) label = static_cast<std::uint8_t>(random.below(2));
    EXPECT_NEAR(accuracy_after(shape, noise, fresh, 2), 0.5, 0.06);
  }
}

TEST(Training, TheSameSeedGivesTheSameNetwork) {
  const auto answers = [](std::uint64_t seed) {
    Random random(seed);
    const Examples examples = related_bits(1'000, random);
    Distinguisher network({.words = 1, .word_bits = 16, .filters = 8}, random);
    EXPECT_TRUE(train(network, {.steps = 20, .cycle_steps = 10}, shuffled(examples, 50, random),
                      kIgnoreProgress)
                    .ok());
    return network.predict(examples.rows);
  };
  EXPECT_EQ(answers(5), answers(5));
  EXPECT_NE(answers(5), answers(6));
}

TEST(Training, ShowsEveryExampleOnceEachTimeRound) {
  Random random(3);
  Examples examples{.example_bytes = 1};
  for (std::uint8_t i = 0; i < 100; ++i) {
    examples.rows.push_back(i);
    examples.labels.push_back(i % 2);
  }
  const NextBatch next = shuffled(examples, 20, random);
  ByteString orders[2];
  for (ByteString& order : orders) {
    for (int i = 0; i < 5; ++i) {
      Examples batch{.example_bytes = 1};
      ASSERT_TRUE(next(batch).ok());
      ASSERT_EQ(batch.count(), 20u);
      for (std::size_t j = 0; j < 20; ++j) EXPECT_EQ(batch.labels[j], batch.rows[j] % 2);
      order.insert(order.end(), batch.rows.begin(), batch.rows.end());
    }
  }
  EXPECT_NE(orders[0], orders[1]);
  for (ByteString& order : orders) std::ranges::sort(order);
  EXPECT_EQ(orders[0], examples.rows);
  EXPECT_EQ(orders[1], examples.rows);
}

TEST(Training, RatesFallAgainAndAgain) {
  const Schedule schedule{.steps = 30, .cycle_steps = 10};
  for (const std::size_t start : {0, 10, 20}) {
    EXPECT_FLOAT_EQ(schedule.rate(start), 2e-3F);
    EXPECT_FLOAT_EQ(schedule.rate(start + 9), 1e-4F);
    EXPECT_LT(schedule.rate(start + 5), schedule.rate(start + 4));
  }
}

TEST(Training, StopsWhereItIsTold) {
  Random random(4);
  const Examples examples = related_bits(100, random);
  Distinguisher network({.words = 2, .word_bits = 8, .filters = 0}, random);
  const Status status = train(network, {.steps = 100, .cycle_steps = 100},
                              shuffled(examples, 50, random), [](double done) {
                                return done < 0.5 ? Status{} : Error{ErrorCode::kCancelled, "", {}};
                              });
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
}

// The difference of Gohr's distinguishers, which their author took from the literature: here it is
// found from answers alone, even where no single output bit shows it.
TEST(Differences, FindsThePublishedOneOfSpeck) {
  for (const auto& [name, evaluations] :
       {std::pair("speck32/5", 1e5), std::pair("speck32/7", 1e6)}) {
    for (const std::uint64_t seed : {1, 2, 3}) {
      Oracle oracle(make_target(name, seed).value());
      Random random(seed);
      const auto found =
          find_difference(block_function(oracle), evaluations, random, kIgnoreProgress);
      ASSERT_TRUE(found.ok());
      EXPECT_EQ(found->difference, (ByteString{0x00, 0x00, 0x40, 0x00})) << name;  // y, x = 0x0040
      EXPECT_GT(found->tried, 64u);
      EXPECT_NEAR(static_cast<double>(oracle.queries()), evaluations, 0.3 * evaluations);
    }
  }
}

TEST(Differences, CorrelationsOfARandomFunctionAreChance) {
  Oracle oracle(make_target("random-function", 1).value());
  Random random(1);
  const auto found = find_difference(block_function(oracle), 1e5, random, kIgnoreProgress);
  ASSERT_TRUE(found.ok());
  EXPECT_LT(found->correlation, 0.2);
  EXPECT_FALSE(std::ranges::all_of(found->difference, [](auto byte) { return byte == 0; }));
}

TEST(Differences, LetsTheOraclesErrorsThrough) {
  Oracle oracle(make_target("speck32/5", 1).value(), 1'000);
  Random random(1);
  const auto found = find_difference(block_function(oracle), 1e5, random, kIgnoreProgress);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, ErrorCode::kExhausted);
}

/// Blocks of two bytes, which stay as they are.
class SmallFace final : public BlockFace {
 public:
  [[nodiscard]] BlockShape shape() const override { return {.block_bytes = 2, .code_bytes = 2}; }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    std::ranges::copy(blocks, codes.begin());
    return {};
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    return encrypt(codes, blocks);
  }
};

// A network could learn a small codebook by heart: what it says of "fresh" pairs is no evidence.
TEST(Attacks, JudgeNoSmallCodebook) {
  for (const Attack* const attack : {&kNeuralResidual, &kNeuralPerceptron}) {
    Oracle oracle(
        {.name = "small", .description = "", .block = std::make_shared<const SmallFace>()});
    const auto evidence = run_attack(*attack, oracle, {.budget_s = 2});
    ASSERT_TRUE(evidence.ok());
    EXPECT_EQ(evidence->verdict, Verdict::kNotEnoughSamples);
    EXPECT_FALSE(evidence->summary.empty());
  }
}

}  // namespace
}  // namespace neurocrypt::lab
