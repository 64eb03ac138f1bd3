// Whatever parses as a plain key file prints to the same bytes; nothing else does harm. The
// checksum is made right first, so that the fuzzer gets past it. Files sealed under a passphrase
// are parsed as they are, with Argon2 costs that leave the fuzzer some speed.
#include "keys/key_file.h"

#include <algorithm>

#include "base/endian.h"
#include "fuzz/check.h"

using namespace neurocrypt;

namespace {

void parse_sealed(ByteView file) {
  if (file.size() >= 24 && (load_be(&file[16], 4) > 2 || load_be(&file[20], 4) > 16)) return;
  SecretBytes passphrase(13);
  std::ranges::copy(as_bytes("correct horse"), passphrase.begin());
  NC_CHECK(!parse_key_file(file, nullptr).ok());
  const auto keyset = parse_key_file(file, &passphrase);
  NC_CHECK(keyset.ok() || !keyset.error().message.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteString file(data, data + size);
  if (is_sealed_key_file(file)) {
    parse_sealed(file);
    return 0;
  }
  if (size >= 48) {
    const MutableBytes covered = MutableBytes(file).first(size - 32);
    std::ranges::copy(sha256({covered}), file.end() - 32);
  }
  const auto keyset = parse_key_file(file, nullptr);
  if (!keyset.ok()) {
    NC_CHECK(!keyset.error().message.empty());
    return 0;
  }
  NC_CHECK(std::ranges::equal(*print_key_file(*keyset, nullptr), file));
  return 0;
}
