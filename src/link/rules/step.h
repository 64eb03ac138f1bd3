// The steps that rules are made of: each a function of one value. docs/formats/link.md, "Rules".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "link/rules/date_format.h"
#include "link/rules/decimal.h"
#include "link/rules/letter_case.h"
#include "link/rules/rule.h"
#include "neurocrypt/result.h"
#include "schema/record.h"

namespace neurocrypt {

/// One step. Immutable, shared by threads.
class RuleStep {
 public:
  virtual ~RuleStep() = default;
  RuleStep() = default;
  RuleStep(const RuleStep&) = delete;
  RuleStep& operator=(const RuleStep&) = delete;

  [[nodiscard]] virtual std::string_view name() const = 0;

  /// `value` is not null.
  /// Errors   kInvalidArgument for a value that the step does not cover, without the value itself.
  /// Returns  nothing when the output is absent.
  [[nodiscard]] virtual Result<std::optional<Value>> apply(const Value& value) const = 0;
  /// What stands for an absent or null value; null when nothing does.
  [[nodiscard]] virtual const Value* fallback() const { return nullptr; }
  /// True when it may turn a value into an absent one.
  [[nodiscard]] virtual bool omits() const { return false; }

  /// Steps that, for every value that is not null, give back the value or an error, never another
  /// value; nothing when there are none. "The value" as rules::same_value has it, and of a date
  /// with an offset the same instant.
  [[nodiscard]] virtual std::optional<RuleSteps> inverse() const = 0;

  /// Appends its parameters.
  virtual void print(Object& members) const = 0;
  /// In words, where `operand` is what it works on.
  [[nodiscard]] virtual std::string describe(const std::string& operand) const = 0;
};

namespace rules {

/// Equal, where numbers are equal by what their texts name.
bool same_value(const Value& a, const Value& b);

/// A value in words: JSON, shortened.
std::string in_words(const Value& value);

using StepPointer = std::shared_ptr<const RuleStep>;

enum class End : std::uint8_t { kStart, kEnd };

// Text.
StepPointer affix(End end, std::string text);        ///< "prefix", "suffix"
StepPointer strip_affix(End end, std::string text);  ///< "strip_prefix", "strip_suffix"
StepPointer letter_case(LetterCase letter_case);
/// Characters from `start` (from 1; from -1 for the last), `length` of them or all (0).
StepPointer substring(std::int64_t start, std::int64_t length);
/// Part `part` (from 1; from -1 for the last) of the parts between the texts `at`; with `rest` also
/// what is beyond it: to the end, or to the start when counted from the end.
StepPointer split(std::string at, std::int64_t part, bool rest);
/// The inverse of a join: part `part` (from 1) of a text that is texts[0], part 1, texts[1], ...
/// Only where there is one way to read it so.
StepPointer unjoin(std::vector<std::string> texts, std::size_t part);
StepPointer trim(std::optional<End> end, std::string character);  ///< nothing: both ends
StepPointer pad(End end, std::int64_t width, std::string character);
StepPointer replace(std::string find, std::string with);
enum class Characters : std::uint8_t { kDigits, kLetters, kAlphanumeric };
StepPointer keep(Characters characters);

// Kinds and numbers.
/// `from` and `to` are kString, kNumber or kBoolean; without `from` any of them.
StepPointer cast(std::optional<Value::Kind> from, Value::Kind to);
/// How a number is written for people.
struct NumberFormat {
  std::optional<std::int64_t> decimals;  ///< digits after the point; nothing: as many as there are
  std::int64_t width = 0;                ///< least digits before the point, with zeros in front
  std::string point = ".";
  std::string thousands{};  ///< between groups of three digits; may be empty
};
StepPointer format_number(NumberFormat format);
StepPointer parse_number(NumberFormat format);
StepPointer scale(Decimal multiply, Decimal divide);  ///< both positive, at most 18 digits
StepPointer add(Decimal number);

// Dates.
inline constexpr int kWindow = 1969;  ///< the century of two digits, as POSIX has it
struct DateOptions {
  int window = kWindow;
  /// Of texts that say none; nothing: UTC when read, as it was read when written.
  std::optional<std::int32_t> from_offset{}, to_offset{};
  bool truncate = false;  ///< drop what the target form cannot hold, instead of an error
};
StepPointer date(DateFormat from, DateFormat to, DateOptions options);

// Tables.
using TableEntries = std::vector<std::pair<Value, Value>>;
StepPointer table(TableEntries entries, std::optional<Value> otherwise);
StepPointer fill(Value value);  ///< "default"
StepPointer omit(Value value);

/// Reads one step; `place` is where it stands.
Result<StepPointer> parse_step(const Value& json, Path& place);
Value print_step(const RuleStep& step);

}  // namespace rules
}  // namespace neurocrypt
