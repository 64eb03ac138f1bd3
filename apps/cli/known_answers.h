// The vectors under vectors/ that are compiled into the program for `neurocrypt selftest`. They
// come from independent implementations in tools/vectors/.
#pragma once

#include <string>

namespace neurocrypt::cli {

/// Keystreams of the lattice family, vectors/lattice.txt. Returns what failed, or an empty text.
std::string check_lattice_answers();
/// Sealed messages of every suite, vectors/container.txt. Returns what failed, or an empty text.
std::string check_container_answers();

}  // namespace neurocrypt::cli
