// Base64 [RFC 4648], for formats that carry bytes in text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "neurocrypt/bytes.h"

namespace neurocrypt {

enum class Base64Rule {
  kStrict,   ///< the standard alphabet, padded, spare bits zero: one text for each byte string
  kLenient,  ///< also the URL-safe alphabet, missing padding and any spare bits, as ProtoJSON reads
             ///< it
};

/// The standard alphabet, padded.
std::string encode_base64(ByteView bytes);

/// Nothing when the text breaks the rule.
std::optional<ByteString> decode_base64(std::string_view text, Base64Rule rule);

/// The URL-safe alphabet without padding, and its strict reader: one text for each byte string.
std::string encode_base64url(ByteView bytes);
std::optional<ByteString> decode_base64url(std::string_view text);

}  // namespace neurocrypt
