#include "translate/sealed_field.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "schema/base64.h"
#include "schema/record_encoding.h"
#include "translate/padded.h"

namespace neurocrypt {
namespace {

constexpr std::uint8_t kMagic[] = {0x89, 'n', 'c', 'f', 'l', 'd'};
constexpr std::string_view kMagicText = "iW5jZmxk";  // the same in base64url
constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kLabel = "neurocrypt field v1";

// A sealed field taken apart: magic version place-size place container.
struct SealedField {
  std::string place;  // where it was sealed: "a/orders/0/sku"
  KeyId key;
  ByteString container;
};

std::optional<SealedField> parse_text(std::string_view text) {
  if (!text.starts_with(kMagicText)) return std::nullopt;
  const std::optional<ByteString> bytes = decode_base64url(text);
  if (!bytes || bytes->size() <= sizeof kMagic || (*bytes)[sizeof kMagic] != kVersion) {
    return std::nullopt;
  }
  ByteView rest = ByteView(*bytes).subspan(sizeof kMagic + 1);
  const auto place_bytes = take_varint(rest);
  if (!place_bytes || *place_bytes > rest.size()) return std::nullopt;
  const ByteView place = rest.first(static_cast<std::size_t>(*place_bytes));
  const ByteView container = rest.subspan(place.size());
  const Result<SealedInfo> info = inspect_sealed(container);
  if (!info.ok()) return std::nullopt;
  return SealedField{std::string(as_text(place)), info->key, {container.begin(), container.end()}};
}

std::optional<SealedField> parse_field(const Value& value) {
  if (const std::string* const text = value.string()) return parse_text(*text);
  const std::string* const text = sealed_text(value);
  return text == nullptr ? std::nullopt : parse_text(*text);
}

std::string place_of(Side side, std::string_view pointer) {
  return std::string(name(side)).append(pointer);
}

// label 00 tenant-size tenant place
ByteString associated_data(std::string_view tenant, std::string_view place) {
  ByteString bytes(kLabel.begin(), kLabel.end());
  bytes.push_back(0);
  put_varint(tenant.size(), bytes);
  bytes.insert(bytes.end(), tenant.begin(), tenant.end());
  bytes.insert(bytes.end(), place.begin(), place.end());
  return bytes;
}

// One part of a JSON pointer without its escapes.
std::string unescape(std::string_view part) {
  std::string text;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const bool escaped = part[i] == '~' && i + 1 < part.size();
    text += !escaped ? part[i] : part[++i] == '1' ? '/' : '~';
  }
  return text;
}

// The value at `pointer`; null when there is none, or a sealed field on the way.
Value* find_place(Value& message, std::string_view pointer) {
  Value* at = &message;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view part = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(part.size());
    if (is_sealed_field(*at)) return nullptr;
    if (Array* const values = at->array()) {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
      if (error != std::errc() || end != part.data() + part.size() || index >= values->size()) {
        return nullptr;
      }
      at = &(*values)[index];
      continue;
    }
    Object* const members = at->object();
    if (members == nullptr) return nullptr;
    const auto member = std::ranges::find(*members, unescape(part), &Member::name);
    if (member == members->end()) return nullptr;
    at = &member->value;
  }
  return at;
}

// True when a member @sealed is no sealed field; its place is then in `path`.
bool misuses_mark(const Value& value, Path& path) {
  if (const Array* const values = value.array()) {
    for (std::size_t i = 0; i < values->size(); ++i) {
      if (!misuses_mark((*values)[i], path)) continue;
      path.push_outer(i);
      return true;
    }
  }
  const Object* const members = value.object();
  if (members == nullptr) return false;
  if (value.find(kSealedMember) != nullptr) return !parse_field(value);
  for (const Member& member : *members) {
    if (!misuses_mark(member.value, path)) continue;
    path.push_outer(member.name);
    return true;
  }
  return false;
}

}  // namespace

Result<FieldKeys> FieldKeys::create(const std::map<std::string, Keyset>& named,
                                    std::shared_ptr<const Openers> openers, std::string tenant) {
  FieldKeys keys(std::move(openers), std::move(tenant));
  for (const auto& [name, keyset] : named) {
    NC_ASSIGN_OR_RETURN(Sealer sealer, Sealer::create(keyset));  // hybrid, whatever the family
    keys.sealers_.emplace(name, std::move(sealer));
  }
  return keys;
}

Result<Value> FieldKeys::seal_value(const Value& value, const std::string& place,
                                    const std::string& key, const Padding& padding) const {
  const auto sealer = sealers_.find(key);
  if (sealer == sealers_.end()) {
    return Error{
        ErrorCode::kNotFound,
        "no key is named '" + key + "', under which " + place.substr(1) + " is to be sealed",
        "name its key file: --key " + key + "=FILE"};
  }
  ByteString encoded;
  NC_RETURN_IF_ERROR(encode_record(value, encoded));
  ByteString padded;
  put_padded(encoded, padding, padded);
  NC_ASSIGN_OR_RETURN(const ByteString container,
                      sealer->second.seal(padded, associated_data(tenant_, place)));
  ByteString bytes(std::begin(kMagic), std::end(kMagic));
  bytes.push_back(kVersion);
  put_varint(place.size(), bytes);
  bytes.insert(bytes.end(), place.begin(), place.end());
  bytes.insert(bytes.end(), container.begin(), container.end());
  return Value(Object{{std::string(kSealedMember), encode_base64url(bytes)}});
}

Result<Value> FieldKeys::open_value(ByteView sealed, const std::string& place) const {
  NC_ASSIGN_OR_RETURN(const ByteString padded,
                      openers_->find(sealed).open(sealed, associated_data(tenant_, place)));
  NC_ASSIGN_OR_RETURN(const ByteView encoded, take_padded(padded));
  return decode_record(encoded);
}

