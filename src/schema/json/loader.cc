// Reads schema files, follows their references and compiles each schema object into a Rule.
#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "schema/json/json_schema.h"
#include "schema/json_text.h"

namespace neurocrypt::json {
namespace {

namespace fs = std::filesystem;

/// Keywords that say nothing about validity, JSON Schema's and OpenAPI's.
constexpr std::array<std::string_view, 26> kAnnotations = {"$schema",
                                                           "$id",
                                                           "id",
                                                           "$anchor",
                                                           "$comment",
                                                           "$defs",
                                                           "definitions",
                                                           "components",
                                                           "title",
                                                           "description",
                                                           "default",
                                                           "examples",
                                                           "example",
                                                           "deprecated",
                                                           "readOnly",
                                                           "writeOnly",
                                                           "contentMediaType",
                                                           "contentSchema",
                                                           "$vocabulary",
                                                           "externalDocs",
                                                           "xml",
                                                           "openapi",
                                                           "info",
                                                           "paths",
                                                           "servers",
                                                           "discriminator"};

/// Formats of numbers (and OpenAPI's hints) that need no check of a string's grammar.
constexpr std::array<std::string_view, 12> kOtherFormats = {
    "int32", "int64",  "uint32",   "uint64", "float",  "double",
    "byte",  "binary", "password", "regex",  "number", "decimal"};

std::string escape_pointer(std::string_view part) {
  Path path;
  path.push(part);
  return path.text();
}

std::string unescape_pointer(std::string_view part) {
  std::string name;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const bool escaped = part[i] == '~' && i + 1 < part.size();
    name += escaped ? (part[++i] == '1' ? '/' : '~') : part[i];
  }
  return name;
}

/// The value at a JSON pointer, or null.
const Value* find_pointer(const Value& root, std::string_view pointer) {
  const Value* value = &root;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view part = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(part.size());
    const Value* next = nullptr;
    if (value->object() != nullptr) {
      next = value->find(unescape_pointer(part));
    } else if (const Array* const values = value->array()) {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
      const bool whole = error == std::errc() && end == part.data() + part.size();
      if (whole && index < values->size()) next = &(*values)[index];
    }
    if (next == nullptr) return nullptr;
    value = next;
  }
  return value;
}

std::optional<std::string> decode_percent(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    unsigned byte = 0;
    if (i + 2 >= text.size()) return std::nullopt;
    const char* const digits = text.data() + i + 1;
    if (std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) return std::nullopt;
    decoded += static_cast<char>(byte);
    i += 2;
  }
  return decoded;
}

bool is_absolute(std::string_view uri) {
  return uri.find("://") != std::string_view::npos || uri.starts_with("urn:");
}

/// RFC 3986, Sec. 5.2, for references that are paths or whole URIs.
std::string join_uri(std::string_view base, std::string_view reference) {
  if (base.empty() || is_absolute(reference)) return std::string(reference);
  if (reference.empty()) return std::string(base);
  const std::size_t scheme = base.find("://");
  const std::size_t authority = scheme == std::string_view::npos ? 0 : base.find('/', scheme + 3);
  if (authority == std::string_view::npos) return std::string(base) + "/" + std::string(reference);
  const fs::path directory = fs::path(base.substr(authority)).parent_path();
  return std::string(base.substr(0, authority)) +
         (directory / reference).lexically_normal().string();
}

}  // namespace

class Loader {
 public:
  Loader(SchemaRequest request, const LoadOptions& options)
      : request_(std::move(request)), options_(options), schema_(std::make_unique<JsonSchema>()) {}

  Result<std::unique_ptr<JsonSchema>> load() {
    NC_ASSIGN_OR_RETURN(const std::size_t document, open(request_.path));
    return compile_all(document);
  }

  Result<std::unique_ptr<JsonSchema>> parse(std::string text) {
    NC_ASSIGN_OR_RETURN(const std::size_t document, add("the schema", std::move(text)));
    return compile_all(document);
  }

