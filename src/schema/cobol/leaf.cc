#include "schema/cobol/leaf.h"

#include <algorithm>
#include <array>

#include "schema/base64.h"
#include "schema/cobol/decimal.h"
#include "schema/cobol/edited.h"
#include "schema/cobol/floating.h"

namespace neurocrypt::cobol {
namespace {

__extension__ using Wide = unsigned __int128;

bool all_are(ByteView bytes, std::uint8_t wanted) {
  return std::all_of(bytes.begin(), bytes.end(), [&](std::uint8_t byte) { return byte == wanted; });
}

char point_of(const Options& options) { return options.copybook.decimal_comma ? ',' : '.'; }

std::string said(const Leaf& leaf) {
  return std::to_string(leaf.picture.digits) + " digits" +
         (leaf.picture.scale > 0 ? ", " + std::to_string(leaf.picture.scale) + " of them decimals"
                                 : "");
}

// --- text ---

const char* read_text(const Leaf& leaf, const Options& options, ByteView bytes, Value& value) {
  std::string text;
  text.reserve(bytes.size());
  if (leaf.page->decode(bytes, text)) return "a byte that is no character of the code page";
  const Trim trim =
      options.trim == Trim::kPad ? (leaf.justified ? Trim::kLeft : Trim::kRight) : options.trim;
  const std::string_view blanks = options.trim == Trim::kPad ? " " : " \r\n";
  if (trim == Trim::kRight || trim == Trim::kBoth) {
    text.resize(text.find_last_not_of(blanks) + 1);  // npos + 1 is 0
  }
  if (trim == Trim::kLeft || trim == Trim::kBoth) {
    text.erase(0, std::min(text.find_first_not_of(blanks), text.size()));
  }
  value = Value(std::move(text));
  return nullptr;
}

std::optional<std::string> write_text(const Leaf& leaf, const std::string& text,
                                      MutableBytes bytes) {
  std::fill(bytes.begin(), bytes.end(), leaf.page->space());
  ByteString encoded;
  encoded.reserve(text.size());
  if (const std::optional<std::string> character = leaf.page->encode(text, encoded)) {
    return "the code page has no " + *character;
  }
  const std::size_t kept = std::min(encoded.size(), bytes.size());
  const std::size_t at = leaf.justified ? bytes.size() - kept : 0;
  std::copy_n(encoded.begin(), kept, bytes.begin() + static_cast<std::ptrdiff_t>(at));
  if (encoded.size() > bytes.size()) {
    return "longer than " + std::to_string(bytes.size()) + " characters";
  }
  return std::nullopt;
}

// --- zoned decimal ---

struct SignedDigit {
  int digit;  // negative: none
  bool negative;
  bool overpunched;
};

/// The digit and sign of a byte that may carry both.
SignedDigit overpunched_digit(const CodePage& page, std::uint8_t byte) {
  constexpr SignedDigit kNone{-1, false, false};
  if (page.is_ebcdic()) {
    const int digit = byte & 0x0F;
    const int zone = byte >> 4;
    if (digit > 9 || zone < 0xA) return kNone;
    return {digit, zone == 0xB || zone == 0xD, zone != 0xF};
  }
  if (byte >= '0' && byte <= '9') return {byte - '0', false, false};
  if (byte == '{') return {0, false, true};
  if (byte >= 'A' && byte <= 'I') return {byte - 'A' + 1, false, true};
  if (byte == '}') return {0, true, true};
  if (byte >= 'J' && byte <= 'R') return {byte - 'J' + 1, true, true};
  if (byte >= 'p' && byte <= 'y') return {byte - 'p', true, true};
  return kNone;
}

std::uint8_t overpunch(const CodePage& page, const Options& options, int digit, bool negative) {
  if (page.is_ebcdic()) return static_cast<std::uint8_t>((negative ? 0xD0 : 0xC0) | digit);
  if (options.mainframe_overpunch) {
    if (digit == 0) return negative ? '}' : '{';
    return static_cast<std::uint8_t>((negative ? 'J' : 'A') + digit - 1);
  }
  return static_cast<std::uint8_t>((negative ? 'p' : '0') + digit);
}

/// Digits as people and converters leave them: blanks around, a sign, a decimal point. Blank is
/// null.
const char* read_lenient(const Leaf& leaf, ByteView bytes, Value& value) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    const char c = leaf.page->ascii_of(byte);
    text += c == 0 && byte != 0 ? '\x01' : c;
  }
  const auto blank = [](char c) { return c == ' ' || c == 0; };
  while (!text.empty() && blank(text.back())) text.pop_back();
  text.erase(0, static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), blank) -
                                         text.begin()));
  if (text.empty()) {
    value = Value();
    return nullptr;
  }
  bool negative = false;
  if (text.front() == '+' || text.front() == '-') {
    negative = text.front() == '-';
    text.erase(0, 1);
  } else if (text.back() == '+' || text.back() == '-') {
    negative = text.back() == '-';
    text.pop_back();
  } else if (!text.empty()) {
    const auto last = static_cast<std::uint8_t>(text.back());
    const SignedDigit digit =
        overpunched_digit(*leaf.page, leaf.page->byte_of(static_cast<char>(last)));
    if (digit.digit >= 0 && digit.overpunched && (!digit.negative || leaf.picture.is_signed)) {
      negative = digit.negative;
      text.back() = static_cast<char>('0' + digit.digit);
    }
  }
  std::string digits;
  int scale = leaf.picture.scale;
  bool point = false;
  for (const char c : text) {
    if ((c == '.' || c == ',') && !point) {
      point = true;
      scale = 0;
    } else if (c >= '0' && c <= '9') {
      digits += c;
      if (point) ++scale;
    } else {
      return "a character that is no digit";
    }
  }
  if (digits.empty()) return "no digit";
  value = Value(number_of_digits(digits, scale, negative));
  return nullptr;
}

