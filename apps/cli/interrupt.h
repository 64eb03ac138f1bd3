// Ctrl-C as a question that long work asks, so that it can tidy up before it stops.
#pragma once

#include "neurocrypt/result.h"

namespace neurocrypt::cli {

/// From now on SIGINT, SIGTERM and SIGHUP only set what interrupted() reads.
void catch_interrupts();
bool interrupted();
/// The error that an interrupted verb returns.
Error cancelled();

}  // namespace neurocrypt::cli
