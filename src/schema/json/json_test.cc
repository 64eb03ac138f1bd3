// The JSON format: schemas, codec and streams.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "schema/format.h"
#include "schema/json/json_schema.h"
#include "schema/json_text.h"
#include "support/memory_stream.h"
#include "support/sample.h"
#include "support/vectors.h"

namespace neurocrypt {
namespace {

namespace fs = std::filesystem;
using test::read_vectors;
using test::value_of;

/// A folder of schema files that is gone after the test.
class SchemaFiles {
 public:
  SchemaFiles()
      : folder_(fs::path(::testing::TempDir()) / ("nc_json_" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~SchemaFiles() { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path.string();
  }
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }

 private:
  fs::path folder_;
};

class Json : public ::testing::Test {
 protected:
  Result<std::unique_ptr<Codec>> load(const std::string& schema, SchemaRequest request = {}) {
    request.path = files_.write("schema.json", schema);
    return load_schema("json", request);
  }
  std::unique_ptr<Codec> codec(const std::string& schema) { return value_of(load(schema)); }

  SchemaFiles files_;
};

TEST_F(Json, HoldsValuesAgainstSchemas) {
  for (const test::Vector& vector : read_vectors("json/schema.txt")) {
    SCOPED_TRACE(vector.at("schema") + " on " + vector.at("value"));
    const Result<std::unique_ptr<Codec>> schema = load(vector.at("schema"));
    ASSERT_TRUE(schema.ok()) << schema.error().message;
    const Result<Value> value = (*schema)->parse(as_bytes(vector.at("value")));
    ASSERT_EQ(value.ok() ? "valid" : "invalid", vector.at("expect"))
        << (value.ok() ? "" : value.error().message);
    ByteString out;
    if (value.ok()) {
      ASSERT_TRUE((*schema)->print(*value, out, nullptr).ok());
      EXPECT_EQ(*(*schema)->parse(out), *value);
      continue;
    }
    EXPECT_EQ(value.error().code, ErrorCode::kCorrupt);
    EXPECT_NE(value.error().message.find(vector.at("message")), std::string::npos)
        << value.error().message;
    const std::string& pointer = vector.at("pointer");
    EXPECT_NE(value.error().message.find(pointer.empty() ? "byte 0: " : ", at " + pointer + ": "),
              std::string::npos)
        << value.error().message;
    EXPECT_NE(value.error().hint.find("the schema says so at #"), std::string::npos);
    // What cannot be read cannot be printed either.
    EXPECT_FALSE((*schema)->print(*parse_json(vector.at("value")), out, nullptr).ok());
    EXPECT_TRUE(out.empty());
  }
}

TEST_F(Json, RefusesBrokenSchemas) {
  for (const test::Vector& vector : read_vectors("json/bad_schema.txt")) {
    const Result<std::unique_ptr<Codec>> schema = load(vector.at("schema"));
    ASSERT_FALSE(schema.ok()) << vector.at("schema");
    EXPECT_NE(schema.error().message.find(vector.at("message")), std::string::npos)
        << vector.at("schema") << ": " << schema.error().message;
  }
}

TEST_F(Json, NamesThePlaceInASchemaFile) {
  const auto schema = load("{\n  \"properties\": {\n    \"a\": {\"type\": \"int\"}\n  }\n}");
  ASSERT_FALSE(schema.ok());
  EXPECT_EQ(schema.error().message,
            "'" + files_.path("schema.json") +
                "', line 3, column 19, byte 38, at /properties/a/type: there is "
                "no such type");
}

TEST_F(Json, FollowsReferencesToOtherFiles) {
  files_.write(
      "common/money.json",
      R"({"$defs": {"amount": {"type": "integer"}, "b": {"$ref": "../schema.json#/$defs/c"}}})");
  files_.write("imports/lib.json", R"({"$id": "https://example.com/lib.json", "type": "boolean"})");
  SchemaRequest request;
  request.import_dirs = {files_.path("imports")};
  const auto schema = load(R"({"$defs": {"c": {"type": "null"}}, "properties": {
      "amount": {"$ref": "common/money.json#/$defs/amount"}, "back": {"$ref": "common/money.json#/$defs/b"},
      "lib": {"$ref": "lib.json"}, "remote": {"$ref": "https://example.com/lib.json"}}})",
                           request);
  ASSERT_TRUE(schema.ok()) << schema.error().message;
  EXPECT_TRUE(
      (*schema)->parse(as_bytes(R"({"amount":1,"back":null,"lib":true,"remote":false})")).ok());
  const auto amount = (*schema)->parse(as_bytes(R"({"amount":"x"})"));
  ASSERT_FALSE(amount.ok());
  EXPECT_EQ(amount.error().hint, "the schema says so at money.json#/$defs/amount");
  for (const char* text : {R"({"back":1})", R"({"lib":1})", R"({"remote":1})"}) {
    EXPECT_FALSE((*schema)->parse(as_bytes(text)).ok()) << text;
  }
}

TEST_F(Json, FindsARootByName) {
  const std::string text = R"({"components": {"schemas": {"User": {"type": "object", "properties":
      {"id": {"$ref": "#/components/schemas/Id"}}}, "Id": {"type": "integer"}}}})";
  SchemaRequest request;
  request.root = "User";
  EXPECT_EQ(value_of(load(text, request))->schema().fields.at(0).name, "id");
  request.root = "/components/schemas/Id";
  EXPECT_EQ(value_of(load(text, request))->schema().type, FieldType::kInteger);
  request.root = "Nobody";
  const auto missing = load(text, request);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(missing.error().hint, "it has User, Id");
}

