// The lattice family against the vectors of an independent implementation, and the properties that
// its users rely on.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "base/crypto.h"
#include "base/random.h"
#include "ciphers/lattice/family.h"
#include "neurocrypt/seal.h"
#include "support/vectors.h"

namespace neurocrypt::lattice {
namespace {

LatticeArchitecture architecture_of(const std::string& text) {
  return std::get<LatticeArchitecture>(*parse_architecture(text));
}

std::vector<Isa> supported_isas() {
  std::vector<Isa> isas;
  for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
    if (supports(isa)) isas.push_back(isa);
  }
  return isas;
}

ByteString numbered_seed(std::uint8_t number) { return ByteString(kSeedBytes, number); }

std::unique_ptr<Cipher> cipher_of(const LatticeArchitecture& architecture, ByteView seed,
                                  Isa isa = best_isa()) {
  return make_cipher(architecture, expand_weights(architecture, seed), isa);
}

ByteString keystream(const ChunkCipher& stream, std::uint64_t chunk, std::size_t size) {
  const ByteString zeros(size, 0);
  ByteString out(size);
  EXPECT_TRUE(stream.encrypt(chunk, zeros, out, nullptr).ok());
  return out;
}

std::size_t differing_bits(ByteView a, ByteView b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    count += static_cast<std::size_t>(std::popcount(static_cast<unsigned>(a[i] ^ b[i])));
  }
  return count;
}

class LatticeOnEveryIsa : public testing::TestWithParam<Isa> {};
INSTANTIATE_TEST_SUITE_P(Isa, LatticeOnEveryIsa, testing::ValuesIn(supported_isas()),
                         [](const auto& instance) { return std::string(name(instance.param)); });

TEST_P(LatticeOnEveryIsa, MatchesTheVectors) {
  std::unique_ptr<Cipher> cipher;
  std::string loaded;
  for (const test::Vector& vector : test::read_vectors("lattice.txt")) {
    const std::string key =
        vector.at("set") + " depth " + vector.at("depth") + ' ' + vector.at("seed");
    if (key != loaded) {
      cipher = cipher_of(architecture_of(vector.at("set") + " depth " + vector.at("depth")),
                         test::from_hex(vector.at("seed")), GetParam());
      loaded = key;
    }
    StreamSalt salt;
    std::ranges::copy(test::from_hex(vector.at("salt")), salt.begin());
    const ByteString zeros(std::stoull(vector.at("size")), 0);
    ByteString stream(zeros.size());
    TagKey tag_key{};
    ASSERT_TRUE(cipher->stream(salt)
                    ->encrypt(std::stoull(vector.at("chunk")), zeros, stream, &tag_key)
                    .ok());
    const std::string where = key + " chunk " + vector.at("chunk") + " size " + vector.at("size");
    EXPECT_EQ(to_hex(tag_key), vector.at("tag-key")) << where;
    if (vector.contains("keystream")) {
      EXPECT_EQ(to_hex(stream), vector.at("keystream")) << where;
    } else {
      EXPECT_EQ(to_hex(sha256({stream})), vector.at("sha256")) << where;
    }
  }
}

TEST_P(LatticeOnEveryIsa, EverySizeIsAPrefixAndReturns) {
  for (const Parameters& set : kParameters) {
    for (const int depth : {1, 3}) {
      const auto cipher = cipher_of({set.set, depth}, numbered_seed(1), GetParam());
      const auto stream = cipher->stream(StreamSalt{7});
      const ByteString whole = keystream(*stream, 2, kChunkPlaintextBytes);
      TagKey expected_tag_key{};
      ASSERT_TRUE(stream->encrypt(2, {}, {}, &expected_tag_key).ok());
      EXPECT_NE(expected_tag_key, TagKey{});
      for (const std::size_t size : {0u, 1u, 31u, 32u, 33u, 479u, 480u, 481u, 2015u, 2016u, 2017u,
                                     16351u, 16352u, 16353u, 16384u, 32736u, 65503u, 65504u}) {
        ByteString data(size);
        for (std::size_t i = 0; i < size; ++i) data[i] = static_cast<std::uint8_t>(i * 7);
        const ByteString plaintext = data;
        TagKey tag_key{};
        ASSERT_TRUE(stream->encrypt(2, plaintext, data, &tag_key).ok());
        EXPECT_EQ(tag_key, expected_tag_key);
        for (std::size_t i = 0; i < size; ++i)
          ASSERT_EQ(data[i], plaintext[i] ^ whole[i]) << size << " at " << i;
        ASSERT_TRUE(stream->decrypt(2, data, data, nullptr).ok());  // in place
        EXPECT_EQ(data, plaintext) << size;
      }
    }
  }
}

