// Any bytes at all given to the four ways to look at sealed data: they agree, and do no harm.
#include "container/header.h"
#include "fuzz/check.h"
#include "neurocrypt/seal.h"
#include "support/fixed_keyset.h"
#include "support/memory_stream.h"

using namespace neurocrypt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Opener opener = *Opener::create(test::fixed_keyset());
  const ByteView bytes(data, size);

  if (const auto header = parse_header(bytes); header.ok()) {
    NC_CHECK(std::ranges::equal(print(*header), bytes.first(kHeaderBytes)));
  }
  NC_CHECK(inspect_sealed(bytes).ok() == parse_header(bytes).ok());

  const auto opened = opener.open(bytes);
  test::MemorySource source(bytes);
  test::MemorySink sink;
  const Status streamed = opener.open_stream(source, sink);
  test::MemorySink range_sink;
  const Status ranged = opener.open_range(source, 0, UINT64_MAX, range_sink);
  NC_CHECK(streamed.ok() == opened.ok() && ranged.ok() == opened.ok());
  if (opened.ok()) {
    NC_CHECK(sink.bytes() == *opened && range_sink.bytes() == *opened);
  } else {
    NC_CHECK(streamed.error().code == opened.error().code);
    NC_CHECK(ranged.error().code == opened.error().code);
  }
  return 0;
}
