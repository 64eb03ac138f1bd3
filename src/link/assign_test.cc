#include "link/assign.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace neurocrypt {
namespace {

/// The best sum that any choice of pairs has, by trying all.
float best_sum(const MatchMatrix& weights, float threshold, std::size_t row, unsigned taken) {
  if (row == weights.rows()) return 0;
  float best = best_sum(weights, threshold, row + 1, taken);
  for (std::size_t column = 0; column < weights.columns(); ++column) {
    if ((taken >> column & 1U) != 0 || weights.at(row, column) < threshold) continue;
    best = std::max(best, weights.at(row, column) +
                              best_sum(weights, threshold, row + 1, taken | 1U << column));
  }
  return best;
}

TEST(Assign, FindsTheBestPairsOfAll) {
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    MatchMatrix weights(random() % 6, random() % 6);
    for (std::size_t row = 0; row < weights.rows(); ++row) {
      for (std::size_t column = 0; column < weights.columns(); ++column) {
        weights.at(row, column) = static_cast<float>(random() % 100) / 100;
      }
    }
    const std::vector<Assignment> pairs = assign(weights, 0.4F);
    float sum = 0;
    std::vector<bool> rows(weights.rows());
    std::vector<bool> columns(weights.columns());
    for (const Assignment& pair : pairs) {
      EXPECT_GE(pair.weight, 0.4F);
      EXPECT_FALSE(rows[pair.row] || columns[pair.column]);
      rows[pair.row] = columns[pair.column] = true;
      sum += pair.weight;
    }
    EXPECT_NEAR(sum, best_sum(weights, 0.4F, 0, 0), 1e-4);
  }
}

TEST(Assign, AbstainsBelowTheThreshold) {
  MatchMatrix weights(2, 2);
  weights.at(0, 0) = 0.49F;
  weights.at(1, 0) = 0.3F;
  EXPECT_TRUE(assign(weights, 0.5F).empty());
  EXPECT_TRUE(assign(MatchMatrix(0, 0), 0.5F).empty());
}

}  // namespace
}  // namespace neurocrypt
