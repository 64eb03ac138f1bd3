#include "link/match/words.h"

#include <algorithm>
#include <array>
#include <optional>

namespace neurocrypt {
namespace {

constexpr std::size_t kPieceMin = 3;   // letters of a part of a compound
constexpr std::size_t kPieceMax = 16;  // characters
constexpr std::size_t kSplitMin = 5;   // shorter runs are left whole
constexpr std::size_t kSplitMax = 40;
constexpr std::string_view kShortPieces[] = {"id", "no", "of", "to", "by", "is",
                                             "cd", "dt", "nm", "tp", "nb", "cy"};

// Base letters of U+00C0 to U+017F; '*' for the two signs among them.
constexpr std::string_view kFold =
    "AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTsaaaaaaaceeeeiiiidnooooo*ouuuuyty"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSs"
    "Ss"
    "SsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
static_assert(kFold.size() == 0x180 - 0xC0);

constexpr char32_t kNoCharacter = 0xFFFD;

enum class Sort : std::uint8_t { kNone, kLower, kUpper, kDigit, kWide };

bool is_wide(char32_t c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

Sort sort_of(char32_t c) {
  if (c >= 'a' && c <= 'z') return Sort::kLower;
  if (c >= 'A' && c <= 'Z') return Sort::kUpper;
  if (c >= '0' && c <= '9') return Sort::kDigit;
  if (c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2E7F) ||
      (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) ||
      (c >= 0xFE10 && c <= 0xFFFF)) {
    return Sort::kNone;
  }
  return is_wide(c) ? Sort::kWide : Sort::kLower;
}

char32_t folded(char32_t c) {
  if (c >= 0xC0 && c <= 0x17F) return static_cast<unsigned char>(kFold[c - 0xC0]);
  if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) return c + 0x20;
  return c;
}

/// Reads the character at `at` and moves behind it; a byte that starts none is kNoCharacter.
char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return text[at++];
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (first < 0xC2 || first > 0xF4 || at + size > text.size()) {
    ++at;
    return kNoCharacter;
  }
  char32_t c = first & (0x7F >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) {
      ++at;
      return kNoCharacter;
    }
    c = c << 6 | (byte(at + i) & 0x3F);
  }
  if (c < kLeast[size] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
    ++at;
    return kNoCharacter;
  }
  at += size;
  return c;
}

void append(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

/// Where the characters of well-formed UTF-8 begin, and the end.
std::vector<std::size_t> character_starts(std::string_view word) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if ((static_cast<unsigned char>(word[i]) & 0xC0) != 0x80) starts.push_back(i);
  }
  starts.push_back(word.size());
  return starts;
}

/// Appends all n-grams of characters.
void append_grams(std::string_view word, std::size_t n, std::vector<std::string>& out) {
  const std::vector<std::size_t> starts = character_starts(word);
  for (std::size_t i = 0; i + n < starts.size(); ++i) {
    out.emplace_back(word.substr(starts[i], starts[i + n] - starts[i]));
  }
}

