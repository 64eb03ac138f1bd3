// The rule between two fields when no example shows it: from their types alone.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "link/rules/rule.h"
#include "schema/format.h"

namespace neurocrypt {

struct DefaultRule {
  Rule rule;
  bool guessed;  ///< the types do not settle it: a person should look
};

/// `samples` of the source tell seconds from milliseconds.
DefaultRule default_rule(const Field& from, const Field& to, std::span<const std::string> samples);

/// Why two fields can hardly hold the same values ("string against boolean"); nothing when they
/// can.
std::optional<std::string> type_conflict(const Field& a, const Field& b);

}  // namespace neurocrypt
