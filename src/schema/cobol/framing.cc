#include "schema/cobol/framing.h"

#include <algorithm>
#include <cstring>

#include "schema/cobol/leaf.h"
#include "schema/cobol/record_reader.h"
#include "schema/cobol/record_writer.h"
#include "schema/cobol/residual.h"
#include "schema/cobol/walk.h"

namespace neurocrypt::cobol {
namespace {

constexpr std::size_t kDescriptorBytes = 4;
constexpr std::size_t kLineExtraMax = std::size_t{1} << 20;
constexpr std::size_t kReadBytes = std::size_t{1} << 16;
constexpr std::size_t kLineBytes = 512;  // a line is looked for in so many bytes first

std::uint8_t line_feed(const CodePage& page) { return page.is_ebcdic() ? 0x15 : 0x0A; }
std::uint8_t carriage_return() { return 0x0D; }  // in EBCDIC and ASCII

/// Bytes of a source ahead of where it is read.
class Window {
 public:
  explicit Window(Source& source) : source_(source) {}

  /// At least `wanted` bytes, or as many as there are.
  Result<ByteView> peek(std::size_t wanted) {
    while (buffer_.size() - at_ < wanted && !ended_) {
      if (at_ > 0) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(at_));
        at_ = 0;
      }
      const std::size_t before = buffer_.size();
      buffer_.resize(before + std::max(kReadBytes, std::min(wanted - before, kReadBytes * 16)));
      auto count = source_.read(MutableBytes(buffer_).subspan(before));
      if (!count.ok()) {
        buffer_.resize(before);
        return std::move(count).error();
      }
      buffer_.resize(before + *count);
      ended_ = *count == 0;
    }
    return ByteView(buffer_).subspan(at_);
  }
  void skip(std::size_t count) {
    at_ += count;
    offset_ += count;
  }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  [[nodiscard]] std::size_t buffered_bytes() const { return buffer_.size() - at_; }

 private:
  Source& source_;
  ByteString buffer_;
  std::size_t at_ = 0;
  std::uint64_t offset_ = 0;
  bool ended_ = false;
};

/// Adds a member to a message's residual.
void add_residual(Value& message, std::string_view key, Value value) {
  Object& members = *message.object();
  if (members.empty() || members.back().name != kResidual) {
    members.push_back({std::string(kResidual), Value(Object())});
  }
  members.back().value.object()->push_back({std::string(key), std::move(value)});
}

class RecordFileReader : public MessageReader {
 public:
  RecordFileReader(const Layout& layout, const Options& options, Source& source)
      : layout_(layout), options_(options), window_(source) {}

  // The record is read at once: a filter may pass it over, and under framing=odo only its fields
  // say where it ends.
  Result<bool> cut(Piece& piece) override {
    piece.bytes.clear();
    while (!broken_) {
      NC_ASSIGN_OR_RETURN(const bool more, start());
      if (!more) return false;
      auto frame = next_frame();
      if (!frame.ok()) {
        broken_ = std::move(frame).error();
        break;
      }
      piece.number = ++number_;
      piece.offset = window_.offset();
      piece.bytes.assign(frame->record.begin(), frame->record.end());
      RecordEnd end;
      auto value = read_record(layout_, options_, frame->record, end);
      if (!value.ok()) {
        Error error{value.error().code,
                    "record " + std::to_string(piece.number) + " at offset " +
                        std::to_string(piece.offset) + " of the file: " + value.error().message,
                    value.error().hint};
        if (options_.framing == Framing::kOdo) {  // where the next one starts, nobody knows
          broken_ = std::move(error);
          break;
        }
        window_.skip(frame->bytes);
        piece.value = std::move(error);
        return true;
      }
      if (frame->line_end) add_residual(*value, kLineEnd, Value(*frame->line_end));
      window_.skip(options_.framing == Framing::kOdo ? end.bytes : frame->bytes);
      if (!end.selected) continue;
      NC_RETURN_IF_ERROR(add_file_ends(*value));
      piece.value = std::move(value);
      return true;
    }
    return *broken_;
  }

  [[nodiscard]] Result<Value> read(const Piece& piece) const override { return *piece.value; }

  [[nodiscard]] bool at_hand() const override {
    const std::size_t record = std::max({layout_.size, options_.record_length, kLineBytes});
    return window_.buffered_bytes() >= record + 2 * kDescriptorBytes + options_.file_footer;
  }

 private:
  struct Frame {
    ByteView record;
    std::size_t bytes = 0;  // with what follows the record; what comes before it is skipped already
    std::optional<std::string> line_end{};
  };