TEST_F(Json, DescribesItsFields) {
  const auto schema = codec(R"({
    "type": "object", "description": "An order.", "required": ["id", "items"],
    "properties": {
      "id": {"type": "integer", "description": "Its number."},
      "at": {"type": ["string", "null"], "format": "date-time"},
      "state": {"enum": ["open", "closed"]},
      "photo": {"type": "string", "contentEncoding": "base64"},
      "labels": {"type": "object", "additionalProperties": {"type": "string"}},
      "total": {"type": "number"}, "ratio": {"type": "number", "format": "double"},
      "items": {"type": "array", "items": {"$ref": "#/$defs/item"}},
      "paid": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
      "payer": {"oneOf": [{"$ref": "#/$defs/person"}, {"$ref": "#/$defs/firm"}]},
      "grid": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
      "loose": {}},
    "$defs": {
      "item": {"allOf": [{"properties": {"sku": {"type": "string"}}}, {"properties": {"parts": {"type": "array", "items": {"$ref": "#/$defs/item"}}}}]},
      "person": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
      "firm": {"type": "object", "properties": {"vat": {"type": "string"}}}}})");
  const Field& root = schema->schema();
  EXPECT_EQ(root.type, FieldType::kObject);
  EXPECT_EQ(root.description, "An order.");
  const auto field = [&](std::string_view name) -> const Field& {
    return *std::find_if(root.fields.begin(), root.fields.end(),
                         [&](const Field& candidate) { return candidate.name == name; });
  };
  EXPECT_EQ(field("id").type, FieldType::kInteger);
  EXPECT_TRUE(field("id").required);
  EXPECT_EQ(field("id").description, "Its number.");
  EXPECT_EQ(field("at").type, FieldType::kString);
  EXPECT_EQ(field("at").format, "date-time");
  EXPECT_EQ(field("at").declared, "string or null, format date-time");
  EXPECT_TRUE(field("at").nullable);
  EXPECT_FALSE(field("at").required);
  EXPECT_EQ(field("state").type, FieldType::kEnum);
  EXPECT_EQ(field("state").enum_values, (std::vector<std::string>{"open", "closed"}));
  EXPECT_EQ(field("photo").type, FieldType::kBytes);
  EXPECT_EQ(field("labels").type, FieldType::kMap);
  EXPECT_EQ(field("labels").fields.at(0).name, "*");
  EXPECT_EQ(field("labels").fields.at(0).type, FieldType::kString);
  EXPECT_EQ(field("total").type, FieldType::kDecimal);
  EXPECT_EQ(field("ratio").type, FieldType::kFloat);
  EXPECT_EQ(field("paid").type, FieldType::kBoolean);
  EXPECT_TRUE(field("paid").nullable);
  EXPECT_EQ(field("loose").type, FieldType::kAny);
  EXPECT_TRUE(field("grid").repeated);
  EXPECT_EQ(field("grid").type, FieldType::kAny);

  const Field& items = field("items");
  EXPECT_TRUE(items.repeated);
  EXPECT_EQ(items.type, FieldType::kObject);
  ASSERT_EQ(items.fields.size(), 2u);
  EXPECT_EQ(items.fields[0].name, "sku");
  EXPECT_TRUE(items.fields[1].repeated);  // an item in an item: not shown again
  EXPECT_TRUE(items.fields[1].fields.empty());
  const Field& payer = field("payer");
  EXPECT_EQ(payer.type, FieldType::kObject);
  ASSERT_EQ(payer.fields.size(), 2u);
  EXPECT_FALSE(payer.fields[0].required);  // only in one of the alternatives
}