const char* read_zoned(const Leaf& leaf, const Options& options, ByteView bytes, Value& value) {
  const CodePage& page = *leaf.page;
  if (leaf.blank_when_zero && all_are(bytes, page.space())) {
    value = Value(number_of_digits("", leaf.picture.scale, false));
    return nullptr;
  }
  std::array<char, kDigitsMax> digits;
  std::size_t count = 0;
  bool negative = false;
  bool valid = true;
  ByteView places = bytes;
  if (leaf.sign_separate) {
    const std::size_t sign_at = leaf.sign_leading ? 0 : bytes.size() - 1;
    const char sign = page.ascii_of(bytes[sign_at]);
    places = leaf.sign_leading ? bytes.subspan(1) : bytes.first(bytes.size() - 1);
    negative = sign == '-';
    valid = sign == '+' || sign == '-';
  }
  const std::size_t signed_place = !leaf.picture.is_signed || leaf.sign_separate ? places.size()
                                   : leaf.sign_leading                           ? 0
                                                       : places.size() - 1;
  for (std::size_t i = 0; i < places.size() && valid; ++i) {
    const SignedDigit digit = overpunched_digit(page, places[i]);
    valid = digit.digit >= 0 && (i == signed_place || !digit.overpunched);
    if (valid) {
      digits[count++] = static_cast<char>('0' + digit.digit);
      if (i == signed_place) negative = digit.negative;
    }
  }
  if (valid) {
    value = Value(number_of_digits({digits.data(), count}, leaf.picture.scale, negative));
    return nullptr;
  }
  if (options.lenient_digits) return read_lenient(leaf, bytes, value);
  return "a character that is no digit";
}

