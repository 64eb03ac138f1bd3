// From signs to findings: what speaks for a kind is put together, and what is likely enough is
// reported. When several kinds are likely, all are: the level is the highest of them.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "policy/kinds.h"
#include "policy/name_signs.h"
#include "policy/policy.h"
#include "policy/sensitivity.h"
#include "policy/value_signs.h"

namespace neurocrypt {
namespace {

constexpr double kLikely = 0.5;   // reported from here on
constexpr double kSettled = 0.8;  // a value that says so much is not talked away by its name
constexpr double kCertain = 0.7;  // below, the report says that it is unsure

bool is_national_id(Kind kind) { return kind >= Kind::kUsSsn && kind <= Kind::kAustralianTfn; }
/// What always goes up when its checksum holds, whatever the name says.
bool is_decisive(Kind kind) { return kind == Kind::kPaymentCard || kind == Kind::kIban; }

/// The text of a scalar, or nothing for other values and those that say nothing.
struct ScalarText {
  std::string_view text;
  std::string own;  // what `text` looks at, when it had to be written
  bool is_number = false;
};

bool read_scalar(const Value& value, ScalarText& out) {
  if (const std::string* const text = value.string()) {
    out.text = *text;
  } else if (const Number* const number = value.number()) {
    out.is_number = true;
    out.text = number->text;
    if (number->text.find_first_of("eE") != std::string::npos) {
      if (const auto integer = to_uint64(*number)) {
        out.own = std::to_string(*integer);
        out.text = out.own;
      }
    }
  } else if (const ByteString* const bytes = value.bytes()) {
    out.text = as_text(*bytes);
  }
  while (out.text.starts_with(' ')) out.text.remove_prefix(1);  // padding of fixed fields
  while (out.text.ends_with(' ')) out.text.remove_suffix(1);
  return !out.text.empty();
}

/// Whether a value of this shape can be what a name says it is.
double fits(Kind kind, const ScalarText& value, const ValueShape& shape) {
  const auto needs = [](bool condition) { return condition ? 1.0 : 0.0; };
  if (is_national_id(kind)) return needs(shape.digits >= 6 || shape.masked);
  switch (kind) {
    case Kind::kPaymentCard:
      return needs(shape.digits >= 12 || (shape.masked && shape.digits >= 4));
    case Kind::kCardSecurityCode:
      return needs((shape.digits == 3 || shape.digits == 4) && shape.digits == value.text.size());
    case Kind::kIban:
      return needs(shape.digits >= 2 && value.text.size() >= 15);
    case Kind::kBic:
      return needs((value.text.size() == 8 || value.text.size() == 11) && shape.letters >= 6);
    case Kind::kBankAccount:
      return needs(shape.digits >= 4 || shape.masked);
    case Kind::kIdentityNumber:
      return needs(shape.digits >= 4 || shape.masked);
    case Kind::kEmail:
      return value.text.find('@') == std::string_view::npos ? 0.5 : 1;
    case Kind::kPhone:
      return needs(shape.digits >= 5 || shape.masked);
    case Kind::kIpAddress:
      return needs(shape.digits >= 1 && value.text.find_first_of(".:") != std::string_view::npos);
    case Kind::kMacAddress:
      return needs(value.text.size() >= 12 && shape.digits + shape.letters >= 12);
    case Kind::kBirthDate:
      return needs(shape.digits >= 2 && value.text.size() <= 40);
    case Kind::kPersonName:
      return needs(shape.letters >= 1 && shape.letters > shape.digits && !value.is_number);
    case Kind::kPostalAddress:
      return needs(value.text.find('@') == std::string_view::npos &&
                   value.text.find("://") == std::string_view::npos &&
                   shape.letters + shape.digits >= 2);
    case Kind::kPosition:
      return needs(shape.digits >= 1);
    case Kind::kPassword:
      return value.is_number && shape.digits < 4 ? 0 : 1;
    case Kind::kToken:
      return value.text.size() >= 8 ? 1 : 0.5;
    case Kind::kPrivateKey:
      return needs(value.text.size() >= 16);
    case Kind::kSalary:
    case Kind::kAmount:
      return needs(shape.digits >= 1 && shape.digits * 2 >= value.text.size());
    case Kind::kFreeText:
      return value.is_number ? 0 : shape.words >= 3 ? 1 : 0.5;
    default:
      return 1;
  }
}

/// Everything that speaks of one field, kind by kind.
class Evidence {
 public:
  /// Signs up to `first_of_value` are words, the others the value's.
  Evidence(const std::vector<Sign>& signs, std::size_t first_of_value, const ScalarText* value)
      : signs_(signs) {
    const ValueShape shape = value == nullptr ? ValueShape{} : shape_of(value->text);
    doubt_.fill(1);
    against_.fill(1);
    for (std::size_t i = 0; i < signs.size(); ++i) {
      const Sign& sign = signs[i];
      const auto kind = static_cast<std::size_t>(sign.kind);
      if (sign.weight < 0) {
        against_[kind] = std::min(against_[kind], 1 + sign.weight);
        continue;
      }
      const bool word = i < first_of_value;
      const double fit = word && value != nullptr ? fits(sign.kind, *value, shape) : 1;
      // Words that say the same thing twice are one vote; so the strongest counts.
      double& vote = word ? words_[kind] : values_[kind];
      vote = std::max(vote, sign.weight * fit);
    }
    for (std::size_t kind = 0; kind < kKindCount; ++kind) {
      doubt_[kind] = (1 - words_[kind]) * (1 - values_[kind]);
    }
    settle_national_ids();
  }

