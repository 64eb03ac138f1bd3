// What parses, as a binary message or as ProtoJSON, prints to a form that means the same, in both
// formats; printing again gives the same bytes. The schema is vectors/protobuf/sample.proto.
#include <algorithm>
#include <memory>

#include "fuzz/check.h"
#include "schema/format.h"

using namespace neurocrypt;

namespace {

std::unique_ptr<Codec> load(std::string_view format) {
  SchemaRequest request;
  request.path = std::string(NC_SOURCE_DIR) + "/vectors/protobuf/sample.proto";
  request.root = "Everything";
  auto codec = load_schema(format, request);
  NC_CHECK(codec.ok());
  return std::move(codec).value();
}

/// Prints a value and parses what came out.
ByteString round_trip(const Codec& codec, const Value& value) {
  ByteString printed;
  NC_CHECK(codec.print(value, printed, nullptr).ok());
  const auto again = codec.parse(printed);
  NC_CHECK(again.ok());
  NC_CHECK(*again == value);
  ByteString reprinted;
  NC_CHECK(codec.print(*again, reprinted, nullptr).ok());
  NC_CHECK(reprinted == printed);
  return printed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::unique_ptr<Codec> binary = load("protobuf");
  static const std::unique_ptr<Codec> json = load("protojson");
  const ByteView input(data, size);
  const bool is_json = size > 0 && data[0] == '{';
  const auto value = (is_json ? json : binary)->parse(input);
  if (!value.ok()) {
    NC_CHECK(!value.error().message.empty());
    return 0;
  }
  round_trip(*binary, *value);
  ByteString text;
  if (is_json) {
    round_trip(*json, *value);
  } else if (json->print(*value, text, nullptr).ok()) {  // not what has no JSON form
    round_trip(*json, *value);
  }
  return 0;
}
