// Whatever decodes encodes to the same bytes; what does not is refused with a message.
#include "schema/record_encoding.h"

#include "fuzz/check.h"

using namespace neurocrypt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto value = decode_record(bytes);
  if (!value.ok()) {
    NC_CHECK(value.error().code == ErrorCode::kCorrupt);
    NC_CHECK(value.error().message.starts_with("encoded record: "));
    return 0;
  }
  ByteString encoding;
  NC_CHECK(encode_record(*value, encoding).ok());
  NC_CHECK(std::equal(encoding.begin(), encoding.end(), bytes.begin(), bytes.end()));
  return 0;
}