  [[nodiscard]] double confidence(Kind kind) const {
    const auto i = static_cast<std::size_t>(kind);
    const double sum = 1 - doubt_[i];
    const bool settled = values_[i] >= kSettled || (is_decisive(kind) && values_[i] > 0);
    return settled ? sum : sum * against_[i];
  }

  [[nodiscard]] std::vector<std::string> reasons(Kind kind) const {
    std::vector<std::string> out;
    for (const Sign& sign : signs_) {
      if (sign.kind != kind || sign.weight <= 0) continue;
      std::string reason(sign.reason);
      if (!sign.phrase.empty()) reason += " '" + std::string(sign.phrase) + "'";
      if (std::find(out.begin(), out.end(), reason) == out.end()) out.push_back(std::move(reason));
    }
    return out;
  }

 private:
  /// "tax id" speaks for the identifier of every country whose number the value is; and of those
  /// only the likeliest is reported, with the name of none in doubt.
  void settle_national_ids() {
    const auto generic = static_cast<std::size_t>(Kind::kIdentityNumber);
    constexpr double kGenericWeight = 0.5;
    std::size_t best = generic;
    for (std::size_t kind = 0; kind < kKindCount; ++kind) {
      if (!is_national_id(static_cast<Kind>(kind))) continue;
      against_[kind] = std::min(against_[kind], against_[generic]);
      if (words_[generic] > 0 && values_[kind] > 0) doubt_[kind] *= 1 - kGenericWeight;
      if (values_[kind] + words_[kind] > 0 && (best == generic || doubt_[kind] < doubt_[best])) {
        best = kind;
      }
    }
    if (best == generic || 1 - doubt_[best] < kLikely) return;
    doubt_[generic] = 1;
    for (std::size_t kind = 0; kind < kKindCount; ++kind) {
      const bool other = is_national_id(static_cast<Kind>(kind));
      if (other && kind != best && doubt_[kind] > doubt_[best]) doubt_[kind] = 1;
    }
  }

  const std::vector<Sign>& signs_;
  std::array<double, kKindCount> words_{};
  std::array<double, kKindCount> values_{};
  std::array<double, kKindCount> doubt_{};
  std::array<double, kKindCount> against_{};
};

std::string_view place_of(const FieldView& field) {
  if (!field.name.starts_with('/')) return {};
  return field.name.substr(0, field.name.find(' '));
}

void classify_field(const FieldView& field, std::vector<Sign>& signs,
                    std::vector<Finding>& findings) {
  ScalarText value;
  if (field.value != nullptr && !read_scalar(*field.value, value)) return;  // null, a flag, nothing
  if (field.type.starts_with("boolean")) return;
  signs.clear();
  add_name_signs(field.name.empty() ? field.path : field.name, signs);
  add_description_signs(field.description, signs);
  add_type_signs(field.type, signs);
  const std::size_t first_of_value = signs.size();
  if (field.value != nullptr) add_value_signs(value.text, value.is_number, signs);
  if (signs.empty()) return;
  const Evidence evidence(signs, first_of_value, field.value == nullptr ? nullptr : &value);
  for (const KindInfo& kind : kinds()) {
    const double confidence = evidence.confidence(kind.kind);
    if (confidence < kLikely) continue;
    Finding finding{std::string(field.path),
                    std::string(place_of(field)),
                    std::string(kind.name),
                    std::string(name(kind.sensitivity)),
                    std::round(confidence * 1000) / 1000,
                    evidence.reasons(kind.kind)};
    if (confidence < kCertain) finding.reasons.emplace_back("unsure, so it counts");
    findings.push_back(std::move(finding));
  }
}

/// Walks a message beside its schema; path and name grow and shrink with the walk.
class Walk {
 public:
  explicit Walk(const std::function<void(const FieldView&)>& visit) : visit_(visit) {}

  void run(const Value& value, const Field* schema) {
    if (const Object* const members = value.object()) {
      for (const Member& member : *members) enter(member, schema);
    } else if (const Array* const items = value.array()) {
      const Restore restore(*this);
      name_ += "[]";
      const std::size_t path_size = path_.size();
      for (std::size_t i = 0; i < items->size(); ++i) {
        path_ += "/" + std::to_string(i);
        run((*items)[i], schema);
        path_.resize(path_size);
      }
    } else {
      visit(value, schema);
    }
  }

