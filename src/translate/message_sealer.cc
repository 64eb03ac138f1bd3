#include <utility>

#include "container/pipeline.h"
#include "neurocrypt/message.h"
#include "translate/dead_letter.h"
#include "translate/envelope.h"
#include "translate/message_report.h"
#include "translate/ordered_work.h"
#include "translate/planner.h"
#include "translate/returned.h"
#include "translate/side_messages.h"

namespace neurocrypt {

struct MessageSealer::State {
  SideMessages messages;
  Planner planner;

  // The intermediary of one message, with the fields that get a seal of their own sealed, and what
  // its reader will put back.
  [[nodiscard]] Result<Value> make_record(Value message, const Decision& decision, Value returned,
                                          MessageReport* report) const {
    const Side side = messages.side;
    if (report != nullptr) {
      *report = {.level = decision.level, .reasons = decision.reasons};
      for (const FieldSeal& field : decision.field_seals) {
        report->sealed_fields.push_back(field.path);
      }
      add_prospect(*messages.translator, side, message, *report);
    }
    NC_RETURN_IF_ERROR(messages.fields.seal(message, side, decision.field_seals, decision.padding));
    NC_ASSIGN_OR_RETURN(Intermediary intermediary,
                        messages.translator->to_intermediary(side, message));
    add_returned(intermediary.record, std::move(returned));
    return std::move(intermediary.record);
  }
};

MessageSealer::MessageSealer(std::unique_ptr<const State> state) : state_(std::move(state)) {}
MessageSealer::MessageSealer(MessageSealer&&) noexcept = default;
MessageSealer& MessageSealer::operator=(MessageSealer&&) noexcept = default;
MessageSealer::~MessageSealer() = default;

Result<MessageSealer> MessageSealer::create(const MessageLink& link, Side from,
                                            const Keyset& keyset, const NamedKeysets& named,
                                            const MessageSealOptions& options) {
  NC_ASSIGN_OR_RETURN(SideMessages messages,
                      SideMessages::create(link, from, keyset, named, options.binding));
  NC_ASSIGN_OR_RETURN(Planner planner, Planner::create(keyset, named, options));
  return MessageSealer(
      std::unique_ptr<const State>(new State{std::move(messages), std::move(planner)}));
}

Result<ByteString> MessageSealer::seal(ByteView message, MessageReport* report,
                                       ByteView rest) const {
  const SideMessages& messages = state_->messages;
  Value returned;
  if (!rest.empty()) {
    NC_ASSIGN_OR_RETURN(const Value record, open_record(messages.openers->find(rest),
                                                        Purpose::kRest, messages.binding, rest));
    NC_ASSIGN_OR_RETURN(returned, take_rest(record, other(messages.side)));
  }
  NC_ASSIGN_OR_RETURN(Value value, messages.codec().parse(message));
  NC_ASSIGN_OR_RETURN(const Decision decision,
                      state_->planner.decide(value, messages.codec().schema(), message.size()));
  NC_ASSIGN_OR_RETURN(const Sealer* const sealer, state_->planner.sealer(decision));
  NC_ASSIGN_OR_RETURN(const Value record,
                      state_->make_record(std::move(value), decision, std::move(returned), report));
  return seal_record(*sealer, Purpose::kMessage, messages.binding, record, decision.padding);
}

Result<MessageStreamSummary> MessageSealer::seal_stream(Source& source, Sink& sink,
                                                        const MessageStreamOptions& options,
                                                        Source* rest) const {
  const SideMessages& messages = state_->messages;
  const Planner& planner = state_->planner;
  NC_ASSIGN_OR_RETURN(const int threads, resolve_threads(options.threads));
  NC_ASSIGN_OR_RETURN(const Decision stream, planner.decide_for_stream());
  NC_ASSIGN_OR_RETURN(const Sealer* const sealer, planner.sealer(stream));
  NC_ASSIGN_OR_RETURN(RecordSink records,
                      RecordSink::create(*sealer, Purpose::kMessage, messages.binding, sink));
  std::optional<RecordSink> letters;
  if (options.dead_letters != nullptr) {
    NC_ASSIGN_OR_RETURN(const Sealer* const highest, planner.highest_sealer());
    NC_ASSIGN_OR_RETURN(letters, RecordSink::create(*highest, Purpose::kDeadLetter,
                                                    messages.binding, *options.dead_letters));
  }
  std::optional<ReturnedRests> rests;
  if (rest != nullptr) {
    NC_ASSIGN_OR_RETURN(rests, ReturnedRests::create(messages, *rest));
  }

  struct Item {
    std::uint64_t number = 0;
    MessageReader::Piece piece;
    Value returned;
    ByteString sealed;  // as RecordSink::encode gives it
    std::optional<Error> failure;
    MessageReport report;
  };
  const std::unique_ptr<MessageReader> reader = messages.codec().reader(source);
  std::uint64_t number = 0;
  const auto read = [&](Item& item) -> Result<bool> {
    if (options.progress && !options.progress(number)) {
      return Error{ErrorCode::kCancelled, "cancelled"};
    }
    item.number = ++number;
    item.failure.reset();
    const Result<bool> more = reader->cut(item.piece);
    if (!more.ok()) item.failure = more.error();
    if (more.ok() && !*more) return false;
    if (rests) {  // of a message that fails, too: the two streams go in step
      NC_ASSIGN_OR_RETURN(item.returned, rests->next(number));
    }
    return true;
  };

  const auto make_record = [&](Item& item, Value message) -> Result<ByteString> {
    NC_ASSIGN_OR_RETURN(const Decision decision, planner.decide(message, messages.codec().schema(),
                                                                item.piece.bytes.size()));
    if (!planner.covers(stream, decision)) {
      return Error{ErrorCode::kRefused,
                   "it needs the level " + decision.level + ", above the stream's, " + stream.level,
                   "seal the stream at that level: --level " + decision.level};
    }
    NC_ASSIGN_OR_RETURN(const Value record,
                        state_->make_record(std::move(message), decision, std::move(item.returned),
                                            options.report ? &item.report : nullptr));
    return RecordSink::encode(record, decision.padding);
  };
  const auto work = [&](Item& item) {
    if (item.failure) return;
    Result<Value> message = reader->read(item.piece);
    if (!message.ok()) {
      item.failure = std::move(message).error();
      return;
    }
    Result<ByteString> sealed = make_record(item, std::move(message).value());
    if (sealed.ok()) {
      item.sealed = std::move(sealed).value();
    } else {
      item.failure = in_message(item.number, std::move(sealed).error());
    }
  };

  MessageStreamSummary summary;
  FailedMessages failed(options.on_error, letters ? &*letters : nullptr);
  const auto write = [&](Item& item) -> Status {
    if (item.failure) {
      NC_RETURN_IF_ERROR(
          failed.add(item.number, *item.failure, {"message", item.piece.bytes}, summary));
      if (options.report) options.report({.number = item.number, .failure = item.failure});
      return {};
    }
    NC_RETURN_IF_ERROR(records.write(item.sealed));
    if (options.flush_each) NC_RETURN_IF_ERROR(records.flush());
    ++summary.messages;
    item.report.number = item.number;
    if (options.report) options.report(item.report);
    return {};
  };

  NC_RETURN_IF_ERROR(run_in_order<Item>(
      threads, read, [&] { return reader->at_hand(); }, work, write));
  if (rests) NC_RETURN_IF_ERROR(rests->finish());
  NC_RETURN_IF_ERROR(records.finish());
  if (letters) NC_RETURN_IF_ERROR(letters->finish());
  return summary;
}

}  // namespace neurocrypt
