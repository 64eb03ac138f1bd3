// The JSON cases of the official conformance suite, which are not part of this repository: see
// docs/formats/protobuf.md for where they come from.
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <google/protobuf/util/type_resolver_util.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "schema/protobuf/test_support.h"

namespace neurocrypt::protobuf {
namespace {

namespace pb = google::protobuf;

/// What the output must be where the suite judges the text itself, by test name.
const std::map<std::string, std::string> kExpectedOutput = {
    {"FieldNameInLowerCamelCase",
     R"({"fieldname1":1,"fieldName2":2,"FieldName3":3,"fieldName4":4})"},
    {"FieldNameWithNumbers", R"({"field0name5":5,"field0Name6":6})"},
    {"FieldNameWithMixedCases",
     R"({"fieldName7":7,"FieldName8":8,"fieldName9":9,"FieldName10":10,"FIELDNAME11":11,"FIELDName12":12})"},
    {"FieldNameWithDoubleUnderscores",
     R"({"FieldName13":13,"FieldName14":14,"fieldName15":15,"fieldName16":16,"fieldName17":17,"FieldName18":18})"},
    {"StoresDefaultPrimitive", R"({"FieldName13":0})"},
    {"SkipsDefaultPrimitive", "{}"},
    {"FieldNameExtension", R"({"[protobuf_test_messages.proto2.extension_int32]":1})"},
    {"Int64FieldBeString", R"({"optionalInt64":"1"})"},
    {"Uint64FieldBeString", R"({"optionalUint64":"1"})"},
    {"EnumFieldUnknownValue", R"({"optionalNestedEnum":123})"},
    {"DurationHasZeroFractionalDigit", R"({"optionalDuration":"1s"})"},
    {"DurationHas3FractionalDigits", R"({"optionalDuration":"1.010s"})"},
    {"DurationHas6FractionalDigits", R"({"optionalDuration":"1.000010s"})"},
    {"DurationHas9FractionalDigits", R"({"optionalDuration":"1.000000010s"})"},
    {"TimestampZeroNormalized", R"({"optionalTimestamp":"1970-01-01T00:00:00Z"})"},
    {"TimestampHasZeroFractionalDigit", R"({"optionalTimestamp":"1970-01-01T00:00:00Z"})"},
    {"TimestampHas3FractionalDigits", R"({"optionalTimestamp":"1970-01-01T00:00:00.010Z"})"},
    {"TimestampHas6FractionalDigits", R"({"optionalTimestamp":"1970-01-01T00:00:00.000010Z"})"},
    {"TimestampHas9FractionalDigits", R"({"optionalTimestamp":"1970-01-01T00:00:00.000000010Z"})"},
    {"NullValueInOtherOneofOldFormat", R"({"oneofNullValue":null})"},
    {"NullValueInOtherOneofNewFormat", R"({"oneofNullValue":null})"},
    {"NullValueInNormalMessage", "{}"},
};

/// The part of the suite's proto2 message that three of the cases are about.
constexpr const char* kProto2 = R"(
syntax = "proto2";
package protobuf_test_messages.proto2;
message TestAllTypesProto2 {
  optional int32 __field_name13 = 413;
  extensions 120 to 200;
}
extend TestAllTypesProto2 { optional int32 extension_int32 = 120; }
)";

std::string data_folder() {
  const char* const shared = std::getenv("NEUROCRYPT_SHARED_DATA");
  const std::filesystem::path data =
      shared != nullptr ? std::filesystem::path(shared)
                        : std::filesystem::path(NC_SOURCE_DIR) / ".." / "shared" / "data";
  return (data / "protobuf-json").string();
}

std::string text_member(const Value& object, std::string_view name) {
  const Value* const value = object.find(name);
  return value != nullptr && value->string() != nullptr ? *value->string() : "";
}

class Conformance : public testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(data_folder() + "/json_vectors_v21.12.json");
    if (!file) GTEST_SKIP() << "there is no " << data_folder();
    std::stringstream content;
    content << file.rdbuf();
    auto parsed = parse_json(content.str());
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    vectors_ = std::move(parsed).value();
    ASSERT_EQ(vectors_.array()->size(), 270U);

