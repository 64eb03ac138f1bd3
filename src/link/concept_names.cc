#include "link/concept_names.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

namespace neurocrypt {
namespace {

constexpr std::size_t kNearest = 8;  // concepts of each field that are looked at
/// A concept this much weaker than the best one still names an edge whose best name is taken.
constexpr float kSecondBest = 0.7F;
constexpr std::size_t kPathNamesMax = 4;

using Index = std::map<FieldPath, std::size_t>;

/// "[0]" and "[]" are one place.
FieldPath canonical(FieldPath path) {
  for (std::size_t at = path.find("[0]"); at != FieldPath::npos; at = path.find("[0]", at)) {
    path.replace(at, 3, "[]");
  }
  return path;
}

/// The last names of a path in words: "/shippingAddress/postal_code" is "shipping address postal
/// code" with two of them.
std::string words(const FieldPath& path, std::size_t names) {
  std::size_t begin = path.size();
  for (; names > 0 && begin > 0; --names) {
    begin = path.rfind('/', begin - 1);
    if (begin == FieldPath::npos) begin = 0;
  }
  std::string out;
  char before = ' ';
  for (const char c : path.substr(begin)) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) == 0 && byte < 0x80) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      if (std::isupper(byte) != 0 && std::islower(static_cast<unsigned char>(before)) != 0) {
        out += ' ';
      }
      out += static_cast<char>(std::tolower(byte));
    }
    before = c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// The concepts near an edge, best first: the weights at both ends multiplied.
std::vector<ConceptWeight> near(const Edge& edge,
                                const std::vector<std::vector<ConceptWeight>>& nearest_a,
                                const std::vector<std::vector<ConceptWeight>>& nearest_b,
                                const Index& index_a, const Index& index_b) {
  std::map<std::size_t, float> products;
  bool first = true;
  const auto multiply = [&](const std::vector<FieldPath>& paths, const Index& index,
                            const std::vector<std::vector<ConceptWeight>>& nearest) {
    for (const FieldPath& path : paths) {
      const auto found = index.find(canonical(path));
      if (found == index.end()) continue;
      std::map<std::size_t, float> next;
      for (const ConceptWeight& weight : nearest[found->second]) {
        const auto before = products.find(weight.concept_index);
        if (first || before != products.end()) {
          next[weight.concept_index] = weight.weight * (first ? 1 : before->second);
        }
      }
      products = std::move(next);
      first = false;
    }
  };
  multiply(edge.a, index_a, nearest_a);
  multiply(edge.b, index_b, nearest_b);
  std::vector<ConceptWeight> out;
  for (const auto& [concept_index, weight] : products) out.push_back({concept_index, weight});
  std::stable_sort(out.begin(), out.end(), [](const ConceptWeight& x, const ConceptWeight& y) {
    return x.weight > y.weight;
  });
  return out;
}

/// The concepts near each field that an edge without a name has, by its index; none for the others.
std::vector<std::vector<ConceptWeight>> nearest(std::span<const MatchField> fields,
                                                const Index& index, std::span<const Edge> edges,
                                                std::vector<FieldPath> Edge::*paths,
                                                const Matcher& matcher) {
  std::vector<std::size_t> places;
  std::vector<MatchField> wanted;
  for (const Edge& edge : edges) {
    if (!edge.concept_name.empty()) continue;
    for (const FieldPath& path : edge.*paths) {
      const auto found = index.find(canonical(path));
      if (found == index.end()) continue;
      places.push_back(found->second);
      wanted.push_back(fields[found->second]);
    }
  }
  std::vector<std::vector<ConceptWeight>> out(fields.size());
  const auto concepts = matcher.nearest_concepts(wanted, kNearest);
  for (std::size_t i = 0; i < places.size(); ++i) out[places[i]] = concepts[i];
  return out;
}

}  // namespace

void name_concepts(std::span<const MatchField> fields_a, std::span<const MatchField> fields_b,
                   const Index& index_a, const Index& index_b, const Matcher& matcher,
                   std::vector<Edge>& edges) {
  const auto nearest_a = nearest(fields_a, index_a, edges, &Edge::a, matcher);
  const auto nearest_b = nearest(fields_b, index_b, edges, &Edge::b, matcher);
  std::set<std::string> taken;
  for (const Edge& edge : edges) taken.insert(edge.concept_name);
  taken.insert("");
  // Strong edges choose first.
  std::vector<Edge*> order;
  for (Edge& edge : edges) {
    if (edge.concept_name.empty()) order.push_back(&edge);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Edge* x, const Edge* y) { return x->weight > y->weight; });
  for (Edge* const edge : order) {
    const std::vector<ConceptWeight> candidates =
        near(*edge, nearest_a, nearest_b, index_a, index_b);
    std::string name;
    for (const ConceptWeight& candidate : candidates) {
      if (candidate.weight < kSecondBest * candidates[0].weight) break;
      name = matcher.concepts()[candidate.concept_index].name;
      if (!taken.contains(name)) break;
    }
    // No free concept is near both ends: the words of the field itself, with more of its path
    // where they are taken as well.
    const FieldPath path = canonical(edge->b.front());
    for (std::size_t names = 1; taken.contains(name) && names <= kPathNamesMax; ++names) {
      name = words(path, names);
    }
    const std::string base = name.empty() ? "value" : name;
    if (name.empty()) name = base;
    for (std::size_t n = 2; taken.contains(name); ++n) name = base + " " + std::to_string(n);
    taken.insert(name);
    edge->concept_name = std::move(name);
  }
}

}  // namespace neurocrypt
