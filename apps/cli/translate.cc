#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "files.h"
#include "interrupt.h"
#include "link_file.h"
#include "progress.h"
#include "report.h"
#include "schema/json_text.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr std::string_view kRecords = "cobol";  // files of records are streams always
constexpr std::size_t kPlacesMax = 1000;        // that a report tells apart

struct TranslateOptions {
  std::string link;
  std::string from, to;
  bool stream = false;
  bool skip_errors = false;
  bool report = false;
  bool json = false;
  std::string rest, restore;
  std::string in, out;
  bool force = false;
  bool quiet = false;
};

/// What happened to all messages together, in constant memory.
class Tally {
 public:
  void add(const TranslationReport& report) {
    ++messages_;
    for (const Loss& loss : report.losses) ++at(losses_, {in_general(loss.path), loss.reason});
    for (const std::string& rule : report.rules_used) ++at(rules_, {rule, ""});
  }
  void add_skipped() { ++skipped_; }
  [[nodiscard]] std::uint64_t skipped() const { return skipped_; }

  void print(bool json) const {
    if (json) {
      Json out = {{"messages", messages_}, {"skipped", skipped_}};
      out["losses"] = Json::array();
      for (const auto& [place, count] : losses_) {
        out["losses"].push_back(
            {{"path", place.first}, {"reason", place.second}, {"count", count}});
      }
      out["rules"] = Json::array();
      for (const auto& [place, count] : rules_) {
        out["rules"].push_back({{"rule", place.first}, {"count", count}});
      }
      std::cerr << out.dump(2) << "\n";
      return;
    }
    std::cerr << grouped(messages_) << (messages_ == 1 ? " message" : " messages") << ", "
              << grouped(skipped_) << " skipped\n";
    for (const auto& [place, count] : losses_) {
      std::cerr << "lost " << grouped(count) << " times: " << place.first << ": " << place.second
                << "\n";
    }
    for (const auto& [place, count] : rules_) {
      std::cerr << "used " << grouped(count) << " times: " << place.first << "\n";
    }
  }

 private:
  using Counts = std::map<std::pair<std::string, std::string>, std::uint64_t>;

  static std::uint64_t& at(Counts& counts, const std::pair<std::string, std::string>& place) {
    if (counts.size() >= kPlacesMax && !counts.contains(place)) return counts[{"others", ""}];
    return counts[place];
  }

  /// Elements by "[]": "/items[]/price" for "/items/3/price".
  static std::string in_general(const std::string& pointer) {
    std::string out;
    std::size_t begin = 0;
    while (begin < pointer.size()) {
      const std::size_t end = std::min(pointer.find('/', begin + 1), pointer.size());
      const std::string step = pointer.substr(begin, end - begin);
      const bool index =
          step.size() > 1 && step.find_first_not_of("0123456789", 1) == std::string::npos;
      out += index ? "[]" : step;
      begin = end;
    }
    return out;
  }

  std::uint64_t messages_ = 0;
  std::uint64_t skipped_ = 0;
  Counts losses_, rules_;
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

  Result<Value> next() {
    NC_ASSIGN_OR_RETURN(std::optional<Value> value, reader->next());
    if (!value) {
      return Error{ErrorCode::kCorrupt, "there are more messages than lines of --restore"};
    }
    return std::move(*value);
  }

  Status write(const Value& rest) {
    ByteString line;
    NC_RETURN_IF_ERROR(print_json(rest, line));
    line.push_back('\n');
    return sink->write(line);
  }

  Status commit() {
    if (!out) return {};
    NC_RETURN_IF_ERROR(sink->flush());
    return out->commit();
  }
};

/// One message, from Value to Value; the rest goes to and comes from the sidecar.
Result<Value> translate_one(const Translator& translator, Side from, const Value& message,
                            Sidecar& sidecar, TranslationReport& report) {
  // What comes from the sidecar is taken first, so that lines and messages stay in step.
  Value rest;
  if (sidecar.reader) {
    NC_ASSIGN_OR_RETURN(rest, sidecar.next());
  }
  NC_ASSIGN_OR_RETURN(Value made,
                      translator.translate(from, message, sidecar.sink != nullptr, &report));
  if (sidecar.reader) {
    NC_ASSIGN_OR_RETURN(made, translator.restore(made, rest));
  }
  return made;
}

Status write_one(const Translator& translator, Side from, const Value& message, const Value& made,
                 Sidecar& sidecar) {
  if (!sidecar.sink) return {};
  NC_ASSIGN_OR_RETURN(const Value rest, translator.rest(message, from, made));
  return sidecar.write(rest);
}

