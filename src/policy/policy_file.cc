// The policy file: strict in everything, since what a policy does not say in the way that was meant
// leaves data less protected than somebody thinks. docs/formats/policy.md has the grammar.
#include <algorithm>
#include <charconv>
#include <limits>
#include <set>

#include "policy/kinds.h"
#include "policy/policy.h"
#include "policy/yaml_tree.h"

namespace neurocrypt {
namespace {

constexpr std::size_t kNameBytesMax = 64;
constexpr std::string_view kKnownAttributes[] = {"destination", "channel", "tags"};
constexpr std::string_view kConditionKeys[] = {"kinds", "sensitivity", "size"};

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

template <typename Names>
std::string listed(const Names& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

Result<std::string_view> read_scalar(const YamlNode& node, std::string_view what) {
  if (node.kind != YamlNode::Kind::kScalar || node.scalar.empty()) {
    return yaml_error(node.place, std::string(what) + " must be one value");
  }
  return std::string_view(node.scalar);
}

/// A word that names something: letters, digits and "._-", so that it may be part of a file's name.
Result<std::string> read_name(const YamlNode& node, std::string_view what) {
  NC_ASSIGN_OR_RETURN(const std::string_view text, read_scalar(node, what));
  const bool good = text.size() <= kNameBytesMax && text.front() != '.' &&
                    std::all_of(text.begin(), text.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
                    });
  if (good) return std::string(text);
  return yaml_error(node.place, quoted(text) + " is no name for " + std::string(what),
                    "at most 64 letters, digits, '.', '_' and '-'");
}

/// One value, or a list of them.
Result<std::vector<const YamlNode*>> read_list(const YamlNode& node, std::string_view what) {
  std::vector<const YamlNode*> values;
  if (node.kind == YamlNode::Kind::kList) {
    for (const YamlNode& item : node.items) values.push_back(&item);
  } else {
    values.push_back(&node);
  }
  if (values.empty()) return yaml_error(node.place, std::string(what) + " must not be empty");
  for (const YamlNode* value : values) NC_RETURN_IF_ERROR(read_scalar(*value, what));
  return values;
}

Result<int> read_depth(const YamlNode& node) {
  NC_ASSIGN_OR_RETURN(const std::string_view text, read_scalar(node, "depth"));
  if (text.size() == 1 && text[0] >= '1' && text[0] <= '0' + kLatticeDepthMax) return text[0] - '0';
  return yaml_error(node.place, quoted(text) + " is no depth",
                    "a depth is 1 to " + std::to_string(kLatticeDepthMax));
}

/// "1500", "16 KiB", "1 MiB", "2 GiB".
Result<std::uint64_t> read_bytes(const YamlNode& node) {
  NC_ASSIGN_OR_RETURN(const std::string_view text, read_scalar(node, "a size"));
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  int shift = -1;
  if (unit.empty() || unit == " B") shift = 0;
  if (unit == " KiB") shift = 10;
  if (unit == " MiB") shift = 20;
  if (unit == " GiB") shift = 30;
  if (error == std::errc() && shift >= 0 &&
      number <= std::numeric_limits<std::uint64_t>::max() >> shift) {
    return number << shift;
  }
  return yaml_error(node.place, quoted(text) + " is no size",
                    "a number of bytes, or with a unit: 16 KiB, 1 MiB, 2 GiB");
}

Result<Padding> read_padding(const YamlNode& node) {
  NC_ASSIGN_OR_RETURN(const std::string_view text, read_scalar(node, "padding"));
  if (text == "none") return Padding{};
  if (text == "padme") return Padding{PaddingScheme::kPadme, 0};
  constexpr std::string_view kBucket = "bucket ";
  if (text.starts_with(kBucket)) {
    YamlNode size = node;
    size.scalar = text.substr(kBucket.size());
    if (size.scalar.empty()) size.scalar = "?";
    NC_ASSIGN_OR_RETURN(const std::uint64_t bytes, read_bytes(size));
    if (bytes >= 1 && bytes <= kBucketBytesMax) return Padding{PaddingScheme::kBucket, bytes};
  }
  return yaml_error(node.place, quoted(text) + " is no padding",
                    "none, padme, or bucket N with N from 1 to 1 GiB: bucket 4096");
}

Result<std::vector<std::string>> read_kinds(const YamlNode& node) {
  NC_ASSIGN_OR_RETURN(const auto values, read_list(node, "kinds"));
  std::vector<std::string> names;
  for (const YamlNode* value : values) {
    if (!find_kind(value->scalar)) {
      return yaml_error(value->place, "unknown kind " + quoted(value->scalar),
                        "neurocrypt policy kinds lists them");
    }
    names.push_back(value->scalar);
  }
  return names;
}

Result<std::vector<std::string>> read_paths(const YamlNode& node) {
  NC_ASSIGN_OR_RETURN(const auto values, read_list(node, "paths"));
  std::vector<std::string> paths;
  for (const YamlNode* value : values) {
    const std::string& path = value->scalar;
    const bool whole = path.starts_with('/') && !path.ends_with('/') &&
                       path.find("//") == std::string::npos && path.find(' ') == std::string::npos;
    if (!whole) {
      return yaml_error(value->place, quoted(path) + " is no path",
                        "names after slashes: /customer/notes, /orders[]/card, /labels/*");
    }
    paths.push_back(path);
  }
  return paths;
}

/// A map whose keys are all asked for: what is left over is an error.
class Map {
 public:
  static Result<Map> read(const YamlNode& node, std::string_view what,
                          std::span<const std::string_view> keys) {
    if (node.kind != YamlNode::Kind::kMap) {
      return yaml_error(node.place, std::string(what) + " must be keys with values",
                        "the keys are " + listed(keys));
    }
    for (const auto& [key, value] : node.members) {
      if (std::find(keys.begin(), keys.end(), key.scalar) == keys.end()) {
        return yaml_error(key.place,
                          "unknown key " + quoted(key.scalar) + " in " + std::string(what),
                          "the keys are " + listed(keys));
      }
      if (value.kind == YamlNode::Kind::kNull) {
        return yaml_error(key.place, quoted(key.scalar) + " has no value");
      }
    }
    return Map(node, what);
  }

