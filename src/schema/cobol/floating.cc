#include "schema/cobol/floating.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cfloat>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace neurocrypt::cobol {
namespace {

// A hexadecimal COMP-2 has a fraction of 56 bits, more than a double's 53.
static_assert(LDBL_MANT_DIG >= 64, "hexadecimal floating point needs a long double of 64 bits");

template <typename Integer>
Integer load(ByteView bytes) {
  Integer value = 0;
  for (const std::uint8_t byte : bytes) value = static_cast<Integer>((value << 8) | byte);
  return value;
}

template <typename Integer>
void store(Integer value, MutableBytes bytes) {
  for (std::size_t i = bytes.size(); i-- > 0; value >>= 8) {
    bytes[i] = static_cast<std::uint8_t>(value & 0xFF);
  }
}

template <typename Float>
std::string shortest(Float value) {
  std::array<char, 64> text;
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), result.ptr};
}

template <typename Float>
std::optional<Float> parse(const std::string& text) {
  Float value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc::result_out_of_range) {
    // from_chars leaves the value as it was; only the exponent's sign says which range it left.
    const std::size_t exponent = text.find_first_of("eE");
    const bool tiny =
        (exponent != std::string::npos && text.find('-', exponent) != std::string::npos) ||
        text.find_first_of("123456789") > text.find('.');
    return tiny ? std::optional<Float>(0) : std::nullopt;
  }
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

template <typename Float, typename Bits>
Number read_ieee(ByteView bytes) {
  const auto value = std::bit_cast<Float>(load<Bits>(bytes));
  if (std::isnan(value)) return Number{"NaN"};
  if (std::isinf(value)) return Number{value < 0 ? "-Infinity" : "Infinity"};
  return Number{shortest(value)};
}

template <typename Float, typename Bits>
const char* write_ieee(const Number& number, MutableBytes bytes) {
  using Limits = std::numeric_limits<Float>;
  std::optional<Float> value;
  if (number.text == "NaN") {
    value = Limits::quiet_NaN();
  } else if (number.text == "Infinity" || number.text == "-Infinity") {
    value = number.text[0] == '-' ? -Limits::infinity() : Limits::infinity();
  } else if (is_json_number(number.text)) {
    value = parse<Float>(number.text);
    if (value && *value == 0 && number.text[0] == '-') value = -*value == 0 ? Float(-0.0) : value;
  }
  if (!value) {
    store<Bits>(0, bytes);
    return "too large for its floating point";
  }
  store(std::bit_cast<Bits>(*value), bytes);
  return nullptr;
}

/// Fraction bits of the hexadecimal formats.
int fraction_bits(std::size_t size) { return size == 4 ? 24 : 56; }

const char* write_hexadecimal(const Number& number, MutableBytes bytes) {
  std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
  if (!is_json_number(number.text)) return "hexadecimal floating point has no such number";
  const std::optional<long double> parsed = parse<long double>(number.text);
  if (!parsed) return "too large for its floating point";
  const long double magnitude = std::fabs(*parsed);
  if (magnitude == 0) return nullptr;
  const int bits = fraction_bits(bytes.size());
  int binary_exponent = 0;
  std::frexp(magnitude, &binary_exponent);
  int exponent = (binary_exponent > 0 ? binary_exponent + 3 : binary_exponent) / 4;  // ceiling
  auto fraction =
      static_cast<std::uint64_t>(std::nearbyint(std::ldexp(magnitude, bits - 4 * exponent)));
  if (fraction >> bits != 0) {
    fraction >>= 4;
    ++exponent;
  }
  if (exponent > 63) return "too large for its floating point";
  if (exponent < -64) return "too small for its floating point";
  std::uint64_t word = fraction | (static_cast<std::uint64_t>(exponent + 64) << bits);
  if (number.text[0] == '-') word |= std::uint64_t{1} << (bits + 7);
  store(word, bytes);
  return nullptr;
}

Number read_hexadecimal(ByteView bytes) {
  const int bits = fraction_bits(bytes.size());
  const auto word = load<std::uint64_t>(bytes);
  const std::uint64_t fraction = word & ((std::uint64_t{1} << bits) - 1);
  if (fraction == 0) return Number{"0"};
  const int exponent = static_cast<int>((word >> bits) & 0x7F) - 64;
  const bool negative = (word >> (bits + 7)) != 0;
  const long double value =
      std::ldexp(static_cast<long double>(fraction), 4 * exponent - bits) * (negative ? -1 : 1);
  // The fewest digits that come back to the same number, normalised.
  const auto write = [&](const std::string& text) {
    std::array<std::uint8_t, 8> back{};
    const MutableBytes written(back.data(), bytes.size());
    if (write_hexadecimal(Number{text}, written) != nullptr) return std::uint64_t{0};
    return load<std::uint64_t>(written);
  };
  std::array<char, 64> buffer;
  const auto print = [&](int precision) {
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::general, precision);
    return std::string(buffer.data(), end.ptr);
  };
  constexpr int kEnough =
      19;  // 56 bits need 18 digits at most, where a hexadecimal digit is lost 19
  const std::uint64_t wanted = write(print(kEnough));
  int precision = 1;
  while (precision < kEnough && write(print(precision)) != wanted) ++precision;
  std::string text = print(precision);
  if (precision <= std::numeric_limits<double>::digits10) {  // "100" rather than "1e+02"
    if (const std::optional<double> same = parse<double>(text)) {
      std::string plain = shortest(*same);
      if (write(plain) == wanted) text = std::move(plain);
    }
  }
  return Number{std::move(text)};
}

}  // namespace

Number read_float(ByteView bytes, FloatForm form) {
  if (form == FloatForm::kIbm) return read_hexadecimal(bytes);
  if (bytes.size() == 4) return read_ieee<float, std::uint32_t>(bytes);
  return read_ieee<double, std::uint64_t>(bytes);
}

const char* write_float(const Number& number, FloatForm form, MutableBytes bytes) {
  if (form == FloatForm::kIbm) return write_hexadecimal(number, bytes);
  if (bytes.size() == 4) return write_ieee<float, std::uint32_t>(number, bytes);
  return write_ieee<double, std::uint64_t>(number, bytes);
}

}  // namespace neurocrypt::cobol
