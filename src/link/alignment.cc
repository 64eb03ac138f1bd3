#include "link/alignment.h"

#include <algorithm>
#include <cassert>
#include <set>

namespace neurocrypt {
namespace {

using Elements = PathStep::Elements;

constexpr double kLevelWeightMin = 0.3;
/// A leaf without a partner below the other level speaks a little against the pair.
constexpr float kLeafWeightMin = 0.3F;
constexpr double kLeafAlone = -0.05;

bool is_map_level(const FieldPath& level) { return level.ends_with("*"); }

/// A level with what stands below it.
struct LevelLeaves {
  const Route* route;               ///< one that passes it
  std::vector<std::size_t> leaves;  ///< indices
};

std::map<FieldPath, LevelLeaves> level_leaves(std::span<const Route> routes) {
  std::map<FieldPath, LevelLeaves> out;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    for (const FieldPath& level : routes[i].levels) {
      LevelLeaves& entry = out[level];
      entry.route = &routes[i];
      entry.leaves.push_back(i);
    }
  }
  return out;
}

/// How well the leaves below two levels go together.
double level_weight(const LevelLeaves& a, const LevelLeaves& b, const MatchMatrix& weights) {
  double sum = 0;
  for (const std::size_t column : b.leaves) {
    float best = 0;
    for (const std::size_t row : a.leaves) best = std::max(best, weights.at(row, column));
    sum += best < kLeafWeightMin ? kLeafAlone : static_cast<double>(best);
  }
  return sum;
}

std::size_t element_count(const Value* value) {
  if (value == nullptr) return 0;
  if (value->array() != nullptr) return value->array()->size();
  return value->object() != nullptr ? value->object()->size() : 0;
}

/// The levels around one, and itself: the level's own chain on its route.
std::span<const FieldPath> chain(const Route& route, const FieldPath& level) {
  const auto end = std::find(route.levels.begin(), route.levels.end(), level);
  return {route.levels.begin(), end + 1};
}

}  // namespace

std::vector<Route> routes(const Field& schema) {
  std::vector<Route> out;
  for (Leaf& leaf : leaves(schema)) {
    Route route;
    Result<std::vector<PathStep>> steps = find_path(schema, leaf.path);
    assert(steps.ok());
    route.leaf = std::move(leaf);
    route.steps = *std::move(steps);
    FieldPath path;
    for (std::size_t i = 0; i < route.steps.size(); ++i) {
      const std::span<const PathStep> so_far(route.steps.data(), i + 1);
      const PathStep& step = route.steps[i];
      path = print_path(so_far);
      if (step.elements == Elements::kNone) {
        if (step.any_member) route.levels.push_back(path);
        continue;
      }
      if (step.any_member) route.levels.push_back(path.substr(0, path.size() - 2));
      route.levels.push_back(path);
    }
    out.push_back(std::move(route));
  }
  return out;
}

namespace {

/// Walks a route; stops at `stop` when it is not null, with the array or map there.
const Value* walk(const Route& route, const Value& message, const ElementContext& context,
                  const FieldPath* stop) {
  const Value* value = &message;
  std::size_t level = 0;
  const auto enter = [&](bool map) -> bool {
    const FieldPath& name = route.levels[level];
    if (stop != nullptr && name == *stop) return false;
    ++level;
    const auto at = context.find(name);
    if (map) {
      const auto* const key =
          at == context.end() ? nullptr : std::get_if<std::string_view>(&at->second);
      value = key == nullptr ? nullptr : value->find(*key);
      return true;
    }
    const Array* const array = value->array();
    const auto* const index = at == context.end() ? nullptr : std::get_if<std::size_t>(&at->second);
    if (array == nullptr || (index == nullptr && array->size() != 1)) {
      value = nullptr;
    } else {
      const std::size_t i = index == nullptr ? 0 : *index;
      value = i < array->size() ? &(*array)[i] : nullptr;
    }
    return true;
  };
  for (std::size_t i = 0; i < route.steps.size() && value != nullptr; ++i) {
    const PathStep& step = route.steps[i];
    if (step.any_member) {
      if (!enter(true)) return value;
    } else if (i > 0) {
      value = value->find(step.name);
    }
    if (value != nullptr && step.elements != Elements::kNone && !enter(false)) return value;
  }
  return stop == nullptr ? value : nullptr;
}

}  // namespace

const Value* value_at(const Route& route, const Value& message, const ElementContext& context) {
  return walk(route, message, context, nullptr);
}

const Value* level_at(const Route& route, const FieldPath& level, const Value& message,
                      const ElementContext& context) {
  return walk(route, message, context, &level);
}

