#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "lab/attack.h"
#include "lab/statistics/bit_columns.h"
#include "lab/statistics/differential.h"
#include "lab/statistics/diffusion.h"
#include "lab/statistics/linear.h"
#include "lab/statistics/significance.h"
#include "lab/targets/catalogue.h"

namespace neurocrypt::lab {
namespace {

const auto kGoOn = [](double) { return Status(); };

/// A function of 2 bytes to 2 bytes, given on 16-bit numbers.
Function small(std::function<unsigned(unsigned)> map) {
  return {2, 2, [map = std::move(map)](ByteView inputs, MutableBytes outputs) -> Status {
            for (std::size_t i = 0; i < inputs.size(); i += 2) {
              const unsigned y = map(inputs[i] | unsigned{inputs[i + 1]} << 8);
              outputs[i] = static_cast<std::uint8_t>(y);
              outputs[i + 1] = static_cast<std::uint8_t>(y >> 8);
            }
            return {};
          }};
}

TEST(Significance, IgamcIsTheTailOfKnownLaws) {
  EXPECT_NEAR(igamc(1, 2.5), std::exp(-2.5), 1e-12);              // exponential
  EXPECT_NEAR(igamc(0.5, 2), std::erfc(std::sqrt(2.0)), 1e-12);   // one degree of freedom
  EXPECT_NEAR(igamc(3, 2), std::exp(-2.0) * (1 + 2 + 2), 1e-12);  // Poisson(2) below 3
  EXPECT_EQ(igamc(2, 1e6), 0);
  EXPECT_EQ(igamc(2, 0), 1);
}

TEST(Significance, HolmRejectsAtLeastWhatBonferroniDoes) {
  EXPECT_EQ(holm_rejections({}, -2), 0u);
  EXPECT_EQ(holm_rejections({-3, -1, -0.1}, -2), 1u);     // 0.001 <= 0.01 / 3
  EXPECT_EQ(holm_rejections({-2.2, -3, -2.1}, -2), 1u);   // then 10^-2.2 > 0.01 / 2
  EXPECT_EQ(holm_rejections({-2.31, -3, -2.1}, -2), 3u);  // Bonferroni would reject one
}

TEST(BitColumns, HoldTheBits) {
  ByteString blocks(2 * 64);
  for (std::size_t i = 0; i < 64; ++i) blocks[2 * i] = static_cast<std::uint8_t>(i);
  const BitColumns columns(blocks, 2);
  EXPECT_EQ(columns.count(), 64u);
  EXPECT_EQ(columns.bits(), 16u);
  EXPECT_EQ(columns[0][0], 0xaaaaaaaaaaaaaaaau);
  EXPECT_EQ(ones(columns[5]), 32u);
  EXPECT_EQ(ones(columns[6]), 0u);
  EXPECT_EQ(differences(columns[0], columns[1]), 32u);
  EXPECT_EQ(columns.parity({0, 1})[0], columns[0][0] ^ columns[1][0]);
  EXPECT_EQ(ones(columns.parity({})), 0u);
}

TEST(Diffusion, CountsWhatChanges) {
  Random random(1);
  // Output bit i depends on input bit i; bit 15 is always 0.
  const auto identity = measure_diffusion(small([](unsigned x) { return x & 0x7fff; }), 128,
                                          BitPairs::kMeasure, random, kGoOn);
  ASSERT_TRUE(identity.ok());
  for (std::size_t in = 0; in < 16; ++in) {
    for (std::size_t out = 0; out < 16; ++out) {
      EXPECT_EQ(identity->changes[16 * in + out], in == out && in < 15 ? 128u : 0u);
    }
  }
  EXPECT_EQ(identity->total_changes(), 15u * 128);
  const Evidence avalanche = judge_avalanche(*identity);
  EXPECT_EQ(avalanche.verdict, Verdict::kBreakFound);
  EXPECT_EQ(judge_independence(*identity).verdict, Verdict::kBreakFound);
}

TEST(Diffusion, BitsThatChangeTogetherAreFound) {
  // A random function whose bits 3 and 9 are the same: avalanche is perfect, independence is not.
  std::vector<unsigned> table(1 << 16);
  Random values(2);
  for (unsigned& y : table) {
    y = static_cast<unsigned>(values.below(1 << 16));
    y = (y & ~(1U << 9)) | (y >> 3 & 1) << 9;
  }
  Random random(1);
  const auto diffusion = measure_diffusion(small([&](unsigned x) { return table[x]; }), 1024,
                                           BitPairs::kMeasure, random, kGoOn);
  ASSERT_TRUE(diffusion.ok());
  EXPECT_EQ(judge_avalanche(*diffusion).verdict, Verdict::kNoEvidence);
  const Evidence independence = judge_independence(*diffusion);
  EXPECT_EQ(independence.verdict, Verdict::kBreakFound);
  EXPECT_EQ(diffusion->worst_pair.output_bit, 3u);
  EXPECT_EQ(diffusion->worst_pair.other_output_bit, 9u);
  EXPECT_EQ(independence.effect.value, 1);
}

TEST(Linear, FindsAParityOfThreeBits) {
  std::vector<unsigned> table(1 << 16);
  Random values(3);
  for (unsigned x = 0; x < table.size(); ++x) {
    // Output bit 4 is the parity of the whole first byte in three of four cases.
    table[x] = static_cast<unsigned>(values.below(1 << 16));
    const auto parity = static_cast<unsigned>(std::popcount(x & 0xff) & 1);
    if (values.below(2) == 0) table[x] = (table[x] & ~16U) | parity << 4;
  }
  Random random(1);
  const auto evidence =
      measure_linear_bias(small([&](unsigned x) { return table[x]; }), 4096, random, kGoOn);
  ASSERT_TRUE(evidence.ok());
  EXPECT_EQ(evidence->verdict, Verdict::kBreakFound);
  EXPECT_NEAR(evidence->figures[0].value, 0.5, 0.1);
  EXPECT_NE(evidence->summary.find("input 0+1+2+3+4+5+6+7 and output 4 "), std::string::npos)
      << evidence->summary;
}

TEST(Linear, MasksAreDistinctBitsInRange) {
  Random random(1);
  const std::vector<Mask> masks = low_weight_masks(16, 50, random);
  EXPECT_EQ(masks.size(), 16u + 15 + 2 + 50);
  for (Mask mask : masks) {
    std::ranges::sort(mask);
    EXPECT_EQ(std::ranges::adjacent_find(mask), mask.end());
    EXPECT_LT(mask.back(), 16u);
  }
}

TEST(Differential, FindsAnIterativeDifference) {
  // A random function of 15 bits, but that flipping bit 15 always flips exactly bit 7.
  std::vector<unsigned> table(1 << 15);
  Random values(4);
  for (unsigned& y : table) y = static_cast<unsigned>(values.below(1 << 16));
  Random random(1);
  const auto evidence = search_differentials(
      small([&](unsigned x) { return table[x & 0x7fff] ^ (x >> 15) << 7; }), 64, random, kGoOn);
  ASSERT_TRUE(evidence.ok());
  EXPECT_EQ(evidence->verdict, Verdict::kBreakFound);
  EXPECT_EQ(evidence->figures[0].value, 1);  // the whole output difference, always
}

TEST(Differential, DifferencesHaveLowWeightAndAreNotZero) {
  Random random(1);
  for (const ByteString& difference : low_weight_differences(4, 50, random)) {
    int weight = 0;
    for (const std::uint8_t byte : difference) weight += std::popcount(byte);
    EXPECT_GE(weight, 1);
    EXPECT_LE(weight, 3);
  }
}

}  // namespace
}  // namespace neurocrypt::lab
