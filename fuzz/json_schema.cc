// The input is a JSON Schema, an empty line, and a message. Whatever schema compiles holds or
// refuses the message; what it reads it prints to the same value again, and what it refuses to read
// it refuses to print.
#include "fuzz/check.h"
#include "schema/json/format.h"
#include "schema/json_text.h"

using namespace neurocrypt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = as_text({data, size});
  const std::size_t cut = input.find("\n\n");
  if (cut == std::string_view::npos) return 0;
  auto schema = json::JsonSchema::parse(std::string(input.substr(0, cut)), {});
  if (!schema.ok()) {
    NC_CHECK(!schema.error().message.empty());
    return 0;
  }
  const auto codec = make_json_codec(std::move(schema).value());
  const std::string_view message = input.substr(cut + 2);
  const auto value = codec->parse(as_bytes(message));
  ByteString printed;
  if (value.ok()) {
    NC_CHECK(codec->print(*value, printed, nullptr).ok());
    const auto again = codec->parse(printed);
    NC_CHECK(again.ok());
    NC_CHECK(*again == *value);
  } else if (const auto plain = parse_json(message); plain.ok()) {
    NC_CHECK(!codec->print(*plain, printed, nullptr).ok());
    NC_CHECK(printed.empty());
  }
  return 0;
}
