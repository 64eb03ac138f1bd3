#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "files.h"
#include "link.h"
#include "link/match/matcher.h"
#include "schema/json_text.h"

namespace neurocrypt::cli {
namespace {

struct RankOptions {
  std::string path;
  bool json = false;
};

Error misplaced(const std::string& pointer, const std::string& what) {
  return Error{ErrorCode::kCorrupt, pointer + ": " + what,
               R"(write {"source": [{"path": "...", "type": "...", "doc": "...", "samples": []}], )"
               R"("target": [...]})"};
}

/// A text that may be missing or null.
Status read_text(const Value& field, std::string_view member, const std::string& pointer,
                 std::string& out) {
  const Value* const value = field.find(member);
  if (value == nullptr || value->is_null()) return {};
  if (value->string() == nullptr) {
    return misplaced(pointer + "/" + std::string(member), "is no string");
  }
  if (!out.empty()) out += ' ';
  out += *value->string();
  return {};
}

/// A sample as text; objects and arrays say nothing here.
void add_sample(const Value& value, std::vector<std::string>& samples) {
  if (value.string() != nullptr) samples.push_back(*value.string());
  if (value.number() != nullptr) samples.push_back(value.number()->text);
  if (value.boolean() != nullptr) samples.emplace_back(*value.boolean() ? "true" : "false");
}

Result<MatchField> read_field(const Value& value, const std::string& pointer) {
  const Value* const path = value.find("path");
  if (path == nullptr || path->string() == nullptr) {
    return misplaced(pointer, "a field needs a \"path\"");
  }
  MatchField field;
  field.path = *path->string();
  NC_RETURN_IF_ERROR(read_text(value, "type", pointer, field.type));
  NC_RETURN_IF_ERROR(read_text(value, "name", pointer, field.title));
  NC_RETURN_IF_ERROR(read_text(value, "doc", pointer, field.description));
  NC_RETURN_IF_ERROR(read_text(value, "description", pointer, field.description));
  const Value* const samples = value.find("samples");
  if (samples == nullptr || samples->is_null()) return field;
  if (samples->array() == nullptr) return misplaced(pointer + "/samples", "is no array");
  for (const Value& sample : *samples->array()) add_sample(sample, field.samples);
  return field;
}

Result<std::vector<MatchField>> read_fields(const Value& file, const std::string& side) {
  const Value* const list = file.find(side);
  if (list == nullptr || list->array() == nullptr) {
    return misplaced("/" + side, "must be an array of fields");
  }
  std::vector<MatchField> fields;
  for (std::size_t i = 0; i < list->array()->size(); ++i) {
    NC_ASSIGN_OR_RETURN(MatchField field,
                        read_field((*list->array())[i], "/" + side + "/" + std::to_string(i)));
    fields.push_back(std::move(field));
  }
  return fields;
}

struct RankedPair {
  std::size_t source, target;
  float weight;
};

/// Every pair, best first; pairs of one weight in the order of the file.
std::vector<RankedPair> ranked(const MatchMatrix& matrix) {
  std::vector<RankedPair> pairs;
  pairs.reserve(matrix.rows() * matrix.columns());
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    for (std::size_t j = 0; j < matrix.columns(); ++j) pairs.push_back({i, j, matrix.at(i, j)});
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const RankedPair& x, const RankedPair& y) { return x.weight > y.weight; });
  return pairs;
}

Status rank(const RankOptions& options) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(options.path));
  NC_ASSIGN_OR_RETURN(const ByteString text, read_message(*in));
  NC_ASSIGN_OR_RETURN(const Value file, parse_json(as_text(text)));
  NC_ASSIGN_OR_RETURN(const std::vector<MatchField> source, read_fields(file, "source"));
  NC_ASSIGN_OR_RETURN(const std::vector<MatchField> target, read_fields(file, "target"));
  const std::vector<RankedPair> pairs = ranked(Matcher::builtin().match(source, target));
  const auto line = [&](const RankedPair& pair, const char* format) {
    char weight[16];
    std::snprintf(weight, sizeof weight, format, static_cast<double>(pair.weight));
    return std::string(weight);
  };
  if (!options.json) {
    for (const RankedPair& pair : pairs) {
      std::cout << line(pair, "%.4f") << "  " << source[pair.source].path << "  "
                << target[pair.target].path << "\n";
    }
    return {};
  }
  ByteString out;
  const auto add = [&](std::string_view part) { out.insert(out.end(), part.begin(), part.end()); };
  add("[");
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    add(k == 0 ? "\n[" : ",\n[");
    print_json_string(source[pairs[k].source].path, out);
    add(", ");
    print_json_string(target[pairs[k].target].path, out);
    add(", " + line(pairs[k], "%.6f") + "]");
  }
  add("\n]\n");
  std::cout << as_text(out);
  return {};
}

}  // namespace

Verb add_link_rank(CLI::App& link) {
  auto options = std::make_shared<RankOptions>();
  CLI::App* const verb = link.add_subcommand(
      "rank",
      "Prints every pair of a field of one list and a field of another, the likeliest first. "
      "FIELDS is {\"source\": [...], \"target\": [...]}; a field has a \"path\", and may have a "
      "\"type\", a \"name\" for people, a \"doc\" or \"description\", and \"samples\".");
  verb->add_option("FIELDS", options->path, "a JSON file, or - for standard input")->required();
  verb->add_flag("--json", options->json, "print [source path, target path, weight] triples");
  verb->footer("Example:\n  neurocrypt link rank fields.json");
  return {verb, [options] { return rank(*options); }};
}

}  // namespace neurocrypt::cli