void write_zoned(const Leaf& leaf, const Options& options, std::string_view digits, bool negative,
                 MutableBytes bytes) {
  const CodePage& page = *leaf.page;
  if (leaf.blank_when_zero && digits.find_first_not_of('0') == std::string_view::npos) {
    std::fill(bytes.begin(), bytes.end(), page.space());
    return;
  }
  MutableBytes places = bytes;
  if (leaf.sign_separate) {
    bytes[leaf.sign_leading ? 0 : bytes.size() - 1] = page.byte_of(negative ? '-' : '+');
    places = leaf.sign_leading ? bytes.subspan(1) : bytes.first(bytes.size() - 1);
  }
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = page.byte_of(digits[i]);
  if (leaf.picture.is_signed && !leaf.sign_separate) {
    const std::size_t at = leaf.sign_leading ? 0 : places.size() - 1;
    places[at] = overpunch(page, options, digits[at] - '0', negative);
  }
}

// --- packed decimal ---

const char* read_packed(const Leaf& leaf, const Options& options, ByteView bytes, Value& value) {
  const std::size_t count = bytes.size() * 2 - (leaf.kind == LeafKind::kPacked ? 1 : 0);
  std::array<char, 2 * (kDigitsMax / 2 + 1)> digits;
  bool negative = false;
  bool valid = true;
  for (std::size_t i = 0; i < count; ++i) {
    const int half = i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 0x0F;
    valid = valid && half <= 9;
    digits[i] = static_cast<char>('0' + half);
  }
  if (leaf.kind == LeafKind::kPacked) {
    const int sign = bytes.back() & 0x0F;
    valid = valid && sign >= 0xA;
    negative = sign == 0xB || sign == 0xD;
  }
  if (!valid) {
    const bool blank = all_are(bytes, leaf.page->space()) || all_are(bytes, 0);
    if (!options.lenient_digits || !blank) return "a half byte that is no digit or sign";
    value = Value();
    return nullptr;
  }
  value = Value(number_of_digits({digits.data(), count}, leaf.picture.scale, negative));
  return nullptr;
}

void write_packed(const Leaf& leaf, std::string_view digits, bool negative, MutableBytes bytes) {
  const bool with_sign = leaf.kind == LeafKind::kPacked;
  const std::size_t count = bytes.size() * 2 - (with_sign ? 1 : 0);
  std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t place = count - digits.size() + i;
    const int digit = digits[i] - '0';
    bytes[place / 2] =
        static_cast<std::uint8_t>(bytes[place / 2] | (place % 2 == 0 ? digit << 4 : digit));
  }
  if (with_sign) {
    const int sign = !leaf.picture.is_signed ? 0xF : negative ? 0xD : 0xC;
    bytes.back() = static_cast<std::uint8_t>(bytes.back() | sign);
  }
}

// --- binary ---

void read_binary(const Leaf& leaf, ByteView bytes, Value& value) {
  Wide magnitude = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    magnitude = (magnitude << 8) | bytes[leaf.little_endian ? bytes.size() - 1 - i : i];
  }
  const std::size_t bits = bytes.size() * 8;
  const bool negative = leaf.picture.is_signed && ((magnitude >> (bits - 1)) & 1) != 0;
  if (negative) {
    magnitude = ~magnitude + 1;
    if (bits < 128) magnitude &= (Wide{1} << bits) - 1;
  }
  std::array<char, 40> digits;
  std::size_t at = digits.size();
  for (; magnitude != 0; magnitude /= 10)
    digits[--at] = static_cast<char>('0' + static_cast<int>(magnitude % 10));
  value = Value(
      number_of_digits({digits.data() + at, digits.size() - at}, leaf.picture.scale, negative));
}

/// False when the bytes cannot hold it; they then hold its low bits.
bool write_binary(const Leaf& leaf, std::string_view digits, bool negative, MutableBytes bytes) {
  Wide magnitude = 0;
  bool overflow = false;
  for (const char digit : digits) {
    const auto value = static_cast<unsigned>(digit - '0');
    overflow = overflow || magnitude > (~Wide{0} - value) / 10;
    magnitude = magnitude * 10 + value;
  }
  const std::size_t bits = bytes.size() * 8;
  const Wide most =
      (bits == 128 ? ~Wide{0} : (Wide{1} << bits) - 1) >> (leaf.picture.is_signed ? 1 : 0);
  const bool fits = !overflow && magnitude <= most + (negative ? 1 : 0);
  Wide word = negative ? ~magnitude + 1 : magnitude;
  for (std::size_t i = 0; i < bytes.size(); ++i, word >>= 8) {
    bytes[leaf.little_endian ? i : bytes.size() - 1 - i] = static_cast<std::uint8_t>(word & 0xFF);
  }
  return fits;
}

