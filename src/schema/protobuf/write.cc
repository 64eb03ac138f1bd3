#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "schema/base64.h"
#include "schema/json_text.h"
#include "schema/protobuf/codec.h"
#include "schema/protobuf/place.h"
#include "schema/protobuf/well_known.h"

namespace neurocrypt::protobuf {
namespace {

/// Of one value: written, left out with a note in the losses, or an error.
enum class Outcome : std::uint8_t { kWritten, kDropped, kFailed };

/// Writes a message from its last byte to its first, so that every length is known when it is due.
class Writer {
 public:
  Writer(const Schema& schema, const Options& options, Form form, std::vector<Loss>* losses)
      : schema_(schema), options_(options), form_(form), losses_(losses) {}

  Status write(const Value& message, ByteString& out, std::string* failed_at) {
    const std::size_t losses_before = losses_ == nullptr ? 0 : losses_->size();
    if (!write_message(*schema_.root, message, Place(), 0)) {
      if (failed_at != nullptr) *failed_at = failed_at_;
      return std::move(error_);
    }
    out.insert(out.end(), out_.bytes().begin(), out_.bytes().end());
    if (losses_ != nullptr) {
      std::reverse(losses_->begin() + static_cast<std::ptrdiff_t>(losses_before), losses_->end());
    }
    return {};
  }

 private:
  struct Present {
    std::uint32_t row;
    const Member* member;
  };

  bool fail(const Place& place, std::string_view what, std::string hint = {}) {
    failed_at_ = place.text();
    error_ = Error{ErrorCode::kInvalidArgument,
                   (failed_at_.empty() ? "" : "at " + failed_at_ + ": ") + std::string(what),
                   std::move(hint)};
    return false;
  }
  bool wrong_kind(const FieldRow& row, const Value& value, const Place& place) {
    return fail(place, "'" + row.declared + "' takes no " + std::string(name(value.kind())));
  }
  void note_loss(const Place& place, std::string reason) {
    if (losses_ != nullptr) losses_->push_back({place.text(), std::move(reason)});
  }

  bool write_message(const MessageTable& table, const Value& value, const Place& place, int depth);
  bool write_plain(const MessageTable& table, const Object& members, const Place& place, int depth,
                   std::string_view ignored = {});
  bool assign(const MessageTable& table, const Object& members, const Place& place,
              std::string_view ignored, const Value** unknown);
  bool write_unknown(const Value& value, const Place& place, int depth);
  bool write_field(const FieldRow& row, const Value& value, const Place& place, int depth);
  bool write_repeated(const FieldRow& row, const Value& value, const Place& place, int depth);
  bool write_map(const FieldRow& row, const Value& value, const Place& place, int depth);
  bool write_key(const FieldRow& row, const std::string& key, const Place& place);
  Outcome write_element(const FieldRow& row, const Value& value, const Place& place, int depth);
  Outcome write_scalar(const FieldRow& row, const Value& value, const Place& place);
  bool write_number(const FieldRow& row, const Value& value, const Place& place);
  Outcome write_enum(const FieldRow& row, const Value& value, const Place& place);
  bool write_well_known(const MessageTable& table, const Value& value, const Place& place,
                        int depth);
  bool write_any(const MessageTable& table, const Object& members, const Place& place, int depth);
  bool write_json_value(const MessageTable& table, const Value& value, const Place& place,
                        int depth);
  void write_moment(Moment moment);

  template <typename Integer>
  std::optional<Integer> integer(const FieldRow& row, const Value& value, const Place& place);
  template <typename Float>
  std::optional<Float> floating(const FieldRow& row, const Value& value, const Place& place);

