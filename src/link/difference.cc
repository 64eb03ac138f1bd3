#include "link/difference.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace neurocrypt {
namespace {

/// Where each member of an object is, for objects of any size.
class MemberIndex {
 public:
  explicit MemberIndex(const Object& object) : object_(object) {
    if (object.size() <= kScannedMax) return;
    for (std::size_t i = 0; i < object.size(); ++i) index_.emplace(object[i].name, i);
  }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
    if (object_.size() > kScannedMax) {
      const auto found = index_.find(name);
      return found == index_.end() ? std::nullopt : std::optional(found->second);
    }
    for (std::size_t i = 0; i < object_.size(); ++i) {
      if (object_[i].name == name) return i;
    }
    return std::nullopt;
  }

 private:
  static constexpr std::size_t kScannedMax = 16;
  const Object& object_;
  std::unordered_map<std::string_view, std::size_t> index_;
};

Value object_difference(const Object& original, const Object& given) {
  const MemberIndex in_given(given);
  const MemberIndex in_original(original);
  Object members;
  bool ordered = true;
  std::size_t kept = 0;  // members of `given` that stay, in their order
  std::size_t last = 0;
  for (std::size_t i = 0; i < original.size(); ++i) {
    const std::optional<std::size_t> index = in_given.find(original[i].name);
    if (!index) continue;
    ordered = ordered && *index >= last;
    last = *index;
    ++kept;
    Value inner = difference(original[i].value, given[*index].value);
    if (!inner.is_null()) members.push_back({original[i].name, std::move(inner)});
  }
  for (const Member& member : given) {
    if (in_original.find(member.name)) continue;
    members.push_back({member.name, Object{{"was", member.value}}});
  }
  // Those to add come last and by ascending index, so that each finds its place when it is added.
  std::size_t size = kept;
  for (std::size_t i = 0; i < original.size(); ++i) {
    if (in_given.find(original[i].name)) continue;
    Object set = {{"set", original[i].value}};
    if (ordered && i != size) set.push_back({"at", Value::integer(std::uint64_t{i})});
    members.push_back({original[i].name, std::move(set)});
    ++size;
  }
  if (members.empty() && ordered) return {};
  Object out;
  if (!members.empty()) out.push_back({"members", std::move(members)});
  if (!ordered) {
    Array names;
    for (const Member& member : original) names.emplace_back(member.name);
    out.push_back({"order", std::move(names)});
  }
  return out;
}

Value array_difference(const Array& original, const Array& given) {
  Object items;
  for (std::size_t i = 0; i < std::max(original.size(), given.size()); ++i) {
    Value inner;
    if (i >= given.size()) {
      inner = Object{{"set", original[i]}};
    } else if (i >= original.size()) {
      inner = Object{{"was", given[i]}};
    } else {
      inner = difference(original[i], given[i]);
    }
    if (!inner.is_null()) items.push_back({std::to_string(i), std::move(inner)});
  }
  if (items.empty()) return {};
  return Object{{"items", std::move(items)}};
}

Error corrupt(const std::string& what) {
  return {ErrorCode::kCorrupt, "the rest of a message " + what,
          "it was not written by this program, or was changed"};
}

Result<std::size_t> to_index(std::string_view text) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size()) {
    return corrupt("has an index that is no number");
  }
  return index;
}

Result<std::size_t> to_index(const Value* at, std::size_t otherwise) {
  if (at == nullptr) return otherwise;
  if (at->number() == nullptr) return corrupt("has an index that is no number");
  return to_index(at->number()->text);
}

/// The members in the order of the names; those without a name stay behind the one before them.
Result<Object> reordered(Object object, const Value& order) {
  if (order.array() == nullptr) return corrupt("has an 'order' that is no list");
  const MemberIndex index(object);
  std::vector<std::size_t> places;  // of the named members, ascending
  std::vector<std::size_t> wanted;  // the same members in the order of the names
  std::vector<bool> named(object.size());
  for (const Value& name : *order.array()) {
    if (name.string() == nullptr) return corrupt("has an 'order' that is no list of names");
    const std::optional<std::size_t> found = index.find(*name.string());
    if (!found || named[*found]) continue;
    named[*found] = true;
    wanted.push_back(*found);
  }
  places = wanted;
  std::sort(places.begin(), places.end());
  std::vector<std::size_t> source(object.size());
  for (std::size_t i = 0; i < object.size(); ++i) source[i] = i;
  for (std::size_t i = 0; i < places.size(); ++i) source[places[i]] = wanted[i];
  Object out;
  out.reserve(object.size());
  for (const std::size_t i : source) out.push_back(std::move(object[i]));
  return out;
}

