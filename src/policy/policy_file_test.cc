#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "policy/kinds.h"
#include "policy/policy.h"
#include "policy/yaml_tree.h"

namespace neurocrypt {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kLevels =
    "levels:\n"
    "  - {name: public, suite: aes}\n"
    "  - {name: internal, suite: hybrid}\n"
    "  - {name: confidential, suite: hybrid, padding: padme, key: k1}\n"
    "  - {name: restricted, suite: hybrid, depth: 3, set: lattice-r1, padding: bucket 4 KiB}\n";

std::string with_levels(std::string_view rest) {
  return "version: 1\n" + std::string(kLevels) + "default: internal\n" + std::string(rest);
}

/// A policy that must be refused, where, and in which words.
struct Refused {
  std::string text, message;
};

TEST(PolicyFile, TheExampleIsRead) {
  std::ifstream file(std::string(NC_SOURCE_DIR) + "/examples/policy.yaml");
  std::stringstream text;
  text << file.rdbuf();
  const auto policy = parse_policy(text.str());
  ASSERT_TRUE(policy.ok()) << policy.error().message;
  ASSERT_EQ(policy->levels.size(), 4U);
  const Level& top = policy->levels[3];
  EXPECT_EQ(top.name, "restricted");
  EXPECT_EQ(top.suite, Suite::kHybrid);
  EXPECT_EQ(top.set, LatticeSet::kR2);
  EXPECT_EQ(top.depth, 2);
  EXPECT_EQ(top.padding, (Padding{PaddingScheme::kBucket, 4096}));
  EXPECT_EQ(top.key, "vault");
  EXPECT_EQ(top.seal_fields.size(), 3U);
  EXPECT_EQ(policy->rules.size(), 6U);
  EXPECT_EQ(policy->rules[4].size_from, 1U << 20);
  EXPECT_TRUE(policy->rules[0].attributes[0].negated);
  EXPECT_EQ(policy->sensitivity.find("payment card")->second, "restricted");
  EXPECT_EQ(policy->sensitivity.find("e-mail address")->second, "internal");
  EXPECT_EQ(policy->sensitivity.size(), kKindCount);
}

TEST(PolicyFile, OwnLevelsSayWhatTheClassesAre) {
  const std::string text =
      "version: 1\n"
      "levels: [{name: green, suite: aes}, {name: red, suite: hybrid}]\n"
      "default: green\n"
      "sensitivity: {internal: green, confidential: red, restricted: red, BIC: red}\n";
  const auto policy = parse_policy(text);
  ASSERT_TRUE(policy.ok()) << policy.error().message;
  EXPECT_EQ(policy->sensitivity.find("BIC")->second, "red");
  EXPECT_EQ(policy->sensitivity.find("IP address")->second, "green");
  EXPECT_EQ(policy->sensitivity.find("password")->second, "red");
}

TEST(PolicyFile, NeuralSuitesOfBrokenFamiliesNeedConsent) {
  const auto text = [](std::string_view level) {
    return "version: 1\nlevels:\n  - " + std::string(level) +
           "\ndefault: a\nsensitivity: {internal: a, confidential: a, restricted: a}\n";
  };
  EXPECT_FALSE(parse_policy(text("{name: a, suite: neural, family: autoencoder}")).ok());
  const auto broken =
      parse_policy(text("{name: a, suite: neural, family: autoencoder, consent: broken}"));
  ASSERT_TRUE(broken.ok()) << broken.error().message;
  EXPECT_TRUE(broken->levels[0].consent.broken);
  EXPECT_FALSE(broken->levels[0].consent.experimental);
  EXPECT_FALSE(
      parse_policy(text("{name: a, suite: neural, family: reversible, consent: broken}")).ok());
  EXPECT_TRUE(
      parse_policy(text("{name: a, suite: neural, family: reversible, consent: experimental}"))
          .ok());
  EXPECT_TRUE(parse_policy(text("{name: a, suite: hybrid, family: autoencoder}")).ok());
  EXPECT_TRUE(parse_policy(text("{name: a, suite: neural, family: lattice}")).ok());
}

TEST(PolicyFile, WhatIsWrongIsSaidWithItsPlace) {
  const Refused cases[] = {
      {"", "empty"},
      {"- 1", "line 1, column 1: a policy must be keys"},
      {"version: 2", "line 1, column 10: unknown version"},
      {"version: 1\nlevel: []", "line 2, column 1: unknown key 'level' in a policy"},
      {"version: 1\nversion: 1", "line 2, column 1: 'version' a second time"},
      {"version: 1\nlevels: []", "line 2, column 9: levels must be a list"},
      {"version: 1\nlevels: [{suite: aes}]", "a level needs 'name'"},
      {"version: 1\nlevels: [{name: a b, suite: aes}]", "'a b' is no name for a level"},
      {"version: 1\nlevels: [{name: a, suite: des}]", "line 2, column 27: unknown suite 'des'"},
      {"version: 1\nlevels: [{name: a, suite: aes, depth: 2}]", "the suite aes has no depth"},
      {"version: 1\nlevels: [{name: a, suite: hybrid, family: rsa}]", "unknown family 'rsa'"},
      {"version: 1\nlevels: [{name: a, suite: hybrid, depth: 6}]", "'6' is no depth"},
      {"version: 1\nlevels: [{name: a, suite: hybrid, depth: 0x2}]", "'0x2' is no depth"},
      {"version: 1\nlevels: [{name: a, suite: hybrid, set: lattice-r9}]", "unknown set"},
      {"version: 1\nlevels: [{name: a, suite: hybrid, set: lattice-r2 depth 2}]", "unknown set"},
      {"version: 1\nlevels: [{name: a, suite: hybrid, family: reversible, set: lattice-r2}]",
       "the family reversible has no set"},
      {"version: 1\nlevels: [{name: a, suite: hybrid, padding: lots}]", "'lots' is no padding"},
      {"version: 1\nlevels: [{name: a, suite: hybrid, padding: bucket 0}]", "is no padding"},
      {"version: 1\nlevels: [{name: a, suite: hybrid, padding: bucket 99 GiB}]", "is no padding"},
      {"version: 1\nlevels: [{name: a, suite: hybrid, consent: broken}]", "needs no consent"},
      {"version: 1\nlevels: [{name: a, suite: hybrid, key: ../x}]", "is no name for a key"},
      {"version: 1\nlevels: [{name: a, suite: hybrid, key:}]", "'key' has no value"},
      {"version: 1\nlevels: [{name: a, suite: hybrid}, {name: b, suite: aes}]",
       "level 'b' is weaker than 'a' below it"},
      {"version: 1\nlevels: [{name: a, suite: aes}, {name: a, suite: aes}]", "a second level 'a'"},
      {"version: 1\nlevels: [{name: a, suite: aes}]\ndefault: a",
       "no level for the kind 'payment card'"},
      {with_levels("sensitivity: {payment cart: restricted}"), "unknown kind 'payment cart'"},
      {with_levels("sensitivity: {payment card: secret}"), "unknown level 'secret'"},
      {with_levels("rules: [{name: r, when: {}, level: restricted}]"), "without a condition"},
      {with_levels("rules: [{name: r, when: {destinaton: x}, level: restricted}]"),
       "unknown key 'destinaton' in when"},
      {with_levels("rules: [{name: r, when: {channel: []}, level: restricted}]"),
       "channel must not be empty"},
      {with_levels("rules: [{name: r, when: {channel: {no: x}}, level: restricted}]"),
       "unknown key 'no' in channel"},
      {with_levels("rules: [{name: r, when: {channel: x}}]"), "a rule needs 'level'"},
      {with_levels("rules: [{name: r, when: {channel: x}, level: public}, {name: r, when: "
                   "{channel: y}, level: public}]"),
       "a second rule 'r'"},
      {with_levels("rules: [{name: r, when: {size: {from: 5, below: 5}}, level: restricted}]"),
       "no size is below this"},
      {with_levels("rules: [{name: r, when: {size: {from: 5 MB}}, level: restricted}]"),
       "'5 MB' is no size"},
      {with_levels("rules: [{name: r, when: {size: {from: 99999999999999999999}}, level: public}]"),
       "is no size"},
      {with_levels("fields: [{paths: [customer], level: restricted}]"), "'customer' is no path"},
      {with_levels("fields: [{paths: [/a]}]"), "needs level or ignore"},
      {with_levels("attributes: [channel]"), "an attribute 'channel' is there already"},
      {with_levels("rules: &a []"), "an anchor"},
      {with_levels("rules: *a"), "no YAML"},
      {with_levels("rules: !!seq []"), "a tag"},
      {with_levels("? [a]\n: b"), "a key that is no word"},
      {with_levels("---\nversion: 1"), "a second document"},
      {with_levels("rules: [\x04]"), "a control character"},
      {with_levels("rules: [\xFF]"), "not UTF-8"},
      {with_levels("rules: [{]"), "no YAML"},
      {"- - - - - - - - - - - - - - 1", "line 1, column 25: nested more deeply"},
  };
  for (const Refused& test : cases) {
    const auto policy = parse_policy(test.text);
    ASSERT_FALSE(policy.ok()) << test.text;
    EXPECT_THAT(policy.error().message, HasSubstr(test.message)) << test.text;
  }
}

TEST(PolicyFile, LimitsHold) {
  EXPECT_EQ(parse_policy(std::string(kYamlBytesMax + 1, '#')).error().code, ErrorCode::kExhausted);
  std::string many = "a: [";
  for (std::size_t i = 0; i < kYamlNodesMax; ++i) many += "1,";
  EXPECT_EQ(parse_policy(many + "]").error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace neurocrypt
