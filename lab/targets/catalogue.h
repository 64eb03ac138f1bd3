// The targets that can be named: standards to stand beside, neurocrypt's families, and toys that
// attacks must break.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "lab/target.h"
#include "neurocrypt/keyset.h"

namespace neurocrypt::lab {

/// One row: a name, or a name with a parameter, "reversible/3".
struct CatalogueEntry {
  std::string_view name;
  std::string_view parameter;  ///< what may follow "/", in words; empty: nothing
  std::string_view description;
  /// The key comes from the seed: the same seed, the same target.
  Result<Target> (*make)(std::string_view parameter, std::uint64_t seed);
};

std::span<const CatalogueEntry> catalogue();

/// Errors   kNotFound with the names there are; kInvalidArgument for a bad parameter.
Result<Target> make_target(std::string_view name, std::uint64_t seed);

/// The primary key of a keyset. `name` is the row's: a key file's name, say.
Result<Target> make_key_target(const Keyset& keyset, std::string name);

/// A program of your own that answers lines on a pipe: docs/formats/lab-pipe.md.
///
/// Errors   kNotFound when it does not start, kCorrupt when it breaks the protocol.
Result<Target> make_pipe_target(const std::string& command);

}  // namespace neurocrypt::lab
