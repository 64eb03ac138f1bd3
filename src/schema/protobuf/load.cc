#include "schema/protobuf/load.h"

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <unordered_map>

#include "schema/format.h"
#include "schema/protobuf/codec.h"

namespace neurocrypt::protobuf {
namespace {

namespace pb = google::protobuf;

/// Files that the library carries in itself, so that no installed .proto is needed.
constexpr const char* kWellKnownFiles[] = {
    "google/protobuf/any.proto",       "google/protobuf/api.proto",
    "google/protobuf/duration.proto",  "google/protobuf/descriptor.proto",
    "google/protobuf/empty.proto",     "google/protobuf/field_mask.proto",
    "google/protobuf/struct.proto",    "google/protobuf/source_context.proto",
    "google/protobuf/timestamp.proto", "google/protobuf/type.proto",
    "google/protobuf/wrappers.proto",
};

constexpr std::size_t kErrorsShownMax = 3;
constexpr std::size_t kNamesShownMax = 20;

/// Files by name: those of a descriptor set, then the well-known ones.
class FileTable : public pb::DescriptorDatabase {
 public:
  void add(pb::FileDescriptorProto file) {
    std::string name = file.name();
    files_.emplace(std::move(name), std::move(file));
  }
  bool FindFileByName(const std::string& name, pb::FileDescriptorProto* output) override {
    if (const auto found = files_.find(name); found != files_.end()) {
      *output = found->second;
      return true;
    }
    if (std::find(std::begin(kWellKnownFiles), std::end(kWellKnownFiles), name) ==
        std::end(kWellKnownFiles)) {
      return false;
    }
    pb::DescriptorPool::generated_pool()->FindFileByName(name)->CopyTo(output);
    return true;
  }
  bool FindFileContainingSymbol(const std::string&, pb::FileDescriptorProto*) override {
    return false;
  }
  bool FindFileContainingExtension(const std::string&, int, pb::FileDescriptorProto*) override {
    return false;
  }

 private:
  std::map<std::string, pb::FileDescriptorProto> files_;
};

/// Collects what the compiler complains about, first come first.
class Complaints : public pb::compiler::MultiFileErrorCollector,
                   public pb::DescriptorPool::ErrorCollector {
 public:
  void AddError(const std::string& file, int line, int column,
                const std::string& message) override {
    if (line < 0) {
      messages_.push_back(file + ": " + message);
    } else {
      messages_.push_back(file + ":" + std::to_string(line + 1) + ":" + std::to_string(column + 1) +
                          ": " + message);
    }
  }
  void AddError(const std::string& file, const std::string& element, const pb::Message*,
                ErrorLocation, const std::string& message) override {
    messages_.push_back(file + ": " + element + ": " + message);
  }
  void AddWarning(const std::string&, int, int, const std::string&) override {}
  void AddWarning(const std::string&, const std::string&, const pb::Message*, ErrorLocation,
                  const std::string&) override {}

  [[nodiscard]] Error error() const {
    std::string text;
    bool import = false;
    for (std::size_t i = 0; i < messages_.size(); ++i) {
      import = import || messages_[i].find("not found") != std::string::npos;
      if (i < kErrorsShownMax) text += (text.empty() ? "" : "; ") + messages_[i];
    }
    if (messages_.size() > kErrorsShownMax) {
      text += "; and " + std::to_string(messages_.size() - kErrorsShownMax) + " more";
    }
    return {ErrorCode::kCorrupt, text,
            import ? "name the directories that imports start from as import directories" : ""};
  }

 private:
  std::vector<std::string> messages_;
};

/// "a, b, c and 17 more"
std::string list_names(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kNamesShownMax); ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > kNamesShownMax) {
    text += " and " + std::to_string(names.size() - kNamesShownMax) + " more";
  }
  return text;
}

