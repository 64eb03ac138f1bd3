// A link compiled: which slots of one side are made of which slots of the other, and how.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "link/link.h"
#include "link/outline.h"

namespace neurocrypt {

/// A repeated field or map on the way down to a value.
struct PathLevel {
  bool map = false;
  bool single = false;  ///< one element, instead of element by element
  bool driven = false;  ///< of a source: its elements are counted by another path
};

/// Levels of the steps, from the root down; "[0]" is single.
std::vector<PathLevel> levels_of(const std::vector<PathStep>& steps);

/// Makes one target field.
struct Producer {
  struct Input {
    std::size_t slot;
    std::vector<PathLevel> levels;
  };
  std::size_t target;
  std::vector<PathLevel> levels;  ///< of the target
  std::vector<Input> inputs;
  Rule rule;
  bool copies;        ///< the rule is copy
  bool holds_text;    ///< the target takes a string
  bool is_element;    ///< the target is an element of an array, which can have no gap
  FieldPath path;     ///< of the target
  std::string words;  ///< the rule: "\"auth_\" + /action"
};

/// What the other side does with a source slot that is not given back as it was.
struct Fate {
  std::size_t slot;
  bool kept;                      ///< no rule leads to the other side; else it cannot be undone
  std::optional<Value> expected;  ///< the way back makes this constant: no loss
  std::string reason;
};

/// One direction of a link.
struct Plan {
  std::vector<Producer> producers;  ///< in the order of the edges
  std::vector<Fate> fates;

  /// Marks in `target` the places whose elements the source counts.
  /// Errors   kInvalidArgument with the concept: arrays against maps.
  static Result<Plan> create(const Link& link, Side from, Outline& source, Outline& target);
};

/// The paths of one side of an edge, and the rules that make them.
const std::vector<FieldPath>& paths(const Edge& edge, Side side);
const std::vector<Rule>& rules_to(const Edge& edge, Side side);

/// True when messages of the side are JSON, where a sealed value may stand anywhere.
bool is_json(const Link& link, Side side);

/// True when a field of that type takes the text of a sealed value: in JSON any.
bool holds_sealed_text(const Link& link, Side side, FieldType type);

}  // namespace neurocrypt
