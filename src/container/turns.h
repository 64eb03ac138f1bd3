// Takes a stream through several threads, in order and in bounded memory.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "neurocrypt/result.h"

namespace neurocrypt {

/// Every worker does the same: read the next batch (one worker at a time), work on it (all at
/// once), wait for its turn, write it (one at a time). So order is kept and memory bounded without
/// any queue, and one worker's reading and writing overlaps the others' work.
class Turns {
 public:
  /// Runs `worker` on `threads` threads, this one among them, until all return.
  ///
  /// Errors   the first one of write(), in the order of the turns.
  Status run(int threads, const std::function<void()>& worker);

  /// Reads one batch, unless the stream has ended: read(turn) gives whether it goes on after it.
  ///
  /// Returns  the number of the turn, 0, 1, 2, ..., to be handed to write(); nothing at the end.
  template <typename Read>
  std::optional<std::uint64_t> read(Read&& read) {
    const std::lock_guard lock(read_mutex_);
    if (ended_) return std::nullopt;
    ended_ = !std::forward<Read>(read)(turns_read_);
    return turns_read_++;
  }

  /// Waits for the turn; writes with write(), a Status, if nothing has failed before.
  ///
  /// Returns  false when there is nothing more to do.
  template <typename Write>
  bool write(std::uint64_t turn, Write&& write) {
    std::unique_lock lock(write_mutex_);
    turn_changed_.wait(lock, [&] { return turn_ == turn; });
    ++turn_;
    if (outcome_.ok()) outcome_ = std::forward<Write>(write)();
    const bool go_on = outcome_.ok();
    lock.unlock();
    turn_changed_.notify_all();
    if (go_on) return true;
    const std::lock_guard read_lock(read_mutex_);
    ended_ = true;
    return false;
  }

 private:
  std::mutex read_mutex_;  // guards the two below, and what read() touches
  std::uint64_t turns_read_ = 0;
  bool ended_ = false;

  std::mutex write_mutex_;  // guards the three below, and what write() touches
  std::condition_variable turn_changed_;
  std::uint64_t turn_ = 0;
  Status outcome_;
};

}  // namespace neurocrypt