/// A comment as one text: no markers, no margin, lines of a paragraph joined.
template <typename Descriptor>
std::string comment_of(const Descriptor& descriptor) {
  pb::SourceLocation location;
  if (!descriptor.GetSourceLocation(&location)) return {};
  const std::string& comment =
      location.leading_comments.empty() ? location.trailing_comments : location.leading_comments;
  std::string text;
  bool space = false;
  for (const char c : comment) {
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      space = !text.empty();
      continue;
    }
    if (space) text += ' ';
    space = false;
    text += c;
  }
  return text;
}

Kind kind_of(const pb::FieldDescriptor& field) {
  switch (field.type()) {
    case pb::FieldDescriptor::TYPE_DOUBLE:
      return Kind::kDouble;
    case pb::FieldDescriptor::TYPE_FLOAT:
      return Kind::kFloat;
    case pb::FieldDescriptor::TYPE_INT64:
      return Kind::kInt64;
    case pb::FieldDescriptor::TYPE_UINT64:
      return Kind::kUint64;
    case pb::FieldDescriptor::TYPE_INT32:
      return Kind::kInt32;
    case pb::FieldDescriptor::TYPE_FIXED64:
      return Kind::kFixed64;
    case pb::FieldDescriptor::TYPE_FIXED32:
      return Kind::kFixed32;
    case pb::FieldDescriptor::TYPE_BOOL:
      return Kind::kBool;
    case pb::FieldDescriptor::TYPE_STRING:
      return Kind::kString;
    case pb::FieldDescriptor::TYPE_BYTES:
      return Kind::kBytes;
    case pb::FieldDescriptor::TYPE_UINT32:
      return Kind::kUint32;
    case pb::FieldDescriptor::TYPE_ENUM:
      return Kind::kEnum;
    case pb::FieldDescriptor::TYPE_SFIXED32:
      return Kind::kSfixed32;
    case pb::FieldDescriptor::TYPE_SFIXED64:
      return Kind::kSfixed64;
    case pb::FieldDescriptor::TYPE_SINT32:
      return Kind::kSint32;
    case pb::FieldDescriptor::TYPE_SINT64:
      return Kind::kSint64;
    case pb::FieldDescriptor::TYPE_GROUP:
    case pb::FieldDescriptor::TYPE_MESSAGE:
      break;
  }
  return Kind::kMessage;
}

/// A type in .proto's words.
std::string type_words(const pb::FieldDescriptor& field) {
  if (field.message_type() != nullptr) return field.message_type()->full_name();
  if (field.enum_type() != nullptr) return field.enum_type()->full_name();
  return field.type_name();
}

std::string declared_words(const pb::FieldDescriptor& field) {
  if (field.is_map()) {
    const pb::Descriptor& entry = *field.message_type();
    return "map<" + type_words(*entry.map_key()) + ", " + type_words(*entry.map_value()) + ">";
  }
  std::string words = type_words(field);
  if (field.is_repeated()) words = "repeated " + words;
  if (field.is_required()) words = "required " + words;
  if (field.has_optional_keyword()) words = "optional " + words;
  if (const pb::OneofDescriptor* const oneof = field.real_containing_oneof()) {
    words += " (oneof " + oneof->name() + ")";
  }
  if (field.has_default_value()) {
    pb::FieldDescriptorProto proto;
    field.CopyTo(&proto);
    words += " [default = " + proto.default_value() + "]";
  }
  return words;
}

WellKnown well_known_by_name(std::string_view name) {
  constexpr std::string_view kPackage = "google.protobuf.";
  if (!name.starts_with(kPackage)) return WellKnown::kNone;
  name.remove_prefix(kPackage.size());
  if (name == "Any") return WellKnown::kAny;
  if (name == "Timestamp") return WellKnown::kTimestamp;
  if (name == "Duration") return WellKnown::kDuration;
  if (name == "FieldMask") return WellKnown::kFieldMask;
  if (name == "Struct") return WellKnown::kStruct;
  if (name == "Value") return WellKnown::kValue;
  if (name == "ListValue") return WellKnown::kListValue;
  for (const std::string_view wrapped :
       {"Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes"}) {
    if (name == std::string(wrapped) + "Value") return WellKnown::kWrapper;
  }
  return WellKnown::kNone;
}

