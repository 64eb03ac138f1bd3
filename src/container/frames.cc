#include "container/frames.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/endian.h"
#include "container/chunk_sealer.h"

namespace neurocrypt {
namespace {

constexpr std::string_view kLabel = "neurocrypt frames v1";
constexpr std::size_t kFrameHeadBytes = 4;
constexpr std::uint32_t kFinal = std::uint32_t{1} << 31;  // the rest of the head is a size

class Frames : public FrameSink {
 public:
  Frames(StreamKey key, Sink& sink) : key_(std::move(key)), chunks_(key_), sink_(sink) {
    plaintext_.reserve(kChunkPlaintextBytes);
  }
  ~Frames() override { zeroize(plaintext_); }

  Status write(ByteView bytes) override {
    while (!bytes.empty()) {
      if (plaintext_.size() == kChunkPlaintextBytes) NC_RETURN_IF_ERROR(seal(false));
      const std::size_t count = std::min(bytes.size(), kChunkPlaintextBytes - plaintext_.size());
      plaintext_.insert(plaintext_.end(), bytes.begin(),
                        bytes.begin() + static_cast<std::ptrdiff_t>(count));
      bytes = bytes.subspan(count);
    }
    return {};
  }

  Status flush() override { return plaintext_.empty() ? Status() : seal(false); }
  Status finish() override { return seal(true); }

 private:
  Status seal(bool final) {
    const std::size_t size = chunks_.sealed_bytes(plaintext_.size());
    frame_.resize(kFrameHeadBytes + size);
    store_be(size | (final ? kFinal : 0), frame_.data(), kFrameHeadBytes);
    NC_RETURN_IF_ERROR(
        chunks_.seal(chunk_++, final, plaintext_, MutableBytes(frame_).subspan(kFrameHeadBytes)));
    plaintext_.clear();
    return sink_.write(frame_);
  }

  StreamKey key_;
  ChunkSealer chunks_;
  Sink& sink_;
  ByteString plaintext_;
  ByteString frame_;
  std::uint64_t chunk_ = 0;
};

class OpenedFrames : public Source {
 public:
  OpenedFrames(StreamKey key, Source& source)
      : key_(std::move(key)), chunks_(key_), source_(source) {}
  ~OpenedFrames() override { zeroize(plaintext_); }

  Result<std::size_t> read(MutableBytes buffer) override {
    if (buffer.empty()) return std::size_t{0};
    while (rest_.empty() && !ended_) NC_RETURN_IF_ERROR(open());
    const std::size_t count = std::min(buffer.size(), rest_.size());
    std::copy_n(rest_.begin(), count, buffer.begin());
    rest_ = rest_.subspan(count);
    return count;
  }

 private:
  // Opens one frame into rest_. After an error every further call gives it again.
  Status open() {
    if (!failure_.ok()) return failure_;
    failure_ = open_next();
    return failure_;
  }

  Status open_next() {
    std::uint8_t head[kFrameHeadBytes];
    NC_ASSIGN_OR_RETURN(const std::size_t head_bytes, read_up_to(source_, head));
    if (head_bytes < kFrameHeadBytes) return chunk_not_authentic(chunk_);
    const auto word = static_cast<std::uint32_t>(load_be(head, kFrameHeadBytes));
    const bool final = (word & kFinal) != 0;
    const std::size_t size = word & ~kFinal;
    const auto plaintext_bytes = chunks_.plaintext_bytes(size);
    if (!plaintext_bytes || (*plaintext_bytes == 0 && !final)) return chunk_not_authentic(chunk_);
    sealed_.resize(size);
    plaintext_.resize(*plaintext_bytes);
    NC_ASSIGN_OR_RETURN(const std::size_t sealed_bytes, read_up_to(source_, sealed_));
    if (sealed_bytes < size) return chunk_not_authentic(chunk_);
    NC_RETURN_IF_ERROR(chunks_.open(chunk_, final, sealed_, plaintext_));
    ++chunk_;
    rest_ = plaintext_;
    ended_ = final;
    return {};
  }

  StreamKey key_;
  ChunkSealer chunks_;
  Source& source_;
  ByteString sealed_;
  ByteString plaintext_;
  ByteView rest_;  // of plaintext_, not read yet
  std::uint64_t chunk_ = 0;
  bool ended_ = false;
  Status failure_;
};

}  // namespace

ByteString bind_to_frames(ByteView associated_data) {
  ByteString bound(kLabel.begin(), kLabel.end());
  bound.push_back(0);
  bound.insert(bound.end(), associated_data.begin(), associated_data.end());
  return bound;
}

std::unique_ptr<FrameSink> make_frame_sink(StreamKey key, Sink& sink) {
  return std::make_unique<Frames>(std::move(key), sink);
}

std::unique_ptr<Source> make_frame_source(StreamKey key, Source& source) {
  return std::make_unique<OpenedFrames>(std::move(key), source);
}

Result<std::size_t> read_up_to(Source& source, MutableBytes buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    NC_ASSIGN_OR_RETURN(const std::size_t count, source.read(buffer.subspan(filled)));
    if (count == 0) break;
    filled += count;
  }
  return filled;
}

}  // namespace neurocrypt
