#include "schema/cobol/format.h"

#include <filesystem>

#include "schema/cobol/copybook.h"
#include "schema/cobol/framing.h"
#include "schema/cobol/layout.h"
#include "schema/cobol/options.h"
#include "schema/cobol/record_reader.h"
#include "schema/cobol/record_writer.h"

namespace neurocrypt {
namespace cobol {
namespace {

std::string shown(const Literal& literal) {
  return literal.kind == Literal::Kind::kText ? "'" + literal.text + "'" : literal.text;
}

/// The level-88 names with their values: "ACTIVE: 'A'; CLOSED: 'C', 'D' THRU 'F'".
std::string describe(const std::vector<Condition>& conditions) {
  std::string text;
  for (const Condition& condition : conditions) {
    text += (text.empty() ? "" : "; ") + condition.name + ": ";
    for (std::size_t i = 0; i < condition.values.size(); ++i) {
      const auto& [first, last] = condition.values[i];
      text += (i == 0 ? "" : ", ") + shown(first);
      if (shown(first) != shown(last)) text += " THRU " + shown(last);
    }
  }
  return text;
}

/// Single values of the level-88 entries; empty when one of them has a range.
std::vector<std::string> enum_values(const std::vector<Condition>& conditions) {
  std::vector<std::string> values;
  for (const Condition& condition : conditions) {
    for (const auto& [first, last] : condition.values) {
      if (first.kind == Literal::Kind::kFigurative || shown(first) != shown(last)) return {};
      values.push_back(first.text);
    }
  }
  return values;
}

FieldType type_of(const Leaf& leaf) {
  switch (leaf.kind) {
    case LeafKind::kText:
      return FieldType::kString;
    case LeafKind::kBytes:
      return FieldType::kBytes;
    case LeafKind::kFloat:
    case LeafKind::kDouble:
      return FieldType::kFloat;
    default:
      return leaf.picture.scale > 0 ? FieldType::kDecimal : FieldType::kInteger;
  }
}

Field field_of(const Item& item, bool nullable) {
  Field field;
  field.name = item.name;
  field.repeated = item.table;
  field.declared = item.declared;
  if (item.table) {
    field.declared += field.declared.empty() ? "OCCURS " : " OCCURS ";
    if (item.counter >= 0) field.declared += std::to_string(item.occurs_min) + " TO ";
    field.declared += std::to_string(item.occurs_max);
    if (item.counter >= 0) field.declared += " DEPENDING ON " + item.depending_on[0];
  }
  if (!item.redefines.empty()) {
    field.declared += (field.declared.empty() ? "REDEFINES " : " REDEFINES ") + item.redefines;
  }
  field.description = describe(item.conditions);
  field.type = FieldType::kObject;
  if (!item.group) {
    field.type = type_of(item.leaf);
    field.enum_values = enum_values(item.conditions);
    field.nullable = nullable && field.type != FieldType::kBytes;
  }
  for (const Item& child : item.children) {
    if (!child.name.empty()) field.fields.push_back(field_of(child, nullable));
  }
  return field;
}

class RecordCodec : public Codec {
 public:
  RecordCodec(std::unique_ptr<const Options> options, std::unique_ptr<const Layout> layout)
      : options_(std::move(options)),
        layout_(std::move(layout)),
        schema_(field_of(layout_->root, options_->invalid_null || options_->lenient_digits ||
                                            options_->low_values_null)) {
    for (const Rename& rename : layout_->renames) {
      Field field;
      field.name = rename.name;
      field.type = type_of(rename.leaf);
      field.declared = "RENAMES";
      schema_.fields.push_back(std::move(field));
    }
  }

  [[nodiscard]] const Field& schema() const override { return schema_; }

  [[nodiscard]] Result<Value> parse(ByteView message) const override {
    RecordEnd end;
    NC_ASSIGN_OR_RETURN(Value value, read_record(*layout_, *options_, message, end));
    if (end.bytes < message.size()) {
      return Error{ErrorCode::kCorrupt,
                   "a record of " + std::to_string(end.bytes) + " bytes with " +
                       std::to_string(message.size() - end.bytes) + " more behind it"};
    }
    return value;
  }

  Status print(const Value& message, ByteString& out, std::vector<Loss>* losses) const override {
    return write_record(*layout_, *options_, message, out, losses);
  }

  [[nodiscard]] std::unique_ptr<MessageReader> reader(Source& source) const override {
    return make_reader(*layout_, *options_, source);
  }
  [[nodiscard]] std::unique_ptr<MessageWriter> writer(Sink& sink) const override {
    return make_writer(*layout_, *options_, sink);
  }

 private:
  std::unique_ptr<const Options> options_;
  std::unique_ptr<const Layout> layout_;
  Field schema_;
};

/// Finds COPY members beside the copybook and in the import directories, with the usual endings.
CopyReader copy_reader(const SchemaRequest& request) {
  std::vector<std::filesystem::path> folders;
  if (!request.path.empty()) folders.push_back(std::filesystem::path(request.path).parent_path());
  for (const std::string& folder : request.import_dirs) folders.emplace_back(folder);
  return [folders](std::string_view name) -> Result<std::string> {
    const std::filesystem::path member{std::string(name)};
    if (member.has_parent_path() || member == "." || member == "..") {
      return Error{ErrorCode::kInvalidArgument, "a member is named without its folder"};
    }
    for (const std::filesystem::path& folder : folders) {
      for (const char* const ending : {"", ".cpy", ".CPY", ".cbl", ".cob", ".copy"}) {
        const std::filesystem::path path = folder / (member.string() + ending);
        std::error_code error;
        if (std::filesystem::is_regular_file(path, error)) return read_schema_file(path.string());
      }
    }
    return Error{ErrorCode::kNotFound, "no file of that name",
                 "name its folder as an import directory"};
  };
}

Result<std::unique_ptr<Codec>> load(const SchemaRequest& request) {
  NC_ASSIGN_OR_RETURN(const std::string text, read_schema_file(request.path));
  auto codec = compile_copybook(text, request);
  if (codec.ok()) return codec;
  return Error{codec.error().code, request.path + ": " + codec.error().message, codec.error().hint};
}

}  // namespace

Result<std::unique_ptr<Codec>> compile_copybook(std::string_view text,
                                                const SchemaRequest& request) {
  auto parsed = parse_options(request.options);
  if (!parsed.ok()) return std::move(parsed).error();
  auto options = std::make_unique<Options>(std::move(parsed).value());
  if (!request.path.empty() || !request.import_dirs.empty())
    options->copybook.copy = copy_reader(request);
  NC_ASSIGN_OR_RETURN(std::vector<Entry> entries, parse_copybook(text, options->copybook));
  NC_ASSIGN_OR_RETURN(auto layout, make_layout(std::move(entries), request.root, *options));
  return std::unique_ptr<Codec>(
      std::make_unique<RecordCodec>(std::move(options), std::move(layout)));
}

}  // namespace cobol

const Format kCobolFormat = {"cobol",
                             "Records of a COBOL copybook, EBCDIC or ASCII, byte for byte.",
                             cobol::option_rows(), cobol::load};

}  // namespace neurocrypt
