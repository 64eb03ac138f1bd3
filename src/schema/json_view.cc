#include "schema/json_view.h"

#include <algorithm>
#include <utility>

#include "schema/base64.h"
#include "schema/json_lines.h"
#include "schema/json_text.h"

namespace neurocrypt {
namespace {

bool is_special(std::string_view text) {
  return text == "NaN" || text == "Infinity" || text == "-Infinity";
}

/// The field of a member; null when the schema does not know it.
const Field* member_field(const Field* object, std::string_view name) {
  if (object == nullptr) return nullptr;
  if (object->type == FieldType::kMap) return object->fields.data();
  const auto found = std::find_if(object->fields.begin(), object->fields.end(),
                                  [&](const Field& field) { return field.name == name; });
  return found == object->fields.end() ? nullptr : &*found;
}

/// Calls `change(field, scalar, path)` for every scalar of a message; it gives false to end the
/// walk.
class Walk {
 public:
  template <typename Change>
  bool over(const Field* field, Value& value, const Change& change) {
    if (Object* const members = value.object()) {
      for (Member& member : *members) {
        path_.push(member.name);
        if (!over(member_field(field, member.name), member.value, change)) return false;
        path_.pop();
      }
      return true;
    }
    if (Array* const values = value.array()) {
      for (std::size_t i = 0; i < values->size(); ++i) {
        path_.push(i);
        if (!over(field, (*values)[i], change)) return false;
        path_.pop();
      }
      return true;
    }
    return change(field, value, path_);
  }
  [[nodiscard]] const Path& path() const { return path_; }

 private:
  Path path_;
};

class JsonView final : public Codec {
 public:
  explicit JsonView(const Codec& codec) : codec_(codec) {}

  const Field& schema() const override { return codec_.schema(); }

  Result<Value> parse(ByteView message) const override {
    const std::string_view text = as_text(message);
    NC_ASSIGN_OR_RETURN(Value value, parse_json(text));
    Walk walk;
    const bool fits =
        walk.over(&schema(), value, [](const Field* field, Value& scalar, const Path&) {
          const std::string* const content = scalar.string();
          if (field == nullptr || content == nullptr) return true;
          if (field->type == FieldType::kFloat && is_special(*content)) {
            scalar = Value(Number{*content});
          } else if (field->type == FieldType::kBytes) {
            auto bytes = decode_base64(*content, Base64Rule::kStrict);
            if (!bytes) return false;
            scalar = Value(std::move(*bytes));
          }
          return true;
        });
    if (fits) return value;
    const std::string pointer = walk.path().text();
    return Error{ErrorCode::kCorrupt,
                 describe(find_json_place(text, pointer), pointer) + ": this string is not base64",
                 "bytes are base64 in JSON [RFC 4648, padded]"};
  }

  Status print(const Value& message, ByteString& out, std::vector<Loss>* losses) const override {
    Value value = message;
    std::vector<Loss> found;
    Walk().over(&schema(), value, [&found](const Field* field, Value& scalar, const Path& path) {
      const bool is_float = field != nullptr && field->type == FieldType::kFloat;
      const bool is_bytes = field != nullptr && field->type == FieldType::kBytes;
      if (scalar.number() != nullptr && is_float && is_special(scalar.number()->text)) {
        scalar = Value(scalar.number()->text);
      } else if (scalar.bytes() != nullptr && !is_bytes) {
        found.push_back({path.text(), "JSON has no bytes: base64 text instead"});
      }
      return true;
    });
    if (!found.empty() && losses == nullptr) {
      return Error{ErrorCode::kInvalidArgument, "at " + found[0].path + ": " + found[0].reason};
    }
    NC_RETURN_IF_ERROR(print_json(value, out));
    if (losses != nullptr) losses->insert(losses->end(), found.begin(), found.end());
    return {};
  }

  std::unique_ptr<MessageReader> reader(Source& source) const override {
    return json_lines_reader(*this, source);
  }
  std::unique_ptr<MessageWriter> writer(Sink& sink) const override {
    return json_lines_writer(*this, sink);
  }

 private:
  const Codec& codec_;
};

}  // namespace

std::unique_ptr<Codec> json_view(const Codec& codec) { return std::make_unique<JsonView>(codec); }

}  // namespace neurocrypt
