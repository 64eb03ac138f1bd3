#include "link/field_path.h"

#include <gtest/gtest.h>

namespace neurocrypt {
namespace {

Field field(std::string name, FieldType type, std::vector<Field> fields = {}) {
  Field made;
  made.name = std::move(name);
  made.type = type;
  made.fields = std::move(fields);
  return made;
}

TEST(FieldPath, NamesEveryLeafInTheOrderOfTheSchema) {
  Field items = field("items", FieldType::kObject, {field("sku", FieldType::kString)});
  items.repeated = true;
  Field tags = field("a/b[c~", FieldType::kString);
  tags.repeated = true;
  const Field labels = field("labels", FieldType::kMap, {field("*", FieldType::kString)});
  const Field root = field("", FieldType::kObject, {items, tags, labels});
  std::vector<std::string> paths;
  for (const Leaf& leaf : leaves(root)) paths.push_back(leaf.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"/items[]/sku", "/a~1b~2c~0[]", "/labels/*"}));
  EXPECT_EQ(leaves(root)[0].parents.back()->name, "items");
}

TEST(FieldPath, TakesAScalarSchemaAsItsOwnLeaf) {
  const Field root = field("", FieldType::kString);
  ASSERT_EQ(leaves(root).size(), 1U);
  EXPECT_EQ(leaves(root)[0].path, "");
}

}  // namespace
}  // namespace neurocrypt
