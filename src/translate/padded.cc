#include "translate/padded.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "schema/record_encoding.h"

namespace neurocrypt {
namespace {

Error corrupt(const char* what) {
  return {ErrorCode::kCorrupt, std::string("padded record: ") + what, "restore it from a copy"};
}

}  // namespace

void put_padded(ByteView content, const Padding& padding, ByteString& out) {
  const std::size_t start = out.size();
  out.push_back(static_cast<std::uint8_t>(padding.scheme));
  if (padding.scheme == PaddingScheme::kBucket) put_varint(padding.bucket_bytes, out);
  put_varint(content.size(), out);
  out.insert(out.end(), content.begin(), content.end());
  out.resize(start + padded_bytes(padding, out.size() - start));
}

Result<ByteView> take_padded(ByteView padded) {
  if (padded.empty()) return corrupt("nothing");
  Padding padding{static_cast<PaddingScheme>(padded[0]), 0};
  ByteView rest = padded.subspan(1);
  switch (padding.scheme) {
    case PaddingScheme::kNone:
    case PaddingScheme::kPadme:
      break;
    case PaddingScheme::kBucket: {
      const auto bucket_bytes = take_varint(rest);
      if (!bucket_bytes || *bucket_bytes < 1 || *bucket_bytes > kBucketBytesMax) {
        return corrupt("a bad bucket");
      }
      padding.bucket_bytes = *bucket_bytes;
      break;
    }
    default:
      return corrupt("an unknown scheme");
  }
  const auto size = take_varint(rest);
  if (!size || *size > rest.size()) return corrupt("a bad size");
  const ByteView content = rest.first(static_cast<std::size_t>(*size));
  const ByteView zeros = rest.subspan(content.size());
  if (padded_bytes(padding, padded.size() - zeros.size()) != padded.size() ||
      std::ranges::any_of(zeros, [](std::uint8_t byte) { return byte != 0; })) {
    return corrupt("other padding than its scheme has");
  }
  return content;
}

Result<Padding> parse_padding(std::string_view text) {
  if (text == "none") return Padding{};
  if (text == "padme") return Padding{PaddingScheme::kPadme, 0};
  constexpr std::string_view kBucket = "bucket ";
  if (text.starts_with(kBucket)) {
    const std::string_view digits = text.substr(kBucket.size());
    std::uint64_t bytes = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
    if (error == std::errc() && end == digits.data() + digits.size() && bytes >= 1 &&
        bytes <= kBucketBytesMax) {
      return Padding{PaddingScheme::kBucket, bytes};
    }
  }
  return Error{ErrorCode::kInvalidArgument, "unknown padding '" + std::string(text) + "'",
               "it is none, padme or 'bucket N', N from 1 to " + std::to_string(kBucketBytesMax)};
}

}  // namespace neurocrypt
