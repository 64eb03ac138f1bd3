#include "link/field_path.h"

#include <algorithm>

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

Result<std::string> unescape(std::string_view text, const FieldPath& path) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~') {
      name += text[i];
      continue;
    }
    const char escaped = i + 1 < text.size() ? text[i + 1] : ' ';
    if (escaped < '0' || escaped > '2') {
      return Error{ErrorCode::kInvalidArgument,
                   "'~' must be followed by 0, 1 or 2 in '" + path + "'",
                   "~0 is '~', ~1 is '/', ~2 is '['"};
    }
    name += "~/["[escaped - '0'];
    ++i;
  }
  return name;
}

/// Takes "[]" or "[0]" from the end of a step.
PathStep::Elements take_elements(std::string_view& step) {
  for (const auto& [suffix, elements] :
       {std::pair{"[]", PathStep::Elements::kEach}, std::pair{"[0]", PathStep::Elements::kFirst}}) {
    if (!step.ends_with(suffix)) continue;
    step.remove_suffix(std::string_view(suffix).size());
    return elements;
  }
  return PathStep::Elements::kNone;
}

std::string members_of(const Field& field) {
  constexpr std::size_t kShownMax = 12;
  if (field.fields.empty()) return "nothing is known below it";
  std::string text = "there are: ";
  for (std::size_t i = 0; i < field.fields.size() && i < kShownMax; ++i) {
    text += (i == 0 ? "" : ", ") + field.fields[i].name;
  }
  return text + (field.fields.size() > kShownMax ? ", ..." : "");
}

}  // namespace

Result<std::vector<PathStep>> find_path(const Field& schema, const FieldPath& path) {
  const auto wrong = [&path](const std::string& what, std::string hint) {
    return Error{ErrorCode::kInvalidArgument, "the schema has no '" + path + "': " + what,
                 std::move(hint)};
  };
  std::vector<PathStep> steps;
  std::string_view rest = path;
  std::string reached;
  const Field* field = &schema;
  bool any_member = false;
  std::string name;
  while (true) {
    const std::size_t slash = rest.find('/');
    std::string_view step = rest.substr(0, slash);
    const PathStep::Elements elements = take_elements(step);
    if (steps.empty() && !step.empty()) {
      return wrong("a path begins with '/'", "write '/" + path + "'");
    }
    if (!steps.empty()) {
      const Field& parent = *steps.back().field;
      NC_ASSIGN_OR_RETURN(name, unescape(step, path));
      any_member = parent.type == FieldType::kMap && name == "*";
      const auto found =
          std::find_if(parent.fields.begin(), parent.fields.end(), [&](const Field& member) {
            return parent.type == FieldType::kMap || member.name == name;
          });
      if (found == parent.fields.end()) {
        return wrong("'" + (reached.empty() ? "/" : reached) + "' has no '" + name + "'",
                     members_of(parent));
      }
      field = &*found;
      reached += "/" + std::string(step);
    }
    if (field->repeated != (elements != PathStep::Elements::kNone)) {
      return field->repeated
                 ? wrong("'" + reached + "' is repeated",
                         "write '" + reached + "[]', or '" + reached + "[0]' for the only element")
                 : wrong("'" + reached + "' is not repeated", "leave out the brackets");
    }
    steps.push_back({field, name, any_member, elements});
    if (slash == std::string_view::npos) return steps;
    rest.remove_prefix(slash + 1);
  }
}

FieldPath print_path(std::span<const PathStep> steps) {
  FieldPath path;
  for (const PathStep& step : steps) {
    if (&step != &steps.front()) path += "/" + escape(step.name);
    if (step.field->repeated) path += "[]";
  }
  return path;
}

std::string message_pointer(std::span<const PathStep> steps, std::span<const PathPosition> at) {
  Path path;
  std::size_t next = 0;
  const auto push = [&](std::string_view open) {
    if (next == at.size()) {
      path.push(open);
    } else if (const auto* const index = std::get_if<std::size_t>(&at[next++])) {
      path.push(*index);
    } else {
      path.push(std::get<std::string_view>(at[next - 1]));
    }
  };
  for (const PathStep& step : steps) {
    if (step.any_member) {
      push("*");
    } else if (&step != &steps.front()) {
      path.push(step.name);
    }
    if (step.elements != PathStep::Elements::kNone) push("[]");
  }
  return path.text();
}

std::vector<Leaf> leaves(const Field& schema) {
  std::vector<Leaf> out;
  std::vector<const Field*> parents;
  walk(schema, schema.repeated ? "[]" : "", parents, out);
  return out;
}

}  // namespace neurocrypt
