#include "link/assign.h"

#include <algorithm>
#include <limits>

namespace neurocrypt {
namespace {

/// Shortest augmenting paths on costs[row][column], rows <= columns; the column of each row.
/// Row and column 0 are sentinels.
std::vector<std::size_t> cheapest(const std::vector<std::vector<double>>& costs,
                                  std::size_t columns) {
  constexpr double kFar = std::numeric_limits<double>::max();
  const std::size_t rows = costs.size();
  std::vector<double> row_price(rows + 1);
  std::vector<double> column_price(columns + 1);
  std::vector<std::size_t> row_of(columns + 1);
  for (std::size_t row = 1; row <= rows; ++row) {
    std::vector<double> distance(columns + 1, kFar);
    std::vector<std::size_t> before(columns + 1);
    std::vector<bool> done(columns + 1);
    std::size_t column = 0;
    row_of[0] = row;
    while (row_of[column] != 0) {
      done[column] = true;
      const std::size_t at = row_of[column];
      double step = kFar;
      std::size_t next = 0;
      for (std::size_t c = 1; c <= columns; ++c) {
        if (done[c]) continue;
        const double cost = costs[at - 1][c - 1] - row_price[at] - column_price[c];
        if (cost < distance[c]) {
          distance[c] = cost;
          before[c] = column;
        }
        if (distance[c] < step) {
          step = distance[c];
          next = c;
        }
      }
      for (std::size_t c = 0; c <= columns; ++c) {
        if (done[c]) {
          row_price[row_of[c]] += step;
          column_price[c] -= step;
        } else {
          distance[c] -= step;
        }
      }
      column = next;
    }
    for (; column != 0; column = before[column]) row_of[column] = row_of[before[column]];
  }
  std::vector<std::size_t> column_of(rows);
  for (std::size_t c = 1; c <= columns; ++c) {
    if (row_of[c] != 0) column_of[row_of[c] - 1] = c - 1;
  }
  return column_of;
}

}  // namespace

std::vector<Assignment> assign(const MatchMatrix& weights, float threshold) {
  // Every row also has a column of its own of cost 0: to stay alone.
  const std::size_t rows = weights.rows();
  const std::size_t columns = weights.columns();
  std::vector<std::vector<double>> costs(rows, std::vector<double>(columns + rows));
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const float weight = weights.at(row, column);
      costs[row][column] = weight < threshold ? 1 : -static_cast<double>(weight);
    }
  }
  std::vector<Assignment> out;
  const std::vector<std::size_t> chosen = cheapest(costs, columns + rows);
  for (std::size_t row = 0; row < rows; ++row) {
    if (chosen[row] >= columns) continue;
    const float weight = weights.at(row, chosen[row]);
    if (weight >= threshold) out.push_back({row, chosen[row], weight});
  }
  return out;
}

}  // namespace neurocrypt
