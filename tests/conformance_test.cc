// What every family must do, whichever it is: one test over the registry. Keys of trained families
// take a training run, so those are tested beside their code.
#include <gtest/gtest.h>

#include <bit>
#include <ostream>

#include "ciphers/cipher.h"
#include "keys/state.h"
#include "neurocrypt/seal.h"
#include "support/sample.h"

namespace neurocrypt {

// GoogleTest's name for a parameter: an address would change the test's name from run to run.
static void PrintTo(const Family* row, std::ostream* out) { *out << row->info.name; }

namespace {

using test::sample_bytes;
using test::value_of;

class EveryFamily : public ::testing::TestWithParam<const Family*> {
 protected:
  void SetUp() override {
    if (GetParam()->generate == nullptr) GTEST_SKIP() << "keys of this family are trained";
  }
  static KeyMaterial material() {
    return value_of(generate_key_material(GetParam()->info.id, GetParam()->default_architecture()));
  }
  static std::unique_ptr<Cipher> cipher() {
    const KeyMaterial made = material();
    return value_of(GetParam()->load(made.architecture, made.weights));
  }
};

INSTANTIATE_TEST_SUITE_P(Conformance, EveryFamily, ::testing::ValuesIn(family_registry()),
                         [](const auto& row) { return std::string(row.param->info.name); });

TEST_P(EveryFamily, SaysWhatItIs) {
  const FamilyInfo& info = GetParam()->info;
  EXPECT_FALSE(info.construction.empty());
  EXPECT_FALSE(info.basis.empty());
  EXPECT_EQ(value_of(find_family(info.name)).id, info.id);
  const Strength strength = GetParam()->strength(GetParam()->default_architecture());
  EXPECT_GT(strength.parameters, 0u);
  EXPECT_LE(strength.effective_bits, 256);
  EXPECT_GE(strength.nominal_bits, strength.effective_bits);
  EXPECT_FALSE(strength.limited_by.empty());
}

TEST_P(EveryFamily, SizesOfCiphertextGrowStrictly) {
  const auto stream = cipher()->stream(StreamSalt{1});
  for (std::size_t size = 0; size < kChunkPlaintextBytes; ++size) {
    ASSERT_LT(stream->ciphertext_bytes(size), stream->ciphertext_bytes(size + 1)) << size;
  }
}

TEST_P(EveryFamily, DecryptsChunksInAnyOrderWithTheSameTagKey) {
  const std::unique_ptr<Cipher> key = cipher();
  const auto stream = key->stream(StreamSalt{1});
  const auto again = key->stream(StreamSalt{1});
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{31}, std::size_t{32}, std::size_t{33},
        std::size_t{2'016}, std::size_t{2'017}, std::size_t{16'353}, kChunkPlaintextBytes}) {
    const ByteString plaintext = sample_bytes(size);
    for (const std::uint64_t chunk : {5, 0, 1 << 20}) {
      SCOPED_TRACE(std::to_string(size) + " bytes in chunk " + std::to_string(chunk));
      ByteString ciphertext(stream->ciphertext_bytes(size));
      TagKey sealed_key{};
      ASSERT_TRUE(stream->encrypt(chunk, plaintext, ciphertext, &sealed_key).ok());
      ByteString opened(size);
      TagKey opened_key{};
      ASSERT_TRUE(again->decrypt(chunk, ciphertext, opened, &opened_key).ok());
      EXPECT_EQ(opened, plaintext);
      EXPECT_EQ(opened_key, sealed_key);
      EXPECT_NE(sealed_key, TagKey{});
      ByteString without(ciphertext.size());
      ASSERT_TRUE(stream->encrypt(chunk, plaintext, without, nullptr).ok());
      ASSERT_TRUE(again->decrypt(chunk, without, opened, nullptr).ok());
      EXPECT_EQ(opened, plaintext) << "without a tag key";
      if (ciphertext.size() == size) {
        ByteString in_place = plaintext;
        ASSERT_TRUE(stream->encrypt(chunk, in_place, in_place, nullptr).ok());
        ASSERT_TRUE(stream->decrypt(chunk, in_place, in_place, nullptr).ok());
        EXPECT_EQ(in_place, plaintext);
      }
    }
  }
}

TEST_P(EveryFamily, KeystreamDependsOnKeySaltAndChunk) {
  const std::unique_ptr<Cipher> key = cipher();
  const auto encrypted = [](const Cipher& with, const StreamSalt& salt, std::uint64_t chunk) {
    const auto stream = with.stream(salt);
    ByteString ciphertext(stream->ciphertext_bytes(64));
    TagKey tag_key{};
    EXPECT_TRUE(stream->encrypt(chunk, ByteString(64), ciphertext, &tag_key).ok());
    return ciphertext;
  };
  const ByteString first = encrypted(*key, StreamSalt{1}, 0);
  EXPECT_NE(first, encrypted(*key, StreamSalt{2}, 0));
  EXPECT_NE(first, encrypted(*key, StreamSalt{1}, 1));
  EXPECT_NE(first, encrypted(*cipher(), StreamSalt{1}, 0));
}

// One unit in one weight of a sampled key is one bit of its seed.
TEST_P(EveryFamily, ANearKeyDoesNotDecryptNearly) {
  const KeyMaterial made = material();
  SecretBytes near = made.weights.clone();
  near[0] ^= 1;
  const auto right = value_of(GetParam()->load(made.architecture, made.weights));
  const auto wrong = value_of(GetParam()->load(made.architecture, near));
  const ByteString plaintext = sample_bytes(4'000);
  ByteString ciphertext(4'000);
  ByteString opened(4'000);
  ASSERT_TRUE(right->stream({})->encrypt(0, plaintext, ciphertext, nullptr).ok());
  ASSERT_TRUE(wrong->stream({})->decrypt(0, ciphertext, opened, nullptr).ok());
  int equal_bits = 0;
  for (std::size_t i = 0; i < opened.size(); ++i) {
    equal_bits += 8 - std::popcount(static_cast<unsigned>(opened[i] ^ plaintext[i]));
  }
  EXPECT_NEAR(equal_bits / 32'000.0, 0.5, 0.02);  // 7 standard deviations
}

TEST_P(EveryFamily, RefusesWeightsOfAWrongSize) {
  const KeyMaterial made = material();
  const auto loaded =
      GetParam()->load(made.architecture, ByteView(made.weights).first(made.weights.size() - 1));
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().code, ErrorCode::kCorrupt);
}

TEST_P(EveryFamily, SealsAndOpensInEverySuite) {
  const Keyset keyset = value_of(Keyset::create(material()));
  const Opener opener = value_of(Opener::create(keyset));
  const ByteString plaintext = sample_bytes(kChunkPlaintextBytes + 100);
  for (const Suite suite : {Suite::kAes, Suite::kNeural, Suite::kHybrid}) {
    SCOPED_TRACE(name(suite));
    const Sealer sealer =
        value_of(Sealer::create(keyset, {.suite = suite, .consent = {true, true}}));
    const ByteString sealed = value_of(sealer.seal(plaintext));
    EXPECT_EQ(value_of(opener.open(sealed)), plaintext);
  }
}

TEST_P(EveryFamily, AsksForConsentWhenItsLifecycleDoes) {
  const Keyset keyset = value_of(Keyset::create(material()));
  const FamilyInfo& info = GetParam()->info;
  const auto without = Sealer::create(keyset, {.suite = Suite::kNeural});
  const bool needed =
      info.lifecycle == Lifecycle::kBroken || info.lifecycle == Lifecycle::kExperimental;
  ASSERT_EQ(without.ok(), !needed);
  EXPECT_TRUE(Sealer::create(keyset, {.suite = Suite::kHybrid}).ok());
  if (!needed) return;
  EXPECT_EQ(without.error().code, ErrorCode::kRefused);
  EXPECT_NE(without.error().message.find(info.basis), std::string::npos);
  EXPECT_NE(without.error().hint.find("--allow-" + std::string(name(info.lifecycle))),
            std::string::npos);
  const Sealer with =
      value_of(Sealer::create(keyset, {.suite = Suite::kNeural, .consent = {true, true}}));
  const ByteString sealed = value_of(with.seal(sample_bytes(10)));
  EXPECT_TRUE(value_of(Opener::create(keyset)).open(sealed).ok());
  const Opener strict = value_of(Opener::create(keyset, {.consent = {false, false}}));
  EXPECT_EQ(strict.open(sealed).error().code, ErrorCode::kRefused);
}

}  // namespace
}  // namespace neurocrypt
