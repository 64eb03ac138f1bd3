// Many attacks on many targets: planned, run in parallel, with the same results whatever the number
// of threads.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lab/attack.h"

namespace neurocrypt::lab {

struct Job {
  const Attack* attack;
  Target target;
};

/// Every pair of a target and an attack that it offers enough for, target by target.
std::vector<Job> plan_jobs(const std::vector<Target>& targets,
                           const std::vector<const Attack*>& attacks,
                           unsigned allowed = kEveryAccess);

struct SuiteOptions {
  double budget_s = 20;  ///< Trial::budget_s of every attack
  std::uint64_t seed = 1;
  int threads = 0;  ///< 0: one for each core
  std::uint64_t queries_max = UINT64_MAX;
  unsigned allowed = kEveryAccess;
};

/// Called from any thread, one at a time.
struct SuiteCallbacks {
  /// An error stops the suite.
  std::function<Status(Evidence)> evidence;
  /// `done` of `total` jobs, with fractions of those under way; `last` finished or began last.
  std::function<void(double done, std::size_t total, const std::string& last)> progress{};
  /// True stops the suite with kCancelled; what is under way is dropped.
  std::function<bool()> interrupted{};
};

/// Runs every job. An attack that takes more than four times its budget of CPU time, and no less
/// than a minute, or five times as long by the clock, is stopped: "not enough samples".
///
/// Errors   the first of a callback or of a target (a program that breaks its protocol).
Status run_suite(const std::vector<Job>& jobs, const SuiteOptions& options,
                 const SuiteCallbacks& callbacks);

}  // namespace neurocrypt::lab
