#include "link/default_rule.h"

#include <gtest/gtest.h>

#include "schema/json_text.h"

namespace neurocrypt {
namespace {

Field field(FieldType type, std::string format = "", std::vector<std::string> enum_values = {}) {
  Field made;
  made.type = type;
  made.format = std::move(format);
  made.enum_values = std::move(enum_values);
  return made;
}

std::string rule(const Field& from, const Field& to, std::vector<std::string> samples = {}) {
  const DefaultRule made = default_rule(from, to, samples);
  ByteString text;
  EXPECT_TRUE(print_json(made.rule.print(), text).ok());
  return std::string(as_text(text)) + (made.guessed ? " guessed" : "");
}

TEST(DefaultRule, FollowsTheTypes) {
  const Field text = field(FieldType::kString);
  const Field integer = field(FieldType::kInteger);
  const Field decimal = field(FieldType::kDecimal);
  const Field boolean = field(FieldType::kBoolean);
  EXPECT_EQ(rule(text, text), R"({"rule":"copy"})");
  EXPECT_EQ(rule(integer, decimal), R"({"rule":"copy"})");
  EXPECT_EQ(rule(integer, text), R"({"rule":"cast","from":"number","to":"string"})");
  EXPECT_EQ(rule(text, integer), R"({"rule":"cast","from":"string","to":"number"} guessed)");
  EXPECT_EQ(rule(boolean, integer), R"({"rule":"cast","from":"boolean","to":"number"} guessed)");
  EXPECT_EQ(rule(field(FieldType::kObject), text), R"({"rule":"copy"} guessed)");
}

TEST(DefaultRule, ReadsTheTimeByItsSize) {
  const Field time = field(FieldType::kString, "date-time");
  const Field integer = field(FieldType::kInteger);
  EXPECT_EQ(rule(integer, time, {"1764150000"}),
            R"({"rule":"date","from":"epoch_s","to":"rfc3339"} guessed)");
  EXPECT_EQ(rule(integer, time, {"1764150000000"}),
            R"({"rule":"date","from":"epoch_ms","to":"rfc3339"} guessed)");
  EXPECT_EQ(rule(time, integer), R"({"rule":"date","from":"rfc3339","to":"epoch_s"} guessed)");
}

TEST(DefaultRule, ReadsADateOfEightDigits) {
  const DefaultRule made =
      default_rule(field(FieldType::kInteger), field(FieldType::kString, "date"), {});
  const Value digits = Value::integer(std::int64_t{20240229});
  const Value* const inputs[] = {&digits};
  const auto date = made.rule.apply(inputs);
  ASSERT_TRUE(date.ok());
  EXPECT_EQ(**date, Value("2024-02-29"));
  const auto back = made.rule.inverse();
  ASSERT_TRUE(back[0].has_value());
  const Value* const outputs[] = {&**date};
  const auto again = back[0]->apply(outputs);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(**again, digits);
}

TEST(DefaultRule, PairsEnumValuesByTheirNames) {
  const Field a = field(FieldType::kEnum, "", {"card", "cash"});
  const Field b =
      field(FieldType::kEnum, "", {"PAYMENT_UNSPECIFIED", "PAYMENT_CARD", "PAYMENT_CASH"});
  EXPECT_EQ(rule(a, b),
            R"({"rule":"table","entries":[["card","PAYMENT_CARD"],["cash","PAYMENT_CASH"]]})");
  EXPECT_EQ(
      rule(b, a),
      R"({"rule":"table","entries":[["PAYMENT_CARD","card"],["PAYMENT_CASH","cash"]]} guessed)");
  EXPECT_EQ(rule(a, a), R"({"rule":"copy"})");
}

TEST(DefaultRule, NamesTypesThatDoNotGoTogether) {
  EXPECT_EQ(type_conflict(field(FieldType::kBoolean), field(FieldType::kDecimal)),
            "boolean against decimal");
  EXPECT_EQ(type_conflict(field(FieldType::kString), field(FieldType::kDecimal)), std::nullopt);
}

}  // namespace
}  // namespace neurocrypt
