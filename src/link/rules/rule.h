// Value rules: how the value of a target field is made from values of the source.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/record.h"

namespace neurocrypt {

/// A function of one value; step.h.
class RuleStep;
using RuleSteps = std::vector<std::shared_ptr<const RuleStep>>;

/// A rule: a function of the values of its inputs, in JSON what a person reads and corrects.
/// It begins with its one input, with a constant, or with a join of several inputs and texts, and
/// goes on with steps, one after the other. Immutable, cheap to copy, shared by threads.
class Rule {
 public:
  /// A part of a join: a text of its own, or an input and what is done to it.
  struct Part {
    std::string text;
    std::optional<std::size_t> input{};
    RuleSteps steps{};
  };

  /// The value as it is.
  static Rule copy();
  static Rule constant(Value value);
  /// The steps applied to the one input, in their order.
  static Rule of(RuleSteps steps);
  /// The parts one after the other, then the steps. Absent when every input is absent.
  static Rule join(std::vector<Part> parts, RuleSteps steps = {});

  /// Reads {"rule": "prefix", "text": "auth_"} and the like, or an array of them;
  /// docs/formats/link.md, section "Rules". Errors   kCorrupt, with the JSON pointer inside `json`
  /// and a hint.
  static Result<Rule> parse(const Value& json);
  [[nodiscard]] Value print() const;
  /// In words: `"auth_" + action`; `inputs` are names for its inputs.
  [[nodiscard]] std::string describe(std::span<const std::string> inputs) const;

  /// Inputs it reads: 0 for a constant, 1 for most, more for a join.
  [[nodiscard]] std::size_t inputs() const;

  /// Shapes   values: one for each input; null pointers are absent members.
  /// Errors   kInvalidArgument for a value that the rule does not cover, without the value itself
  ///          (it may be secret); the caller adds the path.
  /// Returns  nothing when the output is absent too. Null stays null.
  [[nodiscard]] Result<std::optional<Value>> apply(std::span<const Value* const> values) const;

  /// The rules that give the inputs back, one for each input, each a function of the one output;
  /// nothing for an input that the output does not determine. Wherever the rule gives an output for
  /// inputs that are there and not null, the inverse gives the input or an error, never another
  /// value. What the rule reads as a number or as a time with an offset comes back as the same
  /// number or instant, in a spelling that may differ.
  [[nodiscard]] std::vector<std::optional<Rule>> inverse() const;

 private:
  struct Node;
  explicit Rule(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
  std::shared_ptr<const Node> node_;
};

}  // namespace neurocrypt
