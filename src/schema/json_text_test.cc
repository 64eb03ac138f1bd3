#include "schema/json_text.h"

#include <gtest/gtest.h>

#include <random>

#include "support/random_value.h"
#include "support/vectors.h"

namespace neurocrypt {
namespace {

std::string printed(const Value& value, JsonLayout layout = JsonLayout::kCompact) {
  ByteString out;
  const Status status = print_json(value, out, layout);
  EXPECT_TRUE(status.ok()) << (status.ok() ? "" : status.error().message);
  return std::string(as_text(out));
}

TEST(JsonText, PrintsWhatItParses) {
  const char* const text =
      R"({"a":[1,2.50,-0,1E+2],"b":{"":null,"x":true},"c":"\"\\\b\f\n\r\t\u0001/é","d":[],"e":{},"f":false})";
  const Result<Value> value = parse_json(text);
  ASSERT_TRUE(value.ok()) << value.error().message;
  EXPECT_EQ(printed(*value), text);
  const std::string indented = printed(*value, JsonLayout::kIndented);
  EXPECT_NE(indented.find("{\n  \"a\": [\n    1,\n    2.50,"), std::string::npos) << indented;
  EXPECT_EQ(*parse_json(indented), *value);
}

TEST(JsonText, TakesWhatTheStandardAllowsAndNothingElse) {
  for (const test::Vector& vector : test::read_vectors("json/text.txt")) {
    SCOPED_TRACE(vector.at("why"));
    const ByteString bytes = vector.contains("hex")
                                 ? test::from_hex(vector.at("hex"))
                                 : ByteString(vector.at("json").begin(), vector.at("json").end());
    const Result<Value> value = parse_json(as_text(bytes));
    ASSERT_EQ(value.ok() ? "valid" : "invalid", vector.at("expect"))
        << (value.ok() ? "" : value.error().message);
    if (value.ok()) {
      EXPECT_EQ(*parse_json(printed(*value)), *value);
      continue;
    }
    EXPECT_EQ(value.error().code, ErrorCode::kCorrupt);
    EXPECT_NE(value.error().message.find("byte " + vector.at("byte")), std::string::npos)
        << value.error().message;
    EXPECT_NE(value.error().message.find(vector.at("message")), std::string::npos)
        << value.error().message;
  }
}

TEST(JsonText, RandomValuesSurvive) {
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    const Value value = test::random_value(random, 4);
    const JsonLayout layout = i % 2 == 0 ? JsonLayout::kCompact : JsonLayout::kIndented;
    const std::string text = printed(value, layout);
    const Result<Value> parsed = parse_json(text);
    ASSERT_TRUE(parsed.ok()) << text << ": " << parsed.error().message;
    ASSERT_EQ(*parsed, value) << text;
  }
}

TEST(JsonText, SaysWhereAndWhy) {
  const Result<Value> value = parse_json("{\n  \"é\": [1, 2],\n  \"items\": [{\"a/b\": 01}]\n}");
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(value.error().message,
            "line 3, column 21, byte 38, at /items/0/a~1b: a number with a leading zero");
  EXPECT_EQ(value.error().hint, "drop the zero, or make it a string");
}

TEST(JsonText, FindsThePlaceOfAPointer) {
  constexpr std::string_view kText =
      "{\"a\": [1, {\"b\\u002f\": \"]\\\"\", \"c\": 3}],\n \"d\": 4}";
  const auto at = [&](std::string_view pointer) { return find_json_place(kText, pointer).offset; };
  EXPECT_EQ(at(""), 0u);
  EXPECT_EQ(at("/a"), kText.find("[1"));
  EXPECT_EQ(at("/a/0"), kText.find('1'));
  EXPECT_EQ(at("/a/1/b~1"), kText.find("\"]"));
  EXPECT_EQ(at("/a/1/c"), kText.find('3'));
  EXPECT_EQ(at("/d"), kText.find('4'));
  EXPECT_EQ(at("/a/7"), kText.find("[1"));
  EXPECT_EQ(at("/x/y"), 0u);
  EXPECT_EQ(at("/d/e"), kText.find('4'));
  EXPECT_EQ(find_json_place(kText, "/d").line, 2u);
  EXPECT_EQ(find_json_place(kText, "/d").column, 7u);
}

TEST(JsonText, LimitsDepth) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_json(nested(kJsonDepthMax)).ok());
  const Result<Value> deeper = parse_json(nested(kJsonDepthMax + 1));
  ASSERT_FALSE(deeper.ok());
  EXPECT_EQ(deeper.error().code, ErrorCode::kExhausted);
  EXPECT_FALSE(parse_json(std::string(1 << 20, '[')).ok());
  Value value;
  for (std::size_t i = 0; i <= kJsonDepthMax; ++i) value = Value(Array{value});
  ByteString out;
  EXPECT_FALSE(print_json(value, out).ok());
}

TEST(JsonText, FindsDuplicatesAmongMany) {
  std::string text = "{";
  for (int i = 0; i < 1000; ++i)
    text += "\"m" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  EXPECT_TRUE(parse_json(text + "\"last\":0}").ok());
  const Result<Value> twice = parse_json(text + "\"m7\":1,\"m3\":2}");
  ASSERT_FALSE(twice.ok());
  EXPECT_NE(
      twice.error().message.find("byte " + std::to_string(text.size()) + ", at /m7: the member"),
      std::string::npos)
      << twice.error().message;
}

TEST(JsonText, RefusesToPrintWhatIsNotJson) {
  const std::pair<Value, const char*> cases[] = {
      {Number{"NaN"}, "'NaN'"},
      {Number{"-Infinity"}, "'-Infinity'"},
      {Number{"007"}, "'007'"},
      {"\xFF", "not UTF-8"},
      {Object{{"x", true}, {"x", true}}, "at /a/0/x: the member is there twice"},
  };
  for (const auto& [value, part] : cases) {
    ByteString out = {'k', 'e', 'p', 't'};
    const Status status = print_json(Object{{"a", Array{value}}}, out);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(status.error().message.find("at /a/0"), std::string::npos);
    EXPECT_NE(status.error().message.find(part), std::string::npos) << status.error().message;
    EXPECT_EQ(as_text(out), "kept");
  }
}

TEST(JsonText, PrintsBytesAsBase64) { EXPECT_EQ(printed(ByteString{0xFB, 0xFF}), "\"+/8=\""); }

}  // namespace
}  // namespace neurocrypt
