#include "policy/policy.h"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "context_argument.h"
#include "files.h"
#include "policy/kinds.h"
#include "policy/yaml_tree.h"
#include "report.h"
#include "schema/conversion.h"
#include "schema_arguments.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

struct PolicyOptions {
  std::string policy;
  std::vector<std::string> context;
  std::string minimum;
  SchemaArguments schema;
  std::string message;
  bool json = false;
};

Result<Policy> load_policy(const std::string& path) {
  NC_ASSIGN_OR_RETURN(const ByteString bytes, read_start(path, kYamlBytesMax + 1));
  auto policy = parse_policy(as_text(bytes));
  if (policy.ok()) return policy;
  return Error{policy.error().code, path + ": " + policy.error().message, policy.error().hint};
}

std::string network(Suite suite, FamilyId family, std::optional<LatticeSet> set, int depth) {
  if (suite == Suite::kAes) return {};
  std::string text(name(family));
  if (set) text = print(Architecture{LatticeArchitecture{*set, depth}});
  return text;
}

void print_findings(const std::vector<Finding>& findings) {
  const Colours colour = colours();
  if (findings.empty()) std::cout << "Nothing sensitive was found.\n";
  for (const Finding& finding : findings) {
    std::cout << colour.bold << finding.path << colour.reset << ": " << finding.kind << ", "
              << finding.sensitivity << " (" << fixed(finding.confidence, 2) << ")\n";
    for (const std::string& reason : finding.reasons) std::cout << "    " << reason << "\n";
  }
}

void print_decision(const Decision& decision) {
  const Colours colour = colours();
  std::cout << "\nlevel " << colour.bold << decision.level << colour.reset << ", because\n";
  for (const std::string& reason : decision.reasons) std::cout << "    " << reason << "\n";
  std::cout << "\n  suite        " << name(decision.suite) << "\n";
  const std::string architecture =
      network(decision.suite, decision.family, decision.set, decision.depth);
  if (!architecture.empty()) std::cout << "  network      " << architecture << "\n";
  std::cout << "  padding      " << print(decision.padding) << "\n"
            << "  key          " << (decision.key.empty() ? "the caller's" : decision.key) << "\n";
  for (const FieldSeal& seal : decision.field_seals) {
    std::cout << "  field seal   " << seal.path << " under " << seal.key << "\n";
  }
}

Json to_json(const Decision& decision) {
  Json out = {{"level", decision.level}, {"suite", name(decision.suite)}};
  if (decision.suite != Suite::kAes) out["family"] = name(decision.family);
  if (decision.set) {
    out["set"] = name(*decision.set);
    out["depth"] = decision.depth;
  }
  out["padding"] = print(decision.padding);
  out["key"] = decision.key;
  out["field_seals"] = Json::array();
  for (const FieldSeal& seal : decision.field_seals) {
    out["field_seals"].push_back({{"path", seal.path}, {"key", seal.key}});
  }
  out["rules"] = decision.rules;
  out["reasons"] = decision.reasons;
  return out;
}

Status explain(const PolicyOptions& options) {
  NC_ASSIGN_OR_RETURN(const Policy policy, load_policy(options.policy));
  MessageContext context;
  context.minimum = options.minimum;
  NC_ASSIGN_OR_RETURN(context.attributes, parse_context(options.context));
  SchemaArguments schema = options.schema;
  if (schema.path.empty() && schema.format.empty()) schema.format = "json";
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<Codec> codec, schema.load());
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in, InputFile::open(options.message));
  NC_ASSIGN_OR_RETURN(const ByteString bytes, read_message(*in));
  NC_ASSIGN_OR_RETURN(const Value message, codec->parse(bytes));
  const std::vector<Finding> findings = classify(policy, message, &codec->schema());
  NC_ASSIGN_OR_RETURN(const Decision decision, decide(policy, context, findings, bytes.size()));
  if (!options.json) {
    print_findings(findings);
    print_decision(decision);
    return {};
  }
  Json out = {{"findings", Json::array()}};
  for (const Finding& finding : findings) {
    out["findings"].push_back({{"path", finding.path},
                               {"kind", finding.kind},
                               {"sensitivity", finding.sensitivity},
                               {"confidence", finding.confidence},
                               {"reasons", finding.reasons}});
  }
  out["decision"] = to_json(decision);
  std::cout << out.dump(2) << "\n";
  return {};
}

