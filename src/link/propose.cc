#include "link/propose.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

#include "link/assign.h"
#include "link/concept_names.h"
#include "link/default_rule.h"
#include "link/rules/learn.h"

namespace neurocrypt {
namespace {

constexpr std::size_t kSamplesMax = 32;       // of one field
constexpr std::size_t kExampleRowsMax = 500;  // of one group of fields
/// The concepts of a person's name in two parts.
constexpr std::string_view kFirstName = "first name", kLastName = "last name";

/// Values of a field, as the network sees them.
void collect_samples(std::span<const PathStep> steps, const Value& value, bool element,
                     std::vector<std::string>& out) {
  if (out.size() >= kSamplesMax) return;
  const PathStep& step = steps.front();
  if (step.elements != PathStep::Elements::kNone && !element) {
    if (value.array() == nullptr) return;
    for (const Value& item : *value.array()) collect_samples(steps, item, true, out);
    return;
  }
  const std::span<const PathStep> inner = steps.subspan(1);
  if (inner.empty()) {
    if (value.string() != nullptr) out.push_back(*value.string());
    if (value.number() != nullptr) out.push_back(value.number()->text);
    if (value.boolean() != nullptr) out.emplace_back(*value.boolean() ? "true" : "false");
    return;
  }
  if (value.object() == nullptr) return;
  if (inner.front().any_member) {
    for (const Member& member : *value.object()) collect_samples(inner, member.value, false, out);
  } else if (const Value* const member = value.find(inner.front().name); member != nullptr) {
    collect_samples(inner, *member, false, out);
  }
}

MatchField match_field(const Route& route) {
  const Field& field = *route.leaf.field;
  MatchField made;
  made.path = route.leaf.path;
  made.type = field.declared;
  made.description = field.description;
  if (made.type.empty()) made.type = name(field.type);
  if (!field.format.empty() && made.type.find(field.format) == std::string::npos) {
    made.type += ", format " + field.format;
  }
  return made;
}

/// True when a value stands at the route in the message, in whatever element.
bool occurs(const Route& route, const Value& message) {
  std::vector<std::string> found;
  collect_samples(route.steps, message, false, found);
  return !found.empty();
}

class Proposer {
 public:
  Proposer(const ProposalInput& input, std::span<const Edge> pinned)
      : input_(input),
        pinned_(pinned),
        a_(routes(*input.a)),
        b_(routes(*input.b)),
        weights_(a_.size(), b_.size()) {}

  Result<Proposal> run() {
    NC_RETURN_IF_ERROR(take_pinned());
    match();
    const Alignment alignment(a_, b_, weights_, input_.examples);
    alignment_ = &alignment;
    if (!input_.examples.empty()) learn();
    propose_by_weight();
    name_concepts(fields_a_, fields_b_, index_of(a_), index_of(b_), *input_.matcher, edges_);
    return finish();
  }

 private:
  using Index = std::map<FieldPath, std::size_t>;

  static Index index_of(const std::vector<Route>& routes) {
    Index out;
    for (std::size_t i = 0; i < routes.size(); ++i) out.emplace(routes[i].leaf.path, i);
    return out;
  }

  Status take_pinned() {
    for (const Edge& edge : pinned_) {
      edges_.push_back(edge);
      for (const Side side : {Side::kA, Side::kB}) {
        const bool is_a = side == Side::kA;
        for (const FieldPath& path : is_a ? edge.a : edge.b) {
          NC_ASSIGN_OR_RETURN(const std::vector<PathStep> steps,
                              find_path(is_a ? *input_.a : *input_.b, path));
          (is_a ? used_a_ : used_b_).insert(print_path(steps));
        }
      }
    }
    return {};
  }

  void match() {
    const auto fields = [](const std::vector<Route>& routes, std::span<const Value> samples,
                           std::span<const MessagePair> examples, Value MessagePair::*side) {
      std::vector<MatchField> out;
      for (const Route& route : routes) {
        out.push_back(match_field(route));
        for (const Value& message : samples) {
          collect_samples(route.steps, message, false, out.back().samples);
        }
        for (const MessagePair& pair : examples) {
          collect_samples(route.steps, pair.*side, false, out.back().samples);
        }
      }
      return out;
    };
    fields_a_ = fields(a_, input_.samples_a, input_.examples, &MessagePair::from);
    fields_b_ = fields(b_, input_.samples_b, input_.examples, &MessagePair::to);
    if (!a_.empty() && !b_.empty()) weights_ = input_.matcher->match(fields_a_, fields_b_);
  }

