// Keys and strengths in words and in JSON, for every verb that shows one.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "neurocrypt/keyset.h"

namespace neurocrypt::cli {

/// JSON objects keep the order in which fields were written.
using Json = nlohmann::ordered_json;

Json to_json(const KeyInfo& key);
Json to_json(const Error& error);
/// A key file as a whole: its path, its keys.
Json to_json(const std::string& path, const std::vector<KeyInfo>& keys);

/// The text of a document, whatever bytes a string of it has.
std::string print(const Json& document, int indent = -1);

/// Everything known about a key, several lines on standard output.
void print_key(const KeyInfo& key);

/// One line on standard output: id, family, status.
void print_key_line(const KeyInfo& key);

}  // namespace neurocrypt::cli
