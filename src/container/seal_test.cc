// The public sealing interface, over suites, sizes and threads.
#include "neurocrypt/seal.h"

#include <gtest/gtest.h>

#include "container/chunk_sealer.h"
#include "support/memory_stream.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

using test::lattice_keyset;
using test::lattice_material;
using test::MemorySink;
using test::MemorySource;
using test::sample_bytes;
using test::value_of;

constexpr std::size_t kHeader = 88;
constexpr std::size_t kSealedChunk = kChunkPlaintextBytes + 16;

constexpr std::size_t kSizes[] = {0,       1,       15,      16,           17,     31,
                                  32,      33,      65'503,  65'504,       65'505, 131'007,
                                  131'008, 131'009, 262'016, (1 << 20) + 3};

struct Sealed {
  Sealer sealer;
  Opener opener;
};

Sealed pair_for(const Keyset& keyset, Suite suite, int threads = 1) {
  return {value_of(Sealer::create(keyset,
                                  {.suite = suite, .consent = {true, true}, .threads = threads})),
          value_of(Opener::create(keyset, {.threads = threads}))};
}

ByteString stream_sealed(const Sealer& sealer, ByteView plaintext, ByteView associated_data = {},
                         std::size_t bytes_per_read = SIZE_MAX) {
  MemorySource source(plaintext, bytes_per_read);
  MemorySink sink;
  const Status status = sealer.seal_stream(source, sink, associated_data);
  EXPECT_TRUE(status.ok()) << status.error().message;
  return sink.bytes();
}

struct Opened {
  Status status;
  ByteString bytes;
};

Opened stream_opened(const Opener& opener, ByteView sealed, ByteView associated_data = {},
                     std::size_t bytes_per_read = SIZE_MAX) {
  MemorySource source(sealed, bytes_per_read);
  MemorySink sink;
  Status status = opener.open_stream(source, sink, associated_data);
  return {std::move(status), sink.bytes()};
}

class SealWithSuite : public ::testing::TestWithParam<Suite> {
 protected:
  Keyset keyset_ = lattice_keyset();
};

INSTANTIATE_TEST_SUITE_P(Seal, SealWithSuite,
                         ::testing::Values(Suite::kAes, Suite::kNeural, Suite::kHybrid),
                         [](const auto& suite) { return std::string(name(suite.param)); });

TEST_P(SealWithSuite, MessagesAndStreamsOpenEachOther) {
  for (const int threads : {1, 2, 5}) {
    const auto [sealer, opener] = pair_for(keyset_, GetParam(), threads);
    for (const std::size_t size : kSizes) {
      SCOPED_TRACE(std::to_string(size) + " bytes, " + std::to_string(threads) + " threads");
      const ByteString plaintext = sample_bytes(size);
      const ByteView context = as_bytes("context");
      const auto message = sealer.seal(plaintext, context);
      ASSERT_TRUE(message.ok()) << message.error().message;
      const ByteString stream = stream_sealed(sealer, plaintext, context);
      EXPECT_EQ(message->size(), stream.size());
      EXPECT_NE(*message, stream) << "the salt repeats";
      for (const ByteString& sealed : {*message, stream}) {
        const auto opened = opener.open(sealed, context);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        EXPECT_EQ(*opened, plaintext);
        const Opened streamed = stream_opened(opener, sealed, context);
        ASSERT_TRUE(streamed.status.ok()) << streamed.status.error().message;
        EXPECT_EQ(streamed.bytes, plaintext);
      }
    }
  }
}

TEST_P(SealWithSuite, SourcesMayGiveOneByteAtATime) {
  const auto [sealer, opener] = pair_for(keyset_, GetParam(), 2);
  const ByteString plaintext = sample_bytes(2 * kChunkPlaintextBytes + 5);
  const ByteString sealed = stream_sealed(sealer, plaintext, {}, 1);
  const Opened opened = stream_opened(opener, sealed, {}, 1);
  ASSERT_TRUE(opened.status.ok());
  EXPECT_EQ(opened.bytes, plaintext);
}

TEST_P(SealWithSuite, EveryFlippedBitOfAMessageIsRefused) {
  const auto [sealer, opener] = pair_for(keyset_, GetParam());
  ByteString sealed = *sealer.seal(sample_bytes(20));
  for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
    sealed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    EXPECT_FALSE(opener.open(sealed).ok()) << "bit " << bit;
    const Opened streamed = stream_opened(opener, sealed);
    EXPECT_FALSE(streamed.status.ok()) << "bit " << bit;
    EXPECT_TRUE(streamed.bytes.empty()) << "bit " << bit;
    sealed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
  }
}

