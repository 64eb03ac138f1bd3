#include <iostream>
#include <memory>
#include <string>

#include "ciphers/cipher.h"
#include "help.h"
#include "report.h"
#include "verb.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

Json to_json(const Family& row) {
  const Strength strength = row.strength(row.default_architecture());
  return {{"name", row.info.name},
          {"lifecycle", name(row.info.lifecycle)},
          {"construction", row.info.construction},
          {"basis", row.info.basis},
          {"trained", row.info.trained},
          {"default_architecture", row.describe(row.default_architecture())},
          {"parameters", strength.parameters},
          {"nominal_bits", strength.nominal_bits},
          {"effective_bits", strength.effective_bits},
          {"limited_by", strength.limited_by}};
}

void print_family(const Family& row) {
  const Colours colour = colours();
  const Strength strength = row.strength(row.default_architecture());
  const auto line = [](const std::string& text) { std::cout << "  " << wrap(text, 2) << "\n"; };
  std::cout << colour.bold << row.info.name << colour.reset << " (" << name(row.info.lifecycle)
            << ")\n";
  line(std::string(row.info.construction));
  line(std::string(row.info.basis));
  line(std::string(row.info.trained ? "Keys are trained" : "Keys are sampled") + "; by default " +
       row.describe(row.default_architecture()) + ": effective strength " +
       fixed(strength.effective_bits, 0) + " bits, limited by " + strength.limited_by + ".");
  std::cout << "\n";
}

Status list_families(bool json) {
  if (json) {
    Json list = Json::array();
    for (const Family* const row : family_registry()) list.push_back(to_json(*row));
    std::cout << Json{{"families", list}}.dump(2) << "\n";
    return {};
  }
  for (const Family* const row : family_registry()) print_family(*row);
  std::cout << wrap(
                   "Lifecycle: broken = an attack is known and shipped; experimental = no attack "
                   "known, no argument either; assumption = rests on a named, studied problem. "
                   "Nothing here is called secure; the suite hybrid puts AES-256-GCM, a standard, "
                   "around any of them.",
                   0)
            << "\n";
  return {};
}

}  // namespace

Verb add_families(CLI::App& app) {
  auto json = std::make_shared<bool>(false);
  CLI::App* const verb = app.add_subcommand(
      "families", "Lists the cipher families: what each computes and how far to trust it.");
  verb->add_flag("--json", *json, "print them as JSON");
  verb->footer("Example:\n  neurocrypt families --json | jq '.families[].lifecycle'");
  return {verb, [json] { return list_families(*json); }};
}

}  // namespace neurocrypt::cli
