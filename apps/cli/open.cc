#include <memory>
#include <string>
#include <utility>

#include "interrupt.h"
#include "message_arguments.h"
#include "progress.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

struct OpenArguments {
  MessageArguments common;
  bool other_schemas = false;
  bool dead_letters = false;
};

/// The sidecar, if one is asked for.
Result<std::unique_ptr<OutputFile>> create_rest(const MessageArguments& common) {
  if (common.rest.empty()) return std::unique_ptr<OutputFile>();
  return OutputFile::create(common.rest, common.force, TerminalRule::kNever);
}

Status open_one(const MessageOpener& opener, const MessageArguments& common, Source& in,
                OutputFile& out) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> rest, create_rest(common));
  NC_ASSIGN_OR_RETURN(const ByteString sealed, read_message(in));
  ReportPrinter report(common.report, false, "left sealed ");
  MessageReport done;
  ByteString rest_bytes;
  NC_ASSIGN_OR_RETURN(
      const ByteString message,
      opener.open(sealed, report.wanted() ? &done : nullptr, rest ? &rest_bytes : nullptr));
  if (rest) {
    NC_RETURN_IF_ERROR(rest->write(rest_bytes));
    NC_RETURN_IF_ERROR(rest->commit());
  }
  NC_RETURN_IF_ERROR(out.write(message));
  NC_RETURN_IF_ERROR(out.commit());
  if (report.wanted()) {
    report.add(done);
    report.finish();
  }
  return {};
}

Status open_many(const MessageOpener& opener, const MessageArguments& common, InputFile& in,
                 OutputFile& out) {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> rest, create_rest(common));
  NC_ASSIGN_OR_RETURN(MessageStream stream, MessageStream::create(common, in));
  ReportPrinter report(common.report, true, "left sealed ");
  if (report.wanted()) {
    stream.options.report = [&](const MessageReport& done) { report.add(done); };
  }
  MessageStreamSummary summary;
  {
    CountingSource source(in);
    BufferedSink sink(out);
    ProgressBar bar("open", ProgressBar::Unit::kBytes, in.known_size_bytes(),
                    common.quiet || common.report.json);
    stream.options.progress = [&](std::uint64_t messages) {
      if (messages % 256 == 0) bar.update(source.bytes());
      return !interrupted();
    };
    const auto opened = opener.open_stream(source, sink, stream.options, rest.get());
    NC_RETURN_IF_ERROR(sink.flush());  // after an error, too: what is there has been verified
    if (!opened.ok()) return opened.error();
    summary = *opened;
  }
  NC_RETURN_IF_ERROR(out.commit());
  if (rest) NC_RETURN_IF_ERROR(rest->commit());
  if (report.wanted()) report.finish();
  print_note(grouped(summary.messages) + " messages", is_quiet(common));
  return stream.finish(summary);
}

Status open(const OpenArguments& arguments) {
  const MessageArguments& common = arguments.common;
  NC_ASSIGN_OR_RETURN(const Side side, parse_side(common.side));
  NC_ASSIGN_OR_RETURN(const MessageLink link, MessageLink::load(common.link));
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(common.in));
  NC_ASSIGN_OR_RETURN(const MessageKeys keys, load_keys(common));
  NC_ASSIGN_OR_RETURN(const MessageOpener opener,
                      MessageOpener::create(link, side, keys.own, keys.named,
                                            {.binding = {common.tenant, common.associated_data},
                                             .accept_other_schemas = arguments.other_schemas}));
  catch_interrupts();
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                      OutputFile::create(common.out, common.force, TerminalRule::kTextOnly));
  if (arguments.dead_letters) {
    NC_RETURN_IF_ERROR(opener.read_dead_letters(*in, *out));
    return out->commit();
  }
  return common.stream ? open_many(opener, common, *in, *out) : open_one(opener, common, *in, *out);
}

}  // namespace

Verb add_open(CLI::App& app) {
  auto arguments = std::make_shared<OpenArguments>();
  MessageArguments& common = arguments->common;
  CLI::App* const verb = app.add_subcommand(
      "open",
      "Opens a sealed message as one side of a link reads it, whichever side sealed it. OUT "
      "appears "
      "complete and verified, or not at all; on standard output, every message is verified before "
      "it is written.");
  add_message_options(*verb, common);
  verb->add_option("--rest", common.rest,
                   "write what this side has no place for, sealed; give it to seal --rest with the "
                   "answer")
      ->type_name("FILE");
  verb->add_flag("--other-schemas", arguments->other_schemas,
                 "accept what was sealed before one of the schemas changed");
  verb->add_flag("--dead-letters", arguments->dead_letters,
                 "IN was written by --on-error dead-letter: list what failed, and why, as JSON "
                 "Lines");
  verb->add_option("IN", common.in, "the sealed message, or - for standard input")->required();
  verb->add_option("OUT", common.out, "the opened message, or - for standard output")->required();
  verb->footer(
      "Examples:\n"
      "  neurocrypt open --link my.link.json --side b -k my.key event.nc event.pb\n"
      "  neurocrypt open --link my.link.json --side b -k my.key --stream - -\n"
      "  neurocrypt open --link my.link.json --side a -k my.key --dead-letters \\\n"
      "    failed.nc failed.jsonl");
  return {verb, [arguments] { return open(*arguments); }, true};
}

}  // namespace neurocrypt::cli
