#include "link/match/competition.h"

#include <algorithm>
#include <cassert>

#include "link/match/portable_math.h"

namespace neurocrypt {
namespace {

constexpr float kLogitMax = 12;
constexpr float kAlone = 4;    // the lead of the only field there is
constexpr float kLeadMax = 8;  // a lead beyond this says no more
constexpr float kShareMin = -10;
constexpr int kBalanceSteps = 10;

std::size_t group_count(std::span<const std::uint32_t> groups) {
  return groups.empty() ? 0 : *std::max_element(groups.begin(), groups.end()) + 1;
}

}  // namespace

Competition::Rivals Competition::rivals(std::span<const float> values) {
  Rivals found{-kLogitMax, -kLogitMax, 0};
  for (const float value : values) {
    if (value > found.best) {
      found.second = found.best;
      found.best = value;
    } else {
      found.second = std::max(found.second, value);
    }
  }
  double sum = 0;
  for (const float value : values) sum += portable_exp(value - found.best);
  found.log_sum = portable_log(sum) + found.best;
  if (values.size() == 1) found.second = found.best - kAlone;
  return found;
}

Competition::Competition(const Rows& logits, std::span<const std::uint32_t> row_groups,
                         std::span<const std::uint32_t> column_groups)
    : logits_(logits), row_groups_(row_groups), column_groups_(column_groups) {
  const std::size_t row_count = row_groups.size(), column_count = column_groups.size();
  assert(logits.count() == row_count && logits.size() == column_count);
  Rows likely(row_count, column_count);
  std::vector<float> column(row_count);
  for (std::size_t i = 0; i < row_count; ++i) {
    for (std::size_t j = 0; j < column_count; ++j) {
      float& logit = logits_[i][j];
      logit = std::clamp(logit, -kLogitMax, kLogitMax);
      likely[i][j] = static_cast<float>(logistic(logit));
    }
    rows_.push_back(rivals(logits_[i]));
  }
  for (std::size_t j = 0; j < column_count; ++j) {
    for (std::size_t i = 0; i < row_count; ++i) column[i] = logits_[i][j];
    columns_.push_back(rivals(column));
  }
  const auto as_feature = [](double sum) { return static_cast<float>(portable_log(1 + sum) / 2); };
  std::vector<double> sums(column_count);
  for (std::size_t i = 0; i < row_count; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < column_count; ++j) {
      sum += likely[i][j];
      sums[j] += likely[i][j];
    }
    row_sums_.push_back(as_feature(sum));
  }
  for (const double sum : sums) column_sums_.push_back(as_feature(sum));
  add_support(likely);
  balance();
}

/// Shares of rows and columns at once, where each may also stay alone at odds of 1.
/// Source   R. Sinkhorn, Amer. Math. Monthly 74 (1967); a fixed number of steps.
void Competition::balance() {
  const std::size_t row_count = row_groups_.size(), column_count = column_groups_.size();
  balanced_ = Rows(row_count, column_count);
  for (std::size_t i = 0; i < row_count; ++i) {
    for (std::size_t j = 0; j < column_count; ++j) {
      balanced_[i][j] = static_cast<float>(portable_exp(logits_[i][j]));
    }
  }
  std::vector<double> of_row(row_count), of_column(column_count, 1), sums(column_count);
  for (int step = 0; step < kBalanceSteps; ++step) {
    std::fill(sums.begin(), sums.end(), 1);
    for (std::size_t i = 0; i < row_count; ++i) {
      const std::span<const float> odds = balanced_[i];
      double sum = 1;
      for (std::size_t j = 0; j < column_count; ++j) sum += odds[j] * of_column[j];
      of_row[i] = 1 / sum;
      for (std::size_t j = 0; j < column_count; ++j) sums[j] += of_row[i] * odds[j];
    }
    for (std::size_t j = 0; j < column_count; ++j) of_column[j] = 1 / sums[j];
  }
  for (std::size_t i = 0; i < row_count; ++i) {
    for (std::size_t j = 0; j < column_count; ++j) {
      balanced_[i][j] = static_cast<float>(of_row[i] * balanced_[i][j] * of_column[j]);
    }
  }
}

