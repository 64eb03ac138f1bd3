// The options that name a schema, for every verb that takes one.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schema/format.h"

namespace neurocrypt::cli {

/// What the command line says of one schema.
struct SchemaArguments {
  std::string path;
  std::string format;  ///< empty: by the ending of `path`
  std::string root;
  std::vector<std::string> import_dirs;
  std::vector<std::string> options;  ///< "NAME=VALUE"

  /// Errors   kInvalidArgument for an option without "=", or given twice.
  [[nodiscard]] Result<SchemaRequest> request() const;
  /// Errors   kInvalidArgument when the ending says nothing.
  [[nodiscard]] Result<std::string> format_name() const;
  [[nodiscard]] Result<std::unique_ptr<Codec>> load() const;
};

/// --root, --import-dir and --option of one schema; `prefix` tells two schemas of one verb apart:
/// "from-" makes --from-root.
void add_schema_options(CLI::App& verb, SchemaArguments& arguments, const std::string& prefix = "");

/// The options of every format, as lines for a footer.
std::string format_options_help();

}  // namespace neurocrypt::cli
