#include <iostream>
#include <memory>
#include <string>

#include "link.h"
#include "link/default_rule.h"
#include "link/plan.h"
#include "link_file.h"
#include "link_table.h"
#include "report.h"

namespace neurocrypt::cli {
namespace {

struct ShowOptions {
  std::string path;
  bool json = false;
};

/// What is worth a second look, as far as the schemas tell.
struct Conflict {
  std::string concept_name, a, b, reason;
};

std::vector<Conflict> type_conflicts(const Translator& translator) {
  std::vector<Conflict> out;
  for (const Edge& edge : translator.link().edges) {
    const std::vector<Leaf> from = translator.origin(Side::kA, edge.concept_name);
    const std::vector<Leaf> to = translator.origin(Side::kB, edge.concept_name);
    if (from.size() != 1 || to.size() != 1) continue;
    if (const auto reason = type_conflict(*from[0].field, *to[0].field)) {
      out.push_back({edge.concept_name, from[0].path, to[0].path, *reason});
    }
  }
  return out;
}

Json to_json(const Edge& edge) {
  Json out = {{"concept", edge.concept_name}, {"a", edge.a},           {"b", edge.b},
              {"weight", edge.weight},        {"pinned", edge.pinned}, {"guessed", edge.guessed}};
  for (const Side to : {Side::kB, Side::kA}) {
    Json rules = Json::array();
    for (std::size_t i = 0; i < rules_to(edge, to).size(); ++i) {
      rules.push_back(describe_rule(edge, to, i));
    }
    out[to == Side::kB ? "a_to_b" : "b_to_a"] = std::move(rules);
  }
  out["alternatives"] = Json::array();
  for (const Alternative& other : edge.alternatives) {
    for (const Rule& rule : other.a_to_b) out["alternatives"].push_back(rule.describe(other.a));
  }
  return out;
}

Status show(const ShowOptions& options) {
  NC_ASSIGN_OR_RETURN(const Translator translator, load_translator(options.path));
  const Link& link = translator.link();
  const std::vector<Conflict> conflicts = type_conflicts(translator);
  if (options.json) {
    Json out = {{"edges", Json::array()}};
    for (const Edge& edge : link.edges) out["edges"].push_back(to_json(edge));
    out["unmapped"] = {{"a", link.a.unmapped}, {"b", link.b.unmapped}};
    out["conflicts"] = Json::array();
    for (const Conflict& conflict : conflicts) {
      out["conflicts"].push_back({{"concept", conflict.concept_name},
                                  {"a", conflict.a},
                                  {"b", conflict.b},
                                  {"reason", conflict.reason}});
    }
    out["allow_loss"] = link.allow_loss;
    std::cout << out.dump(2) << "\n";
    return {};
  }
  print_link_table(link);
  if (!conflicts.empty()) std::cout << "\ntype conflicts:\n";
  for (const Conflict& conflict : conflicts) {
    std::cout << "  " << conflict.a << " and " << conflict.b << ": " << conflict.reason << "\n";
  }
  return {};
}

}  // namespace

Verb add_link_show(CLI::App& link) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App* const verb = link.add_subcommand(
      "show", "Shows the edges of a link, what is unmapped, and what to look at.");
  verb->add_option("LINK", options->path, "a link file")->required();
  verb->add_flag("--json", options->json, "print it as JSON");
  verb->footer("Example:\n  neurocrypt link show my.link.json");
  return {verb, [options] { return show(*options); }};
}

}  // namespace neurocrypt::cli
