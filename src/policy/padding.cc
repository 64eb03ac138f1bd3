#include "policy/padding.h"

#include <bit>
#include <cassert>

namespace neurocrypt {

std::string print(const Padding& padding) {
  switch (padding.scheme) {
    case PaddingScheme::kNone:
      return "none";
    case PaddingScheme::kPadme:
      return "padme";
    case PaddingScheme::kBucket:
      return "bucket " + std::to_string(padding.bucket_bytes);
  }
  return {};
}

std::uint64_t padded_bytes(const Padding& padding, std::uint64_t bytes) {
  assert(bytes <= std::uint64_t{1} << 62);
  if (padding.scheme == PaddingScheme::kBucket) {
    const std::uint64_t buckets = bytes / padding.bucket_bytes;
    return (bytes % padding.bucket_bytes == 0 ? buckets : buckets + 1) * padding.bucket_bytes;
  }
  if (padding.scheme == PaddingScheme::kNone || bytes < 2) return bytes;
  // E and S of the paper: the exponent, and how many bits write it down.
  const int exponent = static_cast<int>(std::bit_width(bytes)) - 1;
  const int mantissa = static_cast<int>(std::bit_width(static_cast<unsigned>(exponent)));
  const std::uint64_t mask =
      (std::uint64_t{1} << (exponent - mantissa)) - 1;  // zero bits at the end
  return (bytes + mask) & ~mask;
}

}  // namespace neurocrypt
