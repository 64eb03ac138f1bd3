// Records to Values.
#pragma once

#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"
#include "schema/cobol/layout.h"
#include "schema/cobol/options.h"
#include "schema/record.h"

namespace neurocrypt::cobol {

/// What reading found besides the values.
struct RecordEnd {
  std::size_t bytes = 0;  ///< of the record: less than there were for Framing::kOdo
  bool selected = true;   ///< the rule of the option select holds
};

/// Reads one record. write_record of the value gives the same bytes.
///
/// Errors   kCorrupt with the field's path, its offset and bytes; with Options::invalid_null only
/// for
///          records that are shorter than their framing allows.
Result<Value> read_record(const Layout& layout, const Options& options, ByteView bytes,
                          RecordEnd& end);

/// Reads what stands at `offset` as `item`, invalid fields as null: to compare a second view of
/// storage that was just written.
Value read_view(const Layout& layout, const Options& options, ByteView bytes, const Item& item,
                std::size_t offset, std::vector<Value> registers);

}  // namespace neurocrypt::cobol
