// A Protobuf schema compiled into plain tables: all that reading and writing messages needs. Only
// load.cc knows the library that the tables are made with.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/protobuf/wire.h"

namespace neurocrypt::protobuf {

/// Looks up by string_view without making a string.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};
template <typename T>
using ByName = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

enum class Kind : std::uint8_t {
  kBool,
  kInt32,
  kInt64,
  kUint32,
  kUint64,
  kSint32,
  kSint64,
  kFixed32,
  kFixed64,
  kSfixed32,
  kSfixed64,
  kFloat,
  kDouble,
  kEnum,
  kString,
  kBytes,
  kMessage,
};

/// How a value of a kind travels when it is not packed.
constexpr WireType wire_type(Kind kind) {
  switch (kind) {
    case Kind::kFixed32:
    case Kind::kSfixed32:
    case Kind::kFloat:
      return WireType::kFixed32;
    case Kind::kFixed64:
    case Kind::kSfixed64:
    case Kind::kDouble:
      return WireType::kFixed64;
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kMessage:
      return WireType::kBytes;
    default:
      return WireType::kVarint;
  }
}

struct EnumTable {
  struct Entry {
    std::int32_t number;
    std::string name;
    bool operator<(const Entry& other) const { return number < other.number; }
  };

  std::string name;              ///< full name
  std::int32_t first = 0;        ///< the default: the value declared first
  bool closed = false;           ///< proto2: other numbers are unknown fields
  bool is_null_value = false;    ///< google.protobuf.NullValue, which is JSON's null
  std::vector<Entry> by_number;  ///< ascending; of several names for a number the first declared
  ByName<std::int32_t> by_name;  ///< aliases too

  /// Null when no value has the number.
  [[nodiscard]] const std::string* find(std::int32_t number) const;
};

/// The types whose JSON form is not that of their fields.
enum class WellKnown : std::uint8_t {
  kNone,
  kAny,
  kTimestamp,
  kDuration,
  kFieldMask,
  kStruct,
  kValue,
  kListValue,
  kWrapper,
};

struct MessageTable;

inline constexpr std::int32_t kNoOneof = -1;

struct FieldRow {
  std::uint32_t number = 0;
  Kind kind = Kind::kInt32;
  bool repeated = false;
  bool packed = false;            ///< how repeated values are written; both ways are read
  bool map = false;               ///< `message` is then the entry: rows 0 (key) and 1 (value)
  bool required = false;          ///< proto2
  bool presence = false;          ///< absent and default are told apart
  std::int32_t oneof = kNoOneof;  ///< members of one oneof share a number from 0
  const MessageTable* message = nullptr;
  const EnumTable* enumeration = nullptr;
  std::string name;  ///< ProtoJSON's; "[full.name]" for an extension
  std::string original_name;
  std::string description;  ///< the comment in the .proto
  std::string declared;  ///< "repeated int32", "map<string, shop.Item>", "string (oneof contact)"

  [[nodiscard]] WireType wire() const { return wire_type(kind); }
  [[nodiscard]] bool packable() const { return repeated && wire() != WireType::kBytes; }
};

struct MessageTable {
  std::string name;  ///< full name
  WellKnown well_known = WellKnown::kNone;
  bool has_required = false;
  std::vector<FieldRow> rows;     ///< by ascending field number
  ByName<std::uint32_t> by_name;  ///< row by ProtoJSON's name, or by the original one
  std::string description;
  std::string refusal;  ///< why messages of this type cannot be translated, or empty

  /// The row of a field number, or rows.size(). Fields tend to come in order: `hint` is tried
  /// first.
  [[nodiscard]] std::size_t find(std::uint32_t number, std::size_t hint) const;
};

/// Every message and enum of the loaded files. Tables point to each other, so a Schema does not
/// move.
struct Schema {
  Schema() = default;
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  std::vector<std::unique_ptr<EnumTable>> enums;
  std::vector<std::unique_ptr<MessageTable>> messages;
  ByName<const MessageTable*> by_name;  ///< by full name
  const MessageTable* root = nullptr;
};

/// The text that a number has in a record, shortest for floats: the integer, decimal, exponent or
/// name.
std::string number_text(std::int64_t value);
std::string number_text(std::uint64_t value);
std::string number_text(float value);
std::string number_text(double value);

}  // namespace neurocrypt::protobuf
