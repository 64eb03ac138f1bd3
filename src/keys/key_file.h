// Numbers of the key file format, docs/formats/key-file.md, and printing with chosen parameters.
#pragma once

#include <array>
#include <cstdint>

#include "base/crypto.h"
#include "neurocrypt/keyset.h"

namespace neurocrypt {

inline constexpr std::array<std::uint8_t, 8> kKeyFileMagic = {0x89, 'n', 'c', 'k',
                                                              'e',  'y', 's', '\n'};
inline constexpr std::uint8_t kKeyFileVersion = 1;

// Limits, so that a hostile file can cost neither memory nor time before it is refused.
inline constexpr std::size_t kKeysMax = 1'000;
inline constexpr std::size_t kArchitectureBytesMax = 256;
inline constexpr std::size_t kWeightsBytesMax = 16 << 20;
inline constexpr std::size_t kCertificateBytesMax = 64 << 10;
inline constexpr std::size_t kKeyFileBytesMax = 256 << 20;
inline constexpr std::uint32_t kArgon2OperationsMax = 16;
inline constexpr std::uint32_t kArgon2MemoryKibMin = 8;  // libsodium's own minimum
inline constexpr std::uint32_t kArgon2MemoryKibMax = 1 << 20;

/// True when `start`, the first 8 bytes or more, is that of a key file.
bool is_key_file(ByteView start);

/// True when `start`, the first 10 bytes or more, is that of a key file sealed under a passphrase.
bool is_sealed_key_file(ByteView start);

/// How the key that seals a key file is made from the passphrase.
struct PassphraseParameters {
  std::uint32_t operations = 3;  // RFC 9106 section 4, second recommendation, with one lane
  std::uint32_t memory_kib = 64 << 10;
  std::array<std::uint8_t, 16> salt;
};

/// print_key_file under a passphrase with chosen cost and salt; a salt must never be used twice.
Result<SecretBytes> print_sealed_key_file(const Keyset& keyset, const SecretBytes& passphrase,
                                          const PassphraseParameters& parameters);

}  // namespace neurocrypt
