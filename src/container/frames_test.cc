// Framed streams: whatever is written comes back, at the latest after flush; whatever is changed
// does not.
#include <gtest/gtest.h>

#include <random>

#include "neurocrypt/seal.h"
#include "support/memory_stream.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

using test::MemorySink;
using test::MemorySource;
using test::value_of;

constexpr std::size_t kHeader = 88;

Result<ByteString> read_all(const Opener& opener, ByteView sealed, ByteView associated_data = {},
                            std::size_t bytes_per_read = SIZE_MAX) {
  MemorySource source(sealed, bytes_per_read);
  NC_ASSIGN_OR_RETURN(const std::unique_ptr<Source> frames, opener.frames(source, associated_data));
  ByteString all;
  ByteString buffer(7001);
  while (true) {
    NC_ASSIGN_OR_RETURN(const std::size_t count, frames->read(buffer));
    if (count == 0) return all;
    all.insert(all.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(count));
  }
}

// Each of `pieces` is a frame.
ByteString seal_pieces(const Sealer& sealer, const std::vector<ByteString>& pieces) {
  MemorySink sink;
  const auto frames = value_of(sealer.frames(sink));
  for (const ByteString& piece : pieces) {
    EXPECT_TRUE(frames->write(piece).ok());
    EXPECT_TRUE(frames->flush().ok());
  }
  EXPECT_TRUE(frames->finish().ok());
  return sink.bytes();
}

TEST(Frames, RoundTripAnySizes) {
  const Keyset keyset = test::lattice_keyset();
  std::mt19937 random(1);
  for (const Suite suite : {Suite::kAes, Suite::kNeural, Suite::kHybrid}) {
    const Sealer sealer = value_of(Sealer::create(keyset, {.suite = suite}));
    const Opener opener = value_of(Opener::create(keyset));
    for (const std::size_t size : {0, 1, 15, 16, 65'503, 65'504, 65'505, 200'000}) {
      const ByteString plaintext = test::sample_bytes(size);
      MemorySink sink;
      const auto frames = value_of(sealer.frames(sink, as_bytes("context")));
      ByteView rest = plaintext;
      while (!rest.empty()) {
        const std::size_t count = std::min<std::size_t>(rest.size(), 1 + random() % 30'000);
        ASSERT_TRUE(frames->write(rest.first(count)).ok());
        rest = rest.subspan(count);
        if (random() % 3 == 0) {
          ASSERT_TRUE(frames->flush().ok());
        }
      }
      ASSERT_TRUE(frames->finish().ok());
      EXPECT_EQ(value_of(read_all(opener, sink.bytes(), as_bytes("context"), 1000)), plaintext);
      EXPECT_EQ(read_all(opener, sink.bytes(), as_bytes("other")).error().code,
                ErrorCode::kNotAuthentic);
    }
  }
}

TEST(Frames, CanBeReadAsTheyAreFlushed) {
  const Keyset keyset = test::lattice_keyset();
  MemorySink sink;
  const auto frames = value_of(value_of(Sealer::create(keyset)).frames(sink));
  ASSERT_TRUE(frames->write(as_bytes("a first message")).ok());
  EXPECT_EQ(sink.bytes().size(), kHeader);
  ASSERT_TRUE(frames->flush().ok());
  ASSERT_TRUE(frames->flush().ok());  // nothing more to send
  MemorySource source(sink.bytes());
  const Opener opener = value_of(Opener::create(keyset));
  const auto opened = value_of(opener.frames(source));
  ByteString buffer(100);
  EXPECT_EQ(value_of(opened->read(buffer)), 15);
  EXPECT_EQ(opened->read(buffer).error().code,
            ErrorCode::kNotAuthentic);  // cut, as far as it knows
  EXPECT_EQ(opened->read(buffer).error().code, ErrorCode::kNotAuthentic);
}

TEST(Frames, NothingIsReadBehindTheLast) {
  const Keyset keyset = test::lattice_keyset();
  const Sealer sealer = value_of(Sealer::create(keyset));
  ByteString two = seal_pieces(sealer, {{1, 2, 3}});
  const ByteString second = seal_pieces(sealer, {{4}});
  two.insert(two.end(), second.begin(), second.end());
  MemorySource source(two);
  const Opener opener = value_of(Opener::create(keyset));
  ByteString buffer(10);
  const auto first = value_of(opener.frames(source));
  EXPECT_EQ(value_of(first->read(buffer)), 3);
  EXPECT_EQ(value_of(first->read(buffer)), 0);
  const auto next = value_of(opener.frames(source));
  EXPECT_EQ(value_of(next->read(buffer)), 1);
  EXPECT_EQ(buffer[0], 4);
}

TEST(Frames, RefuseWhateverIsChanged) {
  const Keyset keyset = test::lattice_keyset();
  const Sealer sealer = value_of(Sealer::create(keyset));
  const Opener opener = value_of(Opener::create(keyset));
  const ByteString sealed =
      seal_pieces(sealer, {test::sample_bytes(50), test::sample_bytes(50), test::sample_bytes(30)});
  const std::size_t frame = 4 + 50 + 16;
  ASSERT_EQ(sealed.size(), kHeader + 2 * frame + (4 + 30 + 16) + (4 + 16));
  const auto error_of = [&](const ByteString& changed) {
    const auto opened = read_all(opener, changed);
    EXPECT_FALSE(opened.ok());
    return opened.ok() ? ErrorCode::kInternal : opened.error().code;
  };
  for (std::size_t i = kHeader; i < sealed.size(); ++i) {
    ByteString changed = sealed;
    changed[i] ^= 0x80;
    EXPECT_EQ(error_of(changed), ErrorCode::kNotAuthentic) << i;
  }
  for (std::size_t size = kHeader; size < sealed.size(); ++size) {
    EXPECT_EQ(error_of(ByteString(sealed.begin(), sealed.begin() + static_cast<long>(size))),
              ErrorCode::kNotAuthentic)
        << size;
  }
  const auto part = [&](std::size_t from, std::size_t to) {
    return ByteString(sealed.begin() + static_cast<long>(from),
                      sealed.begin() + static_cast<long>(to));
  };
  const auto joined = [](std::initializer_list<ByteString> parts) {
    ByteString all;
    for (const ByteString& bytes : parts) all.insert(all.end(), bytes.begin(), bytes.end());
    return all;
  };
  const std::size_t one = kHeader + frame;
  const std::size_t two = one + frame;
  const std::size_t end = sealed.size();
  for (const ByteString& changed :
       {joined({part(0, kHeader), part(one, two), part(kHeader, one), part(two, end)}),  // swapped
        joined({part(0, one), part(kHeader, end)}),                                      // repeated
        joined({part(0, one), part(two, end)}),                                          // dropped
        joined({part(0, two), part(end - 20, end)})}) {  // dropped at the end
    EXPECT_EQ(error_of(changed), ErrorCode::kNotAuthentic);
  }
}

TEST(Frames, AreNotAContainer) {
  const Keyset keyset = test::lattice_keyset();
  const Sealer sealer = value_of(Sealer::create(keyset));
  const Opener opener = value_of(Opener::create(keyset));
  EXPECT_EQ(opener.open(seal_pieces(sealer, {{1}})).error().code, ErrorCode::kNotAuthentic);
  EXPECT_EQ(read_all(opener, value_of(sealer.seal(as_bytes("message")))).error().code,
            ErrorCode::kNotAuthentic);
}

}  // namespace
}  // namespace neurocrypt
