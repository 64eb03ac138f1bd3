// JSON text [RFC 8259] to Values and back, strictly; the formats that live in JSON share it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"
#include "schema/record.h"

namespace neurocrypt {

/// Objects and arrays inside each other. A scalar has depth 0, "[]" depth 1.
inline constexpr std::size_t kJsonDepthMax = 100;

/// Reads one JSON text and nothing after it but white space. Numbers keep their text, members their
/// order. Refused, where other readers differ: duplicate members, comments, trailing commas, a byte
/// order mark, bytes that are not UTF-8, lone surrogates, control characters in strings, leading
/// zeros, NaN. Errors   kCorrupt: "line 2, column 7, byte 31, at /items/1: ..." with a hint;
/// kExhausted past kJsonDepthMax.
Result<Value> parse_json(std::string_view text);

enum class JsonLayout { kCompact, kIndented };

/// Appends a Value as JSON: number texts as they are, the fewest escapes there can be, bytes as
/// base64. Whatever is printed, parse_json reads. Errors   kInvalidArgument with the path: NaN, an
/// infinity or a text that is no number, a string that is
///          not UTF-8, a duplicate member, more than kJsonDepthMax; `out` is then as it was.
Status print_json(const Value& value, ByteString& out, JsonLayout layout = JsonLayout::kCompact);

/// Appends one string with its quotes. `text` must be UTF-8.
void print_json_string(std::string_view text, ByteString& out);

/// True for well-formed UTF-8 [RFC 3629]: no overlong form, no surrogate.
[[nodiscard]] bool is_utf8(std::string_view text);

/// A place in a text, for messages.
struct JsonPlace {
  std::size_t line = 1;    ///< from 1; a line ends with '\n'
  std::size_t column = 1;  ///< from 1, in characters
  std::size_t offset = 0;  ///< from 0, in bytes
};

/// Where the value that `pointer` [RFC 6901] names starts in `text`, a text that parse_json has
/// read; the last place on the way when there is no such value. For errors only: it walks the text
/// again.
JsonPlace find_json_place(std::string_view text, std::string_view pointer);

/// "line 2, column 7, byte 31, at /items/1"; the pointer is left out when it is the root.
std::string describe(const JsonPlace& place, std::string_view pointer);

}  // namespace neurocrypt
