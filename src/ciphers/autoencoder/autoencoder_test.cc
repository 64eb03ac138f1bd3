// The autoencoder family against the vectors of an independent implementation, and what its users
// rely on. Trained keys are tested in src/training.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <string>

#include "base/random.h"
#include "ciphers/autoencoder/codec.h"
#include "ciphers/autoencoder/family.h"
#include "ciphers/autoencoder/synthetic.h"
#include "neurocrypt/seal.h"
#include "support/vectors.h"

namespace neurocrypt {
namespace {

using test::Fault;

MlpArchitecture mlp(const std::string& text) {
  return std::get<MlpArchitecture>(*parse_architecture(text));
}

const MlpArchitecture kSmall = mlp("128 tanh, 128 tanh");

std::unique_ptr<Cipher> load(const MlpArchitecture& architecture, ByteView weights) {
  auto cipher = kAutoencoderFamily.load(architecture, weights);
  EXPECT_TRUE(cipher.ok()) << cipher.error().message;
  return std::move(cipher).value();
}

std::unique_ptr<ChunkCipher> copy_stream(Fault fault, std::uint8_t salt = 1) {
  return load(kSmall, print_weights(test::copy_weights(kSmall, 128, fault)))
      ->stream(StreamSalt{salt});
}

Sha256Digest digest_of(const SecretBytes& bytes) { return sha256({bytes}); }

class AutoencoderOnEveryIsa : public testing::TestWithParam<Isa> {
 protected:
  void SetUp() override {
    if (!supports(GetParam())) GTEST_SKIP() << "this machine has no " << name(GetParam());
  }
};
INSTANTIATE_TEST_SUITE_P(Isa, AutoencoderOnEveryIsa,
                         testing::Values(Isa::kScalar, Isa::kAvx2, Isa::kAvx512),
                         [](const auto& instance) { return std::string(name(instance.param)); });

TEST_P(AutoencoderOnEveryIsa, InfersAsTheVectors) {
  int count = 0;
  for (const test::Vector& vector : test::read_vectors("autoencoder.txt")) {
    if (vector.at("kind") != "random") continue;
    const std::size_t units = std::stoul(vector.at("units"));
    const AutoencoderWeights weights = test::random_weights(mlp(vector.at("architecture")), units,
                                                            test::from_hex(vector.at("seed")));
    ASSERT_EQ(to_hex(digest_of(print_weights(weights))), vector.at("weights-sha256"));
    const BlockCodec codec(weights, GetParam());
    MlpWorkspace workspace;
    ByteString code(units), block(units / 8);
    codec.encode(test::from_hex(vector.at("block")).data(), code.data(), workspace);
    EXPECT_EQ(to_hex(code), vector.at("encoded")) << vector.at("architecture");
    codec.decode(test::from_hex(vector.at("code")).data(), block.data(), workspace);
    EXPECT_EQ(to_hex(block), vector.at("decoded")) << vector.at("architecture");
    ++count;
  }
  EXPECT_EQ(count, 5);
}

TEST(Autoencoder, EncryptsAsTheVectors) {
  int count = 0;
  for (const test::Vector& vector : test::read_vectors("autoencoder.txt")) {
    if (vector.at("kind") != "copy") continue;
    const MlpArchitecture architecture = mlp(vector.at("architecture"));
    const SecretBytes weights = print_weights(
        test::copy_weights(architecture, 128, static_cast<Fault>(std::stoi(vector.at("fault")))));
    ASSERT_EQ(to_hex(digest_of(weights)), vector.at("weights-sha256"));
    StreamSalt salt;
    const ByteString salt_bytes = test::from_hex(vector.at("salt"));
    std::copy(salt_bytes.begin(), salt_bytes.end(), salt.begin());
    const auto stream = load(architecture, weights)->stream(salt);
    const std::uint64_t chunk = std::stoull(vector.at("chunk"));
    const ByteString plaintext = test::from_hex(vector.at("plaintext"));
    ByteString ciphertext(stream->ciphertext_bytes(plaintext.size())), opened(plaintext.size());
    TagKey tag_key{}, tag_key_opened{};
    ASSERT_TRUE(stream->encrypt(chunk, plaintext, ciphertext, &tag_key).ok());
    EXPECT_EQ(to_hex(ciphertext), vector.at("ciphertext"));
    EXPECT_EQ(to_hex(tag_key), vector.at("tag-key"));
    ASSERT_TRUE(stream->decrypt(chunk, ciphertext, opened, &tag_key_opened).ok());
    EXPECT_EQ(opened, plaintext);
    EXPECT_EQ(tag_key_opened, tag_key);
    ++count;
  }
  EXPECT_EQ(count, 5);
}

TEST(Autoencoder, CiphertextSizesGrowStrictly) {
  const auto stream = copy_stream(Fault::kNone);
  EXPECT_EQ(stream->ciphertext_bytes(0), 0u);
  EXPECT_EQ(stream->ciphertext_bytes(1), 129u);
  EXPECT_EQ(stream->ciphertext_bytes(16), 144u);
  EXPECT_EQ(stream->ciphertext_bytes(17), 258u);
  for (std::size_t size = 1; size <= kChunkPlaintextBytes; ++size) {
    ASSERT_GT(stream->ciphertext_bytes(size), stream->ciphertext_bytes(size - 1));
  }
}

// A network that loses a quarter of the blocks still loses no bit, whatever the plaintext.
TEST(Autoencoder, RetriesUntilExact) {
  const auto stream = copy_stream(Fault::kQuarter);
  ByteString random(kChunkPlaintextBytes);
  fill_random(random);
  for (const ByteString& plaintext :
       {random, ByteString(5000, 0x00), ByteString(5000, 0xff), ByteString(4097, 0x01)}) {
    ByteString ciphertext(stream->ciphertext_bytes(plaintext.size())), opened(plaintext.size());
    ASSERT_TRUE(stream->encrypt(3, plaintext, ciphertext, nullptr).ok());
    ASSERT_TRUE(stream->decrypt(3, ciphertext, opened, nullptr).ok());
    EXPECT_EQ(opened, plaintext);
    std::size_t retried = 0;
    const std::size_t blocks = (plaintext.size() + 15) / 16;
    for (std::size_t i = 0; i < blocks; ++i) retried += ciphertext[129 * i] != 0 ? 1 : 0;
    EXPECT_NEAR(static_cast<double>(retried) / static_cast<double>(blocks), 0.25, 0.15);
  }
}

TEST(Autoencoder, FailsAndZeroizesWhenNoMaskWorks) {
  const auto stream = copy_stream(Fault::kAlways);
  ByteString ciphertext(stream->ciphertext_bytes(20), 7);
  TagKey tag_key;
  tag_key.fill(7);
  const Status status = stream->encrypt(0, ByteString(20, 1), ciphertext, &tag_key);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kExhausted);
  EXPECT_EQ(ciphertext, ByteString(ciphertext.size(), 0));
  EXPECT_EQ(tag_key, TagKey{});
}

TEST(Autoencoder, RefusesImpossibleSizes) {
  const auto stream = copy_stream(Fault::kNone);
  ByteString opened(16, 7);
  EXPECT_EQ(stream->decrypt(0, ByteString(143), opened, nullptr).error().code,
            ErrorCode::kNotAuthentic);
  EXPECT_EQ(opened, ByteString(16, 0));
}

// Equal blocks do not give equal codewords within a stream, and streams and chunks differ. This is
// all that the public mask does; it hides nothing from who knows the salt.
TEST(Autoencoder, MasksSeparateBlocksChunksAndStreams) {
  const ByteString plaintext(32, 0x55);
  ByteString a(2 * 129 + 15), b(a.size()), c(a.size());
  ASSERT_TRUE(copy_stream(Fault::kNone)->encrypt(0, plaintext, a, nullptr).ok());
  ASSERT_TRUE(copy_stream(Fault::kNone)->encrypt(1, plaintext, b, nullptr).ok());
  ASSERT_TRUE(copy_stream(Fault::kNone, 2)->encrypt(0, plaintext, c, nullptr).ok());
  EXPECT_FALSE(std::equal(a.begin(), a.begin() + 129, a.begin() + 129));
  EXPECT_NE(a, b);
  EXPECT_NE(a, c);
}

TEST(Autoencoder, RefusesBottlenecksWithTheReason) {
  for (const char* text :
       {"256 tanh, 64 tanh", "64 relu, 128 relu", "128 tanh, 64 sigmoid, 128 tanh"}) {
    const Status status = kAutoencoderFamily.check(*parse_architecture(text));
    ASSERT_FALSE(status.ok()) << text;
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(status.error().message.find("bottleneck"), std::string::npos);
  }
  EXPECT_FALSE(kAutoencoderFamily.check(*parse_architecture("lattice-r2")).ok());
  EXPECT_FALSE(kAutoencoderFamily.check(MlpArchitecture{{1, {256, Activation::kTanh}}}).ok());
  EXPECT_FALSE(kAutoencoderFamily.check(MlpArchitecture{{2, {192, Activation::kTanh}}}).ok());
  EXPECT_TRUE(kAutoencoderFamily.check(kAutoencoderFamily.default_architecture()).ok());
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(kAutoencoderFamily.check(kAutoencoderFamily.draw_architecture(kSmall)).ok());
  }
}

