#include "schema/record_encoding.h"

#include <string>
#include <utility>

#include "schema/json_text.h"

namespace neurocrypt {
namespace {

// The upper three bits of a head; the lower five are a size, or kLongSize and the rest follows.
enum class Head : std::uint8_t {
  kSimple = 0,  // the "size" is one of Simple
  kNumber = 1,
  kString = 2,
  kBytes = 3,
  kArray = 4,
  kObject = 5,
};
enum class Simple : std::uint8_t { kNull = 0, kFalse = 1, kTrue = 2 };
constexpr unsigned kSizeBits = 5;
constexpr std::size_t kLongSize = 31;

bool is_number(std::string_view text) {
  return is_json_number(text) || text == "NaN" || text == "Infinity" || text == "-Infinity";
}

class Encoder {
 public:
  explicit Encoder(ByteString& out) : out_(out) {}

  Status encode(const Value& value) {
    const std::size_t start = out_.size();
    if (put(value, 0)) return {};
    out_.resize(start);
    const std::string place = path_.text();
    return Error{ErrorCode::kInvalidArgument,
                 (place.empty() ? "the message" : "at " + place) + ": " + reason_,
                 "only what can be read back is written"};
  }

 private:
  // False after a failure, with reason_ set and path_ growing on the way out.
  bool put(const Value& value, std::size_t depth) {
    switch (value.kind()) {
      case Value::Kind::kNull:
        head(Head::kSimple, static_cast<std::size_t>(Simple::kNull));
        return true;
      case Value::Kind::kBoolean:
        head(Head::kSimple,
             static_cast<std::size_t>(*value.boolean() ? Simple::kTrue : Simple::kFalse));
        return true;
      case Value::Kind::kNumber:
        if (!is_number(value.number()->text)) return fail("a number text that is no number");
        bytes(Head::kNumber, as_bytes(value.number()->text));
        return true;
      case Value::Kind::kString:
        if (!is_utf8(*value.string())) return fail("a string that is not UTF-8");
        bytes(Head::kString, as_bytes(*value.string()));
        return true;
      case Value::Kind::kBytes:
        bytes(Head::kBytes, *value.bytes());
        return true;
      case Value::Kind::kArray:
        return put(*value.array(), depth + 1);
      case Value::Kind::kObject:
        return put(*value.object(), depth + 1);
    }
    return fail("an unknown kind");
  }

  bool put(const Array& values, std::size_t depth) {
    if (depth > kRecordDepthMax) return too_deep();
    head(Head::kArray, values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (put(values[i], depth)) continue;
      path_.push_outer(i);
      return false;
    }
    return true;
  }

  bool put(const Object& members, std::size_t depth) {
    if (depth > kRecordDepthMax) return too_deep();
    if (const auto duplicate = find_duplicate(members)) {
      path_.push_outer(members[*duplicate].name);
      return fail("the member is there twice");
    }
    head(Head::kObject, members.size());
    for (const Member& member : members) {
      if (!is_utf8(member.name)) return fail("a member's name that is not UTF-8");
      put_varint(member.name.size(), out_);
      append(as_bytes(member.name));
      if (put(member.value, depth)) continue;
      path_.push_outer(member.name);
      return false;
    }
    return true;
  }

  void head(Head head, std::size_t size) {
    const std::size_t low = std::min(size, kLongSize);
    out_.push_back(static_cast<std::uint8_t>(static_cast<std::size_t>(head) << kSizeBits | low));
    if (low == kLongSize) put_varint(size - kLongSize, out_);
  }

  void bytes(Head kind, ByteView content) {
    head(kind, content.size());
    append(content);
  }

  void append(ByteView content) { out_.insert(out_.end(), content.begin(), content.end()); }

  bool fail(std::string reason) {
    reason_ = std::move(reason);
    return false;
  }
  bool too_deep() { return fail("deeper than " + std::to_string(kRecordDepthMax) + " levels"); }

  ByteString& out_;
  Path path_;
  std::string reason_;
};

class Decoder {
 public:
  explicit Decoder(ByteView bytes) : whole_(bytes), rest_(bytes) {}

