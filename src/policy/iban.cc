#include "policy/iban.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "policy/checksum.h"

namespace neurocrypt {
namespace {

constexpr std::size_t kLongest = 34;  // ISO 13616-1

/// The account part of a country's IBANs in the registry's notation: n digits, a letters, c either.
struct CountryForm {
  std::string_view country, form;
};

// The registry, and after it the countries that issue IBANs without being in it.
constexpr CountryForm kCountries[] = {
    {"AD", "8n12c"},    {"AE", "19n"},      {"AL", "8n16c"},    {"AO", "21n"},
    {"AT", "16n"},      {"AX", "14n"},      {"AZ", "4a20c"},    {"BA", "16n"},
    {"BE", "12n"},      {"BF", "2c22n"},    {"BG", "4a6n8c"},   {"BH", "4a14c"},
    {"BI", "23n"},      {"BJ", "2c22n"},    {"BL", "10n11c2n"}, {"BR", "23n1a1c"},
    {"BY", "4a4n16c"},  {"CF", "23n"},      {"CG", "23n"},      {"CH", "5n12c"},
    {"CI", "1a23n"},    {"CM", "23n"},      {"CR", "18n"},      {"CV", "21n"},
    {"CY", "8n16c"},    {"CZ", "20n"},      {"DE", "18n"},      {"DJ", "23n"},
    {"DK", "14n"},      {"DO", "4a20n"},    {"DZ", "22n"},      {"EE", "16n"},
    {"EG", "25n"},      {"ES", "20n"},      {"FI", "14n"},      {"FK", "2a12n"},
    {"FO", "14n"},      {"FR", "10n11c2n"}, {"GA", "23n"},      {"GB", "4a14n"},
    {"GE", "2c16n"},    {"GF", "10n11c2n"}, {"GI", "4a15c"},    {"GL", "14n"},
    {"GP", "10n11c2n"}, {"GQ", "23n"},      {"GR", "7n16c"},    {"GT", "24c"},
    {"GW", "2a19n"},    {"HN", "4a20n"},    {"HR", "17n"},      {"HU", "24n"},
    {"IE", "4c14n"},    {"IL", "19n"},      {"IQ", "4a15n"},    {"IR", "22n"},
    {"IS", "22n"},      {"IT", "1a10n12c"}, {"JO", "4a4n18c"},  {"KM", "23n"},
    {"KW", "4a22c"},    {"KZ", "3n13c"},    {"LB", "4n20c"},    {"LC", "4a24c"},
    {"LI", "5n12c"},    {"LT", "16n"},      {"LU", "3n13c"},    {"LV", "4a13c"},
    {"LY", "21n"},      {"MA", "24n"},      {"MC", "10n11c2n"}, {"MD", "20c"},
    {"ME", "18n"},      {"MF", "10n11c2n"}, {"MG", "23n"},      {"MK", "3n10c2n"},
    {"ML", "2c22n"},    {"MN", "16n"},      {"MQ", "10n11c2n"}, {"MR", "23n"},
    {"MT", "4a5n18c"},  {"MU", "4a19n3a"},  {"MZ", "21n"},      {"NC", "10n11c2n"},
    {"NE", "2a22n"},    {"NI", "4a20n"},    {"NL", "4a10n"},    {"NO", "11n"},
    {"OM", "3n16c"},    {"PF", "10n11c2n"}, {"PK", "4c16n"},    {"PL", "24n"},
    {"PM", "10n11c2n"}, {"PS", "4c21n"},    {"PT", "21n"},      {"QA", "4a21c"},
    {"RE", "10n11c2n"}, {"RO", "4a16c"},    {"RS", "18n"},      {"RU", "14n15c"},
    {"SA", "2n18c"},    {"SC", "4a20n3a"},  {"SD", "14n"},      {"SE", "20n"},
    {"SI", "15n"},      {"SK", "20n"},      {"SM", "1a10n12c"}, {"SN", "2a22n"},
    {"SO", "19n"},      {"ST", "21n"},      {"SV", "4a20n"},    {"TD", "23n"},
    {"TF", "10n11c2n"}, {"TG", "2a22n"},    {"TL", "19n"},      {"TN", "20n"},
    {"TR", "5n17c"},    {"UA", "6n19c"},    {"VA", "18n"},      {"VG", "4c16n"},
    {"WF", "10n11c2n"}, {"XK", "16n"},      {"YE", "4a4n18c"},  {"YT", "10n11c2n"},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

const CountryForm* find_country(char first, char second) {
  const std::array<char, 2> country = {first, second};
  const std::string_view wanted(country.data(), country.size());
  const auto* const found =
      std::lower_bound(std::begin(kCountries), std::end(kCountries), wanted,
                       [](const CountryForm& row, std::string_view c) { return row.country < c; });
  return found != std::end(kCountries) && found->country == wanted ? found : nullptr;
}

/// The next letter or digit from `at` on, over at most three other bytes (one wide space); '\0'
/// when there is none. `at` is then behind it.
char next_character(std::string_view text, std::size_t& at) {
  constexpr std::size_t kSeparatorBytesMax = 3;
  for (std::size_t skipped = 0; at < text.size() && skipped <= kSeparatorBytesMax; ++skipped) {
    const char c = text[at++];
    if (is_digit(c) || is_letter(c)) return upper(c);
  }
  return '\0';
}

/// True when an IBAN starts at `at`; moves `at` behind it.
bool reads_iban(std::string_view text, std::size_t& at) {
  std::array<char, kLongest> characters{};
  for (std::size_t i = 0; i < 4; ++i) characters[i] = next_character(text, at);
  if (!is_digit(characters[2]) || !is_digit(characters[3])) return false;
  const CountryForm* const country = find_country(characters[0], characters[1]);
  if (country == nullptr) return false;
  std::size_t used = 4;
  for (std::string_view form = country->form; !form.empty();) {
    std::size_t count = 0;
    for (; is_digit(form.front()); form.remove_prefix(1)) {
      count = count * 10 + static_cast<std::size_t>(form.front() - '0');
    }
    const char type = form.front();
    form.remove_prefix(1);
    for (; count > 0; --count) {
      const char c = next_character(text, at);
      if (c == '\0' || (type == 'n' && !is_digit(c)) || (type == 'a' && is_digit(c))) return false;
      characters[used++] = c;
    }
  }
  std::rotate(characters.begin(), characters.begin() + 4, characters.begin() + used);
  return modulo_97({characters.data(), used}) == 1;
}

}  // namespace

std::optional<IbanPlace> find_iban(std::string_view text) {
  constexpr std::size_t kShortest = 15;  // Norway
  for (std::size_t i = 0; i + kShortest <= text.size(); ++i) {
    if (!is_letter(text[i])) continue;
    std::size_t end = i;
    if (!reads_iban(text, end)) continue;
    return IbanPlace{i, end};
  }
  return std::nullopt;
}

}  // namespace neurocrypt