 private:
  /// Puts path and name back as they were.
  class Restore {
   public:
    explicit Restore(Walk& walk)
        : walk_(walk), path_size_(walk.path_.size()), name_size_(walk.name_.size()) {}
    ~Restore() {
      walk_.path_.resize(path_size_);
      walk_.name_.resize(name_size_);
    }
    Restore(const Restore&) = delete;
    Restore& operator=(const Restore&) = delete;

   private:
    Walk& walk_;
    std::size_t path_size_, name_size_;
  };

  void enter(const Member& member, const Field* schema) {
    const Restore restore(*this);
    std::string part = "/";
    for (const char c : member.name) {  // RFC 6901
      if (c == '~') {
        part += "~0";
      } else if (c == '/') {
        part += "~1";
      } else {
        part += c;
      }
    }
    path_ += part;
    for (const char c : part) name_ += c == ' ' ? '_' : c;  // a space would end the path
    run(member.value, child(schema, member.name));
  }

  static const Field* child(const Field* schema, std::string_view name) {
    if (schema == nullptr) return nullptr;
    for (const Field& field : schema->fields) {
      if (field.name == name || schema->type == FieldType::kMap) return &field;
    }
    return nullptr;
  }

  void visit(const Value& value, const Field* schema) {
    if (schema == nullptr) {
      visit_({path_, name_, {}, {}, &value});
      return;
    }
    std::string type(name(schema->type));
    if (!schema->format.empty()) type += " (" + schema->format + ")";
    visit_({path_, name_, type, schema->description, &value});
  }

  const std::function<void(const FieldView&)>& visit_;
  std::string path_;
  std::string name_;
};

bool names(const std::vector<std::string>& patterns, const FieldView& field) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return path_matches(pattern, field.path) || path_matches(pattern, place_of(field));
  });
}

/// Classifies fields under a policy, one after another.
class PolicyClassifier {
 public:
  explicit PolicyClassifier(const Policy& policy) : policy_(policy) {}

  void add(const FieldView& field) {
    found_.clear();
    classify_field(field, signs_, found_);
    for (Finding& finding : found_) {
      finding.sensitivity = policy_.sensitivity.find(finding.kind)->second;
    }
    // What a person says of the field.
    Finding declared{std::string(field.path),
                     std::string(place_of(field)),
                     std::string(kDeclared),
                     policy_.levels.front().name,
                     1,
                     {}};
    for (const FieldStatement& statement : policy_.fields) {
      if (!names(statement.paths, field)) continue;
      if (!statement.level.empty()) {
        if (policy_.rank(statement.level) > policy_.rank(declared.sensitivity)) {
          declared.sensitivity = statement.level;
        }
        declared.reasons.push_back("the policy says that it is " + statement.level);
      }
      for (const std::string& kind : statement.ignore) {
        const auto ignored = std::remove_if(found_.begin(), found_.end(),
                                            [&](const Finding& f) { return f.kind == kind; });
        if (ignored == found_.end()) continue;
        declared.reasons.push_back("the policy says that it is no " + kind);
        found_.erase(ignored, found_.end());
      }
    }
    for (const Level& level : policy_.levels) {
      for (const FieldSealRule& rule : level.seal_fields) {
        if (!names(rule.paths, field)) continue;
        declared.reasons.push_back("the policy seals it at the level " + level.name);
      }
    }
    std::move(found_.begin(), found_.end(), std::back_inserter(findings_));
    if (!declared.reasons.empty()) findings_.push_back(std::move(declared));
  }

  [[nodiscard]] std::vector<Finding> take() { return std::move(findings_); }

 private:
  const Policy& policy_;
  std::vector<Finding> findings_;
  std::vector<Finding> found_;  // of one field
  std::vector<Sign> signs_;
};

}  // namespace

std::vector<Finding> classify(std::span<const FieldView> fields) {
  std::vector<Finding> findings;
  std::vector<Sign> signs;
  for (const FieldView& field : fields) classify_field(field, signs, findings);
  return findings;
}

void for_each_field(const Value& message, const std::function<void(const FieldView&)>& visit,
                    const Field* schema) {
  Walk(visit).run(message, schema);
}

std::vector<Finding> classify(const Policy& policy, std::span<const FieldView> fields) {
  PolicyClassifier classifier(policy);
  for (const FieldView& field : fields) classifier.add(field);
  return classifier.take();
}

std::vector<Finding> classify(const Policy& policy, const Value& message, const Field* schema) {
  PolicyClassifier classifier(policy);
  for_each_field(
      message, [&](const FieldView& field) { classifier.add(field); }, schema);
  return classifier.take();
}

}  // namespace neurocrypt
