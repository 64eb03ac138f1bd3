// Files and standard streams as the library's sources and sinks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "neurocrypt/seal.h"

namespace neurocrypt::cli {

/// A file, or standard input for "-".
class InputFile : public SeekableSource {
 public:
  /// Errors   kNotFound, kIo (also for a directory).
  static Result<std::unique_ptr<InputFile>> open(const std::string& path);

  Result<std::size_t> read(MutableBytes buffer) override;
  Status seek(std::uint64_t offset) override;
  /// 0 when the size is unknown.
  [[nodiscard]] std::uint64_t size_bytes() const override { return size_bytes_.value_or(0); }
  /// True for a regular file: its size is known and it can be read anywhere.
  [[nodiscard]] bool seekable() const { return size_bytes_.has_value(); }
  [[nodiscard]] std::optional<std::uint64_t> known_size_bytes() const { return size_bytes_; }

  ~InputFile() override;
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

 private:
  InputFile(std::string name, int descriptor, std::optional<std::uint64_t> size_bytes);
  std::string name_;
  int descriptor_;
  std::optional<std::uint64_t> size_bytes_;
};

/// What may be written to a terminal.
enum class TerminalRule {
  kNever,     ///< ciphertext
  kTextOnly,  ///< plaintext, as long as it is text: control bytes could reprogram the terminal
};

/// A file that appears complete or not at all: a temporary beside it until commit(). "-" is
/// standard output, and a pipe or device is written directly: both receive bytes as they come.
class OutputFile : public Sink {
 public:
  /// Errors   kRefused when the file exists and `replace` is false, or for a terminal; kIo.
  static Result<std::unique_ptr<OutputFile>> create(const std::string& path, bool replace,
                                                    TerminalRule rule);

  Status write(ByteView bytes) override;
  /// Makes the file appear under its name. Without it, nothing is left behind.
  Status commit();

  ~OutputFile() override;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

 private:
  OutputFile() = default;
  std::string path_;
  std::string temporary_;  // empty when written directly
  int descriptor_ = -1;
  unsigned mode_ = 0;
  bool replace_ = false;
  bool refuse_binary_ = false;
};

/// Collects small writes into large ones; flush() before the sink is committed.
class BufferedSink : public Sink {
 public:
  explicit BufferedSink(Sink& sink) : sink_(sink) {}
  Status write(ByteView bytes) override;
  Status flush();

 private:
  Sink& sink_;
  ByteString buffer_;
};

/// Counts what is read, for the progress bar.
class CountingSource : public Source {
 public:
  explicit CountingSource(Source& source) : source_(source) {}
  Result<std::size_t> read(MutableBytes buffer) override {
    auto got = source_.read(buffer);
    if (got.ok()) bytes_ += *got;
    return got;
  }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  Source& source_;
  std::uint64_t bytes_ = 0;
};

/// Appends to bytes that the caller keeps.
class MemorySink : public Sink {
 public:
  explicit MemorySink(ByteString& bytes) : bytes_(bytes) {}
  Status write(ByteView bytes) override {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return {};
  }

 private:
  ByteString& bytes_;
};

/// Messages that are read whole may have this many bytes.
inline constexpr std::size_t kMessageBytesMax = std::size_t{256} << 20;

/// Everything that `source` has. Errors   kExhausted past kMessageBytesMax.
Result<ByteString> read_message(Source& source);

/// The first bytes of a file, at most `limit`.
Result<ByteString> read_start(const std::string& path, std::size_t limit);

}  // namespace neurocrypt::cli
