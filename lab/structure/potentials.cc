#include "lab/structure/potentials.h"

#include <algorithm>
#include <numeric>

namespace neurocrypt::lab {

Potentials::Potentials(HalfGroup group, std::uint32_t unknowns)
    : group_(group), parent_(unknowns), above_parent_(unknowns), size_(unknowns, 1) {
  std::iota(parent_.begin(), parent_.end(), std::uint32_t{0});
}

Potentials::Link Potentials::find(std::uint32_t i) const {
  std::uint32_t above = 0;
  while (parent_[i] != i) {
    // Path halving: i now hangs on its grandparent.
    const std::uint32_t parent = parent_[i];
    above_parent_[i] = group_.add(above_parent_[i], above_parent_[parent]);
    parent_[i] = parent_[parent];
    above = group_.add(above, above_parent_[i]);
    i = parent_[i];
  }
  return {i, above};
}

bool Potentials::relate(std::uint32_t a, std::uint32_t b, std::uint32_t difference) {
  Link from = find(a), to = find(b);
  // u[root of a] - u[root of b]
  std::uint32_t roots = group_.subtract(group_.add(difference, to.above_root), from.above_root);
  if (from.root == to.root) return roots == 0;
  if (size_[from.root] > size_[to.root]) {
    std::swap(from, to);
    roots = group_.subtract(0, roots);
  }
  parent_[from.root] = to.root;
  above_parent_[from.root] = roots;
  size_[to.root] += size_[from.root];
  largest_ = std::max(largest_, size_[to.root]);
  return true;
}

RoundTable Potentials::values(std::uint32_t first, std::uint32_t count) const {
  RoundTable table(count, kUnknown);
  std::optional<Link> zero;
  for (std::uint32_t i = 0; i < parent_.size(); ++i) {
    const Link link = find(i);
    if (size_[link.root] != largest_) continue;
    if (!zero) zero = link;
    if (link.root != zero->root || i < first || i >= first + count) continue;
    table[i - first] =
        static_cast<std::int32_t>(group_.subtract(link.above_root, zero->above_root));
  }
  return table;
}

}  // namespace neurocrypt::lab
