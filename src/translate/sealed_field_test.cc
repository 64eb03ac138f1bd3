#include "translate/sealed_field.h"

#include <gtest/gtest.h>

#include "schema/base64.h"
#include "schema/json_text.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

using test::value_of;

Keyset keyset(std::uint8_t fill) { return value_of(Keyset::create(test::lattice_material(fill))); }

// A writer with the keys "pii" and "money", and readers with some of them.
class SealedField : public testing::Test {
 protected:
  SealedField() : own_(keyset(1)) {
    named_.emplace("pii", keyset(2));
    named_.emplace("money", keyset(3));
  }

  FieldKeys keys(std::initializer_list<const char*> names, const std::string& tenant = "acme") {
    std::map<std::string, Keyset> some;
    for (const char* const name : names) some.emplace(name, copy(named_.at(name)));
    return value_of(FieldKeys::create(some, value_of(Openers::create(own_, some)), tenant));
  }

  static Keyset copy(const Keyset& keyset) {
    return value_of(parse_key_file(value_of(print_key_file(keyset, nullptr)), nullptr));
  }

  Value sealed(Value message, const std::vector<FieldSeal>& fields) {
    const Status status = keys({"pii", "money"}).seal(message, Side::kA, fields, {});
    EXPECT_TRUE(status.ok()) << status.error().message;
    return message;
  }

  Keyset own_;
  std::map<std::string, Keyset> named_;
};

Value order() {
  return value_of(parse_json(R"({"id": 7, "customer": {"name": "Renée", "card/no~": "4111"},
      "lines": [{"sku": "A", "price": 1.50}, {"sku": "B", "price": null}],
      "paid": true, "tags": ["x", "y"]})"));
}

const std::vector<FieldSeal> kEverywhere = {{"/id", "pii"},
                                            {"/customer/card~1no~0", "pii"},
                                            {"/lines/0/price", "money"},
                                            {"/lines/1/price", "money"},
                                            {"/paid", "pii"},
                                            {"/tags", "pii"},
                                            {"/customer", "money"},
                                            {"/customer/name", "pii"},
                                            {"/not/there", "pii"}};

TEST_F(SealedField, AnyTypeAtAnyPlaceComesBack) {
  Value message = sealed(order(), kEverywhere);
  for (const char* const name : {"id", "customer", "paid", "tags"}) {
    EXPECT_TRUE(is_sealed_field(*message.find(name))) << name;
  }
  EXPECT_TRUE(is_sealed_field(*(*message.find("lines")->array())[1].find("price")));
  EXPECT_EQ(*(*message.find("lines")->array())[1].find("sku"), Value("B"));
  std::vector<std::string> left;
  ASSERT_TRUE(keys({"pii", "money"}).open(message, Side::kA, left).ok());
  EXPECT_EQ(message, order());
  EXPECT_TRUE(left.empty());
}

TEST_F(SealedField, TheWholeMessageIsAFieldToo) {
  Value message = sealed(order(), {{"", "pii"}, {"/id", "money"}});
  EXPECT_TRUE(is_sealed_field(message));
  std::vector<std::string> left;
  ASSERT_TRUE(keys({"pii"}).open(message, Side::kA, left).ok());
  EXPECT_EQ(message, order());
}

TEST_F(SealedField, WhoLacksAKeySeesTheRest) {
  Value message = sealed(order(), {{"/id", "pii"}, {"/lines/0/price", "money"}});
  std::vector<std::string> left;
  ASSERT_TRUE(keys({"money"}).open(message, Side::kA, left).ok());
  EXPECT_EQ(left, std::vector<std::string>{"/id"});
  EXPECT_TRUE(is_sealed_field(*message.find("id")));
  EXPECT_EQ(*message.find("lines"), *order().find("lines"));
  // And can pass it on: who has the key opens it later.
  ASSERT_TRUE(keys({"pii"}).open(message, Side::kA, left).ok());
  EXPECT_EQ(message, order());
}

TEST_F(SealedField, IsNeverSealedTwice) {
  const Value once = sealed(order(), {{"/id", "pii"}});
  EXPECT_EQ(sealed(once, {{"/id", "money"}}), once);
  // Nor when a text field has carried it.
  Value carried = once;
  carried.object()->at(0).value = *once.find("id")->find("@sealed");
  EXPECT_EQ(sealed(carried, {{"/id", "money"}}), carried);
  std::vector<std::string> left;
  ASSERT_TRUE(keys({"pii"}).open(carried, Side::kA, left).ok());
  EXPECT_EQ(carried, order());
}

