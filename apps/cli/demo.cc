#include "demo/demo.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "demo/stage.h"
#include "verb.h"

namespace neurocrypt::cli {
namespace {

struct Demonstration {
  std::string_view name;
  std::string_view shows;
  Status (*run)();
};

constexpr std::array<Demonstration, 4> kDemonstrations = {{
    {"translate", "services of different schemas meet in a sealed intermediary",
     run_translate_demo},
    {"levels", "the context decides how one message is sealed", run_levels_demo},
    {"pure", "training, sealing, rotation, and how the trained cipher is broken", run_pure_demo},
    {"architecture", "what a secret architecture is worth", run_architecture_demo},
}};

Status run(const std::string& which) {
  for (const Demonstration& demonstration : kDemonstrations) {
    if (which == "all" || which == demonstration.name) NC_RETURN_IF_ERROR(demonstration.run());
  }
  if (const int unexpected = unexpected_outcomes(); unexpected > 0) {
    return Error{ErrorCode::kInternal,
                 std::to_string(unexpected) + " of the outcomes above are not what they should be",
                 "this is a defect: please report it"};
  }
  return {};
}

}  // namespace

Verb add_demo(CLI::App& app) {
  auto which = std::make_shared<std::string>("all");
  CLI::App* const verb = app.add_subcommand(
      "demo",
      "Shows the idea at work, live and unscripted: networks encrypt, decrypt and translate, wrong "
      "keys fail, and the attack that breaks one of them runs too.");
  std::vector<std::string> names = {"all"};
  std::string help;
  for (const Demonstration& demonstration : kDemonstrations) {
    names.emplace_back(demonstration.name);
    help += std::string(demonstration.name) + ": " + std::string(demonstration.shows) + "; ";
  }
  verb->add_option("WHICH", *which, help + "all (default)")
      ->check(CLI::IsMember(names).description(""));
  verb->footer("Example:\n  neurocrypt demo architecture");
  return {verb, [which] { return run(*which); }};
}

}  // namespace neurocrypt::cli
