// Upper and lower case, and the ways to write a name of several words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace neurocrypt::rules {

enum class LetterCase : std::uint8_t {
  kUpper,       ///< every letter that has an upper case; "ß", whose upper case is two, stays
  kLower,       ///< likewise
  kTitle,       ///< the first letter of each word upper, the others lower
  kSnake,       ///< words, lower, joined by "_"; what is neither letter nor digit is dropped
  kUpperSnake,  ///< words, upper, joined by "_"
  kKebab,       ///< words, lower, joined by "-"
  kCamel,       ///< words, the first letter upper but for the first word
  kPascal,      ///< words, the first letter upper
};
inline constexpr LetterCase kLetterCases[] = {
    LetterCase::kUpper,      LetterCase::kLower, LetterCase::kTitle, LetterCase::kSnake,
    LetterCase::kUpperSnake, LetterCase::kKebab, LetterCase::kCamel, LetterCase::kPascal};

std::string_view name(LetterCase letter_case);  ///< "upper", "upper_snake"
std::optional<LetterCase> find_letter_case(std::string_view name);

/// `text` in that case, whatever the locale of the host. A word ends where a letter or digit is
/// followed by something else, a small letter by a capital ("userId"), and a capital by a capital
/// that begins a small word ("HTTPServer").
/// Source   Unicode's simple case mappings: one letter for one letter.
std::string change_case(LetterCase letter_case, std::string_view text);

/// One character of UTF-8 text, which it removes from the front; a byte that begins none stands for
/// itself.
char32_t take_character(std::string_view& text);
void append_character(char32_t character, std::string& text);
/// Characters of a UTF-8 text.
std::size_t count_characters(std::string_view text);

}  // namespace neurocrypt::rules