TEST_F(SealedField, BelongsToItsPlaceSideAndTenant) {
  const Value message = sealed(order(), {{"/lines/0/price", "money"}, {"/paid", "money"}});
  const FieldKeys reader = keys({"money"});
  std::vector<std::string> left;

  Value moved = message;
  std::swap((*moved.object()->at(2).value.array())[0], (*moved.object()->at(2).value.array())[1]);
  Status status = reader.open(moved, Side::kA, left);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kNotAuthentic);
  EXPECT_EQ(status.error().message,
            "at /lines/1/price: the sealed field was sealed for the place /lines/0/price");

  Value other_tenant = message;
  status = keys({"money"}, "globex").open(other_tenant, Side::kA, left);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kNotAuthentic);

  Value other_side = message;  // waits until it stands in a message of side a again
  ASSERT_TRUE(reader.open(other_side, Side::kB, left).ok());
  EXPECT_EQ(other_side, message);
}

TEST_F(SealedField, FailsClosedWhateverIsChanged) {
  const Value message = sealed(order(), {{"/id", "pii"}});
  const ByteString bytes = *decode_base64url(*message.find("id")->find("@sealed")->string());
  const FieldKeys reader = keys({"pii"});
  int refused = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    ByteString changed = bytes;
    changed[i] ^= 1;
    Value tampered = message;
    tampered.object()->at(0).value = Object{{"@sealed", encode_base64url(changed)}};
    std::vector<std::string> left;
    const Status status = reader.open(tampered, Side::kA, left);
    // Where it still looks like a field of an unknown key or of the other side, it stays sealed;
    // the value never comes out.
    if (status.ok()) {
      EXPECT_NE(*tampered.find("id"), *order().find("id")) << i;
      EXPECT_TRUE(tampered.find("id")->find("@sealed") != nullptr);
    } else {
      EXPECT_TRUE(status.error().message.starts_with("at /id: ")) << status.error().message;
      ++refused;
    }
  }
  EXPECT_GT(refused, 80);
}

TEST_F(SealedField, ARetiredKeyIsAnErrorNotAGap) {
  const Value message = sealed(order(), {{"/id", "pii"}});
  Keyset rotated = copy(named_.at("pii"));
  const KeyId old = rotated.primary().id;
  ASSERT_TRUE(rotated.rotate().ok());
  ASSERT_TRUE(rotated.retire(old).ok());
  std::map<std::string, Keyset> named;
  named.emplace("pii", std::move(rotated));
  const FieldKeys reader =
      value_of(FieldKeys::create(named, value_of(Openers::create(own_, named)), "acme"));
  Value opened = message;
  std::vector<std::string> left;
  const Status status = reader.open(opened, Side::kA, left);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kRefused);
}

TEST_F(SealedField, AMembersNameThatIsReservedIsRefused) {
  for (const char* const text :
       {R"({"id": {"@sealed": "no"}})", R"({"id": [{"@sealed": true}]})",
        R"({"@sealed": {"id": 1}})", R"({"id": {"@sealed": "iW5jZmxkAQ", "x": 1}})"}) {
    Value message = value_of(parse_json(text));
    const Status status = keys({"pii"}).seal(message, Side::kA, {}, {});
    ASSERT_FALSE(status.ok()) << text;
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
  }
  Value text = value_of(parse_json(R"({"id": "@sealed", "note": "iW5jZmxk is no field"})"));
  EXPECT_TRUE(keys({}).seal(text, Side::kA, {}, {}).ok());
}

TEST_F(SealedField, AnUnknownKeyNameIsAnError) {
  Value message = order();
  const Status status =
      keys({"pii"}).seal(message, Side::kA, std::vector<FieldSeal>{{"/id", "x"}}, {});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message, "no key is named 'x', under which /id is to be sealed");
}

TEST_F(SealedField, PaddingHidesTheLength) {
  const auto size_of = [&](const char* text) {
    Value message = Object{{"name", text}};
    const std::vector<FieldSeal> fields = {{"/name", "pii"}};
    EXPECT_TRUE(keys({"pii"}).seal(message, Side::kA, fields, {PaddingScheme::kBucket, 64}).ok());
    return message.find("name")->find("@sealed")->string()->size();
  };
  EXPECT_EQ(size_of("Al"), size_of("a name that is longer"));
}

}  // namespace
}  // namespace neurocrypt
