// Copybooks: any text is laid out or refused, and what is laid out carries an empty message there
// and back.
#include "schema/cobol/copybook.h"

#include <cstddef>
#include <cstdint>

#include "fuzz/check.h"
#include "schema/cobol/layout.h"
#include "schema/cobol/record_reader.h"
#include "schema/cobol/record_writer.h"

using namespace neurocrypt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const cobol::Options options =
      std::move(cobol::parse_options({{"records", "sequence"}, {"odo", "padded"}})).value();
  auto entries = cobol::parse_copybook(as_text({data, size}), options.copybook);
  if (!entries.ok()) return 0;
  const auto layout = cobol::make_layout(std::move(entries).value(), "", options);
  if (!layout.ok() || (*layout)->size > 4096) return 0;
  ByteString record;
  NC_CHECK(cobol::write_record(**layout, options, Value(Object()), record, nullptr).ok());
  cobol::RecordEnd end;
  const auto value = cobol::read_record(**layout, options, record, end);
  NC_CHECK(value.ok());
  ByteString again;
  NC_CHECK(cobol::write_record(**layout, options, *value, again, nullptr).ok());
  NC_CHECK(again == record);
  return 0;
}