  // From examples.

  /// Calls `row` for every set of corresponding elements below the levels of B, with what they are.
  using Row = std::function<void(const ElementContext&, const ElementContext&)>;
  void each_element(const Route& target, std::size_t depth, const MessagePair& pair,
                    ElementContext& in_a, ElementContext& in_b, const Row& row) const {
    if (depth == target.levels.size()) return row(in_a, in_b);
    const FieldPath& level_b = target.levels[depth];
    const Value* const value_b = level_at(target, level_b, pair.to, in_b);
    if (value_b == nullptr) return;
    const FieldPath* const level_a = alignment_->a_of(level_b);
    const Value* value_a = nullptr;
    if (level_a != nullptr) {
      const auto route = std::find_if(a_.begin(), a_.end(), [&](const Route& candidate) {
        return std::find(candidate.levels.begin(), candidate.levels.end(), *level_a) !=
               candidate.levels.end();
      });
      value_a = level_at(*route, *level_a, pair.from, in_a);
    }
    const auto go = [&](const PathPosition& at) {
      in_b.insert_or_assign(level_b, at);
      if (level_a != nullptr) in_a.insert_or_assign(*level_a, at);
      each_element(target, depth + 1, pair, in_a, in_b, row);
      in_b.erase(level_b);
      if (level_a != nullptr) in_a.erase(*level_a);
    };
    if (const Array* const array = value_b->array(); array != nullptr) {
      const Array* const other = value_a == nullptr ? nullptr : value_a->array();
      if (level_a != nullptr && (other == nullptr || other->size() != array->size())) return;
      for (std::size_t i = 0; i < array->size(); ++i) go(i);
    } else if (const Object* const object = value_b->object(); object != nullptr) {
      for (const Member& member : *object) go(std::string_view(member.name));
    }
  }

  /// The examples of all fields of B that share their levels with `target`; values of the others
  /// are left out.
  [[nodiscard]] std::vector<ExamplePair> example_rows(const Route& target) const {
    std::vector<ExamplePair> rows;
    for (const MessagePair& pair : input_.examples) {
      ElementContext in_a;
      ElementContext in_b;
      each_element(target, 0, pair, in_a, in_b, [&](const auto& at_a, const auto& at_b) {
        if (rows.size() >= kExampleRowsMax) return;
        ExamplePair& made = rows.emplace_back();
        for (const Route& route : a_) made.from.push_back(value_at(route, pair.from, at_a));
        for (const Route& route : b_) {
          const bool member = route.levels == target.levels;
          made.to.push_back(member ? value_at(route, pair.to, at_b) : nullptr);
        }
      });
    }
    return rows;
  }

  static std::vector<ExamplePair> swapped(std::vector<ExamplePair> rows) {
    for (ExamplePair& row : rows) std::swap(row.from, row.to);
    return rows;
  }

  void learn() {
    std::vector<Leaf> leaves_a;
    std::vector<Leaf> leaves_b;
    for (const Route& route : a_) leaves_a.push_back(route.leaf);
    for (const Route& route : b_) leaves_b.push_back(route.leaf);
    MatchMatrix reversed(b_.size(), a_.size());
    for (std::size_t row = 0; row < a_.size(); ++row) {
      for (std::size_t column = 0; column < b_.size(); ++column) {
        reversed.at(column, row) = weights_.at(row, column);
      }
    }
    for (const MessagePair& pair : input_.examples) {
      for (const Route& route : a_) {
        if (occurs(route, pair.from)) shown_a_.insert(route.leaf.path);
      }
      for (const Route& route : b_) {
        if (occurs(route, pair.to)) shown_b_.insert(route.leaf.path);
      }
    }
    std::set<std::vector<FieldPath>> groups;
    for (const Route& target : b_) {
      if (!groups.insert(target.levels).second) continue;
      std::vector<ExamplePair> rows = example_rows(target);
      if (rows.empty()) continue;
      const std::vector<LearntField> forward = learn_rules(leaves_a, leaves_b, rows, &weights_);
      const std::vector<LearntField> backward =
          learn_rules(leaves_b, leaves_a, swapped(std::move(rows)), &reversed);
      take_learnt(forward, backward);
    }
    for (const Route& route : b_) {
      if (shown_b_.contains(route.leaf.path) && !used_b_.contains(route.leaf.path)) {
        remarks_.push_back("no rule explains " + route.leaf.path + " in the examples");
      }
    }
  }

