#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>

#include "ciphers/autoencoder/family.h"
#include "ciphers/cipher.h"
#include "ciphers/lattice/family.h"
#include "ciphers/reversible/family.h"

namespace neurocrypt {
namespace {

// One line for each family; a static object in each folder would be dropped by the linker.
constexpr std::array<const Family*, 3> kFamilies = {&kLatticeFamily, &kReversibleFamily,
                                                    &kAutoencoderFamily};

}  // namespace

std::span<const Family* const> family_registry() { return kFamilies; }

const Family& family(FamilyId id) {
  for (const Family* const candidate : kFamilies) {
    if (candidate->info.id == id) return *candidate;
  }
  std::abort();  // every FamilyId has a row above
}

std::vector<FamilyInfo> families() {
  std::vector<FamilyInfo> infos;
  for (const Family* const row : kFamilies) infos.push_back(row->info);
  return infos;
}

Result<FamilyInfo> find_family(std::string_view name) {
  std::string known;
  for (const Family* const row : kFamilies) {
    if (row->info.name == name) return row->info;
    known += (known.empty() ? "" : ", ") + std::string(row->info.name);
  }
  return Error{ErrorCode::kNotFound, "unknown family '" + std::string(name) + "'",
               "the families are " + known};
}

std::string_view name(FamilyId id) { return family(id).info.name; }

std::string_view name(Lifecycle lifecycle) {
  switch (lifecycle) {
    case Lifecycle::kBroken:
      return "broken";
    case Lifecycle::kExperimental:
      return "experimental";
    case Lifecycle::kAssumption:
      return "assumption";
    case Lifecycle::kStandard:
      return "standard";
  }
  return "unknown";
}

}  // namespace neurocrypt
