#include "link/link.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "base/crypto.h"
#include "base/hex.h"
#include "schema/json_text.h"

namespace neurocrypt {
namespace {

constexpr std::string_view kVersionMember = "neurocrypt_link";
constexpr int kVersion = 1;
constexpr std::size_t kLineColumnsMax = 100;

// Reading.

/// Walks the parsed file; a failure names the line, column and JSON pointer.
class Reader {
 public:
  Reader(std::string_view text, const Value& root) : text_(text), root_(root) {}

  Result<Link> read() {
    if (root_.object() == nullptr) return fail("a link file is one object");
    const Value* const version = root_.find(kVersionMember);
    if (version == nullptr || version->number() == nullptr) {
      return fail("there is no number \"" + std::string(kVersionMember) + "\": no link file");
    }
    if (version->number()->text != std::to_string(kVersion)) {
      return Error{ErrorCode::kUnsupported,
                   "link files of version " + version->number()->text + " are not known",
                   "this program reads version " + std::to_string(kVersion)};
    }
    NC_RETURN_IF_ERROR(only(root_, {kVersionMember, "a", "b", "allow_loss", "edges"}));
    Link link;
    NC_RETURN_IF_ERROR(inside("a", root_, [&](const Value& v) { return side(v, link.a); }));
    NC_RETURN_IF_ERROR(inside("b", root_, [&](const Value& v) { return side(v, link.b); }));
    NC_RETURN_IF_ERROR(boolean(root_, "allow_loss", link.allow_loss));
    NC_RETURN_IF_ERROR(inside("edges", root_, [&](const Value& v) {
      return each(v, [&](const Value& item) { return edge(item, link.edges.emplace_back()); });
    }));
    return link;
  }

 private:
  /// `inside` is a JSON pointer below the place that is being read.
  [[nodiscard]] Error fail(const std::string& what, std::string hint = "",
                           const std::string& inside = "") const {
    const std::string pointer = path_.text() + inside;
    return {ErrorCode::kCorrupt, describe(find_json_place(text_, pointer), pointer) + ": " + what,
            std::move(hint)};
  }

  /// Calls `read` for a member that must be there.
  template <typename Read>
  Status inside(std::string_view name, const Value& object, const Read& read) {
    const Value* const value = object.find(name);
    if (value == nullptr) return fail("the member \"" + std::string(name) + "\" is missing");
    return optionally(name, object, read);
  }

  template <typename Read>
  Status optionally(std::string_view name, const Value& object, const Read& read) {
    const Value* const value = object.find(name);
    if (value == nullptr) return {};
    path_.push(name);
    NC_RETURN_IF_ERROR(read(*value));
    path_.pop();
    return {};
  }

  template <typename Read>
  Status each(const Value& value, const Read& read) {
    if (value.array() == nullptr) return fail("expected an array");
    for (std::size_t i = 0; i < value.array()->size(); ++i) {
      path_.push(i);
      NC_RETURN_IF_ERROR(read((*value.array())[i]));
      path_.pop();
    }
    return {};
  }

  /// Refuses members that are none of `names`: a typing error must not pass for a setting.
  Status only(const Value& object, std::initializer_list<std::string_view> names) {
    if (object.object() == nullptr) return fail("expected an object");
    for (const Member& member : *object.object()) {
      if (std::find(names.begin(), names.end(), member.name) != names.end()) continue;
      std::string known;
      for (const std::string_view name : names) {
        known += (known.empty() ? "" : ", ") + std::string(name);
      }
      path_.push(member.name);
      return fail("there is no such member", "the members here are " + known);
    }
    return {};
  }

  Status text(const Value& value, std::string& out) {
    if (value.string() == nullptr) return fail("expected a string");
    out = *value.string();
    return {};
  }

  Status texts(const Value& value, std::vector<std::string>& out) {
    return each(value, [&](const Value& item) { return text(item, out.emplace_back()); });
  }

  Status boolean(const Value& object, std::string_view name, bool& out) {
    return optionally(name, object, [&](const Value& value) -> Status {
      if (value.boolean() == nullptr) return fail("expected true or false");
      out = *value.boolean();
      return {};
    });
  }