  const Schema& schema_;
  const Options& options_;
  const Form form_;
  std::vector<Loss>* const losses_;
  BackwardWriter out_;
  std::vector<Present> present_;  // a stack: one frame for each message that is being written
  Error error_{ErrorCode::kInternal, {}, {}};
  std::string failed_at_;
};

/// True for what null stands for itself in; elsewhere it is an absent field.
bool holds_null(const FieldRow& row) {
  return (row.kind == Kind::kMessage && row.message->well_known == WellKnown::kValue) ||
         (row.kind == Kind::kEnum && row.enumeration->is_null_value);
}

bool Writer::write_message(const MessageTable& table, const Value& value, const Place& place,
                           int depth) {
  if (depth > kDepthMax) {
    return fail(place, "messages are nested more than " + std::to_string(kDepthMax) + " deep");
  }
  if (table.well_known != WellKnown::kNone) return write_well_known(table, value, place, depth);
  if (const Object* const members = value.object())
    return write_plain(table, *members, place, depth);
  return fail(place, "the message " + table.name + " takes no " + std::string(name(value.kind())),
              "it is an object with the fields of the message");
}

/// Finds the row of each member: sorts them onto `present_` and refuses what occurs twice.
bool Writer::assign(const MessageTable& table, const Object& members, const Place& place,
                    std::string_view ignored, const Value** unknown) {
  const std::size_t begin = present_.size();
  bool sorted = true;
  for (const Member& member : members) {
    const auto found = table.by_name.find(std::string_view(member.name));
    if (found == table.by_name.end()) {
      if (member.name == ignored) continue;
      if (member.name == kUnknownMember && form_ == Form::kRecord) {
        *unknown = &member.value;
        continue;
      }
      if (losses_ == nullptr) {
        return fail(Place(place, member.name), table.name + " has no field of this name");
      }
      note_loss(Place(place, member.name), table.name + " has no field of this name");
      continue;
    }
    const FieldRow& row = table.rows[found->second];
    if (member.value.is_null() && !holds_null(row)) {
      note_loss(Place(place, member.name), "null: the field is left out");
      continue;
    }
    sorted = sorted && (present_.size() == begin || present_.back().row <= found->second);
    present_.push_back({found->second, &member});
  }
  const auto first = present_.begin() + static_cast<std::ptrdiff_t>(begin);
  if (!sorted) {
    std::sort(first, present_.end(),
              [](const Present& a, const Present& b) { return a.row < b.row; });
  }
  for (auto at = first; at != present_.end(); ++at) {
    const FieldRow& row = table.rows[at->row];
    if (at != first && at[-1].row == at->row) {
      return fail(
          Place(place, at->member->name), "the field '" + row.name + "' is there twice",
          "its names '" + row.name + "' and '" + row.original_name + "' mean the same field");
    }
    if (row.oneof == kNoOneof) continue;
    for (auto other = first; other != at; ++other) {
      if (table.rows[other->row].oneof == row.oneof) {
        return fail(Place(place, at->member->name),
                    "this and '" + other->member->name + "' are two fields of one oneof",
                    "at most one of them can be there");
      }
    }
  }
  return true;
}

/// An object with the fields of the message. A member called `ignored` is the caller's.
bool Writer::write_plain(const MessageTable& table, const Object& members, const Place& place,
                         int depth, std::string_view ignored) {
  const std::size_t begin = present_.size();
  const Value* unknown = nullptr;
  if (!assign(table, members, place, ignored, &unknown)) return false;
  if (table.has_required) {
    std::size_t at = begin;
    for (std::uint32_t row = 0; row < table.rows.size(); ++row) {
      while (at < present_.size() && present_[at].row < row) ++at;
      if (table.rows[row].required && (at == present_.size() || present_[at].row != row)) {
        return fail(place, "the required field '" + table.rows[row].name + "' is missing");
      }
    }
  }
  if (unknown != nullptr && !write_unknown(*unknown, Place(place, kUnknownMember), depth))
    return false;
  for (std::size_t at = present_.size(); at > begin; --at) {
    const Present present = present_[at - 1];
    const Place field(place, present.member->name);
    if (!write_field(table.rows[present.row], present.member->value, field, depth)) return false;
  }
  present_.resize(begin);
  return true;
}

bool Writer::write_unknown(const Value& value, const Place& place, int depth) {
  std::optional<ByteString> decoded;  // what was printed as JSON comes back as base64
  if (const std::string* const text = value.string())
    decoded = decode_base64(*text, Base64Rule::kStrict);
  const ByteString* const bytes = decoded ? &*decoded : value.bytes();
  if (bytes == nullptr) return fail(place, "unknown fields are bytes, or their base64");
  WireReader wire(*bytes);
  while (!wire.done()) {
    WireField field;
    const char* const wrong = wire.next(field, depth);
    if (wrong != nullptr || field.type == WireType::kEndGroup) {
      return fail(place, "these bytes are no fields of a message");
    }
  }
  out_.raw(*bytes);
  return true;
}

bool Writer::write_field(const FieldRow& row, const Value& value, const Place& place, int depth) {
  if (row.map) return write_map(row, value, place, depth);
  if (row.repeated) return write_repeated(row, value, place, depth);
  const std::size_t before = out_.size();
  switch (write_element(row, value, place, depth)) {
    case Outcome::kFailed:
      return false;
    case Outcome::kDropped:
      return true;
    case Outcome::kWritten:
      break;
  }
  if (!row.presence) {
    // A default value is all zeros, whatever its kind: false, 0, or the length of an empty string.
    const ByteView written = out_.bytes().first(out_.size() - before);
    if (std::all_of(written.begin(), written.end(), [](std::uint8_t byte) { return byte == 0; })) {
      out_.rewind(before);
      return true;
    }
  }
  out_.varint(tag(row.number, row.wire()));
  return true;
}

bool Writer::write_repeated(const FieldRow& row, const Value& value, const Place& place,
                            int depth) {
  const Array* const array = value.array();
  if (array == nullptr) return wrong_kind(row, value, place);
  const std::size_t before = out_.size();
  for (std::size_t i = array->size(); i-- > 0;) {
    const Place element(place, i);
    const Value& each = (*array)[i];
    if (each.is_null() && !holds_null(row))
      return fail(element, "null is no element of a repeated field");
    const Outcome outcome = write_element(row, each, element, depth);
    if (outcome == Outcome::kFailed) return false;
    if (outcome == Outcome::kWritten && !row.packed) out_.varint(tag(row.number, row.wire()));
  }
  if (row.packed && out_.size() > before) out_.close(before, row.number);
  return true;
}

/// The order of map keys: numbers by size, strings by bytes.
bool key_less(Kind kind, const std::string& a, const std::string& b) {
  if (kind == Kind::kString || kind == Kind::kBool) return a < b;  // "false" < "true"
  const bool negative = a.starts_with('-');
  if (negative != b.starts_with('-')) return negative;
  if (a.size() != b.size()) return (a.size() < b.size()) != negative;
  return negative ? b < a : a < b;
}

bool Writer::write_map(const FieldRow& row, const Value& value, const Place& place, int depth) {
  const Object* const entries = value.object();
  if (entries == nullptr) return wrong_kind(row, value, place);
  const FieldRow& key_row = row.message->rows[0];
  const FieldRow& value_row = row.message->rows[1];
  if (depth >= kDepthMax) {
    return fail(place, "messages are nested more than " + std::to_string(kDepthMax) + " deep");
  }
  std::vector<const Member*> order;
  if (options_.sort_maps) {
    for (const Member& entry : *entries) order.push_back(&entry);
    std::sort(order.begin(), order.end(), [&](const Member* a, const Member* b) {
      return key_less(key_row.kind, a->name, b->name);
    });
  }
  for (std::size_t i = entries->size(); i-- > 0;) {
    const Member& entry = order.empty() ? (*entries)[i] : *order[i];
    const Place here(place, entry.name);
    if (entry.value.is_null() && !holds_null(value_row)) {
      return fail(here, "null is no value of a map");
    }
    const std::size_t before = out_.size();
    const Outcome outcome = write_element(value_row, entry.value, here, depth + 1);
    if (outcome == Outcome::kFailed) return false;
    if (outcome == Outcome::kDropped) continue;
    out_.varint(tag(value_row.number, value_row.wire()));
    if (!write_key(key_row, entry.name, here)) return false;
    out_.varint(tag(key_row.number, key_row.wire()));
    out_.close(before, row.number);
  }
  return true;
}

bool Writer::write_key(const FieldRow& row, const std::string& key, const Place& place) {
  if (row.kind == Kind::kString) return write_scalar(row, Value(key), place) == Outcome::kWritten;
  if (row.kind == Kind::kBool) {
    if (key != "true" && key != "false") return fail(place, "a key of this map is true or false");
    out_.varint(key == "true" ? 1 : 0);
    return true;
  }
  // One text for each number, so that two keys of an object are two keys of the map.
  const bool negative = key.starts_with('-');
  const std::string_view digits = std::string_view(key).substr(negative ? 1 : 0);
  const bool canonical = !digits.empty() &&
                         (digits[0] != '0' || (digits.size() == 1 && !negative)) &&
                         digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!canonical) return fail(place, "a key of this map is an integer in plain digits");
  return write_number(row, Value(Number{key}), place);
}

/// One value without its tag: a scalar, or a message with its length.
Outcome Writer::write_element(const FieldRow& row, const Value& value, const Place& place,
                              int depth) {
  if (row.kind != Kind::kMessage) return write_scalar(row, value, place);
  const std::size_t before = out_.size();
  if (!write_message(*row.message, value, place, depth + 1)) return Outcome::kFailed;
  out_.varint(out_.size() - before);
  return Outcome::kWritten;
}

Outcome Writer::write_scalar(const FieldRow& row, const Value& value, const Place& place) {
  const auto done = [](bool good) { return good ? Outcome::kWritten : Outcome::kFailed; };
  switch (row.kind) {
    case Kind::kBool: {
      const bool* const boolean = value.boolean();
      if (boolean == nullptr) return done(wrong_kind(row, value, place));
      out_.varint(*boolean ? 1 : 0);
      return Outcome::kWritten;
    }
    case Kind::kString: {
      const std::string* const text = value.string();
      if (text == nullptr) return done(wrong_kind(row, value, place));
      if (!is_utf8(*text)) {
        return done(fail(place, "a string that is not UTF-8",
                         "a field with any bytes has to be declared 'bytes'"));
      }
      out_.raw(as_bytes(*text));
      out_.varint(text->size());
      return Outcome::kWritten;
    }
    case Kind::kBytes: {
      if (const ByteString* const bytes = value.bytes()) {
        out_.raw(*bytes);
        out_.varint(bytes->size());
        return Outcome::kWritten;
      }
      const std::string* const text = value.string();
      if (text == nullptr) return done(wrong_kind(row, value, place));
      const std::optional<ByteString> bytes = decode_base64(*text, Base64Rule::kLenient);
      if (!bytes) return done(fail(place, "bytes are written as base64"));
      out_.raw(*bytes);
      out_.varint(bytes->size());
      return Outcome::kWritten;
    }
    case Kind::kEnum:
      return write_enum(row, value, place);
    default:
      return done(write_number(row, value, place));
  }
}

/// The text of a number, from a number or from a string that holds one.
const std::string* number_of(const Value& value) {
  if (const Number* const number = value.number()) return &number->text;
  return value.string();
}

template <typename Integer>
std::optional<Integer> Writer::integer(const FieldRow& row, const Value& value,
                                       const Place& place) {
  const std::string* const text = number_of(value);
  if (text == nullptr) {
    wrong_kind(row, value, place);
    return std::nullopt;
  }
  // Most numbers are plain digits without leading zeros.
  Integer result = 0;
  const char* const end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, result);
  const bool plain = parsed.ptr == end &&
                     (text->size() == 1 || !(text->starts_with('0') || text->starts_with("-0")));
  if (parsed.ec == std::errc() && plain) return result;
  if constexpr (std::is_signed_v<Integer>) {
    const std::optional<std::int64_t> exact = to_int64(Number{*text});
    if (exact && std::in_range<Integer>(*exact)) return static_cast<Integer>(*exact);
  } else {
    const std::optional<std::uint64_t> exact = to_uint64(Number{*text});
    if (exact && std::in_range<Integer>(*exact)) return static_cast<Integer>(*exact);
  }
  fail(place, "'" + *text + "' is not a number that '" + row.declared + "' holds",
       is_json_number(*text)
           ? "it holds integers from " + std::to_string(std::numeric_limits<Integer>::min()) +
                 " to " + std::to_string(std::numeric_limits<Integer>::max())
           : "");
  return std::nullopt;
}

