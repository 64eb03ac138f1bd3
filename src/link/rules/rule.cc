#include "link/rules/rule.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

#include "link/rules/parameters.h"
#include "link/rules/step.h"
#include "schema/json_text.h"

namespace neurocrypt {
namespace {

constexpr std::size_t kStepsMax = 32;
constexpr std::size_t kPartsMax = 64;

struct Input {};
struct Constant {
  Value value;
};
struct Join {
  std::vector<Rule::Part> parts;
};

Result<std::optional<Value>> run(const RuleSteps& steps, std::optional<Value> value) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const RuleStep& step = *steps[i];
    if (!value || value->is_null()) {
      if (const Value* const fallback = step.fallback()) value = *fallback;
      continue;
    }
    Result<std::optional<Value>> next = step.apply(*value);
    if (!next.ok()) {
      Error error = std::move(next).error();
      std::string where(step.name());
      if (steps.size() > 1) where = "step " + std::to_string(i + 1) + " (" + where + ")";
      error.message.insert(0, where + ": ");
      return error;
    }
    value = std::move(*next);
  }
  return value;
}

/// The inverse of the steps, last one first.
std::optional<RuleSteps> invert(const RuleSteps& steps) {
  bool omits = false;
  for (const auto& step : steps) {
    // Once a step may leave out its value, a later one that does too, or that puts another in its
    // place, hides which it was.
    if (omits && (step->omits() || step->fallback() != nullptr)) return std::nullopt;
    omits = omits || step->omits();
  }
  RuleSteps inverse;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    const std::optional<RuleSteps> one = (*step)->inverse();
    if (!one) return std::nullopt;
    inverse.insert(inverse.end(), one->begin(), one->end());
  }
  return inverse;
}

std::string describe_steps(const RuleSteps& steps, std::string operand) {
  for (const auto& step : steps) operand = step->describe(operand);
  return operand;
}

std::string quoted(const std::string& text) {
  ByteString out;
  print_json_string(text, out);
  return std::string(as_text(out));
}

std::optional<Value> copy_of(const Value* value) {
  if (value == nullptr) return std::nullopt;
  return *value;
}

Result<std::optional<Value>> run(const Join& join, std::span<const Value* const> values) {
  std::string text;
  std::size_t missing = 0;  // the first input, from 1, that is not there
  bool any = false;
  bool null = false;
  for (const Rule::Part& part : join.parts) {
    if (!part.input) {
      text += part.text;
      continue;
    }
    const std::string input = "input " + std::to_string(*part.input + 1);
    Result<std::optional<Value>> value = run(part.steps, copy_of(values[*part.input]));
    if (!value.ok()) {
      Error error = std::move(value).error();
      error.message.insert(0, input + ": ");
      return error;
    }
    const Value* const given = values[*part.input];
    null = null || (given != nullptr && given->is_null());
    any = any || (given != nullptr && !given->is_null());
    if (!*value || (*value)->is_null()) {
      if (missing == 0) missing = *part.input + 1;
    } else if (const std::string* const string = (*value)->string()) {
      text += *string;
    } else {
      return Error{ErrorCode::kInvalidArgument,
                   "join: " + input + " is not a text but a value of kind " +
                       std::string(name((*value)->kind())),
                   "give the part a cast to string"};
    }
  }
  if (missing == 0) return std::optional<Value>(std::move(text));
  if (!any) return null ? std::optional<Value>(Value()) : std::nullopt;
  return Error{ErrorCode::kInvalidArgument, "join: input " + std::to_string(missing) + " is absent",
               "give the part a default"};
}

Object step_object(std::string_view name) { return {{"rule", Value(name)}}; }

Result<RuleSteps> parse_steps(const Array& array, std::size_t first, Path& place) {
  RuleSteps steps;
  for (std::size_t i = first; i < array.size(); ++i) {
    place.push(i);
    Result<rules::StepPointer> step = rules::parse_step(array[i], place);
    place.pop();
    if (!step.ok()) return std::move(step).error();
    steps.push_back(std::move(*step));
  }
  return steps;
}

