// Runs a stream through a function, chunk by chunk, on several threads, in order and in bounded
// memory.
#pragma once

#include <functional>

#include "neurocrypt/seal.h"

namespace neurocrypt {

inline constexpr int kThreadsMax = 256;

/// The number of threads that an option asks for; 0 asks for one for each core.
Result<int> resolve_threads(int requested);

/// Turns one chunk into another; returns how many bytes of `out` it filled. Called by one worker.
using ChunkFunction = std::function<Result<std::size_t>(std::uint64_t chunk, bool final,
                                                        ByteView in, MutableBytes out)>;

/// A stream to be run. All members outlive the call.
struct ChunkStream {
  Source& source;
  Sink& sink;
  const Progress& progress;
  std::size_t in_bytes;   ///< of every chunk but the last, which has 0 to in_bytes
  std::size_t out_bytes;  ///< at most, of any chunk
  std::function<ChunkFunction()> make_worker;
};

/// Reads chunks from the source until it ends, and writes what the function makes of them, in
/// order. The last chunk is empty only if the source is. After an error nothing more is written;
/// everything before the chunk that failed has been.
///
/// Shapes   at most `threads` batches of a few hundred KiB (or one chunk, if larger) are in memory.
/// Errors   the first one in the order of the chunks; kCancelled when progress returns false.
Status run_chunks(const ChunkStream& stream, int threads);

}  // namespace neurocrypt
