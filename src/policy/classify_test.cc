#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "policy/card_number.h"
#include "policy/checksum.h"
#include "policy/iban.h"
#include "policy/kinds.h"
#include "policy/national_ids.h"
#include "policy/sensitivity.h"
#include "support/vectors.h"

namespace neurocrypt {
namespace {

using ::testing::Contains;
using ::testing::Not;

std::vector<std::string> kinds_of(std::string_view name, const Value& value,
                                  std::string_view description = "") {
  const FieldView field{"/p", name, "", description, &value};
  std::vector<std::string> out;
  for (const Finding& finding : classify({&field, 1})) out.push_back(finding.kind);
  return out;
}

bool holds(const std::string& kind, const std::string& text) {
  if (kind == "payment card") return find_card_number(text) != Found::kNo;
  if (kind == "IBAN") return find_iban(text).has_value();
  const auto rows = national_ids();
  return std::any_of(rows.begin(), rows.end(), [&](const NationalId& id) {
    return info(id.kind).name == kind && id.valid(text);
  });
}

// A name that says nothing, and a schema that says what it is.
TEST(Description, CountsWhereItSaysWhatTheFieldIs) {
  const Value value("C01X00T47");
  EXPECT_THAT(kinds_of("/f1", value), Not(Contains("identity number")));
  EXPECT_THAT(kinds_of("/f1", value, "Passport number of the traveller"),
              Contains("identity number"));
  EXPECT_THAT(kinds_of("/f1", value, "The customer's passport number."),
              Contains("identity number"));
  EXPECT_THAT(kinds_of("/f1", value, "Passport number format of the country"),
              Not(Contains("identity number")));
  EXPECT_THAT(kinds_of("/f1", value, "Identifies the visit; see also the passport number"),
              Not(Contains("identity number")));
}

TEST(Checksums, TheGeneratorAgrees) {
  for (const test::Vector& vector : test::read_vectors("policy/numbers.txt")) {
    EXPECT_EQ(holds(vector.at("kind"), vector.at("text")), vector.at("expect") == "valid")
        << vector.at("kind") << " " << vector.at("text");
  }
}

// The examples of the documents that define them.
TEST(Checksums, PublishedExamples) {
  EXPECT_TRUE(luhn_holds("79927398713"));             // of ISO/IEC 7812's many descriptions
  EXPECT_TRUE(verhoeff_holds("2363"));                // Verhoeff's own
  EXPECT_TRUE(holds("UK NHS number", "9434765919"));  // NHS Data Dictionary
  EXPECT_TRUE(holds("Finnish HETU", "131052308T"));   // Digi- ja vaestotietovirasto
  EXPECT_TRUE(holds("Finnish HETU", "131052A308T"));
  EXPECT_TRUE(holds("Spanish DNI", "12345678Z"));      // Ministerio del Interior
  EXPECT_TRUE(holds("German tax id", "86095742719"));  // Bundeszentralamt fuer Steuern
  EXPECT_TRUE(holds("Dutch BSN", "111222333"));
  EXPECT_FALSE(luhn_holds(""));
  EXPECT_FALSE(verhoeff_holds(""));
}

// Numbers that the networks publish for tests.
constexpr const char* kCards[] = {
    "4111111111111111", "4222222222222",    "4012888888881881",    "5555555555554444",
    "5105105105105100", "2223003122003222", "2720990000000007",    "378282246310005",
    "371449635398431",  "6011111111111117", "6011000990139424",    "30569309025904",
    "38520000023237",   "36227206271667",   "3530111333300000",    "3566002020360505",
    "6200000000000005", "6759649826438453", "6799990100000000019", "6304000000000000",
    "5019717010103742", "2201382000000013"};

TEST(Cards, AreFoundInEveryDress) {
  for (const std::string card : kCards) {
    std::string spaced;
    for (std::size_t i = 0; i < card.size(); ++i) {
      if (i > 0 && i % 4 == 0) spaced += ' ';
      spaced += card[i];
    }
    std::string dashed = spaced;
    std::replace(dashed.begin(), dashed.end(), ' ', '-');
    std::string wide;
    for (const char c : spaced) wide += c == ' ' ? "\xC2\xA0" : std::string(1, c);
    for (const std::string& text : {card, spaced, dashed, wide}) {
      EXPECT_NE(find_card_number(text), Found::kNo) << text;
      for (const char* const before : {"pay with ", "card:", "x", "12 items, ", "(", "\n", "0"}) {
        for (const char* const after : {" please", ".", "y", ", 3 times", ")", " 12/27 123"}) {
          EXPECT_NE(find_card_number(before + text + after), Found::kNo) << before + text + after;
        }
      }
    }
    EXPECT_THAT(kinds_of("/x", Value(Number{card})), Contains("payment card")) << card;
    EXPECT_THAT(kinds_of("/order_id", Value(card)), Contains("payment card")) << card;
  }
  EXPECT_THAT(kinds_of("/x", Value(Number{"4.111111111111111e15"})), Contains("payment card"));
  EXPECT_NE(find_card_number("000123414111111111111111120261231"), Found::kNo);
}

TEST(Cards, OtherNumbersAreNone) {
  for (const char* const text :
       {"4111111111111112", "1700000000000", "9999999999999995", "+49 6200 0000 0005", "", "0",
        "411111111111", "1732618455123456", "0000000000000000"}) {
    EXPECT_EQ(find_card_number(text), Found::kNo) << text;
  }
}

// From the IBAN registry.
constexpr const char* kIbans[] = {"AD1200012030200359100100",
                                  "AE070331234567890123456",
                                  "AT611904300234573201",
                                  "BE68539007547034",
                                  "BR1800360305000010009795493C1",
                                  "CH9300762011623852957",
                                  "DE89370400440532013000",
                                  "DK5000400440116243",
                                  "ES9121000418450200051332",
                                  "FI2112345600000785",
                                  "FR1420041010050500013M02606",
                                  "GB29NWBK60161331926819",
                                  "IT60X0542811101000000123456",
                                  "MT84MALT011000012345MTLCAST001S",
                                  "NL91ABNA0417164300",
                                  "NO9386011117947",
                                  "PL61109010140000071219812874",
                                  "SE4550000000058398257466"};

TEST(Ibans, AreFoundInEveryDress) {
  for (const std::string iban : kIbans) {
    std::string spaced;
    for (std::size_t i = 0; i < iban.size(); ++i) {
      if (i > 0 && i % 4 == 0) spaced += ' ';
      spaced += iban[i];
    }
    std::string small = iban;
    std::transform(small.begin(), small.end(), small.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const std::string& text : {iban, spaced, small}) {
      const auto place = find_iban("to " + text + ", now");
      ASSERT_TRUE(place) << text;
      EXPECT_EQ(place->begin, 3U);
      EXPECT_TRUE(find_iban("IBAN" + text + "99"));
      EXPECT_THAT(kinds_of("/x", Value(text)), Contains("IBAN"));
    }
    std::string wrong = iban;
    wrong[2] = wrong[2] == '9' ? '0' : static_cast<char>(wrong[2] + 1);
    EXPECT_FALSE(find_iban(wrong)) << wrong;
  }
}

/// What stands around a number in messages.
constexpr std::pair<const char*, const char*> kSurroundings[] = {{"", ""},
                                                                 {"  ", " "},
                                                                 {"\"", "\""},
                                                                 {"Please charge ", " today."},
                                                                 {"nr.", ", thx"},
                                                                 {"(", ")"},
                                                                 {"\t", "\n"},
                                                                 {"ref:", ";valid 12/27"},
                                                                 {"<pan>", "</pan>"},
                                                                 {"a=1&n=", "&b=2"},
                                                                 {"\xC3\xBC", "\xE2\x82\xAC"}};

std::string grouped(const std::string& text, const std::vector<std::size_t>& sizes,
                    const std::string& mark) {
  std::string out;
  std::size_t group = 0;
  std::size_t in_group = 0;
  for (const char c : text) {
    if (in_group == sizes[std::min(group, sizes.size() - 1)]) {
      out += mark;
      ++group;
      in_group = 0;
    }
    out += c;
    ++in_group;
  }
  return out;
}

// No valid card number is missed: any number of any issuer, however it is written.
TEST(Cards, NoneIsMissed) {
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    std::string card = kCards[random() % std::size(kCards)];
    for (std::size_t d = 6; d < card.size(); ++d) card[d] = static_cast<char>('0' + random() % 10);
    for (char check = '0'; !luhn_holds(card); ++check) card.back() = check;
    const bool amex = card.size() == 15;
    std::vector<std::string> written = {card};
    for (const char* const mark : {" ", "-", ".", "\xC2\xA0", "\xE2\x80\x89", "  ", " - "}) {
      written.push_back(grouped(card, {4}, mark));
      if (amex) written.push_back(grouped(card, {4, 6, 5}, mark));
      if (card.size() == 16) written.push_back(grouped(card, {1}, mark));
    }
    for (const std::string& text : written) {
      for (const auto& [before, behind] : kSurroundings) {
        const std::string field = before + text + behind;
        ASSERT_NE(find_card_number(field), Found::kNo) << field;
      }
      ASSERT_THAT(kinds_of("/anything", Value(text)), Contains("payment card")) << text;
    }
    ASSERT_THAT(kinds_of("/n", Value(Number{card})), Contains("payment card")) << card;
  }
}

// Nor any IBAN whose check digits hold.
TEST(Ibans, NoneIsMissed) {
  std::mt19937 random(8);
  for (int i = 0; i < 2000; ++i) {
    std::string iban = kIbans[random() % std::size(kIbans)];
    for (std::size_t at = 4; at < iban.size(); ++at) {
      const bool digit = iban[at] >= '0' && iban[at] <= '9';
      iban[at] = static_cast<char>(digit ? '0' + random() % 10 : 'A' + random() % 26);
    }
    std::string account = iban.substr(4) + iban.substr(0, 2) + "00";
    const int check = 98 - modulo_97(account);
    iban[2] = static_cast<char>('0' + check / 10);
    iban[3] = static_cast<char>('0' + check % 10);
    std::string small = iban;
    std::transform(small.begin(), small.end(), small.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::vector<std::string> written = {iban, small};
    for (const char* const mark : {" ", "-", ".", "\xC2\xA0", "\xE2\x80\xAF"}) {
      written.push_back(grouped(iban, {4}, mark));
      written.push_back(grouped(small, {4}, mark));
      written.push_back(grouped(iban, {2, 2, 4}, mark));
    }
    for (const std::string& text : written) {
      for (const auto& [before, behind] : kSurroundings) {
        const std::string field = before + text + behind;
        ASSERT_TRUE(find_iban(field)) << field;
      }
      ASSERT_THAT(kinds_of("/anything", Value(text)), Contains("IBAN")) << text;
    }
  }
}

TEST(Ibans, HideNoCardBesideThem) {
  const auto found = kinds_of("/note", Value("DE89370400440532013000 or 4111111111111111"));
  EXPECT_THAT(found, Contains("IBAN"));
  EXPECT_THAT(found, Contains("payment card"));
}

TEST(Names, WholeTokensOnly) {
  for (const char* const name :
       {"/named", "/assigned_to", "/ACADEMIC_YEAR_CODE", "/emailed", "/company", "/expand", "/spin",
        "/panel", "/latest", "/phonetic", "/email_verified", "/card_type", "/is_phone",
        "/token_type", "/passport_expiry_date"}) {
    EXPECT_TRUE(kinds_of(name, Value("2024")).empty()) << name;
  }
}

TEST(Names, InEverySpelling) {
  for (const char* const name :
       {"/cardNumber", "/card_number", "/CARD-NUMBER", "/cardnumber", "/card/number", "/cardNo",
        "/payment/CreditCardNumber2", "payment card number", "/x payment card number"}) {
    EXPECT_THAT(kinds_of(name, Value("123456789012")), Contains("payment card")) << name;
  }
}

TEST(Names, ByChanceNoBareDigitsOfWeakKinds) {
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string digits;
    for (int d = 0; d < 9 + i % 2; ++d) digits += static_cast<char>('0' + random() % 10);
    EXPECT_TRUE(kinds_of("/value", Value(digits)).empty()) << digits;
  }
}

TEST(Classify, EmptyValuesAreNothing) {
  for (const Value& value : {Value(), Value(""), Value("   "), Value(true), Value(Array{})}) {
    EXPECT_TRUE(kinds_of("/password", value).empty());
  }
  const FieldView words_alone{"/password", "/password", "string", "", nullptr};
  EXPECT_EQ(classify({&words_alone, 1}).size(), 1U);
}

TEST(Classify, DescriptionsHelpAndValuesStaySecret) {
  const Value number("078051120");
  EXPECT_TRUE(kinds_of("/f12", number).empty());
  EXPECT_THAT(kinds_of("/f12", number, "the social security number of the person"),
              Contains("US SSN"));
  const Value secret("xK9#mQ2$vL5p");
  const FieldView field{"/password", "/password", "", "", &secret};
  for (const Finding& finding : classify({&field, 1})) {
    for (const std::string& reason : finding.reasons) {
      EXPECT_EQ(reason.find("xK9"), std::string::npos);
    }
  }
}

TEST(Classify, NestedMessagesGivePathsOfBothKinds) {
  const Value message(
      Object{{"a/b", Value(Array{Value(Object{{"email", Value("x@example.org")}})})}});
  std::vector<std::string> seen;
  for_each_field(message, [&](const FieldView& field) {
    for (const Finding& finding : classify({&field, 1})) {
      seen.push_back(finding.path + " " + finding.place);
    }
  });
  EXPECT_THAT(seen, Contains("/a~1b/0/email /a~1b[]/email"));
}

}  // namespace
}  // namespace neurocrypt
