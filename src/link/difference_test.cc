#include "link/difference.h"

#include <gtest/gtest.h>

#include <random>

#include "schema/json_text.h"
#include "support/random_value.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

Value json(std::string_view text) { return test::value_of(parse_json(text)); }

std::string print(const Value& value) {
  ByteString out;
  EXPECT_TRUE(print_json(value, out).ok());
  return std::string(as_text(out));
}

/// A value like `value`, with a few changes anywhere in it.
Value changed(const Value& value, std::mt19937& random) {
  if (random() % 8 == 0) return test::random_value(random, 2);
  if (const Array* const array = value.array(); array != nullptr) {
    Array out;
    for (const Value& item : *array) out.push_back(changed(item, random));
    if (random() % 4 == 0) out.resize(random() % (out.size() + 2));
    return out;
  }
  if (const Object* const object = value.object(); object != nullptr) {
    Object out;
    for (const Member& member : *object) {
      if (random() % 5 != 0) out.push_back({member.name, changed(member.value, random)});
    }
    if (random() % 4 == 0) std::shuffle(out.begin(), out.end(), random);
    if (random() % 4 == 0) out.push_back({"new", true});
    return out;
  }
  return value;
}

TEST(Difference, GivesTheOriginalBack) {
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    const Value original = test::random_value(random, 4);
    const Value given = changed(original, random);
    const Value rest = difference(original, given);
    EXPECT_EQ(rest.is_null(), original == given);
    const Value restored = test::value_of(apply_difference(given, rest));
    ASSERT_EQ(restored, original) << print(original) << "\n" << print(given) << "\n" << print(rest);
    // It travels as JSON.
    ASSERT_EQ(json(print(rest)), rest);
  }
}

TEST(Difference, SaysNoMoreThanThereIs) {
  const Value original = json(R"({"a": 1, "extra": "x", "b": {"c": [1, 2]}, "last": null})");
  EXPECT_EQ(print(difference(original, json(R"({"a": 1, "b": {"c": [1, 2]}})"))),
            R"({"members":{"extra":{"set":"x","at":1},"last":{"set":null}}})");
  EXPECT_EQ(print(difference(json(R"([1.50, 2])"), json(R"([1.5, 2])"))),
            R"({"items":{"0":{"was":1.5,"set":1.50}}})");
  EXPECT_EQ(print(difference(json(R"({"a": 1, "b": 2})"), json(R"({"b": 2, "a": 1})"))),
            R"({"order":["a","b"]})");
  EXPECT_TRUE(difference(original, original).is_null());
}

TEST(Difference, LeavesWhatTheOtherSideHasChanged) {
  const Value original = json(R"({"amount": 1.50, "note": "x", "by": "ada"})");
  const Value rest = difference(original, json(R"({"amount": 1.5})"));
  EXPECT_EQ(print(test::value_of(apply_difference(json(R"({"amount": 1.5})"), rest))),
            print(original));
  EXPECT_EQ(print(test::value_of(apply_difference(json(R"({"amount": 2, "note": "y"})"), rest))),
            R"({"amount":2,"note":"y","by":"ada"})");
}

TEST(Difference, ListsLossesByPath) {
  const Value rest = difference(json(R"({"a": {"b": 1}, "c": [1, {"d/e": 2}]})"),
                                json(R"({"a": {}, "c": [1, {}], "new": 1})"));
  const std::vector<Loss> losses = losses_in(rest, "gone");
  ASSERT_EQ(losses.size(), 2U);
  EXPECT_EQ(losses[0].path, "/a/b");
  EXPECT_EQ(losses[1].path, "/c/1/d~1e");
  EXPECT_TRUE(
      losses_in(difference(json(R"({"a": 1, "b": 2})"), json(R"({"b": 2, "a": 1})")), "gone")
          .empty());
}

TEST(Difference, RefusesWhatIsNone) {
  for (const char* const text :
       {"1", "{}", R"({"members": 1})", R"({"order": 1})", R"({"order": [1]})",
        R"({"members": {"x": {"set": 1, "at": "y"}}})", R"({"members": {"a": 7}})"}) {
    const auto applied = apply_difference(json(R"({"a": 1})"), json(text));
    ASSERT_FALSE(applied.ok()) << text;
    EXPECT_EQ(applied.error().code, ErrorCode::kCorrupt);
  }
  EXPECT_FALSE(apply_difference(json("[1]"), json(R"({"items": {"x": {"set": 1}}})")).ok());
}

}  // namespace
}  // namespace neurocrypt
