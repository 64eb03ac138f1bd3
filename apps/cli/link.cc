#include "link.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace neurocrypt::cli {
namespace {

using AddPart = Verb (*)(CLI::App&);
constexpr AddPart kParts[] = {add_link_rank};

}  // namespace

Verb add_link(CLI::App& app) {
  CLI::App* const verb =
      app.add_subcommand("link", "Finds which fields of two schemas mean the same.");
  verb->require_subcommand(1);
  auto parts = std::make_shared<std::vector<Verb>>();
  for (const AddPart add : kParts) parts->push_back(add(*verb));
  return {verb, [parts] {
            const auto chosen = std::find_if(parts->begin(), parts->end(), [](const Verb& part) {
              return part.command->parsed();
            });
            return chosen->run();
          }};
}

}  // namespace neurocrypt::cli