  [[nodiscard]] const YamlNode* find(std::string_view key) const {
    for (const auto& [name, value] : node_->members) {
      if (name.scalar == key) return &value;
    }
    return nullptr;
  }
  [[nodiscard]] Result<const YamlNode*> get(std::string_view key) const {
    if (const YamlNode* const value = find(key)) return value;
    return yaml_error(node_->place, std::string(what_) + " needs " + quoted(key));
  }
  [[nodiscard]] YamlPlace place() const { return node_->place; }

 private:
  Map(const YamlNode& node, std::string_view what) : node_(&node), what_(what) {}
  const YamlNode* node_;
  std::string_view what_;
};

/// From weak to strong, for the order of levels. Under hybrid the family cannot weaken anything.
int strength(const Level& level, Lifecycle lifecycle) {
  if (level.suite == Suite::kHybrid) return 4;
  if (level.suite == Suite::kAes) return 3;
  return static_cast<int>(lifecycle);  // broken 0, experimental 1, assumption 2
}

class PolicyReader {
 public:
  Result<Policy> read(const YamlNode& root) {
    constexpr std::string_view kKeys[] = {"version",     "attributes", "levels", "default",
                                          "sensitivity", "rules",      "fields"};
    NC_ASSIGN_OR_RETURN(const Map map, Map::read(root, "a policy", kKeys));
    NC_ASSIGN_OR_RETURN(const YamlNode* const version, map.get("version"));
    if (version->scalar != "1") {
      return yaml_error(version->place, "unknown version", "this program reads version: 1");
    }
    if (const YamlNode* const node = map.find("attributes")) {
      NC_RETURN_IF_ERROR(read_attributes(*node));
    }
    NC_ASSIGN_OR_RETURN(const YamlNode* const levels, map.get("levels"));
    NC_RETURN_IF_ERROR(read_levels(*levels));
    NC_ASSIGN_OR_RETURN(const YamlNode* const standard, map.get("default"));
    NC_ASSIGN_OR_RETURN(policy_.default_level, read_level_name(*standard));
    NC_RETURN_IF_ERROR(read_sensitivity(map));
    if (const YamlNode* const node = map.find("rules")) NC_RETURN_IF_ERROR(read_rules(*node));
    if (const YamlNode* const node = map.find("fields")) NC_RETURN_IF_ERROR(read_fields(*node));
    return std::move(policy_);
  }

