#include "link/rules/learn.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "schema/json_text.h"
#include "support/random_value.h"
#include "support/vectors.h"

namespace neurocrypt {
namespace {

Value json(std::string_view text) {
  Result<Value> value = parse_json(text);
  EXPECT_TRUE(value.ok()) << text << ": " << (value.ok() ? "" : value.error().message);
  return value.ok() ? std::move(*value) : Value();
}

/// Examples written as pairs of flat JSON objects, as learn_rules takes them.
class Examples {
 public:
  explicit Examples(std::vector<std::pair<Value, Value>> pairs) : pairs_(std::move(pairs)) {
    for (const auto& [from, to] : pairs_) {
      collect(from, from_);
      collect(to, to_);
    }
  }

  static void collect(const Value& message, std::vector<std::string>& names) {
    for (const Member& member : *message.object()) {
      if (std::ranges::find(names, member.name) == names.end()) names.push_back(member.name);
    }
  }

  std::vector<LearntField> learn(const MatchMatrix* prior = nullptr) const {
    std::vector<ExamplePair> examples;
    for (const auto& [from, to] : pairs_)
      examples.push_back({values(from, from_), values(to, to_)});
    return learn_rules(leaves_of(from_), leaves_of(to_), examples, prior);
  }

  static std::vector<const Value*> values(const Value& message,
                                          const std::vector<std::string>& names) {
    std::vector<const Value*> found;
    for (const std::string& name : names) found.push_back(message.find(name));
    return found;
  }

  static std::vector<Leaf> leaves_of(const std::vector<std::string>& names) {
    static const Field kField;
    std::vector<Leaf> leaves;
    for (const std::string& name : names) leaves.push_back({"/" + name, &kField, {}});
    return leaves;
  }

  [[nodiscard]] const std::vector<std::string>& from() const { return from_; }
  [[nodiscard]] const std::vector<std::string>& to() const { return to_; }

  [[nodiscard]] std::string describe(const Explanation& explanation) const {
    std::vector<std::string> names;
    for (const std::size_t input : explanation.inputs) names.push_back(from_[input]);
    return explanation.rule.describe(names);
  }

  /// What the best explanation of a field makes of another message, as JSON.
  [[nodiscard]] std::string apply(const Explanation& explanation, const Value& message) const {
    std::vector<const Value*> inputs;
    for (const std::size_t input : explanation.inputs) inputs.push_back(message.find(from_[input]));
    const auto output = explanation.rule.apply(inputs);
    if (!output.ok()) return "error";
    if (!*output) return "absent";
    ByteString text;
    EXPECT_TRUE(print_json(**output, text).ok());
    return std::string(as_text(text));
  }

