#include "neurocrypt/secret.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "base/random.h"

namespace neurocrypt {
namespace {

TEST(SecretArray, IsAlignedAndZeroedAtFirst) {
  for (const std::size_t size : {1u, 31u, 64u, 65u, 4096u, 100'000u}) {
    const SecretBytes secret(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(secret.data()) % 64, 0u) << size;
    for (const std::uint8_t byte : secret) ASSERT_EQ(byte, 0) << size;
  }
}

TEST(SecretArray, MovesWithoutLeavingACopy) {
  SecretBytes first = random_secret(40);
  const SecretBytes expected = first.clone();
  SecretBytes second = std::move(first);
  EXPECT_TRUE(std::equal(second.begin(), second.end(), expected.begin()));
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): the moved-from state is specified
}

TEST(Random, BoundsAreKeptAndReached) {
  bool seen[3] = {};
  for (int i = 0; i < 300; ++i) {
    const std::uint32_t value = random_below(3);
    ASSERT_LT(value, 3u);
    seen[value] = true;
  }
  EXPECT_TRUE(seen[0] && seen[1] && seen[2]);
}

}  // namespace
}  // namespace neurocrypt
