#include "schema/json/validator.h"

#include <algorithm>
#include <limits>

#include "schema/base64.h"

namespace neurocrypt::json {
namespace {

/// Equality as JSON Schema means it: numbers by what they name, objects whatever the order of their
/// members.
bool same_value(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.number() != nullptr) return same_number(*a.number(), *b.number());
  if (const Array* const left = a.array()) {
    return std::equal(left->begin(), left->end(), b.array()->begin(), b.array()->end(), same_value);
  }
  if (const Object* const left = a.object()) {
    return left->size() == b.object()->size() &&
           std::all_of(left->begin(), left->end(), [&](const Member& member) {
             const Value* const other = b.find(member.name);
             return other != nullptr && same_value(member.value, *other);
           });
  }
  return a == b;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<std::uint8_t>(c) & 0xC0) != 0x80;
  }));
}

std::string type_names(TypeSet types) {
  constexpr std::pair<TypeSet, const char*> kNames[] = {
      {kObjectBit, "an object"},  {kArrayBit, "an array"},     {kStringBit, "a string"},
      {kFractionBit, "a number"}, {kIntegerBit, "an integer"}, {kBooleanBit, "a boolean"},
      {kNullBit, "null"}};
  std::string names;
  for (const auto& [bit, name] : kNames) {
    if ((types & bit) == 0 || (bit == kIntegerBit && (types & kFractionBit) != 0)) continue;
    names += (names.empty() ? "" : " or ") + std::string(name);
  }
  return names;
}

/// The text of a scalar for a message, not longer than a line.
std::string shown(const Value& value) {
  constexpr std::size_t kShownMax = 40;
  std::string text;
  if (value.string() != nullptr) text = "'" + *value.string() + "'";
  if (value.number() != nullptr) text = value.number()->text;
  if (value.boolean() != nullptr) text = *value.boolean() ? "true" : "false";
  if (text.empty() || text.size() > kShownMax) return "this " + std::string(name(value.kind()));
  return text;
}

/// The range of OpenAPI's integer formats; nothing for another format.
std::optional<bool> in_range(std::string_view format, const Number& number) {
  const auto between = [&](auto low, auto high) {
    const auto integer = to_int64(number);
    return integer && *integer >= low && *integer <= high;
  };
  if (format == "int32") {
    return between(std::numeric_limits<std::int32_t>::min(),
                   std::numeric_limits<std::int32_t>::max());
  }
  if (format == "uint32") return between(0, std::numeric_limits<std::uint32_t>::max());
  if (format == "int64") return to_int64(number).has_value();
  if (format == "uint64") return to_uint64(number).has_value();
  return std::nullopt;
}

std::uint64_t count_values(const Value& value) {
  std::uint64_t count = 1;
  if (const Object* const members = value.object()) {
    for (const Member& member : *members) count += count_values(member.value);
  } else if (const Array* const values = value.array()) {
    for (const Value& item : *values) count += count_values(item);
  }
  return count;
}

class Validator {
 public:
  explicit Validator(const Value& message) : message_(message) {}

  /// A value under a seal is valid wherever any value may be: what it is, nobody knows here.
  bool check(const Rule& rule, const Value& value) {
    if (rule.types != 0 && sealed_text(value) != nullptr) return true;
    return spend_check(rule) && check_type(rule, value) && check_enumeration(rule, value) &&
           check_content(rule, value) && check_combinations(rule, value);
  }

  Violation take_violation() { return std::move(violation_); }

 private:
  bool fail(const Rule& rule, std::string reason) {
    violation_.path = Path();
    violation_.reason = std::move(reason);
    violation_.place = rule.place;
    return false;
  }
  template <typename Part>
  bool inside(const Part& part, bool result) {
    if (!result) violation_.path.push_outer(part);
    return result;
  }

  bool check_type(const Rule& rule, const Value& value) {
    if (rule.types == kEveryBit) return true;
    if (rule.types == 0) return fail(rule, "nothing is allowed here");

    if (value.number() != nullptr && (rule.types & kNumberBits) == kNumberBits) return true;
    const TypeSet type = type_of(value);
    if ((rule.types & type) == 0) {
      const bool fraction = type == kFractionBit && (rule.types & kIntegerBit) != 0;
      return fail(rule, "expected " + type_names(rule.types) + ", found " +
                            (fraction ? shown(value) : type_names(type)));
    }
    return true;
  }