 private:
  std::vector<std::pair<Value, Value>> pairs_;
  std::vector<std::string> from_, to_;
};

/// [[from, to], ...] with objects, or with bare values as the one field "x" and "y".
Examples examples_of(const Value& pairs) {
  std::vector<std::pair<Value, Value>> made;
  const auto wrap = [](const Value& value, const char* name) {
    return value.object() != nullptr ? value : Value(Object{{name, value}});
  };
  for (const Value& pair : *pairs.array()) {
    made.emplace_back(wrap((*pair.array())[0], "x"), wrap((*pair.array())[1], "y"));
  }
  return Examples(std::move(made));
}

TEST(Learn, FindsTheRulesOfItsVectors) {
  std::size_t cases = 0;
  for (const test::Vector& vector : test::read_vectors("rules/learn.txt")) {
    SCOPED_TRACE(vector.at("examples"));
    ++cases;
    const Examples examples = examples_of(json(vector.at("examples")));
    const std::vector<LearntField> learnt = examples.learn();
    ASSERT_EQ(learnt.size(), 1U);
    if (vector.at("rule") == "none") {
      EXPECT_TRUE(learnt[0].explanations.empty()) << examples.describe(learnt[0].explanations[0]);
      continue;
    }
    ASSERT_FALSE(learnt[0].explanations.empty());
    std::string all;
    for (const Explanation& explanation : learnt[0].explanations) {
      all += "\n  " + std::to_string(explanation.score) + " " + examples.describe(explanation);
    }
    const Explanation& best = learnt[0].explanations[0];
    EXPECT_EQ(examples.describe(best), vector.at("rule")) << all;
    EXPECT_EQ(learnt[0].ambiguous, vector.contains("ambiguous")) << all;
    if (vector.contains("ambiguous")) {
      EXPECT_NE(all.find(vector.at("ambiguous")), std::string::npos) << all;
    }
    if (!vector.contains("unseen")) continue;
    const Value unseen = json(vector.at("unseen"));
    const Value message = unseen.object() != nullptr ? unseen : Value(Object{{"x", unseen}});
    EXPECT_EQ(examples.apply(best, message), vector.at("output"));
  }
  EXPECT_GE(cases, 60U);
}

TEST(Learn, FindsTheWholeLinkOfTheAuthenticationService) {
  const Examples examples = examples_of(json(R"([
      [{"user":"alice","action":"login","timestamp":1234567890},
       {"event_type":"auth_login","user_id":"alice","time":1234567890}],
      [{"user":"bob","action":"logout","timestamp":1234567999},
       {"event_type":"auth_logout","user_id":"bob","time":1234567999}],
      [{"user":"carol","action":"refresh","timestamp":1300000000},
       {"event_type":"auth_refresh","user_id":"carol","time":1300000000}]])"));
  const std::vector<LearntField> learnt = examples.learn();
  ASSERT_EQ(learnt.size(), 3U);
  std::string rules;
  for (const LearntField& field : learnt) {
    EXPECT_FALSE(field.ambiguous) << field.target;
    ASSERT_FALSE(field.explanations.empty());
    rules += examples.to()[field.target] + " = " + examples.describe(field.explanations[0]) + "\n";
  }
  EXPECT_EQ(rules, "event_type = \"auth_\" + action\nuser_id = user\ntime = timestamp\n");
  const Value unseen = json(R"({"user":"dave","action":"password_reset","timestamp":7})");
  EXPECT_EQ(examples.apply(learnt[0].explanations[0], unseen), R"("auth_password_reset")");
}

TEST(Learn, LetsTheNamesDecideBetweenEqualColumns) {
  const Examples examples = examples_of(json(R"([
      [{"updated":1700000000,"created":1700000000},{"created_at":1700000000}],
      [{"updated":1700000055,"created":1700000055},{"created_at":1700000055}]])"));
  MatchMatrix prior(2, 1);
  EXPECT_TRUE(examples.learn(&prior)[0].ambiguous);
  prior.at(1, 0) = 0.9F;
  const LearntField learnt = examples.learn(&prior)[0];
  EXPECT_EQ(examples.describe(learnt.explanations[0]), "created");
  EXPECT_FALSE(learnt.ambiguous);
  // And never against the examples.
  const Examples other = examples_of(json(R"([
      [{"right":"a1","named":"b7"},{"y":"a1"}],[{"right":"a2","named":"b8"},{"y":"a2"}]])"));
  prior.at(0, 0) = 0;
  EXPECT_EQ(other.describe(other.learn(&prior)[0].explanations[0]), "right");
}

TEST(Learn, ClaimsLittleFromOneExample) {
  const Examples examples = examples_of(json(R"([
      [{"user":"alice","n":5,"ok":true,"list":[1],"none":null},
       {"id":"alice","m":"5","flag":true,"tags":[1],"gone":null,"text":"", "t":"2024-01-01"}]])"));
  for (const LearntField& field : examples.learn()) {
    EXPECT_TRUE(field.ambiguous || field.explanations.size() == 1);
    ASSERT_FALSE(field.explanations.empty());
  }
  EXPECT_TRUE(learn_rules({}, {}, {}, nullptr).empty());
  const ExamplePair ragged{{nullptr}, {}};
  EXPECT_TRUE(learn_rules({}, {}, {&ragged, 1}, nullptr).empty());
}

TEST(Learn, EveryExplanationHoldsForEveryExample) {
  std::mt19937 random(3);
  const auto some = [&random](const char* name) {
    Object members;
    for (int i = 0; i < 6; ++i) {
      if (random() % 5 == 0) continue;
      Value value = test::random_value(random, random() % 8 == 0 ? 1 : 0);
      if (random() % 3 == 0) value = Value(std::string(random() % 4, 'a') + "-" + name);
      members.push_back({name + std::to_string(i), std::move(value)});
    }
    return Value(std::move(members));
  };
  std::size_t checked = 0;
  for (int i = 0; i < 200; ++i) {
    std::vector<std::pair<Value, Value>> pairs;
    for (std::size_t rows = 1 + random() % 5; rows > 0; --rows)
      pairs.emplace_back(some("f"), some("t"));
    const auto copy = pairs;
    const Examples examples(std::move(pairs));
    for (const LearntField& field : examples.learn()) {
      double last = 1e9;
      for (const Explanation& explanation : field.explanations) {
        EXPECT_LE(explanation.score, last);
        last = explanation.score;
        for (const auto& [from, to] : copy) {
          const Value* const wanted = to.find(examples.to()[field.target]);
          if (wanted == nullptr || wanted->is_null()) continue;
          ByteString text;
          ASSERT_TRUE(print_json(*wanted, text).ok());
          const Value made = json(examples.apply(explanation, from));
          EXPECT_EQ(made.number() != nullptr ? same_number(*made.number(), *wanted->number())
                                             : made == *wanted,
                    true)
              << examples.describe(explanation);
          ++checked;
        }
      }
    }
  }
  EXPECT_GT(checked, 500U);
}

TEST(Learn, TakesLongTexts) {
  const Value huge(std::string(1 << 20, 'a'));
  const Value other(std::string(1 << 20, 'b'));
  const Value pattern(std::string(4000, 'a'));
  const Value longer(std::string(4001, 'a'));
  const std::vector<ExamplePair> examples = {{{&huge, &pattern}, {&huge, &longer}},
                                             {{&other, &longer}, {&other, &pattern}},
                                             {{&huge, &longer}, {&huge, &longer}}};
  const std::vector<Leaf> leaves = Examples::leaves_of({"a", "b"});
  const std::vector<LearntField> learnt = learn_rules(leaves, leaves, examples, nullptr);
  ASSERT_EQ(learnt.size(), 2U);
  EXPECT_EQ(learnt[0].explanations[0].inputs, std::vector<std::size_t>{0});
}

}  // namespace
}  // namespace neurocrypt