Result<Rule::Part> parse_part(const Value& json, Path& place) {
  Rule::Part part;
  if (json.string() != nullptr) {
    part.text = *json.string();
    return part;
  }
  if (json.object() == nullptr) {
    return Error{ErrorCode::kCorrupt, place.text() + ": a part of a join is a text or an object",
                 R"({"input": 1, "steps": [...]})"};
  }
  rules::Parameters parameters(*json.object(), place);
  NC_ASSIGN_OR_RETURN(const std::int64_t input, parameters.integer("input", 1, kPartsMax));
  part.input = static_cast<std::size_t>(input - 1);
  if (const Value* const steps = parameters.find("steps")) {
    if (steps->array() == nullptr || steps->array()->size() > kStepsMax) {
      return parameters.error("steps",
                              "an array of at most " + std::to_string(kStepsMax) + " rules");
    }
    place.push("steps");
    Result<RuleSteps> parsed = parse_steps(*steps->array(), 0, place);
    place.pop();
    if (!parsed.ok()) return std::move(parsed).error();
    part.steps = std::move(*parsed);
  }
  NC_RETURN_IF_ERROR(parameters.finish());
  return part;
}

std::size_t count_inputs(const Join& join) {
  std::size_t inputs = 0;
  for (const Rule::Part& part : join.parts) {
    if (part.input) inputs = std::max(inputs, *part.input + 1);
  }
  return inputs;
}

Result<Join> parse_join(const Object& members, Path& place) {
  rules::Parameters parameters(members, place);
  NC_ASSIGN_OR_RETURN(const Value* const parts, parameters.value("parts"));
  NC_RETURN_IF_ERROR(parameters.finish());
  if (parts->array() == nullptr || parts->array()->size() > kPartsMax) {
    return parameters.error("parts", "an array of at most " + std::to_string(kPartsMax) + " parts");
  }
  Join join;
  std::vector<bool> read(kPartsMax);
  place.push("parts");
  for (std::size_t i = 0; i < parts->array()->size(); ++i) {
    place.push(i);
    Result<Rule::Part> part = parse_part((*parts->array())[i], place);
    place.pop();
    if (!part.ok()) {
      place.pop();
      return std::move(part).error();
    }
    if (part->input) read[*part->input] = true;
    join.parts.push_back(std::move(*part));
  }
  place.pop();
  const std::size_t inputs = count_inputs(join);
  if (inputs == 0) {
    return parameters.error("parts", "a join has at least one input",
                            R"({"rule": "constant", "value": ...} needs none)");
  }
  for (std::size_t i = 0; i < inputs; ++i) {
    if (read[i]) continue;
    return parameters.error("parts", "input " + std::to_string(i + 1) + " is not used",
                            "inputs are numbered from 1 without gaps");
  }
  return join;
}

Value print_join(const Join& join) {
  Array parts;
  for (const Rule::Part& part : join.parts) {
    if (!part.input) {
      parts.emplace_back(part.text);
      continue;
    }
    Object members{{"input", Value::integer(std::uint64_t{*part.input + 1})}};
    if (!part.steps.empty()) {
      Array steps;
      for (const auto& step : part.steps) steps.push_back(rules::print_step(*step));
      members.push_back({"steps", std::move(steps)});
    }
    parts.emplace_back(std::move(members));
  }
  Object printed = step_object("join");
  printed.push_back({"parts", std::move(parts)});
  return printed;
}

/// The step that takes part `wanted` of the parts with an input out of what the join made.
std::optional<rules::StepPointer> unjoin(const Join& join, std::size_t wanted) {
  std::vector<std::string> texts(1);
  for (const Rule::Part& part : join.parts) {
    if (part.input) {
      texts.emplace_back();
    } else {
      texts.back() += part.text;
    }
  }
  // Two inputs without a text between them: where the one ends the output does not say.
  if (std::any_of(texts.begin() + 1, texts.end() - 1, [](const auto& t) { return t.empty(); })) {
    return std::nullopt;
  }
  return rules::unjoin(std::move(texts), wanted);
}

}  // namespace

struct Rule::Node {
  std::variant<Input, Constant, Join> head;
  RuleSteps steps;
};

Rule Rule::copy() { return of({}); }
Rule Rule::constant(Value value) {
  return Rule(std::make_shared<Node>(Node{Constant{std::move(value)}, {}}));
}
Rule Rule::of(RuleSteps steps) {
  return Rule(std::make_shared<Node>(Node{Input{}, std::move(steps)}));
}
Rule Rule::join(std::vector<Part> parts, RuleSteps steps) {
  return Rule(std::make_shared<Node>(Node{Join{std::move(parts)}, std::move(steps)}));
}

