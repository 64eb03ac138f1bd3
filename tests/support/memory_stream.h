// Sources and sinks in memory, some of which misbehave on purpose.
#pragma once

#include <algorithm>
#include <utility>

#include "neurocrypt/stream.h"

namespace neurocrypt::test {

/// Bytes in memory, at most `bytes_per_read` at a time.
class MemorySource : public SeekableSource {
 public:
  explicit MemorySource(ByteView bytes, std::size_t bytes_per_read = SIZE_MAX)
      : bytes_(bytes), bytes_per_read_(bytes_per_read) {}

  Result<std::size_t> read(MutableBytes buffer) override {
    const std::size_t count = std::min(
        {buffer.size(), bytes_per_read_, bytes_.size() - static_cast<std::size_t>(offset_)});
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset_), count, buffer.begin());
    offset_ += count;
    return count;
  }
  Status seek(std::uint64_t offset) override {
    offset_ = std::min<std::uint64_t>(offset, bytes_.size());
    return {};
  }
  [[nodiscard]] std::uint64_t size_bytes() const override { return bytes_.size(); }

 private:
  ByteView bytes_;
  std::size_t bytes_per_read_;
  std::uint64_t offset_ = 0;
};

/// Keeps what is written; fails once it would hold more than `capacity` bytes.
class MemorySink : public Sink {
 public:
  explicit MemorySink(std::size_t capacity = SIZE_MAX) : capacity_(capacity) {}

  Status write(ByteView bytes) override {
    if (bytes.size() > capacity_ - bytes_.size()) return Error{ErrorCode::kIo, "the sink is full"};
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return {};
  }
  [[nodiscard]] const ByteString& bytes() const { return bytes_; }

 private:
  std::size_t capacity_;
  ByteString bytes_;
};

}  // namespace neurocrypt::test