  bool check_enumeration(const Rule& rule, const Value& value) {
    if (!rule.enumeration) return true;
    for (const Value& allowed : *rule.enumeration) {
      if (same_value(allowed, value)) return true;
    }
    std::string known;
    for (const Value& allowed : *rule.enumeration) {
      if (known.size() > 100) {
        known += ", ...";
        break;
      }
      known += (known.empty() ? "" : ", ") + shown(allowed);
    }
    return fail(rule, shown(value) + " is none of " + known);
  }

  bool check_content(const Rule& rule, const Value& value) {
    if (const Object* const members = value.object()) return check_object(rule, value, *members);
    if (const Array* const values = value.array()) return check_array(rule, *values);
    if (const std::string* const text = value.string()) return check_string(rule, *text);
    if (const Number* const number = value.number()) return check_number(rule, *number);
    return true;
  }

  bool check_number(const Rule& rule, const Number& number) {
    const auto beyond = [&](const std::optional<Number>& limit, auto holds) {
      return limit && !holds(compare_numbers(number, *limit));
    };
    if (beyond(rule.minimum, [](auto order) { return order >= 0; })) {
      return fail(rule, number.text + " is less than " + rule.minimum->text);
    }
    if (beyond(rule.maximum, [](auto order) { return order <= 0; })) {
      return fail(rule, number.text + " is more than " + rule.maximum->text);
    }
    if (beyond(rule.exclusive_minimum, [](auto order) { return order > 0; })) {
      return fail(rule, number.text + " is not more than " + rule.exclusive_minimum->text);
    }
    if (beyond(rule.exclusive_maximum, [](auto order) { return order < 0; })) {
      return fail(rule, number.text + " is not less than " + rule.exclusive_maximum->text);
    }
    if (rule.multiple_of && !is_multiple(number, *rule.multiple_of).value_or(false)) {
      return fail(rule, number.text + " is no multiple of " + rule.multiple_of->text);
    }
    if (!rule.format_name.empty() && !in_range(rule.format_name, number).value_or(true)) {
      return fail(rule, number.text + " does not fit " + rule.format_name);
    }
    return true;
  }

  bool check_string(const Rule& rule, const std::string& text) {
    if (rule.min_length > 0 || rule.max_length != kNoLimit) {
      const std::size_t length = count_characters(text);
      if (length < rule.min_length || length > rule.max_length) {
        return fail(
            rule, std::to_string(length) + " characters, " +
                      (length < rule.min_length ? "fewer than " + std::to_string(rule.min_length)
                                                : "more than " + std::to_string(rule.max_length)));
      }
    }
    if (rule.pattern && !RE2::PartialMatch(text, *rule.pattern)) {
      return fail(rule, shown(Value(text)) + " does not match " + rule.pattern->pattern());
    }
    if (!has_format(rule.format, text)) {
      return fail(rule, shown(Value(text)) + " is no " + std::string(name(rule.format)));
    }
    if (rule.bytes && !decode_base64(text, Base64Rule::kStrict)) {
      return fail(rule, "this string is not base64 [RFC 4648, padded]");
    }
    return true;
  }

  bool check_object(const Rule& rule, const Value& object, const Object& members) {
    if (members.size() < rule.min_properties || members.size() > rule.max_properties) {
      return fail(rule, std::to_string(members.size()) + " members, " +
                            (members.size() < rule.min_properties
                                 ? "fewer than " + std::to_string(rule.min_properties)
                                 : "more than " + std::to_string(rule.max_properties)));
    }
    std::size_t required_seen = 0;
    std::size_t expected = 0;  // members mostly come in the schema's order
    for (const Member& member : members) {
      const Property* property = nullptr;
      if (expected < rule.properties.size() && rule.properties[expected].name == member.name) {
        property = &rule.properties[expected];
      } else if (const auto found = rule.property_index.find(member.name);
                 found != rule.property_index.end()) {
        property = &rule.properties[found->second];
      }
      if (property != nullptr) {
        expected = static_cast<std::size_t>(property - rule.properties.data()) + 1;
        required_seen += property->required ? 1 : 0;
        if (property->rule != nullptr &&
            !inside(member.name, check(*property->rule, member.value))) {
          return false;
        }
      }
      if (!check_unlisted(rule, member, property != nullptr && property->listed)) return false;
    }
    if (required_seen < rule.required_count) {
      for (const Property& property : rule.properties) {
        if (property.required && object.find(property.name) == nullptr) {
          return fail(rule, "the member '" + property.name + "' is missing");
        }
      }
    }
    return check_dependencies(rule, object);
  }

