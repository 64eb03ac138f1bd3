#include "translate/returned.h"

#include <optional>
#include <string>
#include <utility>

namespace neurocrypt {
namespace {

constexpr std::string_view kReturned = "returned";

}  // namespace

Value make_rest(Side of, Value rest) { return Object{{"of", name(of)}, {"rest", std::move(rest)}}; }

Result<Value> take_rest(const Value& record, Side of) {
  const Value* const side = record.find("of");
  const Value* const rest = record.find("rest");
  if (side == nullptr || side->string() == nullptr || rest == nullptr) {
    return Error{ErrorCode::kCorrupt, "the rest is none", "give what open --rest has written"};
  }
  if (*side->string() != name(of)) {
    return Error{ErrorCode::kRefused,
                 "the rest belongs to a message of side " + *side->string() + ", not " +
                     std::string(name(of)),
                 "give what open --rest wrote when it opened the message that this one answers"};
  }
  return *rest;
}

void add_returned(Value& intermediary, Value returned) {
  if (!returned.is_null()) {
    intermediary.object()->push_back({std::string(kReturned), std::move(returned)});
  }
}

Value take_returned(Value& intermediary) {
  Object* const members = intermediary.object();
  if (members == nullptr || members->empty() || members->back().name != kReturned) return {};
  Value returned = std::move(members->back().value);
  members->pop_back();
  return returned;
}

Result<ReturnedRests> ReturnedRests::create(const SideMessages& messages, Source& source) {
  NC_ASSIGN_OR_RETURN(OpenedStream opened,
                      open_records(*messages.openers, Purpose::kRest, messages.binding, source));
  return ReturnedRests(messages, std::move(opened.source), std::move(opened.records));
}

Result<Value> ReturnedRests::next(std::uint64_t number) {
  NC_ASSIGN_OR_RETURN(const std::optional<Value> record, records_.next());
  if (!record) {
    return Error{ErrorCode::kInvalidArgument,
                 "the rest ends before message " + std::to_string(number),
                 "the messages and their rests must come in the same number and order"};
  }
  return take_rest(*record, other(messages_->side));
}

Status ReturnedRests::finish() {
  NC_ASSIGN_OR_RETURN(const std::optional<Value> record, records_.next());
  if (!record) return {};
  return Error{ErrorCode::kInvalidArgument, "the rest has more records than there are messages",
               "the messages and their rests must come in the same number and order"};
}

}  // namespace neurocrypt
