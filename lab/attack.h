// What an attack is: one row of the registry.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "lab/evidence.h"
#include "lab/oracle.h"

namespace neurocrypt::lab {

/// How much an attack may do.
struct Trial {
  /// Seconds of one core that the attack sizes its work for: sample counts are a function of this
  /// number, never of the clock, so that results can be repeated. 2 for --quick, 20 by default.
  double budget_s = 20;
  std::uint64_t seed = 1;
  /// Called with the share done, 0 to 1; false stops the attack (Ctrl-C, or far past the budget).
  std::function<bool(double done)> progress{};

  /// Errors   kCancelled, to be returned at once.
  [[nodiscard]] Status report(double done) const {
    if (!progress || progress(done)) return {};
    return Error{ErrorCode::kCancelled, "out of time", {}};
  }
};

struct Attack {
  std::string_view name;      ///< "folder" or "folder/what": the folder is its column
  std::string_view question;  ///< what a break would mean, in one sentence
  std::string_view source;    ///< where it was published
  unsigned needs;             ///< bits of Access
  /// Fills the attack's part of Evidence. An error of the oracle or of Trial::report may be passed
  /// on: kExhausted, kRefused and kCancelled become "not enough samples".
  Result<Evidence> (*run)(Oracle& oracle, const Trial& trial);
  std::string_view breaks;  ///< a target (targets/catalogue.h) that it must break
  std::string_view spares;  ///< one that it must not
  bool alone = false;       ///< measures time: no other attack runs beside it, nothing repeats
};

/// An attack's finding with p below this is a break. With Bonferroni's correction for every cell
/// that one attack looks at, and fewer than 1,000 attacks in a suite over 20 seeds, a false alarm
/// anywhere has a probability below 1/1000.
inline constexpr double kLog10Threshold = -6;

/// Every attack, in the order of the scorecard.
std::span<const Attack* const> attacks();
/// Errors   kNotFound, with the names there are. `name` may be a folder: all its attacks.
Result<std::vector<const Attack*>> find_attacks(std::string_view name);

/// Runs one attack on a target: what `neurocrypt lab run` and the controls do. Fills in the
/// runner's part but commit and command.
Result<Evidence> run_attack(const Attack& attack, Oracle& oracle, const Trial& trial);

}  // namespace neurocrypt::lab
