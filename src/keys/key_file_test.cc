#include "keys/key_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "base/endian.h"
#include "keys/state.h"
#include "support/sample.h"
#include "support/vectors.h"

namespace neurocrypt {
namespace {

using test::lattice_keyset;
using test::lattice_material;
using test::secret;
using test::value_of;

// The cheapest parameters that the format allows.
constexpr PassphraseParameters kCheap{
    .operations = 1, .memory_kib = kArgon2MemoryKibMin, .salt = {7}};

Keyset two_keys() {
  Keyset keyset = lattice_keyset();
  const KeyId first = keyset.primary().id;
  KeyMaterial material = lattice_material(9);
  material.certificate = R"({"measured": true})";
  value_of(keyset.add_primary(std::move(material)));
  EXPECT_TRUE(keyset.retire(first).ok());
  return keyset;
}

ByteString bytes_of(const SecretBytes& file) { return {file.begin(), file.end()}; }
ByteString plain_file() { return bytes_of(*print_key_file(two_keys(), nullptr)); }
ByteString sealed_file() {
  return bytes_of(*print_sealed_key_file(two_keys(), secret("correct horse"), kCheap));
}

void expect_same(const Keyset& a, const Keyset& b) {
  EXPECT_EQ(a.state().primary, b.state().primary);
  ASSERT_EQ(a.state().slots.size(), b.state().slots.size());
  for (std::size_t i = 0; i < a.state().slots.size(); ++i) {
    const Key& x = *a.state().slots[i].key;
    const Key& y = *b.state().slots[i].key;
    EXPECT_EQ(a.state().slots[i].status, b.state().slots[i].status);
    EXPECT_EQ(x.id, y.id);
    EXPECT_EQ(x.created_unix_s, y.created_unix_s);
    EXPECT_EQ(x.material.family, y.material.family);
    EXPECT_EQ(x.material.architecture, y.material.architecture);
    EXPECT_EQ(x.material.certificate, y.material.certificate);
    EXPECT_TRUE(std::ranges::equal(x.material.weights, y.material.weights));
    EXPECT_TRUE(std::ranges::equal(x.aes_secret, y.aes_secret));
  }
}

TEST(KeyFile, RoundTripsPlainAndSealed) {
  const Keyset keyset = two_keys();
  expect_same(keyset, value_of(parse_key_file(*print_key_file(keyset, nullptr), nullptr)));
  const SecretBytes passphrase = secret("correct horse");
  expect_same(keyset, value_of(parse_key_file(*print_sealed_key_file(keyset, passphrase, kCheap),
                                              &passphrase)));
}

TEST(KeyFile, SealedFilesShowNothingOfTheBody) {
  const ByteString file = sealed_file();
  EXPECT_EQ(as_text(file).find("lattice"), std::string_view::npos);
  EXPECT_EQ(as_text(file).find("measured"), std::string_view::npos);
}

TEST(KeyFile, PassphraseMustBeGivenExactlyWhenThereIsOne) {
  const SecretBytes right = secret("correct horse");
  const SecretBytes wrong = secret("correct Horse");
  EXPECT_EQ(parse_key_file(plain_file(), &right).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(parse_key_file(sealed_file(), nullptr).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(parse_key_file(sealed_file(), &wrong).error().code, ErrorCode::kNotAuthentic);
}

TEST(KeyFile, EveryFlippedBitIsRefused) {
  ByteString file = plain_file();
  for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
    file[bit / 8] ^= static_cast<std::uint8_t>(1 << (bit % 8));
    EXPECT_FALSE(parse_key_file(file, nullptr).ok()) << "bit " << bit;
    file[bit / 8] ^= static_cast<std::uint8_t>(1 << (bit % 8));
  }
  EXPECT_TRUE(parse_key_file(file, nullptr).ok());
}

TEST(KeyFile, EveryFlippedBitOfASealedFileIsRefused) {
  const SecretBytes passphrase = secret("correct horse");
  ByteString file = sealed_file();
  for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
    file[bit / 8] ^= static_cast<std::uint8_t>(1 << (bit % 8));
    EXPECT_FALSE(parse_key_file(file, &passphrase).ok()) << "bit " << bit;
    file[bit / 8] ^= static_cast<std::uint8_t>(1 << (bit % 8));
  }
  EXPECT_TRUE(parse_key_file(file, &passphrase).ok());
}

TEST(KeyFile, EveryTruncationAndExtensionIsRefused) {
  const SecretBytes passphrase = secret("correct horse");
  for (const bool sealed : {false, true}) {
    ByteString file = sealed ? sealed_file() : plain_file();
    const SecretBytes* const given = sealed ? &passphrase : nullptr;
    for (std::size_t size = 0; size < file.size(); ++size) {
      const auto parsed = parse_key_file(ByteView(file).first(size), given);
      ASSERT_FALSE(parsed.ok()) << size;
      EXPECT_EQ(parsed.error().code, ErrorCode::kCorrupt) << size;
    }
    file.push_back(0);
    EXPECT_EQ(parse_key_file(file, given).error().code, ErrorCode::kCorrupt);
  }
}

// Changes a plain file and makes its checksum right again, so that the parser proper is met.
Error error_after(const std::function<void(ByteString& file)>& change) {
  ByteString file = plain_file();
  change(file);
  const ByteView covered = ByteView(file).first(file.size() - 32);
  std::ranges::copy(sha256({covered}), file.end() - 32);
  auto parsed = parse_key_file(file, nullptr);
  if (parsed.ok()) return {ErrorCode::kInternal, "the file was accepted"};
  return std::move(parsed).error();
}

TEST(KeyFile, ErrorsNameTheFieldAndItsOffset) {
  struct Case {
    std::size_t offset;
    ByteString bytes;
    ErrorCode code;
    const char* message;
  };
  // The first key starts at byte 26; docs/formats/key-file.md has the offsets.
  const std::vector<Case> cases = {
      {0, {0x88}, ErrorCode::kCorrupt, "magic at byte 0"},
      {8, {2}, ErrorCode::kUnsupported, "version 2 at byte 8"},
      {9, {2}, ErrorCode::kCorrupt, "protection 2 at byte 9"},
      {10, {1}, ErrorCode::kCorrupt, "reserved field at byte 10"},
      {12, {0xff}, ErrorCode::kCorrupt, "at byte 12"},
      {16, {0, 0}, ErrorCode::kCorrupt, "number of keys 0"},
      {16, {0, 1}, ErrorCode::kCorrupt, "trailing bytes"},
      {16, {0, 3}, ErrorCode::kCorrupt, "truncated key id"},
      {16,
       {0xff, 0xff},
       ErrorCode::kCorrupt,
       "number of keys 65535, outside 1 to 1000, at byte 16"},
      {18, ByteString(8, 0), ErrorCode::kCorrupt, "names no enabled key at byte 18"},
      {34, {77}, ErrorCode::kUnsupported, "unknown family 77 at byte 34"},
      {35, {3}, ErrorCode::kCorrupt, "key status 3, outside 1 to 2, at byte 35"},
      {36, {0x80}, ErrorCode::kCorrupt, "creation time"},
      {44, {0, 0}, ErrorCode::kCorrupt, "architecture length 0, outside 1 to 256, at byte 44"},
      {46, {'L'}, ErrorCode::kCorrupt, "at byte 44"},
      {54, {'r', '1'}, ErrorCode::kCorrupt, "hash of another architecture at byte 56"},
      {56, {1, 2, 3, 4}, ErrorCode::kCorrupt, "hash of another architecture at byte 56"},
      {120, {0xff}, ErrorCode::kCorrupt, "weights length"},
      {156, {0xff}, ErrorCode::kCorrupt, "certificate length"},
  };
  for (const Case& c : cases) {
    const Error error = error_after([&](ByteString& file) {
      std::ranges::copy(c.bytes, file.begin() + static_cast<std::ptrdiff_t>(c.offset));
    });
    EXPECT_EQ(error.code, c.code) << error.message;
    EXPECT_NE(error.message.find(c.message), std::string::npos)
        << error.message << "\nwanted " << c.message;
  }
}

TEST(KeyFile, RefusesTwoKeysWithOneId) {
  const Error error = error_after([](ByteString& file) { std::copy_n(&file[26], 8, &file[160]); });
  EXPECT_NE(error.message.find("second key with the id"), std::string::npos) << error.message;
}

TEST(KeyFile, HostileArgon2CostsAreRefusedBeforeTheyArePaid) {
  const SecretBytes passphrase = secret("correct horse");
  for (const std::size_t offset : {16u, 20u}) {
    for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{0xffffffff}}) {
      ByteString file = sealed_file();
      store_be(value, &file[offset], 4);
      const auto parsed = parse_key_file(file, &passphrase);
      ASSERT_FALSE(parsed.ok());
      EXPECT_EQ(parsed.error().code, ErrorCode::kCorrupt) << parsed.error().message;
      EXPECT_NE(parsed.error().message.find("Argon2id"), std::string::npos);
    }
  }
}

