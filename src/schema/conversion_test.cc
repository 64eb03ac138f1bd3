#include "schema/conversion.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

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

TEST(Conversion, TakesTheJsonThatAFormatHas) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) /
                                     ("conversion_" + std::to_string(getpid()) + ".proto");
  std::ofstream(path) << "syntax = \"proto3\";\n"
                         "message User { int64 id = 1; bytes photo = 2; string user_name = 3; }\n";
  SchemaRequest request;
  request.path = path.string();
  const Conversion there = test::value_of(Conversion::load("json", "protobuf", request));
  const Conversion back = test::value_of(Conversion::load("protobuf", "json", request));
  std::filesystem::remove(path);

  const std::string text = R"({"id":"9007199254740993","photo":"Zm9v","userName":"ada"})";
  ByteString binary;
  ASSERT_TRUE(
      there.to().print(test::value_of(there.from().parse(as_bytes(text))), binary, nullptr).ok());
  ByteString again;
  ASSERT_TRUE(back.to().print(test::value_of(back.from().parse(binary)), again, nullptr).ok());
  EXPECT_EQ(as_text(again), text);  // ProtoJSON: 64-bit integers are strings, names in camel case
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
