#include "schema/cobol/residual.h"

#include <algorithm>
#include <charconv>

namespace neurocrypt::cobol {
namespace {

constexpr std::size_t kRunMin = 5;  // shorter runs are clearer in hexadecimal

std::optional<std::uint8_t> parse_pair(std::string_view text) {
  std::uint8_t byte = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), byte, 16);
  if (error != std::errc() || end != text.data() + text.size() || text.size() != 2)
    return std::nullopt;
  return byte;
}

}  // namespace

std::string print_bytes(ByteView bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  const bool equal =
      std::all_of(bytes.begin(), bytes.end(), [&](std::uint8_t byte) { return byte == bytes[0]; });
  const bool run = bytes.size() >= kRunMin && equal;
  for (const std::uint8_t byte : run ? bytes.first(1) : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  if (run) text += "*" + std::to_string(bytes.size());
  return text;
}

std::optional<ByteString> parse_bytes(std::string_view text, std::size_t bytes_max) {
  if (const std::size_t star = text.find('*'); star != std::string_view::npos) {
    const std::optional<std::uint8_t> byte = parse_pair(text.substr(0, star));
    std::size_t count = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data() + star + 1, last, count);
    if (!byte || error != std::errc() || end != last || count > bytes_max) return std::nullopt;
    return ByteString(count, *byte);
  }
  if (text.size() % 2 != 0 || text.size() / 2 > bytes_max) return std::nullopt;
  ByteString bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::optional<std::uint8_t> byte = parse_pair(text.substr(i, 2));
    if (!byte) return std::nullopt;
    bytes.push_back(*byte);
  }
  return bytes;
}

}  // namespace neurocrypt::cobol
