// Opens a few bytes in the middle of something large, without opening the rest.
#include <algorithm>
#include <iostream>
#include <string>

#include "neurocrypt/seal.h"

using namespace neurocrypt;

// Sealed bytes in memory; a file or an object store would do the same with seek or a range request.
class SealedBytes : public SeekableSource {
 public:
  explicit SealedBytes(ByteView bytes) : bytes_(bytes) {}
  Result<std::size_t> read(MutableBytes buffer) override {
    const ByteView rest = bytes_.subspan(offset_);
    const std::size_t count = std::min(rest.size(), buffer.size());
    std::copy_n(rest.begin(), count, buffer.begin());
    offset_ += count;
    bytes_read_ += count;
    return count;
  }
  Status seek(std::uint64_t offset) override {
    offset_ = static_cast<std::size_t>(std::min<std::uint64_t>(offset, bytes_.size()));
    return {};
  }
  [[nodiscard]] std::uint64_t size_bytes() const override { return bytes_.size(); }
  [[nodiscard]] std::size_t bytes_read() const { return bytes_read_; }

 private:
  ByteView bytes_;
  std::size_t offset_ = 0;
  std::size_t bytes_read_ = 0;
};

class TextSink : public Sink {
 public:
  Status write(ByteView bytes) override {
    text_ += as_text(bytes);
    return {};
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

Status run() {
  NC_ASSIGN_OR_RETURN(KeyMaterial material,
                      generate_key_material(FamilyId::kLattice, LatticeArchitecture{}));
  NC_ASSIGN_OR_RETURN(const Keyset keyset, Keyset::create(std::move(material)));
  NC_ASSIGN_OR_RETURN(const Sealer sealer, Sealer::create(keyset));
  NC_ASSIGN_OR_RETURN(const Opener opener, Opener::create(keyset));

  std::string log;
  for (int line = 0; line < 100'000; ++line) log += "line " + std::to_string(line) + "\n";
  const std::size_t from = log.find("line 77777");
  NC_ASSIGN_OR_RETURN(const ByteString sealed, sealer.seal(as_bytes(log)));

  SealedBytes source(sealed);
  TextSink sink;
  NC_RETURN_IF_ERROR(opener.open_range(source, from, from + 10, sink));
  std::cout << "read " << source.bytes_read() << " of " << sealed.size()
            << " bytes to find: " << sink.text() << "\n";
  if (sink.text() != "line 77777") return Error{ErrorCode::kInternal, "not what was sealed"};
  return {};
}

int main() {
  const Status status = run();
  if (!status.ok()) std::cerr << "error: " << status.error().message << "\n";
  return status.ok() ? 0 : 1;
}
