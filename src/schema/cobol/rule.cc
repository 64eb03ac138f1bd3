#include "schema/cobol/rule.h"

#include <algorithm>
#include <cctype>

#include "schema/cobol/source_text.h"

namespace neurocrypt::cobol {
namespace {

constexpr int kRuleDepthMax = 64;

std::string_view without_end_spaces(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// A text that is a decimal number as COBOL writes one, in JSON's form: "007" is 7.
std::optional<Number> number_in(std::string_view text) {
  text = without_end_spaces(text);
  while (text.starts_with(' ')) text.remove_prefix(1);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  while (text.size() > 1 && text[0] == '0' && text[1] != '.') text.remove_prefix(1);
  const std::string number = (negative ? "-" : "") + std::string(text);
  if (!is_json_number(number)) return std::nullopt;
  return Number{number};
}

int sign_of(bool less, bool equal) { return equal ? 0 : less ? -1 : 1; }

}  // namespace

std::optional<int> compare_to_literal(const Value& value, const Value& literal) {
  if (value.is_null() || literal.is_null()) {
    if (value.is_null() && literal.is_null()) return 0;
    return std::nullopt;
  }
  std::optional<Number> left;
  std::optional<Number> right;
  if (value.number() != nullptr) left = *value.number();
  if (literal.number() != nullptr) right = *literal.number();
  if (left || right) {  // one of them is a number: so must be the other
    if (!left && value.string() != nullptr) left = number_in(*value.string());
    if (!right && literal.string() != nullptr) right = number_in(*literal.string());
    if (!left || !right) return std::nullopt;
    if (same_number(*left, *right)) return 0;
    const std::optional<std::int64_t> a = to_int64(*left);
    const std::optional<std::int64_t> b = to_int64(*right);
    if (a && b) return sign_of(*a < *b, false);
    return sign_of(to_double(*left).value_or(0) < to_double(*right).value_or(0), false);
  }
  if (value.string() == nullptr || literal.string() == nullptr) return std::nullopt;
  const std::string_view a = without_end_spaces(*value.string());
  const std::string_view b = without_end_spaces(*literal.string());
  return sign_of(a < b, a == b);
}

Value literal_value(const Literal& literal) {
  if (literal.kind == Literal::Kind::kNumber) {
    if (std::optional<Number> number = number_in(literal.text)) return Value(*number);
    return Value(literal.text);
  }
  if (literal.kind == Literal::Kind::kText) return Value(literal.text);
  if (literal.text.starts_with("ZERO")) return Value(Number{"0"});
  if (literal.text.starts_with("SPACE")) return Value("");
  return Value();
}

bool Rule::holds(std::span<const Value> registers) const {
  switch (kind_) {
    case Kind::kConstant:
      return constant_;
    case Kind::kNot:
      return !parts_[0].holds(registers);
    case Kind::kAnd:
      return std::all_of(parts_.begin(), parts_.end(),
                         [&](const Rule& part) { return part.holds(registers); });
    case Kind::kOr:
      return std::any_of(parts_.begin(), parts_.end(),
                         [&](const Rule& part) { return part.holds(registers); });
    case Kind::kCondition: {
      const Value& value = registers[static_cast<std::size_t>(slot_)];
      return std::any_of(ranges_.begin(), ranges_.end(), [&](const LiteralRange& range) {
        const std::optional<int> first = compare_to_literal(value, literal_value(range.first));
        const std::optional<int> last = compare_to_literal(value, literal_value(range.last));
        return first && last && *first >= 0 && *last <= 0;
      });
    }
    case Kind::kCompare:
      break;
  }
  const std::optional<int> order =
      compare_to_literal(registers[static_cast<std::size_t>(slot_)], literal_);
  if (!order) return operator_ == "!=";
  if (operator_ == "=") return *order == 0;
  if (operator_ == "!=") return *order != 0;
  if (operator_ == "<") return *order < 0;
  if (operator_ == "<=") return *order <= 0;
  if (operator_ == ">") return *order > 0;
  return *order >= 0;
}

class RuleParser {
 public:
  RuleParser(std::string_view text, const RuleNames& names) : text_(text), names_(names) {}

  Result<Rule> run() {
    NC_ASSIGN_OR_RETURN(Rule rule, any_of(0));
    skip_blanks();
    if (at_ < text_.size()) return wrong("unexpected text");
    return rule;
  }