// --- edited ---

const char* read_edited_leaf(const Leaf& leaf, const Options& options, ByteView bytes,
                             Value& value) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += leaf.page->ascii_of(byte);
  const bool blank = all_are(bytes, leaf.page->space());
  if (blank && leaf.blank_when_zero) {
    value = Value(number_of_digits("", leaf.picture.scale, false));
    return nullptr;
  }
  const std::optional<EditedNumber> number = read_edited(leaf.picture, point_of(options), text);
  if (number) {
    value = Value(number_of_digits(number->digits, leaf.picture.scale, number->negative));
    return nullptr;
  }
  if (options.lenient_digits) return read_lenient(leaf, bytes, value);
  return "a character that its picture does not put there";
}

void write_edited_leaf(const Leaf& leaf, const Options& options, std::string_view digits,
                       bool negative, MutableBytes bytes) {
  const bool zero = digits.find_first_not_of('0') == std::string_view::npos;
  const std::string text = leaf.blank_when_zero && zero
                               ? std::string(bytes.size(), ' ')
                               : write_edited(leaf.picture, point_of(options), digits, negative);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = leaf.page->byte_of(text[i]);
}

// --- bytes ---

/// Bytes as they are, or as JSON has them.
std::optional<ByteString> bytes_in(const Value& value) {
  if (value.bytes() != nullptr) return *value.bytes();
  if (value.string() == nullptr) return std::nullopt;
  return decode_base64(*value.string(), Base64Rule::kStrict);
}

// --- numbers of every kind ---

std::optional<std::string> write_number(const Leaf& leaf, const Options& options,
                                        const Number& number, MutableBytes bytes) {
  std::optional<ScaledDigits> scaled = scale_digits(number, leaf.picture.scale);
  if (!scaled) {
    write_initial(leaf, options, bytes);
    return "a number that decimal fields cannot hold: " + number.text;
  }
  std::optional<std::string> reason;
  if (scaled->inexact) {
    reason = leaf.picture.scale > 0
                 ? "more than " + std::to_string(leaf.picture.scale) + " decimals"
                 : "digits below the last place of the picture";
  }
  if (scaled->negative && !leaf.picture.is_signed) {
    scaled->negative = false;
    reason = "negative, and the picture has no sign";
  }
  std::string& digits = scaled->digits;
  if (leaf.kind == LeafKind::kBinary && leaf.full_range) {
    if (!write_binary(leaf, digits, scaled->negative, bytes)) reason = "too large for its bytes";
    return reason;
  }
  const auto places = static_cast<std::size_t>(leaf.picture.digits);
  if (digits.size() > places) {
    digits.erase(0, digits.size() - places);
    reason = "more than " + said(leaf);
  }
  digits.insert(0, places - digits.size(), '0');
  switch (leaf.kind) {
    case LeafKind::kZoned:
      write_zoned(leaf, options, digits, scaled->negative, bytes);
      break;
    case LeafKind::kEdited:
      write_edited_leaf(leaf, options, digits, scaled->negative, bytes);
      break;
    case LeafKind::kBinary:
      if (!write_binary(leaf, digits, scaled->negative, bytes)) reason = "too large for its bytes";
      break;
    default:
      write_packed(leaf, digits, scaled->negative, bytes);
      break;
  }
  return reason;
}

std::optional<std::string> write_float_leaf(const Leaf& leaf, const Options& options,
                                            const Number& number, MutableBytes bytes) {
  const char* const reason = write_float(number, options.float_form, bytes);
  if (leaf.little_endian) std::reverse(bytes.begin(), bytes.end());
  if (reason != nullptr) return std::string(reason);
  return std::nullopt;
}

}  // namespace

