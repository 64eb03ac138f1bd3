// The cobol format as a whole: a copybook, options, bytes, and the JSON text of their values.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "schema/cobol/residual.h"
#include "schema/cobol/test_support.h"
#include "support/vectors.h"

namespace neurocrypt::cobol::test {
namespace {

using neurocrypt::test::from_hex;
using OptionMap = std::map<std::string, std::string>;
using ::testing::HasSubstr;

/// Reads one record and expects its values, and its bytes when they are written again.
void expect_record(const std::string& copybook, const OptionMap& options, const std::string& hex,
                   const std::string& values) {
  const auto codec = compile(copybook, options);
  const ByteString bytes = from_hex(hex);
  auto value = codec->parse(bytes);
  ASSERT_TRUE(value.ok()) << value.error().message;
  EXPECT_EQ(json(*value), values);
  auto from_text = parse_json(json(*value));
  ASSERT_TRUE(from_text.ok());
  ByteString written;
  const Status status = codec->print(*from_text, written, nullptr);
  ASSERT_TRUE(status.ok()) << status.error().message;
  EXPECT_EQ(to_hex(written), hex);
}

std::string read_error(const std::string& copybook, const OptionMap& options,
                       const std::string& hex) {
  const auto value = compile(copybook, options)->parse(from_hex(hex));
  return value.ok() ? "no error: " + json(*value) : value.error().message;
}

/// The record that some values make, or the error.
std::string written(const std::string& copybook, const OptionMap& options,
                    const std::string& values) {
  auto value = parse_json(values);
  if (!value.ok()) return value.error().message;
  ByteString bytes;
  const Status status = compile(copybook, options)->print(*value, bytes, nullptr);
  return status.ok() ? to_hex(bytes) : status.error().message;
}

std::string compile_error(const std::string& copybook, const OptionMap& options = {},
                          const std::string& root = {}) {
  SchemaRequest request;
  request.options = options;
  request.root = root;
  const auto codec = compile_copybook(copybook, request);
  return codec.ok() ? "no error" : codec.error().message;
}

TEST(CobolNumbers, ZonedSignsOfEbcdic) {
  const std::string copybook = "01 R. 05 N PIC S9(3)V99.";
  expect_record(copybook, {}, "f1f2f3f4c5", R"({"N":123.45})");
  expect_record(copybook, {}, "f1f2f3f4d5", R"({"N":-123.45})");
  expect_record(copybook, {}, "f0f0f0f0c0", R"({"N":0.00})");
  expect_record(copybook, {}, "f0f0f0f0d0", R"({"N":0.00,"$residual":{"/N":"f0f0f0f0d0"}})");
  expect_record(copybook, {}, "f0f0f0f1f2", R"({"N":0.12,"$residual":{"/N":"f0f0f0f1f2"}})");
  EXPECT_THAT(read_error(copybook, {}, "f1f240f4c5"),
              HasSubstr("field /N: a character that is no digit"));
  EXPECT_THAT(read_error("01 R. 05 U PIC 99.", {}, "f1c2"), HasSubstr("no digit"));
}

TEST(CobolNumbers, ZonedSignsOfAscii) {
  const std::string copybook = "01 R. 05 N PIC S9(3).";
  const OptionMap mainframe = {{"code_page", "ascii"}};
  const OptionMap gnucobol = {{"code_page", "ascii"}, {"overpunch", "gnucobol"}};
  expect_record(copybook, mainframe, "31327d", R"({"N":-120})");
  expect_record(copybook, mainframe, "313243", R"({"N":123})");
  expect_record(copybook, gnucobol, "313273", R"({"N":-123})");
  expect_record(copybook, gnucobol, "313233", R"({"N":123})");
}

TEST(CobolNumbers, SignsBesideAndBeforeTheDigits) {
  expect_record("01 R. 05 N PIC S99 SIGN LEADING SEPARATE.", {}, "60f1f2", R"({"N":-12})");
  expect_record("01 R. 05 N PIC S99 SIGN IS TRAILING SEPARATE CHARACTER.", {}, "f1f24e",
                R"({"N":12})");
  expect_record("01 R. 05 N PIC S99 LEADING.", {}, "d1f2", R"({"N":-12})");
  expect_record("01 R SIGN LEADING SEPARATE. 05 N PIC S9. 05 M PIC 9.", {}, "4ef1f2",
                R"({"N":1,"M":2})");
}

TEST(CobolNumbers, Packed) {
  expect_record("01 R. 05 N PIC S9(5)V99 COMP-3.", {}, "1234567d", R"({"N":-12345.67})");
  expect_record("01 R. 05 N PIC 9(3) PACKED-DECIMAL.", {}, "123f", R"({"N":123})");
  expect_record("01 R. 05 N PIC 9(3) COMP-3.", {}, "123c",
                R"({"N":123,"$residual":{"/N":"123c"}})");
  expect_record("01 R. 05 N PIC S9(4) COMP-3.", {}, "51234c",
                R"({"N":51234,"$residual":{"/N":"51234c"}})");
  expect_record("01 R. 05 N PIC 9(4) COMP-6.", {}, "1234", R"({"N":1234})");
  EXPECT_THAT(read_error("01 R. 05 N PIC S9(3) COMP-3.", {}, "4040"),
              HasSubstr("a half byte that is no digit or sign for PIC S9(3) COMP-3"));
}

TEST(CobolNumbers, BinaryWidthsOrdersAndRanges) {
  expect_record("01 R. 05 N PIC S9(4) COMP.", {}, "ff85", R"({"N":-123})");
  expect_record("01 R. 05 N PIC S9(9)V99 BINARY.", {}, "000000000001824b", R"({"N":988.91})");
  expect_record("01 R. 05 N PIC 9(4) COMP.", {{"binary_endian", "little"}}, "0102", R"({"N":513})");
  expect_record("01 R. 05 N PIC 9(4) COMP.", {}, "ffff",
                R"({"N":65535,"$residual":{"/N":"ffff"}})");
  expect_record("01 R. 05 N PIC 9(4) COMP-5.", {}, "ffff", R"({"N":65535})");
  expect_record("01 R. 05 N PIC 9(4) COMP-9.", {}, "0102", R"({"N":513})");
  expect_record("01 R. 05 N PIC S9(18) COMP-5.", {}, "8000000000000000",
                R"({"N":-9223372036854775808})");
  expect_record("01 R. 05 N PIC S9(38) COMP-5.", {}, "7fffffffffffffffffffffffffffffff",
                R"({"N":170141183460469231731687303715884105727})");
  expect_record("01 R. 05 N PIC 9(2) COMP.", {{"binary_size", "1-2-4-8"}}, "63", R"({"N":99})");
  expect_record("01 R. 05 N BINARY-LONG UNSIGNED.", {}, "ffffffff", R"({"N":4294967295})");
  EXPECT_THAT(written("01 R. 05 N PIC 9(4) COMP.", {}, R"({"N":10000})"),
              HasSubstr("more than 4 digits (PIC 9(4) COMP)"));
  EXPECT_EQ(written("01 R. 05 N PIC 9(4) COMP.", {{"binary_truncate", "no"}}, R"({"N":10000})"),
            "2710");
}

TEST(CobolNumbers, ScalingBeyondTheDigits) {
  expect_record("01 R. 05 N PIC 9(3)PPP.", {}, "f1f2f3", R"({"N":123000})");
  expect_record("01 R. 05 N PIC SVPP9(2) COMP-3.", {}, "012d", R"({"N":-0.0012})");
  EXPECT_THAT(written("01 R. 05 N PIC 9(3)PPP.", {}, R"({"N":123400})"),
              HasSubstr("digits below the last place"));
}

TEST(CobolNumbers, ExponentsAndTrailingZerosAreTheSameNumber) {
  EXPECT_EQ(written("01 R. 05 N PIC 9(3)V99.", {}, R"({"N":1.2e1})"), "f0f1f2f0f0");
  EXPECT_EQ(written("01 R. 05 N PIC 9(3)V99.", {}, R"({"N":1.2000})"), "f0f0f1f2f0");
  EXPECT_THAT(written("01 R. 05 N PIC 9(3)V99.", {}, R"({"N":1.234})"),
              HasSubstr("more than 2 decimals"));
  EXPECT_THAT(written("01 R. 05 N PIC 9.", {}, R"({"N":-1})"), HasSubstr("no sign"));
  EXPECT_THAT(written("01 R. 05 N PIC 9.", {}, R"({"N":"1"})"),
              HasSubstr("field /N: expected a number, found string"));
}

TEST(CobolNumbers, HexadecimalFloatingPoint) {
  const std::string single = "01 R. 05 N COMP-1.";
  const std::string both = "01 R. 05 N COMP-2.";
  expect_record(single, {}, "41100000", R"({"N":1})");
  expect_record(single, {}, "c276a000",
                R"({"N":-118.625})");  // the example of z/Architecture texts
  expect_record(single, {}, "4019999a", R"({"N":0.1})");
  expect_record(both, {}, "401999999999999a", R"({"N":0.1})");
  expect_record(both, {}, "4effffffffffffff", R"({"N":72057594037927935})");
  expect_record(single, {}, "00000000", R"({"N":0})");
  expect_record(single, {}, "42010000", R"({"N":1,"$residual":{"/N":"42010000"}})");
  expect_record(single, {}, "7fffffff", R"({"N":7.237005e+75})");
}

TEST(CobolNumbers, IeeeFloatingPoint) {
  expect_record("01 R. 05 N COMP-1.", {{"float", "ieee"}}, "3dcccccd", R"({"N":0.1})");
  expect_record("01 R. 05 N COMP-2.", {{"float", "ieee"}, {"float_endian", "little"}},
                "9a9999999999b93f", R"({"N":0.1})");
}

TEST(CobolNumbers, Edited) {
  const OptionMap ascii = {{"code_page", "ascii"}};
  const auto hex = [](std::string_view text) { return to_hex(as_bytes(text)); };
  struct Case {
    const char* picture;
    const char* text;
    const char* number;
  };
  constexpr Case kCases[] = {
      {"ZZ,ZZ9.99", " 1,234.50", "1234.50"},
      {"ZZ,ZZ9.99", "     0.05", "0.05"},
      {"$$,$$9.99-", "$1,234.50-", "-1234.50"},
      {"$$,$$9.99", "   $12.34", "12.34"},
      {"***,**9.99", "*****12.34", "12.34"},
      {"----9", "  -12", "-12"},
      {"+++,++9", "    +12", "12"},
      {"9(3).9CR", "012.5CR", "-12.5"},
      {"9(3).9DB", "012.5  ", "12.5"},
      {"99/99/9999", "01/02/2020", "1022020"},
      {"9B9", "1 2", "12"},
      {"Z(4)", "    ", "0"},
      {"-9(3)", "-012", "-12"},
      {"9(3)+", "012+", "12"},
      {"ZZZ.ZZ", "   .05", "0.05"},
      {"**.**", "**.**", "0.00"},
  };
  for (const Case& each : kCases) {
    SCOPED_TRACE(each.picture);
    expect_record(std::string("01 R. 05 N PIC ") + each.picture + ".", ascii, hex(each.text),
                  std::string(R"({"N":)") + each.number + "}");
  }
  expect_record("01 R. 05 N PIC Z.ZZ9,99.", {{"code_page", "ascii"}, {"decimal", "comma"}},
                hex("1.234,50"), R"({"N":1234.50})");
  expect_record("01 R. 05 N PIC ZZ9 BLANK WHEN ZERO.", ascii, hex("   "), R"({"N":0})");
  EXPECT_THAT(read_error("01 R. 05 N PIC ZZ9.", ascii, hex("1x2")),
              HasSubstr("its picture does not put"));
}

TEST(CobolText, TrimsPadsAndKeepsOtherPadding) {
  const std::string copybook = "01 R. 05 T PIC X(4).";
  expect_record(copybook, {}, "40c14040", R"({"T":" A"})");
  expect_record(copybook, {{"trim", "both"}}, "40c14040",
                R"({"T":"A","$residual":{"/T":"40c14040"}})");
  expect_record(copybook, {{"trim", "none"}}, "40c14040", R"({"T":" A  "})");
  expect_record(copybook, {}, "c1000000", R"({"T":"A\u0000\u0000\u0000"})");
  expect_record(copybook, {{"controls", "space"}}, "c1000000",
                R"({"T":"A","$residual":{"/T":"c1000000"}})");
  expect_record("01 R. 05 T PIC X(4) JUST RIGHT.", {}, "4040c1c2", R"({"T":"AB"})");
  expect_record(copybook, {{"low_values", "null"}}, "00000000", R"({"T":null})");
  EXPECT_THAT(written(copybook, {}, R"({"T":"ABCDE"})"), HasSubstr("longer than 4 characters"));
  EXPECT_THAT(written(copybook, {}, R"({"T":"€"})"), HasSubstr("the code page has no U+20AC"));
  EXPECT_EQ(written(copybook, {{"code_page", "cp1140"}}, R"({"T":"€"})"), "9f404040");
}

TEST(CobolText, LineEndsOfEbcdic) {
  const std::string copybook = "01 R. 05 T PIC X(2).";
  expect_record(copybook, {}, "1525", "{\"T\":\"\xC2\x85\\n\"}");
  expect_record(copybook, {{"line_ends", "swapped"}}, "1525", "{\"T\":\"\\n\xC2\x85\"}");
}

TEST(CobolInvalid, IsAnErrorWithItsPlaceOrNullWithItsBytes) {
  const std::string copybook = "01 R. 05 A PIC X. 05 G. 10 N PIC 9(3) OCCURS 2.";
  const std::string hex = "c1f1f2f3404040";
  EXPECT_EQ(
      read_error(copybook, {}, hex),
      "field /G/N/1: a character that is no digit for PIC 9(3), at offset 4 of the record: 404040");
  expect_record(copybook, {{"invalid", "null"}}, hex,
                R"({"A":"A","G":{"N":[123,null]},"$residual":{"/G/N/1":"404040"}})");
  EXPECT_THAT(written(copybook, {{"invalid", "null"}}, R"({"A":"A","G":{"N":[123,null]}})"),
              HasSubstr("field /G/N/1: null"));
}

// Two views of bytes that are no digits: null in both, and the bytes are kept once.
TEST(CobolInvalid, NullInEveryView) {
  const std::string copybook =
      "01 R. 05 D PIC 9(4). 05 X REDEFINES D. 10 P PIC 99. 10 Q PIC 99. 10 S PIC 9.";
  expect_record(copybook, {{"invalid", "null"}}, "f1f2f34040",
                R"({"D":null,"X":{"P":12,"Q":null,"S":null},)"
                R"("$residual":{"/D":"f1f2f340","/X/S":"40"}})");
  EXPECT_THAT(written(copybook, {{"invalid", "null"}}, R"({"X":{"P":12,"Q":null,"S":1}})"),
              HasSubstr("field /X/Q: null"));
}

TEST(CobolInvalid, LenientDigitsReadWhatPeopleLeave) {
  const OptionMap lenient = {{"digits", "lenient"}, {"code_page", "ascii"}};
  const std::string copybook = "01 R. 05 N PIC S9(4)V99.";
  const auto hex = [](std::string_view text) { return to_hex(as_bytes(text)); };
  expect_record(copybook, lenient, hex("  -1.5"),
                R"({"N":-1.5,"$residual":{"/N":"20202d312e35"}})");
  expect_record(copybook, lenient, hex("      "), R"({"N":null,"$residual":{"/N":"20*6"}})");
}

TEST(CobolResidual, IsUsedAsLongAsTheValueIsUnchanged) {
  const std::string copybook = "01 R. 05 N PIC 9(3) COMP-3. 05 FILLER PIC X(2). 05 T PIC X.";
  expect_record(copybook, {}, "123cc1c2c3",
                R"({"N":123,"T":"C","$residual":{"/N":"123c","/$2":"c1c2"}})");
  EXPECT_EQ(written(copybook, {}, R"({"N":124,"T":"C","$residual":{"/N":"123c","/$2":"c1c2"}})"),
            "124fc1c2c3");
  EXPECT_EQ(written(copybook, {}, R"({"N":123.0,"T":"D","$residual":{"/N":"123c"}})"),
            "123c4040c4");
  EXPECT_EQ(written(copybook, {}, R"({"N":123})"), "123f404040");
  EXPECT_EQ(written(copybook, {}, R"({"N":1,"X":2})"), "field /X: no such field");
  EXPECT_EQ(print_bytes(from_hex("4040404040")), "40*5");
  EXPECT_FALSE(parse_bytes("40*99999999999", 100).has_value());
}

TEST(CobolRedefines, WithoutARuleAllValidViewsAreShownAndTheFirstDecides) {
  const std::string copybook =
      "01 R. 05 N PIC 9(2). 05 T REDEFINES N PIC X(2). 05 P REDEFINES N PIC 9(3) COMP-3.";
  expect_record(copybook, {}, "f1f2", R"({"N":12,"T":"12"})");
  expect_record(copybook, {}, "c1c2", R"({"T":"AB"})");
  expect_record(copybook, {}, "123f", R"({"T":"\u0012\u001a","P":123})");
  EXPECT_EQ(written(copybook, {}, R"({"T":"34"})"), "f3f4");
  EXPECT_EQ(written(copybook, {}, R"({"N":12,"T":"34"})"),
            "field /T: does not agree with the field that it redefines");
  EXPECT_EQ(written(copybook, {}, "{}"), "f0f0");
}

TEST(CobolRedefines, ARuleChooses) {
  const std::string copybook =
      "01 R. 05 KIND PIC X. 88 IS-B VALUE 'B' 'C'. 05 A. 10 N PIC 9(2).\n"
      "          05 B REDEFINES A. 10 T PIC X(3). 05 C PIC X.";
  for (const char* const rule :
       {R"(KIND = "B" || KIND = 'C')", "in(kind, 'B', 'C')", "IS-B",
        "NOT (KIND != 'B' AND KIND <> 'C')", "KIND >= 'B' && !(KIND > 'C')"}) {
    SCOPED_TRACE(rule);
    const OptionMap options = {{"redefines.B", rule}};
    expect_record(copybook, options, "c1f1f240e9", R"({"KIND":"A","A":{"N":12},"C":"Z"})");
    expect_record(copybook, options, "c2f1f240e9", R"({"KIND":"B","B":{"T":"12"},"C":"Z"})");
    expect_record(copybook, options, "c1f1f2f3e9",
                  R"({"KIND":"A","A":{"N":12},"C":"Z","$residual":{"/A/$slack":"f3"}})");
    EXPECT_EQ(written(copybook, options, R"({"KIND":"A","B":{"T":"12"}})"),
              "field /B: is given, but its rule does not hold");
  }
  EXPECT_THAT(compile_error(copybook, {{"redefines.B", "KIND ="}}), HasSubstr("at character 7"));
  EXPECT_THAT(compile_error(copybook, {{"redefines.B", "C = 'x'"}}), HasSubstr("'C' is neither"));
  EXPECT_THAT(compile_error(copybook, {{"redefines.C", "KIND = 'x'"}}),
              HasSubstr("nothing redefines"));
}

TEST(CobolRedefines, LargerAlternativesAndFillersKeepTheirBytes) {
  expect_record(
      "01 R. 05 A PIC X(2). 05 B REDEFINES A PIC X(4). 05 FILLER REDEFINES A.\n"
      "          10 C PIC X. 10 FILLER PIC X(5).",
      {}, "c1c2c3c4c5c6",
      R"({"A":"AB","B":"ABCD","FILLER-1":{"C":"A"},"$residual":{"/FILLER-1/$2":"c2c3c4c5c6"}})");
}

TEST(CobolOccurs, CountsOfEveryLayout) {
  const std::string copybook =
      "01 R. 05 N PIC 9. 05 T OCCURS 0 TO 3 TIMES DEPENDING ON N. 10 X PIC X. 05 Z PIC X.";
  expect_record(copybook, {}, "f2c1c240e9", R"({"N":2,"T":[{"X":"A"},{"X":"B"}],"Z":"Z"})");
  expect_record(copybook, {}, "f1c1c2c3e9",
                R"({"N":1,"T":[{"X":"A"}],"Z":"Z","$residual":{"/T/$slack":"c2c3"}})");
  expect_record(copybook, {{"framing", "rdw"}}, "f1c1e9", R"({"N":1,"T":[{"X":"A"}],"Z":"Z"})");
  expect_record(copybook, {{"odo", "padded"}}, "f1c1e94040", R"({"N":1,"T":[{"X":"A"}],"Z":"Z"})");
  EXPECT_EQ(written(copybook, {{"framing", "odo"}}, R"({"T":[{"X":"A"},{"X":"B"}],"Z":"Z"})"),
            "f2c1c2e9");
  EXPECT_THAT(written(copybook, {}, R"({"N":1,"T":[{"X":"A"},{"X":"B"}]})"),
              HasSubstr("field /T: 2 elements, where its count says 1"));
  EXPECT_THAT(read_error(copybook, {}, "f9c1c240e9"),
              HasSubstr("field /T: its count 9 is not from 0 to 3"));
  EXPECT_THAT(compile_error("01 R. 05 T PIC X OCCURS 3 DEPENDING ON N."),
              HasSubstr("'N', which is no field before it"));
}

TEST(CobolOccurs, NestedAndCountedByTexts) {
  expect_record(
      "01 R. 05 N PIC 9. 05 T OCCURS 2. 10 M PIC 9. 10 X PIC X OCCURS 1 TO 3 DEPENDING ON M.",
      {{"framing", "rdw"}}, "f2f1c1f3c1c2c3",
      R"({"N":2,"T":[{"M":1,"X":["A"]},{"M":3,"X":["A","B","C"]}]})");
  const std::string copybook = "01 R. 05 K PIC X. 05 T PIC X OCCURS 0 TO 2 DEPENDING ON K.";
  expect_record(copybook, {{"framing", "rdw"}, {"counts.K", "A:1,B:2"}}, "c2c1c2",
                R"({"K":"B","T":["A","B"]})");
  EXPECT_EQ(written(copybook, {{"framing", "rdw"}, {"counts.K", "A:1,B:2"}}, R"({"T":["X"]})"),
            "c1e7");
  EXPECT_THAT(compile_error(copybook), HasSubstr("which is no integer"));
}

TEST(CobolLayout, SynchronizedFieldsAndSlack) {
  const std::string copybook =
      "01 R. 05 A PIC X. 05 B PIC S9(4) COMP SYNC. 05 T OCCURS 2. 10 C PIC X. 10 D PIC 9(9) COMP "
      "SYNC.";
  expect_record(copybook, {},
                "c1000001"
                "c200000000000002"
                "c300000000000003",
                R"({"A":"A","B":1,"T":[{"C":"B","D":2},{"C":"C","D":3}]})");
  expect_record(copybook, {{"sync", "ignore"}},
                "c10001"
                "c200000002"
                "c300000003",
                R"({"A":"A","B":1,"T":[{"C":"B","D":2},{"C":"C","D":3}]})");
  EXPECT_EQ(written("01 R. 05 A PIC X. 05 B COMP-2 SYNC.", {}, "{}").size(), 2 * 16u);
  expect_record("01 R. 05 A PIC X. 05 B PIC S9(4) COMP SYNC.", {}, "c1990001",
                R"({"A":"A","B":1,"$residual":{"/B/$before":"99"}})");
}

TEST(CobolLayout, RecordsRootsAndRenames) {
  const std::string two = "01 A. 05 X PIC X. 01 B. 05 Y PIC XX.";
  EXPECT_THAT(compile_error(two), HasSubstr("several records: A, B"));
  EXPECT_THAT(compile_error(two, {}, "C"), HasSubstr("no record 'C'"));
  EXPECT_EQ(json(*compile(two, {}, "b")->parse(from_hex("c1c2"))), R"({"Y":"AB"})");
  expect_record(two, {{"records", "alternatives"}}, "c1c2", R"({"A":{"X":"A"},"B":{"Y":"AB"}})");
  expect_record(two, {{"records", "sequence"}}, "c1c2c3", R"({"A":{"X":"A"},"B":{"Y":"BC"}})");
  expect_record("01 A. 05 X PIC X.", {{"keep_root", "yes"}}, "c1", R"({"A":{"X":"A"}})");
  expect_record("       77 X PIC X.", {}, "c1", R"({"X":"A"})");
  expect_record("01 R. 05 A PIC X. 05 B PIC 9. 05 C PIC X.\n66 D RENAMES A THRU B.",
                {{"renames", "show"}}, "c1f2c3", R"({"A":"A","B":2,"C":"C","D":"A2"})");
  expect_record("01 R. 05 FILLER PIC X. 05 A PIC X.", {{"fillers", "keep"}}, "c1c2",
                R"({"FILLER-P1":"A","A":"B"})");
  expect_record("01 R. 05 A PIC X. 05 A PIC X.", {}, "c1c2", R"({"A":"A","A-2":"B"})");
  expect_record("01 R. 05 A PIC X.", {{"record_start", "2"}, {"record_end", "1"}}, "c1c2c3c4",
                R"({"A":"C","$residual":{"/$1":"c1c2","/$3":"c4"}})");
}

// Level 66 over what lies before a table of variable length; elsewhere only where it is shown.
TEST(CobolLayout, RenamesBesideTablesOfVariableLength) {
  const std::string copybook =
      "01 R. 05 N PIC 9. 05 A PIC X. 05 T PIC X OCCURS 0 TO 3 DEPENDING ON N. 05 B PIC X.\n"
      "66 D RENAMES N THRU A.\n";
  expect_record(copybook, {{"renames", "show"}, {"framing", "rdw"}}, "f2c1c2c3c4",
                R"({"N":2,"A":"A","T":["B","C"],"B":"D","D":"2A"})");
  const std::string across = copybook + "66 E RENAMES A THRU B.";
  expect_record(across, {{"framing", "rdw"}}, "f0c1c2", R"({"N":0,"A":"A","T":[],"B":"B"})");
  EXPECT_THAT(compile_error(across, {{"renames", "show"}, {"framing", "rdw"}}),
              HasSubstr("'E' renames fields of a record whose places vary"));
}

TEST(CobolCopybook, FixedAndFreeForm) {
  const std::string values = R"({"A":"A","B":1})";
  const auto card = [](std::string text, const std::string& name) {
    text.resize(72, ' ');  // columns 73 to 80 name the program
    return text + name + "\n";
  };
  expect_record(card("000100 01  R.", "NAME0001") + card("000200*    A COMMENT", "05 Z PIC") +
                    card("000300     05  A PIC X.", "05 Z PIC") + card("000400     05  B PI", "") +
                    card("000500-        C 9.", ""),
                {}, "c1f1", values);
  expect_record("01  R.\n* comment\n  05 A PIC X.   *> note\n  05  B PIC 9.\n", {}, "c1f1", values);
  expect_record("      01 R.\n\t05 A PICTURE IS X(01).\n         05 B PIC 9, VALUE ZERO.", {},
                "c1f1", values);
  expect_record(">>SOURCE FORMAT IS FREE\n           01 R. 05 A PIC X. 05 B PIC 9.", {}, "c1f1",
                values);
  expect_record(
      "       FD  SOME-FILE RECORD CONTAINS 2.\n       01 R. 05 A PIC X VALUE 'it''s.'.\n"
      "           88 ONE VALUE 'A' THRU 'C', 'X'. EJECT\n           05 B PIC 9 INDEXED BY I.",
      {}, "c1f1", values);
}

TEST(CobolCopybook, StatementsOfPreprocessors) {
  const std::string values = R"({"A":"A","B":1})";
  // What DCLGEN writes.
  expect_record(
      "           EXEC SQL DECLARE DB.T TABLE\n           ( A CHAR(1) NOT NULL,\n"
      "             B SMALLINT NOT NULL\n           ) END-EXEC.\n"
      "       01 R. 05 A PIC X. 05 B PIC 9.",
      {}, "c1f1", values);
  expect_record(
      "       REPLACE ==:T:== BY ==A== ==COUNTER== BY ==9==.\n       01 R. 05 :T: PIC X.\n"
      "       REPLACE OFF.\n           05 B PIC 9.",
      {}, "c1f1", values);
  EXPECT_THAT(compile_error("           EXEC SQL INCLUDE OTHER END-EXEC.\n       01 R."),
              HasSubstr("COPY OTHER cannot be followed"));
  EXPECT_THAT(compile_error("           EXEC SQL DECLARE"), HasSubstr("END-EXEC"));
  EXPECT_THAT(compile_error("       REPLACE ==A B== BY ==C==. 01 R."), HasSubstr("one word"));
}

// Four letters of two bytes each, and a period in column 72.
TEST(CobolCopybook, ColumnsCountCharacters) {
  std::string line = "           05 A PIC X VALUE '\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F'";
  line.resize(71 + 4, ' ');
  expect_record("       01 R.\n" + line + ".05 Z 9.\n           05 B PIC 9.", {}, "c1f1",
                R"({"A":"A","B":1})");
}

TEST(CobolCopybook, ErrorsSayWhere) {
  EXPECT_EQ(compile_error("       01 R.\n           05 A PIC Q."),
            "copybook, line 2, column 21: PICTURE 'Q': unknown symbol 'Q'");
  EXPECT_THAT(compile_error("       01 R.\n           05 A."),
              HasSubstr("neither a PICTURE nor fields"));
  EXPECT_THAT(compile_error("       01 R. 05 A PIC X\n           05 B PIC X."),
              HasSubstr("line 2, column 12: unexpected '05'"));
  EXPECT_THAT(compile_error("       01 R. 05 A PIC N(4)."), HasSubstr("national"));
  EXPECT_THAT(compile_error("       01 R. 05 A PIC X VALUE 'x."), HasSubstr("closing quote"));
  EXPECT_THAT(compile_error("       01 R. COPY OTHER."),
              HasSubstr("COPY OTHER cannot be followed"));
  EXPECT_THAT(compile_error("       01 R. 05 :X:-A PIC X."), HasSubstr("expected a name"));
  EXPECT_THAT(compile_error("       01 R. 05 B REDEFINES A PIC X."),
              HasSubstr("which is not before it"));
  EXPECT_THAT(compile_error("       01 R. 05 A PIC X.", {{"trim", "some"}}),
              HasSubstr("option trim: 'some'"));
}

TEST(CobolFraming, DescriptorsLinesFieldsAndCounts) {
  const std::string copybook = "01 R. 05 N PIC 9. 05 T PIC X OCCURS 0 TO 9 DEPENDING ON N.";
  const auto file = [&](OptionMap options, const std::string& hex, std::size_t records) {
    SCOPED_TRACE(hex);
    const auto codec = compile(copybook, options);
    const ByteString bytes = from_hex(hex);
    for (const std::size_t step : {std::size_t{1}, std::size_t{4096}}) {
      const std::vector<Value> messages = read_all(*codec, bytes, step);
      EXPECT_EQ(messages.size(), records);
      EXPECT_EQ(to_hex(write_all(*codec, messages)), hex);
    }
  };
  file({{"framing", "rdw"}},
       "00060000f1c1"
       "00050000f0",
       2);
  file({{"framing", "rdw"}, {"rdw_adjust", "0"}},
       "00020000f1c1"
       "00010000f0",
       2);
  file({{"framing", "rdw"}, {"rdw_endian", "little"}}, "00000600f1c1", 1);
  file({{"framing", "bdw"}},
       "000f0000"
       "00060000f1c1"
       "00050000f0",
       2);
  file({{"framing", "odo"}},
       "f1c1"
       "f0"
       "f2c1c2",
       3);
  file({{"framing", "line"}, {"code_page", "ascii"}, {"framing", "rdw"}},
       "3141"
       "0a"
       "30"
       "0d0a"
       "3141",
       3);
  file({{"framing", "field"}, {"length_field", "N"}, {"length_adjust", "1"}},
       "f1c1"
       "f0",
       2);
  file({{"framing", "odo"}, {"file_header", "2"}, {"file_footer", "1"}},
       "0102"
       "f1c1"
       "f0"
       "03",
       2);
  file({{"framing", "rdw"}},
       "00050000f3"
       "00070000f3c1c2",
       2);                                          // cut short
  file({{"framing", "rdw"}}, "00070000f0c1c2", 1);  // longer than its fields
}

TEST(CobolFraming, ErrorsNameTheRecordAndTheNextOneFollows) {
  const auto codec = compile("01 R. 05 N PIC 9(2).");
  const ByteString bytes = from_hex("f1f2c1c1f3f4f5");
  BytesSource source(bytes);
  const auto reader = codec->reader(source);
  EXPECT_EQ(json(**reader->next()), R"({"N":12})");
  EXPECT_THAT(reader->next().error().message,
              HasSubstr("record 2 at offset 2 of the file: field /N"));
  EXPECT_EQ(json(**reader->next()), R"({"N":34})");
  EXPECT_THAT(reader->next().error().message,
              HasSubstr("the file ends inside it, after 1 of 2 bytes"));
  EXPECT_FALSE(reader->next().ok());
}

TEST(CobolFraming, SelectedRecords) {
  const auto codec = compile("01 R. 05 K PIC X. 05 N PIC 9.", {{"select", "K = 'A'"}});
  const ByteString bytes = from_hex("c1f1c2f2c1f3");
  EXPECT_EQ(read_all(*codec, bytes).size(), 2u);
}

TEST(CobolLosses, AreListedByPath) {
  const auto codec = compile("01 R. 05 T PIC X(2). 05 N PIC 9V9.");
  auto value = parse_json(R"({"T":"ABC","N":12.34,"X":1})");
  ByteString bytes;
  std::vector<Loss> losses;
  ASSERT_TRUE(codec->print(*value, bytes, &losses).ok());
  EXPECT_EQ(to_hex(bytes), "c1c2f2f3");
  ASSERT_EQ(losses.size(), 3u);
  EXPECT_EQ(losses[0].path, "/T");
  EXPECT_EQ(losses[2].reason, "no such field");
}

TEST(CobolSchema, ShowsNamesPicturesAndConditions) {
  const auto codec = compile(read_file(std::string(NC_SOURCE_DIR) + "/examples/cobol/customer.cpy"),
                             {{"framing", "rdw"}});
  const std::vector<Field>& fields = codec->schema().fields;
  ASSERT_EQ(fields.size(), 14u);
  EXPECT_EQ(fields[1].name, "CUST-STATUS");
  EXPECT_EQ(fields[1].declared, "PIC X(01)");
  EXPECT_EQ(fields[1].description, "CUST-ACTIVE: 'A'; CUST-BLOCKED: 'B'; CUST-CLOSED: 'C'");
  EXPECT_EQ(fields[1].enum_values, (std::vector<std::string>{"A", "B", "C"}));
  EXPECT_EQ(fields[4].declared, "REDEFINES CUST-PERSON");
  EXPECT_EQ(fields[7].type, FieldType::kDecimal);
  EXPECT_EQ(fields[13].declared, "OCCURS 0 TO 5 DEPENDING ON CUST-ACCOUNT-COUNT");
  EXPECT_TRUE(fields[13].repeated);
}

TEST(CobolExample, CustomersAreReadAndWrittenAsTheirGeneratorSays) {
  const std::string folder = std::string(NC_SOURCE_DIR) + "/examples/cobol/";
  const auto codec = compile(read_file(folder + "customer.cpy"),
                             {{"framing", "rdw"}, {"redefines.CUST-COMPANY", "CUST-IS-COMPANY"}});
  const std::string records = read_file(folder + "customers.ebcdic");
  const std::vector<Value> messages = read_all(*codec, as_bytes(records));
  std::istringstream lines(read_file(folder + "customers.jsonl"));
  std::vector<Value> from_json;
  for (const Value& message : messages) {
    std::string line;
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_EQ(json(message), line);
    from_json.push_back(std::move(parse_json(line)).value());
  }
  EXPECT_EQ(messages.size(), 40u);
  EXPECT_EQ(as_text(write_all(*codec, from_json)), records);
}

}  // namespace
}  // namespace neurocrypt::cobol::test
