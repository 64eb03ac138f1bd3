// Elementary fields: bytes to a Value and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "neurocrypt/bytes.h"
#include "schema/cobol/layout.h"
#include "schema/cobol/options.h"
#include "schema/record.h"

namespace neurocrypt::cobol {

/// Reads one field. Text may be cut short: `bytes` is then a part of the field.
///
/// Returns null and sets `value`, or says what is wrong with the bytes ("a half byte that is no
/// digit"). A blank number under Options::lenient_digits, and a field of 00 bytes under
/// low_values_null, are null values.
const char* read_leaf(const Leaf& leaf, const Options& options, ByteView bytes, Value& value);

/// Writes one field over all of `bytes`, which has leaf.size of them.
///
/// Returns nothing, or what of the value the field cannot carry ("more digits than PIC 9(5)");
/// `bytes` then hold what a MOVE would leave: texts cut at the end, numbers cut at both ends, zeros
/// and spaces for values of another kind.
std::optional<std::string> write_leaf(const Leaf& leaf, const Options& options, const Value& value,
                                      MutableBytes bytes);

/// Writes what a field without a value holds: spaces for text, zero for numbers.
void write_initial(const Leaf& leaf, const Options& options, MutableBytes bytes);

}  // namespace neurocrypt::cobol
