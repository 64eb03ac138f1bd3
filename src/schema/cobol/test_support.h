// What the tests of the cobol format share.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "neurocrypt/stream.h"
#include "schema/cobol/format.h"
#include "schema/format.h"
#include "schema/json_text.h"

namespace neurocrypt::cobol::test {

class BytesSource : public Source {
 public:
  explicit BytesSource(ByteView bytes, std::size_t step = 4096) : bytes_(bytes), step_(step) {}
  Result<std::size_t> read(MutableBytes buffer) override {
    const std::size_t count = std::min({buffer.size(), bytes_.size(), step_});
    std::copy_n(bytes_.begin(), count, buffer.begin());
    bytes_ = bytes_.subspan(count);
    return count;
  }

 private:
  ByteView bytes_;
  std::size_t step_;
};

class BytesSink : public Sink {
 public:
  Status write(ByteView bytes) override {
    written.insert(written.end(), bytes.begin(), bytes.end());
    return {};
  }
  ByteString written;
};

/// A copybook compiled with options; throws the error's text.
inline std::unique_ptr<Codec> compile(std::string_view copybook,
                                      std::map<std::string, std::string> options = {},
                                      std::string root = {}) {
  SchemaRequest request;
  request.root = std::move(root);
  request.options = std::move(options);
  auto codec = compile_copybook(copybook, request);
  if (!codec.ok()) throw std::runtime_error(codec.error().message);
  return std::move(codec).value();
}

inline std::string json(const Value& value) {
  ByteString text;
  if (Status status = print_json(value, text); !status.ok())
    throw std::runtime_error(status.error().message);
  return std::string(as_text(text));
}

/// All messages of a file; throws the first error.
inline std::vector<Value> read_all(const Codec& codec, ByteView file, std::size_t step = 4096) {
  BytesSource source(file, step);
  const std::unique_ptr<MessageReader> reader = codec.reader(source);
  std::vector<Value> messages;
  while (true) {
    auto message = reader->next();
    if (!message.ok()) throw std::runtime_error(message.error().message);
    if (!message->has_value()) return messages;
    messages.push_back(std::move(**message));
  }
}

inline ByteString write_all(const Codec& codec, const std::vector<Value>& messages) {
  BytesSink sink;
  const std::unique_ptr<MessageWriter> writer = codec.writer(sink);
  for (const Value& message : messages) {
    if (Status status = writer->write(message, nullptr); !status.ok()) {
      throw std::runtime_error(status.error().message);
    }
  }
  if (Status status = writer->finish(); !status.ok())
    throw std::runtime_error(status.error().message);
  return sink.written;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Where data from outside the repository is; it may be absent.
inline std::filesystem::path shared_data() {
  const char* const named = std::getenv("NEUROCRYPT_SHARED_DATA");
  if (named != nullptr) return named;
  return std::filesystem::path(NC_SOURCE_DIR).parent_path() / "shared" / "data";
}

}  // namespace neurocrypt::cobol::test