  /// The edges of one group of B's fields, each from its best explanation.
  void take_learnt(const std::vector<LearntField>& forward,
                   const std::vector<LearntField>& backward) {
    std::set<std::size_t> merged;
    // A field that several make together, where each of them is made of it alone: one edge.
    for (const LearntField& whole : backward) {
      if (whole.explanations.empty() || whole.explanations[0].inputs.size() < 2) continue;
      const Explanation& join = whole.explanations[0];
      Edge edge;
      for (const std::size_t part : join.inputs) {
        const Explanation* const split = explanation_from(forward, part, {whole.target});
        if (split == nullptr || used_b_.contains(b_[part].leaf.path)) break;
        edge.a_to_b.push_back(split->rule);
      }
      if (edge.a_to_b.size() != join.inputs.size()) continue;
      edge.b_to_a = {join.rule};
      if (!set_paths(edge, {whole.target}, join.inputs)) continue;
      merged.insert(join.inputs.begin(), join.inputs.end());
      add(std::move(edge), {whole.target}, join.inputs);
    }
    for (const LearntField& field : forward) {
      if (field.explanations.empty() || merged.contains(field.target)) continue;
      if (used_b_.contains(b_[field.target].leaf.path)) continue;  // pinned
      for (const Explanation& best : field.explanations) {
        Edge edge;
        edge.a_to_b = {best.rule};
        if (!set_paths(edge, best.inputs, {field.target})) continue;
        edge.b_to_a = way_back(best, field.target, backward);
        if (field.ambiguous) {
          for (const Explanation& other : field.explanations) {
            Edge paths;
            if (&other == &best || !set_paths(paths, other.inputs, {field.target})) continue;
            edge.alternatives.push_back({paths.a, {other.rule}});
          }
        }
        add(std::move(edge), best.inputs, {field.target});
        break;
      }
    }
  }

  static const Explanation* explanation_from(const std::vector<LearntField>& learnt,
                                             std::size_t target,
                                             const std::vector<std::size_t>& inputs) {
    for (const LearntField& field : learnt) {
      if (field.target != target) continue;
      for (const Explanation& explanation : field.explanations) {
        if (explanation.inputs == inputs) return &explanation;
      }
    }
    return nullptr;
  }

  /// The inverse of a rule, or what the examples say of the way back; one rule for each input.
  static std::vector<Rule> way_back(const Explanation& there, std::size_t target,
                                    const std::vector<LearntField>& backward) {
    std::vector<Rule> out;
    const std::vector<std::optional<Rule>> inverses = there.rule.inverse();
    for (std::size_t i = 0; i < there.inputs.size(); ++i) {
      if (i < inverses.size() && inverses[i]) {
        out.push_back(*inverses[i]);
      } else if (const Explanation* const learnt =
                     explanation_from(backward, there.inputs[i], {target});
                 learnt != nullptr) {
        out.push_back(learnt->rule);
      } else {
        return {};
      }
    }
    return out;
  }

  // By weight.