const char* read_leaf(const Leaf& leaf, const Options& options, ByteView bytes, Value& value) {
  if (leaf.kind != LeafKind::kText && bytes.size() != leaf.size)
    return "cut off by the record's end";
  const bool characters = leaf.kind == LeafKind::kText || leaf.kind == LeafKind::kZoned ||
                          leaf.kind == LeafKind::kEdited;
  if (options.low_values_null && characters && all_are(bytes, 0)) {
    value = Value();
    return nullptr;
  }
  switch (leaf.kind) {
    case LeafKind::kText:
      return read_text(leaf, options, bytes, value);
    case LeafKind::kBytes:
      value = Value(ByteString(bytes.begin(), bytes.end()));
      return nullptr;
    case LeafKind::kZoned:
      return read_zoned(leaf, options, bytes, value);
    case LeafKind::kPacked:
    case LeafKind::kPackedNoSign:
      return read_packed(leaf, options, bytes, value);
    case LeafKind::kBinary:
      read_binary(leaf, bytes, value);
      return nullptr;
    case LeafKind::kEdited:
      return read_edited_leaf(leaf, options, bytes, value);
    case LeafKind::kFloat:
    case LeafKind::kDouble:
      break;
  }
  std::array<std::uint8_t, 8> ordered;
  std::copy(bytes.begin(), bytes.end(), ordered.begin());
  if (leaf.little_endian)
    std::reverse(ordered.begin(), ordered.begin() + static_cast<int>(bytes.size()));
  value = Value(read_float({ordered.data(), bytes.size()}, options.float_form));
  return nullptr;
}

void write_initial(const Leaf& leaf, const Options& options, MutableBytes bytes) {
  if (leaf.kind == LeafKind::kText) {
    std::fill(bytes.begin(), bytes.end(), leaf.page->space());
  } else if (leaf.kind == LeafKind::kZoned || leaf.kind == LeafKind::kEdited ||
             leaf.kind == LeafKind::kPacked) {
    static_cast<void>(write_number(leaf, options, Number{"0"}, bytes));
  } else {
    std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
  }
}

std::optional<std::string> write_leaf(const Leaf& leaf, const Options& options, const Value& value,
                                      MutableBytes bytes) {
  const auto wrong_kind = [&](std::string_view expected) {
    write_initial(leaf, options, bytes);
    return "expected " + std::string(expected) + ", found " + std::string(name(value.kind()));
  };
  if (value.is_null()) {
    write_initial(leaf, options, bytes);
    const bool characters = leaf.kind == LeafKind::kText || leaf.kind == LeafKind::kZoned ||
                            leaf.kind == LeafKind::kEdited;
    if (options.low_values_null && characters) {
      std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
      return std::nullopt;
    }
    return "null, which the field has no bytes for";
  }
  switch (leaf.kind) {
    case LeafKind::kText:
      if (value.string() == nullptr) return wrong_kind("a string");
      return write_text(leaf, *value.string(), bytes);
    case LeafKind::kBytes:
      if (const std::optional<ByteString> given = bytes_in(value)) {
        const std::size_t kept = std::min(given->size(), bytes.size());
        std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
        std::copy_n(given->begin(), kept, bytes.begin());
        if (given->size() <= bytes.size()) return std::nullopt;
        return "longer than " + std::to_string(bytes.size()) + " bytes";
      }
      return wrong_kind("bytes, or base64 of them");
    case LeafKind::kFloat:
    case LeafKind::kDouble:
      if (value.number() == nullptr) return wrong_kind("a number");
      return write_float_leaf(leaf, options, *value.number(), bytes);
    default:
      if (value.number() == nullptr) return wrong_kind("a number");
      return write_number(leaf, options, *value.number(), bytes);
  }
}

}  // namespace neurocrypt::cobol