TEST_F(Json, ListsWhatItDoesNotEnforce) {
  const auto schema = codec(
      R"({"unevaluatedProperties": false, "properties": {"a": {"format": "iri", "x-note": 1}}})");
  ASSERT_EQ(schema->notes().size(), 2u);
  EXPECT_EQ(schema->notes()[0].place, "#");
  EXPECT_EQ(schema->notes()[0].text, "unevaluatedProperties is not enforced");
  EXPECT_EQ(schema->notes()[1].place, "#/properties/a");
  EXPECT_EQ(schema->notes()[1].text, "format iri is not checked");
}

TEST_F(Json, BoundsNestedAlternatives) {
  // Each level asks both alternatives, and both ask all levels below.
  const auto schema = codec(R"({"$defs": {"n": {"anyOf": [
      {"properties": {"x": {"$ref": "#/$defs/n"}, "a": false}, "type": "object"},
      {"properties": {"x": {"$ref": "#/$defs/n"}, "b": false}, "type": "object"}]}}, "$ref": "#/$defs/n"})");
  std::string text = R"({"a":1,"b":1})";
  for (int i = 0; i < 40; ++i) text = R"({"x":)" + text + "}";
  const auto value = schema->parse(as_bytes(text));
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.error().code, ErrorCode::kExhausted);
}

TEST_F(Json, CarriesBytesAsBase64) {
  const auto schema =
      codec(R"({"properties": {"b": {"oneOf": [{"type": "integer"}, {"$ref": "#/$defs/bytes"}]},
      "m": {"additionalProperties": {"$ref": "#/$defs/bytes"}}, "s": {"type": "string"}},
      "$defs": {"bytes": {"type": "string", "contentEncoding": "base64"}}})");
  const std::string text = R"({"b":"Zm9v","m":{"x":"AA=="},"s":"Zm9v","free":"Zm9v"})";
  const Value value = value_of(schema->parse(as_bytes(text)));
  EXPECT_EQ(*value.find("b"), Value(ByteString{'f', 'o', 'o'}));
  EXPECT_EQ(*value.find("m")->find("x"), Value(ByteString{0}));
  EXPECT_EQ(*value.find("s"), Value("Zm9v"));
  EXPECT_EQ(*value.find("free"), Value("Zm9v"));
  ByteString out;
  ASSERT_TRUE(schema->print(value, out, nullptr).ok());
  EXPECT_EQ(as_text(out), text);
}

TEST_F(Json, SaysThatBytesBecomeText) {
  const auto schema = codec(R"({"properties": {"s": {"type": "string"}}})");
  for (const char* name : {"s", "free"}) {
    ByteString out;
    EXPECT_FALSE(schema->print(Object{{name, ByteString{1}}}, out, nullptr).ok());
    std::vector<Loss> losses;
    ASSERT_TRUE(schema->print(Object{{name, ByteString{1}}}, out, &losses).ok());
    EXPECT_EQ(as_text(out), "{\"" + std::string(name) + "\":\"AQ==\"}");
    ASSERT_EQ(losses.size(), 1u);
    EXPECT_EQ(losses[0].path, "/" + std::string(name));
    EXPECT_EQ(losses[0].reason, "JSON has no bytes: base64 text instead");
  }
}

