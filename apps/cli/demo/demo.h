// The demonstrations: real keys, real files, figures computed as they are printed.
#pragma once

#include "neurocrypt/result.h"

namespace neurocrypt::cli {

/// Two services with different schemas, and a mainframe, through a sealed intermediary.
Status run_translate_demo();
/// One message under four contexts: what a policy decides, and why.
Status run_levels_demo();
/// Training, sealing, rotation; then how the trained cipher is broken and what to use instead.
Status run_pure_demo();
/// What a secret architecture is worth: wrong keys of every kind, search spaces, fresh
/// architectures.
Status run_architecture_demo();

}  // namespace neurocrypt::cli
