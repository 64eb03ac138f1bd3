#include "schema/json/infer.h"

#include <gtest/gtest.h>

#include <random>

#include "schema/json/json_schema.h"
#include "schema/json/validator.h"
#include "schema/json_text.h"
#include "support/random_value.h"
#include "support/sample.h"

namespace neurocrypt::json {
namespace {

using test::value_of;

std::string text_of(const Value& value) {
  ByteString out;
  EXPECT_TRUE(print_json(value, out).ok());
  return std::string(as_text(out));
}

/// The schema of some JSON texts, without its first two members, which are the same for all.
std::string inferred(std::initializer_list<std::string> samples) {
  SchemaInference inference;
  for (const std::string& sample : samples) inference.add(value_of(parse_json(sample)));
  Object schema = *inference.schema().object();
  EXPECT_EQ(schema.at(0).value, Value("https://json-schema.org/draft/2020-12/schema"));
  EXPECT_EQ(schema.at(1).name, "$comment");
  schema.erase(schema.begin(), schema.begin() + 2);
  return text_of(schema);
}

TEST(Inference, FindsTypesAndWhatIsRequired) {
  EXPECT_EQ(inferred({R"({"id":1,"n":1,"s":null,"l":[1]})",
                      R"({"id":2,"n":1.5,"s":"x y","o":{"k":true}})"}),
            R"({"type":"object","properties":{"id":{"type":"integer"},"n":{"type":"number"},)"
            R"("s":{"type":["string","null"]},"l":{"type":"array","items":{"type":"integer"}},)"
            R"("o":{"type":"object","properties":{"k":{"type":"boolean"}},"required":["k"]}},)"
            R"("required":["id","n","s"]})");
  EXPECT_EQ(inferred({"[]"}), R"({"type":"array"})");
  EXPECT_EQ(inferred({"1", "\"x y\""}), R"({"type":["string","integer"]})");
  EXPECT_EQ(inferred({}), "{}");
}

TEST(Inference, FindsFormatsThatAllStringsHave) {
  EXPECT_EQ(inferred({R"("2026-11-22T18:50:00Z")"}), R"({"type":"string","format":"date-time"})");
  EXPECT_EQ(inferred({R"("2026-11-22")", R"("2026-11-23")"}),
            R"({"type":"string","format":"date"})");
  EXPECT_EQ(inferred({R"("2026-11-22")", R"("tomorrow")"}), R"({"type":"string"})");
  EXPECT_EQ(inferred({R"("tomorrow")", R"("2026-11-22")"}), R"({"type":"string"})");
  EXPECT_EQ(inferred({R"("2026-11-22")", "null"}), R"({"type":["string","null"],"format":"date"})");
  EXPECT_EQ(inferred({R"("a@example.com")"}), R"({"type":"string","format":"email"})");
  EXPECT_EQ(inferred({R"("https://example.com/")"}), R"({"type":"string","format":"uri"})");
  EXPECT_EQ(inferred({R"("note: this")"}), R"({"type":"string"})");
  EXPECT_EQ(inferred({R"("123e4567-e89b-12d3-a456-426614174000")"}),
            R"({"type":"string","format":"uuid"})");
  EXPECT_EQ(inferred({R"("10.0.0.1")"}), R"({"type":"string","format":"ipv4"})");
}

TEST(Inference, CallsAnEnumerationOnlyWhatIsWellSupported) {
  const auto enumeration = [](const char* const(&texts)[3], int count) {
    SchemaInference inference;
    for (int i = 0; i < count; ++i) inference.add(texts[i % 3]);
    const Value schema = inference.schema();
    const Value* const values = schema.find("enum");
    return values == nullptr ? std::string() : text_of(*values);
  };
  EXPECT_EQ(enumeration({"OPEN", "CLOSED", "OPEN"}, 19), "");
  EXPECT_EQ(enumeration({"OPEN", "CLOSED", "OPEN"}, 20), R"(["CLOSED","OPEN"])");
  EXPECT_EQ(enumeration({"open", "closed", "re opened"}, 300), "");  // sentences are no enumeration
  EXPECT_EQ(enumeration({"12", "13", "14"}, 300), "");               // numbers neither
  SchemaInference many;
  for (int i = 0; i < 10'000; ++i) many.add(Value("v" + std::to_string(i % 17)));
  EXPECT_EQ(many.schema().find("enum"), nullptr);
  SchemaInference once;
  for (int i = 0; i < 100; ++i) once.add(i == 50 ? "rare" : "common");
  EXPECT_EQ(once.schema().find("enum"), nullptr);
}

TEST(Inference, TakesNamesThatAreDataForAMap) {
  EXPECT_EQ(
      inferred({R"({"100":{"a":1},"200":{"a":2},"300":{"a":3}})"}),
      R"({"type":"object","additionalProperties":{"type":"object","properties":{"a":{"type":"integer"}},)"
      R"("required":["a"]}})");
  Object many;
  for (std::size_t i = 0; i <= kNamesMax; ++i) many.push_back({"user" + std::to_string(i), true});
  SchemaInference inference;
  inference.add(many);
  EXPECT_EQ(inference.schema().find("properties"), nullptr);
  EXPECT_EQ(*inference.schema().find("additionalProperties"), Value(Object{{"type", "boolean"}}));
}

TEST(Inference, StaysWithinItsLimitOfPlaces) {
  SchemaInference inference;
  for (std::size_t i = 0; i < 40; ++i) {
    Object wide;
    for (std::size_t j = 0; j < kNamesMax; ++j) {
      Object inner;
      for (std::size_t k = 0; k < 40; ++k) inner.push_back({"k" + std::to_string(k), Object{}});
      wide.push_back({"m" + std::to_string(j), inner});
    }
    inference.add(Object{{"n" + std::to_string(i), wide}});
  }
  EXPECT_LT(text_of(inference.schema()).size(), 100 * kPlacesMax);
}

TEST(Inference, EverySampleFollowsTheSchema) {
  std::mt19937 random(11);
  for (int round = 0; round < 100; ++round) {
    SchemaInference inference;
    std::vector<Value> samples;
    for (int i = 0; i < 20; ++i) samples.push_back(test::random_value(random, 3));
    for (const Value& sample : samples) inference.add(sample);
    const auto schema = JsonSchema::parse(text_of(inference.schema()), {});
    ASSERT_TRUE(schema.ok()) << schema.error().message;
    EXPECT_TRUE((*schema)->notes().empty());
    for (const Value& sample : samples) {
      const auto violation = find_violation((*schema)->root(), sample);
      ASSERT_FALSE(violation) << violation->path.text() << ": " << violation->reason << "\n"
                              << text_of(sample) << "\n"
                              << text_of(inference.schema());
    }
  }
}

TEST(Inference, MergesStreams) {
  std::mt19937 random(13);
  for (int round = 0; round < 100; ++round) {
    SchemaInference all;
    SchemaInference first;
    SchemaInference second;
    for (int i = 0; i < 20; ++i) {
      const Value sample = test::random_value(random, 2);
      all.add(sample);
      (i < 10 ? first : second).add(sample);
    }
    first.merge(second);
    ASSERT_EQ(text_of(first.schema()), text_of(all.schema()));
  }
}

}  // namespace
}  // namespace neurocrypt::json
