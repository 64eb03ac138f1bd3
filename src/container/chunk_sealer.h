// Sealing and opening single chunks: docs/formats/container.md, section "Chunks".
#pragma once

#include <cstdint>
#include <optional>

#include "container/stream_key.h"

namespace neurocrypt {

inline constexpr std::size_t kTagBytes = 16;
/// 2^32 chunks, 256 TiB: AES-256-GCM's advantage for one stream stays below 2^-40.
inline constexpr std::uint64_t kChunksMax = std::uint64_t{1} << 32;

/// The chunks of one stream, in any order. One thread at a time; each worker makes its own.
class ChunkSealer {
 public:
  /// `stream` outlives the ChunkSealer.
  explicit ChunkSealer(const StreamKey& stream);
  ~ChunkSealer() { zeroize(scratch_); }
  ChunkSealer(const ChunkSealer&) = delete;
  ChunkSealer& operator=(const ChunkSealer&) = delete;

  /// Bytes of a sealed chunk that holds `plaintext_bytes`.
  [[nodiscard]] std::size_t sealed_bytes(std::size_t plaintext_bytes) const;
  /// The inverse; none when no chunk seals to that size.
  [[nodiscard]] std::optional<std::size_t> plaintext_bytes(std::size_t sealed_bytes) const;

  /// Shapes   sealed: sealed_bytes(plaintext.size()), disjoint from plaintext.
  /// Errors   kExhausted past kChunksMax or the family's own limit; `sealed` is then of no use.
  Status seal(std::uint64_t chunk, bool final, ByteView plaintext, MutableBytes sealed);

  /// Shapes   plaintext: plaintext_bytes(sealed.size()), disjoint from sealed.
  /// Errors   kNotAuthentic; `plaintext` is then zeroed.
  Status open(std::uint64_t chunk, bool final, ByteView sealed, MutableBytes plaintext);

 private:
  [[nodiscard]] std::size_t ciphertext_bytes(std::size_t plaintext_bytes) const;

  const StreamKey& stream_;
  std::optional<Aes256Gcm> gcm_;
  ByteString scratch_;  // between the two layers of hybrid, where the inner one expands
};

/// The one message for whatever is wrong with a chunk.
Error chunk_not_authentic(std::uint64_t chunk);

}  // namespace neurocrypt