template <typename Float>
std::optional<Float> Writer::floating(const FieldRow& row, const Value& value, const Place& place) {
  const std::string* const text = number_of(value);
  if (text == nullptr) {
    wrong_kind(row, value, place);
    return std::nullopt;
  }
  using Limits = std::numeric_limits<Float>;
  if (*text == "NaN") return Limits::quiet_NaN();
  if (*text == "Infinity") return Limits::infinity();
  if (*text == "-Infinity") return -Limits::infinity();
  Float result = 0;
  bool good = is_json_number(*text);
  if (good) {
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), result);
    if (parsed.ec != std::errc()) {  // out of range; on which side, the double tells
      const std::optional<double> wide = to_double(Number{*text});
      good = wide && std::abs(*wide) < 1;
      result = text->starts_with('-') ? Float{-0.0} : Float{0};
    }
  }
  if (!good) {
    fail(place, "'" + *text + "' is not a number that '" + row.declared + "' holds");
    return std::nullopt;
  }
  const bool may_round = form_ == Form::kProtoJson && losses_ == nullptr;
  const bool lossless = may_round || same_number(Number{*text}, Number{number_text(result)});
  if (!lossless) {
    const std::string reason =
        "'" + row.declared + "' keeps " + *text + " as " + number_text(result);
    if (losses_ == nullptr) {
      fail(place, reason);
      return std::nullopt;
    }
    note_loss(place, reason);
  }
  return result;
}