  bool check_unlisted(const Rule& rule, const Member& member, bool listed) {
    for (const PatternProperty& property : rule.pattern_properties) {
      if (!RE2::PartialMatch(member.name, *property.pattern)) continue;
      listed = true;
      if (!inside(member.name, check(*property.rule, member.value))) return false;
    }
    if (rule.property_names != nullptr &&
        !inside(member.name, check(*rule.property_names, Value(member.name)))) {
      return false;
    }
    if (listed || rule.additional_properties == nullptr) return true;
    if (rule.additional_properties->types == 0) {
      fail(rule, "the schema has no such member");
      return inside(member.name, false);
    }
    return inside(member.name, check(*rule.additional_properties, member.value));
  }

  bool check_dependencies(const Rule& rule, const Value& object) {
    for (const Dependency& dependency : rule.dependencies) {
      if (object.find(dependency.name) == nullptr) continue;
      for (const std::string& name : dependency.required) {
        if (object.find(name) == nullptr) {
          return fail(rule,
                      "the member '" + name + "' is missing beside '" + dependency.name + "'");
        }
      }
      if (dependency.rule != nullptr && !check(*dependency.rule, object)) return false;
    }
    return true;
  }

  bool check_array(const Rule& rule, const Array& values) {
    if (values.size() < rule.min_items || values.size() > rule.max_items) {
      return fail(rule, std::to_string(values.size()) + " items, " +
                            (values.size() < rule.min_items
                                 ? "fewer than " + std::to_string(rule.min_items)
                                 : "more than " + std::to_string(rule.max_items)));
    }
    std::size_t contained = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Rule* const item = i < rule.prefix_items.size() ? rule.prefix_items[i] : rule.items;
      if (item != nullptr && !inside(i, check(*item, values[i]))) return false;
      if (rule.contains != nullptr && probe(*rule.contains, values[i])) ++contained;
      for (std::size_t j = 0; rule.unique_items && j < i; ++j) {
        if (!spend_check(rule)) return false;
        if (same_value(values[i], values[j])) {
          fail(rule, "the item is the same as item " + std::to_string(j));
          return inside(i, false);
        }
      }
    }
    if (rule.contains != nullptr &&
        (contained < rule.min_contains || contained > rule.max_contains)) {
      return fail(rule, std::to_string(contained) + " items are as `contains` says");
    }
    return true;
  }

  /// A check whose failure is an answer, not an error.
  bool probe(const Rule& rule, const Value& value) {
    Violation kept = std::move(violation_);
    const bool holds = check(rule, value);
    const bool gave_up = violation_.gave_up;
    violation_ = std::move(kept);
    violation_.gave_up = violation_.gave_up || gave_up;
    return holds;
  }

  bool check_combinations(const Rule& rule, const Value& value) {
    if (rule.reference != nullptr && !check(*rule.reference, value)) return false;
    for (const Rule* const part : rule.all_of) {
      if (!check(*part, value)) return false;
    }
    if (!rule.any_of.empty() && !check_alternatives(rule, rule.any_of, value, false)) return false;
    if (!rule.one_of.empty() && !check_alternatives(rule, rule.one_of, value, true)) return false;
    if (rule.none_of != nullptr && probe(*rule.none_of, value)) {
      return fail(rule, shown(value) + " is what `not` forbids");
    }
    if (rule.condition != nullptr) {
      const Rule* const next = probe(*rule.condition, value) ? rule.consequence : rule.alternative;
      if (next != nullptr && !check(*next, value)) return false;
    }
    return !violation_.gave_up;
  }

  bool check_alternatives(const Rule& rule, const std::vector<const Rule*>& alternatives,
                          const Value& value, bool exactly_one) {
    std::vector<std::size_t> holding;
    Violation closest;
    std::size_t closest_depth = 0;
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
      if (check(*alternatives[i], value)) {
        holding.push_back(i + 1);
        if (!exactly_one) return true;
        continue;
      }
      if (violation_.gave_up) return false;
      // The one that went wrong deepest is most likely the one that was meant.
      const std::string path = violation_.path.text();
      const auto depth = static_cast<std::size_t>(std::count(path.begin(), path.end(), '/')) + 1;
      if (depth > closest_depth) {
        closest = std::move(violation_);
        closest_depth = depth;
      }
    }
    if (holding.size() == 1) return true;
    if (holding.empty()) {
      violation_ = std::move(closest);
      violation_.reason +=
          " (the closest of " + std::to_string(alternatives.size()) + " alternatives)";
      return false;
    }
    return fail(rule, "alternatives " + std::to_string(holding[0]) + " and " +
                          std::to_string(holding[1]) + " of oneOf both hold");
  }

  /// False when the limit of checks is reached. The values of the message are counted once it turns
  /// out to need more than the few.
  bool spend_check(const Rule& rule) {
    if (++checks_ <= limit_) return true;
    limit_ = std::max(kChecksMax, kChecksPerValueMax * count_values(message_));
    if (checks_ <= limit_) return true;
    violation_.gave_up = true;
    return fail(rule, "the schema's alternatives take more than " + std::to_string(limit_) +
                          " checks for this message");
  }

  const Value& message_;
  Violation violation_;
  std::uint64_t checks_ = 0;
  std::uint64_t limit_ = kChecksMax;
};

