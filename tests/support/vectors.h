// Reads the files under vectors/: blocks of "name = value" lines, blocks separated by empty lines,
// lines that start with # ignored. The first block is the file's provenance (source, generated-by).
#pragma once

#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/hex.h"
#include "neurocrypt/bytes.h"

namespace neurocrypt::test {

/// As neurocrypt::from_hex, but what is no hexadecimal fails the test.
inline ByteString from_hex(std::string_view digits) {
  std::optional<ByteString> bytes = neurocrypt::from_hex(digits);
  if (!bytes) throw std::invalid_argument("not hexadecimal: " + std::string(digits));
  return *std::move(bytes);
}

/// One block: its fields by name. at() throws for a missing one, which fails the test.
using Vector = std::map<std::string, std::string>;

/// All blocks of vectors/`path` but the first, which must name its source and its generator.
inline std::vector<Vector> read_vectors(const std::string& path) {
  std::ifstream file(std::string(NC_SOURCE_DIR) + "/vectors/" + path);
  if (!file) throw std::runtime_error("cannot read vectors/" + path);
  std::vector<Vector> blocks(1);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    if (line.empty()) {
      if (!blocks.back().empty()) blocks.emplace_back();
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) throw std::runtime_error(path + ": no '=' in: " + line);
    const auto trim = [](std::string text) {
      const std::size_t first = text.find_first_not_of(' ');
      if (first == std::string::npos) return std::string();
      return text.substr(first, text.find_last_not_of(' ') - first + 1);
    };
    blocks.back()[trim(line.substr(0, equals))] = trim(line.substr(equals + 1));
  }
  if (blocks.back().empty()) blocks.pop_back();
  if (blocks.empty() || !blocks[0].contains("source") || !blocks[0].contains("generated-by")) {
    throw std::runtime_error(path + ": the first block must have source and generated-by");
  }
  blocks.erase(blocks.begin());
  if (blocks.empty()) throw std::runtime_error(path + ": no vectors");
  return blocks;
}

}  // namespace neurocrypt::test
