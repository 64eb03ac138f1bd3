// A text of lines: a rule, then values. What parses as a rule prints to one that does the same; its
// inverse gives back the input or what the rule takes for the same.
#include "link/rules/rule.h"

#include <algorithm>
#include <vector>

#include "fuzz/check.h"
#include "link/rules/step.h"
#include "schema/json_text.h"

using namespace neurocrypt;

namespace {

/// The output, or nothing for an error.
std::optional<std::optional<Value>> run(const Rule& rule, const std::vector<const Value*>& inputs) {
  Result<std::optional<Value>> output = rule.apply(inputs);
  if (output.ok()) return std::move(*output);
  NC_CHECK(output.error().code == ErrorCode::kInvalidArgument && !output.error().message.empty());
  return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = as_text({data, size});
  std::vector<Value> lines;
  while (!text.empty() && lines.size() < 16) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto value = parse_json(text.substr(0, end));
    if (!value.ok()) return 0;
    lines.push_back(*value);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (lines.empty()) return 0;
  const auto rule = Rule::parse(lines[0]);
  if (!rule.ok()) {
    NC_CHECK(rule.error().code == ErrorCode::kCorrupt && !rule.error().message.empty());
    return 0;
  }
  const auto again = Rule::parse(rule->print());
  NC_CHECK(again.ok() && again->print() == rule->print());
  const std::vector<std::string> no_names;
  NC_CHECK(!rule->describe(no_names).empty());
  std::vector<const Value*> inputs(rule->inputs());
  for (std::size_t i = 0; i < inputs.size() && i + 1 < lines.size(); ++i) inputs[i] = &lines[i + 1];
  const auto output = run(*rule, inputs);
  NC_CHECK(run(*again, inputs) == output);
  const auto inverses = rule->inverse();
  NC_CHECK(inverses.size() == inputs.size());
  if (!output) return 0;
  const Value* const made = *output ? &**output : nullptr;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!inverses[i] || inputs[i] == nullptr || inputs[i]->is_null()) continue;
    const auto back = run(*inverses[i], {made});
    if (!back) continue;
    NC_CHECK(back->has_value());
    if (rules::same_value(**back, *inputs[i])) continue;
    const Value* const given = inputs[i];
    inputs[i] = &**back;
    const auto forth = run(*rule, inputs);
    inputs[i] = given;
    NC_CHECK(forth && forth->has_value() == output->has_value());
    NC_CHECK(!*forth || rules::same_value(**forth, **output));
  }
  return 0;
}
