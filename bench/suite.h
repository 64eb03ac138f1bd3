// What `neurocrypt bench` measures: the list of groups, from keys and peers made for the occasion.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "measure.h"
#include "neurocrypt/result.h"

namespace neurocrypt::bench {

struct Options {
  bool quick = false;  ///< fewer rounds; the trained family is left out
};

/// What is told while measuring.
struct Listener {
  std::function<void(const std::vector<Row>&)> rows;          ///< a group is done
  std::function<void(const std::string& reason)> skipped;     ///< something cannot be measured here
  std::function<void(const std::string& activity)> activity;  ///< what is being done now
};

/// Measures everything. Errors come from making keys; a missing trainer only skips the autoencoder.
Status run_all(const Options& options, const Listener& listener);

}  // namespace neurocrypt::bench
