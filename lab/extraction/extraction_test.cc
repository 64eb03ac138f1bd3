// Networks that extraction must rebuild, and functions that it must not.
#include <gtest/gtest.h>

#include <cmath>

#include "lab/extraction/extract.h"

namespace neurocrypt::lab {
namespace {

double worst_error(const ReluNetwork& a, const ReluNetwork& b, Random& random) {
  double worst = 0;
  for (int i = 0; i < 2000; ++i) {
    const Eigen::VectorXd x = Eigen::VectorXd::NullaryExpr(static_cast<Eigen::Index>(a.inputs()),
                                                           [&] { return random.normal(); });
    worst = std::max(worst, std::abs(a.evaluate(x)(0) - b.evaluate(x)(0)));
  }
  return worst;
}

struct Case {
  const char* widths;
  std::uint64_t seed;
};
class Extraction_ : public testing::TestWithParam<Case> {};

TEST_P(Extraction_, RebuildsTheNetwork) {
  const auto widths = parse_widths(GetParam().widths).value();
  Random random(GetParam().seed, "network");
  const ReluNetwork network = random_network(widths, random);
  std::uint64_t queries = 0;
  const RealFunction f = [&](const Eigen::VectorXd& x) {
    ++queries;
    return network.evaluate(x)(0);
  };
  const auto extraction = extract(f, widths, random, {});
  ASSERT_TRUE(extraction.ok()) << extraction.error().message;
  EXPECT_EQ(extraction->queries, queries);
  EXPECT_EQ(extraction->network.parameters(), network.parameters());
  EXPECT_LT(worst_error(network, extraction->network, random), 0x1p-30);
}

INSTANTIATE_TEST_SUITE_P(Nets, Extraction_,
                         testing::Values(Case{"5-1", 1}, Case{"10-10-1", 1}, Case{"40-7-1", 2},
                                         Case{"10-10-10-1", 1}, Case{"10-20-20-1", 1},
                                         // Surfaces that never cross some plane.
                                         Case{"10-10-10-1", 5}, Case{"10-10-10-1", 9},
                                         // Parallel surfaces, where few units are active.
                                         Case{"10-10-10-1", 17},
                                         // A unit that hardly ever switches.
                                         Case{"10-10-10-1", 23}));

TEST(Extraction, FindsNothingInCoarseAnswersOrElsewhere) {
  const auto widths = parse_widths("10-10-1").value();
  Random random(4, "network");
  const ReluNetwork network = random_network(widths, random);
  const RealFunction functions[] = {
      [&](const Eigen::VectorXd& x) { return std::round(network.evaluate(x)(0) * 32) / 32; },
      [](const Eigen::VectorXd& x) { return std::sin(x.squaredNorm()); },
      [](const Eigen::VectorXd& x) { return std::sin(1e9 * x.sum()); },
      [](const Eigen::VectorXd&) { return 1.5; }};
  for (const RealFunction& f : functions) {
    const auto extraction = extract(f, widths, random, {.queries_max = 1 << 17});
    EXPECT_FALSE(extraction.ok());
  }
}

TEST(Extraction, StopsAtItsLimits) {
  const auto widths = parse_widths("10-20-20-1").value();
  Random random(5, "network");
  const ReluNetwork network = random_network(widths, random);
  const RealFunction f = [&](const Eigen::VectorXd& x) { return network.evaluate(x)(0); };
  EXPECT_EQ(extract(f, widths, random, {.queries_max = 5000}).error().code, ErrorCode::kExhausted);
  EXPECT_EQ(extract(f, widths, random, {.progress = [](double) { return false; }}).error().code,
            ErrorCode::kCancelled);
}

TEST(Kinks, AreWhereTheyAre) {
  const RealFunction f = [](const Eigen::VectorXd& x) {
    return std::abs(x(0) - 0.25) + 3 * std::abs(x(0) - 1.75) + 2 * x(0);
  };
  Probe probe(f, 1, 1 << 16);
  const Line line{Eigen::VectorXd::Zero(1), Eigen::VectorXd::Ones(1), -10, 10};
  const auto kinks = find_kinks(probe, line);
  ASSERT_EQ(kinks.size(), 2u);
  EXPECT_NEAR(kinks[0].t, 0.25, 1e-12);
  EXPECT_NEAR(kinks[1].t, 1.75, 1e-12);
  const auto jump = gradient_jump(probe, line.at(kinks[1].t), line.direction, kinks[1].gap);
  ASSERT_EQ(jump.size(), 1);
  EXPECT_NEAR(jump(0), 6, 1e-9);
}

TEST(Widths, AreParsedStrictly) {
  EXPECT_EQ(parse_widths("784-32-1").value(), (std::vector<int>{784, 32, 1}));
  for (const char* text : {"", "5", "5-", "-5", "5--1", "5-0-1", "5-9999-1", "5-1x"}) {
    EXPECT_FALSE(parse_widths(text).ok()) << text;
  }
}

}  // namespace
}  // namespace neurocrypt::lab
