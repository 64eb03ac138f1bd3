// Project Wycheproof's vectors for the primitives that we use, where a checkout has them: skipped
// otherwise.
#include <gtest/gtest.h>
#include <sodium.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/crypto.h"
#include "support/vectors.h"

namespace neurocrypt {
namespace {

using test::from_hex;

// NEUROCRYPT_WYCHEPROOF names the folder; else it is looked for beside the source tree.
std::filesystem::path folder() {
  if (const char* const path = std::getenv("NEUROCRYPT_WYCHEPROOF"); path != nullptr) return path;
  return std::filesystem::path(NC_SOURCE_DIR) / "../shared/data/vectors/wycheproof";
}

ByteString bytes_of(const nlohmann::json& test, const char* field) {
  return from_hex(test.at(field).get<std::string>());
}

// Calls `check(group, test)` for every test of a file; returns how many there were, 0 without the
// file.
template <typename Check>
int for_each_test(const char* name, const Check& check) {
  std::ifstream file(folder() / name);
  if (!file) return 0;
  int count = 0;
  const nlohmann::json json = nlohmann::json::parse(file);
  for (const auto& group : json.at("testGroups")) {
    for (const auto& test : group.at("tests")) {
      SCOPED_TRACE(std::string(name) + " " + std::to_string(test.at("tcId").get<int>()));
      check(group, test);
      ++count;
    }
  }
  return count;
}

TEST(Wycheproof, Aes256Gcm) {
  const int count = for_each_test("aes_gcm_test.json", [](const auto& group, const auto& test) {
    if (group.at("keySize") != 256 || group.at("ivSize") != 96) return;
    const ByteString key = bytes_of(test, "key");
    const ByteString nonce = bytes_of(test, "iv");
    const ByteString ciphertext = bytes_of(test, "ct");
    const ByteString tag = bytes_of(test, "tag");
    Aes256Gcm gcm(std::span<const std::uint8_t, 32>(key.data(), 32));
    const std::span<const std::uint8_t, 12> nonce_span(nonce.data(), 12);
    ByteString opened(ciphertext.size());
    const bool valid = gcm.decrypt(nonce_span, bytes_of(test, "aad"), ciphertext,
                                   std::span<const std::uint8_t, 16>(tag.data(), 16), opened);
    EXPECT_EQ(valid, test.at("result") == "valid");
    if (!valid) return;
    EXPECT_EQ(to_hex(opened), test.at("msg"));
    ByteString sealed(opened.size());
    std::array<std::uint8_t, 16> sealed_tag{};
    gcm.encrypt(nonce_span, bytes_of(test, "aad"), opened, sealed, sealed_tag);
    EXPECT_EQ(sealed, ciphertext);
    EXPECT_EQ(to_hex(sealed_tag), test.at("tag"));
  });
  if (count == 0) GTEST_SKIP() << "no vectors in " << folder();
}

TEST(Wycheproof, HkdfSha256) {
  const int count = for_each_test("hkdf_sha256_test.json", [](const auto&, const auto& test) {
    if (test.at("result") != "valid")
      return;  // an output too long, which is a bug of the caller here
    ByteString out(test.at("size").template get<std::size_t>());
    Hkdf(bytes_of(test, "salt"), bytes_of(test, "ikm")).expand({bytes_of(test, "info")}, out);
    EXPECT_EQ(to_hex(out), test.at("okm"));
  });
  if (count == 0) GTEST_SKIP() << "no vectors in " << folder();
}

// Poly1305 in RFC 8439's layout, with the one-time key from libsodium's ChaCha20.
TEST(Wycheproof, Poly1305OfChaCha20Poly1305) {
  const int count =
      for_each_test("chacha20_poly1305_test.json", [](const auto& group, const auto& test) {
        if (group.at("ivSize") != 96) return;
        const ByteString key = bytes_of(test, "key");
        const ByteString nonce = bytes_of(test, "iv");
        const ByteString aad = bytes_of(test, "aad");
        const ByteString ciphertext = bytes_of(test, "ct");
        std::array<std::uint8_t, 32> one_time_key{};
        crypto_stream_chacha20_ietf(one_time_key.data(), 32, nonce.data(), key.data());
        ByteString sizes(16);
        for (int i = 0; i < 8; ++i) {
          sizes[i] = static_cast<std::uint8_t>(aad.size() >> (8 * i));
          sizes[8 + i] = static_cast<std::uint8_t>(ciphertext.size() >> (8 * i));
        }
        std::array<std::uint8_t, 16> tag{};
        poly1305(one_time_key,
                 {aad, ByteString((16 - aad.size() % 16) % 16), ciphertext,
                  ByteString((16 - ciphertext.size() % 16) % 16), sizes},
                 tag);
        EXPECT_EQ(to_hex(tag) == test.at("tag"), test.at("result") == "valid");
      });
  if (count == 0) GTEST_SKIP() << "no vectors in " << folder();
}

}  // namespace
}  // namespace neurocrypt
