// Runs the items of a stream through several threads, in order and in bounded memory: as
// container/pipeline.h does with chunks of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "container/turns.h"
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
    return turns_.run(threads, [this] { take_turns(); });
  }

 private:
  // Hand-over then costs little beside the work.
  static constexpr std::size_t kItemsMax = 64;

  void take_turns() {
    std::vector<Item> items;  // kept for their memory
    while (true) {
      std::size_t count = 0;
      Status status;
      const auto turn = turns_.read([&](std::uint64_t) {
        bool more = true;
        do {
          if (count == items.size()) items.emplace_back();
          Result<bool> read = read_(items[count]);
          if (!read.ok()) status = std::move(read).error();
          more = read.ok() && *read;
          if (more) ++count;
        } while (more && count < kItemsMax && at_hand_());
        return more;
      });
      if (!turn) return;
      for (std::size_t i = 0; i < count; ++i) work_(items[i]);
      const bool go_on = turns_.write(*turn, [&]() -> Status {
        for (std::size_t i = 0; i < count; ++i) NC_RETURN_IF_ERROR(write_(items[i]));
        return std::move(status);
      });
      if (!go_on) return;
    }
  }

  Read read_;
  AtHand at_hand_;
  Work work_;
  Write write_;
  Turns turns_;
};

/// Runs it; `threads` as resolve_threads() gives them.
template <typename Item, typename Read, typename AtHand, typename Work, typename Write>
Status run_in_order(int threads, Read read, AtHand at_hand, Work work, Write write) {
  return OrderedWork<Item, Read, AtHand, Work, Write>(std::move(read), std::move(at_hand),
                                                      std::move(work), std::move(write))
      .run(threads);
}

}  // namespace neurocrypt
