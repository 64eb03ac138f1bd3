// The one interface behind which every cipher family stands.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "neurocrypt/architecture.h"
#include "neurocrypt/bytes.h"
#include "neurocrypt/family.h"
#include "neurocrypt/keyset.h"
#include "neurocrypt/result.h"
#include "neurocrypt/secret.h"

namespace neurocrypt {

/// Public randomness of one stream; never used twice under one key.
using StreamSalt = std::array<std::uint8_t, 32>;

/// A one-time Poly1305 key, taken from the keystream of one chunk. The owner zeroizes it.
using TagKey = std::array<std::uint8_t, 32>;

/// One stream under one key. Immutable: any chunk, in any order, from any thread.
class ChunkCipher {
 public:
  virtual ~ChunkCipher() = default;

  /// Bytes of ciphertext for `plaintext_bytes` of one chunk: the same, but for the autoencoder.
  /// Strictly increasing, so that the ciphertext's size tells the plaintext's.
  [[nodiscard]] virtual std::size_t ciphertext_bytes(std::size_t plaintext_bytes) const {
    return plaintext_bytes;
  }

  /// Encrypts one chunk (raw: no authentication).
  ///
  /// Shapes   plaintext: 0 to kChunkPlaintextBytes; ciphertext: ciphertext_bytes(plaintext.size()).
  ///          Either the same memory (when of equal length) or disjoint.
  /// Output   *tag_key, unless null: 32 bytes of the chunk's keystream, used for nothing else.
  /// Errors   kExhausted past the family's data limit; the outputs are then zeroed.
  /// Timing   depends on sizes and on public values only.
  virtual Status encrypt(std::uint64_t chunk, ByteView plaintext, MutableBytes ciphertext,
                         TagKey* tag_key) const = 0;

  /// The inverse of encrypt. The plaintext must not be released before the tag has been verified.
  ///
  /// Errors   kNotAuthentic when the ciphertext's size is impossible.
  virtual Status decrypt(std::uint64_t chunk, ByteView ciphertext, MutableBytes plaintext,
                         TagKey* tag_key) const = 0;
};

/// A key of one family, expanded for this machine and ready to use. Immutable, shared by threads.
class Cipher {
 public:
  virtual ~Cipher() = default;
  [[nodiscard]] virtual std::unique_ptr<ChunkCipher> stream(const StreamSalt& salt) const = 0;
};

/// A family: one row of the registry.
struct Family {
  FamilyInfo info;

  /// What a key has when nothing else is asked for.
  Architecture (*default_architecture)();
  /// A fresh architecture for --random-arch and rotation; the same one where there is no choice.
  Architecture (*draw_architecture)(const Architecture& current);
  /// Errors   kInvalidArgument with the reason why the family cannot use it.
  Status (*check)(const Architecture& architecture);
  /// Samples secret weights; null for a trained family.
  Result<SecretBytes> (*generate)(const Architecture& architecture);
  /// Errors   kCorrupt when the weights do not fit the architecture, with the offset.
  Result<std::unique_ptr<Cipher>> (*load)(const Architecture& architecture, ByteView weights);
  Strength (*strength)(const Architecture& architecture);
  /// The architecture in words, with what the family adds to it: shapes, rounds, moduli.
  std::string (*describe)(const Architecture& architecture);
};

/// The registry: every family there is. Conformance tests, benchmarks, the CLI and the lab iterate
/// it.
std::span<const Family* const> family_registry();

/// The row of one family. Every FamilyId has one.
const Family& family(FamilyId id);

}  // namespace neurocrypt
