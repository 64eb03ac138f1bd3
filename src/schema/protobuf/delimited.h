// Streams of messages, each behind its length as a varint: what the libraries' writeDelimitedTo
// writes.
#pragma once

#include <memory>

#include "schema/format.h"

namespace neurocrypt::protobuf {

/// Longer messages of a stream are refused, in both directions. As a Value a message takes up to 40
/// times its bytes, a packed field of booleans being the worst.
inline constexpr std::size_t kMessageBytesMax = std::size_t{64} << 20;

/// After a message that `codec` cannot parse the reader goes on with the next; after a length that
/// is none, that is over the limit or that reaches past the end it has nothing more.
std::unique_ptr<MessageReader> delimited_reader(const Codec& codec, Source& source);
std::unique_ptr<MessageWriter> delimited_writer(const Codec& codec, Sink& sink);

}  // namespace neurocrypt::protobuf