 private:
  Status read_attributes(const YamlNode& node) {
    NC_ASSIGN_OR_RETURN(const auto values, read_list(node, "attributes"));
    for (const YamlNode* value : values) {
      NC_ASSIGN_OR_RETURN(std::string name, read_name(*value, "an attribute"));
      const auto is_name = [&](std::string_view other) { return other == name; };
      if (std::any_of(std::begin(kKnownAttributes), std::end(kKnownAttributes), is_name) ||
          std::any_of(std::begin(kConditionKeys), std::end(kConditionKeys), is_name) ||
          std::any_of(policy_.attributes.begin(), policy_.attributes.end(), is_name)) {
        return yaml_error(value->place, "an attribute " + quoted(name) + " is there already");
      }
      policy_.attributes.push_back(std::move(name));
    }
    return {};
  }

  Result<std::string> read_level_name(const YamlNode& node) const {
    NC_ASSIGN_OR_RETURN(const std::string_view name, read_scalar(node, "a level"));
    if (policy_.find_level(name) != nullptr) return std::string(name);
    std::vector<std::string_view> names;
    for (const Level& level : policy_.levels) names.push_back(level.name);
    return yaml_error(node.place, "unknown level " + quoted(name),
                      "the levels are " + listed(names));
  }

  Status read_levels(const YamlNode& node) {
    if (node.kind != YamlNode::Kind::kList || node.items.empty()) {
      return yaml_error(node.place, "levels must be a list, from the lowest to the highest");
    }
    // Names first, since a seal of fields may name a level above its own.
    std::vector<YamlPlace> places;
    for (const YamlNode& item : node.items) {
      const auto name =
          std::find_if(item.members.begin(), item.members.end(),
                       [](const auto& member) { return member.key.scalar == "name"; });
      if (item.kind != YamlNode::Kind::kMap || name == item.members.end()) {
        return yaml_error(item.place, "a level needs 'name'");
      }
      NC_ASSIGN_OR_RETURN(std::string text, read_name(name->value, "a level"));
      if (policy_.find_level(text) != nullptr) {
        return yaml_error(name->value.place, "a second level " + quoted(text));
      }
      policy_.levels.emplace_back().name = std::move(text);
    }
    int below = 0;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      Lifecycle lifecycle = Lifecycle::kStandard;
      NC_RETURN_IF_ERROR(read_level(node.items[i], policy_.levels[i], lifecycle));
      const int strong = strength(policy_.levels[i], lifecycle);
      if (strong < below) {
        return yaml_error(node.items[i].place,
                          "level " + quoted(policy_.levels[i].name) + " is weaker than " +
                              quoted(policy_.levels[i - 1].name) + " below it",
                          "from weak to strong: neural (broken, experimental, assumption), aes, "
                          "hybrid");
      }
      below = strong;
    }
    return {};
  }

  Status read_level(const YamlNode& node, Level& level, Lifecycle& lifecycle) {
    constexpr std::string_view kKeys[] = {"name",    "suite", "family",  "set",        "depth",
                                          "padding", "key",   "consent", "seal_fields"};
    NC_ASSIGN_OR_RETURN(const Map map, Map::read(node, "a level", kKeys));
    NC_ASSIGN_OR_RETURN(const YamlNode* const suite, map.get("suite"));
    const auto parsed = parse_suite(suite->scalar);
    if (!parsed.ok()) {
      return yaml_error(suite->place, "unknown suite " + quoted(suite->scalar),
                        "the suites are aes, neural and hybrid");
    }
    level.suite = *parsed;
    NC_RETURN_IF_ERROR(read_network(map, level, lifecycle));
    if (const YamlNode* const padding = map.find("padding")) {
      NC_ASSIGN_OR_RETURN(level.padding, read_padding(*padding));
    }
    if (const YamlNode* const key = map.find("key")) {
      NC_ASSIGN_OR_RETURN(level.key, read_name(*key, "a key"));
    }
    if (const YamlNode* const seals = map.find("seal_fields")) {
      NC_RETURN_IF_ERROR(read_field_seals(*seals, level));
    }
    return {};
  }