TEST(KeyFile, MatchesTheVectors) {
  for (const test::Vector& vector : test::read_vectors("key_file.txt")) {
    SCOPED_TRACE(vector.at("name"));
    const ByteString file = test::from_hex(vector.at("file"));
    const bool sealed = vector.contains("passphrase");
    const SecretBytes passphrase = sealed ? secret(vector.at("passphrase")) : SecretBytes();
    const auto parsed = parse_key_file(file, sealed ? &passphrase : nullptr);
    if (vector.at("expect") != "ok") {
      ASSERT_FALSE(parsed.ok());
      EXPECT_EQ(name(parsed.error().code), vector.at("expect"));
      EXPECT_NE(parsed.error().message.find(vector.at("message")), std::string::npos)
          << parsed.error().message;
      continue;
    }
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    // There is one way to write a keyset, so the file comes out as it went in.
    auto printed = print_key_file(*parsed, nullptr);
    if (sealed) {
      PassphraseParameters parameters{};
      parameters.operations = static_cast<std::uint32_t>(load_be(&file[16], 4));
      parameters.memory_kib = static_cast<std::uint32_t>(load_be(&file[20], 4));
      std::copy_n(&file[24], 16, parameters.salt.begin());
      printed = print_sealed_key_file(*parsed, passphrase, parameters);
    }
    EXPECT_EQ(to_hex(*printed), vector.at("file"));
  }
}

class KeyFileOnDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "neurocrypt-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    path_ = folder_ / "key";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] mode_t mode() const {
    struct stat status {};
    EXPECT_EQ(::stat(path_.c_str(), &status), 0);
    return status.st_mode & 0777;
  }
  [[nodiscard]] std::size_t files_in_folder() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

  std::filesystem::path folder_;
  std::filesystem::path path_;
};

TEST_F(KeyFileOnDisk, IsStoredForItsOwnerOnlyAndLoadedAgain) {
  const mode_t before = ::umask(0);
  const Keyset keyset = two_keys();
  ASSERT_TRUE(store_key_file(keyset, path_, nullptr, false).ok());
  ::umask(before);
  EXPECT_EQ(mode(), 0600u);
  expect_same(keyset, value_of(load_key_file(path_, nullptr)));
  EXPECT_FALSE(*key_file_needs_passphrase(path_));
}

TEST_F(KeyFileOnDisk, IsNeverOverwrittenUnlessReplacing) {
  ASSERT_TRUE(store_key_file(two_keys(), path_, nullptr, false).ok());
  const Keyset other = lattice_keyset();
  EXPECT_EQ(store_key_file(other, path_, nullptr, false).error().code, ErrorCode::kRefused);
  ASSERT_TRUE(store_key_file(other, path_, nullptr, true).ok());
  expect_same(other, value_of(load_key_file(path_, nullptr)));
  EXPECT_EQ(mode(), 0600u);
  EXPECT_EQ(files_in_folder(), 1u) << "a temporary file stayed behind";
}

TEST_F(KeyFileOnDisk, ReplacesTheTargetOfASymbolicLink) {
  const std::filesystem::path target = folder_ / "target";
  ASSERT_TRUE(store_key_file(two_keys(), target, nullptr, false).ok());
  std::filesystem::create_symlink(target, path_);
  const Keyset other = lattice_keyset();
  ASSERT_TRUE(store_key_file(other, path_, nullptr, true).ok());
  EXPECT_TRUE(std::filesystem::is_symlink(path_));
  expect_same(other, value_of(load_key_file(target, nullptr)));
}

TEST_F(KeyFileOnDisk, IsRefusedWhenOthersMayReadIt) {
  ASSERT_TRUE(store_key_file(two_keys(), path_, nullptr, false).ok());
  for (const mode_t mode : {0640u, 0604u, 0660u, 0644u}) {
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
    const auto loaded = load_key_file(path_, nullptr);
    ASSERT_FALSE(loaded.ok()) << mode;
    EXPECT_EQ(loaded.error().code, ErrorCode::kRefused);
    EXPECT_NE(loaded.error().hint.find("chmod 600"), std::string::npos);
  }
  ASSERT_EQ(::chmod(path_.c_str(), 0400), 0);
  EXPECT_TRUE(load_key_file(path_, nullptr).ok());
}

TEST_F(KeyFileOnDisk, MayBeReadableByOthersWhenSealed) {
  const SecretBytes passphrase = secret("correct horse");
  ASSERT_TRUE(store_key_file(two_keys(), path_, &passphrase, false).ok());
  ASSERT_EQ(::chmod(path_.c_str(), 0644), 0);
  EXPECT_TRUE(*key_file_needs_passphrase(path_));
  EXPECT_TRUE(load_key_file(path_, &passphrase).ok());
  EXPECT_EQ(load_key_file(path_, nullptr).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(KeyFileOnDisk, ErrorsNameThePath) {
  const auto missing = load_key_file(path_, nullptr);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_NE(missing.error().message.find(path_.string()), std::string::npos);
  EXPECT_EQ(load_key_file(folder_, nullptr).error().code, ErrorCode::kIo);
  EXPECT_EQ(store_key_file(two_keys(), folder_ / "none" / "key", nullptr, false).error().code,
            ErrorCode::kNotFound);
}

}  // namespace
}  // namespace neurocrypt
