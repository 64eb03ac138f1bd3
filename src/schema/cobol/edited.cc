#include "schema/cobol/edited.h"

#include <algorithm>

namespace neurocrypt::cobol {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The symbol of +, - and $ that comes more than once, or 0.
char floating_symbol(std::string_view symbols) {
  for (const char symbol : {'+', '-', '$'}) {
    if (std::count(symbols.begin(), symbols.end(), symbol) > 1) return symbol;
  }
  return 0;
}

/// What + or - shows.
char sign_shown(char symbol, bool negative) {
  if (symbol == '$') return '$';
  return negative ? '-' : symbol == '+' ? '+' : ' ';
}

}  // namespace

std::optional<EditedNumber> read_edited(const Picture& picture, char point, std::string_view text) {
  const std::string_view symbols = picture.symbols;
  const char floats = floating_symbol(symbols);
  const char comma = point == '.' ? ',' : '.';
  const bool has_nine = symbols.find('9') != std::string_view::npos;
  const bool stars = symbols.find('*') != std::string_view::npos;
  EditedNumber number;
  const bool all_suppressed = std::all_of(text.begin(), text.end(), [&](char c) {
    return c == (stars ? '*' : ' ') || (stars && c == point);
  });
  if (!has_nine && all_suppressed) {  // zero, its sign and currency included
    number.digits.assign(static_cast<std::size_t>(picture.digits), '0');
    return number;
  }
  bool first_float = true;
  bool digit_seen = false;
  std::size_t at = 0;
  for (const char symbol : symbols) {
    if (symbol == 'V') continue;
    const char c = text[at++];
    const bool filler = c == ' ' || (stars && c == '*');
    const bool floated = floats != 0 && (c == '-' || c == '+' || c == '$') &&
                         (floats == '$' ? c == '$' : c == '-' || (c == '+' && floats == '+'));
    switch (symbol) {
      case '9':
        if (!is_digit(c)) return std::nullopt;
        number.digits += c;
        digit_seen = true;
        break;
      case 'Z':
      case '*':
        if (!is_digit(c) && (!filler || digit_seen)) return std::nullopt;
        number.digits += is_digit(c) ? c : '0';
        digit_seen = digit_seen || is_digit(c);
        break;
      case '+':
      case '-':
      case '$':
        if (symbol == floats && !first_float) {
          if (!is_digit(c) && ((!floated && c != ' ') || digit_seen)) return std::nullopt;
          number.digits += is_digit(c) ? c : '0';
          digit_seen = digit_seen || is_digit(c);
        } else if (c != sign_shown(symbol, true) && c != sign_shown(symbol, false) && c != ' ') {
          return std::nullopt;
        }
        if (symbol == floats) first_float = false;
        if (c == '-') number.negative = true;
        break;
      case '.':
        if (c != point && !filler && !floated) return std::nullopt;
        break;
      case ',':
        if (c != comma && !filler && !floated) return std::nullopt;
        break;
      case 'B':
        if (!filler && !floated) return std::nullopt;
        break;
      case '0':
      case '/':
        if (c != symbol && !filler && !floated) return std::nullopt;
        break;
      default:  // the letters of CR and DB
        if (symbol == 'C' || symbol == 'D') {
          if (c == symbol) number.negative = true;
          if (c != symbol && c != ' ') return std::nullopt;
        } else if (c != (symbol == 'c' ? 'R' : 'B') && c != ' ') {
          return std::nullopt;
        }
        break;
    }
  }
  if (!digit_seen && has_nine) return std::nullopt;
  return number;
}

std::string write_edited(const Picture& picture, char point, std::string_view digits,
                         bool negative) {
  const std::string_view symbols = picture.symbols;
  const char floats = floating_symbol(symbols);
  const bool stars = symbols.find('*') != std::string_view::npos;
  const char fill = stars ? '*' : ' ';
  const bool zero = digits.find_first_not_of('0') == std::string_view::npos;
  const bool suppresses = floats != 0 || stars || symbols.find('Z') != std::string_view::npos;
  std::string text;
  if (zero && suppresses && symbols.find('9') == std::string_view::npos) {
    for (const char symbol : symbols) {
      if (symbol == 'V') continue;
      text += stars && symbol == '.' ? point : fill;
    }
    return text;
  }
  bool shows = false;        // from here on, digits and insertions show
  bool suppressing = false;  // a Z, * or floating symbol was met
  bool first_float = true;
  std::size_t next = 0;
  const auto start_to_show = [&] {
    if (!shows && floats != 0 && suppressing && !text.empty())
      text.back() = sign_shown(floats, negative);
    shows = true;
  };
  const auto insertion = [&](char c) { text += shows || !suppressing ? c : fill; };
  for (const char symbol : symbols) {
    switch (symbol) {
      case '9':
        start_to_show();
        text += digits[next++];
        break;
      case '+':
      case '-':
      case '$':
        if (symbol != floats) {
          text += sign_shown(symbol, negative);
          break;
        }
        if (first_float) {
          first_float = false;
          suppressing = true;
          text += ' ';
          break;
        }
        [[fallthrough]];
      case 'Z':
      case '*': {
        suppressing = true;
        const char digit = digits[next++];
        if (digit != '0') start_to_show();
        text += shows ? digit : fill;
        break;
      }
      case '.':
      case 'V':
        start_to_show();
        if (symbol == '.') text += point;
        break;
      case ',':
        insertion(point == '.' ? ',' : '.');
        break;
      case 'B':
        insertion(' ');
        break;
      case '0':
      case '/':
        insertion(symbol);
        break;
      default:  // the letters of CR and DB
        text += !negative ? ' ' : symbol == 'c' ? 'R' : symbol == 'd' ? 'B' : symbol;
        break;
    }
  }
  return text;
}

}  // namespace neurocrypt::cobol
