// Words, features and weights against vectors/match.json, which the Python of tools/matcher made;
// what holds for any input.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "base/hex.h"
#include "link/match/embedded.h"
#include "link/match/field_table.h"
#include "link/match/matcher.h"
#include "link/match/pair_features.h"
#include "link/match/portable_math.h"
#include "link/match/weights.h"
#include "link/match/words.h"
#include "schema/json_text.h"

namespace neurocrypt {
namespace {

using ::testing::ElementsAreArray;

const Value& vectors() {
  static const Value value = [] {
    std::ifstream file(NC_SOURCE_DIR "/vectors/match.json", std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    return parse_json(text).value();
  }();
  return value;
}

std::string text_of(const Value& object, const char* member) {
  const Value* const value = object.find(member);
  return value == nullptr ? "" : *value->string();
}

std::vector<std::string> texts(const Value* list) {
  std::vector<std::string> out;
  if (list == nullptr) return out;
  for (const Value& value : *list->array()) out.push_back(*value.string());
  return out;
}

std::vector<MatchField> fields(const Value& list) {
  std::vector<MatchField> out;
  for (const Value& value : *list.array()) {
    out.push_back({text_of(value, "path"), text_of(value, "type"), text_of(value, "doc"),
                   texts(value.find("samples")), text_of(value, "name")});
  }
  return out;
}

double number(const Value& value) { return *to_double(*value.number()); }

MatchField field(std::string path) { return {std::move(path), "", "", {}, ""}; }

bool all_in_unit_interval(const MatchMatrix& matrix) {
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    for (std::size_t j = 0; j < matrix.columns(); ++j) {
      if (!(matrix.at(i, j) >= 0 && matrix.at(i, j) <= 1)) return false;
    }
  }
  return true;
}

TEST(Words, AreThoseOfTheReference) {
  for (const Value& sample : *vectors().find("words")->array()) {
    const std::string text = text_of(sample, "text");
    EXPECT_THAT(word_runs(text), ElementsAreArray(texts(sample.find("runs")))) << text;
    EXPECT_THAT(MatchWeights::builtin().lexicon().words(text),
                ElementsAreArray(texts(sample.find("words"))))
        << text;
    EXPECT_THAT(shape_grams(text), ElementsAreArray(texts(sample.find("shape")))) << text;
  }
}

TEST(Words, BadBytesSeparate) {
  EXPECT_THAT(word_runs("ab\xff\x63\xe4\xbd"), ElementsAreArray({"ab", "c"}));
  EXPECT_THAT(word_runs("a\xc0\x80z\xed\xa0\x80"), ElementsAreArray({"a", "z"}));
}

TEST(PairFeatures, AreThoseOfTheReference) {
  const MatchWeights& weights = MatchWeights::builtin();
  const Value& names = *vectors().find("feature_names");
  ASSERT_EQ(names.array()->size(), kPairFeatures);
  for (const Value& pair : *vectors().find("pairs")->array()) {
    const FieldTable a(fields(*pair.find("source")), weights);
    const FieldTable b(fields(*pair.find("target")), weights);
    const PairFeatures features(a, 0, a.size(), b);
    std::vector<float> row(kPairFeatures * b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      features.row(i, row);
      for (std::size_t j = 0; j < b.size(); ++j) {
        const Array& expected = *(*(*pair.find("features")->array())[i].array())[j].array();
        for (std::size_t k = 0; k < kPairFeatures; ++k) {
          EXPECT_NEAR(row[k * b.size() + j], number(expected[k]), 1e-4)
              << *(*names.array())[k].string() << " of " << i << ", " << j;
        }
      }
    }
  }
}

TEST(PairFeatures, DoNotDependOnTheBlock) {
  const MatchWeights& weights = MatchWeights::builtin();
  const Value& pair = vectors().find("pairs")->array()->front();
  const FieldTable a(fields(*pair.find("source")), weights);
  const FieldTable b(fields(*pair.find("target")), weights);
  const PairFeatures whole(a, 0, a.size(), b), part(a, 2, 4, b);
  std::vector<float> x(kPairFeatures * b.size()), y(x.size());
  for (const std::size_t i : {2, 3}) {
    whole.row(i, x);
    part.row(i, y);
    EXPECT_EQ(x, y);
  }
}

TEST(Matcher, WeighsAsTheReference) {
  for (const Value& pair : *vectors().find("pairs")->array()) {
    const MatchMatrix matrix =
        Matcher::builtin().match(fields(*pair.find("source")), fields(*pair.find("target")));
    for (std::size_t i = 0; i < matrix.rows(); ++i) {
      for (std::size_t j = 0; j < matrix.columns(); ++j) {
        const Value& expected = (*(*pair.find("weights")->array())[i].array())[j];
        EXPECT_NEAR(matrix.at(i, j), number(expected), 2e-4) << i << ", " << j;
      }
    }
  }
}

// The manifest speaks of these weights, and what they said of the held-out tasks is what was true.
TEST(Manifest, IsOfTheseWeights) {
  std::ifstream file(NC_SOURCE_DIR "/src/link/match/weights.json", std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const Result<Value> manifest = parse_json(text);
  ASSERT_TRUE(manifest.ok());
  EXPECT_EQ(text_of(*manifest, "sha256"), to_hex(sha256({embedded_match_weights()})));
  double error = 0, pairs = 0;
  for (const Value& bin : *manifest->find("calibration")->array()) {
    const double count = number(*bin.find("pairs"));
    error += count * std::abs(number(*bin.find("said")) - number(*bin.find("true")));
    pairs += count;
  }
  EXPECT_LT(error / pairs, 0.02);  // expected calibration error
}

TEST(Matcher, MatchesNothingWithNothing) {
  const std::vector<MatchField> one = {field("a")};
  EXPECT_EQ(Matcher::builtin().match({}, {}).rows(), 0U);
  EXPECT_EQ(Matcher::builtin().match(one, {}).columns(), 0U);
  EXPECT_EQ(Matcher::builtin().match({}, one).rows(), 0U);
}

TEST(Matcher, FindsTheObvious) {
  const std::vector<MatchField> from = {field("user"), field("action"), field("timestamp")};
  const std::vector<MatchField> to = {field("event_type"), field("user_id"), field("time")};
  const MatchMatrix matrix = Matcher::builtin().match(from, to);
  EXPECT_GT(matrix.at(0, 1), std::max(matrix.at(0, 0), matrix.at(0, 2)));
  EXPECT_GT(matrix.at(2, 2), std::max(matrix.at(2, 0), matrix.at(2, 1)));
}

/// Checks that field i of the one list goes with field i of the other before all others.
void expect_in_order(const std::vector<std::string>& from, const std::vector<std::string>& to) {
  ASSERT_EQ(from.size(), to.size());
  std::vector<MatchField> a, b;
  for (const std::string& name : from) a.push_back(field(name));
  for (const std::string& name : to) b.push_back(field(name));
  const MatchMatrix matrix = Matcher::builtin().match(a, b);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      if (i == j) continue;
      EXPECT_GT(matrix.at(i, i), matrix.at(i, j)) << from[i] << ", " << to[j];
    }
  }
}

TEST(Matcher, ReadsNamesOfAnyStyle) {
  const std::vector<std::string> plain = {"customer number", "first name", "postal code",
                                          "invoice date",    "net price",  "order quantity"};
  expect_in_order(plain, {"customerNumber", "firstName", "postalCode", "invoiceDate", "netPrice",
                          "orderQuantity"});
  expect_in_order(plain, {"CUST-NBR", "FST-NM", "POSTAL-CD", "INV-DT", "NET-PRC", "ORD-QTY"});
  expect_in_order(plain, {"CUSTNo", "FNAMEText", "ZIPCode", "INVDate", "NETPrice", "ORDQty"});
  expect_in_order(
      plain, {"t1.cust_no", "t1.first_nm", "t1.zip", "t1.inv_dt", "t1.net_price", "t1.ord_qty"});
  expect_in_order(plain, {"rec[0].customer_number", "rec[0].first_name", "rec[0].postal_code",
                          "rec[0].invoice_date", "rec[0].net_price", "rec[0].order_quantity"});
}

TEST(Matcher, ReadsOtherLanguages) {
  const std::vector<std::string> plain = {"customer number", "material number", "company code",
                                          "posting date", "fiscal year"};
  expect_in_order(plain, {"KUNNR", "MATNR", "BUKRS", "BUDAT", "GJAHR"});
  const std::vector<std::string> person = {"name", "street", "birth date", "price", "quantity"};
  expect_in_order(person, {"Bezeichnung", "Straße", "Geburtsdatum", "Preis", "Menge"});
  expect_in_order(person, {"nom", "rue", "naissance", "prix", "quantité"});
  expect_in_order(person, {"nombre", "calle", "nacimiento", "precio", "cantidad"});
}

// Where names say nothing, the values decide: words, forms, sizes and times.
TEST(Matcher, ReadsValues) {
  const std::vector<MatchField> from = {
      {"country", "", "", {"Peru", "Chile", "Bolivia", "Ecuador"}, ""},
      {"reference", "", "", {"AB-1023", "KX-7781", "ZQ-5512", "LL-1200"}, ""},
      {"height", "", "", {"1.62", "1.80", "1.75", "1.91"}, ""},
      {"day", "", "", {"2024-01-05", "2024-07-11", "2023-12-24"}, ""}};
  const std::vector<MatchField> to = {{"col1", "", "", {"1.70", "1.66", "1.85"}, ""},
                                      {"col2", "", "", {"Chile", "Peru", "Uruguay"}, ""},
                                      {"col3", "", "", {"2024-02-14", "2023-10-03"}, ""},
                                      {"col4", "", "", {"PM-4410", "AB-1023", "RT-2092"}, ""}};
  const MatchMatrix matrix = Matcher::builtin().match(from, to);
  const std::size_t expected[] = {1, 3, 0, 2};
  for (std::size_t i = 0; i < from.size(); ++i) {
    for (std::size_t j = 0; j < to.size(); ++j) {
      if (j == expected[i]) continue;
      EXPECT_GT(matrix.at(i, expected[i]), matrix.at(i, j)) << from[i].path << ", " << to[j].path;
    }
  }
}

TEST(Matcher, IsTheSameEachTime) {
  const Value& pair = vectors().find("pairs")->array()->front();
  const std::vector<MatchField> a = fields(*pair.find("source")), b = fields(*pair.find("target"));
  const MatchMatrix one = Matcher::builtin().match(a, b), two = Matcher::builtin().match(a, b);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) EXPECT_EQ(one.at(i, j), two.at(i, j));
  }
}

