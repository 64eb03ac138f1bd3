#include "schema/format.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace neurocrypt {

std::string_view name(FieldType type) {
  switch (type) {
    case FieldType::kAny:
      return "any";
    case FieldType::kBoolean:
      return "boolean";
    case FieldType::kInteger:
      return "integer";
    case FieldType::kDecimal:
      return "decimal";
    case FieldType::kFloat:
      return "float";
    case FieldType::kString:
      return "string";
    case FieldType::kBytes:
      return "bytes";
    case FieldType::kEnum:
      return "enum";
    case FieldType::kObject:
      return "object";
    case FieldType::kMap:
      return "map";
  }
  return "unknown";
}

Result<std::optional<Value>> MessageReader::next() {
  piece_.bytes.clear();
  NC_ASSIGN_OR_RETURN(const bool more, cut(piece_));
  if (!more) return std::optional<Value>();
  NC_ASSIGN_OR_RETURN(Value value, read(piece_));
  return std::optional<Value>(std::move(value));
}

Status MessageWriter::write(const Value& message, std::vector<Loss>* losses) {
  NC_RETURN_IF_ERROR(print(message, printed_, losses));
  return write(printed_);
}

namespace {

/// "counts.NAME" in a format's list stands for one option for each field of the schema.
bool matches(std::string_view listed, std::string_view option) {
  constexpr std::string_view kAnyName = ".NAME";
  if (!listed.ends_with(kAnyName)) return listed == option;
  const std::string_view prefix = listed.substr(0, listed.size() - kAnyName.size() + 1);
  return option.starts_with(prefix) && option.size() > prefix.size();
}

}  // namespace

bool has_option(const Format& format, std::string_view option) {
  return std::any_of(format.options.begin(), format.options.end(),
                     [&](const FormatOption& row) { return matches(row.name, option); });
}

Result<std::unique_ptr<Codec>> load_schema(std::string_view name, const SchemaRequest& request) {
  NC_ASSIGN_OR_RETURN(const Format* const format, find_format(name));
  for (const auto& [option, value] : request.options) {
    if (has_option(*format, option)) continue;
    std::string known;
    for (const FormatOption& row : format->options) {
      known += (known.empty() ? "" : ", ") + std::string(row.name);
    }
    return Error{ErrorCode::kInvalidArgument,
                 "the format " + std::string(name) + " has no option '" + option + "'",
                 known.empty() ? "it has no options" : "its options are " + known};
  }
  return format->load(request);
}

Result<std::string> read_schema_file(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    return Error{ErrorCode::kNotFound, "there is no file '" + path + "'"};
  }
  if (std::filesystem::is_directory(status)) {
    return Error{ErrorCode::kIo, "'" + path + "' is a directory", "name the schema file in it"};
  }
  std::ifstream file(path, std::ios::binary);
  std::string text;
  char buffer[1 << 16];
  while (file.read(buffer, sizeof buffer), file.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(file.gcount()));
    if (text.size() > kSchemaBytesMax) {
      return Error{ErrorCode::kExhausted, "'" + path + "' is longer than the limit of " +
                                              std::to_string(kSchemaBytesMax) +
                                              " bytes for a schema"};
    }
  }
  if (!file.eof()) return Error{ErrorCode::kIo, "cannot read '" + path + "'"};
  return text;
}

}  // namespace neurocrypt
