#include "translate/ordered_work.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

namespace neurocrypt {
namespace {

/// Runs the numbers 1 to `count` through; reading fails at `bad_read`, writing at `bad_write`.
struct Numbers {
  int count = 0;
  int bad_read = 0, bad_write = 0;
  int hand = 3;  // so many are at hand, and then one must wait

  std::vector<int> written{};
  Status status{};
  int at_once = 0;  // items in memory, at most

  void go(int threads) {
    int number = 0;
    std::atomic<int> inside = 0;
    status = run_in_order<int>(
        threads,
        [&](int& item) -> Result<bool> {
          if (number == count) return false;
          if (++number == bad_read) return Error{ErrorCode::kIo, "read " + std::to_string(number)};
          item = number;
          at_once = std::max(at_once, ++inside);
          return true;
        },
        [&] { return number % hand != 0; },
        [&](int& item) {
          if (item % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
          item = -item;
        },
        [&](int& item) -> Status {
          --inside;
          if (-item == bad_write) return Error{ErrorCode::kIo, "write " + std::to_string(-item)};
          written.push_back(-item);
          return {};
        });
  }
};

TEST(OrderedWork, KeepsTheOrder) {
  for (const int threads : {1, 2, 3, 8}) {
    for (const int count : {0, 1, 2, 3, 4, 63, 64, 65, 1000}) {
      Numbers run{.count = count};
      run.go(threads);
      EXPECT_TRUE(run.status.ok());
      ASSERT_EQ(run.written.size(), static_cast<std::size_t>(count));
      for (int i = 0; i < count; ++i) EXPECT_EQ(run.written[static_cast<std::size_t>(i)], i + 1);
      EXPECT_LE(run.at_once, 3 * threads);
    }
  }
  Numbers greedy{.count = 1000, .hand = 2000};
  greedy.go(2);
  EXPECT_LE(greedy.at_once, 128);
}

TEST(OrderedWork, EndsAtTheFirstErrorInOrder) {
  for (const int threads : {1, 2, 8}) {
    for (const int bad : {1, 2, 3, 4, 50}) {
      Numbers reading{.count = 100, .bad_read = bad, .bad_write = bad + 1};
      reading.go(threads);
      EXPECT_EQ(reading.status.error().message, "read " + std::to_string(bad));
      EXPECT_EQ(reading.written.size(), static_cast<std::size_t>(bad - 1));
      Numbers writing{.count = 100, .bad_read = bad + 1, .bad_write = bad};
      writing.go(threads);
      EXPECT_EQ(writing.status.error().message, "write " + std::to_string(bad));
      EXPECT_EQ(writing.written.size(), static_cast<std::size_t>(bad - 1));
    }
  }
}

}  // namespace
}  // namespace neurocrypt
