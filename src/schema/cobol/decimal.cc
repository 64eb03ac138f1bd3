#include "schema/cobol/decimal.h"

#include <algorithm>
#include <charconv>

namespace neurocrypt::cobol {
namespace {
constexpr std::int64_t kDigitsMost = 1000;
}  // namespace

Number number_of_digits(std::string_view digits, int scale, bool negative) {
  while (!digits.empty() && digits.front() == '0') digits.remove_prefix(1);
  std::string text;
  text.reserve(digits.size() + 4);
  const bool zero = digits.empty();
  if (negative && !zero) text += '-';
  if (scale <= 0) {
    text += zero ? std::string_view("0") : digits;
    if (!zero) text.append(static_cast<std::size_t>(-scale), '0');
    return Number{std::move(text)};
  }
  const auto decimals = static_cast<std::size_t>(scale);
  if (digits.size() > decimals) {
    text += digits.substr(0, digits.size() - decimals);
    text += '.';
    text += digits.substr(digits.size() - decimals);
  } else {
    text += "0.";
    text.append(decimals - digits.size(), '0');
    text += digits;
  }
  return Number{std::move(text)};
}

std::optional<ScaledDigits> scale_digits(const Number& number, int scale) {
  if (!is_json_number(number.text)) return std::nullopt;
  std::string_view text = number.text;
  ScaledDigits scaled;
  scaled.negative = text.starts_with('-');
  if (scaled.negative) text.remove_prefix(1);
  std::int64_t exponent = 0;
  if (const std::size_t at = text.find_first_of("eE"); at != std::string_view::npos) {
    std::string_view digits = text.substr(at + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    text = text.substr(0, at);
  }
  std::string digits;
  for (const char c : text) {
    if (c != '.') digits += c;
  }
  if (const std::size_t point = text.find('.'); point != std::string_view::npos) {
    exponent -= static_cast<std::int64_t>(text.size() - point - 1);
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) {
    scaled.negative = false;
    return scaled;
  }
  if (exponent > kDigitsMost || exponent < -kDigitsMost * 1000 ||
      digits.size() > static_cast<std::size_t>(kDigitsMost)) {
    return std::nullopt;
  }
  exponent += scale;
  if (exponent >= 0) {
    digits.append(static_cast<std::size_t>(exponent), '0');
  } else {
    const std::size_t kept =
        digits.size() - std::min(digits.size(), static_cast<std::size_t>(-exponent));
    scaled.inexact = digits.find_first_not_of('0', kept) != std::string::npos;
    digits.resize(kept);
    if (digits.empty()) scaled.negative = false;
  }
  scaled.digits = std::move(digits);
  return scaled;
}

}  // namespace neurocrypt::cobol
