#include "link/match/matcher.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "link/match/competition.h"
#include "link/match/embedded.h"
#include "link/match/field_table.h"
#include "link/match/pair_features.h"
#include "link/match/portable_math.h"
#include "link/match/weights.h"
#include "schema/json_text.h"

namespace neurocrypt {
namespace {

constexpr std::size_t kBlockRows = 256;          // fields whose words are compared at a time
constexpr std::size_t kConceptCandidates = 100;  // names of concepts that the network looks at

/// Calls use(i, features) for every field of `a`; features are kPairFeatures x b.size().
template <typename Use>
void for_each_row(const FieldTable& a, const FieldTable& b, Use use) {
  std::vector<float> features(kPairFeatures * b.size());
  for (std::size_t first = 0; first < a.size(); first += kBlockRows) {
    const std::size_t last = std::min(first + kBlockRows, a.size());
    const PairFeatures block(a, first, last, b);
    for (std::size_t i = first; i < last; ++i) {
      block.row(i, features);
      use(i, std::span<const float>(features));
    }
  }
}

/// The network's logit for one column of a row of features.
float judge(const PairNetwork& network, std::span<const float> features, std::size_t column,
            std::size_t columns) {
  float x[kPairFeatures];
  static_assert(kCompetitionFeatures <= kPairFeatures);
  for (std::size_t k = 0; k < network.inputs(); ++k) x[k] = features[k * columns + column];
  return network({x, network.inputs()});
}

/// The columns that are worth the network's time: those most alike by meaning, words or spelling.
std::vector<std::size_t> most_alike(std::span<const float> features, std::size_t columns) {
  std::vector<std::size_t> order(columns);
  std::iota(order.begin(), order.end(), 0);
  const auto likeness = [&](std::size_t j) {
    return features[kAllCosine * columns + j] + features[kSoftNameWords * columns + j] +
           features[kSpelling * columns + j];
  };
  const std::size_t kept = std::min(kConceptCandidates, columns);
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end(),
                    [&](std::size_t x, std::size_t y) {
                      const float of_x = likeness(x), of_y = likeness(y);
                      return of_x != of_y ? of_x > of_y : x < y;
                    });
  order.resize(kept);
  return order;
}

std::vector<std::uint32_t> groups(const FieldTable& fields) {
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < fields.size(); ++i) out.push_back(fields[i].group);
  return out;
}

Error bad_concept(std::size_t index, const std::string& what) {
  return Error{ErrorCode::kCorrupt, "/concepts/" + std::to_string(index) + ": " + what,
               R"(a concept is {"name": "...", "description": "...", "aliases": ["...", ...]})"};
}

Result<Concept> read_concept(const Value& value, std::size_t index) {
  if (value.object() == nullptr) return bad_concept(index, "is no object");
  Concept made;
  for (const Member& member : *value.object()) {
    if (member.name == "name" && member.value.string() != nullptr) {
      made.name = *member.value.string();
    } else if (member.name == "description" && member.value.string() != nullptr) {
      made.description = *member.value.string();
    } else if (member.name == "aliases" && member.value.array() != nullptr) {
      for (const Value& alias : *member.value.array()) {
        if (alias.string() == nullptr) return bad_concept(index, "an alias is no string");
        made.aliases.push_back(*alias.string());
      }
    } else {
      return bad_concept(index, "\"" + member.name + "\" is unknown or of the wrong type");
    }
  }
  if (word_runs(made.name).empty()) return bad_concept(index, "has no name");
  return made;
}