  Status side(const Value& value, LinkSide& out) {
    NC_RETURN_IF_ERROR(only(
        value, {"format", "schema", "root", "import_dirs", "options", "schema_hash", "unmapped"}));
    NC_RETURN_IF_ERROR(
        inside("format", value, [&](const Value& v) { return text(v, out.format); }));
    NC_RETURN_IF_ERROR(
        optionally("schema", value, [&](const Value& v) { return text(v, out.request.path); }));
    NC_RETURN_IF_ERROR(
        optionally("root", value, [&](const Value& v) { return text(v, out.request.root); }));
    NC_RETURN_IF_ERROR(optionally(
        "import_dirs", value, [&](const Value& v) { return texts(v, out.request.import_dirs); }));
    NC_RETURN_IF_ERROR(
        optionally("options", value, [&](const Value& v) { return options(v, out.request); }));
    NC_RETURN_IF_ERROR(
        optionally("schema_hash", value, [&](const Value& v) { return text(v, out.schema_hash); }));
    return optionally("unmapped", value, [&](const Value& v) { return texts(v, out.unmapped); });
  }

  Status options(const Value& value, SchemaRequest& out) {
    if (value.object() == nullptr) return fail("expected an object of texts");
    for (const Member& option : *value.object()) {
      path_.push(option.name);
      NC_RETURN_IF_ERROR(text(option.value, out.options[option.name]));
      path_.pop();
    }
    return {};
  }

  /// One path as a string, or several as an array.
  Status field_paths(const Value& value, std::vector<FieldPath>& out) {
    return value.string() != nullptr ? text(value, out.emplace_back()) : texts(value, out);
  }

  Status rule(const Value& value, std::vector<Rule>& out) {
    Result<Rule> parsed = Rule::parse(value);
    if (!parsed.ok()) {
      // "/1/to: there is no such case"
      const std::string& message = parsed.error().message;
      const std::size_t end = message.starts_with('/') ? message.find(": ") : std::string::npos;
      if (end == std::string::npos) return fail(message, parsed.error().hint);
      return fail(message.substr(end + 2), parsed.error().hint, message.substr(0, end));
    }
    out.push_back(std::move(parsed).value());
    return {};
  }

  /// One rule as it is, several as an array of them: one for each of `outputs`, and each of as many
  /// inputs as the edge has.
  Status rules(const Value& value, std::size_t outputs, std::size_t inputs,
               std::vector<Rule>& out) {
    if (value.is_null()) return {};
    if (outputs == 1) {
      NC_RETURN_IF_ERROR(rule(value, out));
    } else {
      NC_RETURN_IF_ERROR(each(value, [&](const Value& item) { return rule(item, out); }));
    }
    if (out.size() != outputs) {
      return fail("there must be one rule for each path, " + std::to_string(outputs));
    }
    for (const Rule& made : out) {
      if (made.inputs() > inputs || (made.inputs() == 1 && inputs > 1)) {
        return fail("a rule reads " + std::to_string(made.inputs()) + " values, and the edge has " +
                        std::to_string(inputs),
                    "join them, or leave out paths");
      }
    }
    return {};
  }

