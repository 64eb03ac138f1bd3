#include "voice.h"

#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>

namespace neurocrypt::cli {

void print_error(const Error& error) {
  std::cerr << "neurocrypt: error: " << error.message << "\n";
  if (!error.hint.empty()) std::cerr << "neurocrypt: hint: " << error.hint << "\n";
}

void print_warning(std::string_view text) { std::cerr << "neurocrypt: warning: " << text << "\n"; }

void print_note(std::string_view text, bool quiet) {
  if (!quiet) std::cerr << "neurocrypt: " << text << "\n";
}

bool is_terminal(int descriptor) { return isatty(descriptor) == 1; }

Colours colours() {
  const char* const term = std::getenv("TERM");
  const bool plain = !is_terminal(STDOUT_FILENO) || std::getenv("NO_COLOR") != nullptr ||
                     term == nullptr || std::string_view(term) == "dumb";
  if (plain) return {};
  return {"\033[1m", "\033[2m", "\033[31m", "\033[32m", "\033[33m", "\033[0m"};
}

std::string grouped(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string fixed(double value, int digits) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return text.data();
}

std::string human_bytes(double bytes) {
  constexpr std::array<const char*, 5> kUnits = {"B", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (bytes >= 999.95 && unit + 1 < kUnits.size()) {
    bytes /= 1000;
    ++unit;
  }
  return fixed(bytes, unit == 0 ? 0 : 1) + " " + kUnits[unit];
}

std::string utc_time(std::int64_t unix_s) {
  const std::time_t time = unix_s;
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
  return {text.data(), size};
}

}  // namespace neurocrypt::cli