  [[nodiscard]] Error broken(const std::string& what, std::string hint = {}) const {
    return Error{ErrorCode::kCorrupt,
                 "record " + std::to_string(number_ + 1) + " at offset " +
                     std::to_string(window_.offset()) + " of the file: " + what,
                 std::move(hint)};
  }

  /// The bytes before the file's footer, at least `wanted` of them if there are so many.
  Result<ByteView> peek(std::size_t wanted) {
    NC_ASSIGN_OR_RETURN(const ByteView bytes, window_.peek(wanted + options_.file_footer));
    if (bytes.size() >= wanted + options_.file_footer)
      return bytes.first(bytes.size() - options_.file_footer);
    return bytes.first(bytes.size() - std::min(bytes.size(), options_.file_footer));
  }

  /// Skips the header; false at the end of the records.
  Result<bool> start() {
    if (!started_) {
      started_ = true;
      NC_ASSIGN_OR_RETURN(const ByteView bytes, window_.peek(options_.file_header));
      if (bytes.size() < options_.file_header) {
        return Error{ErrorCode::kCorrupt, "the file ends in its header of " +
                                              std::to_string(options_.file_header) + " bytes"};
      }
      header_ = ByteString(bytes.begin(),
                           bytes.begin() + static_cast<std::ptrdiff_t>(options_.file_header));
      window_.skip(options_.file_header);
    }
    NC_ASSIGN_OR_RETURN(const ByteView bytes, peek(1));
    if (!bytes.empty()) return true;
    NC_ASSIGN_OR_RETURN(const ByteView footer, window_.peek(options_.file_footer));
    if (footer.size() < options_.file_footer) {
      return Error{ErrorCode::kCorrupt, "the file ends in its footer of " +
                                            std::to_string(options_.file_footer) + " bytes"};
    }
    return false;
  }

  /// Header and footer travel in the first and the last message.
  Status add_file_ends(Value& value) {
    const auto zeros = [](ByteView bytes) {
      return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
    };
    if (!zeros(header_)) add_residual(value, kFileHeader, Value(print_bytes(header_)));
    header_.clear();
    if (options_.file_footer == 0) return {};
    NC_ASSIGN_OR_RETURN(const ByteView rest, window_.peek(options_.file_footer + 1));
    if (rest.size() == options_.file_footer && !zeros(rest)) {
      add_residual(value, kFileFooter, Value(print_bytes(rest)));
    }
    return {};
  }

  Result<Frame> next_frame() {
    switch (options_.framing) {
      case Framing::kFixed:
        return whole(options_.record_length > 0 ? options_.record_length : layout_.size);
      case Framing::kRdw:
      case Framing::kBdw:
        return described();
      case Framing::kLine:
        return line();
      case Framing::kField:
        return by_field();
      case Framing::kOdo:
        break;
    }
    NC_ASSIGN_OR_RETURN(const ByteView bytes, peek(layout_.size));
    return Frame{bytes.first(std::min(bytes.size(), layout_.size)), 0};
  }

  Result<Frame> whole(std::size_t size) {
    NC_ASSIGN_OR_RETURN(const ByteView bytes, peek(size));
    if (bytes.size() < size) {
      return broken(
          "the file ends inside it, after " + std::to_string(bytes.size()) + " of " +
              std::to_string(size) + " bytes",
          "see whether the copybook, record_length, file_header and file_footer fit the file");
    }
    return Frame{bytes.first(size), size};
  }

  /// The length in a record or block descriptor word.
  Result<std::size_t> descriptor(const char* what, int adjust, bool block) {
    NC_ASSIGN_OR_RETURN(const ByteView bytes, peek(kDescriptorBytes));
    if (bytes.size() < kDescriptorBytes)
      return broken(std::string("the file ends inside its ") + what);
    std::array<std::uint8_t, kDescriptorBytes> word;
    std::copy_n(bytes.begin(), kDescriptorBytes, word.begin());
    if (options_.descriptor_little) {  // 00 00 low high
      std::reverse(word.begin(), word.end());
    }
    std::uint64_t length = static_cast<std::uint64_t>(word[0]) << 8 | word[1];
    if (block && (word[0] & 0x80) != 0) {  // an extended block: 31 bits
      length = static_cast<std::uint64_t>(word[0] & 0x7F) << 24 |
               static_cast<std::uint64_t>(word[1]) << 16 |
               static_cast<std::uint64_t>(word[2]) << 8 | word[3];
    } else if (word[2] != 0 || word[3] != 0) {
      return broken(
          std::string("its ") + what + " " + print_bytes(bytes.first(kDescriptorBytes)) +
              " has bits beside the length",
          "rdw_endian may be the other one, or the record is spanned, which is not supported");
    }
    const std::int64_t size = static_cast<std::int64_t>(length) + adjust;
    if (size < 0 || size > static_cast<std::int64_t>(kRecordBytesMax)) {
      return broken(
          std::string("its ") + what + " says " + std::to_string(size) + " bytes",
          "see rdw_adjust and bdw_adjust: -4 where the length counts the word itself, else 0");
    }
    window_.skip(kDescriptorBytes);
    return static_cast<std::size_t>(size);
  }

