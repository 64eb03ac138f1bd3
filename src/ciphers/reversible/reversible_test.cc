#include "ciphers/reversible/reversible.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <random>
#include <set>
#include <string>

#include "ciphers/reversible/family.h"
#include "neurocrypt/seal.h"
#include "support/vectors.h"

namespace neurocrypt {
namespace {

constexpr Isa kIsas[] = {Isa::kScalar, Isa::kAvx2, Isa::kAvx512};
constexpr std::string_view kArchitectures[] = {
    "64 tanh, 64 tanh", "64 relu, 64 relu", "64 sigmoid, 128 relu, 64 tanh", "512 tanh, 64 sigmoid",
    "128 relu, 256 sigmoid, 64 relu, 512 tanh, 128 sigmoid"};

MlpArchitecture mlp(std::string_view text) {
  return std::get<MlpArchitecture>(*parse_architecture(text));
}

std::array<std::uint8_t, kReversibleSeedBytes> seed_of(int number) {
  std::array<std::uint8_t, kReversibleSeedBytes> seed{};
  seed[0] = static_cast<std::uint8_t>(number);
  return seed;
}

ByteString random_bytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  ByteString bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

double share_of_bits_that_differ(ByteView a, ByteView b) {
  int count = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    count += std::popcount(static_cast<unsigned>(a[i] ^ b[i]));
  return count / (8.0 * static_cast<double>(a.size()));
}

/// Half, within 6 standard deviations of as many fair coins.
void expect_unrelated(ByteView a, ByteView b) {
  const double sigma = 0.5 / std::sqrt(8.0 * static_cast<double>(a.size()));
  EXPECT_NEAR(share_of_bits_that_differ(a, b), 0.5, 6 * sigma);
}

ByteString encrypted(const ReversibleNetwork& network, ByteString blocks) {
  network.encrypt_blocks(blocks);
  return blocks;
}

TEST(Reversible, VariantsAgreeAndTheInverseIsExact) {
  for (const std::string_view text : kArchitectures) {
    const MlpArchitecture architecture = mlp(text);
    const auto reference =
        ReversibleNetwork::from_seed(architecture, seed_of(1), 3, Isa::kScalar).value();
    for (const Isa isa : kIsas) {
      if (!supports(isa)) continue;
      const auto network = ReversibleNetwork::from_seed(architecture, seed_of(1), 3, isa).value();
      for (const std::size_t blocks : {0, 1, 2, 15, 16, 17, 33, 63, 64, 65, 64 + 16 + 1}) {
        const ByteString plain = random_bytes(blocks * kReversibleBlockBytes, 7);
        ByteString bytes = encrypted(network, plain);
        EXPECT_EQ(bytes, encrypted(reference, plain)) << name(isa) << " " << text << " " << blocks;
        network.decrypt_blocks(bytes);
        EXPECT_EQ(bytes, plain) << name(isa) << " " << text << " " << blocks;
      }
    }
  }
}

TEST(Reversible, InvertsEveryKindOfBlock) {
  for (const int rounds : {1, 2, 16, 17, kReversibleRoundsMax}) {
    const auto network =
        ReversibleNetwork::from_seed(mlp("64 tanh, 64 relu"), seed_of(2), rounds).value();
    for (const auto filler : std::to_array<std::uint8_t>({0, 1, 127, 128, 255})) {
      const ByteString plain(kReversibleBlockBytes, filler);
      ByteString bytes = encrypted(network, plain);
      EXPECT_NE(bytes, plain);
      network.decrypt_blocks(bytes);
      EXPECT_EQ(bytes, plain);
    }
  }
}

TEST(Reversible, AnotherSeedOrArchitectureIsUnrelated) {
  const ByteString plain = random_bytes(4096, 3);
  const auto run = [&](std::string_view text, int seed) {
    return encrypted(ReversibleNetwork::from_seed(mlp(text), seed_of(seed), 16).value(), plain);
  };
  const ByteString base = run("64 tanh, 64 tanh", 1);
  expect_unrelated(base, run("64 tanh, 64 tanh", 2));
  expect_unrelated(base, run("64 tanh, 64 relu", 1));
  expect_unrelated(base, run("64 tanh, 64 tanh, 64 tanh", 1));
  expect_unrelated(base, plain);
}

// The product's fourth promise about a key: a near key does not decrypt nearly.
TEST(Reversible, OneWeightChangedByOneUnitChangesHalfTheBits) {
  const MlpArchitecture architecture = mlp("64 tanh, 64 tanh");
  const int rounds = reversible_rounds(architecture);
  const auto original = ReversibleNetwork::expand(architecture, seed_of(1), rounds).value();
  const std::size_t round_bytes = original.size() / static_cast<std::size_t>(rounds);
  const ByteString plain = random_bytes(16'384, 4);
  const ByteString base =
      encrypted(*ReversibleNetwork::from_parameters(architecture, original.clone(), rounds), plain);
  // A weight of each layer and a bias of the first round, and the last bias of the last.
  for (const std::size_t index : {std::size_t{17}, std::size_t{64 * 65 + 100}, round_bytes - 100,
                                  round_bytes - 1, original.size() - 1}) {
    SecretBytes changed = original.clone();
    ++changed[index];
    const auto near =
        ReversibleNetwork::from_parameters(architecture, std::move(changed), rounds).value();
    expect_unrelated(base, encrypted(near, plain));
    ByteString opened = base;
    near.decrypt_blocks(opened);
    expect_unrelated(opened, plain);
    for (std::size_t at = 0; at < plain.size(); at += kReversibleBlockBytes) {
      const ByteView before = ByteView(plain).subspan(at, kReversibleBlockBytes);
      const ByteView after = ByteView(opened).subspan(at, kReversibleBlockBytes);
      EXPECT_GT(share_of_bits_that_differ(before, after), 0.2) << "block " << at / 16;
    }
  }
}

// tools/vectors/reversible.py computes the same from the text of docs/ciphers/reversible.md.
TEST(Reversible, AgreesWithAnIndependentImplementation) {
  for (const test::Vector& vector : test::read_vectors("reversible.txt")) {
    const MlpArchitecture architecture = mlp(vector.at("architecture"));
    const ByteString seed = test::from_hex(vector.at("seed"));
    if (vector.contains("ciphertext")) {
      const int rounds = std::stoi(vector.at("rounds"));
      for (const Isa isa : kIsas) {
        if (!supports(isa)) continue;
        const auto network = ReversibleNetwork::from_seed(architecture, seed, rounds, isa).value();
        EXPECT_EQ(to_hex(encrypted(network, test::from_hex(vector.at("plaintext")))),
                  vector.at("ciphertext"))
            << vector.at("architecture") << ", " << rounds << " rounds, " << name(isa);
      }
      continue;
    }
    StreamSalt salt;
    std::ranges::copy(test::from_hex(vector.at("salt")), salt.begin());
    const auto stream =
        kReversibleFamily.load(Architecture{architecture}, seed).value()->stream(salt);
    ByteString bytes(kChunkPlaintextBytes);
    TagKey tag_key;
    ASSERT_TRUE(stream->encrypt(std::stoull(vector.at("chunk")), bytes, bytes, &tag_key).ok());
    bytes.insert(bytes.begin(), tag_key.begin(), tag_key.end());
    const std::size_t first = std::stoull(vector.at("first-block")) * kReversibleBlockBytes;
    EXPECT_EQ(to_hex(ByteView(bytes).subspan(first, vector.at("keystream").size() / 2)),
              vector.at("keystream"));
  }
}

TEST(Reversible, RefusesWhatItCannotBuild) {
  const MlpArchitecture good = mlp("64 tanh, 64 tanh");
  EXPECT_FALSE(ReversibleNetwork::from_seed(good, random_bytes(31, 1), 16).ok());
  EXPECT_FALSE(ReversibleNetwork::from_seed(good, seed_of(1), 0).ok());
  EXPECT_FALSE(ReversibleNetwork::from_seed(good, seed_of(1), kReversibleRoundsMax + 1).ok());
  EXPECT_FALSE(ReversibleNetwork::from_parameters(good, SecretBytes(100), 16).ok());
  for (const MlpArchitecture& bad :
       {MlpArchitecture{{{64, Activation::kTanh}}},
        MlpArchitecture{{{64, Activation::kTanh}, {96, Activation::kTanh}}},
        MlpArchitecture{{{64, Activation::kTanh}, {64, Activation{9}}}}}) {
    EXPECT_EQ(check_reversible(bad).error().code, ErrorCode::kInvalidArgument);
  }
}

// docs/adr/0003-reversible-rounds.md
TEST(Reversible, HasMoreRoundsWithoutASmoothLayer) {
  EXPECT_EQ(reversible_rounds(mlp("64 tanh, 64 relu")), 16);
  EXPECT_EQ(reversible_rounds(mlp("512 sigmoid, 512 sigmoid")), 16);
  EXPECT_EQ(reversible_rounds(mlp("512 relu, 64 relu, 64 relu")), 24);
}

TEST(Reversible, StatesItsStrengthWithItsLimit) {
  const Strength strength = kReversibleFamily.strength(Architecture{mlp("64 tanh, 64 relu")});
  EXPECT_EQ(strength.parameters, 16u * (64 * 65 + 64 * 65 + 8 * 65));
  EXPECT_NEAR(strength.nominal_bits, 8.0 * 141'440 + std::log2(271'440.0), 0.01);
  EXPECT_EQ(strength.effective_bits, 128);
  EXPECT_NE(strength.limited_by.find("no reduction"), std::string::npos);
}

class ReversibleFamily : public testing::Test {
 protected:
  static std::unique_ptr<ChunkCipher> stream(std::string_view text, int seed, std::uint8_t salt) {
    const auto cipher = kReversibleFamily.load(Architecture{mlp(text)}, seed_of(seed));
    return cipher.value()->stream(StreamSalt{salt});
  }
  static ByteString keystream(const ChunkCipher& stream, std::uint64_t chunk, std::size_t size) {
    ByteString bytes(size);
    EXPECT_TRUE(stream.encrypt(chunk, bytes, bytes, nullptr).ok());
    return bytes;
  }
};

TEST_F(ReversibleFamily, RoundTripsChunksInAnyOrderAndInPlace) {
  const auto s = stream("64 tanh, 64 relu", 1, 5);
  for (const std::size_t size : {0, 1, 15, 16, 17, 991, 992, 993, 1024, 5000, 65'504}) {
    for (const std::uint64_t chunk : {std::uint64_t{7}, std::uint64_t{0}, std::uint64_t{1} << 27}) {
      const ByteString plain = random_bytes(size, 9);
      ByteString sealed(size), in_place = plain, opened(size);
      TagKey sealing_tag{}, opening_tag{};
      ASSERT_TRUE(s->encrypt(chunk, plain, sealed, &sealing_tag).ok());
      ASSERT_TRUE(s->encrypt(chunk, in_place, in_place, nullptr).ok());
      ASSERT_TRUE(s->decrypt(chunk, sealed, opened, &opening_tag).ok());
      EXPECT_EQ(opened, plain);
      EXPECT_EQ(in_place, sealed);
      EXPECT_EQ(sealing_tag, opening_tag);
      EXPECT_NE(sealing_tag, TagKey{});
    }
  }
}

TEST_F(ReversibleFamily, KeystreamsOfChunksStreamsAndKeysAreUnrelated) {
  const ByteString base = keystream(*stream("64 tanh, 64 tanh", 1, 1), 0, 8192);
  expect_unrelated(base, keystream(*stream("64 tanh, 64 tanh", 1, 1), 1, 8192));
  expect_unrelated(base, keystream(*stream("64 tanh, 64 tanh", 1, 2), 0, 8192));
  expect_unrelated(base, keystream(*stream("64 tanh, 64 tanh", 2, 1), 0, 8192));
  expect_unrelated(base, keystream(*stream("64 tanh, 64 relu", 1, 1), 0, 8192));
  EXPECT_EQ(keystream(*stream("64 tanh, 64 tanh", 1, 1), 0, 100),
            ByteString(base.begin(), base.begin() + 100));
}

TEST_F(ReversibleFamily, BlocksOfAStreamNeverRepeat) {
  const auto s = stream("64 relu, 64 relu", 1, 1);
  std::set<ByteString> seen;
  for (std::uint64_t chunk = 0; chunk < 4; ++chunk) {
    TagKey tag{};
    ByteString bytes(kChunkPlaintextBytes);
    ASSERT_TRUE(s->encrypt(chunk, bytes, bytes, &tag).ok());
    bytes.insert(bytes.begin(), tag.begin(), tag.end());
    for (auto at = bytes.begin(); at != bytes.end(); at += kReversibleBlockBytes) {
      EXPECT_TRUE(seen.insert(ByteString(at, at + kReversibleBlockBytes)).second);
    }
  }
}

TEST_F(ReversibleFamily, EndsAtTheDataLimitWithZeroedOutputs) {
  const auto s = stream("64 relu, 64 relu", 1, 1);
  ByteString bytes(100, 1);
  TagKey tag;
  tag.fill(1);
  EXPECT_TRUE(s->encrypt(kReversibleStreamChunksMax - 1, bytes, bytes, &tag).ok());
  const Status status = s->encrypt(kReversibleStreamChunksMax, bytes, bytes, &tag);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kExhausted);
  EXPECT_EQ(bytes, ByteString(100, 0));
  EXPECT_EQ(tag, TagKey{});
}

TEST_F(ReversibleFamily, RefusesAForeignKey) {
  const Architecture architecture = kReversibleFamily.default_architecture();
  EXPECT_EQ(kReversibleFamily.load(architecture, ByteString(31)).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(kReversibleFamily.load(LatticeArchitecture{}, seed_of(1)).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(kReversibleFamily.generate(LatticeArchitecture{}).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(kReversibleFamily.generate(architecture).value().size(), kReversibleSeedBytes);
}

}  // namespace
}  // namespace neurocrypt
