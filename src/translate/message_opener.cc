#include <utility>

#include "link/plan.h"
#include "neurocrypt/message.h"
#include "schema/json_text.h"
#include "translate/dead_letter.h"
#include "translate/envelope.h"
#include "translate/message_report.h"
#include "translate/returned.h"
#include "translate/side_messages.h"

namespace neurocrypt {
namespace {

Result<Intermediary> parse_intermediary(Value record) {
  const Value* const from = record.find("from");
  if (from == nullptr || from->string() == nullptr) {
    return Error{ErrorCode::kCorrupt, "the record is no intermediary",
                 "open it with the program that sealed it"};
  }
  NC_ASSIGN_OR_RETURN(const Side side, parse_side(*from->string()));
  return Intermediary{side, std::move(record)};
}

// NaN and the infinities as texts: JSON has no numbers for them.
void make_printable(Value& value) {
  if (const Number* const number = value.number();
      number != nullptr && !is_json_number(number->text)) {
    value = Value(std::string(number->text));
  } else if (Array* const values = value.array()) {
    for (Value& element : *values) make_printable(element);
  } else if (Object* const members = value.object()) {
    for (Member& member : *members) make_printable(member.value);
  }
}

}  // namespace

struct MessageOpener::State {
  SideMessages messages;
  Sealer rest_sealer;

  // A message of the opener's side, and what it has no place for.
  struct Opened {
    Value message;
    Value rest;
  };

  [[nodiscard]] Result<Opened> open(Value record, bool wants_rest, MessageReport* report) const {
    const Translator& translator = *messages.translator;
    const Side to = messages.side;
    if (report != nullptr) *report = {};
    Value returned = take_returned(record);
    NC_ASSIGN_OR_RETURN(Intermediary intermediary, parse_intermediary(std::move(record)));
    const Side from = intermediary.from;
    const bool sealed = has_sealed_field(intermediary.record) || has_sealed_field(returned);
    std::vector<std::string> left;
    if (sealed) {
      NC_ASSIGN_OR_RETURN(Value written, translator.written(intermediary));
      NC_RETURN_IF_ERROR(messages.fields.open(written, from, left));
      NC_ASSIGN_OR_RETURN(intermediary, translator.to_intermediary(from, written));
    }
    TranslationReport translation;
    NC_ASSIGN_OR_RETURN(Value message,
                        translator.from_intermediary(intermediary, to, &translation));
    Value rest;
    if (wants_rest && from != to) {
      NC_ASSIGN_OR_RETURN(const Value written, translator.written(intermediary));
      NC_ASSIGN_OR_RETURN(rest, translator.rest(written, from, message));
    }
    if (!returned.is_null() && from != to) {
      NC_ASSIGN_OR_RETURN(message, translator.restore(message, returned));
    }
    if (sealed) {
      if (from != to) {
        left.clear();
        NC_RETURN_IF_ERROR(messages.fields.open(message, to, left));
      }
      std::vector<Loss> losses;
      settle_sealed_fields(message, messages.codec().schema(), is_json(translator.link(), to),
                           losses);
      if (report != nullptr) add_losses(to, std::move(losses), *report);
    }
    if (report != nullptr) {
      report->sealed_fields = std::move(left);
      add_translation(from, std::move(translation), *report);
    }
    return Opened{std::move(message), std::move(rest)};
  }

