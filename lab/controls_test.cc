// Every attack must break its positive control and spare its negative one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "lab/attack.h"
#include "lab/targets/catalogue.h"

namespace neurocrypt::lab {
namespace {

constexpr double kBudgetS = 2;  // what --quick gives

Evidence run(const Attack& attack, std::string_view target_name, std::uint64_t seed) {
  auto target = make_target(target_name, seed);
  EXPECT_TRUE(target.ok()) << target_name;
  Oracle oracle(std::move(*target));
  EXPECT_TRUE(oracle.offers(attack.needs))
      << target_name << " does not offer what " << attack.name << " needs";
  Result<Evidence> evidence = run_attack(attack, oracle, {.budget_s = kBudgetS, .seed = seed});
  EXPECT_TRUE(evidence.ok()) << attack.name << ": " << evidence.error().message;
  return evidence.ok() ? std::move(*evidence) : Evidence{};
}

class Controls : public testing::TestWithParam<const Attack*> {};

TEST_P(Controls, BreaksWhatItMust) {
  const Evidence evidence = run(*GetParam(), GetParam()->breaks, 1);
  EXPECT_EQ(evidence.verdict, Verdict::kBreakFound) << print_json(evidence);
  EXPECT_FALSE(evidence.summary.empty());
  EXPECT_GT(evidence.samples, 0u);
}

TEST_P(Controls, SparesWhatItMust) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Evidence evidence = run(*GetParam(), GetParam()->spares, seed);
    EXPECT_NE(evidence.verdict, Verdict::kBreakFound) << print_json(evidence);
  }
}

// Neither may any attack break AES-256 or a random function, in any form that offers what it needs.
TEST_P(Controls, SpareTheStandards) {
  for (const std::string_view name : {"aes-256-ctr", "aes-256", "random-function"}) {
    if (name == GetParam()->spares) continue;
    auto target = make_target(name, 1);
    ASSERT_TRUE(target.ok());
    if (!Oracle(std::move(*target)).offers(GetParam()->needs)) continue;
    const Evidence evidence = run(*GetParam(), name, 1);
    EXPECT_NE(evidence.verdict, Verdict::kBreakFound) << print_json(evidence);
  }
}

/// Evidence without what a clock measured.
std::string timeless(Evidence evidence) {
  evidence.seconds = 0;
  std::erase_if(evidence.figures, [](const Figure& figure) { return figure.unit == "s"; });
  return print_json(evidence);
}

// The same seed gives the same evidence, but for times.
TEST_P(Controls, Repeats) {
  if (GetParam()->alone) GTEST_SKIP() << "measures time";
  EXPECT_EQ(timeless(run(*GetParam(), GetParam()->breaks, 5)),
            timeless(run(*GetParam(), GetParam()->breaks, 5)));
}

// The whole suite on the standards: not one false alarm over twenty seeds. What measures time has
// tests of its own.
TEST(Standards, StandOverTwentySeeds) {
  int runs = 0, undecided = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    for (const std::string_view name : {"aes-256-ctr", "aes-256", "random-function"}) {
      auto target = make_target(name, seed);
      ASSERT_TRUE(target.ok());
      const Oracle oracle(std::move(*target));
      for (const Attack* const attack : attacks()) {
        if (attack->alone || !oracle.offers(attack->needs)) continue;
        const Evidence evidence = run(*attack, name, seed);
        EXPECT_NE(evidence.verdict, Verdict::kBreakFound) << print_json(evidence);
        ++runs;
        undecided += evidence.verdict == Verdict::kNotEnoughSamples ? 1 : 0;
      }
    }
  }
  std::printf("%d runs, %d of them with too few samples to tell\n", runs, undecided);
}

INSTANTIATE_TEST_SUITE_P(Every, Controls, testing::ValuesIn(attacks().begin(), attacks().end()),
                         [](const auto& parameter) {
                           std::string name(parameter.param->name);
                           std::replace(name.begin(), name.end(), '/', '_');
                           return name;
                         });

}  // namespace
}  // namespace neurocrypt::lab
