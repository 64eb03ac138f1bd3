// Bytes as hexadecimal digits, lower case on the way out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "neurocrypt/bytes.h"

namespace neurocrypt {

std::string to_hex(ByteView bytes);

/// Nothing for an odd number of digits, or for anything that is no digit.
std::optional<ByteString> from_hex(std::string_view digits);

}  // namespace neurocrypt
