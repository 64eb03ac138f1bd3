#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "files.h"
#include "report.h"
#include "schema/json/infer.h"
#include "schema/json_lines.h"
#include "schema/json_text.h"
#include "schema_arguments.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

struct SchemaOptions {
  SchemaArguments schema;
  std::vector<std::string> messages;
  std::string out = "-";
  bool stream = false;
  bool force = false;
  bool json = false;
};

/// The type of a field as a person says it: "string (date-time)[], required".
std::string describe_type(const Field& field) {
  std::string text(name(field.type));
  if (!field.format.empty()) text += " (" + field.format + ")";
  if (field.repeated) text += "[]";
  if (field.required) text += ", required";
  if (field.nullable) text += ", nullable";
  return text;
}

Json to_json(const Field& field) {
  Json out = {{"name", field.name}, {"type", name(field.type)}};
  if (field.repeated) out["repeated"] = true;
  if (field.required) out["required"] = true;
  if (field.nullable) out["nullable"] = true;
  if (!field.declared.empty()) out["declared"] = field.declared;
  if (!field.format.empty()) out["format"] = field.format;
  if (!field.description.empty()) out["description"] = field.description;
  if (!field.enum_values.empty()) out["enum"] = field.enum_values;
  for (const Field& child : field.fields) out["fields"].push_back(to_json(child));
  return out;
}

/// One row of the table that `show` prints.
struct Row {
  std::string name, type, remark;
};

void add_rows(const Field& field, std::size_t depth, std::vector<Row>& rows) {
  for (const Field& child : field.fields) {
    std::string remark = child.declared;
    const std::string first_line = child.description.substr(0, child.description.find('\n'));
    if (!first_line.empty()) remark += (remark.empty() ? "" : "; ") + first_line;
    rows.push_back({std::string(2 * depth, ' ') + child.name, describe_type(child), remark});
    add_rows(child, depth + 1, rows);
  }
}

Status show(const SchemaOptions& options) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<Codec> codec, options.schema.load());
  if (options.json) {
    std::cout << to_json(codec->schema()).dump(2) << "\n";
    return {};
  }
  std::vector<Row> rows;
  add_rows(codec->schema(), 0, rows);
  std::size_t name_columns = 0;
  std::size_t type_columns = 0;
  for (const Row& row : rows) {
    name_columns = std::max(name_columns, row.name.size());
    type_columns = std::max(type_columns, row.type.size());
  }
  const Colours colour = colours();
  for (const Row& row : rows) {
    std::cout << row.name << std::string(name_columns + 2 - row.name.size(), ' ') << row.type;
    if (!row.remark.empty()) {
      std::cout << std::string(type_columns + 2 - row.type.size(), ' ') << colour.dim << row.remark
                << colour.reset;
    }
    std::cout << "\n";
  }
  if (rows.empty()) std::cout << "(" << describe_type(codec->schema()) << ")\n";
  return {};
}

std::size_t count_fields(const Field& field) {
  std::size_t count = field.fields.size();
  for (const Field& child : field.fields) count += count_fields(child);
  return count;
}

/// Reads every message of one file; returns how many there were.
Result<std::uint64_t> check_messages(const Codec& codec, const std::string& path, bool stream) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(path));
  if (!stream) {
    NC_ASSIGN_OR_RETURN(const ByteString bytes, read_message(*in));
    const auto value = codec.parse(bytes);
    if (!value.ok()) return value.error();
    return std::uint64_t{1};
  }
  const std::unique_ptr<MessageReader> reader = codec.reader(*in);
  for (std::uint64_t count = 0;; ++count) {
    NC_ASSIGN_OR_RETURN(const std::optional<Value> value, reader->next());
    if (!value) return count;
  }
}

Status check(const SchemaOptions& options) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<Codec> codec, options.schema.load());
  Json report = {{"schema", options.schema.path}, {"fields", count_fields(codec->schema())}};
  report["notes"] = Json::array();
  for (const SchemaNote& note : codec->notes()) {
    report["notes"].push_back({{"place", note.place}, {"text", note.text}});
  }
  std::uint64_t messages = 0;
  for (const std::string& path : options.messages) {
    const auto count = check_messages(*codec, path, options.stream);
    if (!count.ok()) {
      return Error{count.error().code, path + ": " + count.error().message, count.error().hint};
    }
    messages += *count;
  }
  report["messages"] = messages;
  if (options.json) {
    std::cout << report.dump(2) << "\n";
    return {};
  }
  std::cout << options.schema.path << ": " << count_fields(codec->schema()) << " fields\n";
  for (const SchemaNote& note : codec->notes()) {
    std::cout << "note: " << note.place << ": " << note.text << "\n";
  }
  if (!options.messages.empty()) {
    std::cout << grouped(messages) << (messages == 1 ? " message follows" : " messages follow")
              << " it\n";
  }
  return {};
}

