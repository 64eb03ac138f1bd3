#include "schema/record.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace neurocrypt {
namespace {

TEST(Number, KnowsJsonGrammar) {
  for (const char* text : {"0", "-0", "10", "-12.50", "1e5", "1E+05", "1.5e-10", "0.0", "0e0"}) {
    EXPECT_TRUE(is_json_number(text)) << text;
  }
  for (const char* text : {"", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "1.e5", " 1", "1 ",
                           "0x1", "NaN", "Infinity", "-Infinity", "1_000", "1,5", "1e5.0"}) {
    EXPECT_FALSE(is_json_number(text)) << text;
  }
}

TEST(Number, TurnsIntoAnIntegerOnlyExactly) {
  using Limits = std::numeric_limits<std::int64_t>;
  EXPECT_EQ(to_int64({"0"}), 0);
  EXPECT_EQ(to_int64({"-0"}), 0);
  EXPECT_EQ(to_int64({"-0.0e-7"}), 0);
  EXPECT_EQ(to_int64({"1e3"}), 1000);
  EXPECT_EQ(to_int64({"1000.0"}), 1000);
  EXPECT_EQ(to_int64({"-12.5e1"}), -125);
  EXPECT_EQ(to_int64({"1200e-2"}), 12);
  EXPECT_EQ(to_int64({"0.0012e4"}), 12);
  EXPECT_EQ(to_int64({"9223372036854775807"}), Limits::max());
  EXPECT_EQ(to_int64({"-9223372036854775808"}), Limits::min());
  EXPECT_EQ(to_int64({"-9223372036854775808.000"}), Limits::min());
  EXPECT_EQ(to_int64({"9223372036854775808"}), std::nullopt);
  EXPECT_EQ(to_int64({"-9223372036854775809"}), std::nullopt);
  EXPECT_EQ(to_int64({"0.5"}), std::nullopt);
  EXPECT_EQ(to_int64({"1e-1"}), std::nullopt);
  EXPECT_EQ(to_int64({"1e19"}), std::nullopt);
  EXPECT_EQ(to_int64({"1e99999999999999999999999"}), std::nullopt);
  EXPECT_EQ(to_int64({"1e-99999999999999999999999"}), std::nullopt);
  EXPECT_EQ(to_int64({"0e99999999999999999999999"}), 0);
  for (const char* text : {"NaN", "007", "1 ", "", "-", "Infinity"}) {
    EXPECT_EQ(to_int64({text}), std::nullopt) << text;
    EXPECT_EQ(to_uint64({text}), std::nullopt) << text;
  }
  EXPECT_EQ(to_uint64({"18446744073709551615"}), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(to_uint64({"1844674407370955161.5e1"}), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(to_uint64({"18446744073709551616"}), std::nullopt);
  EXPECT_EQ(to_uint64({"99999999999999999999"}), std::nullopt);
  EXPECT_EQ(to_uint64({"1e20"}), std::nullopt);
  EXPECT_EQ(to_uint64({"-1"}), std::nullopt);
  EXPECT_EQ(to_uint64({"-0"}), 0u);
}

TEST(Number, IntegersPrintWhatTheyParse) {
  EXPECT_EQ(Value::integer(std::numeric_limits<std::int64_t>::min()).number()->text,
            "-9223372036854775808");
  EXPECT_EQ(Value::integer(std::numeric_limits<std::uint64_t>::max()).number()->text,
            "18446744073709551615");
}

TEST(Number, TurnsIntoTheNearestDouble) {
  EXPECT_EQ(to_double({"0.1"}), 0.1);
  EXPECT_EQ(to_double({"9007199254740993"}), 9007199254740992.0);  // 2^53 + 1, ties to even
  EXPECT_EQ(to_double({"1.7976931348623157e308"}), std::numeric_limits<double>::max());
  EXPECT_EQ(to_double({"5e-324"}), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(to_double({"1e309"}), std::nullopt);
  EXPECT_EQ(to_double({"-1e99999999999999999999999"}), std::nullopt);
  EXPECT_EQ(to_double({"1e-400"}), 0.0);
  EXPECT_TRUE(std::signbit(*to_double({"-1e-99999999999999999999999"})));
  EXPECT_EQ(to_double({"0e99999999999999999999999"}), 0.0);
  EXPECT_TRUE(std::signbit(*to_double({"-0"})));
  EXPECT_TRUE(std::isnan(*to_double({"NaN"})));
  EXPECT_EQ(to_double({"-Infinity"}), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(to_double({"01"}), std::nullopt);
  EXPECT_EQ(to_double({"inf"}), std::nullopt);
}

TEST(Number, ComparesByWhatItNames) {
  const auto same = [](const char* a, const char* b) { return same_number({a}, {b}); };
  EXPECT_TRUE(same("1.50", "15e-1"));
  EXPECT_TRUE(same("0", "-0.000e17"));
  EXPECT_TRUE(same("100", "1e2"));
  EXPECT_TRUE(same("0.0012", "12E-4"));
  EXPECT_TRUE(same("NaN", "NaN"));
  EXPECT_FALSE(same("1", "-1"));
  EXPECT_FALSE(same("9007199254740993", "9007199254740992"));
  EXPECT_FALSE(same("0.1", "0.10000000000000000000000000000000001"));
  EXPECT_FALSE(same("NaN", "0"));
  // Exponents around and past 64 bits.
  EXPECT_TRUE(same("1e999999999999999999", "0.1e1000000000000000000"));
  EXPECT_TRUE(same("1e9223372036854775806", "0.1e9223372036854775807"));
  EXPECT_TRUE(same("1e9223372036854775808", "0.1e9223372036854775809"));
  EXPECT_TRUE(same("1e-9223372036854775809", "10e-9223372036854775810"));
  EXPECT_TRUE(same("1e99999999999999999999", "0.001e100000000000000000002"));
  EXPECT_TRUE(same("1e100000000000000000000", "100e99999999999999999998"));
  EXPECT_FALSE(same("1e99999999999999999999", "1e99999999999999999998"));
  EXPECT_FALSE(same("1e99999999999999999999", "1e-99999999999999999999"));
}

TEST(Number, HasAnExactOrder) {
  const char* const ascending[] = {"-1e99999999999999999999",
                                   "-1e30",
                                   "-2",
                                   "-1.5",
                                   "-1",
                                   "-1e-30",
                                   "-1e-99999999999999999999",
                                   "0",
                                   "1e-99999999999999999999",
                                   "1e-99999999999999999998",
                                   "1e-30",
                                   "0.1",
                                   "0.10000000000000000000000001",
                                   "1",
                                   "9007199254740992",
                                   "9007199254740993",
                                   "1e30",
                                   "1e9223372036854775807",
                                   "1e9223372036854775808",
                                   "1e99999999999999999999"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      EXPECT_EQ(compare_numbers({ascending[i]}, {ascending[j]}), i <=> j)
          << ascending[i] << " and " << ascending[j];
    }
  }
  EXPECT_EQ(compare_numbers({"NaN"}, {"1"}), std::partial_ordering::unordered);
}

TEST(Number, KnowsMultiples) {
  EXPECT_EQ(is_multiple({"0.3"}, {"0.1"}), true);
  EXPECT_EQ(is_multiple({"19.99"}, {"0.01"}), true);
  EXPECT_EQ(is_multiple({"19.999"}, {"0.01"}), false);
  EXPECT_EQ(is_multiple({"-12"}, {"4"}), true);
  EXPECT_EQ(is_multiple({"12"}, {"5"}), false);
  EXPECT_EQ(is_multiple({"1e1000000"}, {"7"}), false);
  EXPECT_EQ(is_multiple({"7e1000000"}, {"7"}), true);
  EXPECT_EQ(is_multiple({"1e1000000"}, {"8e-7"}), true);
  EXPECT_EQ(is_multiple({"123456789012345678901234567890"}, {"999999999999999989"}), false);
  EXPECT_EQ(is_multiple({"0"}, {"3"}), true);
  EXPECT_EQ(is_multiple({"1"}, {"0"}), std::nullopt);
  EXPECT_EQ(is_multiple({"1"}, {"1234567890123456789"}), std::nullopt);
}

TEST(Value, HoldsEveryKindAndFindsMembers) {
  const Value value(Object{{"a", Value()}, {"b", Value(Array{Value(true), Value("x")})}});
  ASSERT_NE(value.find("a"), nullptr);
  EXPECT_TRUE(value.find("a")->is_null());
  EXPECT_EQ(value.find("c"), nullptr);
  EXPECT_EQ(value.find("b")->find("a"), nullptr);
  EXPECT_EQ(value.find("b")->array()->at(1).kind(), Value::Kind::kString);
  EXPECT_EQ(name(Value(ByteString{1}).kind()), "bytes");
  EXPECT_EQ(value, Value(value));
  EXPECT_NE(Value("1"), Value(Number{"1"}));
  EXPECT_NE(Value(Object{{"a", true}, {"b", false}}), Value(Object{{"b", false}, {"a", true}}));
}

TEST(Path, IsAJsonPointer) {
  Path path;
  EXPECT_EQ(path.text(), "");
  path.push("a/b");
  path.push(std::size_t{3});
  path.push("m~n");
  EXPECT_EQ(path.text(), "/a~1b/3/m~0n");
  path.pop();
  EXPECT_EQ(path.text(), "/a~1b/3");
  path.push_outer("root");
  path.push_outer(std::size_t{0});
  EXPECT_EQ(path.text(), "/0/root/a~1b/3");
}

}  // namespace
}  // namespace neurocrypt
