#include "schema/cobol/residual.h"

#include <algorithm>
#include <charconv>

#include "base/hex.h"

namespace neurocrypt::cobol {
namespace {

constexpr std::size_t kRunMin = 5;  // shorter runs are clearer in hexadecimal

}  // namespace

std::string print_bytes(ByteView bytes) {
  const bool equal =
      std::all_of(bytes.begin(), bytes.end(), [&](std::uint8_t byte) { return byte == bytes[0]; });
  if (bytes.size() < kRunMin || !equal) return to_hex(bytes);
  return to_hex(bytes.first(1)) + "*" + std::to_string(bytes.size());
}

std::optional<ByteString> parse_bytes(std::string_view text, std::size_t bytes_max) {
  if (const std::size_t star = text.find('*'); star != std::string_view::npos) {
    const std::optional<ByteString> byte = from_hex(text.substr(0, star));
    std::size_t count = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data() + star + 1, last, count);
    if (!byte || byte->size() != 1 || error != std::errc() || end != last || count > bytes_max) {
      return std::nullopt;
    }
    return ByteString(count, byte->front());
  }
  if (text.size() / 2 > bytes_max) return std::nullopt;
  return from_hex(text);
}

}  // namespace neurocrypt::cobol
