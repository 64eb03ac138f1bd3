// The Protobuf wire format [https://protobuf.dev/programming-guides/encoding]: reading forwards,
// writing backwards.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "neurocrypt/bytes.h"

namespace neurocrypt::protobuf {

static_assert(std::endian::native == std::endian::little,
              "fixed32 and fixed64 are copied as they are");

enum class WireType : std::uint8_t {
  kVarint = 0,
  kFixed64 = 1,
  kBytes = 2,
  kStartGroup = 3,
  kEndGroup = 4,
  kFixed32 = 5,
};

inline constexpr std::uint32_t kFieldNumberMax = (1U << 29) - 1;
inline constexpr int kVarintBytesMax = 10;

/// Messages inside each other: what protobuf libraries read by default, so also the most that is
/// written.
inline constexpr int kDepthMax = 100;

constexpr std::uint32_t tag(std::uint32_t number, WireType type) {
  return number << 3 | static_cast<std::uint32_t>(type);
}

constexpr std::uint64_t zigzag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

/// One field as it stands on the wire.
struct WireField {
  std::uint32_t number = 0;
  WireType type = WireType::kVarint;
  std::uint64_t value = 0;              ///< of kVarint, kFixed64 and kFixed32
  const std::uint8_t* begin = nullptr;  ///< the first byte of its tag
  ByteView payload;                     ///< of kBytes, and of kStartGroup with its end tag
};

/// Walks over the fields of a message.
class WireReader {
 public:
  explicit WireReader(ByteView bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  [[nodiscard]] bool done() const { return at_ == end_; }
  [[nodiscard]] const std::uint8_t* at() const { return at_; }

  /// The next field; not when done. Null for success, else what is wrong with the bytes at at().
  /// Groups come as one field; `depth` counts the messages and groups around it.
  const char* next(WireField& field, int depth);

  /// One varint of a packed field, with the same errors.
  const char* varint(std::uint64_t& value) {
    if (at_ < end_ && *at_ < 0x80) {
      value = *at_++;
      return nullptr;
    }
    return long_varint(value);
  }

  /// A value of fixed size of a packed field.
  template <typename T>
  const char* fixed(T& value) {
    if (static_cast<std::size_t>(end_ - at_) < sizeof(T)) return "a fixed-size value is cut off";
    std::memcpy(&value, at_, sizeof(T));
    at_ += sizeof(T);
    return nullptr;
  }

 private:
  const char* long_varint(std::uint64_t& value);
  const char* skip_group(std::uint32_t number, int depth);

  const std::uint8_t* at_;
  const std::uint8_t* end_;
};

/// A buffer that grows towards its front, so that a message is complete before its length is
/// written. What is put last stands first.
class BackwardWriter {
 public:
  BackwardWriter() : begin_(first_), at_(first_ + sizeof first_), end_(at_) {}
  BackwardWriter(const BackwardWriter&) = delete;
  BackwardWriter& operator=(const BackwardWriter&) = delete;

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end_ - at_); }
  [[nodiscard]] ByteView bytes() const { return {at_, size()}; }

  /// Forgets what was put since the size was `size`.
  void rewind(std::size_t size) { at_ = end_ - size; }

  void varint(std::uint64_t value) {
    std::uint8_t* const to = reserve(static_cast<std::size_t>(kVarintBytesMax));
    if (value < 0x80) {
      to[-1] = static_cast<std::uint8_t>(value);
      at_ = to - 1;
      return;
    }
    const auto bytes = (static_cast<std::size_t>(std::bit_width(value)) + 6) / 7;
    std::uint8_t* byte = to - bytes;
    at_ = byte;
    for (; value >= 0x80; value >>= 7) *byte++ = static_cast<std::uint8_t>(value | 0x80);
    *byte = static_cast<std::uint8_t>(value);
  }

  template <typename T>
  void fixed(T value) {
    at_ = reserve(sizeof(T)) - sizeof(T);
    std::memcpy(at_, &value, sizeof(T));
  }

  void raw(ByteView bytes) {
    at_ = reserve(bytes.size()) - bytes.size();
    if (!bytes.empty()) std::memcpy(at_, bytes.data(), bytes.size());
  }

  /// The length of what was put since the size was `size`, then the tag: closes a field of type
  /// kBytes.
  void close(std::size_t size, std::uint32_t number) {
    varint(this->size() - size);
    varint(tag(number, WireType::kBytes));
  }

 private:
  std::uint8_t* reserve(std::size_t bytes) {
    if (static_cast<std::size_t>(at_ - begin_) < bytes) grow(bytes);
    return at_;
  }
  void grow(std::size_t bytes);

  std::uint8_t first_[1024];
  std::vector<std::uint8_t> rest_;  // takes over when first_ is full
  std::uint8_t* begin_;
  std::uint8_t* at_;
  std::uint8_t* end_;
};

}  // namespace neurocrypt::protobuf
