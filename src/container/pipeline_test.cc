#include "container/pipeline.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "support/memory_stream.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

using test::MemorySink;
using test::MemorySource;
using test::sample_bytes;

constexpr std::size_t kInBytes = 10'000;

// Copies a chunk and puts its number and final flag behind it; fails at `bad_chunk`.
ChunkFunction marking(std::uint64_t bad_chunk = UINT64_MAX) {
  return
      [=](std::uint64_t chunk, bool final, ByteView in, MutableBytes out) -> Result<std::size_t> {
        // The first chunks take longest, so that later ones are ready before their turn.
        if (chunk < 40) std::this_thread::sleep_for(std::chrono::microseconds(200 - 5 * chunk));
        if (chunk == bad_chunk)
          return Error{ErrorCode::kNotAuthentic, "chunk " + std::to_string(chunk)};
        std::ranges::copy(in, out.begin());
        out[in.size()] = static_cast<std::uint8_t>(chunk);
        out[in.size() + 1] = final ? 1 : 0;
        return in.size() + 2;
      };
}

ByteString marked(ByteView in) {
  ByteString out;
  std::uint8_t chunk = 0;
  do {
    const ByteView piece = in.first(std::min(in.size(), kInBytes));
    in = in.subspan(piece.size());
    out.insert(out.end(), piece.begin(), piece.end());
    out.push_back(chunk++);
    out.push_back(in.empty() ? 1 : 0);
  } while (!in.empty());
  return out;
}

Status run(Source& source, Sink& sink, int threads, const Progress& progress = {},
           std::uint64_t bad_chunk = UINT64_MAX) {
  return run_chunks({.source = source,
                     .sink = sink,
                     .progress = progress,
                     .in_bytes = kInBytes,
                     .out_bytes = kInBytes + 2,
                     .make_worker = [&] { return marking(bad_chunk); }},
                    threads);
}

TEST(Pipeline, KeepsOrderAndMarksTheLastChunk) {
  for (const int threads : {1, 2, 5}) {
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, kInBytes - 1, kInBytes, kInBytes + 1, 26 * kInBytes - 1,
          26 * kInBytes, 26 * kInBytes + 1, 100 * kInBytes}) {
      const ByteString bytes = sample_bytes(size);
      MemorySource source(bytes, 3'333);
      MemorySink sink;
      ASSERT_TRUE(run(source, sink, threads).ok());
      EXPECT_EQ(sink.bytes(), marked(bytes)) << size << " bytes, " << threads << " threads";
    }
  }
}

TEST(Pipeline, WritesAllBeforeABadChunkAndNothingAfterIt) {
  const ByteString bytes = sample_bytes(90 * kInBytes);
  const ByteString all = marked(bytes);
  for (const int threads : {1, 2, 5}) {
    for (const std::uint64_t bad : {0, 1, 25, 26, 27, 60, 89}) {
      MemorySource source(bytes);
      MemorySink sink;
      const Status status = run(source, sink, threads, {}, bad);
      ASSERT_FALSE(status.ok());
      EXPECT_EQ(status.error().message, "chunk " + std::to_string(bad));
      EXPECT_EQ(
          sink.bytes(),
          ByteString(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(bad * (kInBytes + 2))))
          << bad;
    }
  }
}

TEST(Pipeline, ReportsAFailingSinkAndStops) {
  const ByteString bytes = sample_bytes(90 * kInBytes);
  for (const int threads : {1, 2, 5}) {
    MemorySource source(bytes);
    MemorySink sink(40 * kInBytes);
    const Status status = run(source, sink, threads);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kIo);
    EXPECT_LE(sink.bytes().size(), 40 * kInBytes);
  }
}

class FailingSource : public Source {
 public:
  explicit FailingSource(std::size_t good_bytes) : good_bytes_(good_bytes) {}
  Result<std::size_t> read(MutableBytes buffer) override {
    if (good_bytes_ == 0) return Error{ErrorCode::kIo, "the source broke"};
    const std::size_t count = std::min(good_bytes_, buffer.size());
    good_bytes_ -= count;
    return count;
  }

 private:
  std::size_t good_bytes_;
};

TEST(Pipeline, AFailingSourceNeverLooksLikeTheEnd) {
  for (const int threads : {1, 2, 5}) {
    FailingSource source(70 * kInBytes);
    MemorySink sink;
    const Status status = run(source, sink, threads);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().message, "the source broke");
    for (std::size_t end = kInBytes + 2; end <= sink.bytes().size(); end += kInBytes + 2) {
      EXPECT_EQ(sink.bytes()[end - 1], 0) << "a chunk was marked as the last";
    }
  }
}

TEST(Pipeline, ASourceThatLiesAboutItsCountIsRefused) {
  class Liar : public Source {
    Result<std::size_t> read(MutableBytes buffer) override { return buffer.size() + 1; }
  } source;
  MemorySink sink;
  EXPECT_EQ(run(source, sink, 1).error().code, ErrorCode::kInvalidArgument);
}

TEST(Pipeline, ProgressGrowsToTheEndAndCancels) {
  const ByteString bytes = sample_bytes(90 * kInBytes);
  for (const int threads : {1, 2, 5}) {
    MemorySource source(bytes);
    MemorySink sink;
    std::uint64_t last = 0;
    ASSERT_TRUE(run(source, sink, threads, [&](std::uint64_t done) {
                  EXPECT_GT(done, last);
                  last = done;
                  return true;
                }).ok());
    EXPECT_EQ(last, bytes.size());

    MemorySource again(bytes);
    MemorySink part;
    const Status status =
        run(again, part, threads, [&](std::uint64_t done) { return done < 50 * kInBytes; });
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
    EXPECT_LT(part.bytes().size(), bytes.size());
  }
}

TEST(Pipeline, ThreadsOptionIsChecked) {
  EXPECT_EQ(*resolve_threads(3), 3);
  EXPECT_GE(*resolve_threads(0), 1);
  EXPECT_FALSE(resolve_threads(-1).ok());
  EXPECT_FALSE(resolve_threads(kThreadsMax + 1).ok());
}

}  // namespace
}  // namespace neurocrypt
