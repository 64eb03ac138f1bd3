#include "container/header.h"

#include <algorithm>

#include "base/endian.h"

namespace neurocrypt {
namespace {

constexpr std::array<std::uint8_t, 8> kMagic = {0x89, 'n', 'c', 's', 'e', 'a', 'l', '\n'};
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kVersionOffset = 8;
constexpr std::size_t kSuiteOffset = 9;
constexpr std::size_t kFamilyOffset = 10;
constexpr std::size_t kReservedOffset = 11;
constexpr std::size_t kKeyIdOffset = 16;
constexpr std::size_t kSaltOffset = 24;
constexpr std::size_t kCommitmentOffset = kBoundHeaderBytes;

constexpr Suite kSuites[] = {Suite::kAes, Suite::kNeural, Suite::kHybrid};

Error unsupported(const char* field, std::uint8_t value, std::size_t offset) {
  return {ErrorCode::kUnsupported,
          std::string("sealed data: unknown ") + field + " " + std::to_string(value) + " at byte " +
              std::to_string(offset),
          "a later version of neurocrypt may open it"};
}

}  // namespace

HeaderBytes print(const Header& header) {
  HeaderBytes bytes{};
  std::ranges::copy(kMagic, bytes.begin());
  bytes[kVersionOffset] = kVersion;
  bytes[kSuiteOffset] = static_cast<std::uint8_t>(header.suite);
  bytes[kFamilyOffset] = static_cast<std::uint8_t>(header.family);
  store_be(header.key.value, &bytes[kKeyIdOffset], 8);
  std::ranges::copy(header.salt, &bytes[kSaltOffset]);
  std::ranges::copy(header.commitment, &bytes[kCommitmentOffset]);
  return bytes;
}

Result<Header> parse_header(ByteView bytes) {
  if (bytes.size() < kMagic.size() || !std::equal(kMagic.begin(), kMagic.end(), bytes.begin())) {
    return Error{ErrorCode::kCorrupt, "sealed data: magic at byte 0 is not that of neurocrypt",
                 "name something that neurocrypt sealed"};
  }
  if (bytes.size() > kVersionOffset && bytes[kVersionOffset] != kVersion) {
    return unsupported("version", bytes[kVersionOffset], kVersionOffset);
  }
  if (bytes.size() < kHeaderBytes) {
    return Error{ErrorCode::kCorrupt,
                 "sealed data: truncated header at byte " + std::to_string(bytes.size()) + " of " +
                     std::to_string(kHeaderBytes),
                 "restore the whole of it"};
  }
  if (std::ranges::none_of(kSuites, [&](Suite suite) {
        return static_cast<std::uint8_t>(suite) == bytes[kSuiteOffset];
      })) {
    return unsupported("suite", bytes[kSuiteOffset], kSuiteOffset);
  }
  if (std::ranges::none_of(family_registry(), [&](const Family* row) {
        return static_cast<std::uint8_t>(row->info.id) == bytes[kFamilyOffset];
      })) {
    return unsupported("family", bytes[kFamilyOffset], kFamilyOffset);
  }
  if (load_be(&bytes[kReservedOffset], kKeyIdOffset - kReservedOffset) != 0) {
    return Error{ErrorCode::kCorrupt,
                 "sealed data: non-zero reserved field at byte " + std::to_string(kReservedOffset),
                 "restore it from a copy"};
  }
  Header header{};
  header.suite = static_cast<Suite>(bytes[kSuiteOffset]);
  header.family = static_cast<FamilyId>(bytes[kFamilyOffset]);
  header.key = KeyId{load_be(&bytes[kKeyIdOffset], 8)};
  std::copy_n(&bytes[kSaltOffset], header.salt.size(), header.salt.begin());
  std::copy_n(&bytes[kCommitmentOffset], header.commitment.size(), header.commitment.begin());
  return header;
}

std::string_view name(Suite suite) {
  switch (suite) {
    case Suite::kAes:
      return "aes";
    case Suite::kNeural:
      return "neural";
    case Suite::kHybrid:
      return "hybrid";
  }
  return "unknown";
}

Result<Suite> parse_suite(std::string_view text) {
  for (const Suite suite : kSuites) {
    if (name(suite) == text) return suite;
  }
  return Error{ErrorCode::kInvalidArgument, "unknown suite '" + std::string(text) + "'",
               "the suites are aes, neural and hybrid"};
}

Result<SealedInfo> inspect_sealed(ByteView first_bytes) {
  NC_ASSIGN_OR_RETURN(const Header header, parse_header(first_bytes));
  return SealedInfo{.version = kVersion,
                    .suite = header.suite,
                    .family = header.family,
                    .key = header.key,
                    .header_bytes = kHeaderBytes};
}

}  // namespace neurocrypt
