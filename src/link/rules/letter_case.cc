#include "link/rules/letter_case.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

#include "link/rules/case_table.h"

namespace neurocrypt::rules {
namespace {

constexpr std::string_view kNames[] = {"upper",       "lower", "title", "snake",
                                       "upper_snake", "kebab", "camel", "pascal"};

char32_t map(std::span<const CaseRange> table, char32_t character) {
  const auto range = std::ranges::lower_bound(table, character, {}, &CaseRange::last);
  if (range == table.end() || character < range->first ||
      (character - range->first) % range->step != 0) {
    return character;
  }
  return static_cast<char32_t>(static_cast<std::int32_t>(character) + range->difference);
}

char32_t upper(char32_t c) { return map(kToUpper, c); }
char32_t lower(char32_t c) { return map(kToLower, c); }
bool is_upper(char32_t c) { return lower(c) != c; }
bool is_lower(char32_t c) { return upper(c) != c; }
bool in_word(char32_t c) {
  // Beyond ASCII everything counts as a letter: names in any script hold together.
  return c >= 0x80 || (c >= '0' && c <= '9') || is_upper(c) || is_lower(c);
}

std::u32string characters(std::string_view text) {
  std::u32string all;
  while (!text.empty()) all += take_character(text);
  return all;
}

std::vector<std::u32string> words(std::string_view text) {
  const std::u32string all = characters(text);
  std::vector<std::u32string> found;
  bool inside = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const char32_t c = all[i];
    if (!in_word(c)) {
      inside = false;
      continue;
    }
    const bool next_is_lower = i + 1 < all.size() && is_lower(all[i + 1]);
    const bool begins = !inside || (is_upper(c) && (!is_upper(all[i - 1]) || next_is_lower));
    if (begins) found.emplace_back();
    found.back() += c;
    inside = true;
  }
  return found;
}

std::string join_words(LetterCase letter_case, std::string_view text) {
  std::string joined;
  bool first_word = true;
  for (const std::u32string& word : words(text)) {
    if (!first_word && letter_case == LetterCase::kKebab) joined += '-';
    if (!first_word &&
        (letter_case == LetterCase::kSnake || letter_case == LetterCase::kUpperSnake)) {
      joined += '_';
    }
    const bool capital =
        letter_case == LetterCase::kPascal || (letter_case == LetterCase::kCamel && !first_word);
    for (std::size_t i = 0; i < word.size(); ++i) {
      const bool up = letter_case == LetterCase::kUpperSnake || (capital && i == 0);
      append_character(up ? upper(word[i]) : lower(word[i]), joined);
    }
    first_word = false;
  }
  return joined;
}

}  // namespace

std::string_view name(LetterCase letter_case) {
  return kNames[static_cast<std::size_t>(letter_case)];
}

std::optional<LetterCase> find_letter_case(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == std::end(kNames)) return std::nullopt;
  return kLetterCases[found - std::begin(kNames)];
}

std::string change_case(LetterCase letter_case, std::string_view text) {
  switch (letter_case) {
    case LetterCase::kUpper:
    case LetterCase::kLower:
    case LetterCase::kTitle:
      break;
    default:
      return join_words(letter_case, text);
  }
  std::string changed;
  changed.reserve(text.size());
  bool inside = false;
  while (!text.empty()) {
    const char32_t c = take_character(text);
    const bool up =
        letter_case == LetterCase::kUpper || (letter_case == LetterCase::kTitle && !inside);
    append_character(up ? upper(c) : lower(c), changed);
    inside = in_word(c) || (inside && c == '\'');
  }
  return changed;
}

char32_t take_character(std::string_view& text) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t character = lead;
  if (size > 1) {
    if (size > text.size()) {
      text.remove_prefix(1);
      return character;
    }
    character = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) character = character << 6 | (byte(i) & 0x3FU);
  }
  text.remove_prefix(size);
  return character;
}

void append_character(char32_t c, std::string& text) {
  const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace neurocrypt::rules
