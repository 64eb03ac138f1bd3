// The tree of fields that a JSON Schema describes.
#include <algorithm>
#include <deque>
#include <set>

#include "schema/json/json_schema.h"

namespace neurocrypt::json {
namespace {

/// Everything that the rules of one place say together, as far as a Field can hold it.
struct Shape {
  TypeSet types = kEveryBit;
  bool nullable = false;
  std::string description;
  std::string format;
  bool bytes = false;
  std::vector<std::string> enum_values;
  struct Part {
    std::string name;
    const Rule* rule = nullptr;
    bool required = false;
  };
  std::vector<Part> members;
  const Rule* map_values = nullptr;
  const Rule* items = nullptr;
  bool tuple = false;
  std::size_t alternatives = 0;
};

void add_member(Shape& shape, const std::string& name, const Rule* rule, bool required) {
  const auto known = std::find_if(shape.members.begin(), shape.members.end(),
                                  [&](const Shape::Part& part) { return part.name == name; });
  if (known == shape.members.end()) {
    shape.members.push_back({name, rule, required});
    return;
  }
  if (known->rule == nullptr) known->rule = rule;
  known->required = known->required || required;
}

bool is_null_only(const Rule& rule) {
  if (rule.types == kNullBit) return true;
  return rule.enumeration && rule.enumeration->size() == 1 && rule.enumeration->front().is_null();
}

/// A text of an enumeration's value, as Field::enum_values has it.
std::string enum_text(const Value& value) {
  if (value.string() != nullptr) return *value.string();
  if (value.number() != nullptr) return value.number()->text;
  if (value.boolean() != nullptr) return *value.boolean() ? "true" : "false";
  return std::string(name(value.kind()));
}

/// Adds what `rule` says to `shape`. Loader bounds the depth of references and combinators.
void merge(const Rule& rule, Shape& shape) {
  shape.types &= rule.types;
  if (shape.description.empty()) {
    shape.description = rule.description.empty() ? rule.title : rule.description;
  }
  if (shape.format.empty()) shape.format = rule.format_name;
  shape.bytes = shape.bytes || rule.bytes;
  if (rule.enumeration && shape.enum_values.empty()) {
    TypeSet types = 0;
    for (const Value& value : *rule.enumeration) {
      types |= type_of(value);
      if (!value.is_null()) shape.enum_values.push_back(enum_text(value));
    }
    shape.types &= types;
  }
  for (const Property& property : rule.properties) {
    add_member(shape, property.name, property.rule, property.required);
  }
  const Rule* const additional = rule.additional_properties;
  if (additional != nullptr && additional->types != 0 && shape.map_values == nullptr) {
    shape.map_values = additional;
  }
  for (const PatternProperty& property : rule.pattern_properties) {
    if (shape.map_values == nullptr) shape.map_values = property.rule;
  }
  if (!rule.prefix_items.empty()) shape.tuple = true;
  if (rule.items != nullptr && shape.items == nullptr) shape.items = rule.items;
  if (rule.reference != nullptr) merge(*rule.reference, shape);
  for (const Rule* const part : rule.all_of) merge(*part, shape);

  for (const std::vector<const Rule*>* const group : {&rule.any_of, &rule.one_of}) {
    std::vector<const Rule*> alternatives;
    for (const Rule* const alternative : *group) {
      if (is_null_only(*alternative)) {
        shape.nullable = true;
      } else {
        alternatives.push_back(alternative);
      }
    }
    if (alternatives.size() == 1) {
      const TypeSet types = shape.types;
      merge(*alternatives[0], shape);
      shape.types = types & (shape.types | (shape.nullable ? kNullBit : 0));
      continue;
    }
    // Of several alternatives: any of their types, any of their members, none of them required.
    TypeSet types = 0;
    for (const Rule* const alternative : alternatives) {
      Shape one;
      merge(*alternative, one);
      types |= one.types;
      shape.nullable = shape.nullable || one.nullable;
      for (const Shape::Part& part : one.members) add_member(shape, part.name, part.rule, false);
      if (shape.items == nullptr) shape.items = one.items;
      if (shape.map_values == nullptr) shape.map_values = one.map_values;
    }
    if (!alternatives.empty()) {
      shape.types &= types | (shape.nullable ? kNullBit : 0);
      shape.alternatives = alternatives.size();
    }
  }
}

FieldType field_type(const Shape& shape) {
  const auto only = [&](TypeSet bits) { return (shape.types & ~(bits | kNullBit)) == 0; };
  if (only(0)) return FieldType::kAny;
  if (only(kStringBit)) {
    if (shape.bytes) return FieldType::kBytes;
    return shape.enum_values.empty() ? FieldType::kString : FieldType::kEnum;
  }
  if (only(kBooleanBit)) return FieldType::kBoolean;
  if (only(kIntegerBit)) return FieldType::kInteger;
  if (only(kNumberBits)) {
    const bool binary = shape.format == "float" || shape.format == "double";
    return binary ? FieldType::kFloat : FieldType::kDecimal;
  }
  // Members speak for an object where no type is named.
  const bool untyped = shape.types == kEveryBit;
  if (only(kObjectBit) || (untyped && (!shape.members.empty() || shape.map_values != nullptr))) {
    return shape.members.empty() && shape.map_values != nullptr ? FieldType::kMap
                                                                : FieldType::kObject;
  }
  return FieldType::kAny;
}

std::string declared_type(const Shape& shape) {
  constexpr std::pair<TypeSet, const char*> kNames[] = {
      {kObjectBit, "object"},   {kArrayBit, "array"},     {kStringBit, "string"},
      {kFractionBit, "number"}, {kIntegerBit, "integer"}, {kBooleanBit, "boolean"},
      {kNullBit, "null"}};
  std::string text;
  if (shape.types == kEveryBit) text = "any";
  for (const auto& [bit, name] : kNames) {
    if (shape.types == kEveryBit || (shape.types & bit) == 0) continue;
    if (bit == kIntegerBit && (shape.types & kFractionBit) != 0) continue;
    text += (text.empty() ? "" : " or ") + std::string(name);
  }
  if (!shape.format.empty()) text += ", format " + shape.format;
  if (shape.bytes && shape.format != "byte") text += ", base64";
  if (!shape.enum_values.empty()) text += ", enum of " + std::to_string(shape.enum_values.size());
  if (shape.alternatives > 0) text += ", one of " + std::to_string(shape.alternatives);
  if (shape.tuple) text += ", tuple";
  return text;
}

/// A field to fill in, breadth first: where kFieldsMax ends the tree, the fields near the root are
/// all there.
struct Work {
  Field* field;
  const Rule* rule;
  std::vector<const Rule*> above;  ///< of the objects around it
};

class Describer {
 public:
  Field describe(const Rule& root) {
    Field field;
    field.required = true;
    queue_.push_back({&field, &root, {}});
    while (!queue_.empty()) {
      const Work work = std::move(queue_.front());
      queue_.pop_front();
      fill(work);
    }
    return field;
  }

