// What one side has no place for, on its way there and back beside its messages.
#pragma once

#include <cstdint>
#include <memory>

#include "schema/record.h"
#include "translate/envelope.h"
#include "translate/side_messages.h"

namespace neurocrypt {

/// The record of a sidecar: what a message of side `of` has more than its reader gives back.
Value make_rest(Side of, Value rest);
/// Errors   kRefused for a sidecar of the other side; kCorrupt.
Result<Value> take_rest(const Value& record, Side of);

/// Puts what take_rest gave into an intermediary, unless it is null, and takes it out again.
void add_returned(Value& intermediary, Value returned);
Value take_returned(Value& intermediary);

/// The sidecars of a stream, one for each message.
class ReturnedRests {
 public:
  /// `messages` and `source` must outlive it.
  static Result<ReturnedRests> create(const SideMessages& messages, Source& source);
  /// Errors   kInvalidArgument when there are fewer than messages; what RecordSource says.
  Result<Value> next(std::uint64_t number);
  /// Errors   kInvalidArgument when there are more.
  Status finish();

 private:
  ReturnedRests(const SideMessages& messages, std::unique_ptr<Source> source, RecordSource records)
      : messages_(&messages), source_(std::move(source)), records_(std::move(records)) {}
  const SideMessages* messages_;
  std::unique_ptr<Source> source_;
  RecordSource records_;
};

}  // namespace neurocrypt
