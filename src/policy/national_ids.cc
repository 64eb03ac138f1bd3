// Sources, each the issuer's own description of its number:
//   US SSN      Social Security Administration, "Social Security Number Randomization" (2011)
//   US EIN      Internal Revenue Service, "How EINs are assigned and valid EIN prefixes"
//   UK NINO     HMRC, National Insurance Manual NIM39110
//   UK NHS      NHS Data Dictionary, "NHS number", modulus 11
//   DE IdNr     Abgabenordnung 139b; ISO/IEC 7064 MOD 11,10; digits at most one repeated
//   FR NIR      INSEE, "Numero d'inscription au repertoire", key 97
//   ES DNI/NIE  Ministerio del Interior, "Calculo del digito de control del NIF/NIE"
//   IT CF       Decreto ministeriale 23/12/1976, n. 13813
//   NL BSN      Rijksdienst voor Identiteitsgegevens, elfproef
//   BE NN       Arrete royal du 3 avril 1984, modulus 97
//   PL PESEL    Ustawa o ewidencji ludnosci; weights 1 3 7 9
//   SE          Skatteverket, SKV 704; Luhn
//   FI HETU     Digi- ja vaestotietovirasto, modulus 31; intermediate characters of 2023
//   BR CPF/CNPJ Receita Federal, modulo 11 twice
//   IN Aadhaar  UIDAI, "A UID numbering scheme" (2010), Verhoeff
//   CA SIN      Employment and Social Development Canada, Luhn
//   AU TFN      Australian Taxation Office, weights modulo 11
#include "policy/national_ids.h"

#include <algorithm>
#include <array>
#include <string>

#include "policy/checksum.h"

namespace neurocrypt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }
int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}
bool is_date(int month, int day) { return month >= 1 && month <= 12 && day >= 1 && day <= 31; }
/// One digit all the way: passes most checksums, and is nobody's number.
bool uniform(std::string_view digits) {
  return std::all_of(digits.begin(), digits.end(), [&](char c) { return c == digits[0]; });
}
/// Text of the form of `pattern`: 9 is a digit, A a letter, anything else itself.
bool has_form(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool fits = pattern[i] == '9'   ? is_digit(text[i])
                      : pattern[i] == 'A' ? is_upper(text[i])
                                          : text[i] == pattern[i];
    if (!fits) return false;
  }
  return true;
}

bool us_ssn(std::string_view text) {
  if (!has_form(text, "999999999")) return false;
  const int area = number(text.substr(0, 3));
  return area != 0 && area != 666 && area < 900 && text.substr(3, 2) != "00" &&
         text.substr(5) != "0000";
}

bool us_ein(std::string_view text) {
  if (!has_form(text, "999999999")) return false;
  constexpr int kUnused[] = {0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97};
  return std::find(std::begin(kUnused), std::end(kUnused), number(text.substr(0, 2))) ==
         std::end(kUnused);
}

bool uk_nino(std::string_view text) {
  if (!has_form(text, "AA999999A") || text.back() > 'D') return false;
  constexpr std::string_view kNeither = "DFIQUV";
  if (kNeither.find(text[0]) != std::string_view::npos) return false;
  if (kNeither.find(text[1]) != std::string_view::npos || text[1] == 'O') return false;
  constexpr std::string_view kUnused[] = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
  return std::find(std::begin(kUnused), std::end(kUnused), text.substr(0, 2)) == std::end(kUnused);
}

bool uk_nhs(std::string_view text) {
  if (!has_form(text, "9999999999") || uniform(text)) return false;
  constexpr int kWeights[] = {10, 9, 8, 7, 6, 5, 4, 3, 2};
  const int check = (11 - weighted_sum(text, kWeights) % 11) % 11;
  return check == text.back() - '0';
}

bool german_tax_id(std::string_view text) {
  if (!has_form(text, "99999999999") || text[0] == '0') return false;
  std::array<int, 10> counts{};
  for (const char c : text.substr(0, 10)) ++counts[static_cast<std::size_t>(c - '0')];
  const auto repeated = std::count_if(counts.begin(), counts.end(), [](int n) { return n > 1; });
  const int most = *std::max_element(counts.begin(), counts.end());
  return repeated == 1 && most <= 3 && mod_11_10_holds(text);
}

