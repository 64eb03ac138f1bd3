// Framed streams: docs/formats/container.md, section "Frames".
#pragma once

#include <memory>

#include "container/stream_key.h"
#include "neurocrypt/seal.h"

namespace neurocrypt {

/// What the header of a framed stream commits to in place of the caller's associated data, so that
/// it opens as nothing else.
ByteString bind_to_frames(ByteView associated_data);

/// The two ends of a stream, behind its header.
std::unique_ptr<FrameSink> make_frame_sink(StreamKey key, Sink& sink);
std::unique_ptr<Source> make_frame_source(StreamKey key, Source& source);

/// Reads until `buffer` is full or the source ends.
Result<std::size_t> read_up_to(Source& source, MutableBytes buffer);

}  // namespace neurocrypt
