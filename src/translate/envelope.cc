#include "translate/envelope.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/hex.h"
#include "container/header.h"
#include "schema/record_encoding.h"
#include "translate/padded.h"

namespace neurocrypt {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kPreambleBytes = 1 + 16 + 16;
/// The record of the largest message of a format, and what surrounds it.
constexpr std::uint64_t kPaddedBytesMax = std::uint64_t{1} << 31;
constexpr std::size_t kReadBytes = std::size_t{64} << 10;

std::string_view label(Purpose purpose) {
  switch (purpose) {
    case Purpose::kMessage:
      return "neurocrypt message v1";
    case Purpose::kRest:
      return "neurocrypt rest v1";
    case Purpose::kDeadLetter:
      return "neurocrypt dead letter v1";
  }
  return {};
}

void put_preamble(const SchemaPair& schemas, ByteString& out) {
  out.push_back(kVersion);
  out.insert(out.end(), schemas.a.begin(), schemas.a.end());
  out.insert(out.end(), schemas.b.begin(), schemas.b.end());
}

/// The start of a schema's hash, for messages.
std::string short_hex(ByteView hash) { return to_hex(hash.first(4)); }

Status check_preamble(ByteView preamble, const Binding& binding) {
  if (preamble.size() < kPreambleBytes) {
    return Error{ErrorCode::kCorrupt, "sealed record: cut before its schemas",
                 "restore it from a copy"};
  }
  if (preamble[0] != kVersion) {
    return Error{ErrorCode::kUnsupported,
                 "sealed record: unknown version " + std::to_string(preamble[0]),
                 "a later version of neurocrypt may open it"};
  }
  SchemaPair schemas;
  std::copy_n(&preamble[1], 16, schemas.a.begin());
  std::copy_n(&preamble[17], 16, schemas.b.begin());
  if (schemas == binding.schemas || binding.accept_other_schemas) return {};
  const bool a = schemas.a != binding.schemas.a;
  const auto& sealed = a ? schemas.a : schemas.b;
  const auto& ours = a ? binding.schemas.a : binding.schemas.b;
  return Error{ErrorCode::kRefused,
               std::string("sealed under a link whose side ") + (a ? "a" : "b") +
                   " has another schema (" + short_hex(sealed) + "..., this link's is " +
                   short_hex(ours) + "...)",
               "open it with the link that sealed it, or accept other schemas (--other-schemas)"};
}

// What has been read of a source, and then the source.
class ReadAhead : public Source {
 public:
  explicit ReadAhead(Source& source) : source_(source) {}

  /// Reads `bytes`, or as many as there are.
  Result<ByteView> peek(std::size_t bytes) {
    ahead_.resize(bytes);
    std::size_t filled = 0;
    while (filled < bytes) {
      NC_ASSIGN_OR_RETURN(const std::size_t count,
                          source_.read(MutableBytes(ahead_).subspan(filled)));
      if (count == 0) break;
      filled += count;
    }
    ahead_.resize(filled);
    return ByteView(ahead_);
  }

  Result<std::size_t> read(MutableBytes buffer) override {
    if (taken_ == ahead_.size()) return source_.read(buffer);
    const std::size_t count = std::min(buffer.size(), ahead_.size() - taken_);
    std::copy_n(ahead_.begin() + static_cast<std::ptrdiff_t>(taken_), count, buffer.begin());
    taken_ += count;
    return count;
  }

 private:
  Source& source_;
  ByteString ahead_;
  std::size_t taken_ = 0;
};

}  // namespace

// label 00 tenant-size tenant associated-data: no two triples have the same bytes.
ByteString associated_data(Purpose purpose, const Binding& binding) {
  ByteString bytes;
  const auto append = [&](std::string_view text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
  };
  append(label(purpose));
  bytes.push_back(0);
  put_varint(binding.tenant.size(), bytes);
  append(binding.tenant);
  append(binding.associated_data);
  return bytes;
}

Result<ByteString> seal_record(const Sealer& sealer, Purpose purpose, const Binding& binding,
                               const Value& record, const Padding& padding) {
  ByteString encoded;
  NC_RETURN_IF_ERROR(encode_record(record, encoded));
  ByteString plaintext;
  put_preamble(binding.schemas, plaintext);
  put_padded(encoded, padding, plaintext);
  return sealer.seal(plaintext, associated_data(purpose, binding));
}

Result<Value> open_record(const Opener& opener, Purpose purpose, const Binding& binding,
                          ByteView sealed) {
  NC_ASSIGN_OR_RETURN(const ByteString plaintext,
                      opener.open(sealed, associated_data(purpose, binding)));
  NC_RETURN_IF_ERROR(check_preamble(plaintext, binding));
  NC_ASSIGN_OR_RETURN(const ByteView encoded,
                      take_padded(ByteView(plaintext).subspan(kPreambleBytes)));
  return decode_record(encoded);
}

