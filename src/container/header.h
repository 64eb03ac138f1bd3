// The header of a sealed stream: docs/formats/container.md, section "Header".
#pragma once

#include <array>
#include <cstdint>

#include "ciphers/cipher.h"
#include "neurocrypt/seal.h"

namespace neurocrypt {

inline constexpr std::size_t kHeaderBytes = 88;
/// The part that the commitment and every derived key cover: all of it but the commitment.
inline constexpr std::size_t kBoundHeaderBytes = 56;

using Commitment = std::array<std::uint8_t, 32>;
using HeaderBytes = std::array<std::uint8_t, kHeaderBytes>;

struct Header {
  Suite suite;
  FamilyId family;
  KeyId key;
  StreamSalt salt;
  Commitment commitment;
};

HeaderBytes print(const Header& header);

/// Parses the first kHeaderBytes of a stream.
///
/// Errors   kCorrupt for what is no container, or not all of a header; kUnsupported for a version,
///          suite or family that this build does not know; each with field and offset.
Result<Header> parse_header(ByteView first_bytes);

}  // namespace neurocrypt
