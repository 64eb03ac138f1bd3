// The one in-memory form of a message, whatever format it came in: exact, ordered, nothing lost.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"

namespace neurocrypt {

class Value;

/// An exact decimal number as text in JSON's grammar: "-12.50" and "-12.5" are different texts of
/// one number, and the text is kept. Special values that JSON cannot write are "NaN", "Infinity"
/// and "-Infinity"; formats that have none of them refuse them.
struct Number {
  std::string text;
  friend bool operator==(const Number&, const Number&) = default;
};

using Array = std::vector<Value>;

struct Member;
/// Members in their order of arrival. A member that is absent is not there; one that is null is
/// Value().
using Object = std::vector<Member>;

/// One value of a message.
class Value {
 public:
  enum class Kind : std::uint8_t { kNull, kBoolean, kNumber, kString, kBytes, kArray, kObject };

  // NOLINTBEGIN(google-explicit-constructor): a Value is written as what it holds
  Value();                               // null
  template <std::same_as<bool> Boolean>  // no pointer turns into a boolean
  Value(Boolean value);
  Value(Number value);
  Value(std::string value);
  Value(std::string_view value);
  Value(const char* value);
  Value(ByteString value);
  Value(Array value);
  Value(Object value);
  // NOLINTEND(google-explicit-constructor)
  static Value integer(std::int64_t value);
  static Value integer(std::uint64_t value);

  [[nodiscard]] Kind kind() const { return static_cast<Kind>(data_.index()); }
  [[nodiscard]] bool is_null() const { return kind() == Kind::kNull; }

  /// The content, or null when the value is of another kind.
  [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&data_); }
  [[nodiscard]] const Number* number() const { return std::get_if<Number>(&data_); }
  [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&data_); }
  [[nodiscard]] const ByteString* bytes() const { return std::get_if<ByteString>(&data_); }
  [[nodiscard]] const Array* array() const { return std::get_if<Array>(&data_); }
  [[nodiscard]] const Object* object() const { return std::get_if<Object>(&data_); }
  [[nodiscard]] Array* array() { return std::get_if<Array>(&data_); }
  [[nodiscard]] Object* object() { return std::get_if<Object>(&data_); }

  /// The member of an object by name, or null when there is none or this is no object.
  [[nodiscard]] const Value* find(std::string_view name) const;

  friend bool operator==(const Value&, const Value&);

 private:
  std::variant<std::monostate, bool, Number, std::string, ByteString, Array, Object> data_;
};

struct Member {
  std::string name;
  Value value;
  friend bool operator==(const Member&, const Member&) = default;
};

// Defined here, where Member is complete: a constructor may have to destroy what it has made.
inline Value::Value() = default;
template <std::same_as<bool> Boolean>
Value::Value(Boolean value) : data_(value) {}
inline Value::Value(Number value) : data_(std::move(value)) {}
inline Value::Value(std::string value) : data_(std::move(value)) {}
inline Value::Value(std::string_view value) : data_(std::string(value)) {}
inline Value::Value(const char* value) : data_(std::string(value)) {}
inline Value::Value(ByteString value) : data_(std::move(value)) {}

/// The index of the first member whose name another one before it has, or nothing.
std::optional<std::size_t> find_duplicate(std::span<const Member> members);

/// The member in place of a value that has a seal of its own, docs/formats/intermediary.md.
inline constexpr std::string_view kSealedMember = "@sealed";
/// The text of a sealed value {"@sealed": text}, or null.
const std::string* sealed_text(const Value& value);

/// Name of a kind for messages: "null", "boolean", "number", "string", "bytes", "array", "object".
std::string_view name(Value::Kind kind);

/// True when the text is a number in JSON's grammar [RFC 8259, Sec. 6]; "NaN" and the infinities
/// are not.
[[nodiscard]] bool is_json_number(std::string_view text);

/// The number as a 64-bit integer when it is one exactly ("1e3" and "1000.0" are), else nothing.
std::optional<std::int64_t> to_int64(const Number& number);
std::optional<std::uint64_t> to_uint64(const Number& number);
/// The nearest double, zero for what is too small, NaN and infinities for their names; nothing when
/// the magnitude overflows.
std::optional<double> to_double(const Number& number);

/// True when two texts name the same number: "1.50" and "15e-1", "0" and "-0"; "NaN" is itself.
bool same_number(const Number& a, const Number& b);

/// The order of the numbers named; unordered when one of the texts is not in JSON's grammar.
std::partial_ordering compare_numbers(const Number& a, const Number& b);

/// True when `number` is a whole multiple of `divisor`; nothing when the divisor is zero or has
/// more than 18 significant digits, or a text is not in JSON's grammar.
std::optional<bool> is_multiple(const Number& number, const Number& divisor);

/// A JSON pointer [RFC 6901] that grows and shrinks with a walk, for errors and loss reports.
class Path {
 public:
  void push(std::string_view member);
  void push(std::size_t index);
  void pop();
  /// Adds an outer part in front, for a failure on its way out of a recursion: a walk without one
  /// pays nothing.
  void push_outer(std::string_view member);
  void push_outer(std::size_t index);
  [[nodiscard]] std::string text() const;  ///< "" for the root, "/items/3/name"

 private:
  std::vector<std::variant<std::string, std::size_t>> parts_;
};

}  // namespace neurocrypt
