#include "schema/base64.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace neurocrypt {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 64;

consteval std::array<std::uint8_t, 256> digit_values(bool url_safe) {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::uint8_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<std::uint8_t>(kAlphabet[i])] = i;
  }
  if (url_safe) {
    values['-'] = 62;
    values['_'] = 63;
  }
  return values;
}
constexpr auto kStandardDigits = digit_values(false);
constexpr auto kEitherDigits = digit_values(true);

}  // namespace

std::string encode_base64(ByteView bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (j < count ? bytes[i + j] : 0u);
    for (std::size_t j = 0; j < 4; ++j) {
      text += j <= count ? kAlphabet[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return text;
}

std::optional<ByteString> decode_base64(std::string_view text, Base64Rule rule) {
  const bool lenient = rule == Base64Rule::kLenient;
  const std::string_view digits = text.substr(0, std::min(text.find('='), text.size()));
  const std::size_t padding = text.size() - digits.size();
  if (text.substr(digits.size()).find_first_not_of('=') != std::string_view::npos)
    return std::nullopt;
  if (digits.size() % 4 == 1 || padding > 2) return std::nullopt;
  if (text.size() % 4 != 0 && (!lenient || padding != 0)) return std::nullopt;

  const auto& values = lenient ? kEitherDigits : kStandardDigits;
  ByteString bytes;
  bytes.reserve(digits.size() / 4 * 3 + 2);
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  for (const char c : digits) {
    const std::uint8_t value = values[static_cast<std::uint8_t>(c)];
    if (value == kNoDigit) return std::nullopt;
    pending = pending << 6 | value;
    pending_bits += 6;
    if (pending_bits >= 8) {
      pending_bits -= 8;
      bytes.push_back(static_cast<std::uint8_t>(pending >> pending_bits));
    }
  }
  const std::uint32_t spare = pending & ((1u << pending_bits) - 1);
  if (spare != 0 && !lenient) return std::nullopt;
  return bytes;
}

std::string encode_base64url(ByteView bytes) {
  std::string text = encode_base64(bytes);
  text.erase(std::min(text.find('='), text.size()));
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::optional<ByteString> decode_base64url(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string standard(text);
  std::ranges::replace(standard, '-', '+');
  std::ranges::replace(standard, '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return decode_base64(standard, Base64Rule::kStrict);
}

}  // namespace neurocrypt
