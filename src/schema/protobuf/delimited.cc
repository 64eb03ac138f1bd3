#include "schema/protobuf/delimited.h"

#include <cstring>
#include <string>
#include <utility>

#include "schema/protobuf/wire.h"

namespace neurocrypt::protobuf {
namespace {

constexpr std::size_t kReadBytes = 64 << 10;

class Reader : public MessageReader {
 public:
  Reader(const Codec& codec, Source& source) : codec_(codec), source_(source) {}

  Result<bool> cut(Piece& piece) override {
    piece.bytes.clear();
    if (ended_) return false;
    ++message_;
    start_ = taken_;
    const Result<std::optional<ByteView>> body = next_body();
    if (!body.ok() || !body->has_value()) ended_ = true;
    if (!body.ok()) return body.error();
    if (!body->has_value()) return false;
    piece.bytes.assign((*body)->begin(), (*body)->end());
    piece.number = message_;
    piece.offset = start_;
    return true;
  }

  [[nodiscard]] Result<Value> read(const Piece& piece) const override {
    Result<Value> value = codec_.parse(piece.bytes);
    if (!value.ok()) return within(piece.number, piece.offset, std::move(value).error());
    return value;
  }

  [[nodiscard]] bool at_hand() const override {
    std::uint64_t size = 0;
    for (std::size_t i = begin_; i < end_ && i - begin_ < 5; ++i) {
      size |= static_cast<std::uint64_t>(buffer_[i] & 0x7f) << (7 * (i - begin_));
      if (buffer_[i] < 0x80) return end_ - i - 1 >= size;
    }
    return false;
  }

 private:
  /// The bytes of the next message; nothing at the end of the stream.
  Result<std::optional<ByteView>> next_body() {
    std::uint64_t size = 0;
    for (int i = 0;; ++i) {
      NC_ASSIGN_OR_RETURN(const bool there, fill(1));
      if (!there && i == 0) return std::optional<ByteView>();
      if (!there)
        return within_message({ErrorCode::kCorrupt, "the stream ends inside a length", {}});
      const std::uint8_t byte = buffer_[begin_];
      take(1);
      size |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
      if (byte < 0x80) break;
      if (7 * (i + 1) > 32) {
        return within_message({ErrorCode::kCorrupt, "this is no length of a message",
                               "a stream has the length of each message before it"});
      }
    }
    if (size > kMessageBytesMax) {
      return within_message({ErrorCode::kExhausted,
                             "a message of " + std::to_string(size) +
                                 " bytes is over the limit of " + std::to_string(kMessageBytesMax),
                             "a stream has the length of each message before it"});
    }
    NC_ASSIGN_OR_RETURN(const bool whole, fill(static_cast<std::size_t>(size)));
    if (!whole) {
      return within_message(
          {ErrorCode::kCorrupt,
           "the stream ends inside a message of " + std::to_string(size) + " bytes",
           "it may be cut short"});
    }
    const ByteView body(buffer_.data() + begin_, static_cast<std::size_t>(size));
    take(body.size());
    return std::optional<ByteView>(body);
  }

  /// Reads until `count` bytes stand at buffer_[begin_]; false when the source ends before.
  Result<bool> fill(std::size_t count) {
    if (end_ - begin_ >= count) return true;
    if (begin_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    while (end_ < count) {  // grows with what arrives, not with what a length claims
      if (buffer_.size() - end_ < kReadBytes) buffer_.resize(2 * end_ + kReadBytes);
      NC_ASSIGN_OR_RETURN(const std::size_t got, source_.read(MutableBytes(buffer_).subspan(end_)));
      if (got == 0) return false;
      end_ += got;
    }
    return true;
  }

  void take(std::size_t count) {
    begin_ += count;
    taken_ += count;
  }

  [[nodiscard]] Error within_message(Error error) const {
    return within(message_, start_, std::move(error));
  }

  static Error within(std::uint64_t number, std::uint64_t offset, Error error) {
    error.message = "message " + std::to_string(number) + ", which starts at byte " +
                    std::to_string(offset) + " of the stream: " + error.message;
    return error;
  }

  const Codec& codec_;
  Source& source_;
  ByteString buffer_;
  std::size_t begin_ = 0;  // buffer_[begin_, end_) is read but not taken
  std::size_t end_ = 0;
  std::uint64_t taken_ = 0;
  std::uint64_t message_ = 0;
  std::uint64_t start_ = 0;
  bool ended_ = false;
};

class Writer : public MessageWriter {
 public:
  Writer(const Codec& codec, Sink& sink) : codec_(codec), sink_(sink) {}

  Status print(const Value& message, Printed& out, std::vector<Loss>* losses) const override {
    out.bytes.clear();
    NC_RETURN_IF_ERROR(codec_.print(message, out.bytes, losses));
    if (out.bytes.size() <= kMessageBytesMax) return {};
    return Error{ErrorCode::kExhausted, "a message of " + std::to_string(out.bytes.size()) +
                                            " bytes is over the limit of " +
                                            std::to_string(kMessageBytesMax)};
  }

  Status write(const Printed& message) override {
    BackwardWriter size;
    size.varint(message.bytes.size());
    NC_RETURN_IF_ERROR(sink_.write(size.bytes()));
    return sink_.write(message.bytes);
  }

 private:
  const Codec& codec_;
  Sink& sink_;
};

}  // namespace

std::unique_ptr<MessageReader> delimited_reader(const Codec& codec, Source& source) {
  return std::make_unique<Reader>(codec, source);
}

std::unique_ptr<MessageWriter> delimited_writer(const Codec& codec, Sink& sink) {
  return std::make_unique<Writer>(codec, sink);
}

}  // namespace neurocrypt::protobuf
