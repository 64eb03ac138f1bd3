#include <algorithm>
#include <bit>
#include <optional>
#include <unordered_map>

#include "schema/base64.h"
#include "schema/json_text.h"
#include "schema/protobuf/codec.h"
#include "schema/protobuf/place.h"
#include "schema/protobuf/well_known.h"

namespace neurocrypt::protobuf {
namespace {

/// A field of the schema as it arrived: which row, and its bytes or its number.
struct Arrival {
  std::uint32_t row;
  WireType type;
  std::uint64_t value;
  ByteView payload;
};

/// What the scan of one message found: a range of Reader::arrivals_ by ascending row, and the rest.
struct Frame {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool has_unknown = false;  // also where what is unknown is only a loss
  ByteString unknown;
};

/// A field that occurs several times is merged, which is the same as reading its parts one after
/// another.
using Parts = std::vector<ByteView>;

class Reader {
 public:
  Reader(const Schema& schema, const Options& options, Form form, std::vector<Loss>* losses)
      : schema_(schema), options_(options), form_(form), losses_(losses) {}

  Result<Value> read(ByteView bytes) {
    begin_ = bytes.data();
    Value message;
    if (!read_message(*schema_.root, {&bytes, 1}, Place(), 0, message)) return std::move(error_);
    return message;
  }

 private:
  bool fail(const std::uint8_t* at, const Place& place, std::string_view what,
            std::string hint = {}) {
    const std::string path = place.text();
    if (form_ == Form::kProtoJson) {  // the bytes are of our own making: the path tells all
      error_ =
          Error{ErrorCode::kInvalidArgument,
                (path.empty() ? "" : "at " + path + ": ") + std::string(what), std::move(hint)};
    } else {
      error_ = Error{ErrorCode::kCorrupt,
                     "byte " + std::to_string(at - begin_) + (path.empty() ? "" : ", at " + path) +
                         ": " + std::string(what),
                     std::move(hint)};
    }
    return false;
  }

  bool read_message(const MessageTable& table, std::span<const ByteView> parts, const Place& place,
                    int depth, Value& to);
  bool scan(const MessageTable& table, std::span<const ByteView> parts, const Place& place,
            int depth, Frame& frame);
  bool keep_unknown(std::uint32_t number, ByteView bytes, const std::uint8_t* at,
                    const Place& place, Frame& frame);
  void select_oneof_members(const MessageTable& table, const std::vector<std::size_t>& starts,
                            std::size_t begin);
  bool build(const MessageTable& table, const std::uint8_t* at, const Place& place, int depth,
             Frame& frame, Object& to);
  bool read_field(const FieldRow& row, std::size_t begin, std::size_t end, const Place& place,
                  int depth, Frame& frame, Value& to);
  bool read_repeated(const FieldRow& row, std::size_t begin, std::size_t end, const Place& place,
                     int depth, Frame& frame, Array& to);
  bool read_packed(const FieldRow& row, ByteView bytes, const Place& place, Frame& frame,
                   Array& to);
  bool read_map(const FieldRow& row, std::size_t begin, std::size_t end, const Place& place,
                int depth, Frame& frame, Object& to);
  bool read_scalar(const FieldRow& row, const Arrival& arrival, const Place& place, Value& to);
  Value number_value(const FieldRow& row, std::uint64_t value) const;
  Value default_value(const FieldRow& row) const;
  bool read_any(const MessageTable& table, const std::uint8_t* at, const Place& place, int depth,
                Frame& frame, Value& to);
  bool from_plain(const MessageTable& table, const std::uint8_t* at, const Place& place,
                  Object plain, Value& to);

