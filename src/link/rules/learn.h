// Learns value rules from a few pairs of messages that say the same.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "link/field_path.h"
#include "link/match/matcher.h"
#include "link/rules/rule.h"

namespace neurocrypt {

/// One pair: the values of A's leaves and of B's, by their order in the two lists of leaves; null
/// pointers are absent. Below a repeated field the values are those of one element.
struct ExamplePair {
  std::vector<const Value*> from;
  std::vector<const Value*> to;
};

/// A way to make one target field.
struct Explanation {
  std::vector<std::size_t> inputs;  ///< indices of A's leaves, in the order of the rule's inputs
  Rule rule;
  double score;  ///< higher is better: simpler rules, fewer constants, names that match
};

/// What the examples say of one target field.
struct LearntField {
  std::size_t target;                     ///< index of B's leaf
  std::vector<Explanation> explanations;  ///< all agree with every example; best first
  bool ambiguous = false;  ///< the first two differ on values that could come: ask a person
};

/// Explains every target leaf that occurs in the examples. `prior` may be null; it weighs input
/// fields by their names, and never overrules the examples.
std::vector<LearntField> learn_rules(std::span<const Leaf> from, std::span<const Leaf> to,
                                     std::span<const ExamplePair> examples,
                                     const MatchMatrix* prior);

}  // namespace neurocrypt
