// Demonstration: what a secret architecture is worth, on the reversible family, whose keys are
// quick.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include "base/random.h"
#include "ciphers/cipher.h"
#include "demo/demo.h"
#include "demo/stage.h"
#include "report.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

/// Someone with a key: as a keyset for the container, and as the bare network.
struct Party {
  std::string who;
  std::string knows;
  Keyset keyset;
  std::unique_ptr<Cipher> network;
};

Result<Party> make_party(std::string who, std::string knows, const Architecture& architecture,
                         const SecretBytes& weights) {
  NC_ASSIGN_OR_RETURN(
      std::unique_ptr<Cipher> network,
      family(FamilyId::kReversible).load(architecture, {weights.data(), weights.size()}));
  NC_ASSIGN_OR_RETURN(Keyset keyset,
                      Keyset::create({FamilyId::kReversible, architecture, weights.clone(), ""}));
  return Party{std::move(who), std::move(knows), std::move(keyset), std::move(network)};
}

/// The owner, and attackers who know less and less.
Result<std::vector<Party>> make_parties(const Architecture& architecture) {
  NC_ASSIGN_OR_RETURN(const KeyMaterial key,
                      generate_key_material(FamilyId::kReversible, architecture));
  NC_ASSIGN_OR_RETURN(const KeyMaterial other,
                      generate_key_material(FamilyId::kReversible, architecture));
  SecretBytes near = key.weights.clone();
  near[0] ^= 1;
  Architecture wrong = architecture;
  while (wrong == architecture) wrong = family(FamilyId::kReversible).draw_architecture(wrong);

  std::vector<Party> parties;
  NC_ASSIGN_OR_RETURN(Party owner,
                      make_party("owner", "architecture and weights", architecture, key.weights));
  NC_ASSIGN_OR_RETURN(
      Party nearly,
      make_party("attacker A", "all of the key but one bit of its seed", architecture, near));
  NC_ASSIGN_OR_RETURN(Party weights,
                      make_party("attacker B", "the weights' seed, but guesses " + print(wrong),
                                 wrong, key.weights));
  NC_ASSIGN_OR_RETURN(Party shape, make_party("attacker C", "the architecture, with other weights",
                                              architecture, other.weights));
  parties.push_back(std::move(owner));
  parties.push_back(std::move(nearly));
  parties.push_back(std::move(weights));
  parties.push_back(std::move(shape));
  return parties;
}

Status show_parties(const Architecture& architecture, const DemoFile& file) {
  NC_ASSIGN_OR_RETURN(const std::vector<Party> parties, make_parties(architecture));
  const Party& owner = parties.front();
  const ByteView plaintext =
      ByteView(file.bytes).first(std::min(file.bytes.size(), kChunkPlaintextBytes));

  StreamSalt salt{};
  fill_random(salt);
  ByteString raw(plaintext.size());
  NC_RETURN_IF_ERROR(owner.network->stream(salt)->encrypt(0, plaintext, raw, nullptr));
  NC_ASSIGN_OR_RETURN(
      const Sealer sealer,
      Sealer::create(owner.keyset, {.suite = Suite::kNeural, .consent = {.experimental = true}}));
  NC_ASSIGN_OR_RETURN(const ByteString sealed, sealer.seal(plaintext));

  for (const Party& party : parties) {
    say("");
    fact(party.who, "knows " + party.knows);
    ByteString decrypted(raw.size());
    NC_RETURN_IF_ERROR(party.network->stream(salt)->decrypt(0, raw, decrypted, nullptr));
    const double right = equal_bits(plaintext, decrypted);
    const bool is_owner = &party == &owner;
    outcome("  network alone", fixed(100 * right, 2) + " % of the bits right",
            is_owner ? right == 1 : std::abs(right - 0.5) < 0.05);
    NC_ASSIGN_OR_RETURN(const Opener opener, Opener::create(party.keyset));
    const Result<ByteString> opened = opener.open(relabelled(sealed, party.keyset.primary().id));
    outcome("  sealed file", answer(opened), opened.ok() == is_owner);
  }
  return {};
}

