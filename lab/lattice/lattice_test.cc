// Every attack on learning with rounding has a control it must break and one it must not.
#include <gtest/gtest.h>

#include <cmath>

#include "ciphers/lattice/params.h"
#include "lab/lattice/arora_ge.h"
#include "lab/lattice/bkw.h"
#include "lab/lattice/breaks.h"
#include "lab/lattice/estimator.h"
#include "lab/lattice/primal.h"

namespace neurocrypt::lab {
namespace {

constexpr int kUnlimited = 1 << 20;

// --- the estimator ---

TEST(Estimator, MatchesPublishedFiguresToOneBit) {
  for (const PublishedScheme& scheme : published_schemes()) {
    EXPECT_NEAR(primal_usvp(scheme.lwe).classical_bits, scheme.primal_bits, 1) << scheme.name;
  }
}

// What Kyber's own script (pq-crystals/security-estimates, Kyber.py) prints, rounded down.
TEST(Estimator, DualMatchesKyberToOneBit) {
  const double published[] = {117, 181, 253};
  for (std::size_t i = 0; i < 3; ++i) {
    const PublishedScheme& scheme = published_schemes()[i];
    EXPECT_NEAR(dual(scheme.lwe).classical_bits, published[i] + 0.5, 1) << scheme.name;
  }
}

TEST(Estimator, GivesTheFiguresOfOurSets) {
  const double sigmas[] = {std::sqrt(0.5), std::sqrt(2.0 / 3), uniform_sigma(256),
                           uniform_sigma(256)};
  for (std::size_t i = 0; i < lattice::kParameters.size(); ++i) {
    const lattice::Parameters& set = lattice::kParameters[i];
    const LatticeCost cost =
        primal_usvp(rounding(set.n, set.log_q, set.log_p, sigmas[i], kUnlimited));
    EXPECT_NEAR(cost.classical_bits, set.core_svp_bits, 0.5) << set.n;
    EXPECT_NEAR(cost.quantum_bits, set.core_svp_quantum_bits, 0.6) << set.n;
  }
}

TEST(Estimator, CostGrowsWithDimensionAndWithNoise) {
  const auto bits = [](int n, int log2_p) {
    return primal_usvp(rounding(n, 16, log2_p, uniform_sigma(256), kUnlimited)).classical_bits;
  };
  EXPECT_LT(bits(256, 8), bits(336, 8));
  EXPECT_LT(bits(336, 10), bits(336, 8));
  EXPECT_LT(bits(336, 8), bits(336, 6));
}

// --- lattice reduction ---

constexpr LwrParameters dense(int n) { return {.n = n, .q = 1 << 16, .width = 1 << 8}; }

TEST(Primal, RecoversSmallDenseKeys) {
  for (const int n : {8, 17, 24}) {
    std::mt19937_64 random(static_cast<std::uint64_t>(n));
    const LwrParameters parameters = dense(n);
    const Weights weights = draw_weights(parameters, random);
    const LwrSamples samples =
        draw_samples(parameters, weights, primal_samples(parameters) + 16, random);
    const PrimalResult result = primal_attack(samples, {.block_size_max = 40, .seconds_max = 60});
    ASSERT_TRUE(result.weights.has_value()) << n;
    EXPECT_EQ(*result.weights, weights);
  }
}

TEST(Primal, RecoversTernaryWeightsUnderFinerRounding) {
  const LwrParameters parameters{
      .n = 48, .q = 1 << 20, .width = 16, .weight_min = -1, .weight_max = 1};
  std::mt19937_64 random(3);
  const Weights weights = draw_weights(parameters, random);
  const LwrSamples samples = draw_samples(parameters, weights, 100, random);
  EXPECT_EQ(primal_attack(samples, {}).weights, weights);
}

TEST(Primal, FindsNothingWhereThereIsNothing) {
  std::mt19937_64 random(4);
  const LwrSamples samples = draw_unrelated(dense(16), 64, random);
  const PrimalResult result = primal_attack(samples, {.block_size_max = 30, .seconds_max = 60});
  EXPECT_FALSE(result.weights.has_value());
  EXPECT_EQ(result.block_size, 30);
}

TEST(Primal, StopsWhenAskedTo) {
  std::mt19937_64 random(5);
  const LwrParameters parameters = dense(40);
  const LwrSamples samples =
      draw_samples(parameters, draw_weights(parameters, random), 200, random);
  const PrimalResult result = primal_attack(samples, {.cancelled = [] { return true; }});
  EXPECT_EQ(result.tours, 0);
}

// --- attacks that need many samples ---

TEST(AroraGe, RecoversKeysUnderCoarseModuli) {
  for (const std::uint32_t width : {2U, 3U}) {
    const LwrParameters parameters{.n = width == 2 ? 16 : 8,
                                   .q = 30011,
                                   .width = width,
                                   .weight_min = -15005,
                                   .weight_max = 15005};
    std::mt19937_64 random(width);
    const Weights weights = draw_weights(parameters, random);
    const auto monomials =
        static_cast<std::size_t>(std::lround(arora_ge_monomials(parameters.n, width)));
    const AroraGeResult result =
        arora_ge(draw_samples(parameters, weights, monomials + 20, random));
    EXPECT_EQ(result.weights, weights);
    EXPECT_EQ(result.monomials, monomials);
    EXPECT_FALSE(arora_ge(draw_unrelated(parameters, monomials + 20, random)).weights.has_value());
    EXPECT_FALSE(
        arora_ge(draw_samples(parameters, weights, monomials / 2, random)).weights.has_value());
  }
}

TEST(AroraGe, CountsMonomials) {
  EXPECT_NEAR(arora_ge_monomials(50, 2), 1325, 1e-6);
  EXPECT_NEAR(std::log2(arora_ge_monomials(1024, 16)), 116, 0.5);  // docs/adr/0001
}

TEST(Bkw, RecoversTheTailOfAToyKey) {
  const LwrParameters parameters{.n = 12, .q = 64, .width = 8, .weight_min = -32, .weight_max = 31};
  std::mt19937_64 random(6);
  const Weights weights = draw_weights(parameters, random);
  const auto source = [&](bool related) {
    return [&, related](std::span<std::uint32_t> input) -> std::optional<std::uint32_t> {
      for (auto& value : input) value = static_cast<std::uint32_t>(random() % 64);
      if (!related) return static_cast<std::uint32_t>(random() % 8);
      return neuron(parameters, input, weights);
    };
  };
  const BkwPlan plan{.block = 3, .levels = 3};
  const BkwResult result = bkw(parameters, plan, source(true));
  ASSERT_TRUE(result.tail.has_value());
  EXPECT_EQ(*result.tail, Weights(weights.end() - 3, weights.end()));
  EXPECT_FALSE(bkw(parameters, plan, source(false)).tail.has_value());
  const auto none = [](std::span<std::uint32_t>) { return std::optional<std::uint32_t>(); };
  EXPECT_EQ(bkw(parameters, plan, none).samples, 0u);
}

// --- breaks at full size ---

TEST(Breaks, WithoutRoundingEliminationFindsTheKeyAtFullSize) {
  const LwrParameters parameters{.n = 336, .q = 1 << 16, .width = 1};
  std::mt19937_64 random(7);
  const Weights weights = draw_weights(parameters, random);
  EXPECT_EQ(solve_without_rounding(draw_samples(parameters, weights, 352, random)), weights);
  EXPECT_EQ(solve_without_rounding(draw_samples(parameters, weights, 335, random)), std::nullopt);
  EXPECT_EQ(solve_without_rounding(draw_unrelated(parameters, 352, random)), std::nullopt);
}

TEST(Breaks, WithoutWrapRegressionFindsTheKeyAtFullSize) {
  // The sums of lattice-r1's weights on inputs of [-8, 7]: 5 standard deviations from q / 2.
  const LwrParameters parameters{
      .n = 1024, .q = 1 << 20, .width = 16, .weight_min = -1, .weight_max = 1};
  std::mt19937_64 random(8);
  const Weights weights = draw_weights(parameters, random);
  EXPECT_EQ(regress_without_wrap(draw_small_samples(parameters, weights, 8, 2048, random)),
            weights);
  // With inputs of full width the same samples are worth nothing.
  EXPECT_EQ(regress_without_wrap(draw_samples(parameters, weights, 2048, random)), std::nullopt);
}

TEST(Breaks, LeakedRejectionsGiveTheKey) {
  std::mt19937_64 random(9);
  constexpr std::uint32_t kPrime = 7681;
  std::vector<std::uint32_t> secret(64);
  for (auto& value : secret) value = static_cast<std::uint32_t>(random() % kPrime);
  const LeakedRejections leak = watch_rejections(secret, kPrime, 72, random);
  EXPECT_EQ(solve(leak.equations, 64), secret);
  EXPECT_EQ(solve({kPrime,
                   {leak.equations.inputs.begin(), leak.equations.inputs.begin() + 60},
                   std::vector<std::uint32_t>(60, kPrime - 1)},
                  64),
            std::nullopt);
}

}  // namespace
}  // namespace neurocrypt::lab
