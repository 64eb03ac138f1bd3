// The standard primitives, as thin wrappers over OpenSSL 3 and libsodium. Nothing is implemented
// here.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"
#include "neurocrypt/secret.h"

namespace neurocrypt {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// SHA-256 of the concatenation of `parts` [FIPS 180-4].
Sha256Digest sha256(std::initializer_list<ByteView> parts);

/// SHAKE-256 [FIPS 202] of the concatenation of `parts`, squeezed to out.size() bytes.
void shake256(std::initializer_list<ByteView> parts, MutableBytes out);

/// HKDF-SHA-256 [RFC 5869] with the extract step done once for a long-lived key.
class Hkdf {
 public:
  /// Extract: PRK = HMAC(salt, secret).
  Hkdf(ByteView salt, ByteView secret);
  Hkdf(Hkdf&&) noexcept;
  Hkdf& operator=(Hkdf&&) noexcept;
  ~Hkdf();
  /// Expand to out.size() <= 255 * 32 bytes. `info` is the concatenation of the parts. Any thread.
  void expand(std::initializer_list<ByteView> info, MutableBytes out) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

inline constexpr std::size_t kGcmTagBytes = 16;
inline constexpr std::size_t kGcmNonceBytes = 12;
inline constexpr std::size_t kPoly1305TagBytes = 16;

/// AES-256-GCM [SP 800-38D] under one key. One thread at a time; each worker makes its own.
class Aes256Gcm {
 public:
  explicit Aes256Gcm(std::span<const std::uint8_t, 32> key);
  Aes256Gcm(Aes256Gcm&&) noexcept;
  Aes256Gcm& operator=(Aes256Gcm&&) noexcept;
  ~Aes256Gcm();
  /// ciphertext.size() == plaintext.size(); the same memory or disjoint. Nonces must never repeat.
  void encrypt(std::span<const std::uint8_t, kGcmNonceBytes> nonce, ByteView associated_data,
               ByteView plaintext, MutableBytes ciphertext,
               std::span<std::uint8_t, kGcmTagBytes> tag);
  /// False when the tag is wrong; plaintext is then zeroed.
  [[nodiscard]] bool decrypt(std::span<const std::uint8_t, kGcmNonceBytes> nonce,
                             ByteView associated_data, ByteView ciphertext,
                             std::span<const std::uint8_t, kGcmTagBytes> tag,
                             MutableBytes plaintext);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A public pseudorandom stream: AES-128-CTR under a public key, seekable by 16-byte block. Any
/// thread.
class PublicStream {
 public:
  explicit PublicStream(std::span<const std::uint8_t, 16> key);
  /// Writes the keystream whose first counter block is high (8 bytes, big endian) || low (the
  /// same).
  void generate(std::uint64_t high, std::uint64_t low, MutableBytes out) const;

 private:
  std::array<std::uint8_t, 16> key_;
};

/// Poly1305 [RFC 8439] over `parts`, one after the other, under a one-time key.
void poly1305(std::span<const std::uint8_t, 32> one_time_key, std::initializer_list<ByteView> parts,
              std::span<std::uint8_t, kPoly1305TagBytes> tag);

/// Equality in time that depends on the sizes only.
[[nodiscard]] bool equal_constant_time(ByteView a, ByteView b);

/// Overwrites with zeros; the compiler does not remove it.
void zeroize(MutableBytes bytes);

/// Argon2id [RFC 9106] with explicit limits.
struct Argon2Limits {
  std::uint64_t operations;
  std::uint64_t memory_bytes;
};
/// Errors   kExhausted when the memory cannot be had.
Result<SecretBytes> argon2id(ByteView passphrase, std::span<const std::uint8_t, 16> salt,
                             const Argon2Limits& limits, std::size_t size_bytes);

}  // namespace neurocrypt
