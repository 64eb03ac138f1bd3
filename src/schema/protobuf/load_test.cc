// Schemas: files, imports, descriptor sets, roots, refusals, and the tree of fields.
#include "schema/protobuf/load.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>

#include "schema/protobuf/field_tree.h"
#include "schema/protobuf/test_support.h"

namespace neurocrypt::protobuf {
namespace {

using neurocrypt::Field;
using testing::HasSubstr;

Error load_error(const std::string& path, const std::string& root,
                 const std::vector<std::string>& import_dirs = {}) {
  const auto schema = protobuf::load_schema(path, import_dirs, root);
  EXPECT_FALSE(schema.ok());
  return schema.ok() ? Error{ErrorCode::kInternal, "no error"} : schema.error();
}

const Field* find(const Field& field, std::string_view name) {
  for (const Field& each : field.fields) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

TEST(Load, RootsByFullOrShortName) {
  for (const char* const root : {"neurocrypt.sample.Order", "Order", "sample.Order"}) {
    const auto schema = protobuf::load_schema(test::sample_schema(), {}, root);
    ASSERT_TRUE(schema.ok()) << root << ": " << schema.error().message;
    EXPECT_EQ((*schema)->root->name, "neurocrypt.sample.Order");
  }
  EXPECT_EQ((*protobuf::load_schema(test::sample_schema(), {}, "Order.Line"))->root->name,
            "neurocrypt.sample.Order.Line");
  const Error several = load_error(test::sample_schema(), "");
  EXPECT_EQ(several.code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(several.hint,
              HasSubstr("neurocrypt.sample.Everything, neurocrypt.sample.Everything.Inner"));
  const Error missing = load_error(test::sample_schema(), "order");
  EXPECT_THAT(missing.message, HasSubstr("there is no message 'order'"));
  EXPECT_THAT(missing.hint, HasSubstr("neurocrypt.sample.Order"));
}

TEST(Load, AmbiguousRootsAndTheOnlyRoot) {
  const test::Folder folder;
  const std::string path = folder.write(
      "a.proto",
      "syntax = 'proto3'; package p; message A { message X {} } message B { message X {} }");
  EXPECT_THAT(load_error(path, "X").hint, HasSubstr("p.A.X, p.B.X"));
  const std::string only = folder.write("only.proto", "syntax = 'proto3'; message Only {}");
  EXPECT_EQ((*protobuf::load_schema(only, {}, ""))->root->name, "Only");
  const std::string none = folder.write("none.proto", "syntax = 'proto3';");
  EXPECT_THAT(load_error(none, "").message, HasSubstr("declares no message"));
}

TEST(Load, ImportsBesideTheFileAndOnImportDirectories) {
  const test::Folder folder;
  const std::string beside = folder.write(
      "beside.proto", "syntax = 'proto3'; import 'lib.proto'; message M { Lib lib = 1; }");
  folder.write("lib.proto", "syntax = 'proto3'; message Lib {}");
  EXPECT_TRUE(protobuf::load_schema(beside, {}, "M").ok());

  const std::string nested = folder.write("tree/shop/order.proto",
                                          "syntax = 'proto3'; package shop; import "
                                          "'shop/item.proto'; message Order { Item item = 1; }");
  folder.write("tree/shop/item.proto",
               "syntax = 'proto3'; package shop; import public 'shop/base.proto'; message Item { "
               "Base base = 1; }");
  folder.write("tree/shop/base.proto", "syntax = 'proto3'; package shop; message Base {}");
  const Error error = load_error(nested, "Order");
  EXPECT_EQ(error.code, ErrorCode::kCorrupt);
  EXPECT_THAT(error.message, HasSubstr("shop/item.proto"));
  EXPECT_THAT(error.hint, HasSubstr("import directories"));
  EXPECT_TRUE(protobuf::load_schema(nested, {folder.path() + "/tree"}, "Order").ok());
  EXPECT_TRUE(
      protobuf::load_schema(nested, {folder.path() + "/none", folder.path() + "/tree/"}, "Order")
          .ok());
  // A root from an import is found when the file itself has none of the name.
  EXPECT_EQ((*protobuf::load_schema(nested, {folder.path() + "/tree"}, "Base"))->root->name,
            "shop.Base");

  folder.write("other/shop/order.proto", "syntax = 'proto3';");
  EXPECT_THAT(
      load_error(folder.path() + "/other/shop/order.proto", "Order", {folder.path() + "/tree/shop"})
          .message,
      HasSubstr("is hidden by"));
}

TEST(Load, ErrorsOfTheCompilerHaveLineAndColumn) {
  const test::Folder folder;
  const std::string path =
      folder.write("bad.proto", "syntax = 'proto3';\nmessage M {\n  Nothing x = 1;\n}\n");
  const Error error = load_error(path, "M");
  EXPECT_EQ(error.code, ErrorCode::kCorrupt);
  EXPECT_THAT(error.message, HasSubstr("bad.proto:3:3: \"Nothing\" is not defined"));
  EXPECT_THAT(load_error(folder.write("text.proto", "not a schema"), "M").message,
              HasSubstr("text.proto:1:1"));
  EXPECT_EQ(load_error(folder.path() + "/none.proto", "M").code, ErrorCode::kNotFound);
  EXPECT_EQ(load_error(folder.path(), "M").code, ErrorCode::kIo);
}

TEST(Load, DescriptorSetsAreRecognised) {
  const test::Judge judge(test::sample_schema(), "neurocrypt.sample.Everything");
  google::protobuf::FileDescriptorSet set;  // without its imports: they are well known
  judge.descriptor()->file()->CopyTo(set.add_file());
  const test::Folder folder;
  const std::string path = folder.write("sample.bin", set.SerializeAsString());
  const auto codec = test::load("protobuf", path, "Order");
  EXPECT_EQ(test::json_of(*codec->parse(as_bytes("\x08\x07"))), R"({"orderId":7})");

  set.mutable_file(0)->add_dependency("not/there.proto");
  EXPECT_THAT(load_error(folder.write("bad.bin", set.SerializeAsString()), "Order").message,
              HasSubstr("not/there.proto"));
  std::string damaged = set.SerializeAsString();
  damaged.resize(damaged.size() / 2);
  EXPECT_EQ(load_error(folder.write("damaged.bin", damaged), "Order").code, ErrorCode::kCorrupt);
}

TEST(Load, RefusesGroupsAndImpostorsByName) {
  const std::string legacy = std::string(NC_SOURCE_DIR) + "/vectors/protobuf/proto2.proto";
  const Error group = load_error(legacy, "Grouped");
  EXPECT_EQ(group.code, ErrorCode::kUnsupported);
  EXPECT_THAT(group.message, HasSubstr("neurocrypt.legacy.Grouped.part is a proto2 group"));
  EXPECT_TRUE(protobuf::load_schema(legacy, {}, "Record").ok());  // which does not hold it

  const test::Folder folder;
  const std::string impostor = folder.write(
      "impostor.proto",
      "syntax = 'proto3'; package google.protobuf; message Timestamp { string text = 1; }");
  EXPECT_EQ(load_error(impostor, "Timestamp").code, ErrorCode::kUnsupported);
  const std::string taken = folder.write(
      "taken.proto", "syntax = 'proto3'; message M { int32 x = 1 [json_name = '@unknown']; }");
  EXPECT_THAT(load_error(taken, "M").message, HasSubstr("'@unknown'"));
}

TEST(Load, OptionsAreChecked) {
  SchemaRequest request;
  request.path = test::sample_schema();
  request.root = "Order";
  request.options = {{"enums", "names"}};
  EXPECT_THAT(neurocrypt::load_schema("protobuf", request).error().hint, HasSubstr("name|number"));
  request.options = {{"unknown_members", "ignore"}};
  EXPECT_EQ(neurocrypt::load_schema("protobuf", request).error().code, ErrorCode::kInvalidArgument);
}

TEST(FieldTree, SaysWhatTheFileSays) {
  const auto schema = protobuf::load_schema(test::sample_schema(), {}, "Order");
  const Field root = field_tree(**schema);
  EXPECT_EQ(root.description, "What a shop sends to its warehouse.");
  EXPECT_EQ(root.declared, "neurocrypt.sample.Order");
  ASSERT_EQ(root.fields.size(), 9U);
  EXPECT_EQ(root.fields[0].name, "orderId");
  EXPECT_EQ(root.fields[0].type, FieldType::kInteger);
  EXPECT_EQ(root.fields[0].description, "Unique among all shops.");
  EXPECT_EQ(root.fields[0].declared, "int64");
  const Field& payment = *find(root, "payment");
  EXPECT_EQ(payment.type, FieldType::kEnum);
  EXPECT_EQ(payment.enum_values, (std::vector<std::string>{"PAYMENT_REFUND", "PAYMENT_UNKNOWN",
                                                           "PAYMENT_CARD", "PAYMENT_TRANSFER"}));
  EXPECT_EQ(find(root, "createdAt")->type, FieldType::kString);
  EXPECT_EQ(find(root, "createdAt")->format, "date-time");
  const Field& lines = *find(root, "lines");
  EXPECT_TRUE(lines.repeated);
  EXPECT_EQ(lines.type, FieldType::kObject);
  EXPECT_EQ(find(lines, "unitPrice")->type, FieldType::kFloat);
  const Field& labels = *find(root, "labels");
  EXPECT_EQ(labels.type, FieldType::kMap);
  EXPECT_FALSE(labels.repeated);
  EXPECT_EQ(labels.declared, "map<string, string>");
  ASSERT_EQ(labels.fields.size(), 1U);
  EXPECT_EQ(labels.fields[0].name, "*");
  EXPECT_EQ(labels.fields[0].type, FieldType::kString);
  EXPECT_EQ(find(root, "note")->declared, "optional string");
}

TEST(FieldTree, StopsWhereAMessageIsInsideItself) {
  const auto schema = protobuf::load_schema(test::sample_schema(), {}, "Everything");
  const Field root = field_tree(**schema);
  const Field& again = *find(*find(root, "aMessage"), "again");
  EXPECT_EQ(again.type, FieldType::kObject);
  EXPECT_TRUE(again.fields.empty());
  EXPECT_EQ(again.declared, "neurocrypt.sample.Everything");
  EXPECT_EQ(again.description, "Recursion.");
  EXPECT_EQ(find(root, "choiceString")->declared, "string (oneof choice)");
  EXPECT_EQ(find(root, "aStruct")->type, FieldType::kMap);
  EXPECT_EQ(find(root, "aValue")->type, FieldType::kAny);
  EXPECT_EQ(find(root, "anInt64Value")->type, FieldType::kInteger);
}

TEST(FieldTree, IsBounded) {
  const test::Folder folder;
  std::string text = "syntax = 'proto3'; message M30 { int32 x = 1; }";
  for (int i = 29; i >= 0; --i) {  // 4^30 paths
    const std::string next = "M" + std::to_string(i + 1);
    text += " message M" + std::to_string(i) + " {";
    for (int j = 1; j <= 4; ++j)
      text += next + " f" + std::to_string(j) + " = " + std::to_string(j) + ";";
    text += "}";
  }
  const auto schema = protobuf::load_schema(folder.write("wide.proto", text), {}, "M0");
  ASSERT_TRUE(schema.ok()) << schema.error().message;
  const Field root = field_tree(**schema);
  EXPECT_EQ(root.fields.size(), 4U);
}

}  // namespace
}  // namespace neurocrypt::protobuf