TEST_P(SealWithSuite, EveryTruncationAndExtensionOfAMessageIsRefused) {
  const auto [sealer, opener] = pair_for(keyset_, GetParam());
  ByteString sealed = *sealer.seal(sample_bytes(20));
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    const auto opened = opener.open(ByteView(sealed).first(size));
    ASSERT_FALSE(opened.ok()) << size;
    EXPECT_EQ(opened.error().code, size < kHeader ? ErrorCode::kCorrupt : ErrorCode::kNotAuthentic);
    EXPECT_FALSE(stream_opened(opener, ByteView(sealed).first(size)).status.ok()) << size;
  }
  sealed.push_back(0);
  EXPECT_EQ(opener.open(sealed).error().code, ErrorCode::kNotAuthentic);
  EXPECT_EQ(stream_opened(opener, sealed).status.error().code, ErrorCode::kNotAuthentic);
}

// What can be done to whole chunks. `good_chunks` is how many may be written before the damage is
// met.
TEST_P(SealWithSuite, ChunksCannotBeMovedDroppedRepeatedOrAdded) {
  const ByteString plaintext = sample_bytes(6 * kChunkPlaintextBytes + 100);
  const auto [sealer, opener] = pair_for(keyset_, GetParam());
  const ByteString sealed = *sealer.seal(plaintext);
  const ByteString other = *sealer.seal(plaintext);
  const auto chunk = [&](const ByteString& from, std::size_t i) {
    const auto start = from.begin() + static_cast<std::ptrdiff_t>(kHeader + i * kSealedChunk);
    return ByteString(start, std::min(start + kSealedChunk, from.end()));
  };
  const auto assemble = [&](std::vector<ByteString> chunks) {
    ByteString bytes(sealed.begin(), sealed.begin() + kHeader);
    for (const ByteString& c : chunks) bytes.insert(bytes.end(), c.begin(), c.end());
    return bytes;
  };
  std::vector<ByteString> chunks;
  for (std::size_t i = 0; i < 7; ++i) chunks.push_back(chunk(sealed, i));
  ASSERT_EQ(assemble(chunks), sealed);

  struct Case {
    const char* what;
    ByteString bytes;
    std::size_t good_chunks;
  };
  std::vector<Case> cases;
  auto changed = chunks;
  std::swap(changed[1], changed[2]);
  cases.push_back({"swapped", assemble(changed), 1});
  changed = chunks;
  changed.insert(changed.begin() + 3, chunks[2]);
  cases.push_back({"repeated", assemble(changed), 3});
  changed = chunks;
  changed.erase(changed.begin() + 4);
  cases.push_back({"dropped", assemble(changed), 4});
  changed = chunks;
  changed.pop_back();
  cases.push_back({"last dropped", assemble(changed), 5});
  changed = chunks;
  changed[5] = chunk(other, 5);
  cases.push_back({"from another stream", assemble(changed), 5});
  changed = chunks;
  changed.push_back(chunks.back());
  cases.push_back({"last repeated", assemble(changed), 6});
  changed = chunks;
  changed.resize(1);
  cases.push_back({"all but the first dropped", assemble(changed), 0});
  cases.push_back({"none left", assemble({}), 0});
  changed = chunks;
  changed.back().clear();
  cases.push_back({"last emptied", assemble(changed), 5});
  changed = chunks;
  changed[3][17] ^= 4;
  cases.push_back({"changed", assemble(changed), 3});

  for (const int threads : {1, 2, 5}) {
    const Opener threaded = value_of(Opener::create(keyset_, {.threads = threads}));
    for (const Case& c : cases) {
      SCOPED_TRACE(c.what);
      EXPECT_EQ(opener.open(c.bytes).error().code, ErrorCode::kNotAuthentic);
      const Opened streamed = stream_opened(threaded, c.bytes);
      ASSERT_FALSE(streamed.status.ok());
      EXPECT_EQ(streamed.status.error().code, ErrorCode::kNotAuthentic);
      EXPECT_LE(streamed.bytes.size(), c.good_chunks * kChunkPlaintextBytes);
      EXPECT_TRUE(std::equal(streamed.bytes.begin(), streamed.bytes.end(), plaintext.begin()));
    }
  }
}

