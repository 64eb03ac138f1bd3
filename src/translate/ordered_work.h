// Runs the items of a stream through several threads, in order and in bounded memory: as
// container/pipeline.h does with chunks of bytes.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "neurocrypt/result.h"

namespace neurocrypt {

/// Every thread does the same: read the items that are at hand (one thread at a time), work on them
/// (all at once), wait for its turn, write them (one at a time, in order). The order of reads and
/// writes, and so what is written, does not depend on the number of threads.
///
///   Result<bool> read(Item&)       false at the end
///   bool at_hand()                 true when read() need not wait
///   void work(Item&)               any thread
///   Status write(Item&)
///
/// After an error nothing more is written; everything before the item that failed has been. An
/// error ends the run when the read that another thread may wait in returns.
template <typename Item, typename Read, typename AtHand, typename Work, typename Write>
class OrderedWork {
 public:
  OrderedWork(Read read, AtHand at_hand, Work work, Write write)
      : read_(std::move(read)),
        at_hand_(std::move(at_hand)),
        work_(std::move(work)),
        write_(std::move(write)) {}

  /// Errors   the first one, in the order of the items.
  Status run(int threads) {
    std::vector<std::jthread> helpers;
    for (int i = 1; i < threads; ++i) {
      try {
        helpers.emplace_back([this] { take_turns(); });
      } catch (const std::system_error&) {
        break;  // the system has no more threads: the ones there are will do
      }
    }
    take_turns();
    helpers.clear();  // joins
    return outcome_;
  }

 private:
  // Hand-over then costs little beside the work.
  static constexpr std::size_t kItemsMax = 64;

  void take_turns() {
    std::vector<Item> items;  // kept for their memory
    while (true) {
      std::size_t count = 0;
      std::uint64_t turn = 0;
      Status status;
      {
        const std::lock_guard lock(read_mutex_);
        if (ended_) return;
        turn = batches_read_++;
        do {
          if (count == items.size()) items.emplace_back();
          Result<bool> more = read_(items[count]);
          if (!more.ok()) status = std::move(more).error();
          ended_ = !more.ok() || !*more;
          if (!ended_) ++count;
        } while (!ended_ && count < kItemsMax && at_hand_());
      }
      for (std::size_t i = 0; i < count; ++i) work_(items[i]);
      if (!write_in_turn(turn, items, count, std::move(status))) return;
    }
  }

  // False when there is nothing more to do.
  bool write_in_turn(std::uint64_t turn, std::vector<Item>& items, std::size_t count,
                     Status status) {
    std::unique_lock lock(write_mutex_);
    turn_changed_.wait(lock, [&] { return turn_ == turn; });
    ++turn_;
    for (std::size_t i = 0; i < count && outcome_.ok(); ++i) outcome_ = write_(items[i]);
    if (outcome_.ok()) outcome_ = std::move(status);
    const bool go_on = outcome_.ok();
    lock.unlock();
    turn_changed_.notify_all();
    if (go_on) return true;
    const std::lock_guard read_lock(read_mutex_);
    ended_ = true;
    return false;
  }

  Read read_;
  AtHand at_hand_;
  Work work_;
  Write write_;

  std::mutex read_mutex_;  // guards read_, at_hand_ and the two below
  std::uint64_t batches_read_ = 0;
  bool ended_ = false;

  std::mutex write_mutex_;  // guards write_ and the three below
  std::condition_variable turn_changed_;
  std::uint64_t turn_ = 0;
  Status outcome_;
};

/// Runs it; `threads` as resolve_threads() gives them.
template <typename Item, typename Read, typename AtHand, typename Work, typename Write>
Status run_in_order(int threads, Read read, AtHand at_hand, Work work, Write write) {
  return OrderedWork<Item, Read, AtHand, Work, Write>(std::move(read), std::move(at_hand),
                                                      std::move(work), std::move(write))
      .run(threads);
}

}  // namespace neurocrypt
