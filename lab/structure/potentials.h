// Unknown words of which only differences are seen: the round functions of an equation system.
#pragma once

#include <cstdint>
#include <vector>

#include "lab/structure/small_feistel.h"

namespace neurocrypt::lab {

/// A union-find structure whose edges carry differences. What it knows of the unknowns is exact up
/// to one word for each component.
class Potentials {
 public:
  Potentials(HalfGroup group, std::uint32_t unknowns);

  /// Learns u[a] - u[b] = difference; false when that contradicts what is known.
  bool relate(std::uint32_t a, std::uint32_t b, std::uint32_t difference);

  /// Unknowns in the largest component.
  [[nodiscard]] std::uint32_t largest() const { return largest_; }
  /// The unknowns first <= i < first + count of the largest component, its smallest unknown taken
  /// as 0; kUnknown for the others.
  [[nodiscard]] RoundTable values(std::uint32_t first, std::uint32_t count) const;

 private:
  struct Link {
    std::uint32_t root;
    std::uint32_t above_root;  // u[i] - u[root]
  };
  [[nodiscard]] Link find(std::uint32_t i) const;

  HalfGroup group_;
  mutable std::vector<std::uint32_t> parent_;
  mutable std::vector<std::uint32_t> above_parent_;
  std::vector<std::uint32_t> size_;
  std::uint32_t largest_ = 1;
};

}  // namespace neurocrypt::lab
