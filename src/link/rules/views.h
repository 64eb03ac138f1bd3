// What one input field can be turned into without a look at the target: the columns among which
// the learner searches.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "link/rules/rule.h"
#include "link/rules/step.h"
#include "schema/record.h"

namespace neurocrypt::rules {

/// The values of one field, one for each example; null pointers are absent or null.
using Column = std::vector<const Value*>;

/// Texts longer than this are only ever copied.
inline constexpr std::size_t kSearchedBytesMax = 4096;

/// A text that is equal for values that are the same, and only for them.
std::string key_of(const Value& value);
std::uint64_t hash_of(const std::string& key);

/// Steps applied to a column, and the outcome.
struct View {
  std::size_t input = 0;
  RuleSteps steps;
  double cost = 0;  ///< how unlikely the steps are, in bits or so; 0 for a copy
  std::vector<std::optional<Value>> values;
  std::vector<std::uint64_t> hashes;  ///< of the values; 0 where there is none
};

/// All views of one column, the cheapest first; those that look like a much cheaper one are left
/// out. The first is the copy.
std::vector<View> views_of(std::size_t input, const Column& column);

/// A way to write what stands in a column of texts as numbers: "1,234.50", "$ 12", "12.50 EUR".
struct NumberText {
  NumberFormat format;
  std::string prefix, suffix;                 ///< the same around every number
  std::vector<std::optional<Value>> numbers;  ///< in the texts

  [[nodiscard]] RuleSteps reading() const;  ///< the steps from a text to its number
  [[nodiscard]] RuleSteps writing() const;  ///< and back
  [[nodiscard]] int affixes() const { return (prefix.empty() ? 0 : 1) + (suffix.empty() ? 0 : 1); }
};
/// The formats in which all texts of the column are numbers.
std::vector<NumberText> number_texts(const std::vector<std::optional<Value>>& texts);

/// The date formats in which every value of the column is a date.
std::vector<DateFormat> date_formats(const std::vector<std::optional<Value>>& values);

/// Other values such as these, to tell rules apart that agree on them.
std::vector<Value> plausible_values(const Column& column);

}  // namespace neurocrypt::rules
