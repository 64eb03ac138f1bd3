// Streams of messages as JSON Lines [https://jsonlines.org]: one text on each line, for every
// format whose messages are JSON.
#pragma once

#include <cstddef>
#include <memory>

#include "schema/format.h"

namespace neurocrypt {

/// Longer lines are refused; the lines after them are read.
inline constexpr std::size_t kJsonLineBytesMax = std::size_t{64} << 20;

/// Gives every line to `codec`. Lines of white space only are passed over; the last one needs no
/// line feed. Errors name the line. Both must outlive the reader.
std::unique_ptr<MessageReader> json_lines_reader(const Codec& codec, Source& source);

/// Writes what `codec` prints, which must be without line feeds, and a line feed.
std::unique_ptr<MessageWriter> json_lines_writer(const Codec& codec, Sink& sink);

}  // namespace neurocrypt
