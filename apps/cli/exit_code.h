// The exit codes, in one table: docs/cli.md and `neurocrypt --help` print it, scripts rely on it.
#pragma once

#include <span>
#include <string_view>

#include "neurocrypt/result.h"

namespace neurocrypt::cli {

struct ExitCode {
  ErrorCode error;
  int code;
  std::string_view meaning;
};

inline constexpr int kExitOk = 0;
inline constexpr int kExitUsage = 2;

/// One row for each ErrorCode, in the order of the exit codes. Never renumbered.
std::span<const ExitCode> exit_codes();

/// The exit code of an error.
int exit_code(ErrorCode error);

}  // namespace neurocrypt::cli
