#include "base/hex.h"

#include <sodium.h>

namespace neurocrypt {

std::string to_hex(ByteView bytes) {
  std::string digits(2 * bytes.size() + 1, '\0');  // libsodium ends it with a zero
  sodium_bin2hex(digits.data(), digits.size(), bytes.data(), bytes.size());
  digits.pop_back();
  return digits;
}

std::optional<ByteString> from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  if (digits.empty()) return ByteString();  // libsodium takes no null pointer
  ByteString bytes(digits.size() / 2);
  std::size_t count = 0;
  const char* end = nullptr;
  if (sodium_hex2bin(bytes.data(), bytes.size(), digits.data(), digits.size(), nullptr, &count,
                     &end) != 0 ||
      end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return bytes;
}

}  // namespace neurocrypt