bool Writer::write_number(const FieldRow& row, const Value& value, const Place& place) {
  switch (row.kind) {
    case Kind::kInt32:
    case Kind::kSint32:
    case Kind::kSfixed32: {
      const std::optional<std::int32_t> number = integer<std::int32_t>(row, value, place);
      if (!number) return false;
      if (row.kind == Kind::kSfixed32) {
        out_.fixed(*number);
      } else if (row.kind == Kind::kSint32) {
        out_.varint(zigzag(*number));
      } else {
        out_.varint(static_cast<std::uint64_t>(std::int64_t{*number}));
      }
      return true;
    }
    case Kind::kInt64:
    case Kind::kSint64:
    case Kind::kSfixed64: {
      const std::optional<std::int64_t> number = integer<std::int64_t>(row, value, place);
      if (!number) return false;
      if (row.kind == Kind::kSfixed64) {
        out_.fixed(*number);
      } else {
        out_.varint(row.kind == Kind::kSint64 ? zigzag(*number)
                                              : static_cast<std::uint64_t>(*number));
      }
      return true;
    }
    case Kind::kUint32:
    case Kind::kFixed32: {
      const std::optional<std::uint32_t> number = integer<std::uint32_t>(row, value, place);
      if (!number) return false;
      row.kind == Kind::kFixed32 ? out_.fixed(*number) : out_.varint(*number);
      return true;
    }
    case Kind::kUint64:
    case Kind::kFixed64: {
      const std::optional<std::uint64_t> number = integer<std::uint64_t>(row, value, place);
      if (!number) return false;
      row.kind == Kind::kFixed64 ? out_.fixed(*number) : out_.varint(*number);
      return true;
    }
    case Kind::kFloat: {
      const std::optional<float> number = floating<float>(row, value, place);
      if (number) out_.fixed(*number);
      return number.has_value();
    }
    default: {
      const std::optional<double> number = floating<double>(row, value, place);
      if (number) out_.fixed(*number);
      return number.has_value();
    }
  }
}

