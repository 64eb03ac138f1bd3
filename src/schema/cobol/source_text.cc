#include "schema/cobol/source_text.h"

#include <algorithm>
#include <cctype>

namespace neurocrypt::cobol {
namespace {

constexpr std::size_t kIndicatorColumn = 6;  // column 7, counted from 0
constexpr std::size_t kTextEnd = 72;         // columns 73 to 80 are the program's name

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// Code without line structure; each character knows where it was written.
struct Code {
  std::string text;
  std::vector<Place> places;

  void add(std::string_view piece, int line, std::size_t column) {
    for (std::size_t i = 0; i < piece.size(); ++i) {
      text += piece[i];
      places.push_back({line, static_cast<int>(column + i) + 1});
    }
  }
  [[nodiscard]] Place place_at(std::size_t i) const {
    return i < places.size() ? places[i] : places.empty() ? Place{1, 1} : places.back();
  }
};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line(text.substr(at, end - at));
    at = end + 1;
    while (!line.empty() && (is_blank(line.back()) || line.back() == '\x1a')) line.pop_back();
    lines.push_back(std::move(line));
  }
  return lines;
}

/// Where the text of a fixed line ends, in bytes: columns count characters, and a copybook that
/// has been brought over from EBCDIC may have some of several bytes (UTF-8).
std::size_t text_end(std::string_view line) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool continues = (static_cast<unsigned char>(line[i]) & 0xC0) == 0x80;
    if (!continues && columns++ == kTextEnd) return i;
  }
  return line.size();
}

/// Fills up to tab stops of eight columns.
std::string expand_tabs(const std::string& line) {
  std::string expanded;
  for (const char c : line) {
    if (c == '\t') {
      expanded.resize((expanded.size() / 8 + 1) * 8, ' ');
    } else {
      expanded += c;
    }
  }
  return expanded;
}

/// The first word when it is a level number.
bool starts_with_level(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits == 0 || digits > 2 || digits == text.size() || !is_blank(text[digits])) return false;
  const int level = std::stoi(std::string(text.substr(0, digits)));
  return (level >= 1 && level <= 49) || level == 66 || level == 77 || level == 88;
}

/// Free form when a level number starts left of column 7 and no line has a sequence number there.
bool looks_free(const std::vector<std::string>& lines) {
  bool level_on_the_left = false;
  for (const std::string& raw : lines) {
    const std::string line = expand_tabs(raw);
    const std::size_t first = line.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    const std::string_view content = std::string_view(line).substr(first);
    if (equals_word(content.substr(0, 8), ">>SOURCE")) {
      return content.find("FREE") != std::string_view::npos ||
             content.find("free") != std::string_view::npos;
    }
    const std::size_t word_end = std::min(content.find(' '), content.size());
    if (first == 0 && word_end >= 6 &&
        std::all_of(content.begin(), content.begin() + 6, is_digit)) {
      return false;
    }
    if (first < kIndicatorColumn && starts_with_level(content)) level_on_the_left = true;
  }
  return level_on_the_left;
}

bool is_indicator(char c) {
  return c == ' ' || c == '*' || c == '/' || c == '-' || c == '$' || c == '>';
}

/// True while a literal is open at the end of `text`.
bool in_literal(std::string_view text) {
  char quote = 0;
  for (const char c : text) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    }
  }
  return quote != 0;
}

void add_fixed_line(const std::string& raw, int line_number, std::size_t& line_start, Code& code) {
  const bool tabs = raw.find('\t') != std::string::npos;
  std::string line = expand_tabs(raw);
  if (line.size() <= kIndicatorColumn) return;
  if (!tabs) line.resize(text_end(line));
  const char indicator = line[kIndicatorColumn];
  if (indicator == '*' || indicator == '/' || indicator == '$' || indicator == '>') return;
  if ((indicator == 'D' || indicator == 'd') && (line.size() == 7 || line[7] == ' ')) return;
  std::size_t start = kIndicatorColumn + (is_indicator(indicator) ? 1 : 0);
  if (indicator == '-') {
    const bool literal = in_literal(std::string_view(code.text).substr(line_start));
    if (!code.text.empty() && code.text.back() == '\n') {  // the continued line goes on here
      code.text.pop_back();
      code.places.pop_back();
    }
    start = std::min(line.find_first_not_of(' ', start), line.size());
    if (literal) {
      const std::size_t width = code.text.size() - line_start;
      const std::size_t full = kTextEnd - kIndicatorColumn - 1;
      if (width < full) code.add(std::string(full - width, ' '), line_number, start);
      if (start < line.size() && (line[start] == '\'' || line[start] == '"')) ++start;
    }
  } else {
    line_start = code.text.size();
    if (start == kIndicatorColumn) code.add(" ", line_number, start);
  }
  code.add(std::string_view(line).substr(start), line_number, start);
  code.add("\n", line_number, line.size());
}

