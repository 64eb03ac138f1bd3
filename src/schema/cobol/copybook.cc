#include "schema/cobol/copybook.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "schema/cobol/source_text.h"

namespace neurocrypt::cobol {
namespace {

struct UsageWord {
  std::string_view word;
  Usage usage;
  std::size_t native_bytes;  // fixed by the word; 0: by the picture
  bool is_signed;
};

constexpr UsageWord kUsageWords[] = {
    {"DISPLAY", Usage::kDisplay, 0, true},
    {"DISPLAY-1", Usage::kDisplay, 0, true},
    {"COMP", Usage::kBinary, 0, true},
    {"COMP-0", Usage::kBinary, 0, true},
    {"COMP-1", Usage::kFloat, 4, true},
    {"COMP-2", Usage::kDouble, 8, true},
    {"COMP-3", Usage::kPacked, 0, true},
    {"COMP-3U", Usage::kPackedNoSign, 0, true},
    {"COMP-4", Usage::kBinary, 0, true},
    {"COMP-5", Usage::kNative, 0, true},
    {"COMP-6", Usage::kPackedNoSign, 0, true},
    {"COMP-9", Usage::kLittleEndian, 0, true},
    {"COMP-X", Usage::kNative, 0, true},
    {"BINARY", Usage::kBinary, 0, true},
    {"PACKED-DECIMAL", Usage::kPacked, 0, true},
    {"FLOAT-SHORT", Usage::kFloat, 4, true},
    {"FLOAT-LONG", Usage::kDouble, 8, true},
    {"BINARY-CHAR", Usage::kNative, 1, true},
    {"BINARY-SHORT", Usage::kNative, 2, true},
    {"BINARY-LONG", Usage::kNative, 4, true},
    {"BINARY-DOUBLE", Usage::kNative, 8, true},
    {"SIGNED-SHORT", Usage::kNative, 2, true},
    {"SIGNED-INT", Usage::kNative, 4, true},
    {"SIGNED-LONG", Usage::kNative, 8, true},
    {"UNSIGNED-SHORT", Usage::kNative, 2, false},
    {"UNSIGNED-INT", Usage::kNative, 4, false},
    {"UNSIGNED-LONG", Usage::kNative, 8, false},
    {"INDEX", Usage::kAddress, 4, true},
    {"POINTER", Usage::kAddress, 4, true},
    {"POINTER-32", Usage::kAddress, 4, true},
    {"PROCEDURE-POINTER", Usage::kAddress, 8, true},
    {"FUNCTION-POINTER", Usage::kAddress, 4, true},
};

/// Words that start a clause, and so end a list of names.
constexpr std::string_view kClauseWords[] = {
    "REDEFINES",    "PIC",     "PICTURE",   "USAGE",     "SIGN",       "LEADING",   "TRAILING",
    "SEPARATE",     "OCCURS",  "INDEXED",   "ASCENDING", "DESCENDING", "DEPENDING", "SYNC",
    "SYNCHRONIZED", "JUST",    "JUSTIFIED", "BLANK",     "VALUE",      "VALUES",    "EXTERNAL",
    "GLOBAL",       "RENAMES", "IS",        "KEY",       "TIMES",
};

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

/// COMPUTATIONAL-3 as COMP-3; other words in upper case.
std::string usage_key(std::string_view word) {
  std::string key = upper(word);
  if (key.starts_with("COMPUTATIONAL")) key = "COMP" + key.substr(13);
  return key;
}

const UsageWord* find_usage(std::string_view word) {
  const std::string key = usage_key(word);
  for (const UsageWord& each : kUsageWords) {
    if (each.word == key) return &each;
  }
  return nullptr;
}

bool is_number(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  bool digit = false;
  for (const char c : text) {
    if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      digit = true;
    } else if (c != '.' && c != ',') {
      return false;
    }
  }
  return digit;
}

class Parser {
 public:
  Parser(std::vector<Token> tokens, bool decimal_comma)
      : tokens_(std::move(tokens)), decimal_comma_(decimal_comma) {}

