#include <array>
#include <string>

#include "schema/cobol/format.h"
#include "schema/format.h"
#include "schema/json/format.h"
#include "schema/protobuf/format.h"

namespace neurocrypt {
namespace {

// One line for each format; a static object in each folder would be dropped by the linker.
constexpr std::array<const Format*, 4> kFormats = {
    &kJsonFormat,
    &protobuf::kBinaryFormat,
    &protobuf::kProtoJsonFormat,
    &kCobolFormat,
};

}  // namespace

std::span<const Format* const> format_registry() { return kFormats; }

Result<const Format*> find_format(std::string_view name) {
  std::string known;
  for (const Format* const row : kFormats) {
    if (row->name == name) return row;
    known += (known.empty() ? "" : ", ") + std::string(row->name);
  }
  return Error{ErrorCode::kNotFound, "unknown format '" + std::string(name) + "'",
               "the formats are " + known};
}

}  // namespace neurocrypt
