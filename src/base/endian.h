// Big-endian integers in byte strings, as all our file formats write them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace neurocrypt {

/// The `size_bytes` (at most 8) bytes at `bytes`, most significant first.
inline std::uint64_t load_be(const std::uint8_t* bytes, std::size_t size_bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size_bytes; ++i) value = value << 8 | bytes[i];
  return value;
}

/// Writes the low `size_bytes` (at most 8) bytes of `value`, most significant first.
inline void store_be(std::uint64_t value, std::uint8_t* bytes, std::size_t size_bytes) {
  for (std::size_t i = size_bytes; i-- > 0; value >>= 8)
    bytes[i] = static_cast<std::uint8_t>(value);
}

}  // namespace neurocrypt
