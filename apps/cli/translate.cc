#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "files.h"
#include "interrupt.h"
#include "link_file.h"
#include "message_report.h"
#include "progress.h"
#include "schema/json_text.h"
#include "translate/dead_letter.h"
#include "translate/message_report.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr std::string_view kRecords = "cobol";  // files of records are streams always

struct TranslateOptions {
  std::string link;
  std::string from, to;
  bool stream = false;
  bool skip_errors = false;
  ReportOptions report;
  std::string rest, restore;
  std::string in, out;
  bool force = false;
  bool quiet = false;
};

/// The sidecar that makes the way there and back the identity: JSON Lines, one for each message.
struct Sidecar {
  std::unique_ptr<Codec> json;
  std::unique_ptr<InputFile> in;
  std::unique_ptr<MessageReader> reader;
  std::unique_ptr<OutputFile> out;
  std::unique_ptr<BufferedSink> sink;

  static Result<Sidecar> open(const TranslateOptions& options) {
    Sidecar made;
    NC_ASSIGN_OR_RETURN(made.json, load_schema("json", {}));
    if (!options.restore.empty()) {
      NC_ASSIGN_OR_RETURN(made.in, InputFile::open(options.restore));
      made.reader = made.json->reader(*made.in);
    }
    if (!options.rest.empty()) {
      NC_ASSIGN_OR_RETURN(made.out,
                          OutputFile::create(options.rest, options.force, TerminalRule::kTextOnly));
      made.sink = std::make_unique<BufferedSink>(*made.out);
    }
    return made;
  }

  /// The line of the next message, also of one that is wrong: lines and messages go in step.
  Result<Value> next() {
    if (!reader) return Value();
    NC_ASSIGN_OR_RETURN(std::optional<Value> value, reader->next());
    if (!value) {
      return Error{ErrorCode::kCorrupt, "there are more messages than lines of --restore"};
    }
    return std::move(*value);
  }

  /// The line of a message that side `from` wrote and the other side reads as `printed`.
  Result<ByteString> make_line(const Translator& translator, Side from, const Value& message,
                               ByteView printed) const {
    ByteString line;
    if (!sink) return line;
    NC_ASSIGN_OR_RETURN(const Value rest, translator.rest(message, from, printed));
    NC_RETURN_IF_ERROR(print_json(rest, line));
    line.push_back('\n');
    return line;
  }
  Status write(ByteView line) { return sink ? sink->write(line) : Status(); }

  Status commit() {
    if (!out) return {};
    NC_RETURN_IF_ERROR(sink->flush());
    return out->commit();
  }
};

/// One message, from Value to Value; `rest` is its line of the sidecar.
Result<Value> translate_one(const Translator& translator, Side from, const Value& message,
                            const Value& rest, const Sidecar& sidecar, TranslationReport& report) {
  NC_ASSIGN_OR_RETURN(Value made,
                      translator.translate(from, message, sidecar.sink != nullptr, &report));
  return sidecar.reader ? translator.restore(made, rest) : made;
}

/// The report of a message, with the losses of the format that is written.
MessageReport make_report(Side from, TranslationReport translation, std::vector<Loss> losses) {
  MessageReport report;
  add_translation(from, std::move(translation), report);
  add_losses(other(from), std::move(losses), report);
  return report;
}

Result<MessageStreamSummary> translate_stream(const Translator& translator, Side from,
                                              const TranslateOptions& options, InputFile& in,
                                              Sink& sink, Sidecar& sidecar,
                                              ReportPrinter& printer) {
  const Codec& source = translator.codec(from);
  const Codec& target = translator.codec(other(from));
  BufferedSink out(sink);
  const std::unique_ptr<MessageReader> reader = source.reader(in);
  const std::unique_ptr<MessageWriter> writer = target.writer(out);
  ProgressBar bar("translate", ProgressBar::Unit::kSteps, std::nullopt,
                  options.quiet || options.report.json);
  MessageStreamSummary summary;
  FailedMessages failed(options.skip_errors ? OnError::kSkip : OnError::kStop, nullptr);
  MessageWriter::Printed printed;
  std::vector<Loss> losses;
  std::vector<Loss>* const allowed = translator.link().allow_loss ? &losses : nullptr;
  for (std::uint64_t number = 1;; ++number) {
    if (number % 256 == 0) {
      bar.update(number);
      if (interrupted()) return cancelled();
    }
    const auto message = reader->next();
    if (message.ok() && !*message) break;
    NC_ASSIGN_OR_RETURN(const Value rest, sidecar.next());
    TranslationReport translation;
    losses.clear();
    const Status status = [&]() -> Status {
      if (!message.ok()) return message.error();
      NC_ASSIGN_OR_RETURN(const Value made,
                          translate_one(translator, from, **message, rest, sidecar, translation));
      NC_RETURN_IF_ERROR(writer->print(made, printed, allowed));
      NC_ASSIGN_OR_RETURN(const ByteString line,
                          sidecar.make_line(translator, from, **message, printed.bytes));
      NC_RETURN_IF_ERROR(writer->write(printed));
      return sidecar.write(line);
    }();
    MessageReport report;
    if (status.ok()) {
      ++summary.messages;
      report = make_report(from, std::move(translation), std::move(losses));
    } else {
      report.failure = message.ok() ? in_message(number, status.error()) : status.error();
      NC_RETURN_IF_ERROR(failed.add(number, *report.failure, {}, summary));
      bar.clear();
      if (!options.report.json) print_warning("skipped: " + report.failure->message);
    }
    report.number = number;
    if (printer.wanted()) printer.add(report);
  }
  NC_RETURN_IF_ERROR(writer->finish());
  NC_RETURN_IF_ERROR(out.flush());
  return summary;
}