 private:
  Result<std::unique_ptr<JsonSchema>> compile_all(std::size_t document) {
    NC_ASSIGN_OR_RETURN(const std::string pointer, find_root(*documents_[document].root));
    const Rule* const root = rule_at({document, "", documents_[document].id}, pointer,
                                     *find_pointer(*documents_[document].root, pointer));
    while (!queue_.empty()) {
      const Work work = std::move(queue_.front());
      queue_.pop_front();
      NC_RETURN_IF_ERROR(compile(work));
    }
    schema_->root_ = root;
    for (const Rule& rule : schema_->rules_) {
      NC_ASSIGN_OR_RETURN(const std::size_t depth, combinator_depth(rule, 0));
      static_cast<void>(depth);
      schema_->has_bytes_ = schema_->has_bytes_ || rule.bytes;
    }
    return std::move(schema_);
  }

  struct Document {
    std::string path;
    std::string text;
    std::unique_ptr<Value> root;
    std::string id;
  };
  /// What "#" means at a place: a document, or a schema inside it that has an $id of its own.
  struct Resource {
    std::size_t document;
    std::string pointer;
    std::string uri;
  };
  struct Work {
    Rule* rule;
    Resource resource;
    std::string pointer;
    const Value* schema;
  };
  using Compiled = Result<const Rule*>;

  // ---- files ----

  Result<std::size_t> open(const std::string& path) {
    const std::string name = fs::path(path).lexically_normal().string();
    for (std::size_t i = 0; i < documents_.size(); ++i) {
      if (documents_[i].path == name) return i;
    }
    NC_ASSIGN_OR_RETURN(std::string text, read_schema_file(name));
    return add(name, std::move(text));
  }

  Result<std::size_t> add(const std::string& name, std::string text) {
    Document document{name, std::move(text), nullptr, {}};
    Result<Value> root = parse_json(document.text);
    if (!root.ok()) {
      Error error = std::move(root).error();
      error.message = "'" + name + "', " + error.message;
      return error;
    }
    document.root = std::make_unique<Value>(std::move(root).value());
    const std::size_t index = documents_.size();
    index_names(*document.root, index, "", "");
    if (const Value* const id = id_of(*document.root)) document.id = *id->string();
    const Value* const dialect = document.root->find("$schema");
    if (dialect != nullptr && dialect->string() != nullptr) {
      const std::string& uri = *dialect->string();
      for (const char* const draft : {"draft-03", "draft-04", "draft-05", "draft-06", "draft-07"}) {
        if (uri.find(draft) != std::string::npos) references_stand_alone_.insert(index);
      }
    }
    documents_.push_back(std::move(document));
    return index;
  }

  /// "$id", or draft 4's "id" at the root of a schema; null when there is none that is a URI.
  static const Value* id_of(const Value& schema) {
    const Value* const id = schema.find("$id");
    if (id == nullptr || id->string() == nullptr || id->string()->starts_with('#')) return nullptr;
    return id;
  }

  /// Notes every "$id" and "$anchor" of a document: references go by them as well as by pointer.
  void index_names(const Value& value, std::size_t document, const std::string& pointer,
                   std::string base) {
    if (const Value* const id = id_of(value)) {
      base = join_uri(base, *id->string());
      if (base.ends_with('#')) base.pop_back();
      names_.emplace(base, std::pair(document, pointer));
    }
    if (const Object* const members = value.object()) {
      for (const Member& member : *members) {
        const std::string* const text = member.value.string();
        if (text != nullptr && member.name == "$anchor") {
          names_.emplace(name_key(document, base) + "#" + *text, std::pair(document, pointer));
        } else if (text != nullptr && member.name == "$id" && text->starts_with('#')) {
          names_.emplace(name_key(document, base) + *text, std::pair(document, pointer));
        }
        index_names(member.value, document, pointer + escape_pointer(member.name), base);
      }
    } else if (const Array* const values = value.array()) {
      for (std::size_t i = 0; i < values->size(); ++i) {
        index_names((*values)[i], document, pointer + "/" + std::to_string(i), base);
      }
    }
  }