  Result<std::vector<Entry>> run() {
    while (at_ < tokens_.size()) {
      if (tokens_[at_].kind == Token::Kind::kPeriod) {  // a stray one
        ++at_;
        continue;
      }
      const std::string word = upper(tokens_[at_].text);
      if (tokens_[at_].kind == Token::Kind::kWord && is_listing_word(word)) {
        ++at_;
        continue;
      }
      if (skips(word)) {
        while (at_ < tokens_.size() && tokens_[at_].kind != Token::Kind::kPeriod) ++at_;
        continue;
      }
      NC_RETURN_IF_ERROR(entry());
    }
    if (entries_.empty()) {
      return Error{ErrorCode::kCorrupt, "copybook: no data description entry found",
                   "see whether the columns are what the option 'form' says: text of a copybook in "
                   "fixed form stands in columns 8 to 72"};
    }
    return std::move(entries_);
  }

 private:
  /// EJECT, SKIP1: they shape a listing and need no period.
  static bool is_listing_word(const std::string& word) {
    return word == "EJECT" || word == "SKIP1" || word == "SKIP2" || word == "SKIP3";
  }

  /// FD entries and headings of sections, which stand around copybooks.
  [[nodiscard]] bool skips(const std::string& word) const {
    if (word == "FD" || word == "SD" || word == "TITLE") return true;
    for (std::size_t i = at_; i < tokens_.size() && i < at_ + 4; ++i) {
      if (tokens_[i].kind == Token::Kind::kPeriod) return false;
      const std::string next = upper(tokens_[i].text);
      if (next == "SECTION" || next == "DIVISION") return true;
    }
    return false;
  }

  [[nodiscard]] bool ends() const {
    return at_ >= tokens_.size() || tokens_[at_].kind == Token::Kind::kPeriod;
  }
  [[nodiscard]] bool is(std::string_view word) const {
    return at_ < tokens_.size() && tokens_[at_].kind == Token::Kind::kWord &&
           equals_word(tokens_[at_].text, word);
  }
  bool take(std::string_view word) {
    if (!is(word)) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] Place place() const {
    return at_ < tokens_.size() ? tokens_[at_].place
           : tokens_.empty()    ? Place{1, 1}
                                : tokens_.back().place;
  }
  [[nodiscard]] Error wrong(const std::string& what, std::string hint = {}) const {
    return Error{ErrorCode::kCorrupt, "copybook, " + print(place()) + ": " + what, std::move(hint)};
  }
  [[nodiscard]] std::string next_text() const {
    return at_ < tokens_.size() ? "'" + tokens_[at_].text + "'" : "the end of the text";
  }

  Result<std::string> take_name(std::string_view purpose) {
    if (ends() || tokens_[at_].kind != Token::Kind::kWord || !is_cobol_name(tokens_[at_].text)) {
      return wrong("expected a name " + std::string(purpose) + ", found " + next_text(),
                   next_text().find(':') != std::string::npos
                       ? "names with ':' are completed by COPY ... REPLACING"
                       : "");
    }
    return tokens_[at_++].text;
  }

  /// A name with its qualifiers: A OF B IN C.
  Result<std::vector<std::string>> take_qualified(std::string_view purpose) {
    NC_ASSIGN_OR_RETURN(std::string name, take_name(purpose));
    std::vector<std::string> names{std::move(name)};
    while (is("OF") || is("IN")) {
      ++at_;
      NC_ASSIGN_OR_RETURN(std::string group, take_name("after OF"));
      names.push_back(std::move(group));
    }
    return names;
  }