    const std::string schema = data_folder() + "/test_messages_proto3.proto";
    const std::string root = "protobuf_test_messages.proto3.TestAllTypesProto3";
    judge_ = std::make_unique<test::Judge>(schema, root);
    resolver_.reset(
        pb::util::NewTypeResolverForDescriptorPool("type.googleapis.com", judge_->pool()));
    binary_ = test::load("protobuf", schema, root);
    json_ = test::load("protojson", schema, root);
    lenient_ = test::load("protojson", schema, root, {{"unknown_members", "ignore"}});
    const std::string proto2 = folder_.write("proto2.proto", kProto2);
    json_proto2_ = test::load("protojson", proto2, "TestAllTypesProto2");
  }

  std::unique_ptr<pb::Message> from_text(const std::string& text) {
    auto message = judge_->message();
    EXPECT_TRUE(pb::TextFormat::ParseFromString(text, message.get())) << text;
    return message;
  }

  static bool same(const pb::Message& a, const pb::Message& b) {
    pb::util::MessageDifferencer differencer;
    pb::util::DefaultFieldComparator comparator;
    comparator.set_treat_nan_as_equal(true);
    differencer.set_field_comparator(&comparator);
    return differencer.Compare(a, b);
  }

  /// Accepted, and its binary and its JSON output mean `expected`, the latter to the library as
  /// well.
  void expect_valid(const Codec& json, const std::string& input, const std::string& expected) {
    const auto wanted = from_text(expected);
    const auto value = json.parse(as_bytes(input));
    ASSERT_TRUE(value.ok()) << value.error().message;
    ByteString bytes;
    ASSERT_TRUE(binary_->print(*value, bytes, nullptr).ok());
    auto got = judge_->message();
    ASSERT_TRUE(got->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    EXPECT_TRUE(same(*got, *wanted)) << got->ShortDebugString();

    ByteString output;
    ASSERT_TRUE(json_->print(*value, output, nullptr).ok());
    const auto again = json_->parse(output);
    ASSERT_TRUE(again.ok()) << as_text(output) << ": " << again.error().message;
    EXPECT_EQ(*again, *value) << as_text(output);
    auto read = judge_->message();
    std::string read_bytes;
    const auto status = pb::util::JsonToBinaryString(
        resolver_.get(), "type.googleapis.com/" + judge_->descriptor()->full_name(),
        std::string(as_text(output)), &read_bytes);
    ASSERT_TRUE(status.ok()) << as_text(output) << ": " << status.ToString();
    ASSERT_TRUE(read->ParseFromString(read_bytes));
    EXPECT_TRUE(same(*read, *wanted)) << as_text(output);
  }

  test::Folder folder_;
  Value vectors_;
  std::unique_ptr<test::Judge> judge_;
  std::unique_ptr<pb::util::TypeResolver> resolver_;
  std::unique_ptr<Codec> binary_, json_, lenient_, json_proto2_;
};

TEST_F(Conformance, EveryRequiredAndRecommendedCase) {
  std::map<std::string, int> seen;
  for (const Value& vector : *vectors_.array()) {
    const std::string name = text_member(vector, "name");
    const std::string kind = text_member(vector, "kind");
    const std::string input = text_member(vector, "json");
    SCOPED_TRACE(text_member(vector, "level") + " " + kind + " " + name + ": " + input);
    ++seen[kind];
    if (kind == "RunValidJsonTest") {
      expect_valid(*json_, input, text_member(vector, "expected_textproto"));
    } else if (kind == "RunValidJsonIgnoreUnknownTest") {
      expect_valid(*lenient_, input, text_member(vector, "expected_textproto"));
      EXPECT_FALSE(json_->parse(as_bytes(input)).ok());
    } else if (kind == "ExpectParseFailureForJson") {
      const auto value = json_->parse(as_bytes(input));
      EXPECT_FALSE(value.ok());
    } else if (kind == "ExpectSerializeFailureForJson") {
      const auto message = from_text(text_member(vector, "textproto"));
      const auto value = binary_->parse(as_bytes(message->SerializeAsString()));
      ASSERT_TRUE(value.ok()) << value.error().message;
      ByteString output;
      EXPECT_FALSE(json_->print(*value, output, nullptr).ok()) << as_text(output);
    } else if (kind == "RunValidJsonTestWithValidator") {
      const bool proto2 = name == "StoresDefaultPrimitive" || name == "FieldNameExtension";
      const Codec& codec = proto2 ? *json_proto2_ : *json_;
      const auto value = codec.parse(as_bytes(input));
      ASSERT_TRUE(value.ok()) << value.error().message;
      ByteString output;
      ASSERT_TRUE(codec.print(*value, output, nullptr).ok());
      EXPECT_EQ(as_text(output), kExpectedOutput.at(name));
    } else {
      ADD_FAILURE() << "a kind that this test does not know";
    }
  }
  EXPECT_EQ(seen["RunValidJsonTest"], 141);
  EXPECT_EQ(seen["RunValidJsonIgnoreUnknownTest"], 6);
  EXPECT_EQ(seen["ExpectParseFailureForJson"], 94);
  EXPECT_EQ(seen["ExpectSerializeFailureForJson"], 7);
  EXPECT_EQ(seen["RunValidJsonTestWithValidator"], 22);
}

}  // namespace
}  // namespace neurocrypt::protobuf
