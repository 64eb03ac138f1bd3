// What `neurocrypt selftest` checks on the machine it runs on, with the kernels that are in use.
#pragma once

#include <functional>
#include <string>

#include "neurocrypt/result.h"

namespace neurocrypt::cli {

/// The outcome of one check. Nothing failed when `failure` is empty.
struct Check {
  std::string subject;  ///< "hybrid lattice-r2", or a file of vectors
  std::string what;     ///< "round trips", "refusals", "known answers"
  std::string failure;
};

/// Runs every check and reports each as it is done. Errors only when keys cannot be made.
Status run_checks(const std::function<void(const Check&)>& report);

}  // namespace neurocrypt::cli