Status check(const PolicyOptions& options) {
  NC_ASSIGN_OR_RETURN(const Policy policy, load_policy(options.policy));
  if (options.json) {
    Json out = {{"policy", options.policy}, {"default", policy.default_level}};
    for (const Level& level : policy.levels) out["levels"].push_back(level.name);
    out["rules"] = policy.rules.size();
    std::cout << out.dump(2) << "\n";
    return {};
  }
  std::cout << options.policy << ": " << policy.levels.size()
            << (policy.levels.size() == 1 ? " level, " : " levels, ") << policy.rules.size()
            << (policy.rules.size() == 1 ? " rule\n" : " rules\n");
  for (const Level& level : policy.levels) {
    const std::optional<LatticeSet> set =
        level.family == FamilyId::kLattice ? std::optional(level.set) : std::nullopt;
    const std::string architecture = network(level.suite, level.family, set, level.depth);
    std::cout << "  " << level.name << (level.name == policy.default_level ? " (default)" : "")
              << ": " << name(level.suite) << (architecture.empty() ? "" : " with ") << architecture
              << ", padding " << print(level.padding) << "\n";
  }
  return {};
}

Status list_kinds(const PolicyOptions& options) {
  Json out = Json::array();
  for (const KindInfo& kind : kinds()) {
    if (options.json) {
      out.push_back({{"kind", kind.name}, {"sensitivity", name(kind.sensitivity)}});
    } else {
      std::cout << kind.name << std::string(26 - kind.name.size(), ' ') << name(kind.sensitivity)
                << "\n";
    }
  }
  if (options.json) std::cout << out.dump(2) << "\n";
  return {};
}

}  // namespace

Verb add_policy(CLI::App& app) {
  auto options = std::make_shared<PolicyOptions>();
  CLI::App* const verb = app.add_subcommand(
      "policy", "Explains what a policy decides for a message, and checks policy files.");
  verb->require_subcommand(1);
  verb->footer("Example:\n  neurocrypt policy explain --policy policy.yaml message.json");

  CLI::App* const explained = verb->add_subcommand(
      "explain",
      "Shows what is sensitive in a message, which rules match, the level, and what it means. "
      "Never shows a value.");
  explained->add_option("--policy", options->policy, "the policy file")
      ->type_name("FILE")
      ->required();
  explained
      ->add_option("--context", options->context,
                   "where the message goes and what is said of it: NAME=VALUE,...")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  explained->add_option("--minimum", options->minimum, "never a level below this one")
      ->type_name("LEVEL");
  explained
      ->add_option("--schema", options->schema.path,
                   "the schema of MESSAGE; by default it is JSON without one")
      ->type_name("FILE");
  explained
      ->add_option("--format", options->schema.format,
                   "json, protobuf, protojson or cobol; by default the ending of FILE says it")
      ->type_name("FORMAT");
  add_schema_options(*explained, options->schema);
  explained->add_flag("--json", options->json, "print it as JSON");
  explained->add_option("MESSAGE", options->message, "one message, or - for standard input")
      ->required();
  explained->footer(
      "Example:\n"
      "  neurocrypt policy explain --policy policy.yaml \\\n"
      "    --context destination=api.partner.example,channel=queue order.json");

  CLI::App* const checked =
      verb->add_subcommand("check", "Reads a policy file and says what is wrong with it.");
  checked->add_option("POLICY", options->policy, "the policy file")->required();
  checked->add_flag("--json", options->json, "print it as JSON");
  checked->footer("Example:\n  neurocrypt policy check policy.yaml");

  CLI::App* const listed = verb->add_subcommand(
      "kinds", "Lists the kinds of sensitive data that are looked for, with their classes.");
  listed->add_flag("--json", options->json, "print it as JSON");
  listed->footer("Example:\n  neurocrypt policy kinds");

  return {verb, [options, explained, checked] {
            if (explained->parsed()) return explain(*options);
            return checked->parsed() ? check(*options) : list_kinds(*options);
          }};
}

}  // namespace neurocrypt::cli
