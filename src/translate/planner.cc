#include "translate/planner.h"

#include <utility>
#include <vector>

#include "translate/padded.h"

namespace neurocrypt {
namespace {

// Adds each place of `value` that a pattern names, without what lies below it.
void match_places(const Value& value, std::span<const FieldToSeal> fields, Path& path,
                  std::vector<FieldSeal>& out) {
  const std::string place = path.text();
  for (const FieldToSeal& field : fields) {
    if (!path_matches(field.pattern, place)) continue;
    out.push_back({place, field.key});
    return;
  }
  if (const Array* const values = value.array()) {
    for (std::size_t i = 0; i < values->size(); ++i) {
      path.push(i);
      match_places((*values)[i], fields, path, out);
      path.pop();
    }
  } else if (const Object* const members = value.object()) {
    for (const Member& member : *members) {
      path.push(member.name);
      match_places(member.value, fields, path, out);
      path.pop();
    }
  }
}

std::string describe(FamilyId family, std::optional<LatticeSet> set, int depth) {
  if (family != FamilyId::kLattice || !set) return std::string(name(family));
  return std::string(name(*set)) + " depth " + std::to_string(depth);
}

// A level says which kind of key it rests on; any other kind would be another level.
Status check_kind(const Level& level, const KeyInfo& key) {
  if (level.suite == Suite::kAes) return {};
  const auto* const lattice = std::get_if<LatticeArchitecture>(&key.architecture);
  if (level.family == key.family &&
      (lattice == nullptr || (lattice->set == level.set && lattice->depth == level.depth))) {
    return {};
  }
  const std::string has = lattice != nullptr ? describe(key.family, lattice->set, lattice->depth)
                                             : std::string(name(key.family));
  return Error{ErrorCode::kRefused,
               "the level " + level.name + " asks for a key of the kind " +
                   describe(level.family, level.set, level.depth) + "; " +
                   (level.key.empty() ? "the key given" : "the key '" + level.key + "'") + " is " +
                   has,
               "make one with keygen, or change the level in the policy"};
}

Result<Sealer> make_sealer(const Level& level, const Keyset& own, const NamedKeysets& named) {
  const auto key = named.find(level.key);
  if (!level.key.empty() && key == named.end()) {
    return Error{ErrorCode::kNotFound,
                 "no key is named '" + level.key + "', which the level " + level.name + " asks for",
                 "name its key file: --key " + level.key + "=FILE"};
  }
  const Keyset& keyset = level.key.empty() ? own : key->second;
  NC_RETURN_IF_ERROR(check_kind(level, keyset.primary()));
  return Sealer::create(keyset, {.suite = level.suite, .consent = level.consent});
}

}  // namespace

Result<Planner> Planner::create(const Keyset& own, const NamedKeysets& named,
                                const MessageSealOptions& options) {
  Planner planner;
  if (!options.policy) {
    NC_ASSIGN_OR_RETURN(planner.plain_.padding, parse_padding(options.padding));
    NC_ASSIGN_OR_RETURN(Sealer sealer,
                        Sealer::create(own, {.suite = options.suite, .consent = options.consent}));
    planner.sealers_.emplace(std::string(), std::move(sealer));
    planner.fields_ = options.fields;
    return planner;
  }
  NC_ASSIGN_OR_RETURN(planner.policy_, parse_policy(*options.policy));
  planner.context_ = {options.context, options.minimum_level};
  for (const Level& level : planner.policy_->levels) {
    planner.sealers_.emplace(level.name, make_sealer(level, own, named));
  }
  NC_RETURN_IF_ERROR(planner.decide_for_stream());  // says what is wrong with the context
  return planner;
}

Result<Decision> Planner::decide(const Value& message, const Field& schema,
                                 std::uint64_t message_bytes) const {
  if (policy_) {
    return neurocrypt::decide(*policy_, context_, classify(*policy_, message, &schema),
                              message_bytes);
  }
  Decision decision = plain_;
  Path path;
  if (!fields_.empty()) match_places(message, fields_, path, decision.field_seals);
  return decision;
}

Result<Decision> Planner::decide_for_stream() const {
  if (!policy_) return plain_;
  return neurocrypt::decide(*policy_, context_, {}, 0);
}

bool Planner::covers(const Decision& stream, const Decision& message) const {
  return !policy_ || policy_->rank(message.level) <= policy_->rank(stream.level);
}

Result<const Sealer*> Planner::sealer(const Decision& decision) const {
  const Result<Sealer>& sealer = sealers_.at(decision.level);
  if (!sealer.ok()) return sealer.error();
  return &*sealer;
}

Result<const Sealer*> Planner::highest_sealer() const {
  const Result<Sealer>& sealer =
      policy_ ? sealers_.at(policy_->levels.back().name) : sealers_.begin()->second;
  if (!sealer.ok()) return sealer.error();
  return &*sealer;
}

}  // namespace neurocrypt