  // What the format cannot carry, as the link allows it.
  [[nodiscard]] std::vector<Loss>* losses_or_null(std::vector<Loss>& losses) const {
    return messages.translator->link().allow_loss ? &losses : nullptr;
  }
};

MessageOpener::MessageOpener(std::unique_ptr<const State> state) : state_(std::move(state)) {}
MessageOpener::MessageOpener(MessageOpener&&) noexcept = default;
MessageOpener& MessageOpener::operator=(MessageOpener&&) noexcept = default;
MessageOpener::~MessageOpener() = default;

Result<MessageOpener> MessageOpener::create(const MessageLink& link, Side to, const Keyset& keyset,
                                            const NamedKeysets& named,
                                            const MessageOpenOptions& options) {
  NC_ASSIGN_OR_RETURN(SideMessages messages,
                      SideMessages::create(link, to, keyset, named, options.binding));
  messages.binding.accept_other_schemas = options.accept_other_schemas;
  NC_ASSIGN_OR_RETURN(Sealer rest_sealer, Sealer::create(keyset));
  return MessageOpener(
      std::unique_ptr<const State>(new State{std::move(messages), std::move(rest_sealer)}));
}

Result<ByteString> MessageOpener::open(ByteView sealed, MessageReport* report,
                                       ByteString* rest) const {
  const SideMessages& messages = state_->messages;
  NC_ASSIGN_OR_RETURN(Value record, open_record(messages.openers->find(sealed), Purpose::kMessage,
                                                messages.binding, sealed));
  NC_ASSIGN_OR_RETURN(State::Opened opened,
                      state_->open(std::move(record), rest != nullptr, report));
  ByteString message;
  std::vector<Loss> losses;
  NC_RETURN_IF_ERROR(
      messages.codec().print(opened.message, message, state_->losses_or_null(losses)));
  if (rest != nullptr) {
    NC_ASSIGN_OR_RETURN(*rest, seal_record(state_->rest_sealer, Purpose::kRest, messages.binding,
                                           make_rest(other(messages.side), std::move(opened.rest)),
                                           {PaddingScheme::kPadme, 0}));
  }
  if (report != nullptr) add_losses(messages.side, std::move(losses), *report);
  return message;
}

Result<MessageStreamSummary> MessageOpener::open_stream(Source& source, Sink& sink,
                                                        const MessageStreamOptions& options,
                                                        Sink* rest) const {
  const SideMessages& messages = state_->messages;
  NC_ASSIGN_OR_RETURN(OpenedStream stream,
                      open_records(*messages.openers, Purpose::kMessage, messages.binding, source));
  std::optional<RecordSink> letters;
  if (options.dead_letters != nullptr) {
    NC_ASSIGN_OR_RETURN(letters, RecordSink::create(state_->rest_sealer, Purpose::kDeadLetter,
                                                    messages.binding, *options.dead_letters));
  }
  std::optional<RecordSink> rests;
  if (rest != nullptr) {
    NC_ASSIGN_OR_RETURN(
        rests, RecordSink::create(state_->rest_sealer, Purpose::kRest, messages.binding, *rest));
  }

  MessageStreamSummary summary;
  FailedMessages failed(options.on_error, letters ? &*letters : nullptr);
  MessageReport report;
  std::vector<Loss> losses;
  const std::unique_ptr<MessageWriter> writer = messages.codec().writer(sink);
  for (std::uint64_t number = 1;; ++number) {
    if (options.progress && !options.progress(number - 1)) {
      return Error{ErrorCode::kCancelled, "cancelled"};
    }
    const Result<std::optional<Value>> record = stream.records.next();
    if (record.ok() && !*record) break;
    const auto fail = [&](const Error& error) -> Status {
      const Error numbered = in_message(number, error);
      NC_RETURN_IF_ERROR(
          failed.add(number, numbered, {"record", record.ok() ? **record : Value()}, summary));
      if (options.report) options.report({.number = number, .failure = numbered});
      return {};
    };
    if (!record.ok()) {
      NC_RETURN_IF_ERROR(fail(record.error()));
      continue;
    }
    Result<State::Opened> opened =
        state_->open(**record, rest != nullptr, options.report ? &report : nullptr);
    if (!opened.ok()) {
      NC_RETURN_IF_ERROR(fail(opened.error()));
      continue;
    }
    losses.clear();
    const Status written = writer->write(opened->message, state_->losses_or_null(losses));
    if (!written.ok()) {
      NC_RETURN_IF_ERROR(fail(written.error()));
      continue;
    }
    if (rests) {
      NC_RETURN_IF_ERROR(rests->write(make_rest(other(messages.side), std::move(opened->rest)),
                                      {PaddingScheme::kPadme, 0}));
    }
    ++summary.messages;
    if (!options.report) continue;
    report.number = number;
    add_losses(messages.side, std::move(losses), report);
    options.report(report);
  }
  NC_RETURN_IF_ERROR(writer->finish());
  if (rests) NC_RETURN_IF_ERROR(rests->finish());
  if (letters) NC_RETURN_IF_ERROR(letters->finish());
  return summary;
}

Result<std::uint64_t> MessageOpener::read_dead_letters(Source& source, Sink& sink) const {
  const SideMessages& messages = state_->messages;
  NC_ASSIGN_OR_RETURN(OpenedStream stream, open_records(*messages.openers, Purpose::kDeadLetter,
                                                        messages.binding, source));
  ByteString line;
  for (std::uint64_t count = 0;; ++count) {
    NC_ASSIGN_OR_RETURN(std::optional<Value> letter, stream.records.next());
    if (!letter) return count;
    make_printable(*letter);
    line.clear();
    NC_RETURN_IF_ERROR(print_json(*letter, line));
    line.push_back('\n');
    NC_RETURN_IF_ERROR(sink.write(line));
  }
}

}  // namespace neurocrypt