  /// Family, set, depth, and the consent that the family may need.
  static Status read_network(const Map& map, Level& level, Lifecycle& lifecycle) {
    if (level.suite == Suite::kAes) {
      for (const std::string_view key : {"family", "set", "depth"}) {
        if (const YamlNode* const node = map.find(key)) {
          return yaml_error(node->place, "the suite aes has no " + std::string(key));
        }
      }
    }
    NC_ASSIGN_OR_RETURN(FamilyInfo family, find_family("lattice"));
    if (const YamlNode* const node = map.find("family")) {
      const auto found = find_family(node->scalar);
      if (!found.ok()) {
        return yaml_error(node->place, "unknown family " + quoted(node->scalar),
                          "neurocrypt families lists them");
      }
      family = *found;
    }
    level.family = family.id;
    for (const std::string_view key : {"set", "depth"}) {
      const YamlNode* const node = map.find(key);
      if (node != nullptr && family.id != FamilyId::kLattice) {
        return yaml_error(node->place,
                          "the family " + std::string(family.name) + " has no " + std::string(key));
      }
    }
    if (const YamlNode* const set = map.find("set")) {
      const auto architecture = parse_architecture(set->scalar);
      const auto* const lattice =
          architecture.ok() ? std::get_if<LatticeArchitecture>(&*architecture) : nullptr;
      if (lattice == nullptr || name(lattice->set) != set->scalar) {
        return yaml_error(set->place, "unknown set " + quoted(set->scalar),
                          "the sets are lattice-r2, lattice-r1, dense-336 and dense-592");
      }
      level.set = lattice->set;
    }
    if (const YamlNode* const depth = map.find("depth")) {
      NC_ASSIGN_OR_RETURN(level.depth, read_depth(*depth));
    }
    if (level.suite == Suite::kNeural) lifecycle = family.lifecycle;
    return read_consent(map, level, family);
  }

  static Status read_consent(const Map& map, Level& level, const FamilyInfo& family) {
    const bool needed =
        level.suite == Suite::kNeural &&
        (family.lifecycle == Lifecycle::kBroken || family.lifecycle == Lifecycle::kExperimental);
    const YamlNode* const consent = map.find("consent");
    if (consent != nullptr && !needed) {
      return yaml_error(consent->place, "this level needs no consent", "leave 'consent' out");
    }
    if (!needed) return {};
    const std::string lifecycle(name(family.lifecycle));
    if (consent == nullptr || consent->scalar != lifecycle) {
      return yaml_error(consent == nullptr ? map.place() : consent->place,
                        "the family " + std::string(family.name) + " is " + lifecycle,
                        "use the suite hybrid, or write consent: " + lifecycle);
    }
    level.consent.broken = family.lifecycle == Lifecycle::kBroken;
    level.consent.experimental = family.lifecycle == Lifecycle::kExperimental;
    return {};
  }

  Status read_field_seals(const YamlNode& node, Level& level) const {
    if (node.kind != YamlNode::Kind::kList) {
      return yaml_error(node.place, "seal_fields must be a list");
    }
    for (const YamlNode& item : node.items) {
      constexpr std::string_view kKeys[] = {"kinds", "sensitivity", "paths", "key"};
      NC_ASSIGN_OR_RETURN(const Map map, Map::read(item, "a seal of fields", kKeys));
      FieldSealRule rule;
      if (const YamlNode* const kinds = map.find("kinds")) {
        NC_ASSIGN_OR_RETURN(rule.kinds, read_kinds(*kinds));
      }
      if (const YamlNode* const sensitivity = map.find("sensitivity")) {
        NC_ASSIGN_OR_RETURN(rule.sensitivity, read_level_name(*sensitivity));
      }
      if (const YamlNode* const paths = map.find("paths")) {
        NC_ASSIGN_OR_RETURN(rule.paths, read_paths(*paths));
      }
      if (rule.kinds.empty() && rule.sensitivity.empty() && rule.paths.empty()) {
        return yaml_error(item.place, "a seal of fields needs kinds, sensitivity or paths");
      }
      NC_ASSIGN_OR_RETURN(const YamlNode* const key, map.get("key"));
      NC_ASSIGN_OR_RETURN(rule.key, read_name(*key, "a key"));
      level.seal_fields.push_back(std::move(rule));
    }
    return {};
  }