Code code_of(std::string_view text, SourceForm form) {
  const std::vector<std::string> lines = lines_of(text);
  const bool free = form == SourceForm::kFree || (form == SourceForm::kAuto && looks_free(lines));
  Code code;
  std::size_t line_start = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const int line_number = static_cast<int>(i) + 1;
    if (!free) {
      add_fixed_line(lines[i], line_number, line_start, code);
      continue;
    }
    const std::size_t first = lines[i].find_first_not_of(" \t");
    if (first == std::string::npos || lines[i][first] == '*' || lines[i][first] == '$' ||
        lines[i].compare(first, 2, ">>") == 0) {
      continue;
    }
    code.add(lines[i], line_number, 0);
    code.add("\n", line_number, lines[i].size());
  }
  return code;
}

Error at(Place place, ErrorCode code, const std::string& what, std::string hint = {}) {
  return Error{code, "copybook, " + print(place) + ": " + what, std::move(hint)};
}

Result<std::vector<Token>> tokens_of(const Code& code) {
  std::vector<Token> tokens;
  const std::string_view text = code.text;
  const auto ends_word = [&](std::size_t i) { return i >= text.size() || is_blank(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (is_blank(c) || ((c == ',' || c == ';') && ends_word(i + 1))) {
      ++i;
      continue;
    }
    Token token{Token::Kind::kWord, {}, code.place_at(i)};
    if (text.substr(i, 2) == "*>") {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (text.substr(i, 2) == "==") {
      const std::size_t end = text.find("==", i + 2);
      if (end == std::string_view::npos) {
        return at(token.place, ErrorCode::kCorrupt, "pseudo-text without its closing '=='");
      }
      token.kind = Token::Kind::kPseudoText;
      token.text = text.substr(i + 2, end - i - 2);
      i = end + 2;
    } else if (c == '\'' || c == '"') {
      token.kind = Token::Kind::kText;
      for (++i;; ++i) {
        if (i >= text.size() || text[i] == '\n') {
          return at(token.place, ErrorCode::kCorrupt, "a literal without its closing quote");
        }
        if (text[i] == c) {
          if (i + 1 >= text.size() || text[i + 1] != c) break;
          ++i;
        }
        token.text += text[i];
      }
      ++i;
    } else if (c == '.' && ends_word(i + 1)) {
      token.kind = Token::Kind::kPeriod;
      token.text = ".";
      ++i;
    } else {
      while (!ends_word(i) && text[i] != '\'' && text[i] != '"') {
        if ((text[i] == '.' || text[i] == ',' || text[i] == ';') && ends_word(i + 1)) break;
        token.text += text[i++];
      }
      if (token.text.size() == 1 && i < text.size() && !ends_word(i) && text[i] != '.') {
        const auto prefix = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        if (prefix == 'X' || prefix == 'N' || prefix == 'Z' || prefix == 'G') {
          continue;  // X'0F': the literal alone; its value is not used
        }
      }
    }
    tokens.push_back(std::move(token));
  }
  return tokens;
}

/// One pair of a REPLACING phrase.
struct Replacement {
  enum class Part : std::uint8_t { kWord, kInside, kLeading, kTrailing };
  Part part = Part::kWord;
  std::string from;
  std::vector<Token> to;
};

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

std::size_t find_word(std::string_view text, std::string_view part) {
  for (std::size_t i = 0; part.size() + i <= text.size(); ++i) {
    if (equals_word(text.substr(i, part.size()), part)) return i;
  }
  return std::string_view::npos;
}

/// Applies the first replacement that fits to one token.
void replace_in(const Token& token, const std::vector<Replacement>& pairs,
                std::vector<Token>& out) {
  for (const Replacement& pair : pairs) {
    if (token.kind != Token::Kind::kWord) break;
    if (pair.part == Replacement::Part::kWord) {
      if (!equals_word(token.text, pair.from)) continue;
      for (Token replaced : pair.to) {
        replaced.place = token.place;
        out.push_back(std::move(replaced));
      }
      return;
    }
    const std::size_t found = find_word(token.text, pair.from);
    const bool fits = found != std::string_view::npos &&
                      (pair.part == Replacement::Part::kInside ||
                       (pair.part == Replacement::Part::kLeading && found == 0) ||
                       (pair.part == Replacement::Part::kTrailing &&
                        found + pair.from.size() == token.text.size()));
    if (!fits) continue;
    Token changed = token;
    changed.text.replace(found, pair.from.size(), pair.to.empty() ? "" : pair.to[0].text);
    if (!changed.text.empty()) out.push_back(std::move(changed));
    return;
  }
  out.push_back(token);
}

class Copier {
 public:
  Copier(const CopybookOptions& options)
      : options_(options) {}  // NOLINT(google-explicit-constructor)

  Result<std::vector<Token>> run(std::string_view text, std::size_t depth) {
    bytes_ += text.size();
    if (bytes_ > kCopybookBytesMax) {
      return Error{ErrorCode::kExhausted, "copybook: more than 16 MiB of text"};
    }
    NC_ASSIGN_OR_RETURN(const std::vector<Token> tokens, tokens_of(code_of(text, options_.form)));
    std::vector<Token> out;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      std::vector<Token> put;
      if (is_word(tokens, i, "COPY")) {
        NC_RETURN_IF_ERROR(copy(tokens, i, depth, put));
      } else if (is_word(tokens, i, "EXEC")) {
        NC_RETURN_IF_ERROR(embedded(tokens, i, depth, put));
      } else if (starts_entry(tokens, i) && is_word(tokens, i, "REPLACE")) {
        NC_RETURN_IF_ERROR(replace(tokens, i, depth));
      } else {
        put.push_back(tokens[i]);
      }
      for (const Token& token : put) {
        if (depth == 0) {
          replace_in(token, replacements_, out);
        } else {
          out.push_back(token);
        }
      }
    }
    return out;
  }

 private:
  static bool is_word(const std::vector<Token>& tokens, std::size_t i, std::string_view word) {
    return i < tokens.size() && tokens[i].kind == Token::Kind::kWord &&
           equals_word(tokens[i].text, word);
  }

  static bool starts_entry(const std::vector<Token>& tokens, std::size_t i) {
    return i == 0 || tokens[i - 1].kind == Token::Kind::kPeriod;
  }

  /// Handles REPLACE at tokens[i], which holds until the next one; leaves i on its period.
  Status replace(const std::vector<Token>& tokens, std::size_t& i, std::size_t depth) {
    const Place place = tokens[i].place;
    if (depth > 0) {
      return at(place, ErrorCode::kUnsupported, "REPLACE in a copied text is not supported",
                "apply the replacement to the copybook and load the result");
    }
    replacements_.clear();
    ++i;
    if (is_word(tokens, i, "OFF")) ++i;
    while (i < tokens.size() && tokens[i].kind != Token::Kind::kPeriod) {
      NC_RETURN_IF_ERROR(replacement(tokens, i, place, replacements_));
    }
    if (i < tokens.size()) return {};
    return at(place, ErrorCode::kCorrupt, "REPLACE does not end with a period");
  }

  /// Handles EXEC ... END-EXEC at tokens[i]; leaves i on its last token. INCLUDE is a COPY; other
  /// statements (DECLARE TABLE of a DCLGEN) describe no data.
  Status embedded(const std::vector<Token>& tokens, std::size_t& i, std::size_t depth,
                  std::vector<Token>& out) {
    const Place place = tokens[i].place;
    std::size_t end = i;
    while (end < tokens.size() && !is_word(tokens, end, "END-EXEC")) ++end;
    if (end == tokens.size()) {
      return at(place, ErrorCode::kCorrupt, "EXEC without its END-EXEC");
    }
    if (is_word(tokens, i + 2, "INCLUDE") && i + 4 == end) {
      NC_RETURN_IF_ERROR(include(tokens[i + 3].text, place, depth, {}, out));
    }
    i = end;
    if (i + 1 < tokens.size() && tokens[i + 1].kind == Token::Kind::kPeriod) ++i;
    return {};
  }

  /// Handles COPY at tokens[i]; leaves i on the statement's period.
  Status copy(const std::vector<Token>& tokens, std::size_t& i, std::size_t depth,
              std::vector<Token>& out) {
    const Place place = tokens[i].place;
    const auto is = [&](std::string_view word) { return is_word(tokens, i, word); };
    if (++i >= tokens.size()) return at(place, ErrorCode::kCorrupt, "COPY without a name");
    const std::string name = tokens[i++].text;
    if (is("OF") || is("IN")) i += 2;
    if (is("SUPPRESS")) ++i;
    std::vector<Replacement> pairs;
    if (is("REPLACING")) {
      ++i;
      while (i < tokens.size() && tokens[i].kind != Token::Kind::kPeriod) {
        NC_RETURN_IF_ERROR(replacement(tokens, i, place, pairs));
      }
    }
    if (i >= tokens.size() || tokens[i].kind != Token::Kind::kPeriod) {
      return at(place, ErrorCode::kCorrupt, "COPY " + name + " does not end with a period");
    }
    return include(name, place, depth, pairs, out);
  }

  Status include(const std::string& name, Place place, std::size_t depth,
                 const std::vector<Replacement>& pairs, std::vector<Token>& out) {
    if (!options_.copy) {
      return at(place, ErrorCode::kUnsupported, "COPY " + name + " cannot be followed here");
    }
    if (depth >= kCopyDepthMax) {
      return at(place, ErrorCode::kCorrupt, "COPY " + name + ": nested too deep, or in a circle");
    }
    auto text = options_.copy(name);
    if (!text.ok()) {
      return at(place, text.error().code, "COPY " + name + ": " + text.error().message,
                text.error().hint);
    }
    NC_ASSIGN_OR_RETURN(const std::vector<Token> copied, run(*text, depth + 1));
    for (const Token& token : copied) replace_in(token, pairs, out);
    return {};
  }

  static Status replacement(const std::vector<Token>& tokens, std::size_t& i, Place place,
                            std::vector<Replacement>& pairs) {
    Replacement pair;
    if (equals_word(tokens[i].text, "LEADING") || equals_word(tokens[i].text, "TRAILING")) {
      pair.part = equals_word(tokens[i].text, "LEADING") ? Replacement::Part::kLeading
                                                         : Replacement::Part::kTrailing;
      ++i;
    }
    if (i + 2 >= tokens.size() || !equals_word(tokens[i + 1].text, "BY")) {
      return at(place, ErrorCode::kCorrupt, "REPLACING needs pairs: ==old== BY ==new==");
    }
    pair.from = trimmed(tokens[i].text);
    if (pair.from.empty() || pair.from.find_first_of(" \t\n") != std::string::npos) {
      return at(tokens[i].place, ErrorCode::kUnsupported,
                "REPLACING of more than one word is not supported: '" + pair.from + "'",
                "apply the replacement to the copybook and load the result");
    }
    if (pair.part == Replacement::Part::kWord &&
        (pair.from.front() == ':' || pair.from.front() == '(')) {
      pair.part = Replacement::Part::kInside;
    }
    Code code;
    code.add(tokens[i + 2].text, tokens[i + 2].place.line, 0);
    NC_ASSIGN_OR_RETURN(pair.to, tokens_of(code));
    if (pair.part != Replacement::Part::kWord && pair.to.size() > 1) {
      return at(tokens[i + 2].place, ErrorCode::kCorrupt, "part of a word must become one word");
    }
    i += 3;
    pairs.push_back(std::move(pair));
    return {};
  }

  const CopybookOptions& options_;
  std::vector<Replacement> replacements_;  // of a REPLACE statement
  std::size_t bytes_ = 0;
};

}  // namespace

bool equals_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::toupper(static_cast<unsigned char>(x)) ==
                  std::toupper(static_cast<unsigned char>(y));
         });
}

std::string print(Place place) {
  return "line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
}

Result<std::vector<Token>> tokenize(std::string_view text, const CopybookOptions& options) {
  return Copier(options).run(text, 0);
}

}  // namespace neurocrypt::cobol
