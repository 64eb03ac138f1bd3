#include "policy/value_signs.h"

#include <algorithm>
#include <array>

#include "policy/card_number.h"
#include "policy/contact_signs.h"
#include "policy/iban.h"
#include "policy/national_ids.h"
#include "policy/secret_signs.h"

namespace neurocrypt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

void add_card_and_iban(std::string_view text, std::vector<Sign>& signs) {
  // The digits of an IBAN are none of a card: cards are looked for around it.
  const auto add_card = [&signs](std::string_view part, bool all) {
    const Found card = find_card_number(part);
    if (card == Found::kNo) return false;
    signs.push_back({Kind::kPaymentCard,
                     all && card == Found::kWhole ? 0.95 : 0.9,
                     "the Luhn checksum holds, and the first digits are a card network's",
                     {}});
    return true;
  };
  bool all = true;
  bool card_found = false;
  for (auto iban = find_iban(text); iban; iban = find_iban(text)) {
    if (all) {
      signs.push_back({Kind::kIban,
                       iban->begin == 0 && iban->end == text.size() ? 0.98 : 0.95,
                       "the checksum modulo 97 and the country's form hold",
                       {}});
    }
    all = false;
    card_found = card_found || add_card(text.substr(0, iban->begin), false);
    text.remove_prefix(iban->end);
  }
  if (!card_found) add_card(text, all);
}

void add_national_ids(std::string_view text, std::vector<Sign>& signs) {
  constexpr std::size_t kTextMax = 32;
  constexpr std::string_view kSeparators = " -./+";
  if (text.size() < 8 || text.size() > kTextMax || text.front() == '+') return;
  std::array<char, kCompactMax> compact{};
  std::array<char, kCompactMax> groups{};
  std::size_t used = 0;
  std::size_t group_count = 1;
  groups[0] = '0';
  for (const char c : text) {
    if (kSeparators.find(c) != std::string_view::npos) {
      if (groups[group_count - 1] == '0') return;  // two separators in a row, or one in front
      if (group_count == groups.size()) return;
      groups[group_count++] = '0';
      continue;
    }
    if (used == compact.size() || !(is_digit(c) || is_small(c) || is_capital(c))) return;
    compact[used++] = is_small(c) ? static_cast<char>(c - 'a' + 'A') : c;
    ++groups[group_count - 1];
  }
  const std::string_view value(compact.data(), used);
  const std::string_view form(groups.data(), group_count);
  for (const NationalId& id : national_ids()) {
    if (!id.valid(value)) continue;
    // In other groups than is usual it is more likely something else.
    double weight = id.bare_weight;
    if (group_count > 1) weight = form == id.groups ? id.grouped_weight : id.bare_weight / 2;
    signs.push_back({id.kind, weight, id.reason, {}});
  }
}

/// Four letters of the bank, two of the country, two or five of the place [ISO 9362].
void add_bic(std::string_view text, std::vector<Sign>& signs) {
  if (text.size() != 8 && text.size() != 11) return;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_capital(text[i]) && (i < 6 || !is_digit(text[i]))) return;
  }
  constexpr std::string_view kCountries =
      "AD AE AL AO AR AT AU AZ BA BE BG BH BR BY CA CH CL CN CO CR CY CZ DE DK DO DZ EE EG ES FI "
      "FO "
      "FR GB GE GI GR GT HK HR HU ID IE IL IN IQ IR IS IT JO JP KE KR KW KZ LB LI LT LU LV LY MA "
      "MC "
      "MD ME MK MT MU MX MY NG NL NO NZ OM PA PE PH PK PL PT QA RO RS RU SA SE SG SI SK SM SV TH "
      "TN "
      "TR TW UA US UY VA VN XK ZA";
  if (kCountries.find(text.substr(4, 2)) == std::string_view::npos) return;
  signs.push_back({Kind::kBic, text.size() == 11 ? 0.4 : 0.3, "it has the form of a BIC", {}});
}