  void propose_by_weight() {
    if (a_.empty() || b_.empty()) return;
    // What the examples show is linked as they show it: the rest is left to the network.
    const auto open = [](const Route& route, const auto& used, const auto& shown) {
      return !used.contains(route.leaf.path) && !shown.contains(route.leaf.path);
    };
    MatchMatrix allowed(a_.size(), b_.size());
    for (std::size_t row = 0; row < a_.size(); ++row) {
      if (!open(a_[row], used_a_, shown_a_)) continue;
      for (std::size_t column = 0; column < b_.size(); ++column) {
        if (!open(b_[column], used_b_, shown_b_)) continue;
        if (!alignment_->paths(a_[row], b_[column])) continue;
        allowed.at(row, column) = weights_.at(row, column);
      }
    }
    for (std::size_t row = 0; row < a_.size(); ++row) propose_parts(row, true, allowed);
    for (std::size_t column = 0; column < b_.size(); ++column) {
      propose_parts(column, false, allowed);
    }
    for (const Assignment& pair : assign(allowed, input_.weight_min)) {
      add_pair(pair.row, pair.column);
    }
  }

  static bool is_text(const Route& route) {
    return route.leaf.field->type == FieldType::kString && route.leaf.field->format.empty();
  }

  /// True when the field stands for the concept of this name before all others.
  [[nodiscard]] bool stands_for(const MatchField& field, std::string_view concept_name) const {
    const auto nearest = input_.matcher->nearest_concepts({&field, 1}, 1);
    return !nearest[0].empty() &&
           input_.matcher->concepts()[nearest[0][0].concept_index].name == concept_name;
  }

  /// Links a text with the two parts of a person's name beside each other on the other side, when
  /// the two are its best partners and it is theirs. Each takes weight from the other, so that
  /// their sum is the chance that the whole is the name. `whole` is a row, or else a column.
  void propose_parts(std::size_t whole, bool is_row, MatchMatrix& allowed) {
    const std::vector<Route>&wholes = is_row ? a_ : b_, &others = is_row ? b_ : a_;
    if (!is_text(wholes[whole]) || others.size() < 2) return;
    const auto weight = [&](std::size_t w, std::size_t part) -> float& {
      return is_row ? allowed.at(w, part) : allowed.at(part, w);
    };
    std::vector<std::size_t> best(others.size());
    std::iota(best.begin(), best.end(), 0);
    std::partial_sort(best.begin(), best.begin() + 2, best.end(),
                      [&](std::size_t x, std::size_t y) {
                        return std::pair(-weight(whole, x), x) < std::pair(-weight(whole, y), y);
                      });
    best.resize(2);
    const float sum = weight(whole, best[0]) + weight(whole, best[1]);
    if (sum < input_.weight_min || weight(whole, best[1]) <= 0) return;
    if (others[best[0]].leaf.parents != others[best[1]].leaf.parents) return;
    for (const std::size_t part : best) {
      if (!is_text(others[part])) return;
      for (std::size_t w = 0; w < wholes.size(); ++w) {
        if (weight(w, part) > weight(whole, part)) return;
      }
    }
    const std::vector<MatchField>& fields = is_row ? fields_b_ : fields_a_;
    if (stands_for(fields[best[0]], kLastName)) std::swap(best[0], best[1]);
    if (!stands_for(fields[best[0]], kFirstName) || !stands_for(fields[best[1]], kLastName)) return;
    if (!(is_row ? add_parts({whole}, best, sum) : add_parts(best, {whole}, sum))) return;
    for (std::size_t part = 0; part < others.size(); ++part) weight(whole, part) = 0;
    for (std::size_t w = 0; w < wholes.size(); ++w) weight(w, best[0]) = weight(w, best[1]) = 0;
  }

  void add_pair(std::size_t row, std::size_t column) {
    Edge edge;
    const DefaultRule made =
        default_rule(*a_[row].leaf.field, *b_[column].leaf.field, fields_a_[row].samples);
    edge.a_to_b = {made.rule};
    edge.guessed = made.guessed;
    if (const auto inverse = made.rule.inverse(); inverse.size() == 1 && inverse[0]) {
      edge.b_to_a = {*inverse[0]};
    }
    if (set_paths(edge, {row}, {column})) add(std::move(edge), {row}, {column});
  }

