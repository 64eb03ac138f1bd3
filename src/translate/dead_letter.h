// Messages that a stream could not take, with the reason: what is sealed in place of them.
#pragma once

#include <cstdint>
#include <string>

#include "neurocrypt/message.h"
#include "schema/record.h"
#include "translate/envelope.h"

namespace neurocrypt {

/// Counts the messages of a stream that fail, and seals them where the caller wants that.
class FailedMessages {
 public:
  /// `letters` may be null; it must outlive this.
  FailedMessages(OnError on_error, RecordSink* letters) : on_error_(on_error), letters_(letters) {}

  /// Deals with the failure of message `number`, of which `content` is what there is: member
  /// "message" or "record".
  /// Errors   `error` itself when the stream must stop.
  Status add(std::uint64_t number, const Error& error, Member content,
             MessageStreamSummary& summary);

 private:
  OnError on_error_;
  RecordSink* letters_;
  std::string last_message_;
};

/// The error with the number of its message in front.
Error in_message(std::uint64_t number, Error error);

}  // namespace neurocrypt