/// How well the fields of one parent find partners under another: the mean over the fields of the
/// best partner, in the worse of the two directions.
void Competition::add_support(const Rows& likely) {
  const std::size_t p_count = group_count(row_groups_), q_count = group_count(column_groups_);
  const std::size_t row_count = row_groups_.size(), column_count = column_groups_.size();
  Rows forth(p_count, q_count), back(p_count, q_count);
  std::vector<float> p_sizes(p_count), q_sizes(q_count);
  for (const std::uint32_t p : row_groups_) ++p_sizes[p];
  for (const std::uint32_t q : column_groups_) ++q_sizes[q];
  for (std::size_t i = 0; i < row_count; ++i) {
    std::vector<float> best(q_count);
    for (std::size_t j = 0; j < column_count; ++j) {
      float& most = best[column_groups_[j]];
      most = std::max(most, likely[i][j]);
    }
    for (std::size_t q = 0; q < q_count; ++q) forth[row_groups_[i]][q] += best[q];
  }
  for (std::size_t j = 0; j < column_count; ++j) {
    std::vector<float> best(p_count);
    for (std::size_t i = 0; i < row_count; ++i) {
      float& most = best[row_groups_[i]];
      most = std::max(most, likely[i][j]);
    }
    for (std::size_t p = 0; p < p_count; ++p) back[p][column_groups_[j]] += best[p];
  }
  support_ = Rows(p_count, q_count);
  best_support_.assign(p_count, 1e-6F);
  for (std::size_t p = 0; p < p_count; ++p) {
    for (std::size_t q = 0; q < q_count; ++q) {
      support_[p][q] = std::min(forth[p][q] / p_sizes[p], back[p][q] / q_sizes[q]);
      best_support_[p] = std::max(best_support_[p], support_[p][q]);
    }
  }
}

void Competition::row(std::size_t i, std::span<float> out) const {
  const std::size_t columns = column_groups_.size();
  assert(out.size() == kCompetitionFeatures * columns);
  const auto log_count = [](std::size_t count) {
    return static_cast<float>(portable_log(static_cast<double>(1 + count)) / 5);
  };
  const float row_size = log_count(row_groups_.size()), column_size = log_count(columns);
  const auto lead = [](float value, const Rivals& rivals) {
    return value - (value == rivals.best ? rivals.second : rivals.best);
  };
  const auto share = [](float value, const Rivals& rivals) {
    return std::max(static_cast<float>(value - rivals.log_sum), kShareMin) / 4;
  };
  for (std::size_t j = 0; j < columns; ++j) {
    const float logit = logits_[i][j];
    const float row_lead = lead(logit, rows_[i]), column_lead = lead(logit, columns_[j]);
    const float support = support_[row_groups_[i]][column_groups_[j]];
    const float features[kCompetitionFeatures] = {logit / 4,
                                                  std::clamp(row_lead, -kLeadMax, kLeadMax) / 4,
                                                  std::clamp(column_lead, -kLeadMax, kLeadMax) / 4,
                                                  share(logit, rows_[i]),
                                                  share(logit, columns_[j]),
                                                  row_lead >= 0 ? 1.0F : 0.0F,
                                                  column_lead >= 0 ? 1.0F : 0.0F,
                                                  row_lead >= 0 && column_lead >= 0 ? 1.0F : 0.0F,
                                                  support,
                                                  support / best_support_[row_groups_[i]],
                                                  balanced_[i][j],
                                                  row_sums_[i],
                                                  column_sums_[j],
                                                  row_size,
                                                  column_size};
    for (std::size_t k = 0; k < kCompetitionFeatures; ++k) out[k * columns + j] = features[k];
  }
}

}  // namespace neurocrypt
