// Gaussian elimination modulo a small prime.
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace neurocrypt::lab {

/// base^exponent mod q, q < 2^32.
inline std::uint32_t power_modulo(std::uint64_t base, std::uint32_t exponent, std::uint32_t q) {
  std::uint64_t result = 1;
  for (base %= q; exponent != 0; exponent >>= 1) {
    if (exponent & 1) result = result * base % q;
    base = base * base % q;
  }
  return static_cast<std::uint32_t>(result);
}

/// Solves linear equations row by row: each is reduced by those before it, so that it is known when
/// enough have come.
///
/// Bounds   q prime, below 2^16: sums of a residue and a product stay below 2^32.
/// Cost     n^2 / 2 operations a row on average; n^2 numbers of memory.
class Elimination {
 public:
  Elimination(std::size_t unknowns, std::uint32_t q) : q_(q), pivots_(unknowns) {
    assert(q < 1U << 16);
  }

  /// row: the unknowns' coefficients, then the right side, all below q. Of no effect when it
  /// follows from the others.
  void add(std::vector<std::uint32_t> row) {
    assert(row.size() == pivots_.size() + 1);
    for (std::size_t column = 0; column < pivots_.size(); ++column) {
      if (row[column] == 0) continue;
      std::vector<std::uint32_t>& pivot = pivots_[column];
      if (pivot.empty()) {
        const std::uint32_t inverse = power_modulo(row[column], q_ - 2, q_);
        for (std::size_t k = column; k < row.size(); ++k) row[k] = row[k] * inverse % q_;
        pivot = std::move(row);
        ++rank_;
        return;
      }
      const std::uint32_t factor = q_ - row[column];
      for (std::size_t k = column; k < row.size(); ++k) {
        row[k] = (row[k] + factor * pivot[k]) % q_;
      }
    }
  }

  [[nodiscard]] bool complete() const { return rank_ == pivots_.size(); }

  /// The unknowns, when there is one solution.
  [[nodiscard]] std::optional<std::vector<std::uint32_t>> solution() const {
    if (!complete()) return std::nullopt;
    const std::size_t n = pivots_.size();
    std::vector<std::uint32_t> x(n);
    for (std::size_t i = n; i-- > 0;) {
      std::uint64_t value = pivots_[i][n];
      for (std::size_t k = i + 1; k < n; ++k) {
        value += std::uint64_t{q_ - pivots_[i][k]} * x[k] % q_;
      }
      x[i] = static_cast<std::uint32_t>(value % q_);
    }
    return x;
  }

 private:
  std::uint32_t q_;
  std::vector<std::vector<std::uint32_t>> pivots_;  // [column]: 1 in that column, 0 before
  std::size_t rank_ = 0;
};

}  // namespace neurocrypt::lab