using Rules = std::vector<const Rule*>;

/// Adds a rule and all that apply to the same value through it: of alternatives, those that hold.
void add_applicable(const Rule& rule, const Value& value, Rules& rules) {
  rules.push_back(&rule);
  if (rule.reference != nullptr) add_applicable(*rule.reference, value, rules);
  for (const Rule* const part : rule.all_of) add_applicable(*part, value, rules);
  for (const Rules* const alternatives : {&rule.any_of, &rule.one_of}) {
    for (const Rule* const alternative : *alternatives) {
      if (!find_violation(*alternative, value)) add_applicable(*alternative, value, rules);
    }
  }
  if (rule.condition != nullptr) {
    const Rule* const next =
        find_violation(*rule.condition, value) ? rule.alternative : rule.consequence;
    if (next != nullptr) add_applicable(*next, value, rules);
  }
}

/// What a rule says about one member: adds the rules for it.
/// False when the rule has no place for such a member.
bool add_member_rules(const Rule& rule, const Member& member, Rules& rules) {
  bool listed = false;
  const auto add = [&](const Rule* part) {
    if (part != nullptr) add_applicable(*part, member.value, rules);
  };
  if (const auto found = rule.property_index.find(member.name);
      found != rule.property_index.end()) {
    listed = rule.properties[found->second].listed;
    add(rule.properties[found->second].rule);
  }
  for (const PatternProperty& property : rule.pattern_properties) {
    if (!RE2::PartialMatch(member.name, *property.pattern)) continue;
    listed = true;
    add(property.rule);
  }
  if (listed || rule.additional_properties == nullptr) return true;
  if (rule.additional_properties->types == 0) return false;
  add(rule.additional_properties);
  return true;
}

Rules item_rules(const Rules& rules, std::size_t index, const Value& item) {
  Rules found;
  for (const Rule* const rule : rules) {
    const Rule* const part =
        index < rule->prefix_items.size() ? rule->prefix_items[index] : rule->items;
    if (part != nullptr) add_applicable(*part, item, found);
  }
  return found;
}

bool says_bytes(const Rules& rules) {
  return std::any_of(rules.begin(), rules.end(), [](const Rule* rule) { return rule->bytes; });
}

void decode_bytes(const Rules& rules, Value& value) {
  if (const std::string* const text = value.string()) {
    if (!says_bytes(rules)) return;
    if (auto bytes = decode_base64(*text, Base64Rule::kStrict)) value = Value(std::move(*bytes));
  } else if (Object* const members = value.object()) {
    for (Member& member : *members) {
      Rules inner;
      for (const Rule* const rule : rules) add_member_rules(*rule, member, inner);
      decode_bytes(inner, member.value);
    }
  } else if (Array* const values = value.array()) {
    for (std::size_t i = 0; i < values->size(); ++i) {
      decode_bytes(item_rules(rules, i, (*values)[i]), (*values)[i]);
    }
  }
}

