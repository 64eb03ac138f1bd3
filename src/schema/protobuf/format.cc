#include "schema/protobuf/format.h"

#include <optional>
#include <string>
#include <utility>

#include "schema/json_lines.h"
#include "schema/json_text.h"
#include "schema/protobuf/codec.h"
#include "schema/protobuf/delimited.h"
#include "schema/protobuf/field_tree.h"
#include "schema/protobuf/load.h"

namespace neurocrypt::protobuf {
namespace {

constexpr FormatOption kEnumsOption = {"enums", "name|number", "how enum values are read"};
constexpr FormatOption kDefaultsOption = {
    "defaults", "omit|emit",
    "whether fields that cannot tell absent from default are read when they are absent"};
constexpr FormatOption kBinaryOptions[] = {
    {"unknown_fields", "keep|refuse",
     "fields that the schema does not know: a member @unknown, or an error"},
    kEnumsOption,
    kDefaultsOption,
    {"map_order", "kept|sorted", "the order in which entries of maps are written"},
};
constexpr FormatOption kProtoJsonOptions[] = {
    {"unknown_members", "refuse|ignore",
     "members that the schema does not know: an error, or left out"},
    kEnumsOption,
    kDefaultsOption,
};

/// Whether an option has its second value; its first is what holds when it is not given.
Result<bool> second_value(const SchemaRequest& request, const FormatOption& option) {
  const auto given = request.options.find(std::string(option.name));
  if (given == request.options.end()) return false;
  const std::size_t bar = option.values.find('|');
  if (given->second == option.values.substr(0, bar)) return false;
  if (given->second == option.values.substr(bar + 1)) return true;
  return Error{ErrorCode::kInvalidArgument,
               "the option " + std::string(option.name) + " has no value '" + given->second + "'",
               "its values are " + std::string(option.values)};
}

class BinaryCodec : public Codec {
 public:
  BinaryCodec(std::unique_ptr<Schema> schema, Options options)
      : schema_(std::move(schema)), options_(options), fields_(field_tree(*schema_)) {}

  [[nodiscard]] const Field& schema() const override { return fields_; }

  [[nodiscard]] Result<Value> parse(ByteView message) const override {
    return read_message(*schema_, options_, Form::kRecord, message, nullptr);
  }

  Status print(const Value& message, ByteString& out, std::vector<Loss>* losses) const override {
    return write_message(*schema_, options_, Form::kRecord, message, out, losses);
  }

  [[nodiscard]] std::unique_ptr<MessageReader> reader(Source& source) const override {
    return delimited_reader(*this, source);
  }
  [[nodiscard]] std::unique_ptr<MessageWriter> writer(Sink& sink) const override {
    return delimited_writer(*this, sink);
  }

 private:
  std::unique_ptr<Schema> schema_;
  Options options_;
  Field fields_;
};

/// Goes by way of the binary form, so that both formats have the same Values.
class ProtoJsonCodec : public Codec {
 public:
  ProtoJsonCodec(std::unique_ptr<Schema> schema, Options options, bool ignore_unknown_members)
      : schema_(std::move(schema)),
        options_(options),
        ignore_unknown_members_(ignore_unknown_members),
        fields_(field_tree(*schema_)) {}

  [[nodiscard]] const Field& schema() const override { return fields_; }

  [[nodiscard]] Result<Value> parse(ByteView message) const override {
    const std::string_view text = as_text(message);
    NC_ASSIGN_OR_RETURN(const Value json, parse_json(text));
    ByteString bytes;
    std::vector<Loss> ignored;
    std::string failed_at;
    const Status written = write_message(*schema_, options_, Form::kProtoJson, json, bytes,
                                         ignore_unknown_members_ ? &ignored : nullptr, &failed_at);
    if (!written.ok()) {
      const JsonPlace place = find_json_place(text, failed_at);
      Error error = written.error();
      if (error.code == ErrorCode::kInvalidArgument) error.code = ErrorCode::kCorrupt;
      error.message = describe(place, "") + ", " + error.message;
      return error;
    }
    return read_message(*schema_, options_, Form::kRecord, bytes, nullptr);
  }

  Status print(const Value& message, ByteString& out, std::vector<Loss>* losses) const override {
    ByteString bytes;
    NC_RETURN_IF_ERROR(write_message(*schema_, options_, Form::kRecord, message, bytes, losses));
    NC_ASSIGN_OR_RETURN(const Value json,
                        read_message(*schema_, options_, Form::kProtoJson, bytes, losses));
    return print_json(json, out);
  }

  [[nodiscard]] std::unique_ptr<MessageReader> reader(Source& source) const override {
    return json_lines_reader(*this, source);
  }
  [[nodiscard]] std::unique_ptr<MessageWriter> writer(Sink& sink) const override {
    return json_lines_writer(*this, sink);
  }

 private:
  std::unique_ptr<Schema> schema_;
  Options options_;
  bool ignore_unknown_members_;
  Field fields_;
};

Result<std::unique_ptr<Codec>> load_binary(const SchemaRequest& request) {
  Options options;
  NC_ASSIGN_OR_RETURN(options.refuse_unknown_fields, second_value(request, kBinaryOptions[0]));
  NC_ASSIGN_OR_RETURN(options.enum_numbers, second_value(request, kEnumsOption));
  NC_ASSIGN_OR_RETURN(options.emit_defaults, second_value(request, kDefaultsOption));
  NC_ASSIGN_OR_RETURN(options.sort_maps, second_value(request, kBinaryOptions[3]));
  NC_ASSIGN_OR_RETURN(auto schema, load_schema(request.path, request.import_dirs, request.root));
  return std::unique_ptr<Codec>(std::make_unique<BinaryCodec>(std::move(schema), options));
}

Result<std::unique_ptr<Codec>> load_proto_json(const SchemaRequest& request) {
  Options options;
  NC_ASSIGN_OR_RETURN(const bool ignore, second_value(request, kProtoJsonOptions[0]));
  NC_ASSIGN_OR_RETURN(options.enum_numbers, second_value(request, kEnumsOption));
  NC_ASSIGN_OR_RETURN(options.emit_defaults, second_value(request, kDefaultsOption));
  NC_ASSIGN_OR_RETURN(auto schema, load_schema(request.path, request.import_dirs, request.root));
  return std::unique_ptr<Codec>(
      std::make_unique<ProtoJsonCodec>(std::move(schema), options, ignore));
}

}  // namespace

constexpr Format kBinaryFormat = {
    "protobuf", "Protobuf messages in their binary form, described by a .proto or a descriptor set",
    kBinaryOptions, load_binary, "protojson"};

constexpr Format kProtoJsonFormat = {
    "protojson", "Protobuf messages in their JSON form, described by a .proto or a descriptor set",
    kProtoJsonOptions, load_proto_json};

}  // namespace neurocrypt::protobuf
