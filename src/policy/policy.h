// Context decides the level: a policy file, and the decision that it makes for one message. The
// file is docs/formats/policy.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "neurocrypt/architecture.h"
#include "neurocrypt/family.h"
#include "neurocrypt/result.h"
#include "neurocrypt/seal.h"
#include "policy/padding.h"
#include "policy/sensitivity.h"

namespace neurocrypt {

/// Which fields of a message get a seal of their own, and under which key. A field matches when any
/// of the three does.
struct FieldSealRule {
  std::vector<std::string> kinds;  ///< of docs/formats/policy.md
  std::string sensitivity;         ///< a level's name: findings at this level or above; or empty
  std::vector<std::string> paths;  ///< path patterns, see path_matches
  std::string key;
};

/// What sealing at one level means.
struct Level {
  std::string name;
  Suite suite = Suite::kHybrid;
  FamilyId family = FamilyId::kLattice;
  LatticeSet set = LatticeSet::kR2;  ///< of the family lattice
  int depth = 1;                     ///< of the family lattice
  Padding padding{};
  std::string key;    ///< the name of a key, which the caller resolves; empty: the caller's own
  Consent consent{};  ///< to a broken or experimental family under the suite neural
  std::vector<FieldSealRule> seal_fields;  ///< the first that matches a field counts
};

/// Where a message goes and what its sender says of it: "destination", "channel", "tags" (several,
/// with commas between them), and the attributes that the policy declares.
struct MessageContext {
  std::map<std::string, std::string> attributes;
  std::string minimum;  ///< the level that the user asks for at least; may be empty
};

/// Patterns for one attribute: any of them, or none of them.
struct AttributeTest {
  std::string attribute;
  std::vector<std::string> patterns;  ///< "*" stands for any text
  bool negated = false;               ///< holds when no pattern matches
};

/// "When all of this holds, at least that level."
struct PolicyRule {
  std::string name;
  std::vector<AttributeTest> attributes;
  std::vector<std::string> kinds;  ///< any of these was found
  std::string sensitivity;         ///< something at this level or above was found; or empty
  std::uint64_t size_from = 0;     ///< bytes of the message
  std::optional<std::uint64_t> size_below;
  std::string level;
};

/// What a person says of the fields at some places, over what was found there.
struct FieldStatement {
  std::vector<std::string> paths;
  std::string level;                ///< sensitive at least so much; or empty
  std::vector<std::string> ignore;  ///< kinds that are no matter here
};

/// A policy file, checked: every name in it is known.
struct Policy {
  std::vector<Level> levels;  ///< from the lowest to the highest, at least one
  std::string default_level;  ///< when no rule matches
  std::map<std::string, std::string, std::less<>> sensitivity;  ///< kind -> level, for every kind
  std::vector<std::string> attributes;  ///< that a context may have beside the three
  std::vector<PolicyRule> rules;
  std::vector<FieldStatement> fields;

  [[nodiscard]] const Level* find_level(std::string_view name) const;
  /// Position in `levels`; `name` must be one of them.
  [[nodiscard]] std::size_t rank(std::string_view name) const;
};

/// A field that gets a seal of its own.
struct FieldSeal {
  std::string path;  ///< JSON pointer into the message, of a FieldView
  std::string key;   ///< the name of a key
};

/// What to do with one message, and why: plain data.
struct Decision {
  std::string level;
  Suite suite = Suite::kHybrid;
  FamilyId family = FamilyId::kLattice;
  std::optional<LatticeSet> set;  ///< only of the family lattice
  int depth = 1;
  Padding padding{};
  std::string key;  ///< the name of a key; empty: the caller's own
  Consent consent{};
  std::vector<FieldSeal> field_seals;  ///< each path once
  std::vector<std::string> rules;      ///< names of those that matched
  std::vector<std::string> reasons;    ///< in words; never a value of the message
};

/// Reads a policy file.
/// Errors   kCorrupt: "line 3, column 7: ..." with a hint; kExhausted past the limits of
///          docs/formats/policy.md.
Result<Policy> parse_policy(std::string_view text);

/// What is sensitive in a message under `policy`: what classify() finds, each at its level, with
/// the policy's statements about fields applied. A field that only a path of the policy speaks of
/// has a finding of the kind "declared".
std::vector<Finding> classify(const Policy& policy, std::span<const FieldView> fields);
/// The same for every scalar of a message, with the words that its schema has for it.
std::vector<Finding> classify(const Policy& policy, const Value& message,
                              const Field* schema = nullptr);

/// The level is the highest of: the policy's default, the user's minimum, every rule that matches,
/// every finding. A rule on an attribute that the context does not have counts as matching: what is
/// not known is not taken to be harmless. Pure.
///
/// Shapes   findings: of classify(policy, ...). message_bytes: of the plain message.
/// Errors   kInvalidArgument for an attribute that the policy does not know, or an unknown minimum.
Result<Decision> decide(const Policy& policy, const MessageContext& context,
                        std::span<const Finding> findings, std::uint64_t message_bytes);

/// True when `pattern` names the place `path`, or a place above it. Parts are separated by "/";
/// "*" is any one part, and "[]" after a part stands for any index: "/orders[]/card" names
/// "/orders/3/card".
[[nodiscard]] bool path_matches(std::string_view pattern, std::string_view path);

}  // namespace neurocrypt