TEST(Matcher, TakesAnyBytes) {
  std::mt19937 random(7);
  const auto noise = [&](std::size_t most) {
    std::string text(random() % most, ' ');
    for (char& c : text) c = static_cast<char>(random());
    return text;
  };
  std::vector<MatchField> from, to;
  for (int i = 0; i < 40; ++i) {
    from.push_back({noise(30), noise(10), noise(200), {noise(50), "", noise(5)}, noise(30)});
    to.push_back({noise(3), "", "", {}, noise(4)});
  }
  from.push_back({std::string(100000, 'x'), "", std::string(100000, ' '), {}, ""});
  from.push_back({std::string(5000, '['), "", "", std::vector<std::string>(1000, "1e999"), ""});
  EXPECT_TRUE(all_in_unit_interval(Matcher::builtin().match(from, to)));
  EXPECT_TRUE(all_in_unit_interval(Matcher::builtin().match(to, from)));
}

TEST(Matcher, TakesTenThousandFields) {
  std::vector<MatchField> from;
  for (int i = 0; i < 10000; ++i) {
    from.push_back(field("/part" + std::to_string(i % 97) + "/item_" + std::to_string(i)));
  }
  const std::vector<MatchField> to = {field("/item_5"), field("/part"), field("/other")};
  EXPECT_TRUE(all_in_unit_interval(Matcher::builtin().match(from, to)));
}

