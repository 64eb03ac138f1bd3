#include "schema_arguments.h"

#include <array>
#include <filesystem>

#include "help.h"

namespace neurocrypt::cli {
namespace {

struct Ending {
  std::string_view ending;
  std::string_view format;
};
constexpr std::array<Ending, 9> kEndings = {{{".json", "json"},
                                             {".proto", "protobuf"},
                                             {".desc", "protobuf"},
                                             {".pb", "protobuf"},
                                             {".cpy", "cobol"},
                                             {".cob", "cobol"},
                                             {".cbl", "cobol"},
                                             {".cobol", "cobol"},
                                             {".copy", "cobol"}}};

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

}  // namespace

Result<SchemaRequest> SchemaArguments::request() const {
  SchemaRequest request{path, root, import_dirs, {}};
  for (const std::string& option : options) {
    const std::size_t equals = option.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error{ErrorCode::kInvalidArgument, "'" + option + "' is no option of a format",
                   "write NAME=VALUE, as in code_page=cp037"};
    }
    const std::string name = option.substr(0, equals);
    if (!request.options.emplace(name, option.substr(equals + 1)).second) {
      return Error{ErrorCode::kInvalidArgument, "the option '" + name + "' is given twice"};
    }
  }
  return request;
}

Result<std::string> SchemaArguments::format_name() const {
  if (!format.empty()) {
    NC_ASSIGN_OR_RETURN(const Format* const row, find_format(format));
    return std::string(row->name);
  }
  const std::string ending = lower(std::filesystem::path(path).extension().string());
  for (const Ending& row : kEndings) {
    if (row.ending == ending) return std::string(row.format);
  }
  return Error{ErrorCode::kInvalidArgument,
               "the ending of '" + path + "' does not say which format its schema is of",
               "name the format: json, protobuf, protojson or cobol"};
}

Result<std::unique_ptr<Codec>> SchemaArguments::load() const {
  NC_ASSIGN_OR_RETURN(const std::string name, format_name());
  NC_ASSIGN_OR_RETURN(const SchemaRequest wanted, request());
  return load_schema(name, wanted);
}

void add_schema_options(CLI::App& verb, SchemaArguments& arguments, const std::string& prefix) {
  verb.add_option("--" + prefix + "root", arguments.root,
                  "the message, record or definition that is meant, where the schema has several")
      ->type_name("NAME");
  verb.add_option("--" + prefix + "import-dir", arguments.import_dirs,
                  "where imports, references and COPY members are looked up; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false);
  verb.add_option("--" + prefix + "option", arguments.options,
                  "an option of the format, as in code_page=cp037; may be repeated; see "
                  "neurocrypt schema options")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
}

std::string format_options_help() {
  std::string text;
  for (const Format* const format : format_registry()) {
    text += std::string(format->name) + ": " +
            wrap(std::string(format->description), format->name.size() + 2) + "\n";
    for (const FormatOption& option : format->options) {
      text += "  " + std::string(option.name) + "=" + wrap(std::string(option.values), 6) + "\n" +
              "      " + wrap(std::string(option.meaning), 6) + "\n";
    }
  }
  return text;
}

}  // namespace neurocrypt::cli
