// Sealing bytes: authenticated encryption of messages, streams and files.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "neurocrypt/bytes.h"
#include "neurocrypt/keyset.h"
#include "neurocrypt/result.h"
#include "neurocrypt/stream.h"

namespace neurocrypt {

enum class Suite : std::uint8_t {
  kAes = 1,     ///< AES-256-GCM
  kNeural = 2,  ///< the key's family, with Poly1305
  kHybrid = 3,  ///< the key's family inside AES-256-GCM, keys independent
};
std::string_view name(Suite suite);
Result<Suite> parse_suite(std::string_view text);

/// Plaintext bytes in every chunk but the last: 4 lattice blocks of 16 KiB less a one-time tag key.
inline constexpr std::size_t kChunkPlaintextBytes = 65'504;

// With more than one thread, calls to a Source, a Sink and a Progress come from different threads,
// to each one at a time. None of them may throw.

/// Called every few chunks with the bytes read so far; returning false cancels (kCancelled).
using Progress = std::function<bool(std::uint64_t bytes_done)>;

/// Consent to a family that needs it. Applies to Suite::kNeural only: hybrid is never weaker than
/// AES.
struct Consent {
  bool broken = false;
  bool experimental = false;
};

struct SealOptions {
  Suite suite = Suite::kHybrid;
  Consent consent{};
  int threads = 1;  ///< chunks in flight for seal_stream; 0 means one for each core
};

/// Where the bytes of a framed stream go: sealed in frames, docs/formats/container.md, section
/// "Frames". For messages that cannot wait until a chunk is full. One thread at a time.
class FrameSink : public Sink {
 public:
  /// Seals and sends what has been written, so that the reader can open it at once.
  virtual Status flush() = 0;
  /// Seals the last frame; nothing may be written after it. Without it the reader finds a stream
  /// that was cut.
  virtual Status finish() = 0;
};

/// Seals under the primary key of a keyset. Made once, used for many messages, from any thread.
class Sealer {
 public:
  /// Errors   kRefused when the suite is neural and the family needs consent that was not given.
  static Result<Sealer> create(const Keyset& keyset, const SealOptions& options = {});

  /// Seals one message, docs/formats/container.md. `associated_data` is bound, not stored.
  [[nodiscard]] Result<ByteString> seal(ByteView plaintext, ByteView associated_data = {}) const;

  /// Seals until `source` ends, in constant memory.
  Status seal_stream(Source& source, Sink& sink, ByteView associated_data = {},
                     const Progress& progress = {}) const;

  /// Starts a framed stream: its header goes to `sink`, which must outlive it, at once.
  [[nodiscard]] Result<std::unique_ptr<FrameSink>> frames(Sink& sink,
                                                          ByteView associated_data = {}) const;

  Sealer(Sealer&&) noexcept;
  Sealer& operator=(Sealer&&) noexcept;
  ~Sealer();

 private:
  struct State;
  explicit Sealer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct OpenOptions {
  Consent consent{true, true};  ///< opening what was sealed long ago is allowed by default
  int threads = 1;              ///< as in SealOptions
};

/// Opens what any enabled key of a keyset sealed. Made once, used for many messages, from any
/// thread.
class Opener {
 public:
  static Result<Opener> create(const Keyset& keyset, const OpenOptions& options = {});

  /// Errors   kNotAuthentic for a wrong key, other associated data, or any change to the bytes;
  ///          kNotFound when the keyset has no key of that id; kRefused when it is retired;
  ///          kCorrupt when the bytes are no container at all.
  [[nodiscard]] Result<ByteString> open(ByteView sealed, ByteView associated_data = {}) const;

  /// Writes each chunk only after it has been verified; nothing of a bad chunk or of a later one.
  Status open_stream(Source& source, Sink& sink, ByteView associated_data = {},
                     const Progress& progress = {}) const;

  /// Writes plaintext bytes [from, to); verifies the chunks it touches and the last one, so that
  /// a truncated file is refused. `to` past the end means the end.
  Status open_range(SeekableSource& source, std::uint64_t from, std::uint64_t to, Sink& sink,
                    ByteView associated_data = {}, const Progress& progress = {}) const;

  /// The bytes of a framed stream, each after it has been verified. Reads its header at once and
  /// nothing of `source`, which must outlive it, behind the last frame.
  /// Errors   as open(); reading on, kNotAuthentic for a changed, missing, repeated or moved frame
  ///          and for a stream that was cut.
  [[nodiscard]] Result<std::unique_ptr<Source>> frames(Source& source,
                                                       ByteView associated_data = {}) const;

  Opener(Opener&&) noexcept;
  Opener& operator=(Opener&&) noexcept;
  ~Opener();

 private:
  struct State;
  explicit Opener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What anybody can read of a sealed file, without a key.
struct SealedInfo {
  int version;
  Suite suite;
  FamilyId family;
  KeyId key;
  std::uint64_t header_bytes;
};
Result<SealedInfo> inspect_sealed(ByteView first_bytes);

}  // namespace neurocrypt