/// Adds what a concept file says to `concepts`.
Status read_concepts(const Value& file, std::vector<Concept>& concepts) {
  const Value* const list = file.find("concepts");
  if (list == nullptr || list->array() == nullptr) {
    return Error{ErrorCode::kCorrupt, "a file of concepts has no list \"concepts\"",
                 R"(write {"concepts": [{"name": "..."}, ...]})"};
  }
  std::unordered_set<std::string> names;
  for (const Concept& known : concepts) names.insert(known.name);
  for (std::size_t i = 0; i < list->array()->size(); ++i) {
    NC_ASSIGN_OR_RETURN(Concept made, read_concept((*list->array())[i], i));
    if (!names.insert(made.name).second) {
      return Error{ErrorCode::kInvalidArgument,
                   "/concepts/" + std::to_string(i) + ": the name '" + made.name + "' is taken",
                   "choose another name; aliases may repeat"};
    }
    concepts.push_back(std::move(made));
  }
  return {};
}

}  // namespace

Matcher::Matcher(std::vector<Concept> concepts) : concepts_(std::move(concepts)) {
  std::vector<MatchField> names;
  for (std::size_t c = 0; c < concepts_.size(); ++c) {
    const Concept& named = concepts_[c];
    names.push_back({named.name, "", named.description, {}, named.name});
    for (const std::string& alias : named.aliases) names.push_back({alias, "", "", {}, alias});
    name_owners_.resize(names.size(), c);
  }
  names_ = std::make_shared<const FieldTable>(names, MatchWeights::builtin());
}

const Matcher& Matcher::builtin() {
  static const Matcher matcher = [] {
    std::vector<Concept> concepts;
    const Result<Value> file = parse_json(as_text(embedded_concepts()));
    const Status status = read_concepts(file.value(), concepts);
    assert(status.ok());
    static_cast<void>(status);
    return Matcher(std::move(concepts));
  }();
  return matcher;
}

Result<Matcher> Matcher::with_concepts(const Value& more) {
  std::vector<Concept> concepts = builtin().concepts_;
  NC_RETURN_IF_ERROR(read_concepts(more, concepts));
  return Matcher(std::move(concepts));
}

MatchMatrix Matcher::match(std::span<const MatchField> from, std::span<const MatchField> to) const {
  MatchMatrix matrix(from.size(), to.size());
  if (from.empty() || to.empty()) return matrix;
  const MatchWeights& weights = MatchWeights::builtin();
  const FieldTable a(from, weights), b(to, weights);
  Rows logits(a.size(), b.size());
  for_each_row(a, b, [&](std::size_t i, std::span<const float> features) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      logits[i][j] = judge(weights.scorer(), features, j, b.size());
    }
  });
  const std::vector<std::uint32_t> a_groups = groups(a), b_groups = groups(b);
  const Competition competition(logits, a_groups, b_groups);
  std::vector<float> features(kCompetitionFeatures * b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    competition.row(i, features);
    for (std::size_t j = 0; j < b.size(); ++j) {
      matrix.at(i, j) = static_cast<float>(logistic(judge(weights.judge(), features, j, b.size())));
    }
  }
  return matrix;
}

std::vector<std::vector<ConceptWeight>> Matcher::nearest_concepts(
    std::span<const MatchField> fields, std::size_t count) const {
  std::vector<std::vector<ConceptWeight>> nearest(fields.size());
  if (fields.empty()) return nearest;
  const MatchWeights& weights = MatchWeights::builtin();
  const FieldTable table(fields, weights);
  for_each_row(table, *names_, [&](std::size_t i, std::span<const float> features) {
    std::vector<ConceptWeight> ranked;
    for (std::size_t c = 0; c < concepts_.size(); ++c) ranked.push_back({c, 0});
    for (const std::size_t n : most_alike(features, name_owners_.size())) {
      const double logit = judge(weights.scorer(), features, n, name_owners_.size());
      float& weight = ranked[name_owners_[n]].weight;
      weight = std::max(weight, static_cast<float>(logistic(logit)));
    }
    const std::size_t kept = std::min(count, ranked.size());
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept),
                      ranked.end(), [](const ConceptWeight& x, const ConceptWeight& y) {
                        return x.weight != y.weight ? x.weight > y.weight
                                                    : x.concept_index < y.concept_index;
                      });
    ranked.resize(kept);
    nearest[i] = std::move(ranked);
  });
  return nearest;
}

}  // namespace neurocrypt
