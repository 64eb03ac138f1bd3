#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "policy/policy.h"
#include "schema/json_text.h"

namespace neurocrypt {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kPolicy = R"(
version: 1
attributes: [region]
levels:
  - {name: public, suite: aes}
  - {name: internal, suite: hybrid}
  - name: confidential
    suite: hybrid
    padding: padme
  - name: restricted
    suite: hybrid
    set: lattice-r1
    depth: 2
    key: vault
    seal_fields:
      - {kinds: [payment card], key: payments}
      - {sensitivity: restricted, key: top}
      - {paths: [/notes, "/people[]/name"], key: notes}
default: internal
rules:
  - {name: outside, when: {destination: {not: "*.example.com"}}, level: confidential}
  - {name: queue, when: {channel: [queue, topic]}, level: confidential}
  - {name: tagged, when: {tags: "hipaa*"}, level: restricted}
  - {name: big, when: {size: {from: 1 KiB, below: 1 MiB}}, level: confidential}
  - {name: far, when: {region: us, sensitivity: confidential}, level: restricted}
fields:
  - {paths: [/order], ignore: [payment card]}
  - {paths: [/flag], level: restricted}
)";

const MessageContext kInside = {
    {{"destination", "api.example.com"}, {"channel", "rest"}, {"region", "eu"}}, ""};

Decision decide_json(std::string_view json, const MessageContext& context = kInside,
                     std::uint64_t bytes = 100) {
  const Policy policy = *parse_policy(kPolicy);
  const Value message = *parse_json(json);
  std::vector<Finding> findings;
  for_each_field(message, [&](const FieldView& field) {
    for (Finding& finding : classify(policy, {&field, 1})) findings.push_back(std::move(finding));
  });
  const auto decision = decide(policy, context, findings, bytes);
  EXPECT_TRUE(decision.ok()) << decision.error().message;
  return *decision;
}

MessageContext with(std::string name, std::string value) {
  MessageContext context = kInside;
  context.attributes[std::move(name)] = std::move(value);
  return context;
}

TEST(Decide, NothingMatchesIsTheDefault) {
  const Decision decision = decide_json(R"({"colour": "red"})");
  EXPECT_EQ(decision.level, "internal");
  EXPECT_EQ(decision.suite, Suite::kHybrid);
  EXPECT_EQ(decision.set, LatticeSet::kR2);
  EXPECT_THAT(decision.rules, IsEmpty());
  EXPECT_THAT(decision.field_seals, IsEmpty());
}

TEST(Decide, TheHighestOfRulesAndFindingsCounts) {
  EXPECT_EQ(decide_json("{}", with("destination", "evil.example")).level, "confidential");
  EXPECT_EQ(decide_json("{}", with("channel", "topic")).level, "confidential");
  EXPECT_EQ(decide_json("{}", with("tags", "beta, hipaa-1")).level, "restricted");
  EXPECT_EQ(decide_json(R"({"email": "a@example.org"})").level, "confidential");
  const Decision far = decide_json(R"({"email": "a@example.org"})", with("region", "us"));
  EXPECT_EQ(far.level, "restricted");
  EXPECT_THAT(far.rules, ElementsAre("far"));
  EXPECT_EQ(far.set, LatticeSet::kR1);
  EXPECT_EQ(far.depth, 2);
  EXPECT_EQ(far.key, "vault");
}

TEST(Decide, SizesAreHalfOpen) {
  EXPECT_EQ(decide_json("{}", kInside, 1023).level, "internal");
  EXPECT_EQ(decide_json("{}", kInside, 1024).level, "confidential");
  EXPECT_EQ(decide_json("{}", kInside, (1 << 20) - 1).level, "confidential");
  EXPECT_EQ(decide_json("{}", kInside, 1 << 20).level, "internal");
}

TEST(Decide, WhatIsNotKnownCountsAsMatching) {
  const Decision decision = decide_json("{}", {});
  EXPECT_EQ(decision.level, "confidential");
  EXPECT_THAT(decision.rules, ElementsAre("outside", "queue"));
  EXPECT_THAT(decision.reasons, Contains(HasSubstr("the destination is not known")));
}

TEST(Decide, NeverBelowTheMinimumOfTheUser) {
  MessageContext context = kInside;
  context.minimum = "restricted";
  EXPECT_EQ(decide_json("{}", context).level, "restricted");
  context.minimum = "public";  // a wish for less is none
  EXPECT_EQ(decide_json("{}", context).level, "internal");
  context.minimum = "highest";
  EXPECT_FALSE(decide(*parse_policy(kPolicy), context, {}, 0).ok());
}

TEST(Decide, UnknownAttributesAreErrors) {
  const auto decision = decide(*parse_policy(kPolicy), with("destinaton", "x"), {}, 0);
  ASSERT_FALSE(decision.ok());
  EXPECT_THAT(decision.error().message, HasSubstr("'destinaton'"));
  EXPECT_THAT(decision.error().hint, HasSubstr("region"));
}

TEST(Decide, FieldsGetOneSealEach) {
  const Decision decision = decide_json(
      R"({"card_number": "4111 1111 1111 1111", "password": "hunter2!", "notes": "x",
          "people": [{"name": "q"}, {"name": "r"}], "colour": "red"})");
  EXPECT_EQ(decision.level, "restricted");
  std::vector<std::string> seals;
  for (const FieldSeal& seal : decision.field_seals) seals.push_back(seal.path + " " + seal.key);
  EXPECT_THAT(seals, ElementsAre("/card_number payments", "/password top", "/notes notes",
                                 "/people/0/name notes", "/people/1/name notes"));
}

TEST(Decide, APersonsWordCounts) {
  EXPECT_EQ(decide_json(R"({"order": "4111111111111111"})").level, "internal");
  EXPECT_EQ(decide_json(R"({"other": "4111111111111111"})").level, "restricted");
  EXPECT_EQ(decide_json(R"({"flag": "yes"})").level, "restricted");
}

TEST(Decide, NoReasonHoldsAValue) {
  const Decision decision = decide_json(R"({"pan": "4111111111111111", "password": "hunter2!"})");
  for (const std::string& reason : decision.reasons) {
    EXPECT_EQ(reason.find("4111"), std::string::npos) << reason;
    EXPECT_EQ(reason.find("hunter2"), std::string::npos) << reason;
  }
}

TEST(PathMatches, PartsIndicesAndStars) {
  EXPECT_TRUE(path_matches("/a/b", "/a/b"));
  EXPECT_TRUE(path_matches("/a", "/a/b"));
  EXPECT_FALSE(path_matches("/a/b", "/a"));
  EXPECT_FALSE(path_matches("/a", "/ab"));
  EXPECT_TRUE(path_matches("/*/b", "/a/b"));
  EXPECT_TRUE(path_matches("/a[]/b", "/a/12/b"));
  EXPECT_FALSE(path_matches("/a[]/b", "/a/x/b"));
  EXPECT_TRUE(path_matches("/a[]/b", "/a[]/b"));
  EXPECT_TRUE(path_matches("/*[]", "/a/0"));
  EXPECT_FALSE(path_matches("/a", ""));
}

}  // namespace
}  // namespace neurocrypt
