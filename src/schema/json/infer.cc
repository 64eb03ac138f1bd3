#include "schema/json/infer.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "schema/json/rule.h"
#include "schema/json/string_format.h"

namespace neurocrypt::json {

struct Place {
  struct Named {
    std::string name;
    std::uint64_t count = 0;
    std::unique_ptr<Place> place;
  };

  std::uint64_t count = 0;
  std::map<TypeSet, std::uint64_t> types;  ///< how often each was seen

  // Strings.
  std::optional<StringFormat> format;  ///< of all so far; kNone when they differ
  std::map<std::string, std::uint64_t, std::less<>> texts;  ///< while an enumeration is possible
  bool many_texts = false;

  // Objects; members in the order of their first arrival.
  std::vector<Named> members;
  std::unordered_map<std::string, std::size_t> index;
  bool is_map = false;         ///< then `any` stands for all members
  std::unique_ptr<Place> any;  ///< values of a map

  std::unique_ptr<Place> items;  ///< of arrays

  [[nodiscard]] std::uint64_t seen(TypeSet type) const {
    const auto found = types.find(type);
    return found == types.end() ? 0 : found->second;
  }
};

namespace {

constexpr std::size_t kEnumTextBytesMax = 40;

/// A word as enumerations have them: "ACTIVE", "pending-review", "v1.2".
bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kEnumTextBytesMax &&
         std::all_of(text.begin(), text.end(),
                     [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
                              c == '/';
                     }) &&
         std::any_of(text.begin(), text.end(),
                     [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; });
}

/// A name that is data and not a name: a number, an identifier, a date.
bool is_key(std::string_view name) {
  const bool digits =
      !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
  return digits || recognise_format(name) != StringFormat::kNone;
}

/// How many places there are from this one down.
std::size_t count_places(const Place& place) {
  std::size_t count = 1;
  for (const auto* const inner : {&place.any, &place.items}) {
    if (*inner) count += count_places(**inner);
  }
  for (const Place::Named& member : place.members) {
    if (member.place) count += count_places(*member.place);
  }
  return count;
}

/// Adds samples, and places to one another, within the limit of places.
class Collector {
 public:
  explicit Collector(std::size_t& places) : places_(places) {}

  void add(Place& place, const Value& sample) {
    ++place.count;
    ++place.types[type_of(sample)];
    if (const std::string* const text = sample.string()) add_text(place, *text, 1);
    if (const Array* const values = sample.array()) {
      for (const Value& item : *values) {
        if (make(place.items)) add(*place.items, item);
      }
    }
    if (const Object* const members = sample.object()) {
      for (const Member& member : *members) {
        if (Place* const inner = member_place(place, member.name, 1)) add(*inner, member.value);
      }
    }
  }

  void merge(Place& place, const Place& other) {
    place.count += other.count;
    for (const auto& [type, count] : other.types) place.types[type] += count;
    if (other.format) keep_format(place, *other.format);
    for (const auto& [text, count] : other.texts) add_known_text(place, text, count);
    if (other.many_texts) forget_texts(place);
    if (other.items && make(place.items)) merge(*place.items, *other.items);
    if (other.is_map) turn_into_map(place);
    if (other.any && make(place.any)) merge(*place.any, *other.any);
    for (const Place::Named& member : other.members) {
      Place* const inner = member_place(place, member.name, member.count);
      if (inner != nullptr && member.place) merge(*inner, *member.place);
    }
  }

 private:
  /// False when there is no room for one more place.
  bool make(std::unique_ptr<Place>& place) {
    if (place) return true;
    if (places_ >= kPlacesMax) return false;
    ++places_;
    place = std::make_unique<Place>();
    return true;
  }

  Place* member_place(Place& object, const std::string& name, std::uint64_t count) {
    if (object.is_map) return make(object.any) ? object.any.get() : nullptr;
    const auto [entry, is_new] = object.index.try_emplace(name, object.members.size());
    if (is_new && object.members.size() == kNamesMax) {
      turn_into_map(object);
      return member_place(object, name, count);
    }
    if (is_new) object.members.push_back({name, 0, nullptr});
    Place::Named& member = object.members[entry->second];
    member.count += count;
    return make(member.place) ? member.place.get() : nullptr;
  }

  void turn_into_map(Place& object) {
    if (object.is_map) return;
    object.is_map = true;
    std::vector<Place::Named> members = std::move(object.members);
    object.members.clear();
    object.index.clear();
    for (const Place::Named& member : members) {
      if (!member.place) continue;
      if (make(object.any)) merge(*object.any, *member.place);
      places_ -= count_places(*member.place);
    }
  }

