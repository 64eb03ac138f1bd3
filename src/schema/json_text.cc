#include "schema/json_text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "schema/base64.h"

namespace neurocrypt {
namespace {

/// The length of the UTF-8 sequence at `at` [RFC 3629], or 0 when it is none.
std::size_t utf8_sequence(const char* at, const char* end) {
  const auto byte = [at](std::size_t i) { return static_cast<std::uint8_t>(at[i]); };
  const auto follows = [&](std::size_t i, std::uint8_t low = 0x80, std::uint8_t high = 0xBF) {
    return end - at > static_cast<std::ptrdiff_t>(i) && byte(i) >= low && byte(i) <= high;
  };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {  // no overlong forms, no surrogates
    const std::uint8_t low = lead == 0xE0 ? 0xA0 : 0x80;
    const std::uint8_t high = lead == 0xED ? 0x9F : 0xBF;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {  // up to U+10FFFF
    const std::uint8_t low = lead == 0xF0 ? 0x90 : 0x80;
    const std::uint8_t high = lead == 0xF4 ? 0x8F : 0xBF;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

void append_utf8(std::uint32_t code_point, std::string& out) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3F));
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

/// The first byte at or after `at` that is not plain inside a string: a quote, a backslash, a
/// control character, or part of a longer UTF-8 sequence. Eight bytes at a time.
const char* skip_plain(const char* at, const char* end) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x8080808080808080;
  const auto has_zero = [](std::uint64_t word) { return (word - kOnes) & ~word & kHighs; };
  for (; end - at >= 8; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    const std::uint64_t control = (word - kOnes * 0x20) & ~word & kHighs;
    if ((control | (word & kHighs) | has_zero(word ^ kOnes * '"') |
         has_zero(word ^ kOnes * '\\')) != 0) {
      break;
    }
  }
  while (at != end && static_cast<std::uint8_t>(*at) >= 0x20 &&
         static_cast<std::uint8_t>(*at) < 0x80 && *at != '"' && *at != '\\') {
    ++at;
  }
  return at;
}

std::string in_hex(std::uint8_t byte) {
  constexpr char kDigits[] = "0123456789abcdef";
  return {'0', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

JsonPlace place_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  JsonPlace place;
  place.offset = offset;
  for (const char c : before) {
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((static_cast<std::uint8_t>(c) & 0xC0) != 0x80) {
      ++place.column;
    }
  }
  return place;
}

/// A recursive-descent reader. A failure is noted once; each level then adds its part of the path
/// on the way out, so that a text without errors pays nothing for paths.
class Parser {
 public:
  explicit Parser(std::string_view text)
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

  Result<Value> parse() {
    Value value;
    if (!text(value)) return error();
    return value;
  }

  /// A string at the current place, which holds its opening quote.
  bool string(std::string& out) {
    ++at_;
    const char* plain = at_;
    for (;;) {
      at_ = skip_plain(at_, end_);
      if (at_ == end_) return fail("the text ends inside a string", "close it with '\"'");
      const auto byte = static_cast<std::uint8_t>(*at_);
      if (byte >= 0x80) {
        const std::size_t length = utf8_sequence(at_, end_);
        if (length == 0) {
          return fail("byte " + in_hex(byte) + " is not UTF-8",
                      "JSON text is UTF-8; convert it first");
        }
        at_ += length;
        continue;
      }
      if (byte < 0x20) {
        return fail("control character " + in_hex(byte) + " in a string",
                    "write it as an escape, such as \\n or \\u0000");
      }
      out.append(plain, at_);
      if (byte == '"') {
        ++at_;
        return true;
      }
      if (!escape(out)) return false;
      plain = at_;
    }
  }

  [[nodiscard]] const char* at() const { return at_; }
  void move_to(const char* at) { at_ = at; }

  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

 private:
  bool fail(std::string message, std::string hint) {
    return fail_at(at_, std::move(message), std::move(hint));
  }
  bool fail_at(const char* place, std::string message, std::string hint,
               ErrorCode code = ErrorCode::kCorrupt) {
    failure_ = {code, std::move(message), std::move(hint)};
    failed_at_ = place;
    return false;
  }

  Error error() {
    failure_.message =
        describe(place_of({begin_, end_}, static_cast<std::size_t>(failed_at_ - begin_)),
                 path_.text()) +
        ": " + failure_.message;
    return std::move(failure_);
  }

  bool text(Value& out) {
    if (end_ - at_ >= 3 && std::memcmp(at_, "\xEF\xBB\xBF", 3) == 0) {
      return fail("a byte order mark", "save the text as UTF-8 without one");
    }
    skip_space();
    if (!value(out, 0)) return false;
    skip_space();
    if (at_ == end_) return true;
    return fail("more text after the value",
                "a JSON text is one value; a stream has one on each line");
  }

  bool value(Value& out, std::size_t depth) {
    if (at_ == end_) return fail("the text ends where a value is expected", "it may be cut short");
    switch (*at_) {
      case '{':
        return object(out, depth + 1);
      case '[':
        return array(out, depth + 1);
      case '"': {
        std::string content;
        if (!string(content)) return false;
        out = Value(std::move(content));
        return true;
      }
      case 't':
        return word("true", Value(true), out);
      case 'f':
        return word("false", Value(false), out);
      case 'n':
        return word("null", Value(), out);
      default:
        return number(out);
    }
  }

  bool word(std::string_view expected, Value value, Value& out) {
    if (!std::string_view(at_, end_).starts_with(expected)) return unexpected("a value");
    at_ += expected.size();
    out = std::move(value);
    return true;
  }

  bool number(Value& out) {
    const char* const start = at_;
    const auto digits = [this] {
      const char* const first = at_;
      while (at_ != end_ && *at_ >= '0' && *at_ <= '9') ++at_;
      return at_ != first;
    };
    const auto take = [this](char a, char b) {
      const bool there = at_ != end_ && (*at_ == a || *at_ == b);
      if (there) ++at_;
      return there;
    };
    const bool negative = take('-', '-');
    const char* const whole = at_;
    if (!digits()) {
      return negative ? fail("a '-' without digits", "NaN and infinities are not JSON")
                      : unexpected("a value");
    }
    if (*whole == '0' && at_ - whole > 1) {
      return fail_at(whole, "a number with a leading zero", "drop the zero, or make it a string");
    }
    if (take('.', '.') && !digits()) return fail("a '.' without digits after it", "write 1.0 or 1");
    if (take('e', 'E')) {
      take('+', '-');
      if (!digits()) return fail("an exponent without digits", "write 1e5");
    }
    out = Value(Number{std::string(start, at_)});
    return true;
  }

  bool object(Value& out, std::size_t depth) {
    if (depth > kJsonDepthMax) return too_deep();
    const std::size_t mark = members_.size();
    ++at_;
    skip_space();
    if (at_ != end_ && *at_ == '}') {
      ++at_;
      out = Value(Object());
      return true;
    }
    for (;;) {
      if (at_ == end_ || *at_ != '"') return unexpected("a member name in double quotes");
      const auto name_offset = static_cast<std::size_t>(at_ - begin_);
      Member member;
      if (!string(member.name)) return false;
      skip_space();
      if (at_ == end_ || *at_ != ':') return inside(member.name, unexpected("':'"));
      ++at_;
      skip_space();
      if (!value(member.value, depth)) return inside(member.name, false);
      members_.push_back(std::move(member));
      name_offsets_.push_back(name_offset);
      skip_space();
      if (at_ != end_ && *at_ == ',') {
        const char* const comma = at_++;
        skip_space();
        if (at_ != end_ && *at_ == '}') return trailing_comma(comma);
        continue;
      }
      if (at_ == end_ || *at_ != '}') return unexpected("',' or '}'");
      ++at_;
      break;
    }
    if (const auto duplicate = find_duplicate(std::span(members_).subspan(mark))) {
      const std::string& repeated = members_[mark + *duplicate].name;
      fail_at(begin_ + name_offsets_[mark + *duplicate], "the member is there twice",
              "readers disagree on which one counts; remove one");
      return inside(repeated, false);
    }
    out = Value(Object(std::move_iterator(members_.begin() + static_cast<std::ptrdiff_t>(mark)),
                       std::move_iterator(members_.end())));
    members_.resize(mark);
    name_offsets_.resize(mark);
    return true;
  }

  bool array(Value& out, std::size_t depth) {
    if (depth > kJsonDepthMax) return too_deep();
    ++at_;
    skip_space();
    Array values;
    if (at_ != end_ && *at_ == ']') {
      ++at_;
      out = Value(std::move(values));
      return true;
    }
    for (;;) {
      if (!value(values.emplace_back(), depth)) return inside(values.size() - 1, false);
      skip_space();
      if (at_ != end_ && *at_ == ',') {
        const char* const comma = at_++;
        skip_space();
        if (at_ != end_ && *at_ == ']') return trailing_comma(comma);
        continue;
      }
      if (at_ == end_ || *at_ != ']') return unexpected("',' or ']'");
      ++at_;
      out = Value(std::move(values));
      return true;
    }
  }

  /// What follows a backslash.
  bool escape(std::string& out) {
    const char* const start = at_++;
    if (at_ == end_) return fail("the text ends inside a string", "close it with '\"'");
    const char kind = *at_++;
    constexpr std::string_view kKinds = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (const std::size_t index = kKinds.find(kind); index != std::string_view::npos) {
      out += kMeanings[index];
      return true;
    }
    if (kind != 'u') {
      return fail_at(start, "an unknown escape in a string", "write a backslash itself as \\\\");
    }
    std::uint32_t unit = 0;
    if (!four_hex_digits(unit)) return false;
    if (unit >= 0xD800 && unit <= 0xDFFF) {
      constexpr const char* kHint = "characters past U+FFFF take two escapes, high then low";
      std::uint32_t low = 0;
      if (unit >= 0xDC00 || end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') {
        return fail_at(start, "a lone surrogate", kHint);
      }
      at_ += 2;
      if (!four_hex_digits(low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return fail_at(start, "a lone surrogate", kHint);
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(unit, out);
    return true;
  }

  bool four_hex_digits(std::uint32_t& unit) {
    for (int i = 0; i < 4; ++i, ++at_) {
      if (at_ == end_) return fail("the text ends inside a string", "close it with '\"'");
      const char c = *at_;
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return fail("\\u needs four hexadecimal digits", "write \\u000a");
      unit = unit << 4 | static_cast<std::uint32_t>(digit);
    }
    return true;
  }

  bool unexpected(std::string_view expected);
  bool trailing_comma(const char* comma) {
    return fail_at(comma, "a comma with nothing after it", "remove it");
  }
  bool too_deep() {
    return fail_at(at_, "more than " + std::to_string(kJsonDepthMax) + " levels deep",
                   "no real message is", ErrorCode::kExhausted);
  }
  template <typename Part>
  bool inside(const Part& part, bool result) {
    path_.push_outer(part);
    return result;
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  // The members of all open objects, one object after the other, and where their names stand: each
  // object is then allocated once, in its size.
  std::vector<Member> members_;
  std::vector<std::size_t> name_offsets_;
  Error failure_{ErrorCode::kInternal, {}, {}};
  const char* failed_at_ = nullptr;
  Path path_;
};

bool Parser::unexpected(std::string_view expected) {
  std::string wanted(expected);
  if (at_ == end_)
    return fail("the text ends where " + wanted + " is expected", "it may be cut short");
  const auto byte = static_cast<std::uint8_t>(*at_);
  if (byte <= 0x20 || byte >= 0x7F) {
    return fail("expected " + wanted + ", found byte " + in_hex(byte), "JSON text is UTF-8");
  }
  std::string hint;
  const std::string_view rest(at_, end_);
  if (*at_ == '/' || *at_ == '#') {
    hint = "JSON has no comments";
  } else if (*at_ == '\'') {
    hint = "strings take double quotes";
  } else if (rest.starts_with("NaN") || rest.starts_with("Inf")) {
    hint = "NaN and infinities are not JSON";
  } else if (rest.starts_with("True") || rest.starts_with("False") || rest.starts_with("None")) {
    hint = "write true, false and null in lower case";
  } else if (*at_ == '+' || *at_ == '.') {
    hint = "a number starts with a digit or '-'";
  }
  return fail("expected " + wanted + ", found '" + std::string(1, *at_) + "'", hint);
}

/// Past the value at `at`, in a text known to be valid.
const char* skip_value(const char* at, const char* end) {
  std::size_t depth = 0;
  do {
    switch (*at) {
      case '"':
        for (++at; at != end && *at != '"'; ++at) {
          if (*at == '\\') ++at;
        }
        break;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
        --depth;
        break;
      default:
        break;
    }
    ++at;
  } while (at < end && (depth > 0 || (*at != ',' && *at != '}' && *at != ']')));
  return at;
}

class Printer {
 public:
  Printer(ByteString& out, JsonLayout layout) : out_(out), layout_(layout) {}

  bool value(const Value& value, std::size_t depth) {
    if (const Object* const members = value.object()) return object(*members, depth + 1);
    if (const Array* const values = value.array()) return array(*values, depth + 1);
    if (const std::string* const content = value.string()) return string(*content);
    if (const Number* const number = value.number()) return this->number(*number);
    if (const bool* const boolean = value.boolean()) {
      put(*boolean ? "true" : "false");
    } else if (const ByteString* const bytes = value.bytes()) {
      put("\"");
      put(encode_base64(*bytes));
      put("\"");
    } else {
      put("null");
    }
    return true;
  }

  Error error() {
    const std::string pointer = path_.text();
    return {ErrorCode::kInvalidArgument, (pointer.empty() ? "" : "at " + pointer + ": ") + reason_,
            hint_};
  }

 private:
  void put(std::string_view text) { out_.insert(out_.end(), text.begin(), text.end()); }

  bool fail(std::string reason, std::string hint) {
    reason_ = std::move(reason);
    hint_ = std::move(hint);
    return false;
  }

  bool string(const std::string& content) {
    if (!is_utf8(content)) {
      return fail("a string that is not UTF-8", "text of unknown encoding is carried as bytes");
    }
    print_json_string(content, out_);
    return true;
  }

  bool number(const Number& number) {
    if (!is_json_number(number.text)) {
      return fail("'" + number.text + "' is not a number that JSON can write",
                  "JSON has neither NaN nor infinities");
    }
    put(number.text);
    return true;
  }

  bool object(const Object& members, std::size_t depth) {
    if (depth > kJsonDepthMax) return too_deep();
    if (const auto duplicate = find_duplicate(members)) {
      path_.push_outer(members[*duplicate].name);
      return fail("the member is there twice", "");
    }
    put("{");
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i > 0) put(",");
      new_line(depth);
      if (!string(members[i].name)) return false;
      put(layout_ == JsonLayout::kIndented ? ": " : ":");
      if (!value(members[i].value, depth)) {
        path_.push_outer(members[i].name);
        return false;
      }
    }
    if (!members.empty()) new_line(depth - 1);
    put("}");
    return true;
  }

  bool array(const Array& values, std::size_t depth) {
    if (depth > kJsonDepthMax) return too_deep();
    put("[");
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) put(",");
      new_line(depth);
      if (!value(values[i], depth)) {
        path_.push_outer(i);
        return false;
      }
    }
    if (!values.empty()) new_line(depth - 1);
    put("]");
    return true;
  }

  void new_line(std::size_t depth) {
    if (layout_ == JsonLayout::kCompact) return;
    put("\n");
    out_.insert(out_.end(), 2 * depth, ' ');
  }

  bool too_deep() {
    return fail("more than " + std::to_string(kJsonDepthMax) + " levels deep", "");
  }

  ByteString& out_;
  JsonLayout layout_;
  std::string reason_;
  std::string hint_;
  Path path_;
};

}  // namespace

bool is_utf8(std::string_view text) {
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); (at = skip_plain(at, end)) != end;) {
    const std::size_t length = utf8_sequence(at, end);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

Result<Value> parse_json(std::string_view text) { return Parser(text).parse(); }

Status print_json(const Value& value, ByteString& out, JsonLayout layout) {
  const std::size_t size_before = out.size();
  Printer printer(out, layout);
  if (printer.value(value, 0)) return {};
  out.resize(size_before);
  return printer.error();
}

void print_json_string(std::string_view text, ByteString& out) {
  const char* at = text.data();
  const char* const end = at + text.size();
  out.push_back('"');
  while (at != end) {
    const char* const plain = at;
    at = skip_plain(at, end);
    out.insert(out.end(), plain, at);
    if (at == end) break;
    const char c = *at++;
    constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
    constexpr std::string_view kLetters = "\"\\bfnrt";
    if (const std::size_t index = kShort.find(c); index != std::string_view::npos) {
      out.push_back('\\');
      out.push_back(static_cast<std::uint8_t>(kLetters[index]));
    } else if (static_cast<std::uint8_t>(c) < 0x20) {
      constexpr char kDigits[] = "0123456789abcdef";
      for (const char part : {'\\', 'u', '0', '0', kDigits[c >> 4], kDigits[c & 15]}) {
        out.push_back(static_cast<std::uint8_t>(part));
      }
    } else {
      out.push_back(static_cast<std::uint8_t>(c));  // part of a longer UTF-8 sequence
    }
  }
  out.push_back('"');
}

JsonPlace find_json_place(std::string_view text, std::string_view pointer) {
  Parser names(text);
  const char* const end = text.data() + text.size();
  names.skip_space();
  const char* value = names.at();
  while (!pointer.empty() && value != end && (*value == '{' || *value == '[')) {
    const bool is_object = *value == '{';
    pointer.remove_prefix(1);
    const std::string_view part = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(part.size());
    const char closing = is_object ? '}' : ']';
    const char* found = nullptr;
    const char* at = value + 1;
    for (std::size_t index = 0; found == nullptr; ++index) {
      names.move_to(at);
      names.skip_space();
      if (names.at() == end || *names.at() == closing) break;
      Path step;
      if (is_object) {
        std::string member;
        if (!names.string(member)) break;
        step.push(member);
        names.skip_space();
        names.move_to(names.at() + 1);  // the colon
        names.skip_space();
      } else {
        step.push(index);
      }
      if (step.text().substr(1) == part) {
        found = names.at();
        break;
      }
      at = skip_value(names.at(), end);
      if (at == end || *at == closing) break;
      ++at;  // the comma
    }
    if (found == nullptr) break;
    value = found;
  }
  return place_of(text, static_cast<std::size_t>(value - text.data()));
}

std::string describe(const JsonPlace& place, std::string_view pointer) {
  return "line " + std::to_string(place.line) + ", column " + std::to_string(place.column) +
         ", byte " + std::to_string(place.offset) +
         (pointer.empty() ? std::string() : ", at " + std::string(pointer));
}

}  // namespace neurocrypt
