#include "translate/dead_letter.h"

#include <utility>

namespace neurocrypt {
namespace {

// What is wrong with one message, not with the stream, the keys or the machine.
bool is_of_message(ErrorCode code) {
  return code == ErrorCode::kCorrupt || code == ErrorCode::kInvalidArgument ||
         code == ErrorCode::kRefused || code == ErrorCode::kExhausted;
}

}  // namespace

Status FailedMessages::add(std::uint64_t number, const Error& error, Member content,
                           MessageStreamSummary& summary) {
  // Errors name the place in the stream: one that comes again word for word is a framing that is
  // lost.
  const bool lost = error.message == last_message_;
  if (on_error_ == OnError::kStop || !is_of_message(error.code) || lost) return error;
  last_message_ = error.message;
  ++summary.failed;
  if (!summary.first_failure) summary.first_failure = error;
  if (letters_ == nullptr) return {};
  return letters_->write(Object{{"number", Value::integer(number)},
                                {"code", name(error.code)},
                                {"reason", error.message},
                                std::move(content)},
                         {PaddingScheme::kPadme, 0});
}

Error in_message(std::uint64_t number, Error error) {
  error.message = "message " + std::to_string(number) + ": " + error.message;
  return error;
}

}  // namespace neurocrypt
