// Views of raw bytes, as every interface of the library passes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace neurocrypt {

using ByteView = std::span<const std::uint8_t>;  ///< bytes to read
using MutableBytes = std::span<std::uint8_t>;    ///< bytes to write
using ByteString = std::vector<std::uint8_t>;    ///< bytes that are owned and not secret

/// The bytes of a text, without copying.
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The text made of some bytes, without copying.
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace neurocrypt