TEST(Lattice, ChunksAreIndependentOfTheOrder) {
  const auto cipher = cipher_of({}, numbered_seed(1));
  const auto forwards = cipher->stream(StreamSalt{1});
  const auto backwards = cipher->stream(StreamSalt{1});
  std::vector<ByteString> chunks;
  for (std::uint64_t chunk = 0; chunk < 4; ++chunk)
    chunks.push_back(keystream(*forwards, chunk, 100));
  for (std::uint64_t chunk = 4; chunk-- > 0;)
    EXPECT_EQ(keystream(*backwards, chunk, 100), chunks[chunk]);
  EXPECT_NE(chunks[0], chunks[1]);
}

TEST(Lattice, OtherSeedsSaltsDepthsAndSetsGiveUnrelatedKeystreams) {
  const auto of = [](const LatticeArchitecture& architecture, std::uint8_t seed,
                     std::uint8_t salt) {
    return keystream(*cipher_of(architecture, numbered_seed(seed))->stream(StreamSalt{salt}), 0,
                     4096);
  };
  // 32,768 fair coins: 500 off the mean is 5.5 standard deviations.
  const auto expect_unrelated = [](const ByteString& a, const ByteString& b) {
    EXPECT_NEAR(static_cast<double>(differing_bits(a, b)), 16384, 500);
  };
  for (const Parameters& set : kParameters) {
    const ByteString base = of({set.set, 1}, 1, 1);
    expect_unrelated(base, ByteString(base.size(), 0));
    expect_unrelated(base, of({set.set, 1}, 2, 1));
    expect_unrelated(base, of({set.set, 1}, 1, 2));
    expect_unrelated(base, of({set.set, 2}, 1, 1));
    for (const Parameters& other : kParameters) {
      if (other.set != set.set) expect_unrelated(base, of({other.set, 1}, 1, 1));
    }
  }
}

