#include "lab/ridge.h"

#include <gtest/gtest.h>

#include <random>

namespace neurocrypt::lab {
namespace {

Table normal_table(std::size_t rows, std::size_t cols, std::mt19937& random) {
  std::normal_distribution<double> normal;
  Table table(cols);
  for (std::size_t i = 0; i < rows * cols; ++i) table.values.push_back(normal(random));
  return table;
}

// The positive control: an affine map is learnt exactly from one example more than it has inputs.
TEST(Ridge, LearnsAnAffineMap) {
  std::mt19937 random(1);
  const Table a = normal_table(5, 20, random);  // [outputs][inputs]
  const auto answer = [&](const Table& examples) {
    Table answers(5);
    for (std::size_t r = 0; r < examples.rows(); ++r) {
      for (std::size_t c = 0; c < 5; ++c) {
        double y = 3.0 * static_cast<double>(c);
        for (std::size_t i = 0; i < 20; ++i) y += a.row(c)[i] * examples.row(r)[i];
        answers.values.push_back(y);
      }
    }
    return answers;
  };
  const Table examples = normal_table(40, 20, random);
  const auto model = RidgeRegression::learn(examples, answer(examples), 1e-12);
  const Table fresh = normal_table(100, 20, random);
  EXPECT_GT(explained_variance(model, fresh, answer(fresh)), 1 - 1e-9);
}

// The negative control: nothing is learnt where there is nothing.
TEST(Ridge, LearnsNothingFromUnrelatedAnswers) {
  std::mt19937 random(2);
  const Table examples = normal_table(2000, 20, random);
  const auto model = RidgeRegression::learn(examples, normal_table(2000, 5, random), 1e-3);
  EXPECT_NEAR(
      explained_variance(model, normal_table(2000, 20, random), normal_table(2000, 5, random)), 0,
      0.05);
}

// Fewer examples than unknowns, and examples that are all zero: the penalty keeps the equations
// solvable.
TEST(Ridge, SolvesUnderdeterminedSystems) {
  std::mt19937 random(3);
  const Table few = normal_table(3, 20, random);
  const auto model = RidgeRegression::learn(few, normal_table(3, 5, random), 1e-6);
  Table zeros(20);
  zeros.values.assign(60, 0);
  const auto constant = RidgeRegression::learn(zeros, few, 1e-9);
  std::vector<double> answer(20);
  constant.predict(zeros.row(0), answer.data());
  for (std::size_t c = 0; c < 20; ++c) {
    EXPECT_NEAR(answer[c], (few.row(0)[c] + few.row(1)[c] + few.row(2)[c]) / 3, 1e-6);
  }
  EXPECT_EQ(model.outputs(), 5u);
}

}  // namespace
}  // namespace neurocrypt::lab