Status translate_message(const Translator& translator, Side from, InputFile& in, Sink& out,
                         Sidecar& sidecar, ReportPrinter& printer) {
  NC_ASSIGN_OR_RETURN(const ByteString bytes, read_message(in));
  NC_ASSIGN_OR_RETURN(const Value message, translator.codec(from).parse(bytes));
  NC_ASSIGN_OR_RETURN(const Value rest, sidecar.next());
  TranslationReport translation;
  NC_ASSIGN_OR_RETURN(const Value made,
                      translate_one(translator, from, message, rest, sidecar, translation));
  std::vector<Loss> losses;
  ByteString printed;
  NC_RETURN_IF_ERROR(translator.codec(other(from))
                         .print(made, printed, translator.link().allow_loss ? &losses : nullptr));
  NC_ASSIGN_OR_RETURN(const ByteString line, sidecar.make_line(translator, from, message, printed));
  NC_RETURN_IF_ERROR(sidecar.write(line));
  printer.add(make_report(from, std::move(translation), std::move(losses)));
  return out.write(printed);
}

Status translate(const TranslateOptions& options) {
  NC_ASSIGN_OR_RETURN(const Side from, parse_side(options.from));
  NC_ASSIGN_OR_RETURN(const Side to, parse_side(options.to));
  if (from == to) {
    return Error{ErrorCode::kInvalidArgument, "--from and --to are the same side",
                 "a link leads from a to b and from b to a"};
  }
  NC_ASSIGN_OR_RETURN(const Translator translator, load_translator(options.link));
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(options.in));
  catch_interrupts();
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                      OutputFile::create(options.out, options.force, TerminalRule::kTextOnly));
  NC_ASSIGN_OR_RETURN(Sidecar sidecar, Sidecar::open(options));
  const Link& link = translator.link();
  const bool stream = options.stream || link.a.format == kRecords || link.b.format == kRecords;
  ReportPrinter printer(options.report, stream, "sealed ");
  MessageStreamSummary summary;
  if (stream) {
    NC_ASSIGN_OR_RETURN(summary,
                        translate_stream(translator, from, options, *in, *out, sidecar, printer));
  } else {
    NC_RETURN_IF_ERROR(translate_message(translator, from, *in, *out, sidecar, printer));
  }
  NC_RETURN_IF_ERROR(sidecar.commit());
  NC_RETURN_IF_ERROR(out->commit());
  if (printer.wanted()) printer.finish();
  if (summary.failed > 0) {
    print_note(
        grouped(summary.failed) + (summary.failed == 1 ? " message" : " messages") + " skipped",
        options.quiet || options.report.json);
  }
  return {};
}

}  // namespace

Verb add_translate(CLI::App& app) {
  auto options = std::make_shared<TranslateOptions>();
  CLI::App* const verb = app.add_subcommand(
      "translate",
      "Translates messages of one side of a link to the other, without sealing: for tests and "
      "migration.");
  verb->add_option("--link", options->link, "the link file")->type_name("LINK")->required();
  verb->add_option("--from", options->from, "the side that wrote IN: a or b")
      ->type_name("SIDE")
      ->required();
  verb->add_option("--to", options->to, "the side that reads OUT")->type_name("SIDE")->required();
  verb->add_flag("--stream", options->stream,
                 "IN holds many messages: JSON Lines, length-delimited Protobuf, a file of "
                 "records; in constant memory");
  verb->add_option_function<std::string>(
          "--on-error",
          [options](const std::string& what) { options->skip_errors = what == "skip"; },
          "with --stream: stop (default) at a message that is wrong, or skip it and say which")
      ->type_name("WHAT")
      ->check(CLI::IsMember({"stop", "skip"}).description(""));
  verb->add_option("--rest", options->rest,
                   "keep what the other side cannot give back, a line for each message; without "
                   "it, a message that would lose something is refused")
      ->type_name("FILE");
  verb->add_option("--restore", options->restore,
                   "on the way back: the file that --rest wrote on the way there")
      ->type_name("FILE");
  add_report_options(*verb, options->report);
  verb->add_flag("--force", options->force, "replace an existing OUT");
  verb->add_flag("-q,--quiet", options->quiet, "no progress bar");
  verb->add_option("IN", options->in, "the messages, or - for standard input")->required();
  verb->add_option("OUT", options->out, "the file to write, or - for standard output")->required();
  verb->footer(
      "Examples:\n"
      "  neurocrypt translate --link my.link.json --from a --to b event.json event.bin\n"
      "  neurocrypt translate --link my.link.json --from a --to b --stream --report \\\n"
      "    --rest rest.jsonl events.jsonl events.bin");
  return {verb, [options] { return translate(*options); }, true};
}

}  // namespace neurocrypt::cli