  Status edge(const Value& value, Edge& out) {
    NC_RETURN_IF_ERROR(only(value, {"concept", "a", "b", "weight", "pinned", "guessed", "a_to_b",
                                    "b_to_a", "alternatives"}));
    NC_RETURN_IF_ERROR(
        inside("concept", value, [&](const Value& v) { return text(v, out.concept_name); }));
    if (out.concept_name.empty() || !concepts_.insert(out.concept_name).second) {
      path_.push("concept");
      return fail("two edges have this concept, or it is empty",
                  "a concept is a slot of the intermediary: give it a name of its own");
    }
    NC_RETURN_IF_ERROR(inside("a", value, [&](const Value& v) { return field_paths(v, out.a); }));
    NC_RETURN_IF_ERROR(inside("b", value, [&](const Value& v) { return field_paths(v, out.b); }));
    if (out.b.empty() || (out.a.size() > 1 && out.b.size() > 1)) {
      return fail("several paths on both sides, or none on side b",
                  "one path to one, one to several, several to one, or [] to one for a constant");
    }
    NC_RETURN_IF_ERROR(optionally("weight", value, [&](const Value& v) -> Status {
      const std::optional<double> weight =
          v.number() != nullptr ? to_double(*v.number()) : std::nullopt;
      if (!weight || !(*weight >= 0 && *weight <= 1)) return fail("expected a number from 0 to 1");
      out.weight = *weight;
      return {};
    }));
    NC_RETURN_IF_ERROR(boolean(value, "pinned", out.pinned));
    NC_RETURN_IF_ERROR(boolean(value, "guessed", out.guessed));
    NC_RETURN_IF_ERROR(optionally("a_to_b", value, [&](const Value& v) {
      return rules(v, out.b.size(), out.a.size(), out.a_to_b);
    }));
    NC_RETURN_IF_ERROR(optionally("b_to_a", value, [&](const Value& v) {
      return rules(v, out.a.size(), out.b.size(), out.b_to_a);
    }));
    return optionally("alternatives", value, [&](const Value& v) {
      return each(v, [&](const Value& item) {
        return alternative(item, out.b.size(), out.alternatives.emplace_back());
      });
    });
  }

  Status alternative(const Value& value, std::size_t outputs, Alternative& out) {
    NC_RETURN_IF_ERROR(only(value, {"a", "a_to_b"}));
    NC_RETURN_IF_ERROR(inside("a", value, [&](const Value& v) { return field_paths(v, out.a); }));
    return inside("a_to_b", value,
                  [&](const Value& v) { return rules(v, outputs, out.a.size(), out.a_to_b); });
  }

