// How a pair stands against the other pairs of the matrix. tools/matcher/features.py (competition)
// is the same in Python.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "link/match/field_table.h"

namespace neurocrypt {

inline constexpr std::size_t kCompetitionFeatures = 15;

/// Shapes   logits: rows x columns; row_groups, column_groups: the parent of each field.
class Competition {
 public:
  Competition(const Rows& logits, std::span<const std::uint32_t> row_groups,
              std::span<const std::uint32_t> column_groups);

  /// Shapes   out: kCompetitionFeatures x columns, feature by feature.
  void row(std::size_t i, std::span<float> out) const;

 private:
  /// The best two of a row or column, and the logarithm of the sum of its exponentials.
  struct Rivals {
    float best, second;
    double log_sum;
  };
  static Rivals rivals(std::span<const float> values);
  void add_support(const Rows& likely);
  void balance();

  Rows logits_;
  std::vector<Rivals> rows_, columns_;
  Rows balanced_;                              ///< rows x columns
  std::vector<float> row_sums_, column_sums_;  ///< of the probabilities, as features
  std::span<const std::uint32_t> row_groups_, column_groups_;
  Rows support_;                     ///< row groups x column groups
  std::vector<float> best_support_;  ///< a row group's best
};

}  // namespace neurocrypt
