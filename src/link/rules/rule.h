// Value rules: how the value of a target field is made from values of the source.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/record.h"

namespace neurocrypt {

/// One step of the language of docs/formats/link.md, section "Rules"; defined in rule.cc.
struct RuleNode;

/// A rule: a function of the values of its inputs, in JSON what a person reads and corrects.
/// Immutable, cheap to copy, shared by threads.
class Rule {
 public:
  /// The value as it is.
  static Rule copy();
  static Rule constant(Value value);

  /// Reads {"rule": "prefix", "text": "auth_"} and the like.
  /// Errors   kCorrupt, with the JSON pointer inside `json` and a hint.
  static Result<Rule> parse(const Value& json);
  [[nodiscard]] Value print() const;
  /// In words: `"auth_" + action`; `inputs` are names for its inputs.
  [[nodiscard]] std::string describe(std::span<const std::string> inputs) const;

  /// Inputs it reads: 0 for a constant, 1 for most, more for a join.
  [[nodiscard]] std::size_t inputs() const;

  /// Shapes   values: one for each input; null pointers are absent members.
  /// Errors   kInvalidArgument for a value that the rule does not cover, without the value itself
  ///          (it may be secret); the caller adds the path.
  /// Returns  nothing when the output is absent too.
  [[nodiscard]] Result<std::optional<Value>> apply(std::span<const Value* const> values) const;

  /// The rules that give the inputs back, one for each input, each a function of the one output;
  /// nothing for an input that the output does not determine.
  [[nodiscard]] std::vector<std::optional<Rule>> inverse() const;

 private:
  explicit Rule(std::shared_ptr<const RuleNode> node) : node_(std::move(node)) {}
  std::shared_ptr<const RuleNode> node_;
};

}  // namespace neurocrypt