  Result<std::size_t> take_count() {
    std::size_t count = 0;
    if (ends() || tokens_[at_].kind != Token::Kind::kWord || tokens_[at_].text.empty()) {
      return wrong("expected a number after OCCURS");
    }
    for (const char c : tokens_[at_].text) {
      if (std::isdigit(static_cast<unsigned char>(c)) == 0) {
        return wrong("expected a number after OCCURS, found " + next_text());
      }
      count = count * 10 + static_cast<std::size_t>(c - '0');
      if (count > kOccursMax) return wrong("OCCURS of more than 16777216");
    }
    ++at_;
    return count;
  }

  Result<Literal> take_literal() {
    if (take("ALL")) {
      NC_ASSIGN_OR_RETURN(Literal all, take_literal());
      return Literal{Literal::Kind::kFigurative, "ALL " + all.text};
    }
    if (ends()) return wrong("expected a literal");
    const Token& token = tokens_[at_];
    if (token.kind == Token::Kind::kText) {
      ++at_;
      return Literal{Literal::Kind::kText, token.text};
    }
    if (is_number(token.text)) {
      ++at_;
      std::string text = token.text;
      if (text.starts_with('+')) text.erase(0, 1);
      std::replace(text.begin(), text.end(), ',', '.');
      return Literal{Literal::Kind::kNumber, text};
    }
    for (const std::string_view figurative :
         {"ZERO", "ZEROS", "ZEROES", "SPACE", "SPACES", "LOW-VALUE", "LOW-VALUES", "HIGH-VALUE",
          "HIGH-VALUES", "QUOTE", "QUOTES", "NULL", "NULLS"}) {
      if (take(figurative)) return Literal{Literal::Kind::kFigurative, std::string(figurative)};
    }
    if (token.kind == Token::Kind::kWord && is_cobol_name(token.text)) {  // a constant's name
      ++at_;
      return Literal{Literal::Kind::kFigurative, token.text};
    }
    return wrong("expected a literal, found " + next_text());
  }

  Status entry() {
    const Place start = place();
    int level = 0;
    const std::string& text = tokens_[at_].text;
    if (tokens_[at_].kind != Token::Kind::kWord || text.empty() || text.size() > 2 ||
        !std::all_of(text.begin(), text.end(),
                     [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; })) {
      return wrong("expected a level number, found " + next_text(),
                   entries_.empty() ? "" : "does the entry before it end with a period?");
    }
    level = std::stoi(text);
    if (level == 0 || (level > 49 && level != 66 && level != 77 && level != 88)) {
      return wrong("level " + text + " does not exist", "levels are 01 to 49, 66, 77 and 88");
    }
    ++at_;
    if (level == 88) return condition();
    Entry entry;
    entry.place = start;
    entry.level = level;
    const bool named = !ends() && tokens_[at_].kind == Token::Kind::kWord && !is("FILLER") &&
                       (!starts_clause() || next_starts_description());
    if (take("FILLER")) {
      // no name
    } else if (named) {
      NC_ASSIGN_OR_RETURN(entry.name, take_name("after the level number"));
    }
    if (level == 66) {
      NC_RETURN_IF_ERROR(renames(entry));
    }
    while (!ends()) NC_RETURN_IF_ERROR(clause(entry));
    if (at_ < tokens_.size()) ++at_;  // the period
    if (entry.sign_separate && !entry.sign_leading) entry.sign_leading = false;
    if (!entry.depending_on.empty() && !entry.occurs) {
      return Error{ErrorCode::kCorrupt,
                   "copybook, " + print(start) + ": DEPENDING ON without OCCURS"};
    }
    entries_.push_back(std::move(entry));
    return {};
  }

  [[nodiscard]] bool starts_clause() const {
    if (find_usage(tokens_[at_].text) != nullptr) return true;
    return std::any_of(std::begin(kClauseWords), std::end(kClauseWords),
                       [&](std::string_view word) { return is(word); });
  }