 private:
  [[nodiscard]] Error wrong(const std::string& what) const {
    return Error{
        ErrorCode::kInvalidArgument,
        "rule '" + std::string(text_) + "', at character " + std::to_string(at_ + 1) + ": " + what,
        "a rule looks like  KIND = 'B' || in(KIND, 'C', 'D')"};
  }
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  bool take(std::string_view symbol) {
    skip_blanks();
    if (text_.substr(at_, symbol.size()) != symbol) return false;
    at_ += symbol.size();
    return true;
  }
  static bool in_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '#' ||
           c == '@' || c == '$';
  }
  [[nodiscard]] std::string_view peek_word() {
    skip_blanks();
    std::size_t end = at_;
    while (end < text_.size() && in_word(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }
  bool take_word(std::string_view word) {
    if (!equals_word(peek_word(), word)) return false;
    at_ += word.size();
    return true;
  }

  Result<Rule> any_of(int depth) { return chain(depth, "||", "OR", Rule::Kind::kOr); }
  Result<Rule> all_of(int depth) { return chain(depth, "&&", "AND", Rule::Kind::kAnd); }

  Result<Rule> chain(int depth, std::string_view symbol, std::string_view word, Rule::Kind kind) {
    if (depth > kRuleDepthMax) return wrong("nested too deep");
    Rule rule;
    rule.kind_ = kind;
    do {
      auto part = kind == Rule::Kind::kOr ? all_of(depth) : negated(depth);
      if (!part.ok()) return part;
      rule.parts_.push_back(std::move(part).value());
    } while (take(symbol) || take_word(word));
    if (rule.parts_.size() == 1) return Rule(std::move(rule.parts_[0]));
    return rule;
  }

  Result<Rule> negated(int depth) {
    if (depth > kRuleDepthMax) return wrong("nested too deep");
    skip_blanks();
    const bool symbol = text_.substr(at_, 1) == "!" && text_.substr(at_, 2) != "!=";
    if (symbol) ++at_;
    if (!symbol && !take_word("NOT")) return primary(depth);
    NC_ASSIGN_OR_RETURN(Rule part, negated(depth + 1));
    Rule rule;
    rule.kind_ = Rule::Kind::kNot;
    rule.parts_.push_back(std::move(part));
    return rule;
  }

  Result<Rule> primary(int depth) {
    if (take("(")) {
      NC_ASSIGN_OR_RETURN(Rule rule, any_of(depth + 1));
      if (!take(")")) return wrong("expected ')'");
      return rule;
    }
    Rule rule;
    if (take_word("true") || take_word("false")) {
      rule.constant_ = text_[at_ - 1] == 'e' && equals_word(text_.substr(at_ - 4, 4), "true");
      return rule;
    }
    if (equals_word(peek_word(), "in")) {
      const std::size_t before = at_;
      at_ += 2;
      if (take("(")) return member();
      at_ = before;
    }
    NC_ASSIGN_OR_RETURN(const RuleName name, field());
    rule.slot_ = name.slot;
    if (name.condition != nullptr) {
      rule.kind_ = Rule::Kind::kCondition;
      rule.ranges_ = name.condition->values;
      return rule;
    }
    rule.kind_ = Rule::Kind::kCompare;
    for (const std::string_view symbol : {"!=", "<>", "<=", ">=", "==", "=", "<", ">"}) {
      if (!take(symbol)) continue;
      rule.operator_ = symbol == "<>" ? "!=" : symbol == "==" ? "=" : std::string(symbol);
      NC_ASSIGN_OR_RETURN(rule.literal_, literal());
      return rule;
    }
    return wrong("expected a comparison");
  }

  Result<Rule> member() {
    NC_ASSIGN_OR_RETURN(const RuleName name, field());
    Rule rule;
    rule.kind_ = Rule::Kind::kOr;
    while (take(",")) {
      Rule part;
      part.kind_ = Rule::Kind::kCompare;
      part.slot_ = name.slot;
      part.operator_ = "=";
      NC_ASSIGN_OR_RETURN(part.literal_, literal());
      rule.parts_.push_back(std::move(part));
    }
    if (!take(")")) return wrong("expected ')'");
    return rule;
  }

  Result<RuleName> field() {
    const std::string_view word = peek_word();
    if (word.empty()) return wrong("expected the name of a field");
    auto found = names_(word);
    if (!found.ok()) return wrong(found.error().message);
    at_ += word.size();
    return found;
  }

  Result<Value> literal() {
    skip_blanks();
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')) {
      const std::size_t end = text_.find(text_[at_], at_ + 1);
      if (end == std::string_view::npos) return wrong("a text without its closing quote");
      Value value(std::string(text_.substr(at_ + 1, end - at_ - 1)));
      at_ = end + 1;
      return value;
    }
    if (take_word("null")) return Value();
    std::size_t end = at_;
    while (end < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[end])) != 0 ||
                                  text_[end] == '.' || text_[end] == '-' || text_[end] == '+')) {
      ++end;
    }
    const std::optional<Number> number = number_in(text_.substr(at_, end - at_));
    if (!number) return wrong("expected 'text', a number or null");
    at_ = end;
    return Value(*number);
  }

  std::string_view text_;
  const RuleNames& names_;
  std::size_t at_ = 0;
};

Result<Rule> Rule::parse(std::string_view text, const RuleNames& names) {
  return RuleParser(text, names).run();
}

}  // namespace neurocrypt::cobol