void print_space(const std::string& who, const std::string& parameters, double nominal,
                 double effective) {
  std::printf("  %-24s %12s %15s %12s\n", who.c_str(), parameters.c_str(),
              grouped(static_cast<std::uint64_t>(nominal + 0.5)).c_str(),
              fixed(effective, 0).c_str());
}

void show_spaces(const Architecture& drawn) {
  std::printf("  %-24s %12s %15s %12s\n", "", "parameters", "nominal bits", "effective");
  std::vector<std::string> limits;
  for (const Family* const row : family_registry()) {
    const Architecture architecture =
        row->info.id == FamilyId::kReversible ? drawn : row->default_architecture();
    const Strength strength = row->strength(architecture);
    print_space(std::string(row->info.name), grouped(strength.parameters), strength.nominal_bits,
                strength.effective_bits);
    limits.push_back(std::string(row->info.name) + ": limited by " + strength.limited_by + ".");
  }
  print_space("AES-128", "-", 128, 128);
  print_space("AES-256", "-", 256, 256);
  say("");
  for (const std::string& limit : limits) say(limit);
}

Status show_fresh_architectures(const DemoFile& file) {
  const Family& row = family(FamilyId::kReversible);
  Architecture architecture = row.default_architecture();
  for (int i = 1; i <= 5; ++i) {
    architecture = row.draw_architecture(architecture);
    const auto start = std::chrono::steady_clock::now();
    NC_ASSIGN_OR_RETURN(KeyMaterial material,
                        generate_key_material(FamilyId::kReversible, architecture));
    NC_ASSIGN_OR_RETURN(const Keyset keyset, Keyset::create(std::move(material)));
    NC_ASSIGN_OR_RETURN(const Sealer sealer, Sealer::create(keyset));
    NC_ASSIGN_OR_RETURN(const Opener opener, Opener::create(keyset));
    NC_ASSIGN_OR_RETURN(const ByteString sealed, sealer.seal(file.bytes));
    NC_ASSIGN_OR_RETURN(const ByteString opened, opener.open(sealed));
    const double ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    fact("key " + print(keyset.primary().id), row.describe(architecture));
    outcome("",
            std::string(opened == file.bytes ? "sealed and opened exactly" : "came back changed") +
                ", " + fixed(ms, 0) + " ms from drawing the layers on",
            opened == file.bytes);
  }
  return {};
}

}  // namespace

Status run_architecture_demo() {
  NC_ASSIGN_OR_RETURN(const DemoFile file, demo_file());
  const Family& row = family(FamilyId::kReversible);
  const Architecture architecture = row.draw_architecture(row.default_architecture());
  const std::uint64_t count = count_architectures();

  title("What a secret architecture is worth");
  say("A neural key is an architecture and weights. Here an owner draws one of " + grouped(count) +
      " architectures for the reversible family, samples its weights, and encrypts " + file.name +
      ". Attackers get the ciphertext and ever less of the key.");
  step("1. Owner and attackers");
  fact("the owner's network", row.describe(architecture));
  NC_RETURN_IF_ERROR(show_parties(architecture, file));
  say("");
  say("Half of the bits right is what tossing a coin gives. The container does not even show that: "
      "it "
      "refuses before anything is written.");

  step("2. How large is the search?");
  say("Nominal is every weight setting of every architecture; it is what such ciphers are "
      "advertised "
      "with. Effective is what an attacker really faces. The secret architecture adds at most "
      "log2(" +
      grouped(count) + ") = " + fixed(std::log2(static_cast<double>(count)), 1) +
      " bits, and timing may give it away.");
  say("");
  show_spaces(architecture);

  step("3. Five architectures, drawn as they are needed, each used once");
  return show_fresh_architectures(file);
}

}  // namespace neurocrypt::cli
