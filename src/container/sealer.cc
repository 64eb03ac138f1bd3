#include <algorithm>
#include <utility>

#include "base/random.h"
#include "container/chunk_sealer.h"
#include "container/frames.h"
#include "container/message.h"
#include "container/pipeline.h"
#include "neurocrypt/seal.h"

namespace neurocrypt {
namespace {

// What is known of a stream before its first chunk.
struct StreamStart {
  HeaderBytes header;
  StreamKey key;
};

Result<StreamStart> start_stream(const StreamKeySource& key, Suite suite, const StreamSalt& salt,
                                 ByteView associated_data) {
  Header header{suite, key.key().material.family, key.key().id, salt, {}};
  header.commitment = key.commit(header, associated_data);
  NC_ASSIGN_OR_RETURN(StreamKey stream, key.derive(header, associated_data));
  return StreamStart{print(header), std::move(stream)};
}

StreamSalt random_salt() {
  StreamSalt salt;
  fill_random(salt);
  return salt;
}

}  // namespace

Result<ByteString> seal_message(const StreamKeySource& key, Suite suite, const StreamSalt& salt,
                                ByteView plaintext, ByteView associated_data) {
  NC_ASSIGN_OR_RETURN(const StreamStart start, start_stream(key, suite, salt, associated_data));
  ChunkSealer sealer(start.key);
  const std::size_t full_chunks =
      plaintext.empty() ? 0 : (plaintext.size() - 1) / kChunkPlaintextBytes;
  const std::size_t last_bytes = plaintext.size() - full_chunks * kChunkPlaintextBytes;
  ByteString sealed(kHeaderBytes + full_chunks * sealer.sealed_bytes(kChunkPlaintextBytes) +
                    sealer.sealed_bytes(last_bytes));
  std::ranges::copy(start.header, sealed.begin());
  MutableBytes rest = MutableBytes(sealed).subspan(kHeaderBytes);
  for (std::size_t chunk = 0; chunk <= full_chunks; ++chunk) {
    const bool final = chunk == full_chunks;
    const ByteView piece = plaintext.first(final ? last_bytes : kChunkPlaintextBytes);
    const std::size_t piece_sealed_bytes = sealer.sealed_bytes(piece.size());
    NC_RETURN_IF_ERROR(sealer.seal(chunk, final, piece, rest.first(piece_sealed_bytes)));
    plaintext = plaintext.subspan(piece.size());
    rest = rest.subspan(piece_sealed_bytes);
  }
  return sealed;
}

struct Sealer::State {
  State(std::shared_ptr<const Key> primary, Suite suite_, int threads_)
      : key(std::move(primary)), suite(suite_), threads(threads_) {}

  StreamKeySource key;
  Suite suite;
  int threads;
};

Sealer::Sealer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sealer::Sealer(Sealer&&) noexcept = default;
Sealer& Sealer::operator=(Sealer&&) noexcept = default;
Sealer::~Sealer() = default;

Result<Sealer> Sealer::create(const Keyset& keyset, const SealOptions& options) {
  const Keyset::State& keys = keyset.state();
  const std::shared_ptr<const Key>& primary = keys.find(keys.primary)->key;
  NC_RETURN_IF_ERROR(check_consent(options.suite, primary->material.family, options.consent));
  NC_ASSIGN_OR_RETURN(const int threads, resolve_threads(options.threads));
  auto state = std::make_unique<State>(primary, options.suite, threads);
  if (options.suite != Suite::kAes) NC_RETURN_IF_ERROR(state->key.cipher());
  return Sealer(std::move(state));
}

Result<ByteString> Sealer::seal(ByteView plaintext, ByteView associated_data) const {
  return seal_message(state_->key, state_->suite, random_salt(), plaintext, associated_data);
}

Status Sealer::seal_stream(Source& source, Sink& sink, ByteView associated_data,
                           const Progress& progress) const {
  NC_ASSIGN_OR_RETURN(const StreamStart start,
                      start_stream(state_->key, state_->suite, random_salt(), associated_data));
  NC_RETURN_IF_ERROR(sink.write(start.header));
  const auto make_worker = [&]() -> ChunkFunction {
    return
        [sealer = std::make_shared<ChunkSealer>(start.key)](
            std::uint64_t chunk, bool final, ByteView in, MutableBytes out) -> Result<std::size_t> {
          const std::size_t sealed_bytes = sealer->sealed_bytes(in.size());
          NC_RETURN_IF_ERROR(sealer->seal(chunk, final, in, out.first(sealed_bytes)));
          return sealed_bytes;
        };
  };
  return run_chunks({.source = source,
                     .sink = sink,
                     .progress = progress,
                     .in_bytes = kChunkPlaintextBytes,
                     .out_bytes = ChunkSealer(start.key).sealed_bytes(kChunkPlaintextBytes),
                     .make_worker = make_worker},
                    state_->threads);
}

Result<std::unique_ptr<FrameSink>> Sealer::frames(Sink& sink, ByteView associated_data) const {
  NC_ASSIGN_OR_RETURN(StreamStart start, start_stream(state_->key, state_->suite, random_salt(),
                                                      bind_to_frames(associated_data)));
  NC_RETURN_IF_ERROR(sink.write(start.header));
  return make_frame_sink(std::move(start.key), sink);
}

}  // namespace neurocrypt
