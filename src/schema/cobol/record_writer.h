// Values to records.
#pragma once

#include <vector>

#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"
#include "schema/cobol/layout.h"
#include "schema/cobol/options.h"
#include "schema/format.h"
#include "schema/record.h"

namespace neurocrypt::cobol {

/// Appends one record to `out`. A field that the message lacks becomes spaces or zero; a count that
/// it lacks becomes the length of its table; the residual gives back bytes as long as the value
/// that they stood for is unchanged. Where several alternatives of one storage are given, the first
/// is written and the others must agree with it.
///
/// Errors   kInvalidArgument with the path of what a record cannot carry, unless `losses` takes it;
/// `out`
///          is then as it was.
Status write_record(const Layout& layout, const Options& options, const Value& message,
                    ByteString& out, std::vector<Loss>* losses);

}  // namespace neurocrypt::cobol
