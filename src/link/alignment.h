// Which repeated fields of two schemas correspond, so that edges below them move together.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "link/field_path.h"
#include "link/match/matcher.h"

namespace neurocrypt {

/// A leaf with its way through the schema.
struct Route {
  Leaf leaf;
  std::vector<PathStep> steps;
  std::vector<FieldPath> levels;  ///< of the repeated fields and maps on the way, outermost first
};

/// The routes of all leaves, in the order of leaves().
std::vector<Route> routes(const Field& schema);

/// Elements of the repeated fields: the index, or the name of a member of a map, by level.
using ElementContext = std::map<FieldPath, PathPosition>;

/// What stands at the end of a route in one element of its arrays; of an array that the context
/// does not name, its only element. Null when absent.
const Value* value_at(const Route& route, const Value& message, const ElementContext& context);

/// The array or map at a level, as value_at finds it. Null when absent.
const Value* level_at(const Route& route, const FieldPath& level, const Value& message,
                      const ElementContext& context);

/// One example: a message of A, and the same as B has it.
struct MessagePair {
  Value from;
  Value to;
};

/// Which level of A counts the elements of which level of B.
class Alignment {
 public:
  /// By the weights of the leaves below, and where there are examples, by equal numbers of
  /// elements.
  Alignment(std::span<const Route> a, std::span<const Route> b, const MatchMatrix& weights,
            std::span<const MessagePair> examples);

  /// The level of A for a level of B, or null.
  [[nodiscard]] const FieldPath* a_of(const FieldPath& b_level) const;
  [[nodiscard]] const FieldPath* b_of(const FieldPath& a_level) const;

  /// The paths of an edge between two leaves: "[0]" where a level has none to go with. Nothing when
  /// elements of one array would go with those of another.
  [[nodiscard]] std::optional<std::pair<FieldPath, FieldPath>> paths(const Route& a,
                                                                     const Route& b) const;

 private:
  std::map<FieldPath, FieldPath> a_of_, b_of_;
};

}  // namespace neurocrypt
