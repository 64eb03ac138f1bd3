// Chunks alone, with a toy cipher for the suites neural and hybrid: no family is involved.
#include "container/chunk_sealer.h"

#include <gtest/gtest.h>

#include "support/sample.h"
#include "support/vectors.h"

namespace neurocrypt {
namespace {

using test::sample_bytes;

// XOR with AES-CTR under a fixed key, or that with every byte doubled, as a cipher that expands.
class ToyCipher : public ChunkCipher {
 public:
  explicit ToyCipher(bool expands) : expands_(expands) {}

  [[nodiscard]] std::size_t ciphertext_bytes(std::size_t plaintext_bytes) const override {
    return expands_ ? 2 * plaintext_bytes : plaintext_bytes;
  }
  Status encrypt(std::uint64_t chunk, ByteView plaintext, MutableBytes ciphertext,
                 TagKey* tag_key) const override {
    const ByteString pad = keystream(chunk, plaintext.size(), tag_key);
    for (std::size_t i = 0; i < ciphertext.size(); ++i) {
      const std::size_t j = expands_ ? i / 2 : i;
      ciphertext[i] = plaintext[j] ^ pad[j];
    }
    return {};
  }
  Status decrypt(std::uint64_t chunk, ByteView ciphertext, MutableBytes plaintext,
                 TagKey* tag_key) const override {
    const ByteString pad = keystream(chunk, plaintext.size(), tag_key);
    for (std::size_t i = 0; i < plaintext.size(); ++i) {
      plaintext[i] = ciphertext[expands_ ? 2 * i : i] ^ pad[i];
    }
    return {};
  }

 private:
  static ByteString keystream(std::uint64_t chunk, std::size_t size, TagKey* tag_key) {
    ByteString stream(32 + size);
    PublicStream(std::array<std::uint8_t, 16>{1, 2, 3}).generate(chunk, 0, stream);
    if (tag_key != nullptr) std::copy_n(stream.begin(), 32, tag_key->begin());
    return {stream.begin() + 32, stream.end()};
  }
  bool expands_;
};

StreamKey toy_stream(Suite suite, bool expands) {
  StreamKey key(suite, suite == Suite::kAes ? nullptr : std::make_unique<ToyCipher>(expands));
  key.aes_key().fill(42);
  return key;
}

class ChunkOfSuite : public ::testing::TestWithParam<std::pair<Suite, bool>> {
 protected:
  StreamKey key_ = toy_stream(GetParam().first, GetParam().second);
  ChunkSealer chunks_{key_};
};

INSTANTIATE_TEST_SUITE_P(ChunkSealer, ChunkOfSuite,
                         ::testing::Values(std::pair{Suite::kAes, false},
                                           std::pair{Suite::kNeural, false},
                                           std::pair{Suite::kNeural, true},
                                           std::pair{Suite::kHybrid, false},
                                           std::pair{Suite::kHybrid, true}));

TEST_P(ChunkOfSuite, OpensWhatItSeals) {
  for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 31u, 32u, 33u, 65'503u, 65'504u}) {
    const ByteString plaintext = sample_bytes(size);
    ByteString sealed(chunks_.sealed_bytes(size));
    ASSERT_TRUE(chunks_.seal(7, true, plaintext, sealed).ok());
    ASSERT_EQ(chunks_.plaintext_bytes(sealed.size()), size);
    ByteString opened(size, 0xee);
    ASSERT_TRUE(chunks_.open(7, true, sealed, opened).ok()) << size;
    EXPECT_EQ(opened, plaintext);
  }
}

TEST_P(ChunkOfSuite, EveryFlippedBitIsRefusedAndThePlaintextZeroed) {
  const ByteString plaintext = sample_bytes(21);
  ByteString sealed(chunks_.sealed_bytes(plaintext.size()));
  ASSERT_TRUE(chunks_.seal(7, false, plaintext, sealed).ok());
  for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
    sealed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    ByteString opened(plaintext.size(), 0xee);
    const Status status = chunks_.open(7, false, sealed, opened);
    ASSERT_FALSE(status.ok()) << bit;
    EXPECT_EQ(status.error().code, ErrorCode::kNotAuthentic);
    EXPECT_EQ(opened, ByteString(plaintext.size(), 0));
    sealed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
  }
}

TEST_P(ChunkOfSuite, BindsTheNumberAndTheFinalFlag) {
  const ByteString plaintext = sample_bytes(40);
  ByteString sealed(chunks_.sealed_bytes(plaintext.size()));
  ByteString opened(plaintext.size());
  for (const bool final : {false, true}) {
    ASSERT_TRUE(chunks_.seal(7, final, plaintext, sealed).ok());
    EXPECT_TRUE(chunks_.open(7, final, sealed, opened).ok());
    EXPECT_FALSE(chunks_.open(7, !final, sealed, opened).ok());
    EXPECT_FALSE(chunks_.open(6, final, sealed, opened).ok());
    EXPECT_FALSE(chunks_.open(7 + (std::uint64_t{1} << 32), final, sealed, opened).ok());
  }
}

TEST_P(ChunkOfSuite, SizesThatNoChunkHasAreTold) {
  EXPECT_FALSE(chunks_.plaintext_bytes(0));
  EXPECT_FALSE(chunks_.plaintext_bytes(15));
  EXPECT_EQ(chunks_.plaintext_bytes(16), 0u);
  EXPECT_FALSE(chunks_.plaintext_bytes(chunks_.sealed_bytes(kChunkPlaintextBytes) + 1));
  if (GetParam().second) {
    EXPECT_FALSE(chunks_.plaintext_bytes(17));
  }
}

TEST_P(ChunkOfSuite, StopsAtTheLimitOfChunks) {
  ByteString sealed(chunks_.sealed_bytes(1));
  EXPECT_TRUE(chunks_.seal(kChunksMax - 1, true, sample_bytes(1), sealed).ok());
  EXPECT_EQ(chunks_.seal(kChunksMax, true, sample_bytes(1), sealed).error().code,
            ErrorCode::kExhausted);
}

// The tag is exactly RFC 8439's: its section 2.8.2 with our nonce in place of the associated data
// would need ChaCha20, so the layout is checked against a Poly1305 input written out here.
TEST(ChunkSealer, NeuralTagHasTheLayoutOfRfc8439) {
  const StreamKey key = toy_stream(Suite::kNeural, false);
  ChunkSealer chunks(key);
  const ByteString plaintext = sample_bytes(5);
  ByteString sealed(21);
  ASSERT_TRUE(chunks.seal(0x0102, true, plaintext, sealed).ok());
  ByteString stream(32);
  PublicStream(std::array<std::uint8_t, 16>{1, 2, 3}).generate(0x0102, 0, stream);
  ByteString input = test::from_hex(
      "0000000000000102"
      "000000"
      "01"
      "00000000");
  input.insert(input.end(), sealed.begin(), sealed.begin() + 5);
  input.resize(32);
  const ByteString sizes = test::from_hex(
      "0c00000000000000"
      "0500000000000000");
  input.insert(input.end(), sizes.begin(), sizes.end());
  std::array<std::uint8_t, 16> tag{};
  poly1305(std::span<const std::uint8_t, 32>(stream.data(), 32), {input}, tag);
  EXPECT_TRUE(std::equal(tag.begin(), tag.end(), sealed.begin() + 5));
}

}  // namespace
}  // namespace neurocrypt
