// Whatever parses as JSON prints to JSON that parses to the same value, and prints the same again.
// A text that does not parse is refused with a message.
#include "schema/json_text.h"

#include "fuzz/check.h"

using namespace neurocrypt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  const auto value = parse_json(text);
  if (!value.ok()) {
    NC_CHECK(value.error().message.starts_with("line "));
    return 0;
  }
  NC_CHECK(is_utf8(text));
  for (const JsonLayout layout : {JsonLayout::kCompact, JsonLayout::kIndented}) {
    ByteString printed;
    NC_CHECK(print_json(*value, printed, layout).ok());
    const auto again = parse_json(as_text(printed));
    NC_CHECK(again.ok());
    NC_CHECK(*again == *value);
    ByteString printed_again;
    NC_CHECK(print_json(*again, printed_again, layout).ok());
    NC_CHECK(printed_again == printed);
  }
  if (const Object* const members = value->object(); members != nullptr && !members->empty()) {
    Path path;
    path.push(members->back().name);
    const JsonPlace place = find_json_place(text, path.text());
    NC_CHECK(place.offset < size);
  }
  return 0;
}