  /// For reserved words that copybooks use as names all the same: "05 KEY PIC X".
  [[nodiscard]] bool next_starts_description() const {
    if (at_ + 1 >= tokens_.size() || find_usage(tokens_[at_].text) != nullptr) return false;
    const Token& next = tokens_[at_ + 1];
    return next.kind == Token::Kind::kPeriod || equals_word(next.text, "PIC") ||
           equals_word(next.text, "PICTURE") || equals_word(next.text, "OCCURS");
  }

  Status condition() {
    if (entries_.empty()) return wrong("level 88 without a field before it");
    Condition condition;
    NC_ASSIGN_OR_RETURN(condition.name, take_name("after level 88"));
    if (!take("VALUE") && !take("VALUES")) return wrong("expected VALUE in a level-88 entry");
    if (!take("IS")) take("ARE");
    while (!ends() && !is("WHEN") && !is("FALSE")) {
      NC_ASSIGN_OR_RETURN(Literal first, take_literal());
      LiteralRange range{first, first};
      if (take("THRU") || take("THROUGH")) {
        NC_ASSIGN_OR_RETURN(range.last, take_literal());
      }
      condition.values.push_back(std::move(range));
    }
    while (!ends()) ++at_;  // WHEN SET TO FALSE IS literal
    if (condition.values.empty()) return wrong("a level-88 entry without a value");
    if (at_ < tokens_.size()) ++at_;
    for (std::size_t i = entries_.size(); i-- > 0;) {
      if (entries_[i].level != 66) {
        entries_[i].conditions.push_back(std::move(condition));
        break;
      }
    }
    return {};
  }

  Status renames(Entry& entry) {
    if (!take("RENAMES")) return wrong("expected RENAMES in a level-66 entry");
    NC_ASSIGN_OR_RETURN(const std::vector<std::string> first, take_qualified("after RENAMES"));
    entry.renames_first = first[0];
    entry.renames_last = first[0];
    if (take("THRU") || take("THROUGH")) {
      NC_ASSIGN_OR_RETURN(const std::vector<std::string> last, take_qualified("after THRU"));
      entry.renames_last = last[0];
    }
    return {};
  }

  Status clause(Entry& entry) {
    take("IS");
    if (take("REDEFINES")) {
      NC_ASSIGN_OR_RETURN(entry.redefines, take_name("after REDEFINES"));
      return {};
    }
    if (take("PIC") || take("PICTURE")) {
      take("IS");
      return picture(entry);
    }
    if (take("OCCURS")) return occurs(entry);
    if (take("DEPENDING")) {
      take("ON");
      NC_ASSIGN_OR_RETURN(entry.depending_on, take_qualified("after DEPENDING ON"));
      return {};
    }
    if (take("INDEXED")) {
      take("BY");
      return skip_names();
    }
    if (take("ASCENDING") || take("DESCENDING")) {
      take("KEY");
      take("IS");
      return skip_names();
    }
    if (take("SIGN")) {
      take("IS");
      if (!is("LEADING") && !is("TRAILING"))
        return wrong("expected LEADING or TRAILING after SIGN");
    }
    if (is("LEADING") || is("TRAILING")) {
      entry.sign_leading = is("LEADING");
      ++at_;
      if (take("SEPARATE")) {
        entry.sign_separate = true;
        take("CHARACTER");
      }
      return {};
    }
    if (take("SEPARATE")) {
      entry.sign_separate = true;
      take("CHARACTER");
      return {};
    }
    if (take("SYNC") || take("SYNCHRONIZED")) {
      entry.synchronized = true;
      if (!take("LEFT")) take("RIGHT");
      return {};
    }
    if (take("JUST") || take("JUSTIFIED")) {
      entry.justified = true;
      take("RIGHT");
      return {};
    }
    if (take("BLANK")) {
      take("WHEN");
      if (!take("ZERO") && !take("ZEROS") && !take("ZEROES"))
        return wrong("expected ZERO after BLANK");
      entry.blank_when_zero = true;
      return {};
    }
    if (take("VALUE") || take("VALUES")) {
      if (!take("IS")) take("ARE");
      NC_ASSIGN_OR_RETURN(Literal value, take_literal());
      entry.value = std::move(value);
      return {};
    }
    if (take("EXTERNAL") || take("GLOBAL")) return {};
    const bool usage_word = take("USAGE");
    if (usage_word) take("IS");
    if (ends()) return wrong("expected a usage");
    if (const UsageWord* const usage = find_usage(tokens_[at_].text))
      return set_usage(entry, *usage);
    if (usage_word) {
      return Error{ErrorCode::kUnsupported,
                   "copybook, " + print(place()) + ": usage " + next_text() + " is not supported"};
    }
    return wrong("unexpected " + next_text() + " in a data description entry",
                 "does the entry before it end with a period?");
  }

