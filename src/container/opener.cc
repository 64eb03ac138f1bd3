#include <algorithm>
#include <utility>
#include <vector>

#include "container/chunk_sealer.h"
#include "container/frames.h"
#include "container/pipeline.h"
#include "neurocrypt/seal.h"

namespace neurocrypt {
namespace {

// How `data_bytes` of sealed chunks divide: `full_chunks` of full size and a last one.
struct ChunkLayout {
  std::uint64_t full_chunks;
  std::size_t full_sealed_bytes;
  std::size_t last_sealed_bytes;
  std::size_t last_plaintext_bytes;
};

Result<ChunkLayout> layout_of(const ChunkSealer& chunks, std::uint64_t data_bytes) {
  ChunkLayout layout{};
  layout.full_sealed_bytes = chunks.sealed_bytes(kChunkPlaintextBytes);
  layout.full_chunks = data_bytes == 0 ? 0 : (data_bytes - 1) / layout.full_sealed_bytes;
  layout.last_sealed_bytes =
      static_cast<std::size_t>(data_bytes - layout.full_chunks * layout.full_sealed_bytes);
  const auto plaintext_bytes = chunks.plaintext_bytes(layout.last_sealed_bytes);
  const bool empty_last_chunk = layout.full_chunks > 0 && plaintext_bytes == 0;
  if (!plaintext_bytes || empty_last_chunk || layout.full_chunks >= kChunksMax) {
    return chunk_not_authentic(layout.full_chunks);
  }
  layout.last_plaintext_bytes = *plaintext_bytes;
  return layout;
}

// Overwrites what it points to unless told that all went well.
class WipeOnError {
 public:
  explicit WipeOnError(MutableBytes bytes) : bytes_(bytes) {}
  ~WipeOnError() { zeroize(bytes_); }
  WipeOnError(const WipeOnError&) = delete;
  WipeOnError& operator=(const WipeOnError&) = delete;
  void release() { bytes_ = {}; }

 private:
  MutableBytes bytes_;
};

}  // namespace

struct Opener::State {
  struct KnownKey {
    KnownKey(std::shared_ptr<const Key> key, KeyStatus status_)
        : source(std::move(key)), status(status_) {}
    StreamKeySource source;
    KeyStatus status;
  };

  std::vector<std::unique_ptr<KnownKey>> keys;
  Consent consent;
  int threads;