  /// Anchors of a document without $id are told apart by its number.
  static std::string name_key(std::size_t document, const std::string& base) {
    return base.empty() ? "document " + std::to_string(document) : base;
  }

  Result<std::string> find_root(const Value& document) const {
    const std::string& root = request_.root;
    if (root.empty()) return std::string();
    if (root.starts_with('/') || root.starts_with('#')) {
      std::string pointer = root.substr(root.starts_with('#') ? 1 : 0);
      if (find_pointer(document, pointer) != nullptr) return pointer;
    }
    std::string known;
    for (const char* const folder : {"/$defs", "/definitions", "/components/schemas"}) {
      std::string pointer = folder + escape_pointer(root);
      if (find_pointer(document, pointer) != nullptr) return pointer;
      const Value* const definitions = find_pointer(document, folder);
      if (definitions == nullptr || definitions->object() == nullptr) continue;
      for (const Member& member : *definitions->object()) {
        if (known.size() < 200) known += (known.empty() ? "" : ", ") + member.name;
      }
    }
    return Error{ErrorCode::kNotFound, "'" + request_.path + "' has no definition '" + root + "'",
                 known.empty() ? "it has no definitions at all" : "it has " + known};
  }

  // ---- references ----

  [[nodiscard]] std::string place_name(std::size_t document, const std::string& pointer) const {
    const std::string file =
        document == 0 ? "" : fs::path(documents_[document].path).filename().string();
    return file + "#" + pointer;
  }

  Error problem(const Work& work, std::string_view keyword, std::string_view text,
                std::string hint = {}) const {
    const Document& document = documents_[work.resource.document];
    const std::string pointer =
        work.pointer + (keyword.empty() ? std::string() : escape_pointer(keyword));
    return {ErrorCode::kCorrupt,
            "'" + document.path + "', " +
                describe(find_json_place(document.text, pointer), pointer) + ": " +
                std::string(text),
            std::move(hint)};
  }

  void note(const Work& work, std::string text) {
    schema_->notes_.push_back({work.rule->place, std::move(text)});
  }

  /// The rule of the schema at a place, which is compiled later when it is new.
  const Rule* rule_at(const Resource& resource, const std::string& pointer, const Value& schema) {
    const auto [entry, is_new] = rules_.try_emplace(std::pair(resource.document, pointer), nullptr);
    if (is_new) {
      entry->second = &schema_->rules_.emplace_back();
      entry->second->place = place_name(resource.document, pointer);
      queue_.push_back({entry->second, resource, pointer, &schema});
    }
    return entry->second;
  }

  Compiled resolve(const Work& work, const std::string& reference) {
    const std::size_t hash = std::min(reference.find('#'), reference.size());
    const std::string target = reference.substr(0, hash);
    const auto fragment =
        decode_percent(std::string_view(reference).substr(std::min(hash + 1, reference.size())));
    if (!fragment) return problem(work, "$ref", "a broken escape in '" + reference + "'");

    Resource resource = work.resource;
    if (!target.empty()) {
      const std::string uri = join_uri(work.resource.uri, target);
      if (const auto named = names_.find(uri); named != names_.end()) {
        resource = {named->second.first, named->second.second, uri};
      } else {
        NC_ASSIGN_OR_RETURN(const std::size_t document, open_reference(work, target));
        resource = {document, "", documents_[document].id};
      }
    }
    std::string pointer = resource.pointer;
    if (fragment->starts_with('/')) {
      pointer += *fragment;
    } else if (!fragment->empty()) {
      const auto named = names_.find(name_key(resource.document, resource.uri) + "#" + *fragment);
      if (named == names_.end())
        return problem(work, "$ref", "there is no anchor '" + *fragment + "'");
      pointer = named->second.second;
    }
    const Value* const schema = find_pointer(*documents_[resource.document].root, pointer);
    if (schema == nullptr) {
      return problem(work, "$ref", "'" + reference + "' leads nowhere",
                     "there is no " + pointer + " in '" + documents_[resource.document].path + "'");
    }
    return rule_at(resource, pointer, *schema);
  }

