// The vectors under vectors/protobuf/, what proto2 adds, options, losses and streams.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "schema/protobuf/delimited.h"
#include "schema/protobuf/test_support.h"
#include "schema/protobuf/wire.h"
#include "support/memory_stream.h"
#include "support/vectors.h"

namespace neurocrypt::protobuf {
namespace {

using neurocrypt::test::from_hex;
using neurocrypt::test::MemorySink;
using neurocrypt::test::MemorySource;
using neurocrypt::test::read_vectors;
using testing::ElementsAre;
using testing::HasSubstr;

std::unique_ptr<Codec> sample(std::string_view format, const test::OptionMap& options = {}) {
  return test::load(format, test::sample_schema(), "Everything", options);
}

std::string legacy_schema() {
  return std::string(NC_SOURCE_DIR) + "/vectors/protobuf/proto2.proto";
}

Value from_json(std::string_view text) {
  auto value = parse_json(text);
  EXPECT_TRUE(value.ok()) << text;
  return std::move(value).value();
}

/// The bytes in hexadecimal, or the error.
std::string print(const Codec& codec, const Value& value, std::vector<Loss>* losses = nullptr) {
  ByteString out;
  const Status status = codec.print(value, out, losses);
  return status.ok() ? to_hex(out) : status.error().message;
}

/// The record as JSON, or the error.
std::string parse(const Codec& codec, std::string_view hex) {
  const auto value = codec.parse(from_hex(hex));
  return value.ok() ? test::json_of(*value) : value.error().message;
}

std::string print_text(const Codec& codec, const Value& value) {
  ByteString out;
  const Status status = codec.print(value, out, nullptr);
  return status.ok() ? std::string(as_text(out)) : status.error().message;
}

TEST(Vectors, ProtoJsonThatIsAccepted) {
  const auto json = sample("protojson");
  const auto binary = sample("protobuf");
  for (const auto& vector : read_vectors("protobuf/json_valid.txt")) {
    SCOPED_TRACE(vector.at("name"));
    const auto from_wire = binary->parse(from_hex(vector.at("bytes")));
    ASSERT_TRUE(from_wire.ok()) << from_wire.error().message;
    EXPECT_EQ(print_text(*json, *from_wire), vector.at("output"));
    EXPECT_EQ(print(*binary, *from_wire), vector.at("bytes"));
    for (int i = 0; vector.contains("input" + std::to_string(i)); ++i) {
      const std::string& input = vector.at("input" + std::to_string(i));
      const auto value = json->parse(as_bytes(input));
      ASSERT_TRUE(value.ok()) << input << ": " << value.error().message;
      EXPECT_EQ(*value, *from_wire) << input;
      // The binary codec takes the same texts, as whatever reads plain JSON hands them on.
      std::vector<Loss> losses;
      EXPECT_EQ(print(*binary, from_json(input), &losses), vector.at("bytes")) << input;
    }
  }
}

TEST(Vectors, ProtoJsonThatIsRefused) {
  const auto json = sample("protojson");
  for (const auto& vector : read_vectors("protobuf/json_invalid.txt")) {
    const auto value = json->parse(as_bytes(vector.at("input")));
    ASSERT_FALSE(value.ok()) << vector.at("input");
    EXPECT_THAT(value.error().message, HasSubstr(vector.at("error"))) << vector.at("input");
    EXPECT_THAT(value.error().message, HasSubstr("line 1, column ")) << vector.at("input");
  }
}

TEST(Vectors, WireBytesThatAreAccepted) {
  const auto binary = sample("protobuf");
  for (const auto& vector : read_vectors("protobuf/wire_valid.txt")) {
    SCOPED_TRACE(vector.at("name"));
    const auto value = binary->parse(from_hex(vector.at("bytes")));
    ASSERT_TRUE(value.ok()) << value.error().message;
    EXPECT_EQ(test::json_of(*value), vector.at("record"));
    EXPECT_EQ(print(*binary, *value), vector.at("written"));
    EXPECT_EQ(print(*binary, from_json(vector.at("record"))), vector.at("written"));
  }
}

TEST(Vectors, WireBytesThatAreRefused) {
  const auto binary = sample("protobuf");
  for (const auto& vector : read_vectors("protobuf/wire_invalid.txt")) {
    const auto value = binary->parse(from_hex(vector.at("bytes")));
    ASSERT_FALSE(value.ok()) << vector.at("bytes");
    EXPECT_EQ(value.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(value.error().message, HasSubstr(vector.at("error"))) << vector.at("bytes");
    EXPECT_THAT(value.error().message, HasSubstr("byte ")) << vector.at("bytes");
  }
}

TEST(Binary, ErrorsNameByteAndPath) {
  EXPECT_EQ(parse(*sample("protobuf"), "8a010608011202fffe"),
            "byte 7, at /aMessage/text: a string is not UTF-8");
  EXPECT_EQ(print(*sample("protobuf"), from_json(R"({"messages":[{},{"number":"x"}]})")),
            "at /messages/1/number: 'x' is not a number that 'int32' holds");
}

TEST(Binary, DepthIsBounded) {
  const auto binary = sample("protobuf");
  const auto nested = [](int depth) {  // a_message { again { a_message { ... } } }
    BackwardWriter out;
    for (int level = depth; level > 0; --level) out.close(0, level % 2 == 1 ? 17 : 3);
    return ByteString(out.bytes().begin(), out.bytes().end());
  };
  const auto deepest = binary->parse(nested(kDepthMax));
  ASSERT_TRUE(deepest.ok()) << deepest.error().message;
  EXPECT_EQ(print(*binary, *deepest), to_hex(nested(kDepthMax)));
  const auto deeper = binary->parse(nested(kDepthMax + 1));
  ASSERT_FALSE(deeper.ok());
  EXPECT_THAT(deeper.error().message, HasSubstr("nested more than 100 deep"));

  Value value = *deepest;
  value = Value(Object{{"number", Value::integer(std::int64_t{1})}, {"again", std::move(value)}});
  EXPECT_THAT(print(*binary, Value(Object{{"aMessage", std::move(value)}})),
              HasSubstr("nested more than 100 deep"));
  ByteString groups;
  for (int i = 0; i < 1000; ++i) groups.insert(groups.end(), {0x93, 0x0c});
  EXPECT_THAT(parse(*binary, to_hex(groups)), HasSubstr("nested too deeply"));
}

TEST(Binary, SpecialNumbersStayNumbersInARecord) {
  const auto binary = sample("protobuf");
  const auto value = binary->parse(from_hex("65000080ff"));
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value->find("aFloat")->number()->text, "-Infinity");
  EXPECT_EQ(print(*binary, *value), "65000080ff");
  // A Struct may hold them too, but JSON may not.
  const Value nan(Object{{"aValue", Value(Number{"NaN"})}});
  EXPECT_EQ(print(*binary, nan), "da040911000000000000f87f");
  EXPECT_EQ(parse(*binary, "da040911000000000000f87f"),
            "error: at /aValue: 'NaN' is not a number that JSON can write");
  EXPECT_EQ(print_text(*sample("protojson"), nan),
            "at /aValue: this google.protobuf.Value has no JSON form");
}

TEST(Binary, BytesAreBytes) {
  const auto binary = sample("protobuf");
  const auto value = binary->parse(from_hex("7a02ff00"));
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(*value->find("aBytes")->bytes(), (ByteString{0xff, 0}));
  EXPECT_EQ(print(*binary, *value), "7a02ff00");
  EXPECT_THAT(print(*binary, Value(Object{{"aString", Value(ByteString{1})}})),
              HasSubstr("takes no bytes"));
  EXPECT_THAT(print(*binary, Value(Object{{"aString", Value("\xff")}})), HasSubstr("not UTF-8"));
}

TEST(Binary, UnknownFieldsCanBeRefused) {
  EXPECT_EQ(parse(*sample("protobuf", {{"unknown_fields", "refuse"}}), "8a0103d00c05"),
            "byte 3, at /aMessage: field number 202 is not in the schema");
  EXPECT_EQ(print(*sample("protobuf"), Value(Object{{"@unknown", Value(ByteString{0x10})}})),
            "at /@unknown: these bytes are no fields of a message");
}

TEST(Binary, EnumsAsNumbers) {
  const auto binary = sample("protobuf", {{"enums", "number"}});
  EXPECT_EQ(parse(*binary, "800102"), R"({"anEnum":2})");
}

TEST(Binary, DefaultsCanBeEmitted) {
  const auto codec = test::load("protobuf", test::sample_schema(), "Order", {{"defaults", "emit"}});
  EXPECT_EQ(
      parse(*codec, "320568001a0178"),
      R"({"orderId":0,"customerName":"","email":"","payment":"PAYMENT_UNKNOWN",)"
      R"("lines":[{"sku":"","quantity":0,"unitPrice":0,"tags":[],"@unknown":"aAAaAXg="}],"labels":{},"express":false})");
}

TEST(Binary, MapsCanBeSorted) {
  const Value value =
      from_json(R"({"byString":{"b":"","a":"","":""},"byInt32":{"10":1,"9":1,"-1":1,"-10":1}})");
  const std::string sorted = print(*sample("protobuf", {{"map_order", "sorted"}}), value);
  EXPECT_EQ(parse(*sample("protobuf"), sorted),
            R"({"byString":{"":"","a":"","b":""},"byInt32":{"-10":1,"-1":1,"9":1,"10":1}})");
  EXPECT_EQ(parse(*sample("protobuf"), print(*sample("protobuf"), value)), test::json_of(value));
}

TEST(Binary, LossesAreListed) {
  const auto binary = sample("protobuf");
  std::vector<Loss> losses;
  const Value value = from_json(
      R"({"aMessage":{"x":1},"anEnum":"PAYMENT_CASH","aFloat":0.123456789,"aString":null,"enums":["PAYMENT_CARD","y"]})");
  EXPECT_EQ(parse(*binary, print(*binary, value, &losses)),
            R"({"aFloat":0.12345679,"aMessage":{},"enums":["PAYMENT_CARD"]})");
  std::vector<std::string> paths;
  for (const Loss& loss : losses) paths.push_back(loss.path);
  EXPECT_THAT(paths, testing::UnorderedElementsAre("/aMessage/x", "/anEnum", "/aFloat", "/aString",
                                                   "/enums/1"));
  EXPECT_THAT(print(*binary, value), HasSubstr("no "));  // an error without a list
}

TEST(Binary, DigitsAreNotLostInSilence) {
  const auto binary = sample("protobuf");
  EXPECT_EQ(print(*binary, from_json(R"({"aDouble":12.50,"aFloat":0.1})")),
            "65cdcccc3d690000000000002940");
  EXPECT_EQ(print(*binary, from_json(R"({"aDouble":12345678901234567.89})")),
            "at /aDouble: 'double' keeps 12345678901234567.89 as 12345678901234568");
}

TEST(Binary, OutputIsUntouchedOnError) {
  ByteString out = {1, 2, 3};
  EXPECT_FALSE(sample("protobuf")->print(from_json(R"({"aBool":true,"x":1})"), out, nullptr).ok());
  EXPECT_EQ(out, (ByteString{1, 2, 3}));
}

TEST(Binary, LargeMessagesGrowTheBuffer) {
  const auto binary = sample("protobuf");
  Array strings;
  for (int i = 0; i < 5000; ++i)
    strings.emplace_back(std::string(static_cast<std::size_t>(i % 300), 'x'));
  const Value value(Object{{"strings", Value(std::move(strings))}});
  ByteString out;
  ASSERT_TRUE(binary->print(value, out, nullptr).ok());
  EXPECT_EQ(*binary->parse(out), value);
}

TEST(Legacy, RequiredFieldsAreRequired) {
  const auto codec = test::load("protobuf", legacy_schema(), "Record");
  EXPECT_THAT(parse(*codec, ""), HasSubstr("the required field 'id' is missing"));
  EXPECT_THAT(print(*codec, from_json("{}")), HasSubstr("the required field 'id' is missing"));
  EXPECT_EQ(print(*codec, from_json(R"({"id":0})")), "0800");
}

TEST(Legacy, EnumsAreClosed) {
  const auto codec = test::load("protobuf", legacy_schema(), "Record");
  // level: 4 is unknown; so are the 7 among the levels, and the whole entry that has it.
  EXPECT_EQ(parse(*codec, "0801180422020507"),
            R"({"id":1,"levels":["LEVEL_HIGH"],"@unknown":"GAQgBw=="})");
  EXPECT_EQ(parse(*codec, "08012a050a01781007"), R"({"id":1,"@unknown":"KgUKAXgQBw=="})");
  EXPECT_EQ(parse(*codec, "08012a030a0178"), R"({"id":1,"modeByName":{"x":"MODE_OFF"}})");
  EXPECT_THAT(print(*codec, from_json(R"({"id":1,"level":4})")), HasSubstr("has no value 4"));
}

TEST(Legacy, UnknownEnumValuesAreLossesOfJson) {
  const auto binary = test::load("protobuf", legacy_schema(), "Record");
  const auto json = test::load("protojson", legacy_schema(), "Record");
  const auto value =
      binary->parse(from_hex("0801180422020507"
                             "2a050a01781007"));
  ASSERT_TRUE(value.ok());
  ByteString out;
  EXPECT_FALSE(json->print(*value, out, nullptr).ok());
  std::vector<Loss> losses;
  ASSERT_TRUE(json->print(*value, out, &losses).ok());
  EXPECT_EQ(as_text(out), R"({"id":1,"levels":["LEVEL_HIGH"]})");
  EXPECT_EQ(losses.size(), 3U);
  const auto strict =
      test::load("protobuf", legacy_schema(), "Record", {{"unknown_fields", "refuse"}});
  EXPECT_EQ(parse(*strict, "080122020507"),
            "byte 6, at /levels: field number 4 is not in the schema");
}

TEST(Legacy, ExtensionsHaveTheirFullName) {
  const auto codec = test::load("protobuf", legacy_schema(), "Record");
  const std::string text = R"({"id":1,"[neurocrypt.legacy.remark]":"x"})";
  EXPECT_EQ(print(*codec, from_json(text)), "0801a2060178");
  EXPECT_EQ(parse(*codec, "0801a2060178"), text);
}

TEST(Legacy, FieldsWithOneJsonNameKeepTheirOwn) {
  const auto codec = test::load("protobuf", legacy_schema(), "Record");
  EXPECT_EQ(parse(*codec, "080138024003"), R"({"id":1,"foo_bar":2,"fooBar":3})");
  EXPECT_EQ(print(*codec, from_json(R"({"id":1,"foo_bar":2,"fooBar":3})")), "080138024003");
}

TEST(ProtoJson, UnknownFieldsHaveNoPlace) {
  const auto json = sample("protojson");
  const Value value(Object{{"aBool", Value(true)}, {"@unknown", Value(from_hex("d00c05"))}});
  EXPECT_THAT(print_text(*json, value), HasSubstr("field number 202 is not in the schema"));
  std::vector<Loss> losses;
  ByteString out;
  ASSERT_TRUE(json->print(value, out, &losses).ok());
  EXPECT_EQ(as_text(out), R"({"aBool":true})");
  ASSERT_EQ(losses.size(), 1U);
  EXPECT_EQ(losses[0].path, "/@unknown");
}

TEST(ProtoJson, UnknownMembersCanBeIgnored) {
  const auto json = sample("protojson", {{"unknown_members", "ignore"}});
  const std::string text =
      R"({"x":1,"enums":["PAYMENT_CARD","y"],"anEnum":"z","aMessage":{"w":{}},"bySint64":{"1":"v"}})";
  const auto value = json->parse(as_bytes(text));
  ASSERT_TRUE(value.ok()) << value.error().message;
  EXPECT_EQ(print_text(*json, *value), R"({"aMessage":{},"enums":["PAYMENT_CARD"]})");
}

TEST(ProtoJson, ErrorsNameThePlaceInTheText) {
  const auto value = sample("protojson")->parse(as_bytes("{\n  \"int32s\": [1,\n    true]}"));
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(value.error().message,
            "line 3, column 5, byte 22, at /int32s/1: 'repeated int32' takes no boolean");
}

TEST(ProtoJson, StreamsAreLines) {
  const auto json = sample("protojson");
  const std::string text = "{\"anInt64\":1}\n{\"x\":1}\n{\"anInt64\":\"2\"}\n";
  MemorySource source(as_bytes(text));
  const auto reader = json->reader(source);
  EXPECT_EQ(test::json_of(**reader->next()), R"({"anInt64":1})");
  EXPECT_THAT(reader->next().error().message, HasSubstr("line 2 of the stream"));
  EXPECT_EQ(test::json_of(**reader->next()), R"({"anInt64":2})");
  EXPECT_FALSE(reader->next()->has_value());
}

/// All messages of a stream as JSON, errors as their messages.
std::vector<std::string> read_stream(const Codec& codec, const ByteString& bytes,
                                     std::size_t step) {
  MemorySource source(bytes, step);
  const auto reader = codec.reader(source);
  std::vector<std::string> all;
  for (;;) {
    auto message = reader->next();
    if (!message.ok()) {
      all.push_back(message.error().message);
    } else if (message->has_value()) {
      all.push_back(test::json_of(**message));
    } else {
      return all;
    }
  }
}

TEST(Delimited, ReadsWhatItWrites) {
  const auto codec = sample("protobuf");
  MemorySink sink;
  const auto writer = codec->writer(sink);
  std::vector<std::string> texts;
  for (int i = 0; i < 300; ++i) {
    texts.push_back(R"({"anInt32":)" + std::to_string(i + 1) + R"(,"aString":")" +
                    std::string(static_cast<std::size_t>(i), 'x') + R"("})");
    if (i == 0) texts.back() = "{}";
    ASSERT_TRUE(writer->write(from_json(texts.back()), nullptr).ok());
  }
  ASSERT_TRUE(writer->finish().ok());
  for (const std::size_t step : {1, 7, 1000, 1 << 20}) {
    EXPECT_EQ(read_stream(*codec, sink.bytes(), step), texts) << step;
  }
}

TEST(Delimited, GoesOnAfterABadMessage) {
  EXPECT_THAT(
      read_stream(*sample("protobuf"), from_hex("0210010110021003"), 100),
      ElementsAre(R"({"anInt32":1})",
                  "message 2, which starts at byte 3 of the stream: byte 1: a varint is cut off",
                  R"({"anInt32":3})"));
}

TEST(Delimited, EndsWhereTheFramingIsLost) {
  const auto codec = sample("protobuf");
  EXPECT_THAT(read_stream(*codec, from_hex("02100105"), 100),
              ElementsAre(R"({"anInt32":1})", HasSubstr("ends inside a message of 5 bytes")));
  EXPECT_THAT(read_stream(*codec, from_hex("02100180"), 100),
              ElementsAre(R"({"anInt32":1})", HasSubstr("ends inside a length")));
  EXPECT_THAT(read_stream(*codec, from_hex("ffffffff7f"), 100),
              ElementsAre(HasSubstr("over the limit")));
  EXPECT_THAT(read_stream(*codec, from_hex("ffffffffffffff"), 100),
              ElementsAre(HasSubstr("no length")));
  EXPECT_TRUE(read_stream(*codec, {}, 100).empty());
}

}  // namespace
}  // namespace neurocrypt::protobuf