TEST(Lattice, OneUnitOfOneWeightChangesHalfOfTheBitsOfItsRow) {
  const StreamSalt salt{3};
  for (const Parameters& set : kParameters) {
    for (const int depth : {1, 2}) {
      const LatticeArchitecture architecture{set.set, depth};
      std::vector<LayerWeights> layers = expand_weights(architecture, numbered_seed(9));
      const auto before =
          keystream(*make_cipher(architecture, layers, best_isa())->stream(salt), 0, 16'352);
      std::int8_t& weight = layers[0][static_cast<std::size_t>(set.n + 17)];  // row 1
      weight = static_cast<std::int8_t>(weight > 0 ? weight - 1 : weight + 1);
      const auto after =
          keystream(*make_cipher(architecture, layers, best_isa())->stream(salt), 0, 16'352);
      std::size_t changed = 0;
      std::size_t total = 0;
      for (std::size_t i = 0; i < before.size(); ++i) {
        // With one layer, row 1 alone depends on the weight: one byte of 512, or the second 2048 of
        // 16,384.
        const std::size_t at = i + sizeof(TagKey);
        const bool of_the_row =
            is_ring(set) ? at / negacyclic::kRowBytes == 1 : at % kDenseBlockBytes == 1;
        if (depth > 1 || of_the_row) {
          changed += differing_bits({&before[i], 1}, {&after[i], 1});
          total += 8;
        } else {
          ASSERT_EQ(before[i], after[i]) << print(Architecture(architecture)) << " at " << i;
        }
      }
      const double part = static_cast<double>(changed) / static_cast<double>(total);
      if (depth == 1 || is_ring(set)) {
        EXPECT_NEAR(part, 0.5, 5.5 * 0.5 / std::sqrt(static_cast<double>(total)))
            << print(Architecture(architecture));
      } else {
        // The row feeds one byte of the next input, and its product with a weight moves the sum by
        // less than 2^15.
        EXPECT_NEAR(part, 0.43, 0.1) << print(Architecture(architecture));
      }
    }
  }
}

TEST(Lattice, WeightsHaveTheirDistribution) {
  for (const Parameters& set : kParameters) {
    const std::vector<LayerWeights> layers = expand_weights({set.set, 1}, numbered_seed(5));
    ASSERT_EQ(layers.size(), 1u);
    double sum = 0;
    double squares = 0;
    int least = 0;
    int greatest = 0;
    for (const std::int8_t weight : layers[0]) {
      sum += weight;
      squares += weight * weight;
      least = std::min<int>(least, weight);
      greatest = std::max<int>(greatest, weight);
    }
    const auto count = static_cast<double>(layers[0].size());
    const bool dense = !is_ring(set);
    const double variance = dense ? (65536.0 - 1) / 12 : set.set == LatticeSet::kR2 ? 0.5 : 2.0 / 3;
    EXPECT_NEAR(sum / count, dense ? -0.5 : 0, 5.5 * std::sqrt(variance / count));
    EXPECT_NEAR(squares / count, variance + (dense ? 0.25 : 0), dense ? 60 : 0.03);
    EXPECT_EQ(least, dense ? -128 : -1);
    EXPECT_EQ(greatest, dense ? 127 : 1);
  }
}

TEST(Lattice, StopsAtTheDataLimit) {
  for (const Parameters& set : kParameters) {
    const std::uint64_t limit = kBlocksMax / (is_ring(set) ? 4u : 128u);
    const auto stream = cipher_of({set.set, 1}, numbered_seed(1))->stream(StreamSalt{1});
    ByteString data(10, 1);
    TagKey tag_key{};
    EXPECT_TRUE(stream->encrypt(limit - 1, data, data, &tag_key).ok());
    tag_key.fill(1);
    const Status status = stream->encrypt(limit, data, data, &tag_key);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kExhausted);
    EXPECT_EQ(data, ByteString(10, 0));
    EXPECT_EQ(tag_key, TagKey{});
  }
}

TEST(LatticeFamily, GeneratesAndLoadsEveryArchitecture) {
  for (const Parameters& set : kParameters) {
    for (int depth = 1; depth <= kLatticeDepthMax; ++depth) {
      const Architecture architecture = LatticeArchitecture{set.set, depth};
      ASSERT_TRUE(kLatticeFamily.check(architecture).ok());
      const auto seed = kLatticeFamily.generate(architecture);
      ASSERT_TRUE(seed.ok());
      const auto cipher = kLatticeFamily.load(architecture, *seed);
      ASSERT_TRUE(cipher.ok());
      const auto lattice = std::get<LatticeArchitecture>(architecture);
      EXPECT_EQ(keystream(*(*cipher)->stream(StreamSalt{1}), 1, 99),
                keystream(*cipher_of(lattice, *seed, Isa::kScalar)->stream(StreamSalt{1}), 1, 99));
      const Strength strength = kLatticeFamily.strength(architecture);
      EXPECT_EQ(strength.effective_bits, 128);
      EXPECT_GT(strength.nominal_bits, 1000);
    }
  }
}

TEST(LatticeFamily, RefusesWhatItCannotUse) {
  EXPECT_FALSE(kLatticeFamily.check(LatticeArchitecture{LatticeSet::kR2, 0}).ok());
  EXPECT_FALSE(kLatticeFamily.check(LatticeArchitecture{LatticeSet::kR2, 6}).ok());
  EXPECT_FALSE(kLatticeFamily.check(LatticeArchitecture{static_cast<LatticeSet>(9), 1}).ok());
  EXPECT_FALSE(kLatticeFamily.check(MlpArchitecture{}).ok());
  for (const std::size_t size : {0u, 31u, 33u}) {
    const auto loaded = kLatticeFamily.load(LatticeArchitecture{}, ByteString(size, 1));
    ASSERT_FALSE(loaded.ok());
    EXPECT_EQ(loaded.error().code, ErrorCode::kCorrupt);
  }
}

}  // namespace
}  // namespace neurocrypt::lattice