  Result<std::size_t> open_reference(const Work& work, const std::string& target) {
    std::vector<fs::path> candidates;
    const fs::path beside = fs::path(documents_[work.resource.document].path).parent_path();
    const fs::path name = is_absolute(target) ? fs::path(target).filename() : fs::path(target);
    candidates.push_back(beside / name);
    for (const std::string& directory : request_.import_dirs)
      candidates.push_back(fs::path(directory) / name);
    for (const fs::path& candidate : candidates) {
      std::error_code error;
      if (fs::is_regular_file(candidate, error)) return open(candidate.string());
    }
    Error error = problem(work, "$ref", "'" + target + "' is not there",
                          "schemas are never fetched: put '" + name.string() +
                              "' beside this one or into an import folder");
    error.code = ErrorCode::kNotFound;
    return error;
  }

  // ---- keywords ----

  Status compile(Work work) {
    if (const bool* const whole = work.schema->boolean()) {
      work.rule->types = *whole ? kEveryBit : 0;
      return {};
    }
    const Object* const keywords = work.schema->object();
    if (keywords == nullptr) {
      return problem(work, "",
                     "a schema is an object, true or false; this is " +
                         std::string(name(work.schema->kind())));
    }
    if (const Value* const id = id_of(*work.schema); id != nullptr && !work.pointer.empty()) {
      work.resource = {work.resource.document, work.pointer,
                       join_uri(work.resource.uri, *id->string())};
    }
    const bool alone = references_stand_alone_.contains(work.resource.document) &&
                       work.schema->find("$ref") != nullptr;
    for (const Member& keyword : *keywords) {
      if (alone && keyword.name != "$ref") {
        if (!is_annotation(keyword.name)) {
          note(work, keyword.name + " has no effect beside $ref before draft 2019-09");
        }
        if (keyword.name != "title" && keyword.name != "description") continue;
      }
      NC_RETURN_IF_ERROR(compile_keyword(work, keyword.name, keyword.value));
    }
    return finish(work);
  }

  static bool is_annotation(std::string_view keyword) {
    return keyword.starts_with("x-") ||
           std::find(kAnnotations.begin(), kAnnotations.end(), keyword) != kAnnotations.end();
  }

  Status compile_keyword(const Work& work, const std::string& keyword, const Value& value) {
    using Handler = Status (Loader::*)(const Work&, const std::string&, const Value&);
    static const std::map<std::string_view, Handler> kHandlers = {
        {"$ref", &Loader::reference},
        {"type", &Loader::type},
        {"nullable", &Loader::flag},
        {"uniqueItems", &Loader::flag},
        {"enum", &Loader::enumeration},
        {"const", &Loader::enumeration},
        {"minimum", &Loader::number},
        {"maximum", &Loader::number},
        {"exclusiveMinimum", &Loader::number},
        {"exclusiveMaximum", &Loader::number},
        {"multipleOf", &Loader::number},
        {"minLength", &Loader::count},
        {"maxLength", &Loader::count},
        {"minItems", &Loader::count},
        {"maxItems", &Loader::count},
        {"minProperties", &Loader::count},
        {"maxProperties", &Loader::count},
        {"minContains", &Loader::count},
        {"maxContains", &Loader::count},
        {"pattern", &Loader::pattern},
        {"format", &Loader::format},
        {"contentEncoding", &Loader::content_encoding},
        {"properties", &Loader::properties},
        {"required", &Loader::required},
        {"patternProperties", &Loader::pattern_properties},
        {"dependentRequired", &Loader::dependencies},
        {"dependentSchemas", &Loader::dependencies},
        {"dependencies", &Loader::dependencies},
        {"items", &Loader::items},
        {"prefixItems", &Loader::prefix_items},
        {"additionalItems", &Loader::additional_items},
        {"additionalProperties", &Loader::subschema},
        {"propertyNames", &Loader::subschema},
        {"contains", &Loader::subschema},
        {"not", &Loader::subschema},
        {"if", &Loader::subschema},
        {"then", &Loader::subschema},
        {"else", &Loader::subschema},
        {"allOf", &Loader::combination},
        {"anyOf", &Loader::combination},
        {"oneOf", &Loader::combination},
        {"title", &Loader::text},
        {"description", &Loader::text},
    };
    if (const auto handler = kHandlers.find(keyword); handler != kHandlers.end()) {
      return (this->*handler->second)(work, keyword, value);
    }
    if (!is_annotation(keyword)) note(work, keyword + " is not enforced");
    return {};
  }

