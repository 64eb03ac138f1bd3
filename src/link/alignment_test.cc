#include "link/alignment.h"

#include <gtest/gtest.h>

#include "schema/json/format.h"
#include "schema/json_text.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

Field schema(const char* text) {
  return make_json_codec(test::value_of(json::JsonSchema::parse(text, {})))->schema();
}

constexpr const char* kA = R"({"type": "object", "properties": {
  "currency": {"type": "string"},
  "items": {"type": "array", "items": {"type": "object", "properties": {
    "sku": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}}}},
  "notes": {"type": "array", "items": {"type": "string"}}}})";
constexpr const char* kB = R"({"type": "object", "properties": {
  "batches": {"type": "array", "items": {"type": "object", "properties": {
    "lines": {"type": "array", "items": {"type": "object", "properties": {
      "code": {"type": "string"}, "currency": {"type": "string"},
      "labels": {"type": "array", "items": {"type": "string"}}}}}}}},
  "remarks": {"type": "array", "items": {"type": "string"}},
  "first_remark": {"type": "string"}}})";

class AlignmentOfOrders : public testing::Test {
 protected:
  AlignmentOfOrders() {
    weigh("/items[]/sku", "/batches[]/lines[]/code");
    weigh("/items[]/tags[]", "/batches[]/lines[]/labels[]");
  }
  void weigh(const char* a, const char* b, float weight = 0.9F) {
    weights_.at(index(a_, a), index(b_, b)) = weight;
  }
  static std::size_t index(const std::vector<Route>& routes, const std::string& path) {
    for (std::size_t i = 0; i < routes.size(); ++i) {
      if (routes[i].leaf.path == path) return i;
    }
    throw std::runtime_error(path);
  }
  [[nodiscard]] std::string paths(const Alignment& alignment, const char* a, const char* b) const {
    const auto found = alignment.paths(a_[index(a_, a)], b_[index(b_, b)]);
    return found ? found->first + " " + found->second : "none";
  }

  Field schema_a_ = schema(kA);
  Field schema_b_ = schema(kB);
  std::vector<Route> a_ = routes(schema_a_);
  std::vector<Route> b_ = routes(schema_b_);
  MatchMatrix weights_{a_.size(), b_.size()};
};

TEST_F(AlignmentOfOrders, PairsLevelsByWhatIsBelow) {
  const Alignment alignment(a_, b_, weights_, {});
  EXPECT_EQ(paths(alignment, "/items[]/sku", "/batches[]/lines[]/code"),
            "/items[]/sku /batches[0]/lines[]/code");
  EXPECT_EQ(paths(alignment, "/items[]/tags[]", "/batches[]/lines[]/labels[]"),
            "/items[]/tags[] /batches[0]/lines[]/labels[]");
  EXPECT_EQ(paths(alignment, "/currency", "/batches[]/lines[]/currency"),
            "/currency /batches[0]/lines[]/currency");
  EXPECT_EQ(paths(alignment, "/notes[]", "/first_remark"), "/notes[0] /first_remark");
  EXPECT_EQ(paths(alignment, "/items[]/sku", "/first_remark"), "none");
  EXPECT_EQ(paths(alignment, "/notes[]", "/batches[]/lines[]/code"), "none");
}

TEST_F(AlignmentOfOrders, BelievesTheNumbersOfElements) {
  const Value from = test::value_of(parse_json(R"({"notes": ["x", "y"]})"));
  const Value same = test::value_of(parse_json(R"({"remarks": ["1", "2"]})"));
  const Value fewer = test::value_of(parse_json(R"({"remarks": ["1"]})"));
  const std::vector<MessagePair> agree = {{from, same}};
  const std::vector<MessagePair> differ = {{from, same}, {from, fewer}};
  EXPECT_EQ(paths(Alignment(a_, b_, weights_, agree), "/notes[]", "/remarks[]"),
            "/notes[] /remarks[]");
  weigh("/notes[]", "/remarks[]", 1);
  EXPECT_EQ(paths(Alignment(a_, b_, weights_, differ), "/notes[]", "/remarks[]"),
            "/notes[0] /remarks[0]");
}

TEST_F(AlignmentOfOrders, FindsValuesInTheirElement) {
  const Value message = test::value_of(
      parse_json(R"({"currency": "EUR", "items": [{"sku": "A", "tags": ["t"]}, {"sku": "B"}]})"));
  const auto at = [&](const char* path, const ElementContext& context) -> std::string {
    const Value* const value = value_at(a_[index(a_, path)], message, context);
    return value == nullptr ? "absent" : *value->string();
  };
  EXPECT_EQ(at("/currency", {}), "EUR");
  EXPECT_EQ(at("/items[]/sku", {{"/items[]", std::size_t{1}}}), "B");
  EXPECT_EQ(at("/items[]/sku", {}), "absent");  // of two elements, none is the only one
  EXPECT_EQ(at("/items[]/tags[]", {{"/items[]", std::size_t{0}}}), "t");
  const Value* const level = level_at(a_[index(a_, "/items[]/tags[]")], "/items[]/tags[]", message,
                                      {{"/items[]", std::size_t{0}}});
  ASSERT_NE(level, nullptr);
  EXPECT_EQ(level->array()->size(), 1U);
}

}  // namespace
}  // namespace neurocrypt
