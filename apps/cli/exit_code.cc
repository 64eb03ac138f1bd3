#include "exit_code.h"

#include <array>

namespace neurocrypt::cli {
namespace {

constexpr std::array<ExitCode, 10> kExitCodes = {{
    {ErrorCode::kInternal, 1, "a defect of neurocrypt: please report it"},
    {ErrorCode::kInvalidArgument, kExitUsage, "the command line is wrong"},
    {ErrorCode::kNotAuthentic, 3, "wrong key, passphrase or --ad, or the bytes were changed"},
    {ErrorCode::kRefused, 4, "a rule forbids it: consent missing, key retired, file exists"},
    {ErrorCode::kNotFound, 5, "no such file, key or name"},
    {ErrorCode::kIo, 6, "the operating system refused to read or write"},
    {ErrorCode::kCorrupt, 7, "not a file of neurocrypt, or a damaged one"},
    {ErrorCode::kUnsupported, 8, "this build cannot do it"},
    {ErrorCode::kExhausted, 9, "a stated limit is reached"},
    {ErrorCode::kCancelled, 130, "stopped by Ctrl-C"},
}};

}  // namespace

std::span<const ExitCode> exit_codes() { return kExitCodes; }

int exit_code(ErrorCode error) {
  for (const ExitCode& row : kExitCodes) {
    if (row.error == error) return row.code;
  }
  return 1;
}

}  // namespace neurocrypt::cli
