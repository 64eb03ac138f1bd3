// Seals a message, edits it as the input says (flips, cuts, insertions, moves of chunks and of
// ranges), and demands that what results is refused unless it is the original again. What a stream
// wrote before it was refused must be a prefix of the message.
#include <algorithm>

#include "base/endian.h"
#include "container/chunk_sealer.h"
#include "container/message.h"
#include "fuzz/check.h"
#include "keys/state.h"
#include "support/fixed_keyset.h"
#include "support/memory_stream.h"

using namespace neurocrypt;

namespace {

// Takes numbers off the input; zero once it is used up.
class Input {
 public:
  explicit Input(ByteView bytes) : bytes_(bytes) {}
  std::size_t number(std::size_t size_bytes) {
    const std::size_t size = std::min(size_bytes, bytes_.size());
    const std::size_t value = load_be(bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
    return value;
  }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  ByteView bytes_;
};

constexpr std::size_t kSealedChunkBytes = kChunkPlaintextBytes + kTagBytes;

void edit(Input& input, ByteString& bytes) {
  const std::size_t operation = input.number(1);
  // Offsets are near the start, or near a border between chunks.
  std::size_t offset = input.number(1);
  if ((operation & 0x80) != 0)
    offset += kHeaderBytes + input.number(1) % 4 * kSealedChunkBytes - 128;
  offset = std::min(offset, bytes.size());
  const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(offset);
  const std::size_t size = (operation & 0x40) != 0 ? kSealedChunkBytes : input.number(1);
  const auto end = at + static_cast<std::ptrdiff_t>(std::min(size, bytes.size() - offset));
  switch (operation % 6) {
    case 0:
      if (at != end) *at ^= static_cast<std::uint8_t>(input.number(1));
      break;
    case 1:
      bytes.erase(at, end);
      break;
    case 2:
      bytes.resize(offset);
      break;
    case 3:
      bytes.insert(at, size % 1024, static_cast<std::uint8_t>(input.number(1)));
      break;
    case 4: {
      const ByteString copy(at, end);
      bytes.insert(end, copy.begin(), copy.end());
      break;
    }
    case 5:
      std::rotate(at, end, bytes.end());
      break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Keyset keyset = test::fixed_keyset();
  static const StreamKeySource key(keyset.state().slots[0].key);
  static const Opener opener = *Opener::create(keyset);

  Input input(ByteView(data, size));
  constexpr Suite kSuites[] = {Suite::kAes, Suite::kNeural, Suite::kHybrid};
  const Suite suite = kSuites[input.number(1) % 3];
  // Which chunks there are is no affair of the suite; the fastest one plays with several.
  const std::size_t chunks = suite == Suite::kAes ? input.number(1) % 4 : 0;
  const ByteString plaintext(chunks * kChunkPlaintextBytes + input.number(1), 'x');
  const auto sealed = seal_message(key, suite, StreamSalt{1}, plaintext, {});
  NC_CHECK(sealed.ok());
  ByteString edited = *sealed;
  for (int i = 0; i < 8 && !input.empty(); ++i) edit(input, edited);

  const auto opened = opener.open(edited);
  NC_CHECK(opened.ok() == (edited == *sealed));
  test::MemorySource source(edited);
  test::MemorySink sink;
  const Status streamed = opener.open_stream(source, sink);
  NC_CHECK(streamed.ok() == opened.ok());
  NC_CHECK(sink.bytes().size() <= plaintext.size());
  NC_CHECK(std::equal(sink.bytes().begin(), sink.bytes().end(), plaintext.begin()));
  return 0;
}