TEST(Concepts, AreNamedOnceAndNearTheirNames) {
  const Matcher& matcher = Matcher::builtin();
  ASSERT_GE(matcher.concepts().size(), 300U);
  std::vector<std::string> names;
  for (const Concept& known : matcher.concepts()) names.push_back(known.name);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  const std::vector<MatchField> fields = {field("customerFirstName"), field("POSTAL-CODE"),
                                          field("birth_date"), field("email")};
  const char* const expected[] = {"first name", "postal code", "birth date", "email"};
  const auto nearest = matcher.nearest_concepts(fields, 3);
  for (std::size_t f = 0; f < fields.size(); ++f) {
    ASSERT_EQ(nearest[f].size(), 3U);
    EXPECT_GE(nearest[f][0].weight, nearest[f][1].weight);
    EXPECT_EQ(matcher.concepts()[nearest[f][0].concept_index].name, expected[f]);
  }
}

TEST(Concepts, AreExtendedByAFile) {
  const auto more = parse_json(
      R"({"concepts": [{"name": "flux capacitor charge", "aliases": ["flx cap chg"]}]})");
  const Result<Matcher> matcher = Matcher::with_concepts(*more);
  ASSERT_TRUE(matcher.ok());
  EXPECT_EQ(matcher->concepts().size(), Matcher::builtin().concepts().size() + 1);
  const std::vector<MatchField> fields = {field("fluxCapacitorCharge")};
  const auto nearest = matcher->nearest_concepts(fields, 1);
  EXPECT_EQ(matcher->concepts()[nearest[0][0].concept_index].name, "flux capacitor charge");
}

TEST(Concepts, RefuseWhatIsNone) {
  for (const char* const text :
       {R"([])", R"({})", R"({"concepts": {}})", R"({"concepts": [3]})", R"({"concepts": [{}]})",
        R"({"concepts": [{"name": 3}]})", R"({"concepts": [{"name": "a", "aliases": [1]}]})",
        R"({"concepts": [{"name": "a", "alias": "b"}]})", R"({"concepts": [{"name": "--"}]})"}) {
    const Result<Matcher> matcher = Matcher::with_concepts(*parse_json(text));
    ASSERT_FALSE(matcher.ok()) << text;
    EXPECT_EQ(matcher.error().code, ErrorCode::kCorrupt) << text;
  }
  const Result<Matcher> taken =
      Matcher::with_concepts(*parse_json(R"({"concepts": [{"name": "email"}]})"));
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(taken.error().message, ::testing::HasSubstr("/concepts/0"));
}

TEST(PortableMath, IsTheMathematics) {
  for (double x = -40; x <= 40; x += 0.37) {
    EXPECT_NEAR(portable_exp(x) / std::exp(x), 1, 1e-12) << x;
  }
  for (double x = 1e-6; x < 1e9; x *= 1.7) {
    EXPECT_NEAR(portable_log(x), std::log(x), 1e-11) << x;
  }
}

}  // namespace
}  // namespace neurocrypt
