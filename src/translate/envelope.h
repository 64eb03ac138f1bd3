// Values sealed for one purpose, tenant and link: docs/formats/intermediary.md.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "neurocrypt/seal.h"
#include "policy/padding.h"
#include "schema/record.h"
#include "translate/openers.h"

namespace neurocrypt {

/// What a sealed record is for. What was sealed for one opens for no other.
enum class Purpose : std::uint8_t {
  kMessage,     ///< an intermediary
  kRest,        ///< what the reader has no place for
  kDeadLetter,  ///< a message that failed, and why
};

/// Which schemas a link is between: the first 16 bytes of the SHA-256 of each field tree. Edges,
/// rules, pins and file names do not enter, so that a corrected link opens what the old one sealed.
struct SchemaPair {
  std::array<std::uint8_t, 16> a{}, b{};
  friend bool operator==(const SchemaPair&, const SchemaPair&) = default;
};

/// What a sealed record belongs to. All of it must be the same when it is opened.
struct Binding {
  std::string tenant;                 ///< associated data
  std::string associated_data;        ///< the caller's own
  SchemaPair schemas;                 ///< inside the seal, so that a difference can be told
  bool accept_other_schemas = false;  ///< when opening: for what was sealed before a schema changed
};

/// The container's associated data.
ByteString associated_data(Purpose purpose, const Binding& binding);

/// Errors   kInvalidArgument for a record that cannot be encoded; what Sealer::seal says.
Result<ByteString> seal_record(const Sealer& sealer, Purpose purpose, const Binding& binding,
                               const Value& record, const Padding& padding);

/// Errors   what Opener::open says; kRefused for other schemas; kCorrupt, kUnsupported.
Result<Value> open_record(const Opener& opener, Purpose purpose, const Binding& binding,
                          ByteView sealed);

/// Seals one record after another into a framed stream. One thread at a time.
class RecordSink {
 public:
  /// `sink` must outlive it.
  static Result<RecordSink> create(const Sealer& sealer, Purpose purpose, const Binding& binding,
                                   Sink& sink);
  /// One record as the stream has it. Any thread.
  /// Errors   kInvalidArgument for a record that cannot be encoded.
  static Result<ByteString> encode(const Value& record, const Padding& padding);
  /// Writes what encode() gave.
  Status write(ByteView item) { return frames_->write(item); }
  /// Both steps. After an error nothing of the record is written.
  Status write(const Value& record, const Padding& padding);
  Status flush() { return frames_->flush(); }
  Status finish() { return frames_->finish(); }

 private:
  explicit RecordSink(std::unique_ptr<FrameSink> frames) : frames_(std::move(frames)) {}
  std::unique_ptr<FrameSink> frames_;
};

/// Opens them, in order, in the memory that one of them takes. One thread at a time.
class RecordSource {
 public:
  /// `source` must outlive it.
  static Result<RecordSource> create(const Opener& opener, Purpose purpose, const Binding& binding,
                                     Source& source);
  /// The bytes of the next record; false behind the last frame.
  /// Errors   kNotAuthentic when the stream was changed or cut, now and in every later call;
  ///          kCorrupt for a size that its sealer wrote wrongly.
  Result<bool> next(ByteString& item);
  /// True when next() need not wait for the source.
  [[nodiscard]] bool at_hand() const;
  /// The record in what next() gave. Any thread.
  /// Errors   kCorrupt for what RecordSink::encode does not write.
  static Result<Value> decode(ByteView item);
  /// Both steps: the next record, or nothing.
  Result<std::optional<Value>> next();

 private:
  explicit RecordSource(std::unique_ptr<Source> frames) : frames_(std::move(frames)) {}
  Status fill(std::size_t bytes);
  [[nodiscard]] ByteView buffered() const { return ByteView(buffer_).subspan(begin_); }

  std::unique_ptr<Source> frames_;
  ByteString buffer_;
  std::size_t begin_ = 0;  // buffer_ from here on is not taken
};

/// A stream of records whose key is looked up by its header; `records` reads from `source`.
struct OpenedStream {
  std::unique_ptr<Source> source;
  RecordSource records;
};
/// Errors   as RecordSource::create.
Result<OpenedStream> open_records(const Openers& openers, Purpose purpose, const Binding& binding,
                                  Source& source);

}  // namespace neurocrypt
