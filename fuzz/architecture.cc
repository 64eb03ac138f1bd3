// Whatever text parses as an architecture prints to a text that parses to the same one.
#include "neurocrypt/architecture.h"

#include "fuzz/check.h"
#include "neurocrypt/bytes.h"

using namespace neurocrypt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto architecture = parse_architecture(as_text({data, size}));
  if (!architecture.ok()) {
    NC_CHECK(!architecture.error().message.empty());
    return 0;
  }
  const std::string printed = print(*architecture);
  const auto again = parse_architecture(printed);
  NC_CHECK(again.ok());
  NC_CHECK(*again == *architecture);
  NC_CHECK(print(*again) == printed);
  return 0;
}