/// True when a message that has the name of a well-known type is declared as that type is: the
/// codec relies on it.
bool is_genuine(const MessageTable& table) {
  const auto is = [&](std::size_t row, Kind kind, bool repeated = false,
                      WellKnown type = WellKnown::kNone) {
    const FieldRow& field = table.rows[row];
    return field.number == row + 1 && field.kind == kind && field.repeated == repeated &&
           (kind != Kind::kMessage || field.map || field.message->well_known == type);
  };
  const std::size_t count = table.rows.size();
  switch (table.well_known) {
    case WellKnown::kAny:
      return count == 2 && is(0, Kind::kString) && is(1, Kind::kBytes);
    case WellKnown::kTimestamp:
    case WellKnown::kDuration:
      return count == 2 && is(0, Kind::kInt64) && is(1, Kind::kInt32);
    case WellKnown::kFieldMask:
      return count == 1 && is(0, Kind::kString, true);
    case WellKnown::kStruct:
      return count == 1 && is(0, Kind::kMessage, true) && table.rows[0].map &&
             table.rows[0].message->rows[0].kind == Kind::kString &&
             table.rows[0].message->rows[1].kind == Kind::kMessage &&
             table.rows[0].message->rows[1].message->well_known == WellKnown::kValue;
    case WellKnown::kListValue:
      return count == 1 && is(0, Kind::kMessage, true, WellKnown::kValue) && !table.rows[0].map;
    case WellKnown::kValue:
      return count == 6 && is(0, Kind::kEnum) && table.rows[0].enumeration->is_null_value &&
             is(1, Kind::kDouble) && is(2, Kind::kString) && is(3, Kind::kBool) &&
             is(4, Kind::kMessage, false, WellKnown::kStruct) &&
             is(5, Kind::kMessage, false, WellKnown::kListValue);
    case WellKnown::kWrapper:
      return count == 1 && table.rows[0].number == 1 && !table.rows[0].repeated &&
             table.rows[0].kind != Kind::kMessage && !table.rows[0].presence;
    case WellKnown::kNone:
      break;
  }
  return true;
}

/// Turns descriptors into tables.
class Compiler {
 public:
  explicit Compiler(Schema& schema) : schema_(schema) {}

  Status compile(const std::vector<const pb::FileDescriptor*>& files) {
    for (const pb::FileDescriptor* const file : files) {
      for (int i = 0; i < file->enum_type_count(); ++i) add_enum(*file->enum_type(i));
      for (int i = 0; i < file->message_type_count(); ++i) add_message(*file->message_type(i));
    }
    for (const pb::FileDescriptor* const file : files) {
      for (int i = 0; i < file->extension_count(); ++i) add_extension(*file->extension(i));
    }
    for (const auto& [descriptor, table] : messages_) {
      for (int i = 0; i < descriptor->extension_count(); ++i)
        add_extension(*descriptor->extension(i));
    }
    for (const auto& [descriptor, table] : messages_) fill(*descriptor, *table);
    for (const auto& [descriptor, table] : messages_) NC_RETURN_IF_ERROR(finish(*table));
    for (const auto& [descriptor, table] : messages_) {
      if (!is_genuine(*table)) {
        return Error{ErrorCode::kUnsupported,
                     table->name + " is not declared as the well-known type of this name is",
                     "use the file that comes with the compiler"};
      }
    }
    return {};
  }