  Compiled child(const Work& work, const std::string& path, const Value& schema) {
    return rule_at(work.resource, work.pointer + path, schema);
  }

  Status reference(const Work& work, const std::string& keyword, const Value& value) {
    if (value.string() == nullptr) return problem(work, keyword, "$ref is a string");
    NC_ASSIGN_OR_RETURN(work.rule->reference, resolve(work, *value.string()));
    return {};
  }

  Status type(const Work& work, const std::string& keyword, const Value& value) {
    static const std::map<std::string_view, TypeSet> kTypes = {
        {"null", kNullBit},      {"boolean", kBooleanBit}, {"integer", kIntegerBit},
        {"number", kNumberBits}, {"string", kStringBit},   {"array", kArrayBit},
        {"object", kObjectBit}};
    const Array one = {value};
    TypeSet types = 0;
    for (const Value& name : value.array() != nullptr ? *value.array() : one) {
      const auto known = name.string() == nullptr ? kTypes.end() : kTypes.find(*name.string());
      if (known == kTypes.end()) {
        return problem(work, keyword, "there is no such type",
                       "the types are null, boolean, integer, number, string, array, object");
      }
      types |= known->second;
    }
    work.rule->types = types;
    return {};
  }

  Status flag(const Work& work, const std::string& keyword, const Value& value) {
    if (value.boolean() == nullptr) return problem(work, keyword, keyword + " is true or false");
    if (keyword == "uniqueItems") work.rule->unique_items = *value.boolean();
    return {};  // nullable acts with `type`, in finish()
  }

  Status enumeration(const Work& work, const std::string& keyword, const Value& value) {
    if (keyword == "enum" && value.array() == nullptr) {
      return problem(work, keyword, "enum is an array of values");
    }
    // Beside each other, `const` is the narrower.
    if (keyword == "enum" && work.rule->enumeration) return {};
    work.rule->enumeration = keyword == "enum" ? *value.array() : Array{value};
    return {};
  }

  Status number(const Work& work, const std::string& keyword, const Value& value) {
    Rule& rule = *work.rule;
    if (value.boolean() != nullptr && keyword.starts_with("exclusive")) {
      return {};  // draft 4's flag, in finish()
    }
    if (value.number() == nullptr) return problem(work, keyword, keyword + " is a number");
    const Number& limit = *value.number();
    if (keyword == "minimum") rule.minimum = limit;
    if (keyword == "maximum") rule.maximum = limit;
    if (keyword == "exclusiveMinimum") rule.exclusive_minimum = limit;
    if (keyword == "exclusiveMaximum") rule.exclusive_maximum = limit;
    if (keyword == "multipleOf") {
      if (!is_multiple({"1"}, limit)) {
        return problem(work, keyword, "multipleOf takes a number of at most 18 digits, not zero");
      }
      rule.multiple_of = limit;
    }
    return {};
  }

