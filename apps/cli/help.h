// How --help looks: purpose, usage, arguments, options, example, within 80 columns.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

namespace neurocrypt::cli {

std::shared_ptr<CLI::FormatterBase> help_formatter();

/// Breaks `text` into lines of at most 80 columns; every line but the first starts with `indent`
/// spaces.
std::string wrap(const std::string& text, std::size_t indent);

}  // namespace neurocrypt::cli
