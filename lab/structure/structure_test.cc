#include <gtest/gtest.h>

#include <string>

#include "lab/oracle.h"
#include "lab/structure/potentials.h"
#include "lab/structure/recovery.h"
#include "lab/targets/catalogue.h"

namespace neurocrypt::lab {
namespace {

SmallFeistel random_network(HalfGroup group, std::size_t rounds, Random& random) {
  SmallFeistel network{group, {}};
  for (std::size_t r = 0; r < rounds; ++r) {
    network.rounds.emplace_back(group.size());
    for (std::int32_t& word : network.rounds.back()) {
      word = static_cast<std::int32_t>(random.below(group.size()));
    }
  }
  return network;
}

Halves halves_of(std::size_t index, int bits) {
  return {static_cast<std::uint32_t>(index & ((std::size_t{1} << bits) - 1)),
          static_cast<std::uint32_t>(index >> bits)};
}

std::vector<Seen> every_block(const SmallFeistel& network) {
  std::vector<Seen> blocks;
  const int bits = network.group.bits;
  for (std::size_t i = 0; i < std::size_t{1} << (2 * bits); ++i) {
    const Halves block = halves_of(i, bits);
    blocks.push_back(seen(block, network.encrypt(block).value(), network.rounds.size()));
  }
  return blocks;
}

CodeBook code_book(const SmallFeistel& network) {
  const int bits = network.group.bits;
  CodeBook book{bits, std::vector<Halves>(std::size_t{1} << (2 * bits)), {}};
  book.blocks = book.codes;
  for (std::size_t i = 0; i < book.codes.size(); ++i) {
    const Halves block = halves_of(i, bits);
    book.codes[i] = network.encrypt(block).value();
    book.blocks[book.index(book.codes[i])] = block;
  }
  return book;
}

/// Share of all blocks for which both networks give the same code.
double agreement(const SmallFeistel& a, const SmallFeistel& b) {
  const int bits = a.group.bits;
  const std::size_t blocks = std::size_t{1} << (2 * bits);
  std::size_t same = 0;
  for (std::size_t i = 0; i < blocks; ++i) {
    const Halves block = halves_of(i, bits);
    same += a.encrypt(block) == b.encrypt(block) ? 1 : 0;
  }
  return static_cast<double>(same) / static_cast<double>(blocks);
}

class Structure : public testing::TestWithParam<Combine> {};
INSTANTIATE_TEST_SUITE_P(Groups, Structure, testing::Values(Combine::kXor, Combine::kAdd));

TEST_P(Structure, HalvesSurviveBlocks) {
  for (const int bits : {4, 8, 12, 16}) {
    Random random(1);
    for (int i = 0; i < 100; ++i) {
      const std::uint64_t size = std::uint64_t{1} << bits;
      const Halves halves{static_cast<std::uint32_t>(random.below(size)),
                          static_cast<std::uint32_t>(random.below(size))};
      std::uint8_t block[4] = {};
      write_halves(halves, bits, block);
      EXPECT_EQ(read_halves(block, bits), halves);
    }
  }
}

TEST_P(Structure, DecryptionUndoesEncryption) {
  Random random(2);
  for (std::size_t rounds = 1; rounds < 8; ++rounds) {
    const SmallFeistel network = random_network({4, GetParam()}, rounds, random);
    for (std::size_t i = 0; i < 256; ++i) {
      EXPECT_EQ(network.decrypt(network.encrypt(halves_of(i, 4)).value()), halves_of(i, 4));
    }
  }
}

TEST_P(Structure, PotentialsKnowDifferencesAndContradictions) {
  const HalfGroup group{8, GetParam()};
  Random random(3);
  constexpr std::uint32_t kUnknowns = 100;
  std::vector<std::uint32_t> secret(kUnknowns);
  for (auto& word : secret) word = static_cast<std::uint32_t>(random.below(256));
  Potentials potentials(group, kUnknowns);
  for (int i = 0; i < 1000; ++i) {
    const auto a = static_cast<std::uint32_t>(random.below(secret.size()));
    const auto b = static_cast<std::uint32_t>(random.below(secret.size()));
    EXPECT_TRUE(potentials.relate(a, b, group.subtract(secret[a], secret[b])));
  }
  ASSERT_EQ(potentials.largest(), secret.size());
  EXPECT_FALSE(potentials.relate(3, 4, group.add(1, group.subtract(secret[3], secret[4]))));
  const RoundTable all = potentials.values(0, kUnknowns);
  for (std::size_t i = 0; i < secret.size(); ++i) {
    EXPECT_EQ(all[i], static_cast<std::int32_t>(group.subtract(secret[i], secret[0])));
  }
}

TEST_P(Structure, ThreeRoundsFallAndFourContradictThree) {
  Random random(4);
  for (const std::size_t rounds : {2, 3}) {
    const SmallFeistel network = random_network({8, GetParam()}, rounds, random);
    // As three rounds: what is missing adds nothing.
    std::vector<Seen> blocks;
    for (const Seen& s : every_block(network)) {
      const Halves block{s.before[0], s.before[1]};
      blocks.push_back(seen(block, network.encrypt(block).value(), 3));
    }
    const auto found = recover_three(network.group, blocks);
    ASSERT_TRUE(found) << rounds;
    EXPECT_EQ(agreement(network, *found), 1) << rounds;
  }
  const SmallFeistel four = random_network({8, GetParam()}, 4, random);
  std::vector<Seen> blocks = every_block(four);
  for (Seen& s : blocks) std::swap(s.after[0], s.after[1]);
  EXPECT_FALSE(recover_three(four.group, blocks));
}

TEST_P(Structure, FourRoundsFallAndFiveContradictFour) {
  Random random(5);
  const SmallFeistel four = random_network({8, GetParam()}, 4, random);
  const auto found = recover_four(four.group, every_block(four));
  ASSERT_TRUE(found);
  EXPECT_EQ(agreement(four, *found), 1);
  const SmallFeistel five = random_network({8, GetParam()}, 5, random);
  std::vector<Seen> blocks = every_block(five);
  for (Seen& s : blocks) std::swap(s.after[0], s.after[1]);
  const auto wrong = recover_four(five.group, blocks);
  EXPECT_TRUE(!wrong || agreement(five, *wrong) < 0.01);
}

TEST(Yoyo, FiveRoundsFallAndSixDoNot) {
  Random random(6);
  const auto never = [](double) -> Status { return {}; };
  for (const std::size_t rounds : {4, 5}) {
    const SmallFeistel network = random_network({8, Combine::kXor}, rounds, random);
    const auto game = recover_five(code_book(network), 1 << 20, random, never);
    ASSERT_TRUE(game.ok() && game->network) << rounds;
    EXPECT_GT(agreement(network, *game->network), 0.9);
  }
  for (const Combine combine : {Combine::kXor, Combine::kAdd}) {
    const SmallFeistel network =
        random_network({8, combine}, combine == Combine::kXor ? 6 : 5, random);
    const auto game = recover_five(code_book(network), 1 << 17, random, never);
    ASSERT_TRUE(game.ok());
    EXPECT_FALSE(game->network);
  }
}

TEST(ToyCoupling, ReadsItsParameter) {
  EXPECT_EQ(make_target("toy-coupling/5", 1)->name, "toy-coupling/5-8");
  EXPECT_EQ(make_target("toy-coupling/5-16-xor", 1)->name, "toy-coupling/5-16-xor");
  for (const char* const bad :
       {"0", "65", "3-5", "3-20", "3-", "3-8-and", "x", "-8", "3-8-xor-xor"}) {
    const auto target = make_target(std::string("toy-coupling/") + bad, 1);
    ASSERT_FALSE(target.ok()) << bad;
    EXPECT_EQ(target.error().code, ErrorCode::kInvalidArgument) << bad;
  }
}

TEST(ToyCoupling, PermutesBlocksOfEverySize) {
  for (const char* const name : {"toy-coupling/6-4", "toy-coupling/6-8-xor", "toy-coupling/7-12",
                                 "toy-coupling/7-16-xor", "random-permutation"}) {
    auto target = make_target(name, 1);
    ASSERT_TRUE(target.ok()) << name;
    Oracle oracle(std::move(*target));
    EXPECT_TRUE(oracle.offers(kShortBlocks | kEncrypt | kDecrypt));
    const ByteString blocks = Random(1).bytes(256 * oracle.shape().block_bytes);
    ByteString codes(blocks.size()), back(blocks.size());
    ASSERT_TRUE(oracle.encrypt(blocks, codes).ok());
    ASSERT_TRUE(oracle.decrypt(codes, back).ok());
    EXPECT_NE(codes, blocks) << name;
    EXPECT_EQ(back, blocks) << name;
  }
}

// What structure/rounds builds on: other numbers of rounds, one count of queries.
TEST(WithRounds, CountsQueriesInOnePlace) {
  auto target = make_target("reversible/5", 1);
  ASSERT_TRUE(target.ok());
  Oracle oracle(std::move(*target));
  EXPECT_EQ(oracle.rounds(), 5);
  auto fewer = oracle.with_rounds(2, 1);
  ASSERT_TRUE(fewer.ok());
  EXPECT_EQ(fewer->rounds(), 2);
  ByteString block(16), code(16);
  ASSERT_TRUE(fewer->encrypt(block, code).ok());
  ASSERT_TRUE(oracle.encrypt(block, code).ok());
  EXPECT_EQ(oracle.queries(), 2u);
  auto aes = make_target("aes-256", 1);
  ASSERT_TRUE(aes.ok());
  const auto none = Oracle(std::move(*aes)).with_rounds(2, 1);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace neurocrypt::lab