  Status count(const Work& work, const std::string& keyword, const Value& value) {
    Rule& rule = *work.rule;
    const auto limit = value.number() == nullptr ? std::nullopt : to_uint64(*value.number());
    if (!limit) return problem(work, keyword, keyword + " is a whole number from 0");
    const std::map<std::string_view, std::size_t*> limits = {
        {"minLength", &rule.min_length},         {"maxLength", &rule.max_length},
        {"minItems", &rule.min_items},           {"maxItems", &rule.max_items},
        {"minProperties", &rule.min_properties}, {"maxProperties", &rule.max_properties},
        {"minContains", &rule.min_contains},     {"maxContains", &rule.max_contains}};
    *limits.at(keyword) = static_cast<std::size_t>(*limit);
    return {};
  }

  Result<std::unique_ptr<const RE2>> regular_expression(const Work& work,
                                                        const std::string& keyword,
                                                        const std::string& text) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(std::int64_t{1} << 20);
    auto expression = std::make_unique<const RE2>(text, options);
    if (!expression->ok()) {
      return problem(work, keyword, "'" + text + "': " + expression->error(),
                     "look-around and back references are not supported: their time has no bound");
    }
    return expression;
  }

  Status pattern(const Work& work, const std::string& keyword, const Value& value) {
    if (value.string() == nullptr) return problem(work, keyword, "pattern is a string");
    NC_ASSIGN_OR_RETURN(work.rule->pattern, regular_expression(work, keyword, *value.string()));
    return {};
  }

  Status format(const Work& work, const std::string& keyword, const Value& value) {
    if (value.string() == nullptr) return problem(work, keyword, "format is a string");
    Rule& rule = *work.rule;
    rule.format_name = *value.string();
    const StringFormat known = find_string_format(rule.format_name);
    if (rule.format_name == "byte") rule.bytes = true;
    if (options_.check_formats) rule.format = known;
    const bool other = std::find(kOtherFormats.begin(), kOtherFormats.end(), rule.format_name) !=
                       kOtherFormats.end();
    if (known == StringFormat::kNone && !other) {
      note(work, "format " + rule.format_name + " is not checked");
    }
    return {};
  }

  Status content_encoding(const Work& work, const std::string& keyword, const Value& value) {
    if (value.string() == nullptr) return problem(work, keyword, "contentEncoding is a string");
    work.rule->bytes = *value.string() == "base64";
    if (!work.rule->bytes) note(work, "contentEncoding " + *value.string() + " is not decoded");
    return {};
  }

  Property& property(Rule& rule, const std::string& name) {
    const auto known = std::find_if(rule.properties.begin(), rule.properties.end(),
                                    [&](const Property& entry) { return entry.name == name; });
    if (known != rule.properties.end()) return *known;
    return rule.properties.emplace_back(Property{name});
  }

  Status properties(const Work& work, const std::string& keyword, const Value& value) {
    if (value.object() == nullptr) return problem(work, keyword, "properties is an object");
    for (const Member& member : *value.object()) {
      NC_ASSIGN_OR_RETURN(const Rule* const rule,
                          child(work, "/properties" + escape_pointer(member.name), member.value));
      Property& entry = property(*work.rule, member.name);
      entry.rule = rule;
      entry.listed = true;
    }
    return {};
  }

  Result<std::vector<std::string>> names(const Work& work, const std::string& keyword,
                                         const Value& value) {
    std::vector<std::string> found;
    if (value.array() == nullptr) return problem(work, keyword, keyword + " is an array of names");
    for (const Value& name : *value.array()) {
      if (name.string() == nullptr)
        return problem(work, keyword, keyword + " is an array of names");
      found.push_back(*name.string());
    }
    return found;
  }

  Status required(const Work& work, const std::string& keyword, const Value& value) {
    if (value.boolean() != nullptr) {  // draft 3 and some OpenAPI 2 files
      note(work, "required is true or false here, not a list of names: it is not enforced");
      return {};
    }
    NC_ASSIGN_OR_RETURN(const std::vector<std::string> all, names(work, keyword, value));
    for (const std::string& name : all) property(*work.rule, name).required = true;
    return {};
  }

  Status pattern_properties(const Work& work, const std::string& keyword, const Value& value) {
    if (value.object() == nullptr) return problem(work, keyword, "patternProperties is an object");
    for (const Member& member : *value.object()) {
      PatternProperty entry;
      NC_ASSIGN_OR_RETURN(entry.pattern, regular_expression(work, keyword, member.name));
      NC_ASSIGN_OR_RETURN(
          entry.rule,
          child(work, "/patternProperties" + escape_pointer(member.name), member.value));
      work.rule->pattern_properties.push_back(std::move(entry));
    }
    return {};
  }

  Status dependencies(const Work& work, const std::string& keyword, const Value& value) {
    if (value.object() == nullptr) return problem(work, keyword, keyword + " is an object");
    for (const Member& member : *value.object()) {
      Dependency dependency{member.name, {}, nullptr};
      if (member.value.array() != nullptr && keyword != "dependentSchemas") {
        NC_ASSIGN_OR_RETURN(dependency.required, names(work, keyword, member.value));
      } else if (keyword != "dependentRequired") {
        NC_ASSIGN_OR_RETURN(dependency.rule,
                            child(work, "/" + keyword + escape_pointer(member.name), member.value));
      } else {
        return problem(work, keyword, "dependentRequired holds arrays of names");
      }
      work.rule->dependencies.push_back(std::move(dependency));
    }
    return {};
  }

  Result<std::vector<const Rule*>> children(const Work& work, const std::string& keyword,
                                            const Value& value) {
    if (value.array() == nullptr || value.array()->empty()) {
      return problem(work, keyword, keyword + " is an array of schemas");
    }
    std::vector<const Rule*> rules;
    for (std::size_t i = 0; i < value.array()->size(); ++i) {
      NC_ASSIGN_OR_RETURN(
          const Rule* const rule,
          child(work, "/" + keyword + "/" + std::to_string(i), (*value.array())[i]));
      rules.push_back(rule);
    }
    return rules;
  }

  Status items(const Work& work, const std::string& keyword, const Value& value) {
    if (value.array() != nullptr) return prefix_items(work, keyword, value);  // before 2020-12
    NC_ASSIGN_OR_RETURN(work.rule->items, child(work, "/items", value));
    return {};
  }

  Status prefix_items(const Work& work, const std::string& keyword, const Value& value) {
    NC_ASSIGN_OR_RETURN(work.rule->prefix_items, children(work, keyword, value));
    return {};
  }

  Status additional_items(const Work& work, const std::string&, const Value& value) {
    const Value* const items = work.schema->find("items");
    if (items == nullptr || items->array() == nullptr) return {};  // has no effect without a tuple
    NC_ASSIGN_OR_RETURN(work.rule->items, child(work, "/additionalItems", value));
    return {};
  }

  Status subschema(const Work& work, const std::string& keyword, const Value& value) {
    Rule& rule = *work.rule;
    const std::map<std::string_view, const Rule**> places = {
        {"additionalProperties", &rule.additional_properties},
        {"propertyNames", &rule.property_names},
        {"contains", &rule.contains},
        {"not", &rule.none_of},
        {"if", &rule.condition},
        {"then", &rule.consequence},
        {"else", &rule.alternative}};
    NC_ASSIGN_OR_RETURN(*places.at(keyword), child(work, "/" + keyword, value));
    return {};
  }

  Status combination(const Work& work, const std::string& keyword, const Value& value) {
    NC_ASSIGN_OR_RETURN(std::vector<const Rule*> rules, children(work, keyword, value));
    Rule& rule = *work.rule;
    (keyword == "allOf"   ? rule.all_of
     : keyword == "anyOf" ? rule.any_of
                          : rule.one_of) = std::move(rules);
    return {};
  }

  Status text(const Work& work, const std::string& keyword, const Value& value) {
    if (value.string() == nullptr) return problem(work, keyword, keyword + " is a string");
    (keyword == "title" ? work.rule->title : work.rule->description) = *value.string();
    return {};
  }

  /// What depends on several keywords, whatever their order.
  Status finish(const Work& work) {
    Rule& rule = *work.rule;
    const auto is_true = [&](const char* keyword) {
      const Value* const value = work.schema->find(keyword);
      return value != nullptr && value->boolean() != nullptr && *value->boolean();
    };
    if (is_true("nullable")) rule.types |= kNullBit;
    if (is_true("exclusiveMinimum")) std::swap(rule.minimum, rule.exclusive_minimum);
    if (is_true("exclusiveMaximum")) std::swap(rule.maximum, rule.exclusive_maximum);
    if (rule.condition == nullptr) rule.consequence = rule.alternative = nullptr;
    for (std::size_t i = 0; i < rule.properties.size(); ++i) {
      rule.property_index.emplace(rule.properties[i].name, i);
      rule.required_count += rule.properties[i].required ? 1 : 0;
    }
    return {};
  }

  /// How many rules at most look at the same value through references and combinators. A circle has
  /// no end: "$ref": "#" is a mistake.
  Result<std::size_t> combinator_depth(const Rule& rule, std::size_t above) {
    if (above > kCombinatorDepthMax) {
      return Error{ErrorCode::kCorrupt,
                   "at " + rule.place +
                       ": references and combinators refer to each other in a circle, " +
                       "or are more than " + std::to_string(kCombinatorDepthMax) + " deep",
                   "a schema may refer to itself only below a property or an item"};
    }
    const auto known = combinator_depths_.find(&rule);
    if (known != combinator_depths_.end() && above + known->second <= kCombinatorDepthMax) {
      return known->second;
    }
    std::vector<const Rule*> next = {rule.reference, rule.none_of, rule.condition, rule.consequence,
                                     rule.alternative};
    for (const auto* const group : {&rule.all_of, &rule.any_of, &rule.one_of}) {
      next.insert(next.end(), group->begin(), group->end());
    }
    for (const Dependency& dependency : rule.dependencies) next.push_back(dependency.rule);
    std::size_t depth = 0;
    for (const Rule* const inner : next) {
      if (inner == nullptr) continue;
      NC_ASSIGN_OR_RETURN(const std::size_t below, combinator_depth(*inner, above + 1));
      depth = std::max(depth, below + 1);
    }
    combinator_depths_[&rule] = depth;
    return depth;
  }

  SchemaRequest request_;
  LoadOptions options_;
  std::unique_ptr<JsonSchema> schema_;
  std::vector<Document> documents_;
  std::set<std::size_t> references_stand_alone_;  // documents before draft 2019-09
  std::map<std::string, std::pair<std::size_t, std::string>> names_;
  std::map<std::pair<std::size_t, std::string>, Rule*> rules_;
  std::deque<Work> queue_;
  std::map<const Rule*, std::size_t> combinator_depths_;
};

Result<std::unique_ptr<JsonSchema>> JsonSchema::load(const SchemaRequest& request,
                                                     const LoadOptions& options) {
  return Loader(request, options).load();
}

Result<std::unique_ptr<JsonSchema>> JsonSchema::parse(std::string text,
                                                      const LoadOptions& options) {
  return Loader(SchemaRequest{}, options).parse(std::move(text));
}

std::unique_ptr<JsonSchema> JsonSchema::anything() {
  auto schema = std::make_unique<JsonSchema>();
  schema->root_ = &schema->rules_.emplace_back();
  return schema;
}

}  // namespace neurocrypt::json
