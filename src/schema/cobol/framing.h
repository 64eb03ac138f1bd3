// Files of records: fixed length, RDW, blocks, lines, a length field, OCCURS DEPENDING ON.
#pragma once

#include <memory>

#include "neurocrypt/stream.h"
#include "schema/cobol/layout.h"
#include "schema/cobol/options.h"
#include "schema/format.h"

namespace neurocrypt::cobol {

/// Reads a file of records; memory: two of the largest record.
///
/// Errors   as read_record, with the record's number and its offset in the file; the next record
/// follows.
///          After an error in the framing itself every call returns that error.
std::unique_ptr<MessageReader> make_reader(const Layout& layout, const Options& options,
                                           Source& source);

std::unique_ptr<MessageWriter> make_writer(const Layout& layout, const Options& options,
                                           Sink& sink);

}  // namespace neurocrypt::cobol