void keep_each_once(std::vector<std::string>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

bool is_ascii_letters(std::string_view run) {
  return std::all_of(run.begin(), run.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

std::vector<std::string> word_runs(std::string_view text) {
  std::vector<char32_t> characters;
  std::vector<Sort> sorts;
  for (std::size_t at = 0; at < text.size();) {
    characters.push_back(folded(next_character(text, at)));
    sorts.push_back(sort_of(characters.back()));
  }
  const std::size_t count = characters.size();
  const auto sort_at = [&](std::size_t i) { return i < count ? sorts[i] : Sort::kNone; };
  std::vector<std::string> runs;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= count; ++i) {
    const Sort here = sort_at(i);
    if (i > start) {
      const Sort before = sorts[i - 1];
      const bool changes = here != before && !(before == Sort::kUpper && here == Sort::kLower);
      const bool last_capital = before == Sort::kUpper && here == Sort::kUpper &&
                                sort_at(i + 1) == Sort::kLower &&
                                !(characters[i + 1] == 's' && sort_at(i + 2) != Sort::kLower);
      if (changes || last_capital) {
        std::string& run = runs.emplace_back();
        for (std::size_t k = start; k < i; ++k) {
          const char32_t c = characters[k];
          append(run, c >= 'A' && c <= 'Z' ? c + 0x20 : c);
        }
        start = i;
      }
    }
    if (here == Sort::kNone) start = i + 1;
  }
  return runs;
}

bool is_wide(std::string_view run) {
  std::size_t at = 0;
  return !run.empty() && is_wide(next_character(run, at));
}

std::uint32_t word_key(std::string_view word) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return static_cast<std::uint32_t>(hash >> 32 ^ hash);
}

std::vector<std::string> word_grams(std::string_view word) {
  const std::string padded = "<" + std::string(word) + ">";
  std::vector<std::string> grams;
  for (const std::size_t n : {3, 4, 5}) append_grams(padded, n, grams);
  return grams;
}

std::vector<std::string> shape_grams(std::string_view text) {
  std::vector<std::string> grams;
  for (const std::string& run : word_runs(text)) {
    if (is_wide(run)) {
      append_grams(run, 1, grams);
      append_grams(run, 2, grams);
    } else {
      append_grams("^" + run + "$", 3, grams);
    }
  }
  keep_each_once(grams);
  return grams;
}

std::vector<std::string> skeleton_grams(const std::vector<std::string>& runs) {
  std::vector<std::string> grams;
  for (const std::string& run : runs) {
    std::string bones = "^" + run.substr(0, 1);
    for (const char c : run.substr(1)) {
      if (std::string_view("aeiou").find(c) == std::string_view::npos) bones += c;
    }
    append_grams(bones + "$", 3, grams);
  }
  keep_each_once(grams);
  return grams;
}

/// The cheapest way to write a run as known words and abbreviations; empty when there is none.
std::vector<std::string_view> Lexicon::parts(std::string_view run) const {
  const bool wide = neurocrypt::is_wide(run);
  const std::vector<std::size_t> starts = character_starts(run);
  const std::size_t count = starts.size() - 1;
  if (count > kSplitMax) return {};
  struct Step {
    int cost;
    std::size_t from;
  };
  std::vector<std::optional<Step>> best(count + 1);
  best[0] = Step{0, 0};
  const auto cost_of = [&](std::string_view part, std::size_t characters) -> std::optional<int> {
    const auto known = classes_.find(word_key(part));
    const bool abbreviation = short_.contains(std::string(part));
    if (wide) {
      if (abbreviation || known != classes_.end()) return 40;
      return characters == 1 ? std::optional<int>(100) : std::nullopt;
    }
    if (characters < kPieceMin &&
        std::find(std::begin(kShortPieces), std::end(kShortPieces), part) == std::end(kShortPieces))
      return std::nullopt;
    if (known != classes_.end() && known->second != kNoPart) return 100 + known->second;
    return abbreviation ? std::optional<int>(160) : std::nullopt;
  };
  for (std::size_t end = 1; end <= count; ++end) {
    for (std::size_t from = end > kPieceMax ? end - kPieceMax : 0; from < end; ++from) {
      if (!best[from]) continue;
      const auto cost = cost_of(run.substr(starts[from], starts[end] - starts[from]), end - from);
      if (cost && (!best[end] || best[from]->cost + *cost < best[end]->cost)) {
        best[end] = Step{best[from]->cost + *cost, from};
      }
    }
  }
  std::vector<std::string_view> parts;
  if (!best[count]) return parts;
  for (std::size_t end = count; end > 0; end = best[end]->from) {
    const std::size_t from = best[end]->from;
    parts.push_back(run.substr(starts[from], starts[end] - starts[from]));
  }
  std::reverse(parts.begin(), parts.end());
  return parts;
}

std::vector<std::string> Lexicon::words(std::string_view text, bool split) const {
  std::vector<std::string> words;
  const auto add = [&](std::string_view word) {
    const auto long_form = short_.find(std::string(word));
    if (long_form == short_.end()) {
      words.emplace_back(word);
    } else {
      words.insert(words.end(), long_form->second.begin(), long_form->second.end());
    }
  };
  for (const std::string& run : word_runs(text)) {
    const bool wide = neurocrypt::is_wide(run);
    if (short_.contains(run) || classes_.contains(word_key(run)) ||
        !(wide || (split && run.size() >= kSplitMin && is_ascii_letters(run)))) {
      add(run);
      continue;
    }
    const std::vector<std::string_view> pieces = parts(run);
    if (!pieces.empty()) {
      for (const std::string_view piece : pieces) add(piece);
    } else if (wide) {
      append_grams(run, 1, words);
    } else {
      words.push_back(run);
    }
  }
  return words;
}

}  // namespace neurocrypt
