#include "demo/demo.h"

#include <memory>
#include <string>

#include "verb.h"

namespace neurocrypt::cli {

Verb add_demo(CLI::App& app) {
  auto which = std::make_shared<std::string>("all");
  CLI::App* const verb = app.add_subcommand(
      "demo",
      "Shows the idea at work, live and unscripted: a network is trained, encrypts and decrypts, "
      "wrong keys fail, and the attack that breaks it runs too.");
  verb->add_option("WHICH", *which,
                   "pure: training, sealing, rotation, and how the trained cipher is broken; "
                   "architecture: what a secret architecture is worth; all (default)")
      ->check(CLI::IsMember({"pure", "architecture", "all"}).description(""));
  verb->footer("Example:\n  neurocrypt demo architecture");
  return {verb, [which]() -> Status {
            if (*which != "architecture") NC_RETURN_IF_ERROR(run_pure_demo());
            if (*which != "pure") NC_RETURN_IF_ERROR(run_architecture_demo());
            return {};
          }};
}

}  // namespace neurocrypt::cli