  Result<Frame> described() {
    if (options_.framing == Framing::kBdw) {
      while (block_left_ == 0) {
        NC_ASSIGN_OR_RETURN(block_left_,
                            descriptor("block descriptor word", options_.bdw_adjust, true));
      }
    }
    NC_ASSIGN_OR_RETURN(const std::size_t size,
                        descriptor("record descriptor word", options_.rdw_adjust, false));
    if (options_.framing == Framing::kBdw) {
      if (size + kDescriptorBytes > block_left_) return broken("it does not end in its block");
      block_left_ -= size + kDescriptorBytes;
    }
    return whole(size);
  }

  Result<Frame> line() {
    const std::uint8_t end = line_feed(*options_.code_page);
    const std::size_t most = layout_.size + kLineExtraMax;
    std::size_t searched = 0;
    for (std::size_t wanted = kLineBytes;; wanted *= 2) {
      NC_ASSIGN_OR_RETURN(const ByteView bytes, peek(wanted));
      const auto found =
          std::find(bytes.begin() + static_cast<std::ptrdiff_t>(searched), bytes.end(), end);
      const bool ended = found != bytes.end();
      searched = static_cast<std::size_t>(found - bytes.begin());
      if (searched > most) {
        return broken("a line of more than " + std::to_string(most) + " bytes");
      }
      if (!ended && bytes.size() >= wanted) continue;
      const bool crlf = ended && searched > 0 && bytes[searched - 1] == carriage_return();
      Frame frame{bytes.first(searched - (crlf ? 1 : 0)), searched + (ended ? 1 : 0)};
      if (!ended || crlf != options_.line_crlf) {
        frame.line_end =
            print_bytes(bytes.subspan(frame.record.size(), frame.bytes - frame.record.size()));
      }
      return frame;
    }
  }

  Result<Frame> by_field() {
    const Item& item = *layout_.length_item;
    const std::size_t needed = item.offset + item.size;
    NC_ASSIGN_OR_RETURN(const ByteView bytes, peek(needed));
    if (bytes.size() < needed) return broken("the file ends before its field " + item.name);
    Value value;
    if (const char* const reason =
            read_leaf(item.leaf, options_, bytes.subspan(item.offset, item.size), value)) {
      return broken("its length field " + item.name + " has " + reason);
    }
    std::optional<std::int64_t> length;
    if (options_.length_map.empty()) {
      if (value.number() != nullptr) length = to_int64(*value.number());
    } else {
      std::string key = value.string() != nullptr   ? *value.string()
                        : value.number() != nullptr ? value.number()->text
                                                    : std::string();
      key.resize(key.find_last_not_of(' ') + 1);
      auto found = options_.length_map.find(key);
      if (found == options_.length_map.end()) found = options_.length_map.find("_");
      if (found != options_.length_map.end()) length = static_cast<std::int64_t>(found->second);
    }
    const std::int64_t most = static_cast<std::int64_t>(kRecordBytesMax);
    if (!length || *length > most ||
        *length + options_.length_adjust < static_cast<std::int64_t>(needed)) {
      return broken("its length field " + item.name + " does not hold a length of at least " +
                        std::to_string(needed),
                    "see length_adjust and length_map");
    }
    return whole(static_cast<std::size_t>(*length + options_.length_adjust));
  }

  const Layout& layout_;
  const Options& options_;
  Window window_;
  ByteString header_;
  std::size_t block_left_ = 0;
  std::uint64_t number_ = 0;
  bool started_ = false;
  std::optional<Error> broken_;
};

class RecordFileWriter : public MessageWriter {
 public:
  RecordFileWriter(const Layout& layout, const Options& options, Sink& sink)
      : layout_(layout), options_(options), sink_(sink), footer_(options.file_footer, 0) {}

  Status print(const Value& message, Printed& out, std::vector<Loss>* losses) const override {
    out.bytes.clear();
    NC_RETURN_IF_ERROR(write_record(layout_, options_, message, out.bytes, losses));
    const Value* const residual = message.find(kResidual);
    out.frame = residual == nullptr ? Value() : *residual;
    return {};
  }

