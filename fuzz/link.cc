// The input is a link file. Whatever is read is printed, and read to the same file again.
#include "link/link.h"

#include "fuzz/check.h"

using namespace neurocrypt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto link = parse_link(as_text({data, size}));
  if (!link.ok()) {
    NC_CHECK(!link.error().message.empty());
    return 0;
  }
  const std::string printed = print_link(*link);
  const auto again = parse_link(printed);
  NC_CHECK(again.ok());
  NC_CHECK(print_link(*again) == printed);
  return 0;
}
