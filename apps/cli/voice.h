// How the program speaks: errors, hints, warnings and notes on standard error; colours on
// terminals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "neurocrypt/result.h"

namespace neurocrypt::cli {

/// "neurocrypt: error: ..." and, if there is one, "neurocrypt: hint: ...".
void print_error(const Error& error);
/// "neurocrypt: warning: ..."
void print_warning(std::string_view text);
/// "neurocrypt: ...", unless the user asked for --quiet.
void print_note(std::string_view text, bool quiet);

/// True when the file descriptor is a terminal.
bool is_terminal(int descriptor);

/// Colours for standard output; empty strings when it is no terminal, or NO_COLOR is set.
struct Colours {
  std::string_view bold, dim, red, green, yellow, reset;
};
Colours colours();

/// "1,234,567": digits in groups of three.
std::string grouped(std::uint64_t number);
/// "10.0 GB", "65.5 kB", "16 B": powers of 1000, as file managers and disks count.
std::string human_bytes(double bytes);
/// "2026-11-22 18:37:00 UTC".
std::string utc_time(std::int64_t unix_s);
/// `value` with `digits` digits after the point.
std::string fixed(double value, int digits);

}  // namespace neurocrypt::cli
