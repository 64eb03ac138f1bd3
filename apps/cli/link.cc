#include "link.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace neurocrypt::cli {
namespace {

using AddPart = Verb (*)(CLI::App&);
constexpr AddPart kParts[] = {add_link_show, add_link_explain, add_link_check,
                              add_link_pin,  add_link_unpin,   add_link_rank};

}  // namespace

Verb add_link(CLI::App& app) {
  CLI::App* const verb = app.add_subcommand(
      "link",
      "Finds which fields of two schemas mean the same, and how their values differ: makes the "
      "link file that translates between them.");
  verb->require_subcommand(0, 1);
  const std::function<Status()> make = add_link_make(*verb);
  auto parts = std::make_shared<std::vector<Verb>>();
  for (const AddPart add : kParts) parts->push_back(add(*verb));
  verb->footer(
      "Examples:\n"
      "  neurocrypt link --from auth.json --to log.proto --examples pairs.jsonl \\\n"
      "    -o my.link.json\n"
      "  neurocrypt link --from customer.cpy --from-option code_page=cp037 \\\n"
      "    --to customer.schema.json -o customer.link.json\n"
      "  neurocrypt link show my.link.json");
  return {verb, [make, parts] {
            const auto chosen = std::find_if(parts->begin(), parts->end(), [](const Verb& part) {
              return part.command->parsed();
            });
            return chosen == parts->end() ? make() : chosen->run();
          }};
}

}  // namespace neurocrypt::cli
