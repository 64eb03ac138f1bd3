// Sealing and opening take constant memory: 300 MB from a source that makes them up go through a
// pipe into an opener, in a process that never holds more than a few MB of them.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "neurocrypt/seal.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

constexpr std::uint64_t kTotalBytes = 300'000'000;
constexpr long kMemoryKibMax = 64 << 10;

std::uint8_t byte_at(std::uint64_t offset) {
  return static_cast<std::uint8_t>(offset ^ offset >> 16);
}

class MadeUpSource : public Source {
 public:
  Result<std::size_t> read(MutableBytes buffer) override {
    const std::size_t count = std::min<std::uint64_t>(buffer.size(), kTotalBytes - offset_);
    for (std::size_t i = 0; i < count; ++i) buffer[i] = byte_at(offset_++);
    return count;
  }

 private:
  std::uint64_t offset_ = 0;
};

class CheckingSink : public Sink {
 public:
  Status write(ByteView bytes) override {
    for (const std::uint8_t byte : bytes) same_ = same_ && byte == byte_at(offset_++);
    return {};
  }
  [[nodiscard]] bool complete() const { return same_ && offset_ == kTotalBytes; }

 private:
  std::uint64_t offset_ = 0;
  bool same_ = true;
};

class PipeEnd : public Source, public Sink {
 public:
  explicit PipeEnd(int descriptor) : descriptor_(descriptor) {}
  Result<std::size_t> read(MutableBytes buffer) override {
    const ssize_t count = ::read(descriptor_, buffer.data(), buffer.size());
    if (count < 0) return Error{ErrorCode::kIo, "cannot read the pipe"};
    return static_cast<std::size_t>(count);
  }
  Status write(ByteView bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count < 0) return Error{ErrorCode::kIo, "cannot write the pipe"};
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
  }

 private:
  int descriptor_;
};

TEST(Memory, StaysConstantHoweverLongTheStream) {
  const Keyset keyset = test::lattice_keyset();
  const Sealer sealer = test::value_of(Sealer::create(keyset, {.threads = 4}));
  const Opener opener = test::value_of(Opener::create(keyset, {.threads = 4}));
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  std::thread sealing([&] {
    MadeUpSource source;
    PipeEnd sink(ends[1]);
    const Status sealed = sealer.seal_stream(source, sink);
    EXPECT_TRUE(sealed.ok()) << sealed.error().message;
    ::close(ends[1]);
  });
  PipeEnd source(ends[0]);
  CheckingSink sink;
  const Status opened = opener.open_stream(source, sink);
  ::close(ends[0]);
  sealing.join();
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_TRUE(sink.complete());
  rusage usage{};
  ASSERT_EQ(::getrusage(RUSAGE_SELF, &usage), 0);
  EXPECT_LT(usage.ru_maxrss, kMemoryKibMax);
}

}  // namespace
}  // namespace neurocrypt