/// Losses of the format that is written, where the link allows them.
void add_losses(std::vector<Loss>& losses, TranslationReport& report) {
  report.losses.insert(report.losses.end(), losses.begin(), losses.end());
  losses.clear();
}

Status translate_stream(const Translator& translator, Side from, const TranslateOptions& options,
                        InputFile& in, Sink& sink, Sidecar& sidecar, Tally& tally) {
  const Codec& source = translator.codec(from);
  const Codec& target = translator.codec(other(from));
  BufferedSink out(sink);
  const std::unique_ptr<MessageReader> reader = source.reader(in);
  const std::unique_ptr<MessageWriter> writer = target.writer(out);
  ProgressBar bar("translate", ProgressBar::Unit::kSteps, std::nullopt, options.quiet);
  std::vector<Loss> losses;
  std::vector<Loss>* const allowed = translator.link().allow_loss ? &losses : nullptr;
  for (std::uint64_t number = 1;; ++number) {
    if (number % 256 == 0) {
      bar.update(number);
      if (interrupted()) return cancelled();
    }
    auto message = reader->next();
    if (message.ok() && !*message) break;
    TranslationReport report;
    const Status status = [&]() -> Status {
      if (!message.ok()) return message.error();
      NC_ASSIGN_OR_RETURN(const Value made,
                          translate_one(translator, from, **message, sidecar, report));
      NC_RETURN_IF_ERROR(writer->write(made, allowed));
      return write_one(translator, from, **message, made, sidecar);
    }();
    if (status.ok()) {
      add_losses(losses, report);
      tally.add(report);
      continue;
    }
    Error error = status.error();
    if (message.ok()) error.message = "message " + std::to_string(number) + ": " + error.message;
    // Only what is wrong with one message can be skipped: not a full disk, not a broken framing.
    const bool of_message = error.code == ErrorCode::kCorrupt ||
                            error.code == ErrorCode::kInvalidArgument ||
                            error.code == ErrorCode::kRefused;
    if (!options.skip_errors || !of_message) return error;
    tally.add_skipped();
    print_warning("skipped: " + error.message);
  }
  NC_RETURN_IF_ERROR(writer->finish());
  return out.flush();
}

Status translate_message(const Translator& translator, Side from, InputFile& in, Sink& out,
                         Sidecar& sidecar, Tally& tally) {
  NC_ASSIGN_OR_RETURN(const ByteString bytes, read_message(in));
  NC_ASSIGN_OR_RETURN(const Value message, translator.codec(from).parse(bytes));
  TranslationReport report;
  NC_ASSIGN_OR_RETURN(const Value made, translate_one(translator, from, message, sidecar, report));
  std::vector<Loss> losses;
  ByteString printed;
  NC_RETURN_IF_ERROR(translator.codec(other(from))
                         .print(made, printed, translator.link().allow_loss ? &losses : nullptr));
  NC_RETURN_IF_ERROR(write_one(translator, from, message, made, sidecar));
  add_losses(losses, report);
  tally.add(report);
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
  Tally tally;
  if (options.stream || link.a.format == kRecords || link.b.format == kRecords) {
    NC_RETURN_IF_ERROR(translate_stream(translator, from, options, *in, *out, sidecar, tally));
  } else {
    NC_RETURN_IF_ERROR(translate_message(translator, from, *in, *out, sidecar, tally));
  }
  if (options.report) {
    tally.print(options.json);
  } else if (tally.skipped() > 0) {
    print_note(
        grouped(tally.skipped()) + (tally.skipped() == 1 ? " message" : " messages") + " skipped",
        options.quiet);
  }
  NC_RETURN_IF_ERROR(sidecar.commit());
  return out->commit();
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
  verb->add_flag("--report", options->report,
                 "say on standard error what was lost and which rules were used, by path");
  verb->add_flag("--json", options->json, "with --report: as JSON");
  verb->add_flag("--force", options->force, "replace an existing OUT");
  verb->add_flag("-q,--quiet", options->quiet, "no progress bar");
  verb->add_option("IN", options->in, "the messages, or - for standard input")->required();
  verb->add_option("OUT", options->out, "the file to write, or - for standard output")->required();
  verb->footer(
      "Examples:\n"
      "  neurocrypt translate --link my.link.json --from a --to b event.json event.bin\n"
      "  neurocrypt translate --link my.link.json --from a --to b --stream --report \\\n"
      "    --rest rest.jsonl events.jsonl events.bin");
  return {verb, [options] { return translate(*options); }};
}

}  // namespace neurocrypt::cli
