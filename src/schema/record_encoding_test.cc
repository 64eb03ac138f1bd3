// vectors/record_encoding.txt, what an independent encoder writes; and properties of the encoding.
#include "schema/record_encoding.h"

#include <gtest/gtest.h>

#include <random>

#include "schema/json_text.h"
#include "support/random_value.h"
#include "support/sample.h"
#include "support/vectors.h"

namespace neurocrypt {
namespace {

using test::from_hex;
using test::value_of;

// {"$bytes": HEX} becomes bytes, {"$number": TEXT} a number.
Value with_bytes(const Value& json) {
  if (const Array* const values = json.array()) {
    Array out;
    for (const Value& value : *values) out.push_back(with_bytes(value));
    return out;
  }
  const Object* const members = json.object();
  if (members == nullptr) return json;
  if (const Value* const hex = json.find("$bytes")) return from_hex(*hex->string());
  if (const Value* const text = json.find("$number")) return Number{*text->string()};
  Object out;
  for (const Member& member : *members) out.push_back({member.name, with_bytes(member.value)});
  return out;
}

TEST(RecordEncoding, MatchesTheVectors) {
  for (const test::Vector& vector : test::read_vectors("record_encoding.txt")) {
    SCOPED_TRACE(vector.at("name"));
    const Result<Value> decoded = decode_record(from_hex(vector.at("encoding")));
    if (vector.at("expect") != "ok") {
      ASSERT_FALSE(decoded.ok());
      EXPECT_EQ(name(decoded.error().code), vector.at("expect"));
      continue;
    }
    ASSERT_TRUE(decoded.ok()) << decoded.error().message;
    // parse_json allows fewer levels than an encoding has.
    const Result<Value> json = parse_json(vector.at("value"));
    const Value value = json.ok() ? with_bytes(*json) : *decoded;
    EXPECT_EQ(*decoded, value);
    ByteString encoding = {1, 2};
    ASSERT_TRUE(encode_record(value, encoding).ok());
    EXPECT_EQ(to_hex(encoding), "0102" + vector.at("encoding"));
  }
}

TEST(RecordEncoding, GivesBackWhateverItWrites) {
  std::mt19937 random(3);
  for (int i = 0; i < 500; ++i) {
    const Value value = test::random_value(random, 4);
    ByteString encoding;
    ASSERT_TRUE(encode_record(value, encoding).ok());
    EXPECT_EQ(value_of(decode_record(encoding)), value);
    if (encoding.size() > 2000) continue;
    for (std::size_t cut = 0; cut < encoding.size(); ++cut) {
      ASSERT_FALSE(decode_record(ByteView(encoding).first(cut)).ok());
    }
  }
}

TEST(RecordEncoding, OneEncodingForEachValue) {
  std::mt19937 random(4);
  ByteString encoding;
  for (int i = 0; i < 20'000; ++i) {
    if (i % 100 == 0) {
      encoding.clear();
      ASSERT_TRUE(encode_record(test::random_value(random, 2), encoding).ok());
    }
    ByteString changed = encoding;
    changed[random() % changed.size()] ^= static_cast<std::uint8_t>(1U << (random() % 8));
    const Result<Value> decoded = decode_record(changed);
    if (!decoded.ok()) continue;
    ByteString again;
    ASSERT_TRUE(encode_record(*decoded, again).ok());
    ASSERT_EQ(again, changed);
  }
}

TEST(RecordEncoding, RefusesWhatCannotBeReadBack) {
  const auto error_of = [](const Value& value) {
    ByteString out = {7};
    const Status status = encode_record(value, out);
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(out, ByteString{7});
    return status.error().message;
  };
  EXPECT_EQ(error_of(Number{"1,5"}), "the message: a number text that is no number");
  EXPECT_EQ(error_of(Object{{"a", Array{true, "\xff"}}}), "at /a/1: a string that is not UTF-8");
  EXPECT_EQ(error_of(Object{{"a", true}, {"a", Value()}}), "at /a: the member is there twice");
  Value deep = Array{};
  for (std::size_t i = 0; i < kRecordDepthMax; ++i) deep = Array{std::move(deep)};
  EXPECT_NE(error_of(deep).find("deeper than 128 levels"), std::string::npos);
}

TEST(Varint, IsStrict) {
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128},
                                    std::uint64_t{16'383}, std::uint64_t{16'384}, UINT64_MAX}) {
    ByteString bytes;
    put_varint(value, bytes);
    bytes.push_back(9);
    ByteView rest = bytes;
    EXPECT_EQ(take_varint(rest), value);
    EXPECT_EQ(rest.size(), 1);
  }
}

}  // namespace
}  // namespace neurocrypt
