// Values as bytes, one byte string for each Value: docs/formats/record.md, section "Encoding".
#pragma once

#include <cstddef>

#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"
#include "schema/record.h"

namespace neurocrypt {

/// Objects and arrays inside each other. Any message of a format (kJsonDepthMax) fits, with what a
/// link wraps around it.
inline constexpr std::size_t kRecordDepthMax = 128;

/// Appends the encoding of `value`. Whatever is encoded, decode_record gives back.
/// Errors   kInvalidArgument with the path: a string that is not UTF-8, a number text that is no
///          number, a duplicate member, more than kRecordDepthMax; `out` is then as it was.
Status encode_record(const Value& value, ByteString& out);

/// Reads exactly one Value that fills `bytes`.
/// Errors   kCorrupt with the offset for whatever encode_record does not write.
Result<Value> decode_record(ByteView bytes);

/// A size as encodings and frames of records write it: seven bits a byte, the lowest first, the top
/// bit set on all but the last; as short as can be.
void put_varint(std::uint64_t value, ByteString& out);
/// Takes one from the front of `bytes`; nothing when it is cut, longer than need be or past 64
/// bits.
std::optional<std::uint64_t> take_varint(ByteView& bytes);

}  // namespace neurocrypt
