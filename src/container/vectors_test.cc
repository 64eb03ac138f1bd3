// vectors/container.txt: what an independent implementation seals, and a vector for each way to
// fail.
#include "support/vectors.h"

#include <gtest/gtest.h>

#include <charconv>
#include <map>

#include "base/crypto.h"
#include "container/message.h"
#include "neurocrypt/seal.h"
#include "support/memory_stream.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

using test::from_hex;
using test::value_of;
using test::Vector;

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::invalid_argument("not a number: " + std::string(text));
  }
  return value;
}

// Splits "a:b" into two numbers.
std::pair<std::size_t, std::size_t> pair_of_numbers(std::string_view text) {
  const std::size_t colon = text.find(':');
  return {number(text.substr(0, colon)), number(text.substr(colon + 1))};
}

// Bytes in hexadecimal, or "pattern N".
ByteString plaintext_of(const std::string& text) {
  constexpr std::string_view kPattern = "pattern ";
  if (!text.starts_with(kPattern)) return from_hex(text);
  ByteString bytes(number(std::string_view(text).substr(kPattern.size())));
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i + (i >> 8));
  return bytes;
}

ByteString edited(const ByteString& base, const Vector& vector) {
  ByteString bytes;
  std::string_view slices = vector.at("slices");
  while (!slices.empty()) {
    const std::size_t comma = std::min(slices.find(", "), slices.size());
    const auto [from, to] = pair_of_numbers(slices.substr(0, comma));
    bytes.insert(bytes.end(), base.begin() + static_cast<std::ptrdiff_t>(from),
                 base.begin() + static_cast<std::ptrdiff_t>(to));
    slices.remove_prefix(std::min(comma + 2, slices.size()));
  }
  if (vector.contains("flip")) {
    const auto [offset, mask] = pair_of_numbers(vector.at("flip"));
    bytes.at(offset) ^= static_cast<std::uint8_t>(mask);
  }
  return bytes;
}

// Seals again, under the vector's salt.
ByteString sealed_again(const Keyset& keyset, const Vector& vector) {
  const StreamKeySource key(keyset.state().find(keyset.state().primary)->key);
  StreamSalt salt{};
  std::ranges::copy(from_hex(vector.at("salt")), salt.begin());
  return value_of(seal_message(key, value_of(parse_suite(vector.at("suite"))), salt,
                               plaintext_of(vector.at("plaintext")), from_hex(vector.at("ad"))));
}

TEST(Container, MatchesTheVectors) {
  std::map<std::string, Keyset> keysets;
  std::map<std::string, std::pair<ByteString, ByteString>> good;  // plaintext and sealed, by name
  for (const Vector& vector : test::read_vectors("container.txt")) {
    if (vector.contains("keyset")) {
      keysets.emplace(vector.at("keyset"),
                      value_of(parse_key_file(from_hex(vector.at("key-file")), nullptr)));
      continue;
    }
    SCOPED_TRACE(vector.at("name"));
    const Keyset& keyset = keysets.at(vector.at("keys"));
    ByteString plaintext;
    ByteString sealed;
    if (vector.contains("plaintext")) {
      plaintext = plaintext_of(vector.at("plaintext"));
      sealed = sealed_again(keyset, vector);
      if (vector.contains("sealed")) {
        EXPECT_EQ(to_hex(sealed), vector.at("sealed"));
      }
      good[vector.at("name")] = {plaintext, sealed};
    } else if (vector.contains("base")) {
      plaintext = good.at(vector.at("base")).first;
      sealed = edited(good.at(vector.at("base")).second, vector);
    } else {
      sealed = from_hex(vector.at("sealed"));
    }
    EXPECT_EQ(to_hex(sha256({sealed})), vector.at("sealed-sha256"));

    const ByteString associated_data = from_hex(vector.at("ad"));
    const Opener opener = value_of(Opener::create(keyset, {.threads = 2}));
    const auto opened = opener.open(sealed, associated_data);
    test::MemorySource source(sealed);
    test::MemorySink sink;
    const Status streamed = opener.open_stream(source, sink, associated_data);
    test::MemorySink range_sink;
    const Status ranged = opener.open_range(source, 0, UINT64_MAX, range_sink, associated_data);
    if (vector.at("expect") == "ok") {
      ASSERT_TRUE(opened.ok()) << opened.error().message;
      EXPECT_EQ(*opened, plaintext);
      ASSERT_TRUE(streamed.ok()) << streamed.error().message;
      EXPECT_EQ(sink.bytes(), plaintext);
      ASSERT_TRUE(ranged.ok()) << ranged.error().message;
      EXPECT_EQ(range_sink.bytes(), plaintext);
      continue;
    }
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(name(opened.error().code), vector.at("expect")) << opened.error().message;
    ASSERT_FALSE(streamed.ok());
    EXPECT_EQ(name(streamed.error().code), vector.at("expect")) << streamed.error().message;
    EXPECT_LT(sink.bytes().size(), std::max<std::size_t>(1, plaintext.size()));
    EXPECT_TRUE(std::equal(sink.bytes().begin(), sink.bytes().end(), plaintext.begin()));
    ASSERT_FALSE(ranged.ok());
    EXPECT_EQ(name(ranged.error().code), vector.at("expect")) << ranged.error().message;
  }
}

}  // namespace
}  // namespace neurocrypt