  const Schema& schema_;
  const Options& options_;
  const Form form_;
  std::vector<Loss>* const losses_;
  const std::uint8_t* begin_ = nullptr;
  std::vector<Arrival> arrivals_;  // a stack: one frame for each message that is being read
  bool plain_numbers_ = false;     // inside a Timestamp or Duration, whatever the form
  Error error_{ErrorCode::kInternal, {}, {}};
};

bool Reader::read_message(const MessageTable& table, std::span<const ByteView> parts,
                          const Place& place, int depth, Value& to) {
  const std::uint8_t* const at = parts.front().data();
  if (depth > kDepthMax) {
    return fail(at, place, "messages are nested more than " + std::to_string(kDepthMax) + " deep");
  }
  Frame frame;
  frame.begin = arrivals_.size();
  if (!scan(table, parts, place, depth, frame)) return false;
  bool good = false;
  if (table.well_known == WellKnown::kAny) {
    good = read_any(table, at, place, depth, frame, to);
  } else {
    Object object;
    const bool outer = plain_numbers_;
    plain_numbers_ =
        table.well_known == WellKnown::kTimestamp || table.well_known == WellKnown::kDuration;
    good = build(table, at, place, depth, frame, object);
    plain_numbers_ = outer;
    if (good && table.well_known != WellKnown::kNone) {
      good = from_plain(table, at, place, std::move(object), to);
    } else {
      to = Value(std::move(object));
    }
  }
  arrivals_.resize(frame.begin);
  return good;
}

/// Sorts the fields of a message into `arrivals_`, and what the schema does not know into
/// frame.unknown.
bool Reader::scan(const MessageTable& table, std::span<const ByteView> parts, const Place& place,
                  int depth, Frame& frame) {
  std::vector<std::size_t> oneof_starts;  // by oneof: where its present member's first arrival is
  std::vector<std::uint32_t> oneof_rows;
  bool sorted = true;
  bool switched = false;
  std::size_t hint = 0;
  for (const ByteView part : parts) {
    WireReader wire(part);
    while (!wire.done()) {
      WireField field;
      if (const char* const wrong = wire.next(field, depth)) return fail(wire.at(), place, wrong);
      if (field.type == WireType::kEndGroup) {
        return fail(field.begin, place, "a group ends that did not start");
      }
      const std::size_t index = table.find(field.number, hint);
      const FieldRow* const row = index < table.rows.size() ? &table.rows[index] : nullptr;
      const bool packed = row != nullptr && row->packable() && field.type == WireType::kBytes;
      const bool known =
          row != nullptr && (packed || row->wire() == field.type) &&
          (row->kind != Kind::kEnum || packed || !row->enumeration->closed ||
           row->enumeration->find(static_cast<std::int32_t>(field.value)) != nullptr);
      if (!known) {
        const ByteView bytes(field.begin, wire.at());
        if (!keep_unknown(field.number, bytes, field.begin, place, frame)) return false;
        continue;
      }
      if (row->oneof != kNoOneof) {
        const auto oneof = static_cast<std::size_t>(row->oneof);
        if (oneof >= oneof_rows.size()) {
          oneof_rows.resize(oneof + 1, static_cast<std::uint32_t>(-1));
          oneof_starts.resize(oneof + 1, 0);
        }
        if (oneof_rows[oneof] != index) {
          switched = switched || oneof_rows[oneof] != static_cast<std::uint32_t>(-1);
          oneof_rows[oneof] = static_cast<std::uint32_t>(index);
          oneof_starts[oneof] = arrivals_.size();
        }
      }
      sorted = sorted && (arrivals_.size() == frame.begin || arrivals_.back().row <= index);
      arrivals_.push_back(
          {static_cast<std::uint32_t>(index), field.type, field.value, field.payload});
      hint = row->repeated ? index : index + 1;
    }
  }
  if (switched) select_oneof_members(table, oneof_starts, frame.begin);
  if (!sorted) {
    std::stable_sort(arrivals_.begin() + static_cast<std::ptrdiff_t>(frame.begin), arrivals_.end(),
                     [](const Arrival& a, const Arrival& b) { return a.row < b.row; });
  }
  frame.end = arrivals_.size();
  return true;
}

/// A field that the schema does not know, with its tag; `at` is where it stands.
bool Reader::keep_unknown(std::uint32_t number, ByteView bytes, const std::uint8_t* at,
                          const Place& place, Frame& frame) {
  frame.has_unknown = true;
  if (form_ == Form::kRecord && !options_.refuse_unknown_fields) {
    frame.unknown.insert(frame.unknown.end(), bytes.begin(), bytes.end());
    return true;
  }
  const std::string what = "field number " + std::to_string(number) + " is not in the schema";
  if (form_ == Form::kRecord) return fail(at, place, what, "unknown_fields=keep carries it along");
  if (losses_ == nullptr) return fail(at, place, what, "JSON has no place for unknown fields");
  losses_->push_back({Place(place, kUnknownMember).text(), what});
  return true;
}

/// Of the members of a oneof the last one counts: forgets what arrived before its run started.
void Reader::select_oneof_members(const MessageTable& table, const std::vector<std::size_t>& starts,
                                  std::size_t begin) {
  std::size_t kept = begin;
  for (std::size_t i = begin; i < arrivals_.size(); ++i) {
    const std::int32_t oneof = table.rows[arrivals_[i].row].oneof;
    if (oneof != kNoOneof && i < starts[static_cast<std::size_t>(oneof)]) continue;
    arrivals_[kept++] = arrivals_[i];
  }
  arrivals_.resize(kept);
}

/// True for zero, whatever its kind, and for what is empty. `last` is where a scalar came from.
bool is_default(const FieldRow& row, const Value& value, const Arrival& last) {
  if (row.map) return value.object()->empty();
  if (row.repeated) return value.array()->empty();
  switch (row.kind) {
    case Kind::kString:
    case Kind::kBytes:
      return last.payload.empty();
    case Kind::kInt32:
    case Kind::kUint32:
    case Kind::kSint32:
    case Kind::kEnum:
      return static_cast<std::uint32_t>(last.value) == 0;  // the rest of the varint is cut off
    default:
      return last.value == 0;
  }
}

/// The plain form of a message: an object with its fields.
bool Reader::build(const MessageTable& table, const std::uint8_t* at, const Place& place, int depth,
                   Frame& frame, Object& to) {
  const bool emit = options_.emit_defaults && table.well_known == WellKnown::kNone;
  if (emit || table.has_required) {
    std::size_t arrival = frame.begin;
    for (std::uint32_t row = 0; row < table.rows.size(); ++row) {
      while (arrival < frame.end && arrivals_[arrival].row < row) ++arrival;
      const bool present = arrival < frame.end && arrivals_[arrival].row == row;
      if (table.rows[row].required && !present) {
        return fail(at, place, "the required field '" + table.rows[row].name + "' is missing");
      }
    }
  }
  std::uint32_t emitted = 0;  // rows before this one are done
  const auto emit_until = [&](std::uint32_t row) {
    for (; emit && emitted < row; ++emitted) {
      const FieldRow& absent = table.rows[emitted];
      if (!absent.presence) to.push_back({absent.name, default_value(absent)});
    }
    emitted = row + 1;
  };
  std::size_t groups = 0;
  for (std::size_t i = frame.begin; i < frame.end; ++i) {
    groups += i == frame.begin || arrivals_[i].row != arrivals_[i - 1].row ? 1 : 0;
  }
  to.reserve(groups + 1);
  for (std::size_t begin = frame.begin; begin < frame.end;) {
    const std::uint32_t index = arrivals_[begin].row;
    std::size_t end = begin + 1;
    while (end < frame.end && arrivals_[end].row == index) ++end;
    const FieldRow& row = table.rows[index];
    emit_until(index);
    Value value;
    if (!read_field(row, begin, end, Place(place, row.name), depth, frame, value)) return false;
    // On the wire or not, the default of a field without presence is no value.
    if (row.presence || emit || !is_default(row, value, arrivals_[end - 1])) {
      to.push_back({row.name, std::move(value)});
    }
    begin = end;
  }
  emit_until(static_cast<std::uint32_t>(table.rows.size()));
  if (!frame.unknown.empty()) {
    to.push_back({std::string(kUnknownMember), Value(std::move(frame.unknown))});
  }
  return true;
}

bool Reader::read_field(const FieldRow& row, std::size_t begin, std::size_t end, const Place& place,
                        int depth, Frame& frame, Value& to) {
  if (row.map) {
    Object object;
    if (!read_map(row, begin, end, place, depth, frame, object)) return false;
    to = Value(std::move(object));
    return true;
  }
  if (row.repeated) {
    Array array;
    if (!read_repeated(row, begin, end, place, depth, frame, array)) return false;
    to = Value(std::move(array));
    return true;
  }
  if (row.kind != Kind::kMessage) return read_scalar(row, arrivals_[end - 1], place, to);
  if (end - begin == 1) {
    const ByteView part = arrivals_[begin].payload;
    return read_message(*row.message, {&part, 1}, place, depth + 1, to);
  }
  Parts parts;
  for (std::size_t i = begin; i < end; ++i) parts.push_back(arrivals_[i].payload);
  return read_message(*row.message, parts, place, depth + 1, to);
}

bool Reader::read_repeated(const FieldRow& row, std::size_t begin, std::size_t end,
                           const Place& place, int depth, Frame& frame, Array& to) {
  to.reserve(end - begin);
  for (std::size_t i = begin; i < end; ++i) {
    const Arrival arrival = arrivals_[i];  // a copy: nested messages move the stack
    if (row.packable() && arrival.type == WireType::kBytes) {
      if (!read_packed(row, arrival.payload, place, frame, to)) return false;
      continue;
    }
    const Place element(place, to.size());
    Value value;
    const bool good = row.kind == Kind::kMessage ? read_message(*row.message, {&arrival.payload, 1},
                                                                element, depth + 1, value)
                                                 : read_scalar(row, arrival, element, value);
    if (!good) return false;
    to.push_back(std::move(value));
  }
  return true;
}

bool Reader::read_packed(const FieldRow& row, ByteView bytes, const Place& place, Frame& frame,
                         Array& to) {
  WireReader wire(bytes);
  while (!wire.done()) {
    std::uint64_t value = 0;
    const char* wrong = nullptr;
    switch (row.wire()) {
      case WireType::kFixed32: {
        std::uint32_t word = 0;
        wrong = wire.fixed(word);
        value = word;
        break;
      }
      case WireType::kFixed64:
        wrong = wire.fixed(value);
        break;
      default:
        wrong = wire.varint(value);
    }
    if (wrong != nullptr) return fail(wire.at(), Place(place, to.size()), wrong);
    if (row.kind == Kind::kEnum && row.enumeration->closed &&
        row.enumeration->find(static_cast<std::int32_t>(value)) == nullptr) {
      BackwardWriter unknown;  // as an unpacked field of its own
      unknown.varint(value);
      unknown.varint(tag(row.number, WireType::kVarint));
      if (!keep_unknown(row.number, unknown.bytes(), wire.at(), place, frame)) return false;
      continue;
    }
    to.push_back(number_value(row, value));
  }
  return true;
}

bool Reader::read_map(const FieldRow& row, std::size_t begin, std::size_t end, const Place& place,
                      int depth, Frame& frame, Object& to) {
  const MessageTable& entry = *row.message;
  const FieldRow& key_row = entry.rows[0];
  const FieldRow& value_row = entry.rows[1];
  to.reserve(end - begin);
  for (std::size_t i = begin; i < end; ++i) {
    const ByteView payload = arrivals_[i].payload;
    if (depth >= kDepthMax) {
      return fail(payload.data(), place,
                  "messages are nested more than " + std::to_string(kDepthMax) + " deep");
    }
    Frame fields;
    fields.begin = arrivals_.size();
    if (!scan(entry, {&payload, 1}, place, depth + 1, fields)) return false;
    std::size_t value_begin = fields.begin;
    while (value_begin < fields.end && arrivals_[value_begin].row == 0) ++value_begin;
    if (fields.has_unknown) {
      if (value_row.kind != Kind::kEnum || value_begin != fields.end) {
        return fail(payload.data(), place, "an entry of a map has a field besides key and value",
                    "such a message cannot be carried whole");
      }
      // Of a closed enum, and unknown: then the whole entry is.
      if (form_ == Form::kRecord) {
        BackwardWriter whole;
        whole.raw(payload);
        whole.close(0, row.number);
        frame.unknown.insert(frame.unknown.end(), whole.bytes().begin(), whole.bytes().end());
      }
      arrivals_.resize(fields.begin);
      continue;
    }
    std::string key;
    Value key_value = default_value(key_row);
    if (value_begin > fields.begin &&
        !read_scalar(key_row, arrivals_[value_begin - 1], place, key_value)) {
      return false;
    }
    if (const bool* const boolean = key_value.boolean()) {
      key = *boolean ? "true" : "false";
    } else if (const Number* const number = key_value.number()) {
      key = number->text;
    } else {
      key = *key_value.string();
    }
    const Place here(place, key);
    Value value;
    if (value_begin < fields.end) {
      if (!read_field(value_row, value_begin, fields.end, here, depth + 1, frame, value))
        return false;
    } else if (value_row.kind == Kind::kMessage) {
      const ByteView empty(payload.data(), 0);
      if (!read_message(*value_row.message, {&empty, 1}, here, depth + 2, value)) return false;
    } else {
      value = default_value(value_row);
    }
    arrivals_.resize(fields.begin);
    to.push_back({std::move(key), std::move(value)});
  }
  if (to.size() < 2) return true;

  // Of several entries with one key the last counts.
  std::unordered_map<std::string_view, std::size_t> last;
  for (std::size_t i = 0; i < to.size(); ++i) last[to[i].name] = i;
  if (last.size() == to.size()) return true;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (last[to[i].name] == i) kept.push_back(i);
  }
  Object unique;
  for (const std::size_t i : kept) unique.push_back(std::move(to[i]));
  to = std::move(unique);
  return true;
}

bool Reader::read_scalar(const FieldRow& row, const Arrival& arrival, const Place& place,
                         Value& to) {
  switch (row.kind) {
    case Kind::kString:
      if (!is_utf8(as_text(arrival.payload))) {
        return fail(arrival.payload.data(), place, "a string is not UTF-8",
                    "a field with any bytes has to be declared 'bytes'");
      }
      to = Value(std::string(as_text(arrival.payload)));
      return true;
    case Kind::kBytes:
      to = form_ == Form::kProtoJson
               ? Value(encode_base64(arrival.payload))
               : Value(ByteString(arrival.payload.begin(), arrival.payload.end()));
      return true;
    default:
      to = number_value(row, arrival.value);
      return true;
  }
}

/// A number, boolean or enum value from its bits on the wire.
Value Reader::number_value(const FieldRow& row, std::uint64_t value) const {
  const bool text = form_ == Form::kProtoJson && !plain_numbers_;
  const auto signed_number = [&](std::int64_t number) {
    return text ? Value(number_text(number)) : Value(Number{number_text(number)});
  };
  const auto unsigned_number = [&](std::uint64_t number) {
    return text ? Value(number_text(number)) : Value(Number{number_text(number)});
  };
  const auto float_number = [&](std::string number) {
    const bool special = number.ends_with('N') || number.ends_with('y');  // NaN, Infinity
    return text && special ? Value(std::move(number)) : Value(Number{std::move(number)});
  };
  const auto low = static_cast<std::uint32_t>(value);
  switch (row.kind) {
    case Kind::kBool:
      return Value(value != 0);
    case Kind::kInt32:
    case Kind::kSfixed32:
      return Value::integer(std::int64_t{static_cast<std::int32_t>(low)});
    case Kind::kSint32:
      return Value::integer(std::int64_t{static_cast<std::int32_t>(unzigzag(low))});
    case Kind::kUint32:
    case Kind::kFixed32:
      return Value::integer(std::uint64_t{low});
    case Kind::kInt64:
    case Kind::kSfixed64:
      return signed_number(static_cast<std::int64_t>(value));
    case Kind::kSint64:
      return signed_number(unzigzag(value));
    case Kind::kUint64:
    case Kind::kFixed64:
      return unsigned_number(value);
    case Kind::kFloat:
      return float_number(number_text(std::bit_cast<float>(low)));
    case Kind::kDouble:
      return float_number(number_text(std::bit_cast<double>(value)));
    default: {
      const auto number = static_cast<std::int32_t>(low);
      if (row.enumeration->is_null_value && number == 0) return {};
      const std::string* const name =
          options_.enum_numbers ? nullptr : row.enumeration->find(number);
      return name != nullptr ? Value(*name) : Value::integer(std::int64_t{number});
    }
  }
}

Value Reader::default_value(const FieldRow& row) const {
  if (row.map) return Value(Object());
  if (row.repeated) return Value(Array());
  switch (row.kind) {
    case Kind::kString:
      return Value(std::string());
    case Kind::kBytes:
      return form_ == Form::kProtoJson ? Value(std::string()) : Value(ByteString());
    case Kind::kEnum:
      return number_value(row, static_cast<std::uint64_t>(row.enumeration->first));
    default:
      return number_value(row, 0);
  }
}

/// An Any whose contents have a type of the schema becomes the message with kTypeMember in front.
bool Reader::read_any(const MessageTable& table, const std::uint8_t* at, const Place& place,
                      int depth, Frame& frame, Value& to) {
  std::string_view url;
  ByteView contents(at, 0);
  for (std::size_t i = frame.begin; i < frame.end; ++i) {
    if (arrivals_[i].row == 0) url = as_text(arrivals_[i].payload);
    if (arrivals_[i].row == 1) contents = arrivals_[i].payload;
  }
  if (!is_utf8(url)) return fail(at, place, "a type URL is not UTF-8");
  if (url.empty() && contents.empty() && frame.unknown.empty()) {
    to = Value(Object());
    return true;
  }
  const std::size_t slash = url.rfind('/');
  const auto type = slash == std::string_view::npos ? schema_.by_name.end()
                                                    : schema_.by_name.find(url.substr(slash + 1));
  if (type != schema_.by_name.end() && frame.unknown.empty()) {
    const MessageTable& inner = *type->second;
    const std::size_t stack = arrivals_.size();
    const bool wrapped = inner.well_known != WellKnown::kNone;
    Value value;
    if (read_message(inner, {&contents, 1}, wrapped ? Place(place, "value") : place, depth + 1,
                     value)) {
      Object object;
      object.push_back({std::string(kTypeMember), Value(std::string(url))});
      if (wrapped) {
        object.push_back({"value", std::move(value)});
      } else {
        for (Member& member : *value.object()) object.push_back(std::move(member));
      }
      to = Value(std::move(object));
      return true;
    }
    if (form_ == Form::kProtoJson) return false;
    arrivals_.resize(stack);
  } else if (form_ == Form::kProtoJson) {
    return fail(at, place,
                "an Any holds the type '" + std::string(url) + "', which is not in the schema",
                "import the file that declares it");
  }
  Object plain;
  if (!build(table, at, place, depth, frame, plain)) return false;
  to = Value(std::move(plain));
  return true;
}

/// From the plain form of a well-known type to its ProtoJSON form. A record keeps the plain form
/// where the content has no other; in ProtoJSON that is an error.
bool Reader::from_plain(const MessageTable& table, const std::uint8_t* at, const Place& place,
                        Object plain, Value& to) {
  const auto member = [&](std::string_view name) -> Value* {
    for (Member& each : plain) {
      if (each.name == name) return &each.value;
    }
    return nullptr;
  };
  const bool whole = member(kUnknownMember) == nullptr;
  switch (table.well_known) {
    case WellKnown::kTimestamp:
    case WellKnown::kDuration: {
      Moment moment;
      if (const Value* const value = member("seconds"))
        moment.seconds = *to_int64(*value->number());
      if (const Value* const value = member("nanos")) {
        moment.nanos = static_cast<std::int32_t>(*to_int64(*value->number()));
      }
      const std::optional<std::string> text = table.well_known == WellKnown::kTimestamp
                                                  ? timestamp_text(moment)
                                                  : duration_text(moment);
      if (!text || !whole) break;
      to = Value(*text);
      return true;
    }
    case WellKnown::kFieldMask: {
      std::vector<std::string_view> paths;
      if (const Value* const value = member("paths")) {
        for (const Value& path : *value->array()) paths.push_back(*path.string());
      }
      const std::optional<std::string> text = field_mask_text(paths);
      if (!text || !whole) break;
      to = Value(*text);
      return true;
    }
    case WellKnown::kWrapper: {
      if (!whole) break;
      Value* const value = member("value");
      to = value != nullptr ? std::move(*value) : default_value(table.rows[0]);
      return true;
    }
    case WellKnown::kStruct:
    case WellKnown::kListValue: {
      if (!whole) break;
      Value* const value = member(table.rows[0].name);
      to = value != nullptr ? std::move(*value) : default_value(table.rows[0]);
      return true;
    }
    default: {  // kValue
      if (!whole || plain.empty()) break;
      const std::string& kind = plain[0].name;
      const bool nan = kind == "numberValue" && plain[0].value.number() == nullptr;
      const bool no_null = kind == "nullValue" && !plain[0].value.is_null();
      if (nan || no_null) break;
      to = std::move(plain[0].value);
      return true;
    }
  }
  const bool plain_is_clear = table.well_known != WellKnown::kStruct &&
                              table.well_known != WellKnown::kListValue &&
                              table.well_known != WellKnown::kValue;
  if (form_ == Form::kRecord && plain_is_clear) {
    to = Value(std::move(plain));
    return true;
  }
  return fail(at, place, "this " + table.name + " has no JSON form");
}

}  // namespace

Result<Value> read_message(const Schema& schema, const Options& options, Form form, ByteView bytes,
                           std::vector<Loss>* losses) {
  return Reader(schema, options, form, losses).read(bytes);
}

}  // namespace neurocrypt::protobuf