/// A letter, a digit, a digit or letter, and decimals after a point [WHO, ICD-10].
void add_health_code(std::string_view text, std::vector<Sign>& signs) {
  if (text.size() < 3 || text.size() > 8 || !is_capital(text[0]) || !is_digit(text[1])) return;
  if (!is_digit(text[2]) && text[2] != 'A' && text[2] != 'B') return;
  if (text.size() == 3) {
    signs.push_back({Kind::kHealth, 0.2, "it has the form of an ICD-10 code", {}});
    return;
  }
  const std::string_view rest = text.substr(4);
  const bool good =
      text[3] == '.' && !rest.empty() && rest.size() <= 4 &&
      std::all_of(rest.begin(), rest.end(), [](char c) { return is_digit(c) || is_capital(c); });
  if (good) signs.push_back({Kind::kHealth, 0.35, "it has the form of an ICD-10 code", {}});
}

/// Two to four words of letters that start with capitals.
void add_person_name(std::string_view text, std::vector<Sign>& signs) {
  if (text.size() < 5 || text.size() > 60) return;
  std::size_t words = 0;
  bool start = true;
  for (const char c : text) {
    if (c == ' ') {
      start = true;
      continue;
    }
    const bool beyond_ascii = static_cast<unsigned char>(c) >= 0x80;
    if (start) {
      if (!is_capital(c) && !beyond_ascii) return;
      ++words;
    } else if (!is_small(c) && !is_capital(c) && !beyond_ascii && c != '.' && c != '\'' &&
               c != '-') {
      return;
    }
    start = false;
  }
  if (words >= 2 && words <= 4) {
    signs.push_back({Kind::kPersonName, 0.3, "it is written as a name", {}});
  }
}

void add_free_text(const ValueShape& shape, std::string_view text, std::vector<Sign>& signs) {
  if (shape.words >= 8 && shape.letters * 2 > text.size()) {
    signs.push_back({Kind::kFreeText, 0.6, "it is several sentences' worth of words", {}});
  } else if (shape.words >= 3 && shape.letters * 2 > text.size()) {
    signs.push_back({Kind::kFreeText, 0.3, "it is several words", {}});
  }
}

}  // namespace

ValueShape shape_of(std::string_view text) {
  constexpr std::size_t kWordMax = 24;  // longer ones are no words of a language
  ValueShape shape;
  std::size_t size = 0;
  std::size_t letters_in_word = 0;
  std::size_t hidden = 0;
  const auto end_word = [&] {
    if (letters_in_word >= 2 && size <= kWordMax) ++shape.words;
    size = letters_in_word = 0;
  };
  for (const char c : text) {
    const bool letter = is_small(c) || is_capital(c) || static_cast<unsigned char>(c) >= 0x80;
    if (is_digit(c)) ++shape.digits;
    if (letter) ++shape.letters;
    if (c == '*' || c == 'X' || c == 'x' || c == '#') ++hidden;
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      end_word();
      continue;
    }
    ++size;
    if (letter) ++letters_in_word;
  }
  end_word();
  shape.masked = hidden >= 3 && shape.letters <= hidden;
  return shape;
}

void add_value_signs(std::string_view text, bool is_number, std::vector<Sign>& signs) {
  const ValueShape shape = shape_of(text);
  // "4111111111111111.00" and the like: the digits before the point.
  const std::string_view whole = is_number ? text.substr(0, text.find('.')) : text;
  constexpr std::size_t kShortestCard = 12;
  if (whole.size() >= kShortestCard && shape.digits >= 2) add_card_and_iban(whole, signs);
  if (shape.digits >= 6) add_national_ids(whole, signs);
  if (is_number) return;
  add_secret_signs(text, signs);
  add_contact_signs(text, signs);
  add_bic(text, signs);
  add_health_code(text, signs);
  add_person_name(text, signs);
  add_free_text(shape, text, signs);
}

}  // namespace neurocrypt
