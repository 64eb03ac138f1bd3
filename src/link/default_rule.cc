#include "link/default_rule.h"

#include <algorithm>
#include <cassert>
#include <cctype>
#include <vector>

#include "schema/record.h"

namespace neurocrypt {
namespace {

enum class Class : std::uint8_t { kAny, kBoolean, kNumber, kText, kEnum, kBytes, kObject };

Class class_of(const Field& field) {
  switch (field.type) {
    case FieldType::kAny:
      return Class::kAny;
    case FieldType::kBoolean:
      return Class::kBoolean;
    case FieldType::kInteger:
    case FieldType::kDecimal:
    case FieldType::kFloat:
      return Class::kNumber;
    case FieldType::kString:
      return Class::kText;
    case FieldType::kEnum:
      return Class::kEnum;
    case FieldType::kBytes:
      return Class::kBytes;
    case FieldType::kObject:
    case FieldType::kMap:
      return Class::kObject;
  }
  return Class::kAny;
}

/// The kind of a class's values, as the step `cast` names it; empty for the others.
std::string_view kind_of(Class of) {
  if (of == Class::kBoolean) return "boolean";
  if (of == Class::kNumber) return "number";
  return of == Class::kText ? "string" : "";
}

Rule parsed(const Value& json) {
  Result<Rule> rule = Rule::parse(json);
  assert(rule.ok());
  return std::move(rule).value();
}

/// Letters and digits of each value in lower case, without what all values begin with up to an
/// underscore: PAYMENT_CARD and PAYMENT_CASH are card and cash.
std::vector<std::string> plain_names(const std::vector<std::string>& values) {
  std::size_t common = values.size() < 2 ? 0 : values[0].size();
  for (const std::string& value : values) {
    std::size_t same = 0;
    while (same < std::min(common, value.size()) && value[same] == values[0][same]) ++same;
    common = same;
  }
  while (common > 0 && values[0][common - 1] != '_') --common;
  std::vector<std::string> out;
  for (const std::string& value : values) {
    std::string plain;
    for (const char c : value.substr(common)) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte >= 0x80 || std::isalnum(byte) != 0) {
        plain += static_cast<char>(std::tolower(byte));
      }
    }
    out.push_back(std::move(plain));
  }
  return out;
}

/// A table of the enum values that have the same plain name. Guessed when some have no partner.
DefaultRule enum_rule(const Field& from, const Field& to) {
  if (from.enum_values == to.enum_values) return {Rule::copy(), false};
  const std::vector<std::string> plain_from = plain_names(from.enum_values);
  const std::vector<std::string> plain_to = plain_names(to.enum_values);
  Array entries;
  for (std::size_t i = 0; i < plain_from.size(); ++i) {
    const auto found = std::find(plain_to.begin(), plain_to.end(), plain_from[i]);
    if (found == plain_to.end()) continue;
    entries.push_back(Array{from.enum_values[i],
                            to.enum_values[static_cast<std::size_t>(found - plain_to.begin())]});
  }
  if (entries.empty()) return {Rule::copy(), true};
  const bool all = entries.size() == plain_from.size();
  return {parsed(Object{{"rule", "table"}, {"entries", std::move(entries)}}), !all};
}

/// The unit of a number of a date: milliseconds are past the year 5138 in seconds.
std::string_view epoch_unit(std::span<const std::string> samples) {
  constexpr double kSecondsMax = 1e11;
  for (const std::string& sample : samples) {
    const std::optional<double> number =
        is_json_number(sample) ? to_double(Number{sample}) : std::nullopt;
    if (number && *number > kSecondsMax) return "epoch_ms";
  }
  return "epoch_s";
}

}  // namespace

DefaultRule default_rule(const Field& from, const Field& to, std::span<const std::string> samples) {
  const Class source = class_of(from);
  const Class target = class_of(to);
  const auto is_time = [](const Field& field) { return field.format == "date-time"; };
  if (source == Class::kEnum && target == Class::kEnum) return enum_rule(from, to);
  if (source == Class::kText && target == Class::kText) {
    return {Rule::copy(), !from.format.empty() && !to.format.empty() && from.format != to.format};
  }
  if (source == target || source == Class::kAny || target == Class::kAny) {
    return {Rule::copy(), source != target};
  }
  if (from.type == FieldType::kInteger && is_time(to)) {
    return {parsed(Object{{"rule", "date"}, {"from", epoch_unit(samples)}, {"to", "rfc3339"}}),
            true};
  }
  if (is_time(from) && to.type == FieldType::kInteger) {
    return {parsed(Object{{"rule", "date"}, {"from", "rfc3339"}, {"to", "epoch_s"}}), true};
  }
  if (from.type == FieldType::kInteger && to.format == "date") {
    return {parsed(Array{Object{{"rule", "cast"}, {"from", "number"}, {"to", "string"}},
                         Object{{"rule", "date"}, {"from", "%Y%m%d"}, {"to", "%Y-%m-%d"}}}),
            true};
  }
  if (from.format == "date" && to.type == FieldType::kInteger) {
    return {parsed(Array{Object{{"rule", "date"}, {"from", "%Y-%m-%d"}, {"to", "%Y%m%d"}},
                         Object{{"rule", "cast"}, {"from", "string"}, {"to", "number"}}}),
            true};
  }
  const std::string_view kind_from = kind_of(source);
  const std::string_view kind_to = kind_of(target);
  if (!kind_from.empty() && !kind_to.empty()) {
    const bool exact = target == Class::kText;  // a text need not hold a number
    return {parsed(Object{{"rule", "cast"}, {"from", kind_from}, {"to", kind_to}}), !exact};
  }
  return {Rule::copy(), true};
}

std::optional<std::string> type_conflict(const Field& a, const Field& b) {
  const Class x = class_of(a);
  const Class y = class_of(b);
  const auto either = [&](Class first, Class second) {
    return (x == first && y == second) || (x == second && y == first);
  };
  const bool fine = x == y || x == Class::kAny || y == Class::kAny ||
                    either(Class::kText, Class::kNumber) || either(Class::kText, Class::kEnum) ||
                    either(Class::kText, Class::kBytes) || either(Class::kEnum, Class::kNumber);
  if (fine) return std::nullopt;
  return std::string(name(a.type)) + " against " + std::string(name(b.type));
}

}  // namespace neurocrypt