  Result<Value> decode() {
    Value value;
    if (take(value, 0) && !rest_.empty()) fail("bytes behind the end");
    if (reason_ == nullptr) return value;
    return Error{ErrorCode::kCorrupt,
                 "encoded record: " + std::string(reason_) + " at byte " +
                     std::to_string(whole_.size() - rest_.size()),
                 "restore it from a copy"};
  }

 private:
  // False after a failure, with reason_ set.
  bool take(Value& out, std::size_t depth) {
    if (rest_.empty()) return fail("cut");
    const auto head = static_cast<Head>(rest_[0] >> kSizeBits);
    std::size_t size = rest_[0] & kLongSize;
    rest_ = rest_.subspan(1);
    if (head == Head::kSimple) return take_simple(out, static_cast<Simple>(size));
    if (size == kLongSize) {
      const auto more = take_varint(rest_);
      if (!more || *more > rest_.size()) return fail("bad size");
      size += static_cast<std::size_t>(*more);
    }
    // Every element and every byte takes one byte at least.
    if (size > rest_.size()) return fail("a size past the end");
    switch (head) {
      case Head::kNumber: {
        const std::string_view text = as_text(take_bytes(size));
        if (!is_number(text)) return fail("a number text that is no number, before the byte");
        out = Number{std::string(text)};
        return true;
      }
      case Head::kString: {
        const std::string_view text = as_text(take_bytes(size));
        if (!is_utf8(text)) return fail("a string that is not UTF-8, before the byte");
        out = text;
        return true;
      }
      case Head::kBytes: {
        const ByteView content = take_bytes(size);
        out = ByteString(content.begin(), content.end());
        return true;
      }
      case Head::kArray:
        return take_array(out, size, depth + 1);
      case Head::kObject:
        return take_object(out, size, depth + 1);
      case Head::kSimple:
        break;
    }
    return fail("an unknown kind");
  }

  bool take_simple(Value& out, Simple simple) {
    switch (simple) {
      case Simple::kNull:
        out = Value();
        return true;
      case Simple::kFalse:
      case Simple::kTrue:
        out = simple == Simple::kTrue;
        return true;
    }
    return fail("an unknown kind");
  }

  bool take_array(Value& out, std::size_t size, std::size_t depth) {
    if (depth > kRecordDepthMax) return fail("too many levels");
    Array values(size);
    for (Value& value : values) {
      if (!take(value, depth)) return false;
    }
    out = std::move(values);
    return true;
  }

  bool take_object(Value& out, std::size_t size, std::size_t depth) {
    if (depth > kRecordDepthMax) return fail("too many levels");
    Object members(size);
    for (Member& member : members) {
      const auto name_bytes = take_varint(rest_);
      if (!name_bytes || *name_bytes > rest_.size()) return fail("bad size of a name");
      member.name = as_text(take_bytes(static_cast<std::size_t>(*name_bytes)));
      if (!is_utf8(member.name)) return fail("a name that is not UTF-8, before the byte");
      if (!take(member.value, depth)) return false;
    }
    if (find_duplicate(members)) return fail("a member that is there twice, before the byte");
    out = std::move(members);
    return true;
  }

  ByteView take_bytes(std::size_t size) {
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  bool fail(const char* reason) {
    reason_ = reason;
    return false;
  }

  ByteView whole_;
  ByteView rest_;
  const char* reason_ = nullptr;
};

}  // namespace

Status encode_record(const Value& value, ByteString& out) { return Encoder(out).encode(value); }

Result<Value> decode_record(ByteView bytes) { return Decoder(bytes).decode(); }

void put_varint(std::uint64_t value, ByteString& out) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
  out.push_back(static_cast<std::uint8_t>(value));
}

std::optional<std::uint64_t> take_varint(ByteView& bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint64_t group = bytes[i] & 0x7F;
    const std::size_t shift = 7 * i;
    if (shift > 63 || (shift == 63 && group > 1)) return std::nullopt;
    value |= group << shift;
    if ((bytes[i] & 0x80) != 0) continue;
    if (i > 0 && group == 0) return std::nullopt;
    bytes = bytes.subspan(i + 1);
    return value;
  }
  return std::nullopt;
}

}  // namespace neurocrypt