 private:
  void add_enum(const pb::EnumDescriptor& descriptor) {
    auto table = std::make_unique<EnumTable>();
    table->name = descriptor.full_name();
    table->first = descriptor.value(0)->number();
    table->closed = descriptor.file()->syntax() == pb::FileDescriptor::SYNTAX_PROTO2;
    table->is_null_value = table->name == "google.protobuf.NullValue";
    for (int i = 0; i < descriptor.value_count(); ++i) {
      const pb::EnumValueDescriptor& value = *descriptor.value(i);
      table->by_name.emplace(value.name(), value.number());
      table->by_number.push_back({value.number(), value.name()});
    }
    std::stable_sort(table->by_number.begin(), table->by_number.end());
    const auto same = [](const EnumTable::Entry& a, const EnumTable::Entry& b) {
      return a.number == b.number;
    };
    table->by_number.erase(std::unique(table->by_number.begin(), table->by_number.end(), same),
                           table->by_number.end());
    enums_.emplace(&descriptor, table.get());
    schema_.enums.push_back(std::move(table));
  }

  void add_message(const pb::Descriptor& descriptor) {
    auto table = std::make_unique<MessageTable>();
    table->name = descriptor.full_name();
    table->well_known = well_known_by_name(table->name);
    table->description = comment_of(descriptor);
    if (descriptor.options().message_set_wire_format()) {
      table->refusal = table->name + " is a message set, an obsolete form";
    }
    if (!descriptor.options().map_entry()) schema_.by_name.emplace(table->name, table.get());
    messages_.emplace_back(&descriptor, table.get());
    tables_.emplace(&descriptor, table.get());
    schema_.messages.push_back(std::move(table));
    for (int i = 0; i < descriptor.enum_type_count(); ++i) add_enum(*descriptor.enum_type(i));
    for (int i = 0; i < descriptor.nested_type_count(); ++i)
      add_message(*descriptor.nested_type(i));
  }

  void add_extension(const pb::FieldDescriptor& field) {
    extensions_[field.containing_type()].push_back(&field);
  }

  void fill(const pb::Descriptor& descriptor, MessageTable& table) {
    for (int i = 0; i < descriptor.field_count(); ++i) add_field(*descriptor.field(i), table);
    for (const pb::FieldDescriptor* const field : extensions_[&descriptor])
      add_field(*field, table);
    std::sort(table.rows.begin(), table.rows.end(),
              [](const FieldRow& a, const FieldRow& b) { return a.number < b.number; });
  }

  void add_field(const pb::FieldDescriptor& field, MessageTable& table) {
    if (field.type() == pb::FieldDescriptor::TYPE_GROUP) {
      table.refusal = field.full_name() + " is a proto2 group";
      return;  // where the message is inside an Any, the group is an unknown field
    }
    FieldRow row;
    row.number = static_cast<std::uint32_t>(field.number());
    row.kind = kind_of(field);
    row.repeated = field.is_repeated();
    row.packed = field.is_packed();
    row.map = field.is_map();
    row.required = field.is_required();
    row.presence = field.has_presence();
    if (const pb::OneofDescriptor* const oneof = field.real_containing_oneof())
      row.oneof = oneof->index();
    if (field.message_type() != nullptr) row.message = tables_.at(field.message_type());
    if (field.enum_type() != nullptr) row.enumeration = enums_.at(field.enum_type());
    row.original_name = field.is_extension() ? "[" + field.full_name() + "]" : field.name();
    row.name = field.is_extension() ? row.original_name : field.json_name();
    row.description = comment_of(field);
    row.declared = declared_words(field);
    table.has_required = table.has_required || row.required;
    table.rows.push_back(std::move(row));
  }

  /// Gives every row a name of its own.
  Status finish(MessageTable& table) {
    std::map<std::string, int> uses;
    for (const FieldRow& row : table.rows) ++uses[row.name];
    for (FieldRow& row : table.rows) {
      // proto2 allows fooBar beside foo_bar, which have one ProtoJSON name.
      if (uses[row.name] > 1) row.name = row.original_name;
    }
    for (std::uint32_t i = 0; i < table.rows.size(); ++i) {
      const FieldRow& row = table.rows[i];
      if (row.name == kUnknownMember || row.name == kTypeMember ||
          !table.by_name.emplace(row.name, i).second) {
        return Error{ErrorCode::kUnsupported,
                     "the JSON name '" + row.name + "' of a field of " + table.name + " is taken",
                     "give the field another json_name"};
      }
    }
    for (std::uint32_t i = 0; i < table.rows.size(); ++i) {
      table.by_name.emplace(table.rows[i].original_name, i);
    }
    return {};
  }

