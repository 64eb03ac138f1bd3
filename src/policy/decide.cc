#include <algorithm>
#include <set>

#include "policy/kinds.h"
#include "policy/policy.h"

namespace neurocrypt {
namespace {

/// True when `text` has the form of `pattern`, where "*" is any text. Linear: only the last "*" is
/// ever tried again, which is enough.
bool glob_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

/// Cuts the part before the next `separator` off the front of `text`.
std::string_view cut(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

/// Cuts "/part" off the front of a path; empty at its end.
std::string_view next_part(std::string_view& path) {
  if (path.empty()) return path;
  const std::size_t end = std::min(path.find('/', 1), path.size());
  const std::string_view part = path.substr(1, end - 1);
  path.remove_prefix(end);
  return part;
}

bool is_index(std::string_view part) {
  return !part.empty() &&
         std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The values of an attribute: `tags` has several. Nothing when the context does not say.
std::optional<std::vector<std::string_view>> values_of(const MessageContext& context,
                                                       const std::string& attribute) {
  const auto found = context.attributes.find(attribute);
  std::vector<std::string_view> values;
  if (attribute != "tags") {
    if (found == context.attributes.end()) return std::nullopt;
    values.push_back(found->second);
    return values;
  }
  std::string_view rest;
  if (found != context.attributes.end()) rest = found->second;
  while (!rest.empty()) {
    std::string_view tag = cut(rest, ',');
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (!tag.empty()) values.push_back(tag);
  }
  return values;
}

/// Whether `test` holds; adds to `why` what made it hold.
bool holds(const AttributeTest& test, const MessageContext& context, std::string& why) {
  const auto values = values_of(context, test.attribute);
  if (!values) {
    why += ", the " + test.attribute + " is not known";
    return true;
  }
  for (const std::string_view value : *values) {
    for (const std::string& pattern : test.patterns) {
      if (!glob_matches(pattern, value)) continue;
      if (test.negated) return false;
      why += ", " + test.attribute + " " + std::string(value) + " is " + pattern;
      return true;
    }
  }
  if (!test.negated) return false;
  why += ", " + test.attribute + " is none of";
  for (const std::string& pattern : test.patterns) why += " " + pattern;
  return true;
}

class Decider {
 public:
  Decider(const Policy& policy, const MessageContext& context, std::span<const Finding> findings,
          std::uint64_t message_bytes)
      : policy_(policy), context_(context), findings_(findings), message_bytes_(message_bytes) {}

  Result<Decision> run() {
    NC_RETURN_IF_ERROR(check_context());
    raise(policy_.default_level, "the policy's default is " + policy_.default_level);
    if (!context_.minimum.empty()) {
      raise(context_.minimum, "the user asks for at least " + context_.minimum);
    }
    for (const PolicyRule& rule : policy_.rules) apply(rule);
    apply_findings();
    fill_in(policy_.levels[rank_]);
    return std::move(decision_);
  }

 private:
  Status check_context() const {
    std::string known = "destination, channel, tags";
    for (const std::string& attribute : policy_.attributes) known += ", " + attribute;
    for (const auto& [attribute, value] : context_.attributes) {
      const bool own = std::find(policy_.attributes.begin(), policy_.attributes.end(), attribute) !=
                       policy_.attributes.end();
      if (!own && attribute != "destination" && attribute != "channel" && attribute != "tags") {
        return Error{ErrorCode::kInvalidArgument,
                     "the policy knows no attribute '" + attribute + "' of a context",
                     "it knows " + known};
      }
    }
    if (!context_.minimum.empty() && policy_.find_level(context_.minimum) == nullptr) {
      return Error{ErrorCode::kInvalidArgument,
                   "the policy has no level '" + context_.minimum + "' to be the minimum",
                   {}};
    }
    return {};
  }

  void raise(std::string_view level, std::string reason) {
    rank_ = std::max(rank_, policy_.rank(level));
    decision_.reasons.push_back(std::move(reason));
  }

  void apply(const PolicyRule& rule) {
    std::string why;
    for (const AttributeTest& test : rule.attributes) {
      if (!holds(test, context_, why)) return;
    }
    if (message_bytes_ < rule.size_from) return;
    if (rule.size_below && message_bytes_ >= *rule.size_below) return;
    if (rule.size_from > 0 || rule.size_below) {
      why += ", the message has " + std::to_string(message_bytes_) + " bytes";
    }
    if (!rule.kinds.empty()) {
      const auto found = std::find_if(findings_.begin(), findings_.end(), [&](const Finding& f) {
        return std::find(rule.kinds.begin(), rule.kinds.end(), f.kind) != rule.kinds.end();
      });
      if (found == findings_.end()) return;
      why += ", it holds a " + found->kind;
    }
    if (!rule.sensitivity.empty()) {
      const auto found = std::find_if(findings_.begin(), findings_.end(), [&](const Finding& f) {
        return policy_.rank(f.sensitivity) >= policy_.rank(rule.sensitivity);
      });
      if (found == findings_.end()) return;
      why += ", it holds what is " + found->sensitivity;
    }
    decision_.rules.push_back(rule.name);
    // Nothing to say of a test that holds for want of tags.
    why = why.empty() ? "nothing speaks against it" : why.substr(2);
    raise(rule.level, "rule '" + rule.name + "' asks for " + rule.level + ": " + why);
  }

  /// One reason for each kind and level, however many fields have it.
  void apply_findings() {
    struct Seen {
      const Finding* first;
      std::size_t count;
    };
    std::map<std::pair<std::size_t, std::string_view>, Seen> seen;
    for (const Finding& finding : findings_) {
      const std::size_t rank = policy_.rank(finding.sensitivity);
      if (rank == 0 && finding.kind == kDeclared) continue;  // asks for nothing
      ++seen.try_emplace({rank, finding.kind}, Seen{&finding, 0}).first->second.count;
    }
    for (const auto& [key, entry] : seen) {
      const Finding& finding = *entry.first;
      std::string reason = finding.path + " asks for " + finding.sensitivity + ": " + finding.kind;
      if (entry.count > 1) reason += ", and so do " + std::to_string(entry.count - 1) + " more";
      raise(finding.sensitivity, std::move(reason));
    }
  }

  void fill_in(const Level& level) {
    decision_.level = level.name;
    decision_.suite = level.suite;
    decision_.family = level.family;
    const bool lattice = level.suite != Suite::kAes && level.family == FamilyId::kLattice;
    if (lattice) decision_.set = level.set;
    decision_.depth = level.depth;
    decision_.padding = level.padding;
    decision_.key = level.key;
    decision_.consent = level.consent;
    std::set<std::string_view> sealed;
    for (const FieldSealRule& rule : level.seal_fields) {
      for (const Finding& finding : findings_) {
        std::string why;
        if (sealed.contains(finding.path) || !seals(rule, finding, why)) continue;
        sealed.insert(finding.path);
        decision_.field_seals.push_back({finding.path, rule.key});
        decision_.reasons.push_back(finding.path + " gets a seal of its own under key '" +
                                    rule.key + "': " + why);
      }
    }
  }

  [[nodiscard]] bool seals(const FieldSealRule& rule, const Finding& finding,
                           std::string& why) const {
    if (std::find(rule.kinds.begin(), rule.kinds.end(), finding.kind) != rule.kinds.end()) {
      why = finding.kind;
      return true;
    }
    if (!rule.sensitivity.empty() &&
        policy_.rank(finding.sensitivity) >= policy_.rank(rule.sensitivity)) {
      why = "it is " + finding.sensitivity;
      return true;
    }
    for (const std::string& path : rule.paths) {
      if (path_matches(path, finding.path) || path_matches(path, finding.place)) {
        why = "the policy names " + path;
        return true;
      }
    }
    return false;
  }

  const Policy& policy_;
  const MessageContext& context_;
  std::span<const Finding> findings_;
  std::uint64_t message_bytes_;
  std::size_t rank_ = 0;
  Decision decision_;
};

}  // namespace

bool path_matches(std::string_view pattern, std::string_view path) {
  while (!pattern.empty()) {
    if (path.empty()) return false;
    std::string_view wanted = next_part(pattern);
    const std::string_view part = next_part(path);
    if (wanted == "*" || wanted == part) continue;
    if (!wanted.ends_with("[]")) return false;
    wanted.remove_suffix(2);
    if (wanted != "*" && wanted != part) return false;
    if (!is_index(next_part(path))) return false;
  }
  return true;
}

Result<Decision> decide(const Policy& policy, const MessageContext& context,
                        std::span<const Finding> findings, std::uint64_t message_bytes) {
  return Decider(policy, context, findings, message_bytes).run();
}

}  // namespace neurocrypt
