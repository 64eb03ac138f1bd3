// The lists of steps that rules can name, one list for each file of steps.
#pragma once

#include <span>
#include <string_view>

#include "link/rules/parameters.h"
#include "link/rules/step.h"

namespace neurocrypt::rules {

struct StepKind {
  std::string_view name;
  Result<StepPointer> (*parse)(Parameters& parameters);
};

std::span<const StepKind> text_steps();
std::span<const StepKind> number_steps();
std::span<const StepKind> date_steps();
std::span<const StepKind> table_steps();

/// An error of RuleStep::apply.
inline Error not_covered(std::string message, std::string hint = {}) {
  return {ErrorCode::kInvalidArgument, std::move(message), std::move(hint)};
}
/// "a text is needed, not a value of kind number".
Error wrong_kind(std::string_view needed, const Value& value);

/// The JSON form of a text, as descriptions show it.
std::string quoted(std::string_view text);

}  // namespace neurocrypt::rules
