#include "schema/cobol/picture.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

namespace neurocrypt::cobol {
namespace {

struct Run {
  char symbol;  // upper case; 'C' and 'D' stand for CR and DB
  std::size_t count;
};

Error wrong(std::string_view picture, const std::string& what) {
  return Error{ErrorCode::kCorrupt, "PICTURE '" + std::string(picture) + "': " + what};
}

/// Reads "(12)" at the start of `rest`, if it is there.
Result<std::optional<std::size_t>> take_count(std::string_view picture, std::string_view& rest) {
  if (!rest.starts_with('(')) return std::optional<std::size_t>();
  const std::size_t close = rest.find(')');
  if (close == std::string_view::npos) return wrong(picture, "a '(' is not closed");
  std::size_t count = 0;
  for (const char c : rest.substr(1, close - 1)) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) {
      return wrong(picture, "a repeat count must be a number");
    }
    count = count * 10 + static_cast<std::size_t>(c - '0');
    if (count > kPicturePositionsMax) return wrong(picture, "a repeat count is too large");
  }
  if (count == 0) return wrong(picture, "a repeat count must be at least 1");
  rest.remove_prefix(close + 1);
  return std::optional(count);
}

Result<std::vector<Run>> split(std::string_view picture) {
  std::vector<Run> runs;
  for (std::string_view rest = picture; !rest.empty();) {
    char symbol = static_cast<char>(std::toupper(static_cast<unsigned char>(rest[0])));
    rest.remove_prefix(1);
    if (symbol == 'C' || symbol == 'D') {
      const char second = symbol == 'C' ? 'R' : 'B';
      if (rest.empty() || std::toupper(static_cast<unsigned char>(rest[0])) != second) {
        return wrong(picture, std::string("'") + symbol + "' must be part of CR or DB");
      }
      rest.remove_prefix(1);
    } else if (symbol == 'N' || symbol == 'G') {
      return Error{ErrorCode::kUnsupported,
                   "PICTURE '" + std::string(picture) + "': national and double-byte characters (" +
                       symbol + ") are not supported",
                   "declare the field as PIC X with twice the length and convert it outside"};
    } else if (symbol == 'E') {
      return Error{ErrorCode::kUnsupported, "PICTURE '" + std::string(picture) +
                                                "': external floating point is not supported"};
    } else if (std::string_view("AXB0/9SVPZ*+-$,.").find(symbol) == std::string_view::npos) {
      return wrong(picture, std::string("unknown symbol '") + symbol + "'");
    }
    NC_ASSIGN_OR_RETURN(const std::optional<std::size_t> count, take_count(picture, rest));
    if (runs.empty() || runs.back().symbol != symbol) {
      runs.push_back({symbol, 0});
    }
    runs.back().count += count.value_or(1);
    if (runs.back().count > kPicturePositionsMax) return wrong(picture, "too long");
  }
  if (runs.empty()) return wrong(picture, "empty");
  return runs;
}

/// The digits, scale and sign of a picture without editing: S first, V once, P on one end.
Status number_of(std::string_view text, const std::vector<Run>& runs, Picture& picture) {
  bool after_point = false;
  std::size_t scaled_left = 0;
  std::size_t scaled_right = 0;
  std::size_t digits = 0;
  std::size_t fraction = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto [symbol, count] = runs[i];
    if (symbol == 'S') {
      if (i != 0 || count != 1) return wrong(text, "S stands once, at the start");
      picture.is_signed = true;
    } else if (symbol == 'V') {
      if (after_point || count != 1) return wrong(text, "V stands once");
      after_point = true;
    } else if (symbol == 'P') {
      (digits == 0 ? scaled_left : scaled_right) += count;
    } else {
      if (scaled_right > 0) return wrong(text, "P stands on one end");
      digits += count;
      if (after_point) fraction += count;
    }
  }
  if (digits == 0) return wrong(text, "no digit position");
  if (scaled_left > 0 && scaled_right > 0) return wrong(text, "P stands on one end");
  if (digits + scaled_left + scaled_right > static_cast<std::size_t>(kDigitsMax)) {
    return wrong(text, "more than " + std::to_string(kDigitsMax) + " digits");
  }
  if (scaled_left > 0) fraction = digits + scaled_left;  // VPP99 and PP99 alike: .00dd
  picture.digits = static_cast<int>(digits);
  picture.positions = digits;
  picture.scale = scaled_right > 0 ? -static_cast<int>(scaled_right) : static_cast<int>(fraction);
  return {};
}

