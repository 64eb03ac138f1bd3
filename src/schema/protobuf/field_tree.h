// A schema as the tree of fields that linking works on.
#pragma once

#include "schema/format.h"
#include "schema/protobuf/tables.h"

namespace neurocrypt::protobuf {

/// A message inside itself, and anything below this many messages, has no `fields`: `declared`
/// names its type.
inline constexpr int kFieldTreeDepthMax = 12;
/// Once the tree is as large, further messages have no `fields` either.
inline constexpr std::size_t kFieldTreeSizeMax = 20'000;

Field field_tree(const Schema& schema);

}  // namespace neurocrypt::protobuf
