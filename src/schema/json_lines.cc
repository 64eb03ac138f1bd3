#include "schema/json_lines.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace neurocrypt {
namespace {

constexpr std::size_t kReadBytes = 64 << 10;

class LinesReader : public MessageReader {
 public:
  LinesReader(const Codec& codec, Source& source) : codec_(codec), source_(source) {}

  Result<bool> cut(Piece& piece) override {
    piece.bytes.clear();
    while (!ended_) {
      NC_ASSIGN_OR_RETURN(const ByteView line, next_line());
      if (as_text(line).find_first_not_of(" \t\r") == std::string_view::npos) continue;
      piece.bytes.assign(line.begin(), line.end());
      piece.number = line_;
      return true;
    }
    return false;
  }

  [[nodiscard]] Result<Value> read(const Piece& piece) const override {
    Result<Value> value = codec_.parse(piece.bytes);
    if (!value.ok()) return on_line(piece.number, std::move(value).error());
    return value;
  }

  [[nodiscard]] bool at_hand() const override {
    return begin_ < end_ && std::memchr(buffer_.data() + begin_, '\n', end_ - begin_) != nullptr;
  }

 private:
  /// The next line without its line feed; the rest of the source when there is none (then ended_ is
  /// set).
  Result<ByteView> next_line() {
    ++line_;
    bool too_long = false;
    for (std::size_t searched = begin_;;) {
      const void* const feed = searched == end_
                                   ? nullptr
                                   : std::memchr(buffer_.data() + searched, '\n', end_ - searched);
      if (feed != nullptr || ended_) {
        const std::uint8_t* const first = buffer_.data() + begin_;
        const std::uint8_t* const last =
            feed != nullptr ? static_cast<const std::uint8_t*>(feed) : buffer_.data() + end_;
        const auto length = static_cast<std::size_t>(last - first);
        begin_ = std::min(end_, begin_ + length + 1);
        if (too_long || length > kJsonLineBytesMax) return too_long_error();
        return ByteView(first, length);
      }
      if (end_ - begin_ > kJsonLineBytesMax) {
        too_long = true;  // what is there of it is not needed
        begin_ = end_ = 0;
      }
      Result<std::size_t> got = fill();
      if (!got.ok()) ended_ = true;
      if (!got.ok()) return std::move(got).error();
      ended_ = *got == 0;
      searched = end_ - *got;
    }
  }

  /// Reads once more behind what is there; gives how many bytes came.
  Result<std::size_t> fill() {
    if (begin_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    if (buffer_.size() - end_ < kReadBytes) buffer_.resize(2 * end_ + kReadBytes);
    NC_ASSIGN_OR_RETURN(const std::size_t got, source_.read(MutableBytes(buffer_).subspan(end_)));
    end_ += got;
    return got;
  }

  [[nodiscard]] Error too_long_error() const {
    return on_line(line_,
                   {ErrorCode::kExhausted,
                    "longer than the limit of " + std::to_string(kJsonLineBytesMax) + " bytes",
                    "a stream has one message on each line"});
  }

  static Error on_line(std::uint64_t line, Error error) {
    error.message = "message on line " + std::to_string(line) + " of the stream: " + error.message;
    return error;
  }

  const Codec& codec_;
  Source& source_;
  ByteString buffer_;
  std::size_t begin_ = 0;  // buffer_[begin_, end_) is read but not taken
  std::size_t end_ = 0;
  std::uint64_t line_ = 0;
  bool ended_ = false;
};

class LinesWriter : public MessageWriter {
 public:
  LinesWriter(const Codec& codec, Sink& sink) : codec_(codec), sink_(sink) {}

  Status print(const Value& message, Printed& out, std::vector<Loss>* losses) const override {
    out.bytes.clear();
    NC_RETURN_IF_ERROR(codec_.print(message, out.bytes, losses));
    out.bytes.push_back('\n');
    return {};
  }

  Status write(const Printed& message) override { return sink_.write(message.bytes); }

 private:
  const Codec& codec_;
  Sink& sink_;
};

}  // namespace

std::unique_ptr<MessageReader> json_lines_reader(const Codec& codec, Source& source) {
  return std::make_unique<LinesReader>(codec, source);
}

std::unique_ptr<MessageWriter> json_lines_writer(const Codec& codec, Sink& sink) {
  return std::make_unique<LinesWriter>(codec, sink);
}

}  // namespace neurocrypt