bool contains_bytes(const Value& value) {
  if (value.bytes() != nullptr) return true;
  if (const Object* const members = value.object()) {
    return std::any_of(members->begin(), members->end(),
                       [](const Member& member) { return contains_bytes(member.value); });
  }
  const Array* const values = value.array();
  return values != nullptr && std::any_of(values->begin(), values->end(), contains_bytes);
}

std::optional<Path> find_stray_bytes(const Rules& rules, const Value& value) {
  const auto inside = [](auto part, std::optional<Path> found) {
    if (found) found->push_outer(part);
    return found;
  };
  if (value.bytes() != nullptr && !says_bytes(rules)) return Path();
  if (const Object* const members = value.object()) {
    for (const Member& member : *members) {
      Rules inner;
      for (const Rule* const rule : rules) add_member_rules(*rule, member, inner);
      if (auto found =
              inside(std::string_view(member.name), find_stray_bytes(inner, member.value))) {
        return found;
      }
    }
  } else if (const Array* const values = value.array()) {
    for (std::size_t i = 0; i < values->size(); ++i) {
      const Value& item = (*values)[i];
      if (auto found = inside(i, find_stray_bytes(item_rules(rules, i, item), item))) return found;
    }
  }
  return std::nullopt;
}

class Fitter {
 public:
  explicit Fitter(std::vector<Loss>& losses) : losses_(losses) {}

  void fit(const Rules& rules, Value& value) {
    if (const ByteString* const bytes = value.bytes()) {
      if (says_bytes(rules)) return;
      lose("JSON has no bytes: base64 text instead");
      value = Value(encode_base64(*bytes));
    } else if (value.number() != nullptr && !is_json_number(value.number()->text)) {
      lose("JSON has no " + value.number()->text + ": null instead");
      value = Value();
    } else if (Object* const members = value.object()) {
      std::erase_if(*members, [&](Member& member) { return !fit_member(rules, member); });
    } else if (Array* const values = value.array()) {
      for (std::size_t i = 0; i < values->size(); ++i) {
        path_.push(i);
        fit(item_rules(rules, i, (*values)[i]), (*values)[i]);
        path_.pop();
      }
    }
  }

 private:
  /// False when the member has to go.
  bool fit_member(const Rules& rules, Member& member) {
    path_.push(member.name);
    Rules inner;
    bool allowed = true;
    for (const Rule* const rule : rules) {
      allowed = add_member_rules(*rule, member, inner) && allowed;
    }
    if (!allowed) {
      lose("the schema has no such member");
    } else {
      fit(inner, member.value);
    }
    path_.pop();
    return allowed;
  }

  void lose(std::string reason) { losses_.push_back({path_.text(), std::move(reason)}); }

  std::vector<Loss>& losses_;
  Path path_;
};

}  // namespace

TypeSet type_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return kNullBit;
    case Value::Kind::kBoolean:
      return kBooleanBit;
    case Value::Kind::kNumber:
      return is_multiple(*value.number(), {"1"}).value_or(false) ? kIntegerBit : kFractionBit;
    case Value::Kind::kString:
    case Value::Kind::kBytes:
      return kStringBit;
    case Value::Kind::kArray:
      return kArrayBit;
    case Value::Kind::kObject:
      return kObjectBit;
  }
  return 0;
}

std::optional<Violation> find_violation(const Rule& rule, const Value& value) {
  Validator validator(value);
  if (validator.check(rule, value)) return std::nullopt;
  return validator.take_violation();
}

void decode_bytes(const Rule& rule, Value& value) {
  Rules rules;
  add_applicable(rule, value, rules);
  decode_bytes(rules, value);
}

std::optional<Path> find_stray_bytes(const Rule& rule, const Value& value) {
  if (!contains_bytes(value)) return std::nullopt;
  Rules rules;
  add_applicable(rule, value, rules);
  return find_stray_bytes(rules, value);
}

void fit(const Rule& rule, Value& value, std::vector<Loss>& losses) {
  Rules rules;
  add_applicable(rule, value, rules);
  Fitter(losses).fit(rules, value);
}

}  // namespace neurocrypt::json
