// JSON Schema (draft 7 and 2020-12, with OpenAPI's `nullable`), compiled into rules.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/format.h"
#include "schema/json/rule.h"

namespace neurocrypt::json {

/// References and combinators inside each other at one value: "$ref" to "$ref", "allOf" in "anyOf".
inline constexpr std::size_t kCombinatorDepthMax = 64;
/// Fields of the tree that schema() shows; deeper ones of a larger schema are left out, nearest to
/// the root first.
inline constexpr std::size_t kFieldsMax = 20'000;

struct LoadOptions {
  bool check_formats = true;  ///< `format` is a demand, not only a note
};

/// A compiled JSON Schema. Immutable.
class JsonSchema {
 public:
  /// Loads the file `request.path` and the files that it refers to, from beside it and from
  /// import_dirs; nothing is ever fetched. `request.root` is a definition's name, or a JSON
  /// pointer; empty for the whole. Errors   kNotFound for a file or definition; kCorrupt for what
  /// is not JSON or no schema, with the place.
  static Result<std::unique_ptr<JsonSchema>> load(const SchemaRequest& request,
                                                  const LoadOptions& options);
  /// A schema on its own, which refers to no file.
  static Result<std::unique_ptr<JsonSchema>> parse(std::string text, const LoadOptions& options);
  /// The schema that allows every value.
  static std::unique_ptr<JsonSchema> anything();

  [[nodiscard]] const Rule& root() const { return *root_; }
  /// True when base64 strings stand for bytes anywhere.
  [[nodiscard]] bool has_bytes() const { return has_bytes_; }
  /// Keywords that are not enforced, and where.
  [[nodiscard]] const std::vector<SchemaNote>& notes() const { return notes_; }

 private:
  friend class Loader;
  std::deque<Rule> rules_;
  const Rule* root_ = nullptr;
  bool has_bytes_ = false;
  std::vector<SchemaNote> notes_;
};

/// The rule as a tree of fields. A reference to what stands above it is an object without fields.
Field describe_fields(const Rule& root);

}  // namespace neurocrypt::json
