// Any bytes as a sealed record, as what is inside of one, as the inside of a stream, and as the
// text of a sealed field: refused with a message, or exactly what is written again.
#include <algorithm>

#include "fuzz/check.h"
#include "schema/record_encoding.h"
#include "support/fixed_keyset.h"
#include "support/memory_stream.h"
#include "translate/envelope.h"
#include "translate/padded.h"
#include "translate/sealed_field.h"

using namespace neurocrypt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Keyset keyset = test::fixed_keyset();
  static const Sealer sealer = *Sealer::create(keyset, {.suite = Suite::kAes});
  static const auto openers = *Openers::create(keyset, {});
  static const FieldKeys fields = *FieldKeys::create({}, openers, "acme");
  const ByteView bytes(data, size);
  const Binding binding{"acme", "", {}, true};
  const ByteString bound = associated_data(Purpose::kMessage, binding);

  NC_CHECK(!open_record(openers->find(bytes), Purpose::kMessage, binding, bytes).ok());
  test::MemorySource raw(bytes);
  NC_CHECK(!open_records(*openers, Purpose::kMessage, binding, raw).ok());

  const ByteString sealed = *sealer.seal(bytes, bound);
  const auto record = open_record(openers->find(sealed), Purpose::kMessage, binding, sealed);
  if (record.ok()) {
    // The content is one encoding, and its padding one of the scheme in front of it.
    ByteString encoded;
    NC_CHECK(encode_record(*record, encoded).ok());
    const auto content = take_padded(bytes.subspan(33));
    NC_CHECK(content.ok() && std::ranges::equal(*content, encoded));
  }

  test::MemorySink sink;
  const auto frames = *sealer.frames(sink, bound);
  NC_CHECK(frames->write(bytes).ok() && frames->finish().ok());
  test::MemorySource framed(sink.bytes());
  auto stream = open_records(*openers, Purpose::kMessage, binding, framed);
  for (std::size_t i = 0; stream.ok() && i <= size; ++i) {
    const auto next = stream->records.next();
    if (next.ok() && !*next) break;
    NC_CHECK(i < size);  // every record takes bytes
  }

  Value field = Object{{"field", as_text(bytes)},
                       {"object", Object{{std::string(kSealedMember), as_text(bytes)}}}};
  const Value before = field;
  std::vector<std::string> left;
  if (fields.open(field, Side::kA, left).ok()) NC_CHECK(field == before);
  return 0;
}
