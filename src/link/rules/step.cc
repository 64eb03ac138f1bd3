#include "link/rules/step.h"

#include "link/rules/step_kinds.h"
#include "schema/json_text.h"

namespace neurocrypt::rules {

bool same_value(const Value& a, const Value& b) {
  if (a.number() != nullptr && b.number() != nullptr) return same_number(*a.number(), *b.number());
  return a == b;
}

std::string in_words(const Value& value) {
  constexpr std::size_t kShown = 40;
  ByteString out;
  if (!print_json(value, out).ok()) return std::string(name(value.kind()));
  std::string text(as_text(out));
  if (text.size() <= kShown) return text;
  std::size_t end = kShown;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

std::string quoted(std::string_view text) { return in_words(Value(text)); }

Error wrong_kind(std::string_view needed, const Value& value) {
  return not_covered("a " + std::string(needed) + " is needed, not a value of kind " +
                     std::string(name(value.kind())));
}

Result<StepPointer> parse_step(const Value& json, Path& place) {
  static const Object kNone;
  Parameters parameters(json.object() != nullptr ? *json.object() : kNone, place);
  const Value* const kind = json.find("rule");
  const std::string* const wanted = kind == nullptr ? nullptr : kind->string();
  if (wanted == nullptr) {
    return parameters.error("", "a rule is an object with a text \"rule\"",
                            R"({"rule": "prefix", "text": "auth_"})");
  }
  std::string names = "copy, constant, join";
  for (const std::span<const StepKind> kinds :
       {text_steps(), number_steps(), date_steps(), table_steps()}) {
    for (const StepKind& candidate : kinds) {
      names += ", " + std::string(candidate.name);
      if (candidate.name != *wanted) continue;
      NC_ASSIGN_OR_RETURN(StepPointer step, candidate.parse(parameters));
      NC_RETURN_IF_ERROR(parameters.finish());
      return step;
    }
  }
  if (*wanted == "copy" || *wanted == "constant" || *wanted == "join") {
    return parameters.error("rule", "\"" + *wanted + "\" can only be the first rule");
  }
  return parameters.error("rule", "there is no such rule", "one of " + names);
}

Value print_step(const RuleStep& step) {
  Object members{{"rule", Value(step.name())}};
  step.print(members);
  return members;
}

}  // namespace neurocrypt::rules
