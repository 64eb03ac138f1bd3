#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "files.h"
#include "interrupt.h"
#include "progress.h"
#include "schema/conversion.h"
#include "schema_arguments.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr std::uint64_t kProblemsShown = 20;
constexpr std::string_view kRecords = "cobol";  // files of records are streams always

struct ConvertOptions {
  SchemaArguments schema;
  std::string from, to;
  bool stream = false;
  bool skip_errors = false;
  bool allow_loss = false;
  std::string in, out;
  bool force = false;
  bool quiet = false;
};

/// Says what went wrong or was lost, the first few times, and counts the rest.
class Problems {
 public:
  void add(const std::string& text) {
    if (++count_ <= kProblemsShown) print_warning(text);
  }
  void finish(const std::string& what) const {
    if (count_ > kProblemsShown) {
      print_warning(grouped(count_ - kProblemsShown) + " more " + what + ", not shown");
    }
  }

 private:
  std::uint64_t count_ = 0;
};

Status convert_one(const Conversion& conversion, Source& in, Sink& out, std::vector<Loss>* losses) {
  NC_ASSIGN_OR_RETURN(const ByteString bytes, read_message(in));
  NC_ASSIGN_OR_RETURN(const Value message, conversion.from().parse(bytes));
  ByteString printed;
  NC_RETURN_IF_ERROR(conversion.to().print(message, printed, losses));
  return out.write(printed);
}

Status convert_stream(const Conversion& conversion, const ConvertOptions& options, InputFile& in,
                      Sink& sink, Problems& lost) {
  CountingSource source(in);
  BufferedSink out(sink);
  const std::unique_ptr<MessageReader> reader = conversion.from().reader(source);
  const std::unique_ptr<MessageWriter> writer = conversion.to().writer(out);
  ProgressBar bar("convert", ProgressBar::Unit::kBytes, in.known_size_bytes(), options.quiet);
  Problems skipped;
  std::uint64_t skipped_count = 0;
  std::vector<Loss> losses;
  for (std::uint64_t message = 1;; ++message) {
    if (message % 256 == 0) {
      bar.update(source.bytes());
      if (interrupted()) return cancelled();
    }
    auto value = reader->next();
    if (value.ok() && !*value) break;
    losses.clear();
    const Status status = value.ok()
                              ? writer->write(**value, options.allow_loss ? &losses : nullptr)
                              : Status(value.error());
    for (const Loss& loss : losses) {
      lost.add("message " + std::to_string(message) + ": " + loss.path + ": " + loss.reason);
    }
    if (status.ok()) continue;
    // Only what is wrong with one message can be skipped: not a full disk, not a broken framing.
    const ErrorCode code = status.error().code;
    const bool framed = value.ok() || !reader->raw().empty();
    const bool of_message =
        framed && (code == ErrorCode::kCorrupt || code == ErrorCode::kInvalidArgument);
    Error error = status.error();
    if (value.ok()) error.message = "message " + std::to_string(message) + ": " + error.message;
    if (!options.skip_errors || !of_message) return error;
    skipped.add("skipped: " + error.message);
    ++skipped_count;
  }
  skipped.finish("messages were skipped");
  if (skipped_count > 0) {
    print_note(
        grouped(skipped_count) + (skipped_count == 1 ? " message" : " messages") + " skipped",
        options.quiet);
  }
  NC_RETURN_IF_ERROR(writer->finish());
  return out.flush();
}

Status convert(const ConvertOptions& options) {
  NC_ASSIGN_OR_RETURN(const SchemaRequest request, options.schema.request());
  NC_ASSIGN_OR_RETURN(const Conversion conversion,
                      Conversion::load(options.from, options.to, request));
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(options.in));
  catch_interrupts();
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                      OutputFile::create(options.out, options.force, TerminalRule::kTextOnly));
  Problems lost;
  if (options.stream || options.from == kRecords || options.to == kRecords) {
    NC_RETURN_IF_ERROR(convert_stream(conversion, options, *in, *out, lost));
  } else {
    std::vector<Loss> losses;
    Status status = convert_one(conversion, *in, *out, options.allow_loss ? &losses : nullptr);
    if (!status.ok()) {
      Error error = status.error();
      if (error.hint.empty()) error.hint = "if IN holds many messages, use --stream";
      return error;
    }
    for (const Loss& loss : losses) lost.add(loss.path + ": " + loss.reason);
  }
  lost.finish("losses");
  return out->commit();
}

}  // namespace

Verb add_convert(CLI::App& app) {
  auto options = std::make_shared<ConvertOptions>();
  CLI::App* const verb = app.add_subcommand(
      "convert",
      "Converts messages between two formats of one schema: records of a copybook and JSON, "
      "Protobuf and its JSON.");
  verb->add_option("--schema", options->schema.path,
                   "the schema: a copybook, a .proto file or descriptor set, a JSON Schema")
      ->type_name("FILE");
  verb->add_option("--from", options->from, "format of IN: json, protobuf, protojson or cobol")
      ->type_name("FORMAT")
      ->required();
  verb->add_option("--to", options->to, "format of OUT")->type_name("FORMAT")->required();
  add_schema_options(*verb, options->schema);
  verb->add_flag(
      "--stream", options->stream,
      "IN holds many messages: JSON Lines, length-delimited Protobuf, a file of records; "
      "in constant memory");
  verb->add_flag("--skip-errors", options->skip_errors,
                 "with --stream: leave out messages that are wrong, and say which");
  verb->add_flag("--allow-loss", options->allow_loss,
                 "leave out what the format of OUT cannot carry, and list it; otherwise it is an "
                 "error");
  verb->add_flag("--force", options->force, "replace an existing OUT");
  verb->add_flag("-q,--quiet", options->quiet, "no progress bar");
  verb->add_option("IN", options->in, "the messages, or - for standard input")->required();
  verb->add_option("OUT", options->out, "the file to write, or - for standard output")->required();
  verb->footer(
      "Examples:\n"
      "  neurocrypt convert --schema customer.cpy --option code_page=cp037 \\\n"
      "    --from cobol --to json customers.dat customers.jsonl\n"
      "  neurocrypt convert --schema log.proto --root log.Event \\\n"
      "    --from json --to protobuf event.json event.bin");
  return {verb, [options] { return convert(*options); }};
}

}  // namespace neurocrypt::cli