bool french_nir(std::string_view text) {
  if (text.size() != 15) return false;
  std::array<char, 13> digits{};
  std::copy_n(text.begin(), 13, digits.begin());
  // Corsica: 2A counts as 19, 2B as 18.
  if (digits[5] == '2' && (digits[6] == 'A' || digits[6] == 'B')) {
    digits[5] = '1';
    digits[6] = text[6] == 'A' ? '9' : '8';
  }
  const std::string_view body(digits.data(), digits.size());
  if (!all_digits(body) || !all_digits(text.substr(13)) || body[0] == '0' || body[0] == '9') {
    return false;
  }
  const int month = number(body.substr(3, 2));
  const bool known = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
  return known && 97 - modulo_97(body) == number(text.substr(13));
}

bool spanish_dni(std::string_view text) {
  constexpr std::string_view kLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
  if (!has_form(text, "99999999A") && !has_form(text, "A9999999A")) return false;
  int value = number(text.substr(1, 7));
  if (is_digit(text[0])) {
    value += (text[0] - '0') * 10'000'000;
  } else {
    if (text[0] < 'X') return false;
    value += (text[0] - 'X') * 10'000'000;
  }
  return kLetters[static_cast<std::size_t>(value % 23)] == text.back();
}

bool italian_codice_fiscale(std::string_view text) {
  // Where namesakes clash, digits become the letters LMNPQRSTUV.
  constexpr std::string_view kSubstitutes = "LMNPQRSTUV";
  constexpr std::string_view kForm = "AAAAAA99A99A999A";
  constexpr int kOdd[] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                          20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  if (text.size() != kForm.size()) return false;
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = is_digit(text[i]);
    if (!digit && !is_upper(text[i])) return false;
    if (kForm[i] == 'A' && digit) return false;
    if (kForm[i] == '9' && !digit && kSubstitutes.find(text[i]) == std::string_view::npos) {
      return false;
    }
    if (i == 15) break;
    const int value = digit ? text[i] - '0' : text[i] - 'A';
    sum += i % 2 == 0 ? kOdd[value] : value;
  }
  constexpr std::string_view kMonths = "ABCDEHLMPRST";
  return kMonths.find(text[8]) != std::string_view::npos && sum % 26 == text[15] - 'A';
}

bool dutch_bsn(std::string_view text) {
  constexpr int kWeights[] = {9, 8, 7, 6, 5, 4, 3, 2, -1};
  return has_form(text, "999999999") && !uniform(text) && weighted_sum(text, kWeights) % 11 == 0;
}

