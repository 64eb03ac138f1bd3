// Every worker does the same: read the next batch (one worker at a time), work on it (all at once),
// wait for its turn, write it (one at a time). So order is kept and memory bounded without any
// queue, and one worker's reading and writing overlaps the others' work.
#include "container/pipeline.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

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
};

class Pipeline {
 public:
  explicit Pipeline(const ChunkStream& stream)
      : stream_(stream),
        chunks_per_batch_(std::max<std::size_t>(1, kBatchBytes / stream.in_bytes)) {}

  Status run(int threads) {
    std::vector<std::jthread> helpers;
    for (int i = 1; i < threads; ++i) {
      try {
        helpers.emplace_back([this] { work(); });
      } catch (const std::system_error&) {
        break;  // the system has no more threads: the ones there are will do
      }
    }
    work();
    helpers.clear();  // joins
    return outcome_;
  }

 private:
  void work() {
    const ChunkFunction function = stream_.make_worker();
    // Either of them holds plaintext. One byte more tells whether the source ends.
    SecretBytes in(chunks_per_batch_ * stream_.in_bytes + 1);
    SecretBytes out(chunks_per_batch_ * stream_.out_bytes);
    while (true) {
      Batch batch;
      Status status;
      {
        const std::lock_guard lock(read_mutex_);
        if (ended_) return;
        status = read(in, batch);
        ended_ = batch.last || !status.ok();
      }
      std::size_t written = 0;
      if (status.ok()) status = apply(function, batch, in, out, written);
      if (!write_in_turn(batch, ByteView(out).first(written), std::move(status))) return;
    }
  }

  // Fills `in` as far as the source goes. The byte too many is kept for the next batch.
  Status read(MutableBytes in, Batch& batch) {
    batch.turn = batches_read_++;
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

  // False when there is nothing more to do.
  bool write_in_turn(const Batch& batch, ByteView bytes, Status status) {
    std::unique_lock lock(write_mutex_);
    turn_changed_.wait(lock, [&] { return turn_ == batch.turn; });
    ++turn_;
    if (outcome_.ok()) {
      Status written = bytes.empty() ? Status() : stream_.sink.write(bytes);
      outcome_ = written.ok() ? std::move(status) : std::move(written);
    }
    if (outcome_.ok()) {
      bytes_done_ += batch.size;
      if (stream_.progress && !stream_.progress(bytes_done_)) {
        outcome_ = Error{ErrorCode::kCancelled, "cancelled"};
      }
    }
    const bool go_on = outcome_.ok();
    lock.unlock();
    turn_changed_.notify_all();
    if (go_on) return true;
    const std::lock_guard read_lock(read_mutex_);
    ended_ = true;
    return false;
  }

  const ChunkStream& stream_;
  const std::size_t chunks_per_batch_;

  std::mutex read_mutex_;  // guards the source and the five below
  std::uint64_t batches_read_ = 0;
  std::uint8_t carried_ = 0;
  bool has_carried_ = false;
  bool ended_ = false;

  std::mutex write_mutex_;  // guards the sink and the four below
  std::condition_variable turn_changed_;
  std::uint64_t turn_ = 0;
  std::uint64_t bytes_done_ = 0;
  Status outcome_;
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