  /// `sensitivity` says the level of kinds, and of the three classes that kinds have by default.
  Status read_sensitivity(const Map& map) {
    std::map<std::string, std::string, std::less<>> classes;
    const YamlNode* const node = map.find("sensitivity");
    if (node != nullptr && node->kind != YamlNode::Kind::kMap) {
      return yaml_error(node->place, "sensitivity must be kinds with levels");
    }
    for (const auto& [key, value] : node == nullptr ? std::vector<YamlMember>{} : node->members) {
      NC_ASSIGN_OR_RETURN(std::string level, read_level_name(value));
      const bool is_class = key.scalar == name(SensitivityClass::kInternal) ||
                            key.scalar == name(SensitivityClass::kConfidential) ||
                            key.scalar == name(SensitivityClass::kRestricted);
      if (is_class) {
        classes[key.scalar] = std::move(level);
      } else if (find_kind(key.scalar)) {
        policy_.sensitivity[key.scalar] = std::move(level);
      } else {
        return yaml_error(key.place, "unknown kind " + quoted(key.scalar),
                          "a kind of neurocrypt policy kinds, or one of their classes: internal, "
                          "confidential, restricted");
      }
    }
    for (const KindInfo& kind : kinds()) {
      if (policy_.sensitivity.contains(kind.name)) continue;
      const std::string_view own = name(kind.sensitivity);
      const auto given = classes.find(own);
      const std::string_view level = given == classes.end() ? own : given->second;
      if (policy_.find_level(level) == nullptr) {
        return yaml_error(node == nullptr ? map.place() : node->place,
                          "no level for the kind " + quoted(kind.name),
                          "no level is named " + quoted(own) + ": write '" + std::string(own) +
                              ": LEVEL' under sensitivity");
      }
      policy_.sensitivity.emplace(kind.name, level);
    }
    return {};
  }

  Status read_rules(const YamlNode& node) {
    if (node.kind != YamlNode::Kind::kList) return yaml_error(node.place, "rules must be a list");
    for (const YamlNode& item : node.items) {
      constexpr std::string_view kKeys[] = {"name", "when", "level"};
      NC_ASSIGN_OR_RETURN(const Map map, Map::read(item, "a rule", kKeys));
      PolicyRule rule;
      NC_ASSIGN_OR_RETURN(const YamlNode* const name, map.get("name"));
      NC_ASSIGN_OR_RETURN(rule.name, read_scalar(*name, "a rule's name"));
      for (const PolicyRule& other : policy_.rules) {
        if (other.name == rule.name) {
          return yaml_error(name->place, "a second rule " + quoted(rule.name));
        }
      }
      NC_ASSIGN_OR_RETURN(const YamlNode* const when, map.get("when"));
      NC_RETURN_IF_ERROR(read_conditions(*when, rule));
      NC_ASSIGN_OR_RETURN(const YamlNode* const level, map.get("level"));
      NC_ASSIGN_OR_RETURN(rule.level, read_level_name(*level));
      policy_.rules.push_back(std::move(rule));
    }
    return {};
  }

