// The parts of the verb `link`, one file each.
#pragma once

#include "verb.h"

namespace neurocrypt::cli {

/// `neurocrypt link` itself: makes a link. Returns what it does.
std::function<Status()> add_link_make(CLI::App& link);

// Each declares one part; the file is named after it.
Verb add_link_show(CLI::App& link);
Verb add_link_explain(CLI::App& link);
Verb add_link_check(CLI::App& link);
Verb add_link_pin(CLI::App& link);
Verb add_link_unpin(CLI::App& link);  // in link_pin.cc
Verb add_link_rank(CLI::App& link);

}  // namespace neurocrypt::cli