Outcome Writer::write_enum(const FieldRow& row, const Value& value, const Place& place) {
  const EnumTable& table = *row.enumeration;
  std::int32_t number = 0;
  if (const std::string* const text = value.string()) {
    const auto found = table.by_name.find(std::string_view(*text));
    if (found == table.by_name.end()) {
      const std::string reason = table.name + " has no value '" + *text + "'";
      if (losses_ == nullptr) {
        fail(place, reason);
        return Outcome::kFailed;
      }
      note_loss(place, reason);
      return Outcome::kDropped;
    }
    number = found->second;
  } else if (value.number() != nullptr) {
    const std::optional<std::int32_t> given = integer<std::int32_t>(row, value, place);
    if (!given) return Outcome::kFailed;
    number = *given;
    if (table.closed && table.find(number) == nullptr) {
      fail(place, table.name + " has no value " + std::to_string(number));
      return Outcome::kFailed;
    }
  } else if (!value.is_null()) {
    wrong_kind(row, value, place);
    return Outcome::kFailed;
  }
  out_.varint(static_cast<std::uint64_t>(std::int64_t{number}));
  return Outcome::kWritten;
}

/// The ProtoJSON form of a well-known type; in a record also its plain form, which is an object
/// where that form is not.
bool Writer::write_well_known(const MessageTable& table, const Value& value, const Place& place,
                              int depth) {
  switch (table.well_known) {
    case WellKnown::kValue:
    case WellKnown::kStruct:
    case WellKnown::kListValue:
      return write_json_value(table, value, place, depth);
    case WellKnown::kAny:
      if (const Object* const members = value.object())
        return write_any(table, *members, place, depth);
      return fail(place, "a google.protobuf.Any is an object with a member '@type'");
    default:
      break;
  }
  if (form_ == Form::kRecord && value.object() != nullptr) {
    return write_plain(table, *value.object(), place, depth);
  }
  if (table.well_known == WellKnown::kWrapper) {
    return write_field(table.rows[0], value, place, depth);
  }
  const std::string* const text = value.string();
  switch (table.well_known) {
    case WellKnown::kTimestamp: {
      const std::optional<Moment> moment = text != nullptr ? parse_timestamp(*text) : std::nullopt;
      if (!moment) {
        return fail(place,
                    "a google.protobuf.Timestamp is a time of RFC 3339 in the years 1 to 9999",
                    "like 2026-11-22T18:50:00.250Z");
      }
      write_moment(*moment);
      return true;
    }
    case WellKnown::kDuration: {
      const std::optional<Moment> moment = text != nullptr ? parse_duration(*text) : std::nullopt;
      if (!moment) {
        return fail(place,
                    "a google.protobuf.Duration is a number of seconds, at most 10,000 years",
                    "like 1.5s");
      }
      write_moment(*moment);
      return true;
    }
    default: {
      const std::optional<std::vector<std::string>> paths =
          text != nullptr ? parse_field_mask(*text) : std::nullopt;
      if (!paths) {
        return fail(place, "a google.protobuf.FieldMask is a list of paths in lowerCamelCase",
                    "like user.displayName,photo");
      }
      for (auto path = paths->rbegin(); path != paths->rend(); ++path) {
        const std::size_t before = out_.size();
        out_.raw(as_bytes(*path));
        out_.close(before, 1);
      }
      return true;
    }
  }
}