// A stream that no sealer writes, though every chunk of it is authentic: the message would have a
// second form.
TEST_P(SealWithSuite, AnEmptyLastChunkBehindAFullOneIsRefused) {
  const StreamKeySource key(keyset_.state().slots[0].key);
  const StreamSalt salt{1};
  Header header{GetParam(), FamilyId::kLattice, keyset_.primary().id, salt, {}};
  header.commitment = key.commit(header, {});
  const StreamKey stream = value_of(key.derive(header, {}));
  ChunkSealer chunks(stream);
  ByteString sealed(kHeader + kSealedChunk + 16);
  std::ranges::copy(print(header), sealed.begin());
  const MutableBytes data = MutableBytes(sealed).subspan(kHeader);
  ASSERT_TRUE(
      chunks.seal(0, false, sample_bytes(kChunkPlaintextBytes), data.first(kSealedChunk)).ok());
  ASSERT_TRUE(chunks.seal(1, true, {}, data.last(16)).ok());
  const Opener opener = value_of(Opener::create(keyset_));
  EXPECT_EQ(opener.open(sealed).error().code, ErrorCode::kNotAuthentic);
  EXPECT_EQ(stream_opened(opener, sealed).status.error().code, ErrorCode::kNotAuthentic);
}

TEST_P(SealWithSuite, BindsTheAssociatedData) {
  const auto [sealer, opener] = pair_for(keyset_, GetParam());
  const ByteString sealed = *sealer.seal(sample_bytes(50), as_bytes("invoice 7"));
  EXPECT_TRUE(opener.open(sealed, as_bytes("invoice 7")).ok());
  for (const char* other : {"", "invoice 8", "invoice 7 ", "invoice"}) {
    EXPECT_EQ(opener.open(sealed, as_bytes(other)).error().code, ErrorCode::kNotAuthentic) << other;
  }
}

TEST_P(SealWithSuite, OnlyTheSealingKeyOpens) {
  const auto [sealer, opener] = pair_for(keyset_, GetParam());
  const ByteString sealed = *sealer.seal(sample_bytes(50));
  const Keyset stranger = lattice_keyset();
  EXPECT_EQ(value_of(Opener::create(stranger)).open(sealed).error().code, ErrorCode::kNotFound);
  // The stranger's id in the header gets further, to the commitment.
  ByteString renamed = sealed;
  for (std::size_t i = 0; i < 8; ++i) {
    renamed[16 + i] = static_cast<std::uint8_t>(stranger.primary().id.value >> (56 - 8 * i));
  }
  EXPECT_EQ(value_of(Opener::create(stranger)).open(renamed).error().code,
            ErrorCode::kNotAuthentic);
}

TEST_P(SealWithSuite, OldMessagesStayReadableUntilTheirKeyIsRetired) {
  const ByteString plaintext = sample_bytes(50);
  const ByteString old = *pair_for(keyset_, GetParam()).sealer.seal(plaintext);
  const KeyId old_key = keyset_.primary().id;
  value_of(keyset_.add_primary(lattice_material(2)));
  const auto [sealer, opener] = pair_for(keyset_, GetParam());
  EXPECT_EQ(*opener.open(old), plaintext);
  EXPECT_EQ(*opener.open(*sealer.seal(plaintext)), plaintext);
  ASSERT_TRUE(keyset_.retire(old_key).ok());
  EXPECT_EQ(value_of(Opener::create(keyset_)).open(old).error().code, ErrorCode::kRefused);
  ASSERT_TRUE(keyset_.enable(old_key).ok());
  EXPECT_EQ(*value_of(Opener::create(keyset_)).open(old), plaintext);
}

TEST_P(SealWithSuite, RangesEqualTheSlice) {
  const auto [sealer, opener] = pair_for(keyset_, GetParam());
  const std::uint64_t c = kChunkPlaintextBytes;
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{100}, c, 3 * c, 3 * c + 77}) {
    const ByteString plaintext = sample_bytes(size);
    const ByteString sealed = *sealer.seal(plaintext, as_bytes("ad"));
    const std::pair<std::uint64_t, std::uint64_t> ranges[] = {{0, 0},
                                                              {0, 1},
                                                              {0, UINT64_MAX},
                                                              {5, 50},
                                                              {c - 1, c + 1},
                                                              {c, 2 * c},
                                                              {c, c},
                                                              {3 * c, 3 * c + 10},
                                                              {2 * c - 7, 3 * c + 7},
                                                              {size, UINT64_MAX},
                                                              {UINT64_MAX - 1, UINT64_MAX}};
    for (const auto& [from, to] : ranges) {
      MemorySource source(sealed, 10'000);
      MemorySink sink;
      const Status status = opener.open_range(source, from, to, sink, as_bytes("ad"));
      ASSERT_TRUE(status.ok()) << status.error().message;
      const auto begin = std::min(from, size);
      const auto end = std::min(to, size);
      EXPECT_EQ(sink.bytes(), ByteString(plaintext.begin() + static_cast<std::ptrdiff_t>(begin),
                                         plaintext.begin() + static_cast<std::ptrdiff_t>(end)))
          << from << " to " << to << " of " << size;
    }
  }
}

