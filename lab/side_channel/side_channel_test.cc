#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "lab/side_channel/architecture.h"
#include "lab/side_channel/cost_model.h"
#include "lab/side_channel/leakage.h"
#include "lab/side_channel/welch.h"
#include "lab/targets/catalogue.h"

namespace neurocrypt::lab {
namespace {

TEST(Welch, IsTheFormulaInTwoPasses) {
  std::mt19937 random(1);
  std::vector<double> classes[2];
  WelchTest test;
  for (int i = 0; i < 1000; ++i) {
    const int of_class = i % 3 == 0 ? 1 : 0;
    const double x = 1e6 + static_cast<double>(random() % 1000) + (of_class == 1 ? 30.0 : 0.0);
    classes[of_class].push_back(x);
    test.push(of_class, x);
  }
  double mean[2], variance[2];
  for (int c = 0; c < 2; ++c) {
    const auto n = static_cast<double>(classes[c].size());
    mean[c] = std::accumulate(classes[c].begin(), classes[c].end(), 0.0) / n;
    variance[c] = 0;
    for (const double x : classes[c]) variance[c] += (x - mean[c]) * (x - mean[c]) / (n - 1) / n;
  }
  EXPECT_NEAR(test.t(), (mean[0] - mean[1]) / std::sqrt(variance[0] + variance[1]), 1e-6);
}

TEST(Welch, NeedsTwoObservationsOfEachClass) {
  WelchTest test;
  EXPECT_EQ(test.t(), 0);
  test.push(0, 1);
  test.push(0, 2);
  test.push(1, 5);
  EXPECT_EQ(test.t(), 0);
  test.push(1, 5);
  EXPECT_LT(test.t(), -5);
}

TEST(Leakage, Verdicts) {
  const auto verdict = [](double t, std::size_t measurements, double random_ns = 120) {
    return judge_leakage({.measurements = measurements,
                          .t = t,
                          .test = "all times",
                          .fixed_ns = 100,
                          .random_ns = random_ns},
                         "x")
        .verdict;
  };
  EXPECT_EQ(verdict(11, 999), Verdict::kNotEnoughSamples);
  EXPECT_EQ(verdict(11, 1'000), Verdict::kBreakFound);
  EXPECT_EQ(verdict(9, 1'000'000), Verdict::kNotEnoughSamples);  // suspicious
  EXPECT_EQ(verdict(4, 9'999), Verdict::kNotEnoughSamples);
  EXPECT_EQ(verdict(4, 10'000), Verdict::kNoEvidence);
  EXPECT_EQ(verdict(HUGE_VAL, 1'000), Verdict::kBreakFound);
  EXPECT_EQ(verdict(20, 1'000'000, 100.3), Verdict::kNotEnoughSamples);  // less than it resolves
}

// A leak of a factor of a hundred, which no load of the machine hides.
TEST(Leakage, FindsAHugeLeak) {
  ByteString secret(8);
  volatile unsigned work = 1;
  const TimedOperation leaking{.secret_bytes = 8,
                               .prepare = [&](ByteView bytes) -> Status {
                                 std::ranges::copy(bytes, secret.begin());
                                 return {};
                               },
                               .run = [&]() -> Status {
                                 const unsigned steps = secret == ByteString(8) ? 100 : 10'000;
                                 for (unsigned i = 0; i < steps; ++i) work = work * 5 + 1;
                                 return {};
                               }};
  Random random(1);
  const auto leakage = measure_leakage(leaking, 0.2, random, [](double) { return Status(); });
  ASSERT_TRUE(leakage.ok());
  EXPECT_EQ(judge_leakage(*leakage, "x").verdict, Verdict::kBreakFound);
  EXPECT_LT(leakage->fixed_ns, leakage->random_ns);
}

TEST(Leakage, PassesErrorsAndCancellationOn) {
  const TimedOperation failing{.secret_bytes = 1,
                               .prepare = [](ByteView) { return Status(); },
                               .run = []() -> Status {
                                 return Error{ErrorCode::kExhausted, "no more", {}};
                               }};
  Random random(1);
  const auto go_on = [](double) { return Status(); };
  EXPECT_EQ(measure_leakage(failing, 0.1, random, go_on).error().code, ErrorCode::kExhausted);
  TimedOperation idle = failing;
  idle.run = [] { return Status(); };
  const auto stop = [](double) -> Status { return Error{ErrorCode::kCancelled, "stop", {}}; };
  EXPECT_EQ(measure_leakage(idle, 0.1, random, stop).error().code, ErrorCode::kCancelled);
}

TEST(Architectures, TheSpaceIsTheFamilys) {
  const auto target = make_target("reversible", 1);
  ASSERT_TRUE(target.ok());
  const std::vector<MlpArchitecture> all = target->architectures->architectures();
  EXPECT_EQ(all.size(), count_architectures());
  EXPECT_EQ(all.front().hidden.size(), 2u);
  EXPECT_EQ(all.back().hidden.size(), 5u);
}

TEST(Architectures, BlindGuessesScoreNothing) {
  constexpr std::size_t kCount = 100'000;
  double sum = 0;
  for (std::size_t rank = 1; rank <= kCount; ++rank) {
    sum += bits_given_away(static_cast<double>(rank), kCount);
  }
  EXPECT_NEAR(sum / kCount, 0, 1e-3);
  EXPECT_NEAR(bits_given_away(1, kCount), std::log2(kCount) - 1.4427, 1e-3);
}

// A cost that is a sum over layers is learnt from profiles of other architectures.
TEST(CostModel, LearnsSumsOverLayers) {
  const std::vector<MlpArchitecture> all =
      make_target("toy-architecture", 1)->architectures->architectures();
  ASSERT_EQ(all.size(), 252u);
  const auto cost = [](const MlpArchitecture& architecture) {
    double seconds = 1e-6;
    int before = 64;
    for (const HiddenLayer& layer : architecture.hidden) {
      seconds += 1e-9 * before * layer.width;
      seconds += 1e-8 * layer.width * static_cast<int>(layer.activation);
      before = layer.width;
    }
    const bool relu = std::ranges::all_of(architecture.hidden, [](const HiddenLayer& layer) {
      return layer.activation == Activation::kRelu;
    });
    return (relu ? 24 : 16) * (seconds + 8e-9 * before);
  };
  std::vector<MlpArchitecture> known;
  std::vector<double> seconds;
  for (std::size_t i = 0; i < all.size(); i += 4) {
    known.push_back(all[i]);
    seconds.push_back(cost(all[i]));
  }
  seconds[7] *= 3;  // a profile that something disturbed
  const CostModel model = CostModel::fit(known, seconds);
  for (const MlpArchitecture& architecture : all) {
    EXPECT_NEAR(model.predict(architecture) / cost(architecture), 1, 0.03)
        << print(Architecture{architecture});
  }
}

}  // namespace
}  // namespace neurocrypt::lab
