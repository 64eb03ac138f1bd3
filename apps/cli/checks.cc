#include "checks.h"

#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "ciphers/cipher.h"
#include "known_answers.h"
#include "neurocrypt/keyset.h"
#include "neurocrypt/seal.h"

namespace neurocrypt::cli {
namespace {

constexpr std::size_t kSizes[] = {0,
                                  1,
                                  15,
                                  16,
                                  17,
                                  1000,
                                  4096,
                                  kChunkPlaintextBytes - 1,
                                  kChunkPlaintextBytes,
                                  kChunkPlaintextBytes + 1};
constexpr char kAssociatedData[] = "selftest";

struct Subject {
  std::string name;
  Sealer sealer;
  Opener opener;
  Opener stranger;  // holds another key of the same architecture
};

ByteString random_bytes(std::size_t size) {
  ByteString bytes(size);
  fill_random(bytes);
  return bytes;
}

/// Seals and opens messages of awkward sizes. Returns what failed, or an empty text.
std::string check_round_trips(const Subject& subject) {
  for (const std::size_t size : kSizes) {
    const ByteString message = random_bytes(size);
    const std::string where = " of " + std::to_string(size) + " bytes";
    const Result<ByteString> sealed = subject.sealer.seal(message, as_bytes(kAssociatedData));
    if (!sealed.ok()) return "seal" + where + ": " + sealed.error().message;
    const Result<ByteString> opened = subject.opener.open(*sealed, as_bytes(kAssociatedData));
    if (!opened.ok()) return "open" + where + ": " + opened.error().message;
    if (*opened != message) return "the message" + where + " came back changed";
  }
  return {};
}

/// Everything that must be refused. Returns what was accepted, or an empty text.
std::string check_refusals(const Subject& subject) {
  const ByteString message = random_bytes(1000);
  const Result<ByteString> sealed = subject.sealer.seal(message, as_bytes(kAssociatedData));
  if (!sealed.ok()) return "seal: " + sealed.error().message;
  const auto opens = [&](const Opener& opener, ByteView bytes, std::string_view associated_data) {
    return opener.open(bytes, as_bytes(associated_data)).ok();
  };
  for (std::size_t i = 0; i < sealed->size(); i += 1 + sealed->size() / 41) {
    ByteString changed = *sealed;
    changed[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
    if (opens(subject.opener, changed, kAssociatedData)) {
      return "a flipped bit of byte " + std::to_string(i) + " was accepted";
    }
  }
  for (std::size_t cut = 1; cut < sealed->size(); cut *= 2) {
    if (opens(subject.opener, ByteView(*sealed).first(sealed->size() - cut), kAssociatedData)) {
      return "a message without its last " + std::to_string(cut) + " bytes was accepted";
    }
  }
  ByteString longer = *sealed;
  longer.push_back(0);
  if (opens(subject.opener, longer, kAssociatedData)) return "an extra byte was accepted";
  if (opens(subject.opener, *sealed, "other")) return "other associated data was accepted";
  if (opens(subject.stranger, *sealed, kAssociatedData)) return "another key was accepted";
  return {};
}

/// The architectures that are tested: every lattice set, the deepest, and the reversible default.
/// Wide reversible ones take the reference kernels minutes.
std::vector<std::pair<FamilyId, Architecture>> sampled_architectures() {
  std::vector<std::pair<FamilyId, Architecture>> list;
  for (const LatticeSet set :
       {LatticeSet::kR2, LatticeSet::kR1, LatticeSet::kDense336, LatticeSet::kDense592}) {
    list.emplace_back(FamilyId::kLattice, LatticeArchitecture{set, 1});
  }
  list.emplace_back(FamilyId::kLattice, LatticeArchitecture{LatticeSet::kR2, kLatticeDepthMax});
  list.emplace_back(FamilyId::kReversible, family(FamilyId::kReversible).default_architecture());
  return list;
}

Status check_key(FamilyId id, const Architecture& architecture,
                 const std::function<void(const Check&)>& report) {
  NC_ASSIGN_OR_RETURN(KeyMaterial material, generate_key_material(id, architecture));
  NC_ASSIGN_OR_RETURN(KeyMaterial other_material, generate_key_material(id, architecture));
  NC_ASSIGN_OR_RETURN(const Keyset keyset, Keyset::create(std::move(material)));
  NC_ASSIGN_OR_RETURN(const Keyset other, Keyset::create(std::move(other_material)));
  for (const Suite suite : {Suite::kAes, Suite::kNeural, Suite::kHybrid}) {
    NC_ASSIGN_OR_RETURN(Sealer sealer,
                        Sealer::create(keyset, {.suite = suite, .consent = {true, true}}));
    NC_ASSIGN_OR_RETURN(Opener opener, Opener::create(keyset));
    NC_ASSIGN_OR_RETURN(Opener stranger, Opener::create(other));
    const Subject subject = {
        std::string(name(suite)) + " " + std::string(name(id)) + " " + print(architecture),
        std::move(sealer), std::move(opener), std::move(stranger)};
    report({subject.name, "round trips", check_round_trips(subject)});
    report({subject.name, "refusals", check_refusals(subject)});
  }
  return {};
}

}  // namespace

Status run_checks(const std::function<void(const Check&)>& report) {
  report({"vectors/lattice.txt", "known answers", check_lattice_answers()});
  report({"vectors/container.txt", "known answers", check_container_answers()});
  for (const auto& [id, architecture] : sampled_architectures()) {
    NC_RETURN_IF_ERROR(check_key(id, architecture, report));
  }
  return {};
}

}  // namespace neurocrypt::cli