  /// Two texts that are one on the other side, with a blank between them. False when the paths do
  /// not go together.
  bool add_parts(const std::vector<std::size_t>& rows, const std::vector<std::size_t>& columns,
                 float weight) {
    Edge edge;
    edge.guessed = true;
    const auto part = [](std::int64_t n, bool rest) {
      Object step = {{"rule", "split"}, {"at", " "}, {"part", Value::integer(n)}};
      if (rest) step.push_back({"rest", true});
      return *Rule::parse(step);
    };
    const Rule join =
        *Rule::parse(Object{{"rule", "join"},
                            {"parts", Array{Object{{"input", Value::integer(std::int64_t{1})}}, " ",
                                            Object{{"input", Value::integer(std::int64_t{2})}}}}});
    const std::vector<Rule> split = {part(1, false), part(2, true)};
    edge.a_to_b = rows.size() == 2 ? std::vector<Rule>{join} : split;
    edge.b_to_a = rows.size() == 2 ? split : std::vector<Rule>{join};
    if (!set_paths(edge, rows, columns)) return false;
    add(std::move(edge), rows, columns);
    edges_.back().weight = std::min(1.0, static_cast<double>(weight));
    return true;
  }

  // Edges.

  /// The paths of an edge, with their levels as the alignment has them. False when they do not go
  /// together.
  bool set_paths(Edge& edge, const std::vector<std::size_t>& rows,
                 const std::vector<std::size_t>& columns) const {
    if (rows.empty()) {
      for (const std::size_t column : columns) edge.b.push_back(b_[column].leaf.path);
    }
    for (const std::size_t row : rows) {
      for (const std::size_t column : columns) {
        const auto paths = alignment_->paths(a_[row], b_[column]);
        if (!paths) return false;
        if (column == columns.front()) edge.a.push_back(paths->first);
        if (row == rows.front()) edge.b.push_back(paths->second);
      }
    }
    return true;
  }

  void add(Edge edge, const std::vector<std::size_t>& rows,
           const std::vector<std::size_t>& columns) {
    float least = rows.empty() ? 0 : 1;
    for (const std::size_t row : rows) {
      used_a_.insert(a_[row].leaf.path);
      for (const std::size_t column : columns) least = std::min(least, weights_.at(row, column));
    }
    for (const std::size_t column : columns) used_b_.insert(b_[column].leaf.path);
    edge.weight = static_cast<double>(least);
    edges_.push_back(std::move(edge));
  }

  Result<Proposal> finish() {
    const Index index = index_of(b_);
    const auto place = [&](const Edge& edge) {
      const Result<std::vector<PathStep>> steps = find_path(*input_.b, edge.b.front());
      const auto found = steps.ok() ? index.find(print_path(*steps)) : index.end();
      return found == index.end() ? b_.size() : found->second;
    };
    std::stable_sort(edges_.begin(), edges_.end(),
                     [&](const Edge& x, const Edge& y) { return place(x) < place(y); });
    Proposal out{std::move(edges_), {}, {}, std::move(remarks_)};
    for (const Route& route : a_) {
      if (!used_a_.contains(route.leaf.path)) out.unmapped_a.push_back(route.leaf.path);
    }
    for (const Route& route : b_) {
      if (!used_b_.contains(route.leaf.path)) out.unmapped_b.push_back(route.leaf.path);
    }
    return out;
  }

  const ProposalInput& input_;
  std::span<const Edge> pinned_;
  std::vector<Route> a_, b_;
  std::vector<MatchField> fields_a_, fields_b_;
  MatchMatrix weights_;
  const Alignment* alignment_ = nullptr;
  std::vector<Edge> edges_;
  std::set<FieldPath> used_a_, used_b_;    // by an edge; paths as leaves() writes them
  std::set<FieldPath> shown_a_, shown_b_;  // by an example
  std::vector<std::string> remarks_;
};

}  // namespace

Result<Proposal> propose(const ProposalInput& input, std::span<const Edge> pinned) {
  return Proposer(input, pinned).run();
}

Result<MessagePair> parse_message_pair(const Value& line) {
  const Value* const from = line.find("from");
  const Value* const to = line.find("to");
  if (from == nullptr || to == nullptr || line.object()->size() != 2) {
    return Error{ErrorCode::kCorrupt,
                 "an example is {\"from\": message of A, \"to\": message of B}",
                 "one on each line"};
  }
  return MessagePair{*from, *to};
}

}  // namespace neurocrypt
