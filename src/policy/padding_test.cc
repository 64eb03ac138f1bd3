#include "policy/padding.h"

#include <gtest/gtest.h>

#include <bit>

namespace neurocrypt {
namespace {

constexpr Padding kPadme{PaddingScheme::kPadme, 0};

TEST(Padding, NoneKeepsTheLength) {
  for (const std::uint64_t bytes : {0, 1, 17, 65'504}) EXPECT_EQ(padded_bytes({}, bytes), bytes);
}

TEST(Padding, BucketsAreFilled) {
  const Padding bucket{PaddingScheme::kBucket, 4096};
  EXPECT_EQ(padded_bytes(bucket, 0), 0U);
  EXPECT_EQ(padded_bytes(bucket, 1), 4096U);
  EXPECT_EQ(padded_bytes(bucket, 4096), 4096U);
  EXPECT_EQ(padded_bytes(bucket, 4097), 8192U);
}

// The paper's Algorithm 1 by hand: L = 9 has E = 3, S = 2, so one bit at the end is zero.
TEST(Padding, PadmeFollowsThePaper) {
  EXPECT_EQ(padded_bytes(kPadme, 8), 8U);
  EXPECT_EQ(padded_bytes(kPadme, 9), 10U);
  EXPECT_EQ(padded_bytes(kPadme, 11), 12U);
  EXPECT_EQ(padded_bytes(kPadme, 1000), 1024U);        // E = 9, S = 4: multiples of 32
  EXPECT_EQ(padded_bytes(kPadme, 100'000), 100'352U);  // E = 16, S = 5: multiples of 2048
}

TEST(Padding, PadmeGrowsByAnEighthAtMostAndLeavesFewLengths) {
  std::uint64_t lengths = 0;
  std::uint64_t last = 0;
  for (std::uint64_t bytes = 1; bytes <= 1 << 20; ++bytes) {
    const std::uint64_t padded = padded_bytes(kPadme, bytes);
    ASSERT_GE(padded, bytes);
    ASSERT_GE(padded, last);
    ASSERT_LE(static_cast<double>(padded), 1.12 * static_cast<double>(bytes) + 1);
    ASSERT_EQ(padded_bytes(kPadme, padded), padded);
    if (padded != last) ++lengths;
    last = padded;
  }
  EXPECT_LT(lengths, 500U);  // of a million
}

TEST(Padding, IsPrintedAsThePolicyWritesIt) {
  EXPECT_EQ(print(Padding{}), "none");
  EXPECT_EQ(print(kPadme), "padme");
  EXPECT_EQ(print(Padding{PaddingScheme::kBucket, 512}), "bucket 512");
}

}  // namespace
}  // namespace neurocrypt
