#include <utility>

#include "container/pipeline.h"
#include "link/plan.h"
#include "neurocrypt/message.h"
#include "schema/json_text.h"
#include "translate/dead_letter.h"
#include "translate/envelope.h"
#include "translate/message_report.h"
#include "translate/ordered_work.h"
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

  // A message of the opener's side, and as the other side wrote it, if it did and that is wanted.
  struct Opened {
    Value message;
    std::optional<Value> written;
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
    std::optional<Value> written;
    if (wants_rest && from != to) {
      NC_ASSIGN_OR_RETURN(written, translator.written(intermediary));
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
    return Opened{std::move(message), std::move(written)};
  }

  // The sidecar of a message: what `printed`, sealed as an answer, would not give back.
  [[nodiscard]] Result<Value> rest_of(const Opened& opened, ByteView printed) const {
    const Side of = other(messages.side);
    Value rest;
    if (opened.written) {
      NC_ASSIGN_OR_RETURN(rest, messages.translator->rest(*opened.written, of, printed));
    }
    return make_rest(of, std::move(rest));
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
  NC_ASSIGN_OR_RETURN(const State::Opened opened,
                      state_->open(std::move(record), rest != nullptr, report));
  ByteString message;
  std::vector<Loss> losses;
  NC_RETURN_IF_ERROR(
      messages.codec().print(opened.message, message, state_->losses_or_null(losses)));
  if (rest != nullptr) {
    NC_ASSIGN_OR_RETURN(const Value rest_record, state_->rest_of(opened, message));
    NC_ASSIGN_OR_RETURN(*rest, seal_record(state_->rest_sealer, Purpose::kRest, messages.binding,
                                           rest_record, {PaddingScheme::kPadme, 0}));
  }
  if (report != nullptr) add_losses(messages.side, std::move(losses), *report);
  return message;
}

Result<MessageStreamSummary> MessageOpener::open_stream(Source& source, Sink& sink,
                                                        const MessageStreamOptions& options,
                                                        Sink* rest) const {
  const SideMessages& messages = state_->messages;
  NC_ASSIGN_OR_RETURN(const int threads, resolve_threads(options.threads));
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

  struct Item {
    std::uint64_t number = 0;
    ByteString sealed;  // as RecordSource::next gives it
    Value record;       // kept for a dead letter
    MessageWriter::Printed message;
    ByteString rest;
    std::vector<Loss> losses;
    std::optional<Error> failure;
    MessageReport report;
  };
  std::uint64_t number = 0;
  const auto read = [&](Item& item) -> Result<bool> {
    if (options.progress && !options.progress(number)) {
      return Error{ErrorCode::kCancelled, "cancelled"};
    }
    item.number = ++number;
    item.record = {};
    item.failure.reset();
    const Result<bool> more = stream.records.next(item.sealed);
    if (!more.ok()) item.failure = more.error();
    return !more.ok() || *more;
  };

  const std::unique_ptr<MessageWriter> writer = messages.codec().writer(sink);
  const auto make_message = [&](Item& item) -> Status {
    NC_ASSIGN_OR_RETURN(Value record, RecordSource::decode(item.sealed));
    if (letters) item.record = record;
    NC_ASSIGN_OR_RETURN(
        State::Opened opened,
        state_->open(std::move(record), rest != nullptr, options.report ? &item.report : nullptr));
    item.losses.clear();
    NC_RETURN_IF_ERROR(
        writer->print(opened.message, item.message, state_->losses_or_null(item.losses)));
    if (rests) {
      NC_ASSIGN_OR_RETURN(const Value rest_record, state_->rest_of(opened, item.message.bytes));
      NC_ASSIGN_OR_RETURN(item.rest, RecordSink::encode(rest_record, {PaddingScheme::kPadme, 0}));
    }
    return {};
  };
  const auto work = [&](Item& item) {
    if (item.failure) return;
    if (const Status made = make_message(item); !made.ok()) item.failure = made.error();
  };

  MessageStreamSummary summary;
  FailedMessages failed(options.on_error, letters ? &*letters : nullptr);
  const auto write = [&](Item& item) -> Status {
    if (!item.failure) {
      if (const Status written = writer->write(item.message); !written.ok()) {
        item.failure = written.error();
      }
    }
    if (item.failure) {
      const Error error = in_message(item.number, *item.failure);
      NC_RETURN_IF_ERROR(
          failed.add(item.number, error, {"record", std::move(item.record)}, summary));
      if (options.report) options.report({.number = item.number, .failure = error});
      return {};
    }
    if (rests) NC_RETURN_IF_ERROR(rests->write(item.rest));
    ++summary.messages;
    if (!options.report) return {};
    item.report.number = item.number;
    add_losses(messages.side, std::move(item.losses), item.report);
    options.report(item.report);
    return {};
  };

  NC_RETURN_IF_ERROR(run_in_order<Item>(
      threads, read, [&] { return stream.records.at_hand(); }, work, write));
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