  Status set_usage(Entry& entry, const UsageWord& usage) {
    entry.usage_text = upper(tokens_[at_].text);
    entry.usage = usage.usage;
    entry.native_bytes = usage.native_bytes;
    entry.native_signed = usage.is_signed;
    entry.exact_bytes = usage.word == "COMP-X";
    ++at_;
    if (usage.word.starts_with("BINARY-")) {
      if (take("UNSIGNED")) {
        entry.native_signed = false;
        entry.usage_text += " UNSIGNED";
      } else {
        take("SIGNED");
      }
    }
    return {};
  }

  Status picture(Entry& entry) {
    if (ends() || tokens_[at_].kind != Token::Kind::kWord) return wrong("expected a picture");
    auto parsed = parse_picture(tokens_[at_].text, decimal_comma_);
    if (!parsed.ok()) {
      return Error{parsed.error().code,
                   "copybook, " + print(place()) + ": " + parsed.error().message,
                   parsed.error().hint};
    }
    entry.picture = std::move(parsed).value();
    entry.picture_text = tokens_[at_].text;
    ++at_;
    return {};
  }

  Status occurs(Entry& entry) {
    NC_ASSIGN_OR_RETURN(const std::size_t count, take_count());
    entry.occurs = true;
    entry.occurs_min = count;
    entry.occurs_max = count;
    if (take("TO")) {
      NC_ASSIGN_OR_RETURN(entry.occurs_max, take_count());
    }
    take("TIMES");
    if (entry.occurs_max < entry.occurs_min || entry.occurs_max == 0) {
      return wrong("OCCURS from " + std::to_string(entry.occurs_min) + " to " +
                   std::to_string(entry.occurs_max));
    }
    return {};
  }

  Status skip_names() {
    while (!ends() && tokens_[at_].kind == Token::Kind::kWord && !starts_clause()) {
      NC_ASSIGN_OR_RETURN(const std::string name, take_name("of a key or index"));
    }
    return {};
  }

  std::vector<Token> tokens_;
  bool decimal_comma_;
  std::size_t at_ = 0;
  std::vector<Entry> entries_;
};

}  // namespace

bool is_cobol_name(std::string_view text) {
  if (text.empty() || text.size() > 64 || text.front() == '-' || text.back() == '-') return false;
  bool letter = false;
  for (const char c : text) {
    const bool alphabetic = std::isalpha(static_cast<unsigned char>(c)) != 0;
    letter = letter || alphabetic;
    if (!alphabetic && std::isdigit(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_' &&
        c != '#' && c != '@' && c != '$') {
      return false;
    }
  }
  return letter && text.front() != '$';
}

bool same_name(std::string_view a, std::string_view b) {
  const auto folded = [](char c) {
    return c == '_' ? '-' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return folded(x) == folded(y); });
}

Result<std::vector<Entry>> parse_copybook(std::string_view text, const CopybookOptions& options) {
  NC_ASSIGN_OR_RETURN(std::vector<Token> tokens, tokenize(text, options));
  return Parser(std::move(tokens), options.decimal_comma).run();
}

}  // namespace neurocrypt::cobol