void Writer::write_moment(Moment moment) {
  if (moment.nanos != 0) {
    out_.varint(static_cast<std::uint64_t>(std::int64_t{moment.nanos}));
    out_.varint(tag(2, WireType::kVarint));
  }
  if (moment.seconds != 0) {
    out_.varint(static_cast<std::uint64_t>(moment.seconds));
    out_.varint(tag(1, WireType::kVarint));
  }
}

bool Writer::write_any(const MessageTable& table, const Object& members, const Place& place,
                       int depth) {
  const Value* url_value = nullptr;
  for (const Member& member : members) {
    if (member.name == kTypeMember) url_value = &member.value;
  }
  if (url_value == nullptr) {
    if (members.empty()) return true;
    if (form_ == Form::kRecord) return write_plain(table, members, place, depth);
    return fail(place, "a google.protobuf.Any needs a member '@type'");
  }
  const Place here(place, kTypeMember);
  const std::string* const url = url_value->string();
  const std::size_t slash = url != nullptr ? url->rfind('/') : std::string::npos;
  if (slash == std::string::npos) {
    return fail(here, "this is no URL of a type", "like type.googleapis.com/package.Message");
  }
  const auto found = schema_.by_name.find(std::string_view(*url).substr(slash + 1));
  if (found == schema_.by_name.end()) {
    return fail(here, "the type '" + url->substr(slash + 1) + "' is not in the schema",
                "import the file that declares it");
  }
  const MessageTable& inner = *found->second;
  if (depth >= kDepthMax) {
    return fail(place, "messages are nested more than " + std::to_string(kDepthMax) + " deep");
  }
  const Value* content = nullptr;
  const Member* other = nullptr;
  for (const Member& member : members) {
    if (member.name == "value") {
      content = &member.value;
    } else if (member.name != kTypeMember) {
      other = &member;
    }
  }
  const std::size_t before = out_.size();
  const bool is_empty = inner.name == "google.protobuf.Empty";  // which is written in both ways
  if (inner.well_known == WellKnown::kNone && !(is_empty && content != nullptr)) {
    if (!write_plain(inner, members, place, depth + 1, kTypeMember)) return false;
  } else {
    if (content == nullptr) return fail(place, "the member 'value' is missing");
    if (other != nullptr) {
      return fail(Place(place, other->name),
                  "an Any with a " + inner.name + " has no member but '@type' and 'value'");
    }
    if (!write_message(inner, *content, Place(place, "value"), depth + 1)) return false;
  }
  if (out_.size() > before) out_.close(before, 2);
  return write_field(table.rows[0], *url_value, here, depth);
}

