#include <map>
#include <memory>
#include <string>

#include "demo/demo.h"
#include "demo/stage.h"
#include "files.h"
#include "link/translator.h"
#include "neurocrypt/message.h"
#include "policy/policy.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

// The card number is the one that card companies publish for tests.
constexpr std::string_view kMessage =
    R"({"order":"A-1007","customer":{"name":"Ada Okafor","email":"ada@example.org"},)"
    R"("card":"4111 1111 1111 1111","total":"129.90"})";

/// Both sides read JSON without a schema: what is translated does not matter here.
Result<MessageLink> plain_link() {
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<Codec> any, load_schema("json", {}));
  Link link;
  link.a = link.b = {"json", {}, schema_hash(any->schema()), {}};
  NC_ASSIGN_OR_RETURN(Translator translator, Translator::create(std::move(link), ""));
  return MessageLink(std::make_shared<const Translator>(std::move(translator)));
}

struct Stage {
  MessageLink link;
  std::string policy;
  Keyset own;
  NamedKeysets keys;           ///< the writer's
  NamedKeysets without_cards;  ///< those of a reader who has no key for payments
};

/// Sealed values are long: their first characters will do.
std::string shortened(std::string text) {
  constexpr std::string_view kMark = "\"@sealed\":\"";
  constexpr std::size_t kShown = 16;
  for (std::size_t at = 0; (at = text.find(kMark, at)) != std::string::npos;) {
    at += kMark.size();
    const std::size_t end = text.find('"', at);
    if (end == std::string::npos || end - at <= kShown) continue;
    text.replace(at + kShown, end - at - kShown, "...");
  }
  return text;
}

std::string describe(const Level& level) {
  std::string text(name(level.suite));
  text += ", " + print(Architecture{LatticeArchitecture{level.set, level.depth}});
  return text + ", under the key \"" + level.key + "\"";
}

Status show(const Stage& stage, const std::string& title_text,
            const std::map<std::string, std::string>& context, const std::string& expected) {
  step(title_text);
  std::string words;
  for (const auto& [attribute, value] : context) words += attribute + "=" + value + " ";
  fact("context", words);
  MessageSealOptions options;
  options.policy = stage.policy;
  options.context = context;
  NC_ASSIGN_OR_RETURN(const MessageSealer sealer,
                      MessageSealer::create(stage.link, Side::kA, stage.own, stage.keys, options));
  MessageReport report;
  NC_ASSIGN_OR_RETURN(const ByteString sealed, sealer.seal(as_bytes(kMessage), &report));
  outcome("level", report.level, report.level == expected);
  for (const std::string& reason : report.reasons) fact("because", reason);
  NC_ASSIGN_OR_RETURN(const Policy policy, parse_policy(stage.policy));
  if (const Level* const level = policy.find_level(report.level)) {
    fact("which means", describe(*level));
  }
  for (const std::string& place : report.sealed_fields) fact("a seal of its own", place);
  fact("the wire sees", abbreviated(sealed));

  NC_ASSIGN_OR_RETURN(const MessageOpener owner,
                      MessageOpener::create(stage.link, Side::kA, stage.own, stage.keys));
  const Result<ByteString> opened = owner.open(sealed);
  outcome("with every key",
          opened.ok() ? std::string(as_text(*opened)) : "refused: " + opened.error().message,
          opened.ok() && as_text(*opened) == kMessage);
  NC_ASSIGN_OR_RETURN(const MessageOpener clerk,
                      MessageOpener::create(stage.link, Side::kA, stage.own, stage.without_cards));
  const Result<ByteString> partly = clerk.open(sealed);
  const std::string seen =
      partly.ok() ? std::string(as_text(*partly)) : "refused: " + partly.error().message;
  const bool hidden = seen.find("4111") == std::string::npos;
  outcome("without the payments key", shortened(seen),
          partly.ok() && hidden == !report.sealed_fields.empty());
  return {};
}

}  // namespace

Status run_levels_demo() {
  NC_ASSIGN_OR_RETURN(const std::string folder, examples_folder());
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> in,
                      InputFile::open(folder + "/translate/policy.yaml"));
  NC_ASSIGN_OR_RETURN(const ByteString policy, read_message(*in));
  title("One message, four contexts: the policy decides how it is sealed");
  say("examples/translate/policy.yaml has three levels. What decides is where the message goes, "
      "what its sender says of it, and what is found in it.");
  fact("the message", std::string(kMessage));

  NC_ASSIGN_OR_RETURN(MessageLink link, plain_link());
  NC_ASSIGN_OR_RETURN(Keyset own, lattice_keyset(LatticeSet::kR1, 1));
  Stage stage{std::move(link), std::string(as_text(policy)), std::move(own), {}, {}};
  struct Named {
    const char* name;
    LatticeSet set;
    int depth;
  };
  constexpr Named kNamed[] = {{"everyday", LatticeSet::kR1, 1},
                              {"personal", LatticeSet::kR2, 1},
                              {"vault", LatticeSet::kR2, 2},
                              {"payments", LatticeSet::kR2, 1}};
  for (const Named& key : kNamed) {
    NC_ASSIGN_OR_RETURN(Keyset keyset, lattice_keyset(key.set, key.depth));
    if (std::string_view(key.name) != "payments") {
      NC_ASSIGN_OR_RETURN(const SecretBytes file, print_key_file(keyset, nullptr));
      NC_ASSIGN_OR_RETURN(Keyset copy, parse_key_file(file, nullptr));
      stage.without_cards.emplace(key.name, std::move(copy));
    }
    stage.keys.emplace(key.name, std::move(keyset));
  }

  NC_RETURN_IF_ERROR(show(stage, "1. It stays on this machine",
                          {{"destination", "localhost"}, {"tags", "none"}}, "internal"));
  NC_RETURN_IF_ERROR(show(stage, "2. The sender declares personal data",
                          {{"destination", "localhost"}, {"tags", "gdpr"}}, "confidential"));
  NC_RETURN_IF_ERROR(show(stage, "3. It goes to another host of ours",
                          {{"destination", "ledger.example.com"}, {"tags", "none"}},
                          "confidential"));
  return show(stage, "4. It goes to a partner, with a card number in it",
              {{"destination", "shop.partner.example"}, {"tags", "none"}}, "restricted");
}

}  // namespace neurocrypt::cli
