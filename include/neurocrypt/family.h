// What the cipher families are called, what each rests on, and how far to trust it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "neurocrypt/architecture.h"
#include "neurocrypt/result.h"

namespace neurocrypt {

enum class FamilyId : std::uint8_t { kLattice = 1, kReversible = 2, kAutoencoder = 3 };

/// How much a family may be relied on. Nothing here is called secure.
enum class Lifecycle : std::uint8_t {
  kBroken,        ///< an attack is known and shipped: needs --allow-broken
  kExperimental,  ///< no attack known, no argument either: needs --allow-experimental
  kAssumption,    ///< rests on a named, studied problem
  kStandard,      ///< a published standard
};

/// A family as `neurocrypt families` prints it.
struct FamilyInfo {
  FamilyId id;
  std::string_view name;
  Lifecycle lifecycle;
  std::string_view construction;  ///< one sentence: what it computes
  std::string_view basis;         ///< one sentence: its assumption, or the attack that broke it
  bool trained;                   ///< keys come from training rather than sampling
};

/// Strength of one key: its nominal size, which is never printed alone, and what really limits it.
struct Strength {
  std::uint64_t parameters;  ///< weights, biases included
  double nominal_bits;       ///< log2 of (weight settings x architectures)
  double effective_bits;   ///< min of the entropy that made the key, the best known attack, the tag
  std::string limited_by;  ///< which of the three, with its source
};

/// All families, in the order of the registry.
std::vector<FamilyInfo> families();
Result<FamilyInfo> find_family(std::string_view name);
std::string_view name(FamilyId family);
std::string_view name(Lifecycle lifecycle);

}  // namespace neurocrypt