/// google.protobuf.Value, Struct and ListValue: any JSON, an object, an array.
bool Writer::write_json_value(const MessageTable& table, const Value& value, const Place& place,
                              int depth) {
  if (table.well_known == WellKnown::kStruct) {
    if (value.object() != nullptr) return write_map(table.rows[0], value, place, depth);
    return fail(place, "a google.protobuf.Struct is an object");
  }
  if (table.well_known == WellKnown::kListValue) {
    if (value.array() != nullptr) return write_repeated(table.rows[0], value, place, depth);
    return fail(place, "a google.protobuf.ListValue is an array");
  }
  // The rows of Value: null, number, string, bool, struct, list.
  switch (value.kind()) {
    case Value::Kind::kNull:
      return write_field(table.rows[0], value, place, depth);
    case Value::Kind::kNumber:
      return write_field(table.rows[1], value, place, depth);
    case Value::Kind::kString:
      return write_field(table.rows[2], value, place, depth);
    case Value::Kind::kBoolean:
      return write_field(table.rows[3], value, place, depth);
    case Value::Kind::kObject:
      return write_field(table.rows[4], value, place, depth);
    case Value::Kind::kArray:
      return write_field(table.rows[5], value, place, depth);
    case Value::Kind::kBytes:
      break;
  }
  return fail(place, "a google.protobuf.Value holds no bytes");
}

}  // namespace

Status write_message(const Schema& schema, const Options& options, Form form, const Value& message,
                     ByteString& out, std::vector<Loss>* losses, std::string* failed_at) {
  return Writer(schema, options, form, losses).write(message, out, failed_at);
}

}  // namespace neurocrypt::protobuf
