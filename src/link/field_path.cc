#include "link/field_path.h"

namespace neurocrypt {
namespace {

std::string escape(std::string_view member) {
  std::string text;
  for (const char c : member) {
    switch (c) {
      case '~':
        text += "~0";
        break;
      case '/':
        text += "~1";
        break;
      case '[':
        text += "~2";
        break;
      default:
        text += c;
    }
  }
  return text;
}

void walk(const Field& field, const FieldPath& path, std::vector<const Field*>& parents,
          std::vector<Leaf>& out) {
  if (field.fields.empty()) {
    out.push_back({path, &field, parents});
    return;
  }
  parents.push_back(&field);
  for (const Field& child : field.fields) {
    // The value type of a map is named "*", which stands for any name.
    const std::string step = field.type == FieldType::kMap ? "*" : escape(child.name);
    walk(child, path + "/" + step + (child.repeated ? "[]" : ""), parents, out);
  }
  parents.pop_back();
}

}  // namespace

std::vector<Leaf> leaves(const Field& schema) {
  std::vector<Leaf> out;
  std::vector<const Field*> parents;
  walk(schema, schema.repeated ? "[]" : "", parents, out);
  return out;
}

}  // namespace neurocrypt
