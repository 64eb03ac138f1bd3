#include "schema/protobuf/field_tree.h"

#include <algorithm>

namespace neurocrypt::protobuf {
namespace {

FieldType field_type(Kind kind) {
  switch (kind) {
    case Kind::kBool:
      return FieldType::kBoolean;
    case Kind::kFloat:
    case Kind::kDouble:
      return FieldType::kFloat;
    case Kind::kEnum:
      return FieldType::kEnum;
    case Kind::kString:
      return FieldType::kString;
    case Kind::kBytes:
      return FieldType::kBytes;
    case Kind::kMessage:
      return FieldType::kObject;
    default:
      return FieldType::kInteger;
  }
}

class Tree {
 public:
  Field root(const MessageTable& table) {
    Field field;
    field.declared = table.name;
    field.description = table.description;
    fill_message(table, field);
    return field;
  }

 private:
  Field field(const FieldRow& row) {
    Field field;
    field.name = row.name;
    field.repeated = row.repeated && !row.map;
    field.required = row.required;
    field.description = row.description;
    field.declared = row.declared;
    if (row.map) {
      field.type = FieldType::kMap;
      field.fields.push_back(this->field(row.message->rows[1]));
      field.fields[0].name = "*";
    } else {
      fill_type(row, field);
    }
    ++size_;
    return field;
  }

  void fill_type(const FieldRow& row, Field& field) {
    field.type = field_type(row.kind);
    if (row.kind == Kind::kEnum) {
      for (const EnumTable::Entry& entry : row.enumeration->by_number) {
        field.enum_values.push_back(entry.name);
      }
      field.nullable = row.enumeration->is_null_value;
    } else if (row.kind == Kind::kMessage) {
      fill_message(*row.message, field);
    }
  }

  void fill_message(const MessageTable& table, Field& field) {
    switch (table.well_known) {
      case WellKnown::kNone:
        break;
      case WellKnown::kAny:
        field.type = FieldType::kObject;
        return;
      case WellKnown::kTimestamp:
        field.type = FieldType::kString;
        field.format = "date-time";
        return;
      case WellKnown::kDuration:
      case WellKnown::kFieldMask:
        field.type = FieldType::kString;
        return;
      case WellKnown::kStruct: {
        field.type = FieldType::kMap;
        Field any;
        any.name = "*";
        any.nullable = true;
        field.fields.push_back(std::move(any));
        return;
      }
      case WellKnown::kValue:
      case WellKnown::kListValue:
        field.type = FieldType::kAny;
        field.nullable = table.well_known == WellKnown::kValue;
        return;
      case WellKnown::kWrapper:
        fill_type(table.rows[0], field);
        return;
    }
    field.type = FieldType::kObject;
    if (field.description.empty()) field.description = table.description;
    const bool inside_itself = std::find(path_.begin(), path_.end(), &table) != path_.end();
    if (inside_itself || path_.size() >= kFieldTreeDepthMax || size_ >= kFieldTreeSizeMax) return;
    path_.push_back(&table);
    for (const FieldRow& row : table.rows) field.fields.push_back(this->field(row));
    path_.pop_back();
  }

  std::vector<const MessageTable*> path_;  // the messages around the present one
  std::size_t size_ = 0;
};

}  // namespace

Field field_tree(const Schema& schema) { return Tree().root(*schema.root); }

}  // namespace neurocrypt::protobuf
