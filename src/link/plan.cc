#include "link/plan.h"

#include <algorithm>
#include <set>

namespace neurocrypt {
namespace {

std::size_t aligned(const std::vector<PathLevel>& levels) {
  return static_cast<std::size_t>(std::count_if(
      levels.begin(), levels.end(), [](const PathLevel& level) { return !level.single; }));
}

/// Makes the innermost levels single until `count` are left.
void align(std::vector<PathLevel>& levels, std::size_t count) {
  for (std::size_t i = levels.size(), left = aligned(levels); left > count; --left) {
    do --i;
    while (levels[i].single);
    levels[i].single = true;
  }
}

/// The kind of the n-th aligned level, if there is one.
const PathLevel* nth_aligned(const std::vector<PathLevel>& levels, std::size_t n) {
  for (const PathLevel& level : levels) {
    if (!level.single && n-- == 0) return &level;
  }
  return nullptr;
}

Status check_kinds(const Edge& edge, const Producer& producer) {
  const auto wrong = [&edge](const char* what) {
    return Error{ErrorCode::kInvalidArgument, "the edge '" + edge.concept_name + "' " + what,
                 "map to map with '*', or name one member of the map"};
  };
  for (const Producer::Input& input : producer.inputs) {
    for (const PathLevel& level : input.levels) {
      if (level.map && level.single) return wrong("leads from a map to a single value");
    }
    for (std::size_t n = 0; n < aligned(producer.levels); ++n) {
      const PathLevel* const level = nth_aligned(input.levels, n);
      if (level != nullptr && level->map != nth_aligned(producer.levels, n)->map) {
        return wrong("aligns a map with an array");
      }
    }
  }
  for (const PathLevel& level : producer.levels) {
    if (level.map && level.single) return wrong("leads from a single value to a map");
  }
  return {};
}

/// The places of a slot that are levels, with the level that each is.
std::vector<std::pair<Outline::Place*, std::size_t>> level_places(Outline& outline,
                                                                  std::size_t slot) {
  std::vector<std::pair<Outline::Place*, std::size_t>> out;
  for (Outline::Place* const place : outline.chain(slot)) {
    if (place->any_member) out.emplace_back(place, out.size());
    if (place->field->repeated) out.emplace_back(place, out.size());
  }
  return out;
}

}  // namespace

bool is_json(const Link& link, Side side) {
  return (side == Side::kA ? link.a : link.b).format == "json";
}

bool holds_sealed_text(const Link& link, Side side, FieldType type) {
  return is_json(link, side) || type == FieldType::kString || type == FieldType::kAny;
}

const std::vector<FieldPath>& paths(const Edge& edge, Side side) {
  return side == Side::kA ? edge.a : edge.b;
}

const std::vector<Rule>& rules_to(const Edge& edge, Side side) {
  return side == Side::kA ? edge.b_to_a : edge.a_to_b;
}

std::vector<PathLevel> levels_of(const std::vector<PathStep>& steps) {
  std::vector<PathLevel> levels;
  for (const PathStep& step : steps) {
    if (step.any_member) levels.push_back({.map = true});
    if (step.elements != PathStep::Elements::kNone) {
      levels.push_back({.single = step.elements == PathStep::Elements::kFirst});
    }
  }
  return levels;
}

Result<Plan> Plan::create(const Link& link, Side from, Outline& source, Outline& target) {
  const Side to = other(from);
  const Value copy = Rule::copy().print();
  Plan plan;
  std::set<std::size_t> used;
  for (const Edge& edge : link.edges) {
    const std::vector<FieldPath>& outputs = paths(edge, to);
    const std::vector<Rule>& rules = rules_to(edge, to);
    for (std::size_t i = 0; i < rules.size(); ++i) {
      Producer producer{target.slot(outputs[i]), {}, {}, rules[i], false, false, false, {}, {}};
      NC_ASSIGN_OR_RETURN(const std::vector<PathStep> steps,
                          find_path(target.schema(), outputs[i]));
      producer.levels = levels_of(steps);
      producer.copies = rules[i].print() == copy;
      const FieldType type = steps.back().field->type;
      producer.holds_text = holds_sealed_text(link, to, type);
      producer.is_element = steps.back().elements == PathStep::Elements::kEach;
      std::vector<std::string> names;
      for (std::size_t n = 0; n < rules[i].inputs(); ++n) {
        const FieldPath& input = paths(edge, from)[n];
        NC_ASSIGN_OR_RETURN(const std::vector<PathStep> input_steps,
                            find_path(source.schema(), input));
        producer.inputs.push_back({source.slot(input), levels_of(input_steps)});
        used.insert(producer.inputs.back().slot);
        names.push_back(input);
      }
      producer.path = outputs[i];
      producer.words = rules[i].describe(names);
      std::size_t depth = 0;
      for (const Producer::Input& input : producer.inputs) {
        depth = std::max(depth, aligned(input.levels));
      }
      depth = std::min(depth, aligned(producer.levels));
      align(producer.levels, depth);
      for (Producer::Input& input : producer.inputs) align(input.levels, depth);
      NC_RETURN_IF_ERROR(check_kinds(edge, producer));
      plan.producers.push_back(std::move(producer));
    }
  }

  // Of several producers of one field the first that has a value counts: those that give element by
  // element before those that give one for all.
  for (std::size_t i = 0; i < plan.producers.size(); ++i) {
    for (std::size_t j = i + 1; j < plan.producers.size(); ++j) {
      Producer& first = plan.producers[i];
      Producer& second = plan.producers[j];
      if (first.target == second.target && aligned(first.levels) < aligned(second.levels)) {
        std::swap(first, second);
      }
    }
  }

  // Who counts elements: the levels that some producer aligns.
  std::set<std::pair<const Outline::Place*, std::size_t>> counted;
  for (const Producer& producer : plan.producers) {
    for (const auto& [place, n] : level_places(target, producer.target)) {
      if (!producer.levels[n].single && !producer.levels[n].map) place->driven = true;
    }
    for (const Producer::Input& input : producer.inputs) {
      for (const auto& [place, n] : level_places(source, input.slot)) {
        if (!input.levels[n].single) counted.emplace(place, n);
      }
    }
  }
  for (Producer& producer : plan.producers) {
    for (Producer::Input& input : producer.inputs) {
      for (const auto& [place, n] : level_places(source, input.slot)) {
        input.levels[n].driven = counted.contains({place, n});
      }
    }
  }

  // What does not come back.
  std::set<std::size_t> recovered;
  std::vector<std::optional<Value>> constants(source.slots());
  for (const Edge& edge : link.edges) {
    const std::vector<Rule>& back = rules_to(edge, from);
    for (std::size_t i = 0; i < back.size(); ++i) {
      const std::size_t slot = source.slot(paths(edge, from)[i]);
      recovered.insert(slot);
      if (back[i].inputs() > 0) continue;
      if (Result<std::optional<Value>> value = back[i].apply({}); value.ok()) {
        constants[slot] = std::move(*value);
      }
    }
  }
  for (std::size_t slot = 0; slot < source.slots(); ++slot) {
    if (!used.contains(slot)) {
      plan.fates.push_back(
          {slot, true, constants[slot], "no rule leads to side " + std::string(name(to))});
    } else if (!recovered.contains(slot)) {
      plan.fates.push_back({slot,
                            false,
                            {},
                            "side " + std::string(name(to)) +
                                " cannot give it back: the link has "
                                "no rule for the way back"});
    }
  }
  return plan;
}

}  // namespace neurocrypt
