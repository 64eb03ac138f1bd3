#include "lab/reversible_rounds/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "base/crypto.h"
#include "ciphers/reversible/reversible.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kPairs = 512;

std::map<std::string, Observation> every_test(const BlockOracle& oracle) {
  std::map<std::string, Observation> result;
  for (const auto& evidence :
       {difference_tests(oracle, kPairs, 1), counter_tests(oracle, 16 * kPairs),
        linear_tests(oracle, 4 * kPairs, 2), ridge_tests(oracle, 2 * kPairs, 3),
        neural_tests(oracle, 4 * kPairs, 4)}) {
    for (const Observation& e : evidence) result.emplace(e.statistic, e);
  }
  return result;
}

// Every test must find the identity, which leaves nothing undone that it looks for.
TEST(Statistics, FindTheIdentity) {
  const auto all = every_test([](MutableBytes) {});
  EXPECT_EQ(all.size(), 11u);
  for (const auto& [statistic, evidence] : all) {
    EXPECT_TRUE(distinguishable(evidence)) << statistic << " " << evidence.log10_p;
    EXPECT_LE(evidence.low, evidence.value + 1e-9) << statistic;
    EXPECT_GE(evidence.high, evidence.value - 1e-9) << statistic;
  }
}

TEST(Statistics, FindNothingInAes) {
  const std::array<std::uint8_t, 16> key = {7};
  const PublicStream aes(key);
  const auto all = every_test([&](MutableBytes blocks) {
    for (std::size_t at = 0; at < blocks.size(); at += 16) {
      std::uint64_t high = 0;
      std::uint64_t low = 0;
      for (std::size_t i = 0; i < 8; ++i) {
        high = high << 8 | blocks[at + i];
        low = low << 8 | blocks[at + 8 + i];
      }
      aes.generate(high, low, blocks.subspan(at, 16));
    }
  });
  for (const auto& [statistic, evidence] : all) {
    EXPECT_FALSE(distinguishable(evidence)) << statistic << " " << evidence.log10_p;
  }
}

TEST(Statistics, FindOneRoundOfTheNetworkButNotItsDefault) {
  const auto architecture =
      std::get<MlpArchitecture>(parse_architecture("64 tanh, 64 relu").value());
  const std::array<std::uint8_t, kReversibleSeedBytes> seed = {1};
  const auto found = [&](int rounds) {
    const auto network = ReversibleNetwork::from_seed(architecture, seed, rounds).value();
    const auto all = every_test([&](MutableBytes blocks) { network.encrypt_blocks(blocks); });
    return std::ranges::count_if(all, [](const auto& e) { return distinguishable(e.second); });
  };
  EXPECT_GE(found(1), 5);
  EXPECT_EQ(found(reversible_rounds(architecture)), 0);
}

TEST(Statistics, FindThreeRoundsByChosenCiphertextsButNotFour) {
  const auto architecture =
      std::get<MlpArchitecture>(parse_architecture("64 tanh, 64 relu").value());
  const std::array<std::uint8_t, kReversibleSeedBytes> seed = {1};
  const auto found = [&](int rounds) {
    const auto network = ReversibleNetwork::from_seed(architecture, seed, rounds).value();
    const auto evidence = chosen_ciphertext_tests(
        [&](MutableBytes blocks) { network.encrypt_blocks(blocks); },
        [&](MutableBytes blocks) { network.decrypt_blocks(blocks); }, kPairs, 5);
    return distinguishable(evidence.front());
  };
  EXPECT_TRUE(found(3));
  EXPECT_FALSE(found(4));
}

}  // namespace
}  // namespace neurocrypt::lab
