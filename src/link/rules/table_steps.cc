#include <algorithm>
#include <unordered_map>

#include "link/rules/step_kinds.h"
#include "schema/json_text.h"

namespace neurocrypt::rules {
namespace {

constexpr std::size_t kEntriesMax = 100'000;
constexpr std::size_t kEntriesShown = 3;

/// Equal for values that are the same, and only for them; nothing for what a table cannot know.
std::optional<std::string> key_of(const Value& value) {
  if (value.string() != nullptr) return "s" + *value.string();
  if (value.boolean() != nullptr) return *value.boolean() ? "true" : "false";
  if (value.number() == nullptr) return std::nullopt;
  const std::optional<Decimal> number = Decimal::parse(value.number()->text);
  return "n" + (number ? number->canonical().print() : value.number()->text);
}

class Table final : public RuleStep {
 public:
  Table(TableEntries entries, std::optional<Value> otherwise)
      : entries_(std::move(entries)), otherwise_(std::move(otherwise)) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (auto key = key_of(entries_[i].first)) index_.emplace(std::move(*key), i);
    }
  }
  [[nodiscard]] std::string_view name() const override { return "table"; }

  Result<std::optional<Value>> apply(const Value& value) const override {
    if (const std::optional<std::string> key = key_of(value)) {
      const auto found = index_.find(*key);
      if (found != index_.end()) return std::optional<Value>(entries_[found->second].second);
    }
    if (otherwise_) return otherwise_;
    return not_covered("the value is none of the table's", "add it, or give the table a default");
  }

  /// The table read from right to left, without what several values lead to.
  [[nodiscard]] std::optional<RuleSteps> inverse() const override {
    std::unordered_map<std::string, int> ways;
    if (otherwise_) {
      if (otherwise_->is_null()) return std::nullopt;
      if (const auto key = key_of(*otherwise_)) ++ways[*key];
    }
    for (const auto& [from, to] : entries_) {
      if (to.is_null()) return std::nullopt;  // null is not looked up
      if (const auto key = key_of(to)) ++ways[*key];
    }
    TableEntries back;
    for (const auto& [from, to] : entries_) {
      const auto key = key_of(to);
      if (key && ways[*key] == 1) back.emplace_back(to, from);
    }
    if (back.empty()) return std::nullopt;
    return RuleSteps{table(std::move(back), std::nullopt)};
  }

  void print(Object& members) const override {
    Array entries;
    for (const auto& [from, to] : entries_) entries.emplace_back(Array{from, to});
    members.push_back({"entries", std::move(entries)});
    if (otherwise_) members.push_back({"default", *otherwise_});
  }

  [[nodiscard]] std::string describe(const std::string& operand) const override {
    std::string text = "table(" + operand + ": ";
    for (std::size_t i = 0; i < std::min(entries_.size(), kEntriesShown); ++i) {
      text += (i == 0 ? "" : ", ") + in_words(entries_[i].first) + " -> " +
              in_words(entries_[i].second);
    }
    if (entries_.size() > kEntriesShown) {
      text += ", " + std::to_string(entries_.size() - kEntriesShown) + " more";
    }
    if (otherwise_) text += ", else " + in_words(*otherwise_);
    return text + ")";
  }

 private:
  TableEntries entries_;
  std::optional<Value> otherwise_;
  std::unordered_map<std::string, std::size_t> index_;
};

class Fill final : public RuleStep {
 public:
  explicit Fill(Value value) : value_(std::move(value)) {}
  [[nodiscard]] std::string_view name() const override { return "default"; }
  Result<std::optional<Value>> apply(const Value& value) const override {
    return std::optional<Value>(value);
  }
  [[nodiscard]] const Value* fallback() const override { return &value_; }
  /// Values that were there passed untouched.
  [[nodiscard]] std::optional<RuleSteps> inverse() const override { return RuleSteps{}; }
  void print(Object& members) const override { members.push_back({"value", value_}); }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    return operand + " or " + in_words(value_);
  }

 private:
  Value value_;
};

class Omit final : public RuleStep {
 public:
  explicit Omit(Value value) : value_(std::move(value)) {}
  [[nodiscard]] std::string_view name() const override { return "omit"; }
  Result<std::optional<Value>> apply(const Value& value) const override {
    if (same_value(value, value_)) return std::optional<Value>();
    return std::optional<Value>(value);
  }
  [[nodiscard]] bool omits() const override { return true; }
  [[nodiscard]] std::optional<RuleSteps> inverse() const override {
    return RuleSteps{fill(value_)};
  }
  void print(Object& members) const override { members.push_back({"value", value_}); }
  [[nodiscard]] std::string describe(const std::string& operand) const override {
    return operand + " unless " + in_words(value_);
  }

 private:
  Value value_;
};

Result<StepPointer> parse_table(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(const Value* const json, parameters.value("entries"));
  const Array* const array = json->array();
  if (array == nullptr || array->empty() || array->size() > kEntriesMax) {
    return parameters.error("entries", "an array of pairs is needed", R"([["A", "active"]])");
  }
  TableEntries entries;
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const Array* const pair = (*array)[i].array();
    const std::string number = "entry " + std::to_string(i + 1);
    if (pair == nullptr || pair->size() != 2) {
      return parameters.error("entries", number + " is no pair", R"(["A", "active"])");
    }
    auto key = key_of((*pair)[0]);
    if (!key) {
      return parameters.error("entries", number + " does not begin with a text, number or boolean",
                              "default stands for absent and null values");
    }
    if (!known.emplace(std::move(*key), i).second) {
      return parameters.error("entries", number + " begins with a value that is there already");
    }
    entries.emplace_back((*pair)[0], (*pair)[1]);
  }
  const Value* const otherwise = parameters.find("default");
  return table(std::move(entries),
               otherwise == nullptr ? std::nullopt : std::optional<Value>(*otherwise));
}

template <StepPointer (*kMake)(Value)>
Result<StepPointer> parse_missing(Parameters& parameters) {
  NC_ASSIGN_OR_RETURN(const Value* const value, parameters.value("value"));
  return kMake(*value);
}

constexpr StepKind kKinds[] = {
    {"table", parse_table}, {"default", parse_missing<fill>}, {"omit", parse_missing<omit>}};

}  // namespace

StepPointer table(TableEntries entries, std::optional<Value> otherwise) {
  return std::make_shared<Table>(std::move(entries), std::move(otherwise));
}
StepPointer fill(Value value) { return std::make_shared<Fill>(std::move(value)); }
StepPointer omit(Value value) { return std::make_shared<Omit>(std::move(value)); }

std::span<const StepKind> table_steps() { return kKinds; }

}  // namespace neurocrypt::rules
