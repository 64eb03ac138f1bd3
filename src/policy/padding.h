// Padding that hides the length of a message.
#pragma once

#include <cstdint>
#include <string>

namespace neurocrypt {

enum class PaddingScheme : std::uint8_t {
  kNone = 1,
  kPadme = 2,   ///< at most 12 % more, and O(log log n) bits about the length leak
  kBucket = 3,  ///< up to the next multiple of a fixed size
};

inline constexpr std::uint64_t kBucketBytesMax = std::uint64_t{1} << 30;

struct Padding {
  PaddingScheme scheme = PaddingScheme::kNone;
  std::uint64_t bucket_bytes = 0;  ///< of kBucket: 1 to kBucketBytesMax
  friend bool operator==(const Padding&, const Padding&) = default;
};

/// "none", "padme", "bucket 4096".
std::string print(const Padding& padding);

/// The length that `bytes` bytes are padded to; never less.
///
/// Bounds   bytes <= 2^62.
/// Source   Padme: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and
///          Communication with PURBs", PoPETs 2019(4), Algorithm 1.
std::uint64_t padded_bytes(const Padding& padding, std::uint64_t bytes);

}  // namespace neurocrypt