Result<Rule> Rule::parse(const Value& json) {
  Path place;
  const Array single{json};
  const Array* const array = json.array() != nullptr ? json.array() : &single;
  const bool one = array == &single;
  if (array->empty() || array->size() > kStepsMax) {
    return Error{ErrorCode::kCorrupt, "a rule has 1 to " + std::to_string(kStepsMax) + " steps",
                 R"({"rule": "copy"} leaves a value as it is)"};
  }
  auto node = std::make_shared<Node>();
  const Value& first = array->front();
  const Value* const kind = first.find("rule");
  const std::string* const name = kind == nullptr ? nullptr : kind->string();
  std::size_t steps = 1;
  if (!one) place.push(std::size_t{0});
  if (name != nullptr && *name == "constant") {
    rules::Parameters parameters(*first.object(), place);
    NC_ASSIGN_OR_RETURN(const Value* const value, parameters.value("value"));
    NC_RETURN_IF_ERROR(parameters.finish());
    node->head = Constant{*value};
  } else if (name != nullptr && *name == "copy") {
    NC_RETURN_IF_ERROR(rules::Parameters(*first.object(), place).finish());
  } else if (name != nullptr && *name == "join") {
    NC_ASSIGN_OR_RETURN(node->head, parse_join(*first.object(), place));
  } else if (one) {
    NC_ASSIGN_OR_RETURN(rules::StepPointer step, rules::parse_step(first, place));
    node->steps.push_back(std::move(step));
  } else {
    steps = 0;
  }
  if (!one) {
    place.pop();
    NC_ASSIGN_OR_RETURN(node->steps, parse_steps(*array, steps, place));
  }
  return Rule(std::move(node));
}

Value Rule::print() const {
  Array steps;
  if (const Constant* const constant = std::get_if<Constant>(&node_->head)) {
    Object members = step_object("constant");
    members.push_back({"value", constant->value});
    steps.emplace_back(std::move(members));
  } else if (const Join* const join = std::get_if<Join>(&node_->head)) {
    steps.push_back(print_join(*join));
  } else if (node_->steps.empty()) {
    steps.emplace_back(step_object("copy"));
  }
  for (const auto& step : node_->steps) steps.push_back(rules::print_step(*step));
  if (steps.size() == 1) return std::move(steps[0]);
  return steps;
}

std::string Rule::describe(std::span<const std::string> inputs) const {
  const auto input = [&inputs](std::size_t i) {
    return i < inputs.size() ? inputs[i] : "input " + std::to_string(i + 1);
  };
  std::string text;
  if (const Constant* const constant = std::get_if<Constant>(&node_->head)) {
    text = rules::in_words(constant->value);
  } else if (const Join* const join = std::get_if<Join>(&node_->head)) {
    for (const Part& part : join->parts) {
      if (!text.empty()) text += " + ";
      text += part.input ? describe_steps(part.steps, input(*part.input)) : quoted(part.text);
    }
  } else {
    text = input(0);
  }
  return describe_steps(node_->steps, std::move(text));
}

std::size_t Rule::inputs() const {
  if (std::holds_alternative<Constant>(node_->head)) return 0;
  if (const Join* const join = std::get_if<Join>(&node_->head)) return count_inputs(*join);
  return 1;
}

Result<std::optional<Value>> Rule::apply(std::span<const Value* const> values) const {
  if (values.size() != inputs()) {
    return Error{ErrorCode::kInvalidArgument, "the rule reads " + std::to_string(inputs()) +
                                                  " values, not " + std::to_string(values.size())};
  }
  if (const Constant* const constant = std::get_if<Constant>(&node_->head)) {
    return run(node_->steps, constant->value);
  }
  if (const Join* const join = std::get_if<Join>(&node_->head)) {
    NC_ASSIGN_OR_RETURN(std::optional<Value> joined, run(*join, values));
    return run(node_->steps, std::move(joined));
  }
  return run(node_->steps, copy_of(values[0]));
}

std::vector<std::optional<Rule>> Rule::inverse() const {
  std::vector<std::optional<Rule>> inverses(inputs());
  const std::optional<RuleSteps> back = invert(node_->steps);
  if (!back || inverses.empty()) return inverses;
  const Join* const join = std::get_if<Join>(&node_->head);
  if (join == nullptr) {
    inverses[0] = of(*back);
    return inverses;
  }
  std::size_t number = 0;
  for (const Part& part : join->parts) {
    if (!part.input) continue;
    ++number;
    std::optional<Rule>& inverse = inverses[*part.input];
    const std::optional<RuleSteps> of_part = invert(part.steps);
    const std::optional<rules::StepPointer> unjoin_part = unjoin(*join, number);
    if (inverse || !of_part || !unjoin_part) continue;
    RuleSteps steps = *back;
    steps.push_back(*unjoin_part);
    steps.insert(steps.end(), of_part->begin(), of_part->end());
    inverse = of(std::move(steps));
  }
  return inverses;
}

}  // namespace neurocrypt