/// Positions of a numeric-edited picture, one symbol each.
Status edit_of(std::string_view text, const std::vector<Run>& runs, char point, Picture& picture) {
  std::size_t floating =
      0;  // '+', '-' or '$' that come more than once float: all but the first are digits
  char floats = 0;
  for (const char sign : {'+', '-', '$'}) {
    std::size_t count = 0;
    for (const Run& run : runs) count += run.symbol == sign ? run.count : 0;
    const bool both_ends = count == 2 && runs.front().symbol == sign &&
                           runs.back().symbol == sign && runs.front().count == 1 &&
                           runs.back().count == 1 && runs.size() > 2;
    if (both_ends) return wrong(text, std::string("'") + sign + "' on both ends");
    if (count > 1) {
      if (floats != 0) return wrong(text, "two floating symbols");
      floats = sign;
      floating = count;
    }
  }
  bool after_point = false;
  bool first_float = true;
  int signs = 0;
  for (const auto& [symbol, count] : runs) {
    for (std::size_t i = 0; i < count; ++i) {
      if (symbol == 'C' || symbol == 'D') {
        picture.symbols += symbol == 'C' ? "Cc" : "Dd";
        picture.is_signed = true;
        ++signs;
        continue;
      }
      if (symbol == 'X' || symbol == 'A' || symbol == 'S') {
        return wrong(text,
                     std::string("'") + symbol + "' cannot stand in a numeric-edited picture");
      }
      const bool is_sign = symbol == '+' || symbol == '-';
      if (is_sign) picture.is_signed = true;
      bool is_digit = symbol == '9' || symbol == 'Z' || symbol == '*';
      if (symbol == floats) {
        is_digit = !first_float;
        if (first_float && is_sign) ++signs;
        first_float = false;
      } else if (is_sign) {
        ++signs;
      }
      if (symbol == point || symbol == 'V') {
        if (after_point) return wrong(text, "more than one decimal point");
        after_point = true;
      }
      if (symbol == 'P') return wrong(text, "P in an edited picture is not supported");
      picture.symbols += symbol == point ? '.' : symbol == '.' || symbol == ',' ? ',' : symbol;
      if (is_digit) {
        ++picture.digits;
        if (after_point) ++picture.scale;
      }
    }
    if (picture.symbols.size() > 256)
      return wrong(text, "an edited picture of more than 256 places");
  }
  if (signs > 1) return wrong(text, "more than one sign");
  const std::string_view symbols = picture.symbols;
  for (const char sign : {'+', '-'}) {
    const std::size_t at = symbols.find(sign);
    const bool inside = at != std::string_view::npos && at != symbols.find_first_not_of('$') &&
                        at != symbols.size() - 1;
    if (floats != sign && inside) return wrong(text, "a sign stands first or last");
  }
  const std::size_t letters = symbols.find_first_of("CD");
  if (letters != std::string_view::npos && letters != symbols.size() - 2) {
    return wrong(text, "CR and DB stand last");
  }
  if (picture.digits == 0) return wrong(text, "no digit position");
  if (picture.digits > kDigitsMax) return wrong(text, "too many digits");
  if (floating > 0 && (picture.symbols.find('Z') != std::string::npos ||
                       picture.symbols.find('*') != std::string::npos)) {
    return wrong(text, "a floating symbol beside Z or *");
  }
  if (picture.symbols.find('Z') != std::string::npos &&
      picture.symbols.find('*') != std::string::npos) {
    return wrong(text, "both Z and *");
  }
  bool nine = false;
  for (const char symbol : picture.symbols) {
    if (symbol == '9') nine = true;
    if (nine && (symbol == 'Z' || symbol == '*')) {
      return wrong(text, std::string("'") + symbol + "' after 9");
    }
  }
  picture.positions =
      picture.symbols.size() -
      static_cast<std::size_t>(std::count(picture.symbols.begin(), picture.symbols.end(), 'V'));
  return {};
}

}  // namespace

Result<Picture> parse_picture(std::string_view text, bool decimal_comma) {
  NC_ASSIGN_OR_RETURN(const std::vector<Run> runs, split(text));
  const auto only = [&](std::string_view symbols) {
    return std::all_of(runs.begin(), runs.end(), [&](const Run& run) {
      return symbols.find(run.symbol) != std::string_view::npos;
    });
  };
  const auto has = [&](std::string_view symbols) {
    return std::any_of(runs.begin(), runs.end(), [&](const Run& run) {
      return symbols.find(run.symbol) != std::string_view::npos;
    });
  };
  Picture picture;
  if (only("9SVP")) {
    picture.kind = PictureKind::kNumeric;
    NC_RETURN_IF_ERROR(number_of(text, runs, picture));
  } else if (has("XA") && only("XA9B0/")) {
    for (const Run& run : runs) picture.positions += run.count;
    if (picture.positions > kPicturePositionsMax) return wrong(text, "too long");
  } else {
    picture.kind = PictureKind::kNumericEdited;
    NC_RETURN_IF_ERROR(edit_of(text, runs, decimal_comma ? ',' : '.', picture));
  }
  return picture;
}

}  // namespace neurocrypt::cobol