Alignment::Alignment(std::span<const Route> a, std::span<const Route> b, const MatchMatrix& weights,
                     std::span<const MessagePair> examples) {
  struct Candidate {
    double score;
    std::size_t depth;
    const FieldPath* a;
    const FieldPath* b;
  };
  const std::map<FieldPath, LevelLeaves> levels_a = level_leaves(a);
  const std::map<FieldPath, LevelLeaves> levels_b = level_leaves(b);
  std::vector<Candidate> candidates;
  for (const auto& [level_a, below_a] : levels_a) {
    for (const auto& [level_b, below_b] : levels_b) {
      if (is_map_level(level_a) != is_map_level(level_b)) continue;
      double score = level_weight(below_a, below_b, weights);
      bool differ = false;
      bool agree = false;
      // Only outermost levels: the number of elements further in hangs on the element.
      const std::size_t depth =
          chain(*below_a.route, level_a).size() + chain(*below_b.route, level_b).size();
      if (depth == 2) {
        for (const MessagePair& example : examples) {
          const std::size_t count_a =
              element_count(level_at(*below_a.route, level_a, example.from, {}));
          const std::size_t count_b =
              element_count(level_at(*below_b.route, level_b, example.to, {}));
          differ = differ || count_a != count_b;
          agree = agree || (count_a == count_b && count_a > 1);
        }
      }
      if (differ) continue;
      if (agree) score += 1;
      if (score >= kLevelWeightMin) candidates.push_back({score, depth, &level_a, &level_b});
    }
  }
  // Of levels with the same leaves below, the innermost: those around it may have no partner.
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& x, const Candidate& y) {
                     return x.score != y.score ? x.score > y.score : x.depth > y.depth;
                   });
  for (const Candidate& candidate : candidates) {
    if (a_of_.contains(*candidate.b) || b_of_.contains(*candidate.a)) continue;
    // Levels around it that are aligned must be aligned with each other.
    bool nested = true;
    const auto chain_a = chain(*levels_a.at(*candidate.a).route, *candidate.a);
    const auto chain_b = chain(*levels_b.at(*candidate.b).route, *candidate.b);
    for (const FieldPath& outer : chain_a) {
      const FieldPath* const partner = b_of(outer);
      nested = nested && (partner == nullptr ||
                          std::find(chain_b.begin(), chain_b.end(), *partner) != chain_b.end());
    }
    for (const FieldPath& outer : chain_b) {
      const FieldPath* const partner = a_of(outer);
      nested = nested && (partner == nullptr ||
                          std::find(chain_a.begin(), chain_a.end(), *partner) != chain_a.end());
    }
    if (!nested) continue;
    a_of_.emplace(*candidate.b, *candidate.a);
    b_of_.emplace(*candidate.a, *candidate.b);
  }
}

const FieldPath* Alignment::a_of(const FieldPath& b_level) const {
  const auto found = a_of_.find(b_level);
  return found == a_of_.end() ? nullptr : &found->second;
}

const FieldPath* Alignment::b_of(const FieldPath& a_level) const {
  const auto found = b_of_.find(a_level);
  return found == b_of_.end() ? nullptr : &found->second;
}

std::optional<std::pair<FieldPath, FieldPath>> Alignment::paths(const Route& a,
                                                                const Route& b) const {
  const auto in = [](const std::vector<FieldPath>& levels, const FieldPath* level) {
    return level != nullptr && std::find(levels.begin(), levels.end(), *level) != levels.end();
  };
  // Levels without a partner on the other route: one element, or for all elements alike.
  std::set<FieldPath> single;
  std::size_t open_a = 0;
  for (const FieldPath& level : a.levels) {
    if (in(b.levels, b_of(level))) continue;
    if (b_of(level) != nullptr || is_map_level(level)) return std::nullopt;
    single.insert(level);
    ++open_a;
  }
  std::set<FieldPath> single_b;
  std::size_t driven = 0;
  for (const FieldPath& level : b.levels) {
    if (in(a.levels, a_of(level))) {
      if (driven > 0) return std::nullopt;  // only innermost levels can be alike for all elements
      continue;
    }
    if (is_map_level(level)) return std::nullopt;
    if (a_of(level) != nullptr) {
      ++driven;
    } else {
      single_b.insert(level);
    }
  }
  if (driven > 0 && open_a > 0) return std::nullopt;
  const auto print = [](const Route& route, const std::set<FieldPath>& marked) {
    FieldPath path = route.leaf.path;
    // From the inside, so that the places of the outer ones stay.
    for (auto level = route.levels.rbegin(); level != route.levels.rend(); ++level) {
      if (marked.contains(*level)) path.replace(level->size() - 2, 2, "[0]");
    }
    return path;
  };
  return std::pair{print(a, single), print(b, single_b)};
}

}  // namespace neurocrypt
