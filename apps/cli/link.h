// The parts of `neurocrypt link`.
#pragma once

#include "verb.h"

namespace neurocrypt::cli {

// Each declares one part; the file is named after it.
Verb add_link_rank(CLI::App& link);

}  // namespace neurocrypt::cli
