// Rules: which alternative of a REDEFINES a record holds, which records are meant.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/cobol/copybook.h"
#include "schema/record.h"

namespace neurocrypt::cobol {

/// What a name in a rule means: the register that holds a field's value while a record is walked,
/// or, for a level-88 name, the register of its field and its values.
struct RuleName {
  int slot = -1;
  const Condition* condition = nullptr;
};
using RuleNames = std::function<Result<RuleName>(std::string_view name)>;

/// A compiled rule:  rule = or ; or = and {("||" | "OR") and} ; and = not {("&&" | "AND") not} ;
/// not = ["!" | "NOT"] primary ; primary = "(" rule ")" | "true" | "false" | in | NAME [compare
/// literal] ; compare = "=" | "!=" | "<>" | "<" | "<=" | ">" | ">=" ; in = "in" "(" NAME {","
/// literal} ")" ; literal = 'text' | "text" | number | null.
class Rule {
 public:
  /// Errors   kInvalidArgument with the rule and the place in it; those of `names`.
  static Result<Rule> parse(std::string_view text, const RuleNames& names);

  /// `registers` holds the value of each slot; a field that was not met yet is null.
  [[nodiscard]] bool holds(std::span<const Value> registers) const;

 private:
  enum class Kind : std::uint8_t { kConstant, kNot, kAnd, kOr, kCompare, kCondition };
  friend class RuleParser;

  Kind kind_ = Kind::kConstant;
  bool constant_ = true;
  std::vector<Rule> parts_;
  int slot_ = -1;
  std::string operator_;
  Value literal_;
  std::vector<LiteralRange> ranges_;
};

/// -1, 0 or 1 as a field's value compares to a literal: numbers by their amount, texts by their
/// characters without spaces at the end; nothing when they cannot be compared.
std::optional<int> compare_to_literal(const Value& value, const Value& literal);

/// The value of a literal of a copybook; figurative constants in the words of rules.
Value literal_value(const Literal& literal);

}  // namespace neurocrypt::cobol
