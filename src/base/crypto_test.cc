// Published vectors for the wrappers: they prove that each is called as its standard says.
#include "base/crypto.h"

#include <gtest/gtest.h>

#include <string>

#include "support/vectors.h"

namespace neurocrypt {
namespace {

using test::from_hex;

TEST(Sha256, MatchesFips180) {
  const Sha256Digest digest = sha256({as_bytes("a"), as_bytes("bc")});
  EXPECT_EQ(ByteString(digest.begin(), digest.end()),
            from_hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

TEST(Shake256, MatchesFips202) {
  ByteString out(32);
  shake256({}, out);
  EXPECT_EQ(out, from_hex("46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"));
}

TEST(Hkdf, MatchesRfc5869Case1) {
  const Hkdf hkdf(from_hex("000102030405060708090a0b0c"), ByteString(22, 0x0b));
  ByteString out(42);
  hkdf.expand({from_hex("f0f1f2f3f4f5f6f7"), from_hex("f8f9")}, out);
  EXPECT_EQ(out,
            from_hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b8"
                     "87185865"));
  ByteString again(42);
  hkdf.expand({from_hex("f0f1f2f3f4f5f6f7f8f9")}, again);
  EXPECT_EQ(out, again);
}

TEST(Hkdf, MatchesRfc5869Case3WithoutSaltAndInfo) {
  const Hkdf hkdf({}, ByteString(22, 0x0b));
  ByteString out(42);
  hkdf.expand({}, out);
  EXPECT_EQ(out,
            from_hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4"
                     "b61a96c8"));
}

TEST(Aes256Gcm, MatchesTheGcmSpecificationsCase16) {
  const ByteString key =
      from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const ByteString nonce = from_hex("cafebabefacedbaddecaf888");
  const ByteString aad = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const ByteString plaintext = from_hex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6"
      "b525"
      "b16aedf5aa0de657ba637b39");
  Aes256Gcm gcm(std::span<const std::uint8_t, 32>(key.data(), 32));
  const std::span<const std::uint8_t, 12> nonce_span(nonce.data(), 12);
  ByteString ciphertext(plaintext.size());
  std::array<std::uint8_t, 16> tag{};
  gcm.encrypt(nonce_span, aad, plaintext, ciphertext, tag);
  EXPECT_EQ(ciphertext,
            from_hex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e"
                     "48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"));
  EXPECT_EQ(ByteString(tag.begin(), tag.end()), from_hex("76fc6ece0f4e1768cddf8853bb2d551b"));
  ByteString opened(plaintext.size());
  EXPECT_TRUE(gcm.decrypt(nonce_span, aad, ciphertext, tag, opened));
  EXPECT_EQ(opened, plaintext);
  tag[0] ^= 1;
  EXPECT_FALSE(gcm.decrypt(nonce_span, aad, ciphertext, tag, opened));
  EXPECT_EQ(opened, ByteString(plaintext.size(), 0));
}

TEST(PublicStream, MatchesSp800_38aCtrAes128) {
  const ByteString key = from_hex("2b7e151628aed2a6abf7158809cf4f3c");
  const PublicStream stream(std::span<const std::uint8_t, 16>(key.data(), 16));
  ByteString keystream(32);
  stream.generate(0xf0f1f2f3f4f5f6f7, 0xf8f9fafbfcfdfeff, keystream);
  EXPECT_EQ(keystream,
            from_hex("ec8cdf7398607cb0f2d21675ea9ea1e4362b7c3c6773516318a077d7fc5073ae"));
}

TEST(PublicStream, KeysMayTakeTurns) {
  const std::array<std::uint8_t, 16> keys[] = {{1}, {2}};
  ByteString first[2] = {ByteString(32), ByteString(32)};
  for (std::size_t i = 0; i < 2; ++i) PublicStream(keys[i]).generate(5, 6, first[i]);
  EXPECT_NE(first[0], first[1]);
  for (const std::size_t i : {0u, 0u, 1u, 0u}) {
    ByteString again(32);
    PublicStream(keys[i]).generate(5, 6, again);
    EXPECT_EQ(again, first[i]);
  }
}

TEST(Poly1305, MatchesRfc8439) {
  const ByteString key =
      from_hex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
  std::array<std::uint8_t, 16> tag{};
  poly1305(std::span<const std::uint8_t, 32>(key.data(), 32),
           {as_bytes("Cryptographic Forum "), as_bytes("Research Group")}, tag);
  EXPECT_EQ(ByteString(tag.begin(), tag.end()), from_hex("a8061dc1305136c6c22b8baf0c0127a9"));
}

TEST(Argon2id, DependsOnEveryInput) {
  const std::array<std::uint8_t, 16> salt{1};
  const Argon2Limits limits{1, 1 << 20};
  const auto a = argon2id(as_bytes("secret"), salt, limits, 32);
  const auto b = argon2id(as_bytes("secreT"), salt, limits, 32);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_FALSE(equal_constant_time(*a, *b));
  EXPECT_TRUE(equal_constant_time(*a, *argon2id(as_bytes("secret"), salt, limits, 32)));
}

}  // namespace
}  // namespace neurocrypt
