#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "link.h"
#include "link/match/matcher.h"
#include "link/plan.h"
#include "link_file.h"
#include "report.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr std::size_t kConceptsShown = 3;

struct ExplainOptions {
  std::string path;
  std::vector<std::string> names;
  bool json = false;
};

bool wanted(const Edge& edge, const std::vector<std::string>& names) {
  return names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
           return edge.concept_name == name ||
                  std::find(edge.a.begin(), edge.a.end(), name) != edge.a.end() ||
                  std::find(edge.b.begin(), edge.b.end(), name) != edge.b.end();
         });
}

/// The network on one side: every leaf in its context, and the concepts near it.
struct SideConcepts {
  std::vector<Leaf> leaves;
  std::vector<std::vector<ConceptWeight>> nearest;
};

SideConcepts concepts_of(const Codec& codec) {
  SideConcepts out{leaves(codec.schema()), {}};
  std::vector<MatchField> fields;
  for (const Leaf& leaf : out.leaves) {
    MatchField field;
    field.path = leaf.path;
    field.type = leaf.field->declared;
    field.description = leaf.field->description;
    fields.push_back(std::move(field));
  }
  out.nearest = Matcher::builtin().nearest_concepts(fields, kConceptsShown);
  return out;
}

Json near_fields(const SideConcepts& side, const std::vector<Leaf>& fields) {
  Json out = Json::array();
  for (const Leaf& field : fields) {
    Json near = Json::array();
    for (std::size_t i = 0; i < side.leaves.size(); ++i) {
      if (side.leaves[i].path != field.path) continue;
      for (const ConceptWeight& weight : side.nearest[i]) {
        near.push_back({{"concept", Matcher::builtin().concepts()[weight.concept_index].name},
                        {"weight", weight.weight}});
      }
    }
    out.push_back({{"path", field.path}, {"near", std::move(near)}});
  }
  return out;
}

void print_near(const Json& fields) {
  for (const Json& field : fields) {
    std::cout << "    " << field["path"].get<std::string>() << " is near";
    for (const Json& near : field["near"]) {
      std::cout << (&near == &field["near"][0] ? " " : ", ") << near["concept"].get<std::string>()
                << " " << fixed(near["weight"].get<double>(), 2);
    }
    std::cout << (field["near"].empty() ? " no concept\n" : "\n");
  }
}

Json rules_json(const Edge& edge, Side to) {
  Json out = Json::array();
  for (std::size_t i = 0; i < rules_to(edge, to).size(); ++i) {
    out.push_back(paths(edge, to)[i] + ": " + describe_rule(edge, to, i));
  }
  return out;
}

Status explain(const ExplainOptions& options) {
  NC_ASSIGN_OR_RETURN(const Translator translator, load_translator(options.path));
  const SideConcepts a = concepts_of(translator.codec(Side::kA));
  const SideConcepts b = concepts_of(translator.codec(Side::kB));
  Json out = Json::array();
  for (const Edge& edge : translator.link().edges) {
    if (!wanted(edge, options.names)) continue;
    out.push_back({{"concept", edge.concept_name},
                   {"a", near_fields(a, translator.origin(Side::kA, edge.concept_name))},
                   {"b", near_fields(b, translator.origin(Side::kB, edge.concept_name))},
                   {"weight", edge.weight},
                   {"a_to_b", rules_json(edge, Side::kB)},
                   {"b_to_a", rules_json(edge, Side::kA)}});
    if (options.json) continue;
    const Json& shown = out.back();
    const Colours colour = colours();
    std::cout << (out.size() > 1 ? "\n" : "") << join_paths(edge.a) << " -> " << colour.bold
              << edge.concept_name << colour.reset << " -> " << join_paths(edge.b) << ", weight "
              << fixed(edge.weight, 2) << "\n";
    print_near(shown["a"]);
    print_near(shown["b"]);
    for (const char* const way : {"a_to_b", "b_to_a"}) {
      const std::string words = way == std::string("a_to_b") ? "  a to b: " : "  b to a: ";
      for (const Json& rule : shown[way]) std::cout << words << rule.get<std::string>() << "\n";
      if (shown[way].empty()) std::cout << words << "no rule\n";
    }
  }
  if (out.empty() && !options.names.empty()) {
    return Error{ErrorCode::kNotFound, "no edge has the concept or path '" + options.names[0] + "'",
                 "see neurocrypt link show"};
  }
  if (options.json) std::cout << out.dump(2) << "\n";
  return {};
}

}  // namespace

Verb add_link_explain(CLI::App& link) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* const verb = link.add_subcommand(
      "explain",
      "Shows why fields are linked: field, concept, field, with the network's weights (from names, "
      "types and descriptions), and the rules each way.");
  verb->add_option("LINK", options->path, "a link file")->required();
  verb->add_option("NAME", options->names, "concepts or paths; without one, all edges");
  verb->add_flag("--json", options->json, "print it as JSON");
  verb->footer("Example:\n  neurocrypt link explain my.link.json /event_type");
  return {verb, [options] { return explain(*options); }};
}

}  // namespace neurocrypt::cli
