#include "lab/brute_force/attack.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "lab/inference.h"
#include "lab/key_check.h"
#include "lab/report/number.h"

namespace neurocrypt::lab {
namespace {

constexpr double kNaiveSeedBits = 32;  // what torch.manual_seed keeps

Result<Evidence> run_keys(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "brute_force/keys");
  const KeySpaceFace& space = oracle.key_space();
  NC_ASSIGN_OR_RETURN(const KeyCheck check, KeyCheck::observe(oracle, random));
  const auto affordable = static_cast<std::uint64_t>(trial.budget_s / space.nominal_seconds());
  const std::uint64_t tries = std::min(space.candidates(), affordable);
  const auto start = std::chrono::steady_clock::now();
  std::optional<std::uint64_t> found;
  std::uint64_t tried = 0;
  for (; tried < tries && !found; ++tried) {
    if (tried % 64 == 0 || space.nominal_seconds() > 0.1) {
      NC_RETURN_IF_ERROR(trial.report(static_cast<double>(tried) / static_cast<double>(tries)));
    }
    NC_ASSIGN_OR_RETURN(const Target candidate, space.candidate(tried));
    NC_ASSIGN_OR_RETURN(const bool right, check.explains(candidate));
    if (right) found = tried;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;

  Evidence evidence;
  evidence.samples = tried;
  evidence.effect = {.name = "log2 of the share of keys tried",
                     .value = tried == 0
                                  ? -space.log2_keys()
                                  : std::log2(static_cast<double>(tried)) - space.log2_keys()};
  evidence.reference = evidence.effect.value;
  evidence.figures = {{"log2 of the number of keys", space.log2_keys(), "bits"}};
  if (tried > 0) {
    const double each = seconds.count() / static_cast<double>(tried);
    evidence.figures.push_back({"one candidate, measured", each, "s"});
    evidence.figures.push_back({"half of all keys on one core, extrapolated",
                                each * std::exp2(space.log2_keys() - 1), "s"});
    evidence.figures.push_back({"half of the 2^32 seeds of a naive generator, extrapolated",
                                each * std::exp2(kNaiveSeedBits - 1), "s"});
  }
  if (found) {
    evidence.verdict = Verdict::kBreakFound;
    evidence.log10_p = check.log10_chance();
    evidence.summary = "Candidate " + readable(static_cast<double>(*found)) + " of " +
                       space.description() + " is the key.";
  } else if (tried == 0) {
    evidence.summary = "One candidate (" + space.description() +
                       ") costs more than the budget of " + readable_seconds(trial.budget_s) + ".";
  } else {
    evidence.verdict = Verdict::kNoEvidence;
    evidence.summary = "None of " + readable(static_cast<double>(tried)) + " candidates (" +
                       space.description() + ") is the key; there are 2^" +
                       readable(std::round(space.log2_keys())) + ".";
  }
  return evidence;
}

}  // namespace

constinit const Attack kBruteForceKeys = {
    .name = "brute_force/keys",
    .question = "Is the key among those that the budget can try, and what would all of them cost?",
    .source = "exhaustive search; docs/ciphers/autoencoder.md on 32-bit seeds",
    .needs = kKnownPairs | kKeySpace,
    .run = run_keys,
    .breaks = "toy-seed",
    .spares = "aes-256"};

}  // namespace neurocrypt::lab