Result<Value> apply_to_object(Object object, const Object& members) {
  std::unordered_set<std::string_view> dropped;
  for (const Member& member : members) {
    const Value* const set = member.value.find("set");
    const Value* const was = member.value.find("was");
    const auto found = std::find_if(object.begin(), object.end(), [&](const Member& candidate) {
      return candidate.name == member.name;
    });
    if (set != nullptr && was == nullptr) {
      if (found != object.end()) continue;  // somebody gave it a value in the meantime
      NC_ASSIGN_OR_RETURN(const std::size_t at, to_index(member.value.find("at"), object.size()));
      const auto place = object.begin() + static_cast<std::ptrdiff_t>(std::min(at, object.size()));
      object.insert(place, {member.name, *set});
    } else if (set == nullptr && was != nullptr) {
      if (found != object.end() && found->value == *was) object.erase(found);
    } else if (found != object.end()) {
      NC_ASSIGN_OR_RETURN(found->value, apply_difference(std::move(found->value), member.value));
    }
  }
  return Value(std::move(object));
}

Result<Value> apply_to_array(Array array, const Object& items) {
  for (const Member& item : items) {
    NC_ASSIGN_OR_RETURN(const std::size_t index, to_index(item.name));
    const Value* const set = item.value.find("set");
    const Value* const was = item.value.find("was");
    if (set != nullptr && was == nullptr) {
      if (index == array.size()) array.push_back(*set);
    } else if (set == nullptr && was != nullptr) {
      // Surplus elements are at the end: the first of them that is still there ends the array.
      if (index < array.size() && array[index] == *was) array.resize(index);
    } else if (index < array.size()) {
      NC_ASSIGN_OR_RETURN(array[index], apply_difference(std::move(array[index]), item.value));
    }
  }
  return Value(std::move(array));
}

/// True for arrays and objects of nothing but such: there is no value in them.
bool is_empty(const Value& value) {
  if (const Array* const array = value.array(); array != nullptr) {
    return std::all_of(array->begin(), array->end(), is_empty);
  }
  const Object* const object = value.object();
  return object != nullptr && std::all_of(object->begin(), object->end(), [](const Member& member) {
           return is_empty(member.value);
         });
}

void collect(const Value& difference, const std::string& reason, Path& path,
             std::vector<Loss>& out) {
  if (const Value* const set = difference.find("set"); set != nullptr) {
    if (!is_empty(*set)) out.push_back({path.text(), reason});
    return;
  }
  for (const char* const part : {"members", "items"}) {
    const Value* const inner = difference.find(part);
    if (inner == nullptr || inner->object() == nullptr) continue;
    for (const Member& member : *inner->object()) {
      path.push(member.name);
      collect(member.value, reason, path, out);
      path.pop();
    }
  }
}

}  // namespace

Value difference(const Value& original, const Value& given) {
  if (original.object() != nullptr && given.object() != nullptr) {
    return object_difference(*original.object(), *given.object());
  }
  if (original.array() != nullptr && given.array() != nullptr) {
    return array_difference(*original.array(), *given.array());
  }
  if (original == given) return {};
  return Object{{"was", given}, {"set", original}};
}

Result<Value> apply_difference(Value given, const Value& difference) {
  if (difference.is_null()) return given;
  if (difference.object() == nullptr) return corrupt("is no object");
  if (const Value* const set = difference.find("set"); set != nullptr) {
    const Value* const was = difference.find("was");
    return was == nullptr || *was == given ? *set : std::move(given);
  }
  const Value* const members = difference.find("members");
  const Value* const order = difference.find("order");
  const Value* const items = difference.find("items");
  if (members == nullptr && order == nullptr && items == nullptr) {
    return corrupt("has a place without a change");
  }
  if (given.object() != nullptr && items == nullptr) {
    if (members != nullptr) {
      if (members->object() == nullptr) return corrupt("has 'members' that are no object");
      NC_ASSIGN_OR_RETURN(given, apply_to_object(std::move(*given.object()), *members->object()));
    }
    if (order != nullptr) {
      NC_ASSIGN_OR_RETURN(Object object, reordered(std::move(*given.object()), *order));
      given = Value(std::move(object));
    }
  } else if (given.array() != nullptr && items != nullptr) {
    if (items->object() == nullptr) return corrupt("has 'items' that are no object");
    return apply_to_array(std::move(*given.array()), *items->object());
  }
  return given;
}

std::vector<Loss> losses_in(const Value& difference, const std::string& reason) {
  std::vector<Loss> out;
  Path path;
  collect(difference, reason, path, out);
  return out;
}

}  // namespace neurocrypt