  Status read_conditions(const YamlNode& node, PolicyRule& rule) {
    std::vector<std::string_view> keys(std::begin(kKnownAttributes), std::end(kKnownAttributes));
    keys.insert(keys.end(), policy_.attributes.begin(), policy_.attributes.end());
    const std::size_t attributes = keys.size();
    keys.insert(keys.end(), std::begin(kConditionKeys), std::end(kConditionKeys));
    NC_ASSIGN_OR_RETURN(const Map map, Map::read(node, "when", keys));
    if (node.members.empty()) {
      return yaml_error(node.place, "a rule without a condition", "that is what 'default' says");
    }
    for (std::size_t i = 0; i < attributes; ++i) {
      const YamlNode* const value = map.find(keys[i]);
      if (value == nullptr) continue;
      NC_ASSIGN_OR_RETURN(AttributeTest test, read_test(keys[i], *value));
      rule.attributes.push_back(std::move(test));
    }
    if (const YamlNode* const kinds = map.find("kinds")) {
      NC_ASSIGN_OR_RETURN(rule.kinds, read_kinds(*kinds));
    }
    if (const YamlNode* const sensitivity = map.find("sensitivity")) {
      NC_ASSIGN_OR_RETURN(rule.sensitivity, read_level_name(*sensitivity));
    }
    if (const YamlNode* const size = map.find("size")) NC_RETURN_IF_ERROR(read_size(*size, rule));
    return {};
  }

  static Result<AttributeTest> read_test(std::string_view attribute, const YamlNode& node) {
    AttributeTest test{std::string(attribute), {}, false};
    const YamlNode* patterns = &node;
    if (node.kind == YamlNode::Kind::kMap) {
      constexpr std::string_view kKeys[] = {"not"};
      NC_ASSIGN_OR_RETURN(const Map map, Map::read(node, attribute, kKeys));
      NC_ASSIGN_OR_RETURN(patterns, map.get("not"));
      test.negated = true;
    }
    NC_ASSIGN_OR_RETURN(const auto values, read_list(*patterns, attribute));
    for (const YamlNode* value : values) test.patterns.push_back(value->scalar);
    return test;
  }

  static Status read_size(const YamlNode& node, PolicyRule& rule) {
    constexpr std::string_view kKeys[] = {"from", "below"};
    NC_ASSIGN_OR_RETURN(const Map map, Map::read(node, "size", kKeys));
    if (const YamlNode* const from = map.find("from")) {
      NC_ASSIGN_OR_RETURN(rule.size_from, read_bytes(*from));
    }
    if (const YamlNode* const below = map.find("below")) {
      NC_ASSIGN_OR_RETURN(rule.size_below, read_bytes(*below));
      if (*rule.size_below <= rule.size_from) {
        return yaml_error(below->place, "no size is below this and yet from the other on");
      }
    }
    if (node.members.empty()) return yaml_error(node.place, "size needs from or below");
    return {};
  }

  Status read_fields(const YamlNode& node) {
    if (node.kind != YamlNode::Kind::kList) return yaml_error(node.place, "fields must be a list");
    for (const YamlNode& item : node.items) {
      constexpr std::string_view kKeys[] = {"paths", "level", "ignore"};
      NC_ASSIGN_OR_RETURN(const Map map, Map::read(item, "a statement about fields", kKeys));
      FieldStatement statement;
      NC_ASSIGN_OR_RETURN(const YamlNode* const paths, map.get("paths"));
      NC_ASSIGN_OR_RETURN(statement.paths, read_paths(*paths));
      if (const YamlNode* const level = map.find("level")) {
        NC_ASSIGN_OR_RETURN(statement.level, read_level_name(*level));
      }
      if (const YamlNode* const ignore = map.find("ignore")) {
        NC_ASSIGN_OR_RETURN(statement.ignore, read_kinds(*ignore));
      }
      if (statement.level.empty() && statement.ignore.empty()) {
        return yaml_error(item.place, "a statement about fields needs level or ignore");
      }
      policy_.fields.push_back(std::move(statement));
    }
    return {};
  }

  Policy policy_;
};

}  // namespace

const Level* Policy::find_level(std::string_view level) const {
  const auto found = std::find_if(levels.begin(), levels.end(),
                                  [&](const Level& other) { return other.name == level; });
  return found == levels.end() ? nullptr : &*found;
}

std::size_t Policy::rank(std::string_view level) const {
  return static_cast<std::size_t>(find_level(level) - levels.data());
}

Result<Policy> parse_policy(std::string_view text) {
  NC_ASSIGN_OR_RETURN(const YamlNode root, parse_yaml(text));
  return PolicyReader().read(root);
}

}  // namespace neurocrypt
