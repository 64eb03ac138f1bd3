#include <algorithm>
#include <chrono>
#include <string>

#include "lab/attack.h"
#include "lab/brute_force/attack.h"
#include "lab/chosen_plaintext/attack.h"
#include "lab/extraction/attack.h"
#include "lab/inversion/attack.h"
#include "lab/known_plaintext/attack.h"
#include "lab/lattice/attack.h"
#include "lab/misuse/attack.h"
#include "lab/neural_distinguisher/attack.h"
#include "lab/quantum/attacks.h"
#include "lab/side_channel/attacks.h"
#include "lab/statistics/attacks.h"
#include "lab/structure/attacks.h"

namespace neurocrypt::lab {
namespace {

// One line for each attack, in the order of the scorecard's columns.
constexpr const Attack* kAttacks[] = {
    // clang-format off
    &kBruteForceKeys,
    &kKnownPlaintextRidge,
    &kKnownPlaintextMlp,
    &kChosenPlaintextAffine,
    &kChosenPlaintextLinear,
    &kExtractionRelu,
    &kExtractionClone,
    &kInversionEncoder,
    &kInversionClass,
    &kLatticeReduction,
    &kLatticeElimination,
    &kMisuseNonceReuse,
    &kMisuseMalleability,
    &kMisuseNearKeys,
    &kMisuseUniformity,
    &kNeuralResidual,
    &kNeuralPerceptron,
    &kNeuralNonces,
    &kNeuralKeystream,
    &kSideChannelEncrypt,
    &kSideChannelDecrypt,
    &kSideChannelSeal,
    &kSideChannelOpen,
    &kSideChannelKeyLoad,
    &kSideChannelArchitecture,
    &kStatisticsSp80022,
    &kStatisticsSp80022Blocks,
    &kStatisticsAvalanche,
    &kStatisticsNonceAvalanche,
    &kStatisticsKeyAvalanche,
    &kStatisticsIndependence,
    &kStatisticsLinear,
    &kStatisticsDifferential,
    &kStructureRounds,
    &kStructureCoupling,
    &kStructureEquations,
    &kStructureCollisions,
    &kStructureYoyo,
    &kQuantumSimon,
    &kQuantumSimonDecrypt,
    &kQuantumHiddenShift,
    &kQuantumGrover,
    // clang-format on
};

}  // namespace

std::span<const Attack* const> attacks() { return kAttacks; }

Result<std::vector<const Attack*>> find_attacks(std::string_view name) {
  std::vector<const Attack*> found;
  std::string known;
  for (const Attack* const attack : kAttacks) {
    if (attack->name == name || attack->name.substr(0, attack->name.find('/')) == name) {
      found.push_back(attack);
    }
    known += (known.empty() ? "" : ", ") + std::string(attack->name);
  }
  if (!found.empty()) return found;
  return Error{ErrorCode::kNotFound, "unknown attack '" + std::string(name) + "'",
               "the attacks are " + known};
}

Result<Evidence> run_attack(const Attack& attack, Oracle& oracle, const Trial& trial) {
  const auto start = std::chrono::steady_clock::now();
  Result<Evidence> result = attack.run(oracle, trial);
  Evidence evidence;
  if (result.ok()) {
    evidence = std::move(*result);
  } else if (const Error& error = result.error(); error.code == ErrorCode::kExhausted ||
                                                  error.code == ErrorCode::kRefused ||
                                                  error.code == ErrorCode::kCancelled) {
    evidence.summary = "stopped: " + error.message;
    evidence.effect = {.name = "none"};
  } else {
    return result;
  }
  evidence.attack = attack.name;
  evidence.target = oracle.target_name();
  evidence.target_description = oracle.target_description();
  evidence.seed = trial.seed;
  evidence.budget_s = trial.budget_s;
  evidence.queries = oracle.queries();
  evidence.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return evidence;
}

}  // namespace neurocrypt::lab
