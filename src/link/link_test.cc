#include "link/link.h"

#include <gtest/gtest.h>

#include "support/sample.h"

namespace neurocrypt {
namespace {

constexpr std::string_view kText = R"({
  "neurocrypt_link": 1,
  "a": {"format": "json", "schema": "auth.schema.json", "schema_hash": "12", "unmapped": ["/trace"]},
  "b": {
    "format": "protobuf",
    "schema": "log.proto",
    "root": "log.v1.Event",
    "import_dirs": ["proto", "vendor/google"],
    "options": {"enums": "number"},
    "schema_hash": "34",
    "unmapped": []
  },
  "allow_loss": false,
  "edges": [
    {"concept": "user identifier", "weight": 0.970,
     "a": "/user",
     "b": "/userId",
     "a_to_b": [{"rule": "prefix", "text": "u"}, {"rule": "case", "to": "upper"}],
     "b_to_a": {"rule": "copy"}},
    {"concept": "person name", "weight": 0.812, "pinned": true, "guessed": true,
     "a": ["/first", "/last"],
     "b": "/name",
     "a_to_b": {"rule": "constant", "value": "Ada"},
     "b_to_a": null,
     "alternatives": [
       {"a": "/first", "a_to_b": {"rule": "prefix", "text": "a prefix so long that lines break"}},
       {"a": [], "a_to_b": {"rule": "constant", "value": null}}
     ]}
  ]
}
)";

TEST(Link, IsPrintedAsItIsRead) {
  const Link link = test::value_of(parse_link(kText));
  EXPECT_EQ(link.b.request.options.at("enums"), "number");
  EXPECT_EQ(link.edges[1].a.size(), 2U);
  EXPECT_TRUE(link.edges[1].pinned);
  EXPECT_TRUE(link.edges[1].b_to_a.empty());
  EXPECT_EQ(link.edges[1].alternatives.size(), 2U);
  EXPECT_EQ(print_link(link), kText);
  const Link empty = test::value_of(parse_link(
      R"({"neurocrypt_link": 1, "a": {"format": "json"}, "b": {"format": "json"}, "edges": []})"));
  EXPECT_EQ(print_link(test::value_of(parse_link(print_link(empty)))), print_link(empty));
}

std::string message(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  const auto parsed = parse_link(text.replace(at, from.size(), to));
  EXPECT_FALSE(parsed.ok());
  if (parsed.ok()) return "";
  EXPECT_EQ(parsed.error().code, ErrorCode::kCorrupt);
  return parsed.error().message;
}

TEST(Link, NamesThePlaceOfAnError) {
  const std::string text(kText);
  EXPECT_EQ(message(text, R"("weight": 0.970)", R"("weight": 1.5)"),
            "line 15, column 46, byte 431, at /edges/0/weight: expected a number from 0 to 1");
  EXPECT_TRUE(message(text, "pinned", "pined").starts_with("line 20, column "));
  EXPECT_TRUE(
      message(text, "pinned", "pined").ends_with("at /edges/1/pined: there is no such member"));
  EXPECT_TRUE(
      message(text, "person name", "user identifier").find("at /edges/1/concept: two edges") !=
      std::string::npos);
  EXPECT_TRUE(message(text, R"("b": "/userId",)", "").ends_with(R"(the member "b" is missing)"));
  EXPECT_TRUE(
      message(text, R"("b": "/name")", R"("b": ["/x", "/y"])").find("several paths on both") !=
      std::string::npos);
  EXPECT_TRUE(message(text, R"("b": "/userId")", R"("b": ["/x", "/y"])")
                  .find("a rule reads 1 values, and the edge has 2") != std::string::npos);
  EXPECT_EQ(message(text, R"("upper"})", R"("loud"})"),
            "line 18, column 73, byte 550, at /edges/0/a_to_b/1/to: there is no such case");
  EXPECT_TRUE(message(text, R"({"rule": "copy"})", "7").find("at /edges/0/b_to_a: a rule is") !=
              std::string::npos);
  EXPECT_TRUE(
      message(text, R"("number")", "1").ends_with("at /b/options/enums: expected a string"));
  EXPECT_TRUE(message(text, "1,", "1").find("line 3") != std::string::npos);
  EXPECT_EQ(parse_link("[]").error().message,
            "line 1, column 1, byte 0: a link file is one object");
  EXPECT_EQ(parse_link(R"({"neurocrypt_link": 2})").error().code, ErrorCode::kUnsupported);
}

TEST(Link, KnowsASchemaByItsHash) {
  Field root;
  root.type = FieldType::kObject;
  root.fields.resize(2);
  root.fields[0].name = "x";
  root.fields[1].name = "y";
  const std::string hash = schema_hash(root);
  EXPECT_EQ(hash.size(), 64U);
  root.description = "words do not count";
  EXPECT_EQ(schema_hash(root), hash);
  root.fields[1].repeated = true;
  EXPECT_NE(schema_hash(root), hash);
}

}  // namespace
}  // namespace neurocrypt