  Schema& schema_;
  std::vector<std::pair<const pb::Descriptor*, MessageTable*>> messages_;
  std::unordered_map<const pb::Descriptor*, MessageTable*> tables_;
  std::unordered_map<const pb::EnumDescriptor*, EnumTable*> enums_;
  std::unordered_map<const pb::Descriptor*, std::vector<const pb::FieldDescriptor*>> extensions_;
};

void add_with_imports(const pb::FileDescriptor* file,
                      std::vector<const pb::FileDescriptor*>& files) {
  if (std::find(files.begin(), files.end(), file) != files.end()) return;
  files.push_back(file);
  for (int i = 0; i < file->dependency_count(); ++i) add_with_imports(file->dependency(i), files);
}

void add_message_names(const pb::Descriptor& descriptor, std::vector<std::string>& names) {
  if (descriptor.options().map_entry()) return;
  names.push_back(descriptor.full_name());
  for (int i = 0; i < descriptor.nested_type_count(); ++i) {
    add_message_names(*descriptor.nested_type(i), names);
  }
}

/// The full name that `wanted` means among `names`: itself, or the only one that ends in ".wanted".
Result<std::string> find_root(const std::string& wanted, const std::vector<std::string>& names,
                              const std::vector<std::string>& imported) {
  for (const std::vector<std::string>* const list : {&names, &imported}) {
    if (std::find(list->begin(), list->end(), wanted) != list->end()) return wanted;
    std::vector<std::string> matches;
    for (const std::string& name : *list) {
      if (name.ends_with("." + wanted)) matches.push_back(name);
    }
    if (matches.size() == 1) return matches[0];
    if (!matches.empty()) {
      return Error{ErrorCode::kInvalidArgument, "the message name '" + wanted + "' is ambiguous",
                   "one of " + list_names(matches)};
    }
  }
  return Error{ErrorCode::kInvalidArgument, "there is no message '" + wanted + "'",
               "the messages are " + list_names(names)};
}

/// Why a message that `root` can hold cannot be translated, or empty.
std::string find_refusal(const MessageTable& root) {
  std::vector<const MessageTable*> waiting = {&root};
  std::set<const MessageTable*> seen = {&root};
  while (!waiting.empty()) {
    const MessageTable& table = *waiting.back();
    waiting.pop_back();
    if (!table.refusal.empty()) return table.refusal;
    for (const FieldRow& row : table.rows) {
      if (row.message != nullptr && seen.insert(row.message).second) waiting.push_back(row.message);
    }
  }
  return {};
}

Result<std::unique_ptr<Schema>> compile(const pb::DescriptorPool& pool,
                                        const std::vector<const pb::FileDescriptor*>& main_files,
                                        const std::string& root) {
  std::vector<const pb::FileDescriptor*> files;
  for (const pb::FileDescriptor* const file : main_files) add_with_imports(file, files);
  for (const char* const name : kWellKnownFiles) {  // an Any may hold them without an import
    if (const pb::FileDescriptor* const file = pool.FindFileByName(name))
      add_with_imports(file, files);
  }
  auto schema = std::make_unique<Schema>();
  NC_RETURN_IF_ERROR(Compiler(*schema).compile(files));

  std::vector<std::string> names;
  std::vector<std::string> imported;
  for (const pb::FileDescriptor* const file : files) {
    const bool is_main = std::find(main_files.begin(), main_files.end(), file) != main_files.end();
    for (int i = 0; i < file->message_type_count(); ++i) {
      add_message_names(*file->message_type(i), is_main ? names : imported);
    }
  }
  std::sort(names.begin(), names.end());
  std::sort(imported.begin(), imported.end());
  if (names.empty() && root.empty()) {
    return Error{ErrorCode::kInvalidArgument, "the schema declares no message"};
  }
  if (root.empty() && names.size() > 1) {
    return Error{ErrorCode::kInvalidArgument, "the schema declares several messages: name one",
                 "one of " + list_names(names)};
  }
  NC_ASSIGN_OR_RETURN(const std::string name, root.empty() ? Result<std::string>(names[0])
                                                           : find_root(root, names, imported));
  schema->root = schema->by_name.find(name)->second;
  if (const std::string refusal = find_refusal(*schema->root); !refusal.empty()) {
    return Error{ErrorCode::kUnsupported, refusal + ", which is not translated",
                 "declare a nested message and a field of its type instead"};
  }
  return schema;
}