TEST(AutoencoderWeights, RefusesDamageWithTheOffset) {
  const SecretBytes good = print_weights(test::random_weights(kSmall, 128, as_bytes("seed")));
  const auto refusal = [](ByteView bytes, const MlpArchitecture& architecture) {
    const auto weights = parse_weights(bytes, architecture, 128);
    EXPECT_FALSE(weights.ok());
    return weights.ok() ? std::string() : weights.error().message;
  };
  const auto changed = [&](std::size_t offset, std::uint8_t value) {
    SecretBytes bytes = good.clone();
    bytes[offset] = value;
    return refusal(bytes, kSmall);
  };
  ASSERT_TRUE(parse_weights(good, kSmall, 128).ok());
  EXPECT_THAT(changed(0, 'X'), testing::HasSubstr("offset 0"));
  EXPECT_THAT(changed(4, 2), testing::HasSubstr("version 2"));
  EXPECT_THAT(changed(5, 1), testing::HasSubstr("offset 5"));
  EXPECT_THAT(changed(6, 64), testing::HasSubstr("offset 6"));
  EXPECT_THAT(changed(8, 64), testing::HasSubstr("another architecture at offset 8"));
  EXPECT_THAT(changed(12, 1), testing::HasSubstr("another architecture at offset 8"));
  EXPECT_THAT(changed(13, 16), testing::HasSubstr("shift"));
  EXPECT_THAT(changed(14, 31), testing::HasSubstr("shift"));
  EXPECT_THAT(changed(15, 1), testing::HasSubstr("offset 15"));
  EXPECT_THAT(changed(16 + 3, 0x7f), testing::HasSubstr("unit 0: its bias"));
  EXPECT_THAT(changed(16 + 512 + 1, 0x80), testing::HasSubstr("unit 0: a factor"));
  EXPECT_THAT(changed(16 + 512 + 256, 0x80), testing::HasSubstr("unit 0: a weight of -128"));
  for (std::size_t size = 0; size < good.size(); size += 997) {
    EXPECT_THAT(refusal(ByteView(good).first(size), kSmall),
                testing::HasSubstr("offset " + std::to_string(size)));
  }
  SecretBytes longer(good.size() + 1);
  std::copy(good.begin(), good.end(), longer.begin());
  EXPECT_THAT(refusal(longer, kSmall), testing::HasSubstr("after the last layer"));
  EXPECT_THAT(refusal(good, mlp("128 tanh, 128 relu")), testing::HasSubstr("another architecture"));
  EXPECT_THAT(refusal(good, mlp("128 tanh, 256 tanh")), testing::HasSubstr("another architecture"));
}

TEST(AutoencoderWeights, PrintsWhatItParses) {
  const SecretBytes bytes = print_weights(test::random_weights(kSmall, 128, as_bytes("seed")));
  const auto weights = parse_weights(bytes, kSmall, 128);
  ASSERT_TRUE(weights.ok());
  const SecretBytes again = print_weights(*weights);
  EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), again.begin(), again.end()));
}

TEST(Autoencoder, SaysThatItIsBroken) {
  EXPECT_EQ(kAutoencoderFamily.info.lifecycle, Lifecycle::kBroken);
  EXPECT_TRUE(kAutoencoderFamily.info.trained);
  EXPECT_EQ(kAutoencoderFamily.generate, nullptr);
  const Strength strength = kAutoencoderFamily.strength(kAutoencoderFamily.default_architecture());
  EXPECT_EQ(strength.parameters, 2u * (128 * 256 + 2 * 256 * 256 + 256 * 128 + 3 * 256 + 128));
  EXPECT_EQ(strength.effective_bits, 0);
  EXPECT_NE(strength.limited_by.find("known"), std::string::npos);
}

}  // namespace
}  // namespace neurocrypt