  void add_text(Place& place, const std::string& text, std::uint64_t count) {
    if (!place.format || *place.format != StringFormat::kNone)
      keep_format(place, recognise_format(text));
    add_known_text(place, text, count);
  }

  static void keep_format(Place& place, StringFormat format) {
    place.format = !place.format || *place.format == format ? format : StringFormat::kNone;
  }

  static void add_known_text(Place& place, const std::string& text, std::uint64_t count) {
    if (place.many_texts) return;
    if (!is_word(text) ||
        (place.texts.size() == kEnumValuesMax && place.texts.find(text) == place.texts.end())) {
      return forget_texts(place);
    }
    place.texts[text] += count;
  }

  static void forget_texts(Place& place) {
    place.many_texts = true;
    place.texts.clear();
  }

  std::size_t& places_;
};

bool is_enumeration(const Place& place) {
  if (place.many_texts || place.texts.empty()) return false;
  return place.seen(kStringBit) >=
             kSamplesPerEnumValue * std::max<std::size_t>(place.texts.size(), 2) &&
         std::all_of(place.texts.begin(), place.texts.end(),
                     [](const auto& entry) { return entry.second >= 2; });
}

/// Three or more names that are all data: a map, though a small one.
bool has_keys_only(const Place& place) {
  return place.members.size() >= 3 &&
         std::all_of(place.members.begin(), place.members.end(),
                     [](const Place::Named& member) { return is_key(member.name); });
}

Object describe(const Place& place);

void describe_object(const Place& place, Object& schema) {
  if (place.is_map || has_keys_only(place)) {
    Place values;
    std::size_t places = 1;
    Collector collector(places);
    if (place.any) collector.merge(values, *place.any);
    for (const Place::Named& member : place.members) {
      if (member.place) collector.merge(values, *member.place);
    }
    if (values.count > 0) schema.push_back({"additionalProperties", describe(values)});
    return;
  }
  Object properties;
  Array required;
  for (const Place::Named& member : place.members) {
    properties.push_back({member.name, member.place ? describe(*member.place) : Object()});
    if (member.count == place.seen(kObjectBit)) required.push_back(member.name);
  }
  if (!properties.empty()) schema.push_back({"properties", std::move(properties)});
  if (!required.empty()) schema.push_back({"required", std::move(required)});
}

Object describe(const Place& place) {
  constexpr std::pair<TypeSet, const char*> kNames[] = {
      {kObjectBit, "object"},   {kArrayBit, "array"},     {kStringBit, "string"},
      {kFractionBit, "number"}, {kIntegerBit, "integer"}, {kBooleanBit, "boolean"},
      {kNullBit, "null"}};
  Object schema;
  Array types;
  for (const auto& [bit, name] : kNames) {
    if (place.seen(bit) == 0 || (bit == kIntegerBit && place.seen(kFractionBit) > 0)) continue;
    types.push_back(name);
  }
  if (types.size() == 1) {
    schema.push_back({"type", types[0]});
  } else if (!types.empty()) {
    schema.push_back({"type", std::move(types)});
  }
  if (place.format.value_or(StringFormat::kNone) != StringFormat::kNone) {
    schema.push_back({"format", name(*place.format)});
  } else if (is_enumeration(place) &&
             place.seen(kStringBit) + place.seen(kNullBit) == place.count) {
    Array values;
    for (const auto& [text, count] : place.texts) values.push_back(text);
    if (place.seen(kNullBit) > 0) values.emplace_back();  // null
    schema.push_back({"enum", std::move(values)});
  }
  if (place.seen(kObjectBit) > 0) describe_object(place, schema);
  if (place.items) schema.push_back({"items", describe(*place.items)});
  return schema;
}

}  // namespace

SchemaInference::SchemaInference() : root_(std::make_unique<Place>()) {}
SchemaInference::SchemaInference(SchemaInference&&) noexcept = default;
SchemaInference& SchemaInference::operator=(SchemaInference&&) noexcept = default;
SchemaInference::~SchemaInference() = default;

void SchemaInference::add(const Value& sample) {
  ++count_;
  Collector(places_).add(*root_, sample);
}

void SchemaInference::merge(const SchemaInference& other) {
  count_ += other.count_;
  Collector(places_).merge(*root_, *other.root_);
}

Value SchemaInference::schema() const {
  Object schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                   {"$comment", "inferred from " + std::to_string(count_) +
                                    (count_ == 1 ? " sample" : " samples")}};
  for (Member& member : describe(*root_)) schema.push_back(std::move(member));
  return schema;
}

}  // namespace neurocrypt::json
