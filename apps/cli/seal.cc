#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "context_argument.h"
#include "interrupt.h"
#include "message_arguments.h"
#include "progress.h"
#include "schema/format.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

struct SealArguments {
  MessageArguments common;
  std::string suite = "hybrid";
  Consent consent;
  std::string padding = "none";
  std::vector<std::string> fields;
  std::string policy;
  std::vector<std::string> context;
  std::string level;
  bool flush = false;
};

Result<MessageSealOptions> seal_options(const SealArguments& arguments) {
  MessageSealOptions options;
  options.binding = {arguments.common.tenant, arguments.common.associated_data};
  NC_ASSIGN_OR_RETURN(options.suite, parse_suite(arguments.suite));
  options.consent = arguments.consent;
  options.padding = arguments.padding;
  for (const std::string& text : arguments.fields) {
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0 || !text.starts_with('/')) {
      return Error{
          ErrorCode::kInvalidArgument, "--seal-field '" + text + "' is not /PATH=KEYNAME", {}};
    }
    options.fields.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  if (arguments.policy.empty()) {
    if (arguments.context.empty() && arguments.level.empty()) return options;
    return Error{ErrorCode::kInvalidArgument, "--context and --level mean nothing without a policy",
                 "give --policy FILE"};
  }
  NC_ASSIGN_OR_RETURN(options.policy, read_schema_file(arguments.policy));
  NC_ASSIGN_OR_RETURN(options.context, parse_context(arguments.context));
  options.minimum_level = arguments.level;
  return options;
}

Status seal(const SealArguments& arguments) {
  const MessageArguments& common = arguments.common;
  NC_ASSIGN_OR_RETURN(const Side side, parse_side(common.side));
  NC_ASSIGN_OR_RETURN(const MessageSealOptions options, seal_options(arguments));
  NC_ASSIGN_OR_RETURN(const MessageLink link, MessageLink::load(common.link));
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(common.in));
  std::unique_ptr<InputFile> rest;
  if (!common.rest.empty()) {
    NC_ASSIGN_OR_RETURN(rest, InputFile::open(common.rest));
  }
  NC_ASSIGN_OR_RETURN(const MessageKeys keys, load_keys(common));
  NC_ASSIGN_OR_RETURN(const MessageSealer sealer,
                      MessageSealer::create(link, side, keys.own, keys.named, options));
  catch_interrupts();
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                      OutputFile::create(common.out, common.force, TerminalRule::kNever));
  ReportPrinter report(common.report, common.stream, "sealed ");
  if (!common.stream) {
    NC_ASSIGN_OR_RETURN(const ByteString message, read_message(*in));
    ByteString rest_bytes;
    if (rest) {
      NC_ASSIGN_OR_RETURN(rest_bytes, read_message(*rest));
    }
    MessageReport done;
    Result<ByteString> sealed = sealer.seal(message, report.wanted() ? &done : nullptr, rest_bytes);
    if (!sealed.ok()) {
      Error error = std::move(sealed).error();
      if (error.hint.empty()) error.hint = "if IN holds many messages, use --stream";
      return error;
    }
    NC_RETURN_IF_ERROR(out->write(*sealed));
    NC_RETURN_IF_ERROR(out->commit());
    if (report.wanted()) {
      report.add(done);
      report.finish();
    }
    return {};
  }

  NC_ASSIGN_OR_RETURN(MessageStream stream, MessageStream::create(common, *in));
  stream.options.flush_each = arguments.flush;
  if (report.wanted()) {
    stream.options.report = [&](const MessageReport& done) { report.add(done); };
  }
  MessageStreamSummary summary;
  {
    CountingSource source(*in);
    ProgressBar bar("seal", ProgressBar::Unit::kBytes, in->known_size_bytes(),
                    common.quiet || common.report.json);
    stream.options.progress = [&](std::uint64_t messages) {
      if (messages % 256 == 0) bar.update(source.bytes());
      return !interrupted();
    };
    NC_ASSIGN_OR_RETURN(summary, sealer.seal_stream(source, *out, stream.options, rest.get()));
  }
  NC_RETURN_IF_ERROR(out->commit());
  if (report.wanted()) report.finish();
  print_note(grouped(summary.messages) + " messages", is_quiet(common));
  return stream.finish(summary);
}

}  // namespace

Verb add_seal(CLI::App& app) {
  auto arguments = std::make_shared<SealArguments>();
  MessageArguments& common = arguments->common;
  CLI::App* const verb = app.add_subcommand("seal",
                                            "Seals a message of one side of a link, translated on "
                                            "the way: the other side opens it in its "
                                            "own format.");
  add_message_options(*verb, common);
  verb->add_option("--rest", common.rest,
                   "what open --rest wrote when it opened the message that this one answers: the "
                   "other side gets back all that this side had no place for")
      ->type_name("FILE");
  verb->add_flag("--flush", arguments->flush,
                 "with --stream: send each message at once, for a reader that waits for it");
  verb->add_option("--policy", arguments->policy,
                   "the policy that decides on suite, key, padding and sealed fields")
      ->type_name("FILE");
  verb->add_option("--context", arguments->context,
                   "with --policy: where the message goes and what is known of it, as in "
                   "destination=partner,tags=payroll,audit")
      ->type_name("NAME=VALUE,...")
      ->allow_extra_args(false);
  verb->add_option("--level", arguments->level, "with --policy: at least this level")
      ->type_name("NAME");
  verb->add_option("--seal-field", arguments->fields,
                   "without a policy: seal these fields a second time, under the key of that name: "
                   "/customer/card=pii, /orders[]/price=money")
      ->type_name("/PATH=KEYNAME")
      ->allow_extra_args(false);
  verb->add_option("--padding", arguments->padding,
                   "without a policy: hide lengths: none (default), padme, or 'bucket BYTES'")
      ->type_name("NAME");
  verb->add_option("--suite", arguments->suite, "without a policy: hybrid (default), neural or aes")
      ->type_name("NAME");
  verb->add_flag("--allow-broken", arguments->consent.broken,
                 "with --suite neural: consent to a family that is broken");
  verb->add_flag("--allow-experimental", arguments->consent.experimental,
                 "with --suite neural: consent to a family that nothing vouches for");
  verb->add_option("IN", common.in, "the message, or - for standard input")->required();
  verb->add_option("OUT", common.out, "the sealed message, or - for standard output")->required();
  verb->footer(
      "Examples:\n"
      "  neurocrypt seal --link my.link.json --side a -k my.key event.json event.nc\n"
      "  neurocrypt seal --link my.link.json --side a -k keys/ --tenant acme --stream \\\n"
      "    --on-error dead-letter failed.nc events.jsonl events.nc");
  return {verb, [arguments] { return seal(*arguments); }, true};
}

}  // namespace neurocrypt::cli
