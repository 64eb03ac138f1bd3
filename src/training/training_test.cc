// Training for real, on small networks and few steps.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>

#include "base/random.h"
#include "ciphers/cipher.h"
#include "neurocrypt/pure_neural_cipher.h"
#include "neurocrypt/seal.h"
#include "training/certify.h"
#include "training/network.h"

namespace neurocrypt {
namespace {

const MlpArchitecture kSmall{{2, HiddenLayer{128, Activation::kTanh}}};
constexpr int kFewSteps = 500;

AutoencoderWeights trained(std::uint64_t seed, int steps = kFewSteps) {
  auto run = train_network(kSmall, 128, TrainingSeed::research(seed), steps, {});
  EXPECT_TRUE(run.ok());
  return quantise(run->network);
}

const AutoencoderWeights& first_network() {
  static const AutoencoderWeights weights = trained(1);
  return weights;
}

bool same(const AutoencoderWeights& a, const AutoencoderWeights& b) {
  const SecretBytes x = print_weights(a);
  const SecretBytes y = print_weights(b);
  return std::equal(x.begin(), x.end(), y.begin(), y.end());
}

double share_of_bits_wrong(const BlockCodec& encoder, const BlockCodec& decoder) {
  MlpWorkspace workspace;
  int wrong = 0;
  constexpr int kBlocks = 1000;
  for (int n = 0; n < kBlocks; ++n) {
    std::uint8_t block[16], code[128], decoded[16];
    fill_random(block);
    encoder.encode(block, code, workspace);
    decoder.decode(code, decoded, workspace);
    for (int i = 0; i < 16; ++i) {
      wrong += std::popcount(static_cast<std::uint8_t>(block[i] ^ decoded[i]));
    }
  }
  return wrong / (128.0 * kBlocks);
}

TEST(Training, LearnsFromHalfOfTheBitsWrongToNone) {
  const auto run = train_network(kSmall, 128, TrainingSeed::research(2), kFewSteps, {});
  ASSERT_TRUE(run.ok());
  EXPECT_NEAR(run->learning.front().bit_error_rate, 0.5, 0.02);
  EXPECT_LT(run->learning.back().bit_error_rate, 1e-4);
  EXPECT_EQ(run->learning.back().step, kFewSteps);
  const auto trips = measure_round_trips(BlockCodec(quantise(run->network)), 20'000, {});
  ASSERT_TRUE(trips.ok());
  EXPECT_TRUE(trips->certified()) << trips->blocks_failed << " blocks failed";
}

TEST(Training, UntrainedNetworksAreNotCertified) {
  const auto trips = measure_round_trips(BlockCodec(trained(1, 3)), 5000, {});
  ASSERT_TRUE(trips.ok());
  EXPECT_FALSE(trips->certified());
  EXPECT_GT(trips->failure_rate(), 0.99);
}

TEST(Training, RepeatsFromASeed) { EXPECT_TRUE(same(trained(3, 20), trained(3, 20))); }

// PyTorch's generator would give one key for all three.
TEST(Training, UsesAllBitsOfTheSeed) {
  const AutoencoderWeights one = trained(1, 3);
  EXPECT_FALSE(same(one, trained(1 + (std::uint64_t{1} << 32), 3)));
  EXPECT_FALSE(same(one, trained(1 + (std::uint64_t{1} << 40), 3)));
}

TEST(Training, KeysComeFromTheSystemsGenerator) {
  const TrainingSeed a = TrainingSeed::random();
  const TrainingSeed b = TrainingSeed::random();
  EXPECT_EQ(a.bytes().size(), 32u);
  EXPECT_FALSE(std::equal(a.bytes().begin(), a.bytes().end(), b.bytes().begin()));
}

TEST(Training, StopsWhenAsked) {
  const auto run = train_network(kSmall, 128, TrainingSeed::research(1), 1000,
                                 [](const LearningPoint& point, int) { return point.step < 50; });
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().code, ErrorCode::kCancelled);
}

TEST(Training, AnotherTrainingRunDecryptsNothing) {
  EXPECT_NEAR(share_of_bits_wrong(BlockCodec(first_network()), BlockCodec(trained(4))), 0.5, 0.02);
}

// The honest part: a key that is nearly right decrypts nearly everything. That is why sealed files
// commit to the key, and why the number of weights says nothing about strength.
TEST(Training, NearKeysNearlyDecrypt) {
  SecretBytes bytes = print_weights(first_network());
  std::uint8_t& last_weight = bytes[bytes.size() - 1];
  last_weight = last_weight == 1 ? 2 : 1;
  const auto near = parse_weights(bytes, kSmall, 128);
  ASSERT_TRUE(near.ok());
  EXPECT_LT(share_of_bits_wrong(BlockCodec(first_network()), BlockCodec(*near)), 0.01);
}

// Through the family, with a trained key: every bit of a megabyte and of the plaintexts that are
// not random.
TEST(Training, NoBitIsLost) {
  auto cipher = family(FamilyId::kAutoencoder).load(kSmall, print_weights(first_network()));
  ASSERT_TRUE(cipher.ok());
  StreamSalt salt;
  fill_random(salt);
  const auto stream = (*cipher)->stream(salt);
  ByteString plaintext(kChunkPlaintextBytes), opened(kChunkPlaintextBytes);
  ByteString ciphertext(stream->ciphertext_bytes(plaintext.size()));
  for (std::uint64_t chunk = 0; chunk < 27; ++chunk) {  // 110,538 blocks
    if (chunk == 0 || chunk == 1) {
      std::fill(plaintext.begin(), plaintext.end(), chunk == 0 ? 0x00 : 0xff);
    } else {
      fill_random(plaintext);
    }
    ASSERT_TRUE(stream->encrypt(chunk, plaintext, ciphertext, nullptr).ok());
    ASSERT_TRUE(stream->decrypt(chunk, ciphertext, opened, nullptr).ok());
    ASSERT_EQ(opened, plaintext);
  }
}

TEST(RoundTrips, BoundsItsFailureRate) {
  const auto upper = [](std::uint64_t failed, std::uint64_t blocks) {
    return RoundTrips{.blocks = blocks, .blocks_failed = failed}.failure_rate_upper_95();
  };
  EXPECT_NEAR(upper(0, 100'000), 3.0 / 100'000, 1e-6);  // the rule of three
  EXPECT_NEAR(upper(100, 10'000), 0.01178, 1e-4);
  EXPECT_LE(upper(1'900, 100'000), kBlockFailureRateMax);
  EXPECT_GT(upper(2'000, 100'000), kBlockFailureRateMax);
}

TEST(PureNeuralCipher, EncryptsBlocksOfEverySize) {
  for (const int bits : {64, 128, 256}) {
    PureNeuralCipher cipher({.bit_size = bits, .hidden_layers = 2, .width = std::max(bits, 128)});
    ByteString block(static_cast<std::size_t>(bits / 8), 0x5a);
    EXPECT_EQ(cipher.encrypt(block).error().code, ErrorCode::kRefused);
    const auto certificate = cipher.train({.epochs = kFewSteps});
    ASSERT_TRUE(certificate.ok()) << certificate.error().message;
    EXPECT_GT(certificate->learning.front().bit_error_rate, 0.4);
    for (int n = 0; n < 100; ++n) {
      fill_random(block);
      const auto opened = cipher.decrypt(cipher.encrypt(block));
      ASSERT_TRUE(opened.ok());
      ASSERT_EQ(*opened, block);
    }
    EXPECT_FALSE(cipher.decrypt(ByteString(5)).ok());

    PureNeuralCipher loaded({.bit_size = bits, .hidden_layers = 2, .width = std::max(bits, 128)});
    ASSERT_TRUE(loaded.load(cipher.save()).ok());
    EXPECT_EQ(*loaded.encrypt(block), *cipher.encrypt(block));
    EXPECT_EQ(PureNeuralCipher({.bit_size = bits, .hidden_layers = 3, .width = 256})
                  .load(cipher.save())
                  .error()
                  .code,
              ErrorCode::kCorrupt);
  }
}

TEST(PureNeuralCipher, ReportsOptionsThatCannotWork) {
  const auto code_of = [](PureNeuralCipher::Options options) {
    return PureNeuralCipher(std::move(options)).train({.epochs = 1}).error().code;
  };
  EXPECT_EQ(code_of({.bit_size = 100}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of({.bit_size = 256, .width = 128}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of({.hidden_layers = 1}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of({.hidden_layers = 1'000'000}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of({.width = 100}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of({}), ErrorCode::kExhausted);  // one step is not enough
}

}  // namespace
}  // namespace neurocrypt