TEST_P(SealWithSuite, RangesOfADamagedOrTruncatedStreamAreRefused) {
  const auto [sealer, opener] = pair_for(keyset_, GetParam());
  const ByteString sealed = *sealer.seal(sample_bytes(4 * kChunkPlaintextBytes));
  const auto open_range = [&](const ByteString& bytes, std::uint64_t from, std::uint64_t to,
                              ByteString& written) {
    MemorySource source(bytes);
    MemorySink sink;
    Status status = opener.open_range(source, from, to, sink);
    written = sink.bytes();
    return status;
  };
  ByteString written;
  EXPECT_EQ(open_range(sealed, 2, 1, written).error().code, ErrorCode::kInvalidArgument);
  ByteString cut(sealed.begin(), sealed.begin() + kHeader + 3 * kSealedChunk);
  EXPECT_EQ(open_range(cut, 0, 10, written).error().code, ErrorCode::kNotAuthentic);
  EXPECT_TRUE(written.empty());
  cut.resize(kHeader + 5);
  EXPECT_EQ(open_range(cut, 0, 10, written).error().code, ErrorCode::kNotAuthentic);
  cut.resize(kHeader - 5);
  EXPECT_EQ(open_range(cut, 0, 10, written).error().code, ErrorCode::kCorrupt);
  ByteString changed = sealed;
  changed[kHeader + kSealedChunk + 9] ^= 1;
  EXPECT_TRUE(open_range(changed, 0, 10, written).ok());
  EXPECT_EQ(open_range(changed, 10, 2 * kChunkPlaintextBytes, written).error().code,
            ErrorCode::kNotAuthentic);
  EXPECT_EQ(written.size(), kChunkPlaintextBytes - 10);
}

TEST_P(SealWithSuite, InspectNeedsNoKey) {
  const ByteString sealed = *pair_for(keyset_, GetParam()).sealer.seal(sample_bytes(50));
  const auto info = inspect_sealed(sealed);
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->version, 1);
  EXPECT_EQ(info->suite, GetParam());
  EXPECT_EQ(info->family, FamilyId::kLattice);
  EXPECT_EQ(info->key, keyset_.primary().id);
  EXPECT_EQ(info->header_bytes, kHeader);
}

TEST_P(SealWithSuite, StreamsReportFailingSinksAndCancel) {
  const auto [sealer, opener] = pair_for(keyset_, GetParam(), 2);
  const ByteString plaintext = sample_bytes(20 * kChunkPlaintextBytes);
  const ByteString sealed = stream_sealed(sealer, plaintext);
  for (const std::size_t capacity : {std::size_t{0}, std::size_t{500}, 10 * kChunkPlaintextBytes}) {
    MemorySource source(plaintext);
    MemorySink sink(capacity);
    EXPECT_EQ(sealer.seal_stream(source, sink).error().code, ErrorCode::kIo);
    MemorySource sealed_source(sealed);
    MemorySink opened_sink(capacity);
    EXPECT_EQ(opener.open_stream(sealed_source, opened_sink).error().code, ErrorCode::kIo);
  }
  MemorySource source(sealed);
  MemorySink sink;
  std::uint64_t last = 0;
  ASSERT_TRUE(opener
                  .open_stream(source, sink, {},
                               [&](std::uint64_t done) {
                                 last = done;
                                 return true;
                               })
                  .ok());
  EXPECT_EQ(last, sealed.size());
  MemorySource again(sealed);
  MemorySink part;
  EXPECT_EQ(opener.open_stream(again, part, {}, [](std::uint64_t) { return false; }).error().code,
            ErrorCode::kCancelled);
}

TEST(Suite, ParsesWhatItPrints) {
  for (const Suite suite : {Suite::kAes, Suite::kNeural, Suite::kHybrid}) {
    EXPECT_EQ(*parse_suite(name(suite)), suite);
  }
  EXPECT_FALSE(parse_suite("AES").ok());
}

}  // namespace
}  // namespace neurocrypt
