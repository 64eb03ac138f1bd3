#include "container/pipeline.h"

#include <algorithm>
#include <thread>

#include "container/turns.h"
#include "neurocrypt/secret.h"

namespace neurocrypt {
namespace {

// Large enough that hand-over costs nothing beside the work, small enough for a second-level cache.
constexpr std::size_t kBatchBytes = 256 << 10;

// Consecutive chunks.
struct Batch {
  std::uint64_t turn = 0;  // position among all batches
  std::size_t size = 0;    // bytes read
  bool last = false;       // the source ends with this batch
  Status status{};         // of reading and working on it
};

class Pipeline {
 public:
  explicit Pipeline(const ChunkStream& stream)
      : stream_(stream),
        chunks_per_batch_(std::max<std::size_t>(1, kBatchBytes / stream.in_bytes)) {}

  Status run(int threads) {
    return turns_.run(threads, [this] { work(); });
  }

 private:
  void work() {
    const ChunkFunction function = stream_.make_worker();
    // Either of them holds plaintext. One byte more tells whether the source ends.
    SecretBytes in(chunks_per_batch_ * stream_.in_bytes + 1);
    SecretBytes out(chunks_per_batch_ * stream_.out_bytes);
    while (true) {
      Batch batch;
      const bool read_one = turns_
                                .read([&](std::uint64_t turn) {
                                  batch.turn = turn;
                                  batch.status = read(in, batch);
                                  return batch.status.ok() && !batch.last;
                                })
                                .has_value();
      if (!read_one) return;
      std::size_t written = 0;
      if (batch.status.ok()) batch.status = apply(function, batch, in, out, written);
      const ByteView bytes = ByteView(out).first(written);
      if (!turns_.write(batch.turn, [&] { return write(batch, bytes); })) return;
    }
  }

  // Fills `in` as far as the source goes. The byte too many is kept for the next batch.
  Status read(MutableBytes in, Batch& batch) {
    std::size_t filled = 0;
    if (has_carried_) in[filled++] = carried_;
    while (filled < in.size()) {
      NC_ASSIGN_OR_RETURN(const std::size_t count, stream_.source.read(in.subspan(filled)));
      if (count > in.size() - filled) {
        return Error{ErrorCode::kInvalidArgument,
                     "the source says that it read more than it was asked to"};
      }
      if (count == 0) break;
      filled += count;
    }
    batch.last = filled < in.size();
    has_carried_ = !batch.last;
    if (has_carried_) carried_ = in[--filled];
    batch.size = filled;
    return {};
  }

  Status apply(const ChunkFunction& function, const Batch& batch, ByteView in, MutableBytes out,
               std::size_t& written) const {
    in = in.first(batch.size);
    std::uint64_t chunk = batch.turn * chunks_per_batch_;
    bool more = true;
    do {
      const ByteView piece = in.first(std::min(in.size(), stream_.in_bytes));
      in = in.subspan(piece.size());
      more = !in.empty();
      NC_ASSIGN_OR_RETURN(const std::size_t count,
                          function(chunk++, batch.last && !more, piece, out.subspan(written)));
      written += count;
    } while (more);
    return {};
  }

  Status write(const Batch& batch, ByteView bytes) {
    if (!bytes.empty()) NC_RETURN_IF_ERROR(stream_.sink.write(bytes));
    NC_RETURN_IF_ERROR(batch.status);
    bytes_done_ += batch.size;
    if (stream_.progress && !stream_.progress(bytes_done_)) {
      return Error{ErrorCode::kCancelled, "cancelled"};
    }
    return {};
  }

  const ChunkStream& stream_;
  const std::size_t chunks_per_batch_;
  Turns turns_;
  std::uint8_t carried_ = 0;  // this and the next are read()'s
  bool has_carried_ = false;
  std::uint64_t bytes_done_ = 0;  // write()'s
};

}  // namespace

Result<int> resolve_threads(int requested) {
  if (requested < 0 || requested > kThreadsMax) {
    return Error{ErrorCode::kInvalidArgument, std::to_string(requested) + " threads",
                 "give 1 to " + std::to_string(kThreadsMax) + ", or 0 for one for each core"};
  }
  if (requested != 0) return requested;
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kThreadsMax);
}

Status run_chunks(const ChunkStream& stream, int threads) { return Pipeline(stream).run(threads); }

}  // namespace neurocrypt