Status infer(const SchemaOptions& options) {
  json::SchemaInference inference;
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<Codec> anything, load_schema("json", {}));
  for (const std::string& path : options.messages) {
    NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(path));
    const auto add = [&]() -> Status {
      if (!options.stream) {
        NC_ASSIGN_OR_RETURN(const ByteString bytes, read_message(*in));
        NC_ASSIGN_OR_RETURN(const Value value, parse_json(as_text(bytes)));
        inference.add(value);
        return {};
      }
      const std::unique_ptr<MessageReader> reader = json_lines_reader(*anything, *in);
      for (;;) {
        NC_ASSIGN_OR_RETURN(const std::optional<Value> value, reader->next());
        if (!value) return {};
        inference.add(*value);
      }
    };
    if (const Status status = add(); !status.ok()) {
      const Error& error = status.error();
      return Error{error.code, path + ": " + error.message,
                   options.stream ? error.hint : "if it is JSON Lines, use --stream"};
    }
  }
  if (inference.count() == 0) {
    return Error{ErrorCode::kInvalidArgument, "no sample to learn from"};
  }
  ByteString text;
  NC_RETURN_IF_ERROR(print_json(inference.schema(), text, JsonLayout::kIndented));
  text.push_back('\n');
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                      OutputFile::create(options.out, options.force, TerminalRule::kTextOnly));
  NC_RETURN_IF_ERROR(out->write(text));
  return out->commit();
}

CLI::App* add_action(CLI::App& verb, const char* action, const char* purpose,
                     SchemaOptions& options) {
  CLI::App* const app = verb.add_subcommand(action, purpose);
  app->add_option("FILE", options.schema.path, "the schema")->required();
  app->add_option("--format", options.schema.format,
                  "json, protobuf, protojson or cobol; by default the ending of FILE says it")
      ->type_name("FORMAT");
  add_schema_options(*app, options.schema);
  app->add_flag("--json", options.json, "print it as JSON");
  return app;
}

}  // namespace

Verb add_schema(CLI::App& app) {
  auto options = std::make_shared<SchemaOptions>();
  CLI::App* const verb = app.add_subcommand(
      "schema", "Shows a schema, checks it and messages against it, or learns one from samples.");
  verb->require_subcommand(1);
  verb->footer("Example:\n  neurocrypt schema show customer.cpy");

  CLI::App* const shown =
      add_action(*verb, "show", "Prints the fields of a schema with their types.", *options);
  shown->footer("Example:\n  neurocrypt schema show customer.cpy");

  CLI::App* const checked = add_action(
      *verb, "check", "Compiles a schema, lists what is not enforced, and reads messages by it.",
      *options);
  checked->add_option("MESSAGE", options->messages, "files with a message each");
  checked->add_flag("--stream", options->stream, "each MESSAGE file holds many messages");
  checked->footer(
      "Example:\n  neurocrypt schema check order.schema.json order-1.json order-2.json");

  CLI::App* const inferred =
      verb->add_subcommand("infer", "Learns a JSON Schema from sample messages.");
  inferred->add_option("SAMPLE", options->messages, "files with a JSON message each")->required();
  inferred->add_flag("--stream", options->stream, "each SAMPLE file is JSON Lines");
  inferred->add_option("-o,--out", options->out, "the schema to write; standard output by default")
      ->type_name("FILE");
  inferred->add_flag("--force", options->force, "replace an existing schema");
  inferred->footer(
      "Example:\n  neurocrypt schema infer --stream events.jsonl -o event.schema.json");

  CLI::App* const listed = verb->add_subcommand("options", "Lists the options of each format.");
  listed->footer("Example:\n  neurocrypt schema options");

  return {verb, [=]() -> Status {
            if (shown->parsed()) return show(*options);
            if (checked->parsed()) return check(*options);
            if (inferred->parsed()) return infer(*options);
            std::cout << format_options_help();
            return {};
          }};
}

}  // namespace neurocrypt::cli