Status FieldKeys::seal(Value& message, Side side, std::span<const FieldSeal> fields,
                       const Padding& padding) const {
  Path path;
  if (misuses_mark(message, path)) {
    return Error{ErrorCode::kInvalidArgument,
                 "at " + path.text() + ": a member @sealed that is no sealed field",
                 "the name is reserved for fields that neurocrypt has sealed; rename the member"};
  }
  // Outer places first, so that what lies below one is found to be sealed.
  std::vector<const FieldSeal*> ordered;
  for (const FieldSeal& field : fields) ordered.push_back(&field);
  std::ranges::sort(ordered, {}, [](const FieldSeal* field) { return field->path.size(); });
  for (const FieldSeal* const field : ordered) {
    Value* const value = find_place(message, field->path);
    if (value == nullptr || is_sealed_field(*value)) continue;
    NC_ASSIGN_OR_RETURN(*value,
                        seal_value(*value, place_of(side, field->path), field->key, padding));
  }
  return {};
}

// Opens what it can on a walk through one message.
class FieldKeys::Walk {
 public:
  Walk(const FieldKeys& keys, Side side, std::vector<std::string>& left)
      : keys_(keys), side_(side), left_(left) {}

  Status open(Value& value) {
    if (const auto field = parse_field(value)) {
      NC_ASSIGN_OR_RETURN(const bool opened, open_field(value, *field));
      if (!opened) {
        left_.push_back(path_.text());
        return {};
      }
    }
    if (Array* const values = value.array()) {
      for (std::size_t i = 0; i < values->size(); ++i) {
        path_.push(i);
        NC_RETURN_IF_ERROR(open((*values)[i]));
        path_.pop();
      }
    } else if (Object* const members = value.object()) {
      for (Member& member : *members) {
        path_.push(member.name);
        NC_RETURN_IF_ERROR(open(member.value));
        path_.pop();
      }
    }
    return {};
  }

 private:
  Result<bool> open_field(Value& value, const SealedField& field) {
    // Fields of the other side wait until they stand in its message again.
    if (!field.place.starts_with(name(side_)) || !keys_.openers_->knows(field.key)) return false;
    const std::string place = place_of(side_, path_.text());
    const std::string at = "at " + path_.text() + ": the sealed field ";
    if (field.place != place) {
      return Error{ErrorCode::kNotAuthentic,
                   at + "was sealed for the place " + field.place.substr(1),
                   "restore the message from a copy"};
    }
    Result<Value> opened = keys_.open_value(field.container, place);
    if (opened.ok()) {
      value = std::move(opened).value();
      return true;
    }
    Error error = std::move(opened).error();
    if (error.code == ErrorCode::kNotAuthentic) {
      return Error{error.code, at + "was changed, or sealed for another tenant",
                   "restore the message from a copy"};
    }
    error.message = at + "does not open: " + error.message;
    return error;
  }

  const FieldKeys& keys_;
  Side side_;
  std::vector<std::string>& left_;
  Path path_;
};

Status FieldKeys::open(Value& message, Side side, std::vector<std::string>& left) const {
  return Walk(*this, side, left).open(message);
}

bool is_sealed_field(const Value& value) { return parse_field(value).has_value(); }

namespace {

// The field of a member; null where the schema does not say.
const Field* child_field(const Field* field, std::string_view name) {
  if (field == nullptr) return nullptr;
  if (field->type == FieldType::kMap && !field->fields.empty()) return &field->fields[0];
  const auto child = std::ranges::find(field->fields, name, &Field::name);
  return child == field->fields.end() ? nullptr : &*child;
}

// False when the value has to go. `element`: of the repeated field `field`.
bool settle(Value& value, const Field* field, bool element, bool json, Path& path,
            std::vector<Loss>& losses) {
  if (is_sealed_field(value)) {
    const bool text = value.string() != nullptr;
    if (json) {
      if (text) value = Object{{std::string(kSealedMember), *value.string()}};
      return true;
    }
    const bool whole_array = field != nullptr && field->repeated && !element;
    if (text && !whole_array) return true;
    if (field != nullptr && !whole_array &&
        (field->type == FieldType::kString || field->type == FieldType::kAny)) {
      value = Value(*sealed_text(value));
      return true;
    }
    losses.push_back({path.text(), "sealed, and the field holds no text"});
    return false;
  }
  if (Array* const values = value.array()) {
    bool all_stay = true;
    for (std::size_t i = 0; i < values->size(); ++i) {
      path.push(i);
      all_stay = settle((*values)[i], field, true, json, path, losses) && all_stay;
      path.pop();
    }
    if (all_stay) return true;
    // Without one of them the others would stand in the wrong places.
    losses.push_back({path.text(), "an element is sealed, and the field holds no text"});
    return false;
  } else if (Object* const members = value.object()) {
    std::erase_if(*members, [&](Member& member) {
      path.push(member.name);
      const bool stays =
          settle(member.value, child_field(field, member.name), false, json, path, losses);
      path.pop();
      return !stays;
    });
  }
  return true;
}

}  // namespace

void settle_sealed_fields(Value& message, const Field& schema, bool json,
                          std::vector<Loss>& losses) {
  Path path;
  if (!settle(message, &schema, false, json, path, losses)) message = Object();
}

bool has_sealed_field(const Value& value) {
  if (const Array* const values = value.array()) {
    return std::ranges::any_of(*values, has_sealed_field);
  }
  if (const Object* const members = value.object(); members != nullptr && !is_sealed_field(value)) {
    return std::ranges::any_of(*members, [](const Member& m) { return has_sealed_field(m.value); });
  }
  return is_sealed_field(value);
}

}  // namespace neurocrypt