bool belgian_national(std::string_view text) {
  if (!has_form(text, "99999999999")) return false;
  int month = number(text.substr(2, 2));
  if (month > 40) month -= 40;  // bis numbers
  if (month > 20) month -= 20;
  if (month > 12 || number(text.substr(4, 2)) > 31) return false;
  const int body = number(text.substr(0, 9));
  const int check = number(text.substr(9));
  // Born from 2000 on: a 2 in front.
  return 97 - body % 97 == check || 97 - static_cast<int>((2'000'000'000LL + body) % 97) == check;
}

bool polish_pesel(std::string_view text) {
  if (!has_form(text, "99999999999")) return false;
  constexpr int kWeights[] = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1};
  return is_date(number(text.substr(2, 2)) % 20, number(text.substr(4, 2))) &&
         weighted_sum(text, kWeights) % 10 == 0;
}

bool swedish_personnummer(std::string_view text) {
  if (!all_digits(text) || (text.size() != 10 && text.size() != 12)) return false;
  if (text.size() == 12) {
    const int century = number(text.substr(0, 2));
    if (century < 18 || century > 20) return false;
    text.remove_prefix(2);
  }
  int day = number(text.substr(4, 2));
  if (day > 60) day -= 60;  // coordination numbers
  return is_date(number(text.substr(2, 2)), day) && luhn_holds(text);
}

/// DDMMYY, three digits and a check, without the sign for the century between them.
bool finnish_digits(std::string_view text) {
  constexpr std::string_view kCheck = "0123456789ABCDEFHJKLMNPRSTUVWXY";
  if (text.size() != 10 || !all_digits(text.substr(0, 9))) return false;
  if (!is_date(number(text.substr(2, 2)), number(text.substr(0, 2)))) return false;
  return kCheck[static_cast<std::size_t>(number(text.substr(0, 9)) % 31)] == text.back();
}

/// The sign is a letter, or one of "+-", which are separators and gone.
bool finnish_hetu(std::string_view text) {
  constexpr std::string_view kCenturies = "ABCDEFUVWXY";
  if (text.size() != 11 || kCenturies.find(text[6]) == std::string_view::npos) return false;
  return finnish_digits(std::string(text.substr(0, 6)) + std::string(text.substr(7)));
}

/// The check digit modulo 11 of both Brazilian numbers.
int brazilian_check(std::string_view digits, std::span<const int> weights) {
  const int rest = weighted_sum(digits, weights) % 11;
  return rest < 2 ? 0 : 11 - rest;
}

bool brazilian_cpf(std::string_view text) {
  constexpr int kWeights[] = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
  if (!has_form(text, "99999999999") || uniform(text)) return false;
  return brazilian_check(text, std::span(kWeights).subspan(1)) == text[9] - '0' &&
         brazilian_check(text, kWeights) == text[10] - '0';
}

bool brazilian_cnpj(std::string_view text) {
  constexpr int kWeights[] = {6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2};
  if (!has_form(text, "99999999999999") || uniform(text)) return false;
  return brazilian_check(text, std::span(kWeights).subspan(1)) == text[12] - '0' &&
         brazilian_check(text, kWeights) == text[13] - '0';
}

bool indian_aadhaar(std::string_view text) {
  return has_form(text, "999999999999") && text[0] >= '2' && !uniform(text) && verhoeff_holds(text);
}

bool canadian_sin(std::string_view text) {
  return has_form(text, "999999999") && text[0] != '0' && text[0] != '8' && luhn_holds(text);
}

bool australian_tfn(std::string_view text) {
  constexpr int kNine[] = {1, 4, 3, 7, 5, 8, 6, 9, 10};
  constexpr int kEight[] = {10, 7, 8, 4, 6, 3, 5, 1};
  if (!all_digits(text) || text.empty() || uniform(text)) return false;
  if (text.size() == 9) return weighted_sum(text, kNine) % 11 == 0;
  return text.size() == 8 && weighted_sum(text, kEight) % 11 == 0;
}

// Weights: what random digits pass by chance in one case of ten or eleven (NHS, BSN, SIN, TFN,
// Aadhaar, personnummer without a dash, PESEL) stays below one half on its own.
constexpr NationalId kNationalIds[] = {
    {Kind::kUsSsn, "324", 0.6, 0.15, us_ssn, "nine digits as the SSA issues them"},
    {Kind::kUsEin, "27", 0.45, 0.1, us_ein, "nine digits with a prefix that the IRS uses"},
    {Kind::kUkNino, "22221", 0.85, 0.8, uk_nino,
     "two letters, six digits and a suffix as HMRC issues"},
    {Kind::kUkNhs, "334", 0.4, 0.2, uk_nhs, "ten digits whose checksum modulo 11 holds"},
    {Kind::kGermanTaxId, "2333", 0.8, 0.55, german_tax_id,
     "eleven digits whose checksum and repeated digit hold"},
    {Kind::kFrenchNir, "1222332", 0.9, 0.85, french_nir,
     "fifteen digits whose key modulo 97 holds"},
    {Kind::kSpanishDni, "81", 0.75, 0.65, spanish_dni, "the letter modulo 23 holds"},
    {Kind::kItalianCodiceFiscale, "66", 0.95, 0.95, italian_codice_fiscale,
     "sixteen characters whose check letter holds"},
    {Kind::kDutchBsn, "", 0.2, 0.2, dutch_bsn, "nine digits that pass the test of eleven"},
    {Kind::kBelgianNational, "22232", 0.9, 0.6, belgian_national,
     "a date and a check modulo 97 that holds"},
    {Kind::kPolishPesel, "", 0.35, 0.35, polish_pesel, "a date and a check digit that holds"},
    {Kind::kSwedishPersonnummer, "64", 0.75, 0.35, swedish_personnummer,
     "a date and a Luhn check digit that holds"},
    {Kind::kSwedishPersonnummer, "84", 0.85, 0.35, swedish_personnummer,
     "a date and a Luhn check digit that holds"},
    {Kind::kFinnishHetu, "64", 0.9, 0.1, finnish_digits, "a date and a check modulo 31 that holds"},
    {Kind::kFinnishHetu, "", 0.9, 0.9, finnish_hetu, "a date and a check modulo 31 that holds"},
    {Kind::kBrazilianCpf, "3332", 0.9, 0.45, brazilian_cpf, "both check digits hold"},
    {Kind::kBrazilianCnpj, "23342", 0.9, 0.45, brazilian_cnpj, "both check digits hold"},
    {Kind::kIndianAadhaar, "444", 0.55, 0.3, indian_aadhaar,
     "twelve digits whose Verhoeff check holds"},
    {Kind::kCanadianSin, "333", 0.4, 0.15, canadian_sin, "nine digits whose Luhn check holds"},
    {Kind::kAustralianTfn, "333", 0.4, 0.15, australian_tfn,
     "digits whose weighted sum modulo 11 holds"},
};

}  // namespace

std::span<const NationalId> national_ids() { return kNationalIds; }

}  // namespace neurocrypt
