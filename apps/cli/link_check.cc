#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "link.h"
#include "link/default_rule.h"
#include "link/difference.h"
#include "link/plan.h"
#include "link_file.h"
#include "report.h"

namespace neurocrypt::cli {
namespace {

struct CheckOptions {
  std::string path;
  std::string examples;
  bool json = false;
};

/// What is wrong with a link, and what a person should look at.
struct Findings {
  std::vector<std::string> problems;
  std::vector<std::string> notes;
};

void check_schemas(const Translator& translator, Findings& out) {
  for (const Side side : {Side::kA, Side::kB}) {
    const LinkSide& half = side == Side::kA ? translator.link().a : translator.link().b;
    const Field& schema = translator.codec(side).schema();
    if (half.schema_hash != schema_hash(schema)) {
      out.problems.push_back("the schema of side " + std::string(name(side)) +
                             " is not the one that the link was made for");
    }
    std::set<FieldPath> known(half.unmapped.begin(), half.unmapped.end());
    for (const Edge& edge : translator.link().edges) {
      for (const Leaf& leaf : translator.origin(side, edge.concept_name)) known.insert(leaf.path);
    }
    for (const Leaf& leaf : leaves(schema)) {
      if (known.contains(leaf.path)) continue;
      out.notes.push_back("side " + std::string(name(side)) + ": " + leaf.path +
                          " is in no edge, and not listed as unmapped");
    }
  }
}

void check_edges(const Translator& translator, Findings& out) {
  for (const Edge& edge : translator.link().edges) {
    const std::string place = edge.concept_name + ": ";
    if (edge.guessed) out.notes.push_back(place + "the rule is guessed from the types");
    if (!edge.alternatives.empty()) {
      out.notes.push_back(place + "the examples leave open how " + join_paths(edge.b) + " is made");
    }
    if (edge.b_to_a.empty() && !edge.a.empty()) {
      out.notes.push_back(place + "there is no way back to " + join_paths(edge.a));
    }
    if (edge.a_to_b.empty()) {
      out.notes.push_back(place + "there is no way to " + join_paths(edge.b));
    }
  }
}

void check_examples(const Translator& translator, const std::vector<MessagePair>& examples,
                    Findings& out) {
  for (std::size_t i = 0; i < examples.size(); ++i) {
    for (const Side from : {Side::kA, Side::kB}) {
      const bool there = from == Side::kA;
      const Value& message = there ? examples[i].from : examples[i].to;
      const Value& expected = there ? examples[i].to : examples[i].from;
      const std::string place =
          "example " + std::to_string(i + 1) + (there ? ", a to b: " : ", b to a: ");
      const Result<Value> made = translator.translate(from, message, true, nullptr);
      if (!made.ok()) {
        out.problems.push_back(place + made.error().message);
        continue;
      }
      // What has no way back need not come back: it is a note with the path.
      for (const Loss& loss : losses_in(difference(expected, *made), "")) {
        (there ? out.problems : out.notes)
            .push_back(place + loss.path + " is not what the example shows");
      }
    }
  }
}

Status check(const CheckOptions& options) {
  NC_ASSIGN_OR_RETURN(const Link link, read_link(options.path));
  NC_ASSIGN_OR_RETURN(const Conversion a,
                      load_side(link.a.format, side_request(link.a, options.path)));
  NC_ASSIGN_OR_RETURN(const Conversion b,
                      load_side(link.b.format, side_request(link.b, options.path)));
  NC_ASSIGN_OR_RETURN(const Translator translator,
                      Translator::create(link, link_folder(options.path)));
  Findings findings;
  check_schemas(translator, findings);
  check_edges(translator, findings);
  std::vector<MessagePair> examples;
  if (!options.examples.empty()) {
    NC_ASSIGN_OR_RETURN(examples,
                        read_examples(options.examples, link.a.format, a, link.b.format, b));
    check_examples(translator, examples, findings);
  }
  if (options.json) {
    std::cout << Json{{"edges", link.edges.size()},
                      {"examples", examples.size()},
                      {"problems", findings.problems},
                      {"notes", findings.notes}}
                     .dump(2)
              << "\n";
  } else {
    for (const std::string& note : findings.notes) std::cout << "note: " << note << "\n";
    for (const std::string& problem : findings.problems)
      std::cout << "problem: " << problem << "\n";
    std::cout << options.path << ": " << link.edges.size() << " edges, " << examples.size()
              << " examples, " << findings.problems.size() << " problems\n";
  }
  if (findings.problems.empty()) return {};
  return Error{ErrorCode::kCorrupt, options.path + ": the link does not hold",
               "correct it, or make it anew with neurocrypt link --update"};
}

}  // namespace

Verb add_link_check(CLI::App& link) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* const verb = link.add_subcommand(
      "check",
      "Checks a link against its schemas, and against examples both ways. Problems make it fail; "
      "notes do not.");
  verb->add_option("LINK", options->path, "a link file")->required();
  verb->add_option("--examples", options->examples, "pairs of messages, as for making a link")
      ->type_name("PAIRS");
  verb->add_flag("--json", options->json, "print it as JSON");
  verb->footer("Example:\n  neurocrypt link check my.link.json --examples pairs.jsonl");
  return {verb, [options] { return check(*options); }};
}

}  // namespace neurocrypt::cli
