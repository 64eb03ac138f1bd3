// Words of names and sentences. tools/matcher/text.py is the same in Python; both are held to the
// same vectors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace neurocrypt {

/// The runs of one sort of character that a text is made of, in lower case and without Latin
/// accents: "custAcctNo" -> cust acct no, "URLPath" -> url path, "address1" -> address 1,
/// "userIDs" -> user ids. Han, kana and hangul stand apart from other letters. Bytes that are not
/// UTF-8 separate.
std::vector<std::string> word_runs(std::string_view text);

/// True when the first character belongs to a script that is written without spaces.
[[nodiscard]] bool is_wide(std::string_view run);

/// The name of a word in the weights: 64-bit FNV-1a, folded.
[[nodiscard]] std::uint32_t word_key(std::string_view word);

/// The character n-grams of "<word>", n = 3, 4, 5.
std::vector<std::string> word_grams(std::string_view word);

/// What two spellings have in common: the trigrams of "^run$"; a wide character counts alone and
/// with its neighbour. Sorted, unique.
std::vector<std::string> shape_grams(std::string_view text);

/// The trigrams of "^run$" without the vowels that abbreviations drop: all but a first letter.
/// Sorted, unique.
std::vector<std::string> skeleton_grams(const std::vector<std::string>& runs);

/// Abbreviations and compounds. Words are named by word_key().
class Lexicon {
 public:
  static constexpr std::uint8_t kNoPart = 255;  ///< class of a word that is no part of longer ones

  /// `word` has a frequency class: 0 for the commonest.
  void add_word(std::uint32_t key, std::uint8_t frequency_class) {
    classes_.emplace(key, frequency_class);
  }
  void add_short(std::string word, std::vector<std::string> words) {
    short_.emplace(std::move(word), std::move(words));
  }

  /// The words of a text. Abbreviations become what they stand for; with `split`, long unknown
  /// runs are split into known words where that is possible; wide runs always are.
  [[nodiscard]] std::vector<std::string> words(std::string_view text, bool split = true) const;

 private:
  [[nodiscard]] std::vector<std::string_view> parts(std::string_view run) const;

  std::unordered_map<std::uint32_t, std::uint8_t> classes_;
  std::unordered_map<std::string, std::vector<std::string>> short_;
};

}  // namespace neurocrypt