TEST_F(Json, NamesWhatIsLost) {
  const auto schema = codec(
      R"({"properties": {"a": {"items": {"properties": {"k": true}, "additionalProperties": false}},
      "n": {"type": "number"}}})");
  const Value message = Object{{"a", Array{Object{{"k", true}, {"extra", "x"}}, Object{}}},
                               {"free", Number{"NaN"}},
                               {"list", Array{Number{"Infinity"}}}};
  ByteString out;
  EXPECT_FALSE(schema->print(message, out, nullptr).ok());
  std::vector<Loss> losses;
  ASSERT_TRUE(schema->print(message, out, &losses).ok());
  EXPECT_EQ(as_text(out), R"({"a":[{"k":true},{}],"free":null,"list":[null]})");
  ASSERT_EQ(losses.size(), 3u);
  EXPECT_EQ(losses[0].path, "/a/0/extra");
  EXPECT_EQ(losses[0].reason, "the schema has no such member");
  EXPECT_EQ(losses[1].path, "/free");
  EXPECT_EQ(losses[1].reason, "JSON has no NaN: null instead");
  EXPECT_EQ(losses[2].path, "/list/0");
  // What is wrong and not merely too much stays an error, and notes no losses.
  losses.clear();
  EXPECT_FALSE(schema->print(Object{{"n", "x"}, {"list", Number{"NaN"}}}, out, &losses).ok());
  EXPECT_TRUE(losses.empty());
}

TEST_F(Json, TakesAnyJsonWithoutASchema) {
  const auto any = value_of(load_schema("json", {}));
  const std::string text = R"({"a":[1,null,"x"]})";
  ByteString out;
  ASSERT_TRUE(any->print(value_of(any->parse(as_bytes(text))), out, nullptr).ok());
  EXPECT_EQ(as_text(out), text);
}

TEST_F(Json, KnowsItsOptions) {
  SchemaRequest request;
  request.options = {{"formats", "ignore"}};
  const auto schema = value_of(load(R"({"properties": {"d": {"format": "date"}}})", request));
  ByteString out;
  ASSERT_TRUE(
      schema->print(value_of(schema->parse(as_bytes(R"({"d":"soon"})"))), out, nullptr).ok());
  EXPECT_EQ(as_text(out), R"({"d":"soon"})");
  request.options = {{"formats", "maybe"}};
  EXPECT_FALSE(load("{}", request).ok());
  request.options = {{"code_page", "cp037"}};
  const auto unknown = load("{}", request);
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().hint, "its options are formats");
}

TEST_F(Json, ReadsLinesAndGoesOnAfterABadOne) {
  const auto schema = codec(R"({"type": "object", "required": ["a"]})");
  const std::string text = "{\"a\":1}\r\n\n  \n{\"a\":}\n{}\n{\"a\":2}";
  for (const std::size_t bytes_per_read : {1u, 3u, 1000u}) {
    test::MemorySource source(as_bytes(text), bytes_per_read);
    const auto reader = schema->reader(source);
    EXPECT_EQ(value_of(reader->next())->find("a")->number()->text, "1");
    const auto broken = reader->next();
    ASSERT_FALSE(broken.ok());
    EXPECT_EQ(broken.error().message,
              "message on line 4 of the stream: line 1, column 6, byte 5, at /a: expected a value, "
              "found '}'");
    const auto invalid = reader->next();
    ASSERT_FALSE(invalid.ok());
    EXPECT_EQ(
        invalid.error().message,
        "message on line 5 of the stream: line 1, column 1, byte 0: the member 'a' is missing");
    EXPECT_EQ(value_of(reader->next())->find("a")->number()->text, "2");
    EXPECT_EQ(value_of(reader->next()), std::nullopt);
    EXPECT_EQ(value_of(reader->next()), std::nullopt);
  }
}

TEST_F(Json, WritesLines) {
  const auto schema = codec(R"({"type": "object"})");
  test::MemorySink sink;
  const auto writer = schema->writer(sink);
  EXPECT_TRUE(writer->write(Object{{"a", "x\ny"}}, nullptr).ok());
  EXPECT_FALSE(writer->write("not an object", nullptr).ok());
  EXPECT_TRUE(writer->write(Object{}, nullptr).ok());
  EXPECT_TRUE(writer->finish().ok());
  EXPECT_EQ(as_text(sink.bytes()), "{\"a\":\"x\\ny\"}\n{}\n");
}

}  // namespace
}  // namespace neurocrypt
