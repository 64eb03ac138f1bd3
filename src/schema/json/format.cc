#include "schema/json/format.h"

#include <array>
#include <utility>

#include "schema/json/json_schema.h"
#include "schema/json/validator.h"
#include "schema/json_lines.h"
#include "schema/json_text.h"

namespace neurocrypt {
namespace json {
namespace {

constexpr std::array<FormatOption, 1> kOptions = {
    {{"formats", "check|ignore",
      "whether a string must have the `format` that its schema names (default check)"}}};

class JsonCodec final : public Codec {
 public:
  explicit JsonCodec(std::unique_ptr<JsonSchema> schema)
      : schema_(std::move(schema)), field_(describe_fields(schema_->root())) {}

  const Field& schema() const override { return field_; }
  std::span<const SchemaNote> notes() const override { return schema_->notes(); }

  Result<Value> parse(ByteView message) const override {
    const std::string_view text = as_text(message);
    NC_ASSIGN_OR_RETURN(Value value, parse_json(text));
    if (const auto violation = find_violation(schema_->root(), value)) {
      const std::string pointer = violation->path.text();
      return error(*violation, ErrorCode::kCorrupt,
                   describe(find_json_place(text, pointer), pointer));
    }
    if (schema_->has_bytes()) decode_bytes(schema_->root(), value);
    return value;
  }

  Status print(const Value& message, ByteString& out, std::vector<Loss>* losses) const override {
    Status status = print_valid(message, out);
    if (status.ok() || losses == nullptr) return status;
    Value kept = message;
    std::vector<Loss> found;
    fit(schema_->root(), kept, found);
    if (found.empty()) return status;
    NC_RETURN_IF_ERROR(print_valid(kept, out));
    losses->insert(losses->end(), std::move_iterator(found.begin()),
                   std::move_iterator(found.end()));
    return {};
  }

  std::unique_ptr<MessageReader> reader(Source& source) const override {
    return json_lines_reader(*this, source);
  }
  std::unique_ptr<MessageWriter> writer(Sink& sink) const override {
    return json_lines_writer(*this, sink);
  }

 private:
  static Error error(const Violation& violation, ErrorCode code, const std::string& where) {
    return {violation.gave_up ? ErrorCode::kExhausted : code,
            (where.empty() ? "" : where + ": ") + violation.reason,
            "the schema says so at " + violation.place};
  }

  Status print_valid(const Value& message, ByteString& out) const {
    if (const auto violation = find_violation(schema_->root(), message)) {
      const std::string pointer = violation->path.text();
      return error(*violation, ErrorCode::kInvalidArgument, pointer.empty() ? "" : "at " + pointer);
    }
    if (const auto path = find_stray_bytes(schema_->root(), message)) {
      return Error{ErrorCode::kInvalidArgument,
                   (path->text().empty() ? "" : "at " + path->text() + ": ") +
                       "JSON has no bytes, and the schema does not say that they are base64 here",
                   "give the schema `contentEncoding: base64`, or accept losses"};
    }
    return print_json(message, out);
  }

  std::unique_ptr<JsonSchema> schema_;
  Field field_;
};

Result<std::unique_ptr<Codec>> load(const SchemaRequest& request) {
  LoadOptions options;
  if (const auto given = request.options.find("formats"); given != request.options.end()) {
    options.check_formats = given->second == "check";
    if (!options.check_formats && given->second != "ignore") {
      return Error{ErrorCode::kInvalidArgument,
                   "'" + given->second + "' is no value of the option formats",
                   "it is check or ignore"};
    }
  }
  if (request.path.empty()) return make_json_codec(JsonSchema::anything());
  NC_ASSIGN_OR_RETURN(std::unique_ptr<JsonSchema> schema, JsonSchema::load(request, options));
  return make_json_codec(std::move(schema));
}

}  // namespace
}  // namespace json

constinit const Format kJsonFormat = {"json",
                                      "JSON messages with a JSON Schema (draft 7 or 2020-12), or "
                                      "any JSON without one; streams are JSON Lines",
                                      json::kOptions, json::load};

std::unique_ptr<Codec> make_json_codec(std::unique_ptr<json::JsonSchema> schema) {
  return std::make_unique<json::JsonCodec>(std::move(schema));
}

}  // namespace neurocrypt
