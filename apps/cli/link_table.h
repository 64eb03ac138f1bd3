// A link as a person reads it.
#pragma once

#include "link/link.h"

namespace neurocrypt::cli {

/// One line for each edge, what is unmapped on both sides, and what to look at.
void print_link_table(const Link& link);

}  // namespace neurocrypt::cli