 private:
  /// The rule that a chain of plain references ends at: what a circle comes back to.
  static const Rule* target(const Rule* rule) {
    while (rule->reference != nullptr) rule = rule->reference;
    return rule;
  }

  void fill(const Work& work) {
    Field& field = *work.field;
    Shape shape;
    merge(*work.rule, shape);
    std::vector<const Rule*> above = work.above;
    above.push_back(target(work.rule));
    const bool is_array = (shape.types & ~kNullBit) == kArrayBit ||
                          (shape.types == kEveryBit && shape.items != nullptr);
    field.nullable = shape.nullable || (shape.types != kEveryBit && (shape.types & kNullBit) != 0);
    field.description = shape.description;
    field.declared = declared_type(shape);
    if (is_array) {
      field.repeated = true;
      if (shape.items == nullptr) return;
      field.declared += " of ";
      Shape item;
      merge(*shape.items, item);
      field.declared += declared_type(item);
      if (field.description.empty()) field.description = item.description;
      if (circular(shape.items, above)) return cut(field);
      above.push_back(target(shape.items));
      // A field has one "repeated": the inner arrays of an array of arrays stay kAny.
      const bool nested = (item.types & ~kNullBit) == kArrayBit;
      if (!nested) fill_content(field, item, above);
      return;
    }
    fill_content(field, shape, above);
  }

  void fill_content(Field& field, const Shape& shape, const std::vector<const Rule*>& above) {
    field.type = field_type(shape);
    field.format = shape.format;
    field.enum_values = shape.enum_values;
    std::vector<Shape::Part> parts;
    if (field.type == FieldType::kMap) parts.push_back({"*", shape.map_values, false});
    if (field.type == FieldType::kObject) parts = shape.members;
    if (count_ + parts.size() > kFieldsMax) return cut(field);
    count_ += parts.size();
    field.fields.resize(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      Field& part = field.fields[i];
      part.name = parts[i].name;
      part.required = parts[i].required;
      if (parts[i].rule == nullptr) {
        part.declared = "any";
      } else if (circular(parts[i].rule, above)) {
        part.type = FieldType::kObject;
        cut(part);
      } else {
        queue_.push_back({&part, parts[i].rule, above});
      }
    }
  }

  static bool circular(const Rule* rule, const std::vector<const Rule*>& above) {
    return std::find(above.begin(), above.end(), target(rule)) != above.end();
  }

  static void cut(Field& field) {
    field.declared += field.declared.empty() ? "as above" : ", not shown further";
  }

  std::deque<Work> queue_;
  std::size_t count_ = 0;
};

}  // namespace

Field describe_fields(const Rule& root) { return Describer().describe(root); }

}  // namespace neurocrypt::json
