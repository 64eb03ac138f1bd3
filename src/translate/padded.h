// Bytes that hide their length: docs/formats/intermediary.md, section "Padding".
#pragma once

#include <string_view>

#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"
#include "policy/padding.h"

namespace neurocrypt {

/// Appends `content` with its padding; its size is then padded_bytes of what it would be without.
void put_padded(ByteView content, const Padding& padding, ByteString& out);

/// The content of all of `padded`.
/// Errors   kCorrupt for whatever put_padded does not write: another size than the scheme gives,
///          padding that is not zero.
Result<ByteView> take_padded(ByteView padded);

/// "none", "padme", "bucket 4096": what print(Padding) writes.
Result<Padding> parse_padding(std::string_view text);

}  // namespace neurocrypt