  // The keys of the stream that starts with `first_bytes`, once its header has proved authentic.
  [[nodiscard]] Result<StreamKey> authenticate(ByteView first_bytes,
                                               ByteView associated_data) const {
    NC_ASSIGN_OR_RETURN(const Header header, parse_header(first_bytes));
    const auto known = std::ranges::find_if(
        keys, [&](const auto& candidate) { return candidate->source.key().id == header.key; });
    if (known == keys.end()) {
      return Error{ErrorCode::kNotFound,
                   "sealed under key " + print(header.key) + ", which the keyset does not have",
                   "use the keyset that sealed it"};
    }
    const StreamKeySource& source = (*known)->source;
    if ((*known)->status == KeyStatus::kRetired) {
      return Error{ErrorCode::kRefused,
                   "sealed under key " + print(header.key) + ", which is retired",
                   "enable the key to open it"};
    }
    if (!equal_constant_time(source.commit(header, associated_data), header.commitment)) {
      return Error{ErrorCode::kNotAuthentic,
                   "sealed data: wrong key, other associated data, or a changed header",
                   "check the key and the associated data"};
    }
    NC_RETURN_IF_ERROR(check_consent(header.suite, source.key().material.family, consent));
    return source.derive(header, associated_data);
  }
};

Opener::Opener(std::unique_ptr<State> state) : state_(std::move(state)) {}
Opener::Opener(Opener&&) noexcept = default;
Opener& Opener::operator=(Opener&&) noexcept = default;
Opener::~Opener() = default;

Result<Opener> Opener::create(const Keyset& keyset, const OpenOptions& options) {
  auto state = std::make_unique<State>();
  state->consent = options.consent;
  NC_ASSIGN_OR_RETURN(state->threads, resolve_threads(options.threads));
  for (const KeySlot& slot : keyset.state().slots) {
    state->keys.push_back(std::make_unique<State::KnownKey>(slot.key, slot.status));
  }
  return Opener(std::move(state));
}

Result<ByteString> Opener::open(ByteView sealed, ByteView associated_data) const {
  NC_ASSIGN_OR_RETURN(const StreamKey key, state_->authenticate(sealed, associated_data));
  sealed = sealed.subspan(kHeaderBytes);
  ChunkSealer chunks(key);
  NC_ASSIGN_OR_RETURN(const ChunkLayout layout, layout_of(chunks, sealed.size()));
  ByteString plaintext(layout.full_chunks * kChunkPlaintextBytes + layout.last_plaintext_bytes);
  WipeOnError wipe(plaintext);
  MutableBytes rest(plaintext);
  for (std::uint64_t chunk = 0; chunk <= layout.full_chunks; ++chunk) {
    const bool final = chunk == layout.full_chunks;
    const ByteView piece =
        sealed.first(final ? layout.last_sealed_bytes : layout.full_sealed_bytes);
    const MutableBytes opened =
        rest.first(final ? layout.last_plaintext_bytes : kChunkPlaintextBytes);
    NC_RETURN_IF_ERROR(chunks.open(chunk, final, piece, opened));
    sealed = sealed.subspan(piece.size());
    rest = rest.subspan(opened.size());
  }
  wipe.release();
  return plaintext;
}

Status Opener::open_stream(Source& source, Sink& sink, ByteView associated_data,
                           const Progress& progress) const {
  HeaderBytes header;
  NC_ASSIGN_OR_RETURN(const std::size_t header_bytes, read_up_to(source, header));
  NC_ASSIGN_OR_RETURN(const StreamKey key,
                      state_->authenticate(ByteView(header).first(header_bytes), associated_data));
  const auto make_worker = [&]() -> ChunkFunction {
    return
        [chunks = std::make_shared<ChunkSealer>(key)](std::uint64_t chunk, bool final, ByteView in,
                                                      MutableBytes out) -> Result<std::size_t> {
          const auto plaintext_bytes = chunks->plaintext_bytes(in.size());
          if (!plaintext_bytes || (*plaintext_bytes == 0 && chunk > 0))
            return chunk_not_authentic(chunk);
          NC_RETURN_IF_ERROR(chunks->open(chunk, final, in, out.first(*plaintext_bytes)));
          return *plaintext_bytes;
        };
  };
  Progress whole_progress;  // counts the header too
  if (progress) {
    whole_progress = [&](std::uint64_t bytes_done) { return progress(bytes_done + kHeaderBytes); };
  }
  return run_chunks({.source = source,
                     .sink = sink,
                     .progress = whole_progress,
                     .in_bytes = ChunkSealer(key).sealed_bytes(kChunkPlaintextBytes),
                     .out_bytes = kChunkPlaintextBytes,
                     .make_worker = make_worker},
                    state_->threads);
}

Status Opener::open_range(SeekableSource& source, std::uint64_t from, std::uint64_t to, Sink& sink,
                          ByteView associated_data, const Progress& progress) const {
  if (from > to) {
    return Error{ErrorCode::kInvalidArgument,
                 "range from " + std::to_string(from) + " to " + std::to_string(to),
                 "give the smaller offset first"};
  }
  NC_RETURN_IF_ERROR(source.seek(0));
  HeaderBytes header;
  NC_ASSIGN_OR_RETURN(const std::size_t header_bytes, read_up_to(source, header));
  NC_ASSIGN_OR_RETURN(const StreamKey key,
                      state_->authenticate(ByteView(header).first(header_bytes), associated_data));
  ChunkSealer chunks(key);
  NC_ASSIGN_OR_RETURN(
      const ChunkLayout layout,
      layout_of(chunks,
                source.size_bytes() - std::min<std::uint64_t>(kHeaderBytes, source.size_bytes())));
  SecretBytes sealed(layout.full_sealed_bytes);
  SecretBytes opened(kChunkPlaintextBytes);
  std::uint64_t bytes_done = kHeaderBytes;
  // Opens one chunk into `opened`; returns its plaintext.
  const auto open_chunk = [&](std::uint64_t chunk) -> Result<ByteView> {
    const bool final = chunk == layout.full_chunks;
    const MutableBytes piece =
        MutableBytes(sealed).first(final ? layout.last_sealed_bytes : layout.full_sealed_bytes);
    NC_RETURN_IF_ERROR(source.seek(kHeaderBytes + chunk * layout.full_sealed_bytes));
    NC_ASSIGN_OR_RETURN(const std::size_t count, read_up_to(source, piece));
    if (count != piece.size()) return chunk_not_authentic(chunk);
    const MutableBytes plaintext =
        MutableBytes(opened).first(final ? layout.last_plaintext_bytes : kChunkPlaintextBytes);
    NC_RETURN_IF_ERROR(chunks.open(chunk, final, piece, plaintext));
    bytes_done += piece.size();
    if (progress && !progress(bytes_done)) return Error{ErrorCode::kCancelled, "cancelled"};
    return ByteView(plaintext);
  };
  // The last chunk first: it alone proves where the plaintext ends.
  NC_RETURN_IF_ERROR(open_chunk(layout.full_chunks));
  to = std::min(to, layout.full_chunks * kChunkPlaintextBytes + layout.last_plaintext_bytes);
  while (from < to) {
    const std::uint64_t chunk = from / kChunkPlaintextBytes;
    NC_ASSIGN_OR_RETURN(const ByteView plaintext, open_chunk(chunk));
    const std::uint64_t chunk_start = chunk * kChunkPlaintextBytes;
    const std::uint64_t end = std::min(to - chunk_start, std::uint64_t{plaintext.size()});
    NC_RETURN_IF_ERROR(
        sink.write(plaintext.subspan(from - chunk_start, end - (from - chunk_start))));
    from = chunk_start + end;
  }
  return {};
}

Result<std::unique_ptr<Source>> Opener::frames(Source& source, ByteView associated_data) const {
  HeaderBytes header;
  NC_ASSIGN_OR_RETURN(const std::size_t header_bytes, read_up_to(source, header));
  NC_ASSIGN_OR_RETURN(StreamKey key, state_->authenticate(ByteView(header).first(header_bytes),
                                                          bind_to_frames(associated_data)));
  return make_frame_source(std::move(key), source);
}

}  // namespace neurocrypt