  std::string_view text_;
  const Value& root_;
  Path path_;
  std::set<std::string> concepts_;
};

// Printing.

std::string quoted(std::string_view text) {
  ByteString out;
  print_json_string(text, out);
  return std::string(as_text(out));
}

/// One line with spaces: {"rule": "prefix", "text": "auth_"}.
std::string print_line(const Value& value) {
  std::string out;
  if (const Object* const object = value.object(); object != nullptr) {
    for (const Member& member : *object) {
      out += (out.empty() ? "" : ", ") + quoted(member.name) + ": " + print_line(member.value);
    }
    return "{" + out + "}";
  }
  if (const Array* const array = value.array(); array != nullptr) {
    for (const Value& item : *array) out += (out.empty() ? "" : ", ") + print_line(item);
    return "[" + out + "]";
  }
  ByteString bytes;
  if (!print_json(value, bytes).ok()) return "null";  // a rule holds nothing that JSON does not
  return std::string(as_text(bytes));
}

/// On one line where it fits, else with one item on each line.
std::string print_block(const Value& value, std::size_t indent) {
  const std::string line = print_line(value);
  const std::size_t count = value.object() != nullptr  ? value.object()->size()
                            : value.array() != nullptr ? value.array()->size()
                                                       : 0;
  if (indent + line.size() <= kLineColumnsMax || count == 0) return line;
  const std::string pad(indent + 2, ' ');
  std::string out = value.object() != nullptr ? "{" : "[";
  for (std::size_t i = 0; i < count; ++i) {
    out += (i == 0 ? "\n" : ",\n") + pad;
    if (value.object() != nullptr) {
      const Member& member = (*value.object())[i];
      out += quoted(member.name) + ": " + print_block(member.value, indent + 2);
    } else {
      out += print_block((*value.array())[i], indent + 2);
    }
  }
  return out + "\n" + std::string(indent, ' ') + (value.object() != nullptr ? "}" : "]");
}

Value texts(const std::vector<std::string>& list) {
  Array out;
  for (const std::string& text : list) out.emplace_back(text);
  return out;
}

Value one_or_list(const std::vector<FieldPath>& paths) {
  return paths.size() == 1 ? Value(paths[0]) : texts(paths);
}

Value print_rules(const std::vector<Rule>& rules) {
  if (rules.size() == 1) return rules[0].print();
  Array out;
  for (const Rule& rule : rules) out.push_back(rule.print());
  return out;
}

Value print_side(const LinkSide& side) {
  Object out = {{"format", side.format}, {"schema", side.request.path}};
  if (!side.request.root.empty()) out.push_back({"root", side.request.root});
  if (!side.request.import_dirs.empty()) {
    out.push_back({"import_dirs", texts(side.request.import_dirs)});
  }
  if (!side.request.options.empty()) {
    Object options;
    for (const auto& [name, value] : side.request.options) options.push_back({name, value});
    out.push_back({"options", std::move(options)});
  }
  out.push_back({"schema_hash", side.schema_hash});
  out.push_back({"unmapped", texts(side.unmapped)});
  return out;
}

std::string print_weight(double weight) {
  char text[16];
  std::snprintf(text, sizeof text, "%.3f", weight);
  return text;
}

/// Name, paths and marks on the first line, the rules each on one of their own.
std::string print_edge(const Edge& edge) {
  std::string out = "    {\"concept\": " + quoted(edge.concept_name) +
                    ", \"weight\": " + print_weight(edge.weight);
  if (edge.pinned) out += ", \"pinned\": true";
  if (edge.guessed) out += ", \"guessed\": true";
  const auto line = [&out](const std::string& member, const Value& value) {
    out += ",\n     " + quoted(member) + ": " + print_block(value, 5);
  };
  line("a", one_or_list(edge.a));
  line("b", one_or_list(edge.b));
  line("a_to_b", edge.a_to_b.empty() ? Value() : print_rules(edge.a_to_b));
  line("b_to_a", edge.b_to_a.empty() ? Value() : print_rules(edge.b_to_a));
  if (!edge.alternatives.empty()) {
    Array alternatives;
    for (const Alternative& other : edge.alternatives) {
      alternatives.push_back(
          Object{{"a", one_or_list(other.a)}, {"a_to_b", print_rules(other.a_to_b)}});
    }
    line("alternatives", alternatives);
  }
  return out + "}";
}

// Hashing.

/// Every part of a field tree that values depend on, each with its length or an end mark.
void describe(const Field& field, std::string& out) {
  for (const std::string* const text : {&field.name, &field.declared, &field.format}) {
    out += std::to_string(text->size()) + ":" + *text;
  }
  out += std::string(name(field.type)) + (field.repeated ? "+" : "-") +
         (field.required ? "+" : "-") + (field.nullable ? "+" : "-");
  for (const std::string& value : field.enum_values) {
    out += std::to_string(value.size()) + ":" + value;
  }
  out += "(";
  for (const Field& child : field.fields) describe(child, out);
  out += ")";
}

}  // namespace

std::string_view name(Side side) { return side == Side::kA ? "a" : "b"; }

Result<Side> parse_side(std::string_view text) {
  if (text == "a") return Side::kA;
  if (text == "b") return Side::kB;
  return Error{ErrorCode::kInvalidArgument, "a link has no side '" + std::string(text) + "'",
               "the sides are a and b"};
}

std::string schema_hash(const Field& schema) {
  std::string text;
  describe(schema, text);
  return to_hex(sha256({as_bytes(text)}));
}

Result<Link> parse_link(std::string_view text) {
  NC_ASSIGN_OR_RETURN(const Value root, parse_json(text));
  return Reader(text, root).read();
}

std::string print_link(const Link& link) {
  std::string out = "{\n  " + quoted(kVersionMember) + ": " + std::to_string(kVersion) + ",\n";
  out += "  \"a\": " + print_block(print_side(link.a), 2) + ",\n";
  out += "  \"b\": " + print_block(print_side(link.b), 2) + ",\n";
  out += std::string("  \"allow_loss\": ") + (link.allow_loss ? "true" : "false") + ",\n";
  out += "  \"edges\": [";
  for (std::size_t i = 0; i < link.edges.size(); ++i) {
    out += (i == 0 ? "\n" : ",\n") + print_edge(link.edges[i]);
  }
  return out + (link.edges.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace neurocrypt