  Status write(const Printed& message) override {
    record_ = message.bytes;
    ++number_;
    const Value* const residual = message.frame.is_null() ? nullptr : &message.frame;
    if (!started_) NC_RETURN_IF_ERROR(start(file_end(residual, kFileHeader, options_.file_header)));
    if (const auto footer = file_end(residual, kFileFooter, options_.file_footer))
      footer_ = *footer;
    switch (options_.framing) {
      case Framing::kFixed:
        if (options_.record_length > 0 && record_.size() != options_.record_length) {
          return wrong("has " + std::to_string(record_.size()) + " bytes, more than record_length");
        }
        return sink_.write(record_);
      case Framing::kField:
      case Framing::kOdo:
        return sink_.write(record_);
      case Framing::kRdw:
        NC_RETURN_IF_ERROR(describe(record_.size(), options_.rdw_adjust, word_));
        NC_RETURN_IF_ERROR(sink_.write(word_));
        return sink_.write(record_);
      case Framing::kBdw:
        return add_to_block();
      case Framing::kLine:
        break;
    }
    return end_line(residual);
  }

  Status finish() override {
    if (!started_) NC_RETURN_IF_ERROR(start(std::nullopt));
    NC_RETURN_IF_ERROR(end_block());
    if (footer_.empty()) return {};
    return sink_.write(footer_);
  }

 private:
  using Word = std::array<std::uint8_t, kDescriptorBytes>;

  [[nodiscard]] Error wrong(const std::string& what) const {
    return Error{ErrorCode::kInvalidArgument, "record " + std::to_string(number_) + " " + what};
  }

  static std::optional<ByteString> file_end(const Value* residual, std::string_view key,
                                            std::size_t size) {
    const Value* const text = residual == nullptr ? nullptr : residual->find(key);
    if (text == nullptr || text->string() == nullptr) return std::nullopt;
    std::optional<ByteString> bytes = parse_bytes(*text->string(), size);
    if (bytes && bytes->size() != size) return std::nullopt;
    return bytes;
  }

  Status start(const std::optional<ByteString>& header) {
    started_ = true;
    if (options_.file_header == 0) return {};
    return sink_.write(header.value_or(ByteString(options_.file_header, 0)));
  }

  Status describe(std::size_t size, int adjust, Word& word) const {
    const std::int64_t length = static_cast<std::int64_t>(size) - adjust;
    if (length < 0 || length > 0xFFFF) {
      return wrong("has " + std::to_string(size) + " bytes, more than a descriptor word can say");
    }
    word = {static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length & 0xFF), 0, 0};
    if (options_.descriptor_little) std::reverse(word.begin(), word.end());
    return {};
  }

  Status add_to_block() {
    const std::size_t size = record_.size() + kDescriptorBytes;
    if (block_.size() + size + kDescriptorBytes > options_.block_bytes)
      NC_RETURN_IF_ERROR(end_block());
    NC_RETURN_IF_ERROR(describe(record_.size(), options_.rdw_adjust, word_));
    block_.insert(block_.end(), word_.begin(), word_.end());
    block_.insert(block_.end(), record_.begin(), record_.end());
    return {};
  }

  Status end_block() {
    if (block_.empty()) return {};
    NC_RETURN_IF_ERROR(describe(block_.size(), options_.bdw_adjust, word_));
    NC_RETURN_IF_ERROR(sink_.write(word_));
    NC_RETURN_IF_ERROR(sink_.write(block_));
    block_.clear();
    return {};
  }

  Status end_line(const Value* residual) {
    const std::uint8_t feed = line_feed(*options_.code_page);
    if (std::find(record_.begin(), record_.end(), feed) != record_.end()) {
      return wrong("holds a line end, which framing=line cannot carry");
    }
    const Value* const kept = residual == nullptr ? nullptr : residual->find(kLineEnd);
    std::optional<ByteString> end;
    if (kept != nullptr && kept->string() != nullptr) end = parse_bytes(*kept->string(), 2);
    if (end) {
      record_.insert(record_.end(), end->begin(), end->end());
    } else {
      if (options_.line_crlf) record_.push_back(carriage_return());
      record_.push_back(feed);
    }
    return sink_.write(record_);
  }

  const Layout& layout_;
  const Options& options_;
  Sink& sink_;
  ByteString record_;
  ByteString block_;
  ByteString footer_;
  Word word_{};
  std::uint64_t number_ = 0;
  bool started_ = false;
};

}  // namespace

std::unique_ptr<MessageReader> make_reader(const Layout& layout, const Options& options,
                                           Source& source) {
  return std::make_unique<RecordFileReader>(layout, options, source);
}

std::unique_ptr<MessageWriter> make_writer(const Layout& layout, const Options& options,
                                           Sink& sink) {
  return std::make_unique<RecordFileWriter>(layout, options, sink);
}

}  // namespace neurocrypt::cobol