Result<RecordSink> RecordSink::create(const Sealer& sealer, Purpose purpose, const Binding& binding,
                                      Sink& sink) {
  NC_ASSIGN_OR_RETURN(std::unique_ptr<FrameSink> frames,
                      sealer.frames(sink, associated_data(purpose, binding)));
  ByteString preamble;
  put_preamble(binding.schemas, preamble);
  NC_RETURN_IF_ERROR(frames->write(preamble));
  return RecordSink(std::move(frames));
}

Result<ByteString> RecordSink::encode(const Value& record, const Padding& padding) {
  ByteString encoded, padded, item;
  NC_RETURN_IF_ERROR(encode_record(record, encoded));
  put_padded(encoded, padding, padded);
  put_varint(padded.size(), item);
  item.insert(item.end(), padded.begin(), padded.end());
  return item;
}

Status RecordSink::write(const Value& record, const Padding& padding) {
  NC_ASSIGN_OR_RETURN(const ByteString item, encode(record, padding));
  return write(item);
}

Result<RecordSource> RecordSource::create(const Opener& opener, Purpose purpose,
                                          const Binding& binding, Source& source) {
  NC_ASSIGN_OR_RETURN(std::unique_ptr<Source> frames,
                      opener.frames(source, associated_data(purpose, binding)));
  RecordSource records(std::move(frames));
  NC_RETURN_IF_ERROR(records.fill(kPreambleBytes));
  NC_RETURN_IF_ERROR(check_preamble(records.buffered(), binding));
  records.begin_ += kPreambleBytes;
  return records;
}

// Reads until at least `bytes` are buffered or the stream ends, and not further than it must, since
// whoever writes may wait for an answer.
Status RecordSource::fill(std::size_t bytes) {
  while (buffer_.size() - begin_ < bytes) {
    if (begin_ > 0) {
      buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
      begin_ = 0;
    }
    const std::size_t filled = buffer_.size();
    buffer_.resize(filled + kReadBytes);
    Result<std::size_t> count = frames_->read(MutableBytes(buffer_).subspan(filled));
    buffer_.resize(filled + (count.ok() ? *count : 0));
    if (!count.ok()) return std::move(count).error();
    if (*count == 0) break;
  }
  return {};
}

Result<OpenedStream> open_records(const Openers& openers, Purpose purpose, const Binding& binding,
                                  Source& source) {
  auto ahead = std::make_unique<ReadAhead>(source);
  NC_ASSIGN_OR_RETURN(const ByteView header, ahead->peek(kHeaderBytes));
  NC_ASSIGN_OR_RETURN(RecordSource records,
                      RecordSource::create(openers.find(header), purpose, binding, *ahead));
  return OpenedStream{std::move(ahead), std::move(records)};
}

Result<bool> RecordSource::next(ByteString& item) {
  constexpr std::size_t kSizeBytesMax = 10;
  std::optional<std::uint64_t> size;
  for (std::size_t size_bytes = 1; !size; ++size_bytes) {
    NC_RETURN_IF_ERROR(fill(size_bytes));
    if (buffered().empty()) return false;
    ByteView rest = buffered();
    size = take_varint(rest);
    if (size) begin_ += buffered().size() - rest.size();
    const bool cut = buffered().size() < size_bytes;
    if (!size && (cut || size_bytes == kSizeBytesMax)) {
      begin_ = buffer_.size();
      return Error{ErrorCode::kCorrupt, "sealed stream: a bad size of a record",
                   "restore it from a copy"};
    }
  }
  if (*size > kPaddedBytesMax) {
    begin_ = buffer_.size();
    return Error{
        ErrorCode::kCorrupt,
        "sealed stream: a record of " + std::to_string(*size) + " bytes, more than any message",
        "restore it from a copy"};
  }
  const auto bytes = static_cast<std::size_t>(*size);
  NC_RETURN_IF_ERROR(fill(bytes));
  if (buffered().size() < bytes) {
    begin_ = buffer_.size();
    return Error{ErrorCode::kCorrupt, "sealed stream: it ends within a record",
                 "restore it from a copy"};
  }
  item.assign(buffered().begin(), buffered().begin() + static_cast<std::ptrdiff_t>(bytes));
  begin_ += bytes;
  return true;
}

bool RecordSource::at_hand() const {
  ByteView rest = buffered();
  const auto size = take_varint(rest);
  return size && *size <= rest.size();
}

Result<Value> RecordSource::decode(ByteView item) {
  NC_ASSIGN_OR_RETURN(const ByteView encoded, take_padded(item));
  return decode_record(encoded);
}

Result<std::optional<Value>> RecordSource::next() {
  ByteString item;
  NC_ASSIGN_OR_RETURN(const bool more, next(item));
  if (!more) return std::optional<Value>();
  NC_ASSIGN_OR_RETURN(Value record, decode(item));
  return std::optional<Value>(std::move(record));
}

}  // namespace neurocrypt