/// True, and the set, when the bytes are a FileDescriptorSet. No .proto text is one: it would have
/// to start with a line feed and go on with lengths that fit.
bool parse_descriptor_set(const std::string& bytes, pb::FileDescriptorSet& set) {
  if (!bytes.starts_with('\n') || !set.ParsePartialFromString(bytes)) return false;
  return set.unknown_fields().empty() &&
         std::all_of(set.file().begin(), set.file().end(),
                     [](const pb::FileDescriptorProto& file) { return file.has_name(); });
}

Result<std::unique_ptr<Schema>> load_descriptor_set(const pb::FileDescriptorSet& set,
                                                    const std::string& root) {
  FileTable table;
  for (const pb::FileDescriptorProto& file : set.file()) table.add(file);
  Complaints complaints;
  pb::DescriptorPool pool(&table, &complaints);
  std::vector<const pb::FileDescriptor*> files;
  for (const pb::FileDescriptorProto& file : set.file()) {
    const pb::FileDescriptor* const built = pool.FindFileByName(file.name());
    if (built == nullptr) return complaints.error();
    if (!file.name().starts_with("google/protobuf/")) files.push_back(built);
  }
  return compile(pool, files, root);
}

Result<std::unique_ptr<Schema>> load_proto(const std::string& path,
                                           const std::vector<std::string>& import_dirs,
                                           const std::string& root) {
  pb::compiler::DiskSourceTree tree;
  std::error_code ignored;
  std::string name = std::filesystem::path(path).filename().string();
  bool named = false;
  for (const std::string& dir : import_dirs) {
    tree.MapPath("", dir);
    // Below an import directory the file has the name that others import it by.
    const std::string relative =
        std::filesystem::relative(std::filesystem::path(path), dir, ignored).generic_string();
    if (named || relative.empty() || relative.starts_with("..")) continue;
    name = relative;
    named = true;
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  tree.MapPath("", folder.empty() ? "." : folder);
  std::string found;
  if (!tree.VirtualFileToDiskFile(name, &found) ||
      !std::filesystem::equivalent(found, path, ignored)) {
    return Error{
        ErrorCode::kInvalidArgument,
        "'" + path + "' is hidden by '" + found + "', which comes first on the import directories",
        "put its own directory first"};
  }

  FileTable well_known;
  pb::compiler::SourceTreeDescriptorDatabase database(&tree, &well_known);
  Complaints complaints;
  database.RecordErrorsTo(&complaints);
  pb::DescriptorPool pool(&database, database.GetValidationErrorCollector());
  const pb::FileDescriptor* const file = pool.FindFileByName(name);
  if (file == nullptr) return complaints.error();
  return compile(pool, {file}, root);
}

}  // namespace

Result<std::unique_ptr<Schema>> load_schema(const std::string& path,
                                            const std::vector<std::string>& import_dirs,
                                            const std::string& root) {
  NC_ASSIGN_OR_RETURN(const std::string content, read_schema_file(path));
  const pb::LogSilencer silencer;  // what it complains about is in the error
  try {
    pb::FileDescriptorSet set;
    if (parse_descriptor_set(content, set)) return load_descriptor_set(set, root);
    return load_proto(path, import_dirs, root);
  } catch (const std::exception& failure) {
    return Error{ErrorCode::kInternal,
                 "the protobuf library failed: " + std::string(failure.what())};
  }
}

}  // namespace neurocrypt::protobuf
