#include "schema/conversion.h"

#include <gtest/gtest.h>

#include "support/sample.h"

namespace neurocrypt {
namespace {

TEST(Conversion, TakesJsonOnBothSidesWithoutASchema) {
  const Conversion conversion = test::value_of(Conversion::load("json", "json", {}));
  const Value value = test::value_of(conversion.from().parse(as_bytes(" {\"a\" : [ 1.50 ] } ")));
  ByteString out;
  ASSERT_TRUE(conversion.to().print(value, out, nullptr).ok());
  EXPECT_EQ(as_text(out), R"({"a":[1.50]})");
}

TEST(Conversion, RefusesWhatNoFormatKnows) {
  const auto format = Conversion::load("json", "csv", {});
  ASSERT_FALSE(format.ok());
  EXPECT_EQ(format.error().code, ErrorCode::kNotFound);
  SchemaRequest request;
  request.options = {{"colour", "red"}};
  const auto option = Conversion::load("json", "json", request);
  ASSERT_FALSE(option.ok());
  EXPECT_EQ(option.error().message, "neither json nor json has an option 'colour'");
}

}  // namespace
}  // namespace neurocrypt
