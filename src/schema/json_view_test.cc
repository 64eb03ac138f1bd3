#include "schema/json_view.h"

#include <gtest/gtest.h>

#include "support/sample.h"

namespace neurocrypt {
namespace {

using test::value_of;

/// A codec of which only the schema counts.
class FieldsOnly final : public Codec {
 public:
  FieldsOnly() {
    Field rates = field("rates", FieldType::kFloat);
    rates.repeated = true;
    Field map = field("map", FieldType::kMap);
    map.fields = {field("*", FieldType::kBytes)};
    field_.type = FieldType::kObject;
    field_.fields = {field("photo", FieldType::kBytes), rates, map,
                     field("text", FieldType::kString)};
  }
  const Field& schema() const override { return field_; }
  Result<Value> parse(ByteView) const override { return Value(); }
  Status print(const Value&, ByteString&, std::vector<Loss>*) const override { return {}; }
  std::unique_ptr<MessageReader> reader(Source&) const override { return nullptr; }
  std::unique_ptr<MessageWriter> writer(Sink&) const override { return nullptr; }

 private:
  static Field field(const char* name, FieldType type) {
    Field made;
    made.name = name;
    made.type = type;
    return made;
  }

  Field field_;
};

TEST(JsonView, CarriesBytesAndSpecialNumbersBothWays) {
  const FieldsOnly codec;
  const auto view = json_view(codec);
  const Value message = Object{{"photo", ByteString{'f', 'o', 'o'}},
                               {"rates", Array{Number{"1.50"}, Number{"NaN"}, Number{"-Infinity"}}},
                               {"map", Object{{"k", ByteString{}}}},
                               {"text", "NaN"},
                               {"other", "Zm9v"}};
  ByteString out;
  ASSERT_TRUE(view->print(message, out, nullptr).ok());
  EXPECT_EQ(as_text(out), R"({"photo":"Zm9v","rates":[1.50,"NaN","-Infinity"],"map":{"k":""},)"
                          R"("text":"NaN","other":"Zm9v"})");
  EXPECT_EQ(value_of(view->parse(out)), message);
}

TEST(JsonView, SaysWhatWouldNotComeBack) {
  const FieldsOnly codec;
  const auto view = json_view(codec);
  const Value message = Object{{"text", ByteString{1}}};
  ByteString out;
  const Status strict = view->print(message, out, nullptr);
  ASSERT_FALSE(strict.ok());
  EXPECT_EQ(strict.error().message, "at /text: JSON has no bytes: base64 text instead");
  std::vector<Loss> losses;
  ASSERT_TRUE(view->print(message, out, &losses).ok());
  EXPECT_EQ(as_text(out), R"({"text":"AQ=="})");
  ASSERT_EQ(losses.size(), 1u);
  EXPECT_EQ(losses[0].path, "/text");
  EXPECT_FALSE(view->print(Object{{"text", Number{"NaN"}}}, out, &losses).ok());
}

TEST(JsonView, NamesThePlaceOfBrokenBase64) {
  const FieldsOnly codec;
  const auto value = json_view(codec)->parse(as_bytes("{\"map\":\n {\"a\": \"?\"}}"));
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.error().message,
            "line 2, column 8, byte 15, at /map/a: this string is not base64");
}

}  // namespace
}  // namespace neurocrypt
