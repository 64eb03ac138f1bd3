#include "link/outline.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <optional>

namespace neurocrypt {
namespace {

using Place = Outline::Place;
using Elements = PathStep::Elements;

bool same_place(std::span<const PathStep> a, std::span<const PathStep> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.field == y.field && x.name == y.name && x.any_member == y.any_member;
  });
}

bool is_map(const Place& place) { return place.field->type == FieldType::kMap; }

/// Cells of a range of slots on the way down: `cell[i]` belongs to slot `first + i`.
using Cursor = std::pmr::vector<CellIndex>;

class Taker {
 public:
  Taker(Cells& cells, CellIndex first, std::size_t slots, Leftover& leftover)
      : cells_(cells), at_(slots, cells.memory()), leftover_(leftover) {
    std::iota(at_.begin(), at_.end(), first);
  }

  void take(const Place& place, const Value& value) {
    if (!place.field->repeated) return take_element(place, value);
    const Array* const array = value.array();
    if (array == nullptr) return take_odd(place, value);
    each(place, Cell::Kind::kArray, array->size(), [&](std::size_t i) {
      take_element(place, (*array)[i]);
      return std::string_view();
    });
  }

 private:
  void take_element(const Place& place, const Value& value) {
    if (place.slot >= 0) {
      set(static_cast<std::size_t>(place.slot), value);
      return;
    }
    const Object* const object = value.object();
    if (is_map(place)) return take_map(place, value);
    if (object == nullptr || object->empty()) {
      leftover_.values = true;  // null, or nothing that would make the object come back
      return;
    }
    std::size_t next = 0;  // members mostly come in the order of the schema
    std::size_t last = 0;
    for (const Member& member : *object) {
      while (next < place.children.size() && place.children[next].name != member.name) ++next;
      if (next == place.children.size()) next = find(place, member.name);
      if (next == place.children.size()) {
        leftover_.values = true;
        next = last;
        continue;
      }
      leftover_.order = leftover_.order || next < last;
      take(place.children[next], member.value);
      last = next;
    }
  }

  static std::size_t find(const Place& place, std::string_view name) {
    const auto found = std::find_if(place.children.begin(), place.children.end(),
                                    [&](const Place& child) { return child.name == name; });
    return static_cast<std::size_t>(found - place.children.begin());
  }

  /// Members that are named go their own way; the others are elements of "*".
  void take_map(const Place& place, const Value& value) {
    const auto any = std::find_if(place.children.begin(), place.children.end(),
                                  [](const Place& child) { return child.any_member; });
    const Object* const object = value.object();
    if (object == nullptr || (object->empty() && any == place.children.end())) {
      if (any != place.children.end()) return take_odd(*any, value);
      leftover_.values = true;
      return;
    }
    std::vector<const Member*> others;
    for (const Member& member : *object) {
      const auto named = std::find_if(
          place.children.begin(), place.children.end(),
          [&](const Place& child) { return !child.any_member && child.name == member.name; });
      if (named != place.children.end()) {
        leftover_.order = true;  // may be said too often: comparing decides
        take(*named, member.value);
      } else {
        others.push_back(&member);
      }
    }
    if (any == place.children.end()) {
      leftover_.values = leftover_.values || !others.empty();
      return;
    }
    each(*any, Cell::Kind::kMap, others.size(), [&](std::size_t i) {
      take(*any, others[i]->value);
      return std::string_view(others[i]->name);
    });
  }

  /// Null or something else in place of an array or a map: kept as it is by a place of its own, and
  /// by all below it when it is null.
  void take_odd(const Place& place, const Value& value) {
    if (!value.is_null() && (place.slot < 0 || place.any_member)) {
      leftover_.values = true;
      return;
    }
    for (std::size_t slot = place.first_slot; slot < place.end_slot; ++slot) set(slot, value);
  }

  void set(std::size_t slot, const Value& value) {
    Cell& cell = cells_[at_[slot]];
    cell.kind = Cell::Kind::kValue;
    cell.value = &value;
  }

  /// Goes into the elements of an array or a map for all slots at and below `place`.
  template <typename Take>
  void each(const Place& place, Cell::Kind kind, std::size_t count, const Take& take_one) {
    const std::size_t first = place.first_slot;
    const std::size_t slots = place.end_slot - first;
    // Element after element for each slot: slot s has [base + s * count, base + (s + 1) * count).
    const CellIndex base = cells_.add(slots * count);
    Cursor outer(slots, cells_.memory());
    for (std::size_t s = 0; s < slots; ++s) {
      outer[s] = at_[first + s];
      Cell& cell = cells_[outer[s]];
      cell.kind = kind;
      cell.first = base + static_cast<CellIndex>(s * count);
      cell.count = static_cast<std::uint32_t>(count);
    }
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t s = 0; s < slots; ++s) {
        at_[first + s] = base + static_cast<CellIndex>(s * count + i);
      }
      const std::string_view key = take_one(i);
      if (kind != Cell::Kind::kMap) continue;
      for (std::size_t s = 0; s < slots; ++s) {
        cells_[base + static_cast<CellIndex>(s * count + i)].key = key;
      }
    }
    for (std::size_t s = 0; s < slots; ++s) at_[first + s] = outer[s];
  }

  Cells& cells_;
  Cursor at_;
  Leftover& leftover_;
};

class Maker {
 public:
  Maker(Cells& cells, CellIndex first, std::size_t slots, std::vector<std::size_t>& dropped)
      : cells_(cells), at_(slots, cells.memory()), absent_(cells.add(1)), dropped_(dropped) {
    std::iota(at_.begin(), at_.end(), first);
  }

  /// The value of a place with its elements; nothing when all below it is absent.
  std::optional<Value> make(const Place& place) {
    if (!place.field->repeated) return make_element(place);
    std::size_t count = 0;
    bool array = false;
    bool one = false;
    const Value* whole = nullptr;
    for (std::size_t slot = place.first_slot; slot < place.end_slot; ++slot) {
      const Cell& cell = cells_[at_[slot]];
      array = array || cell.kind == Cell::Kind::kArray;
      if (cell.kind == Cell::Kind::kArray) count = std::max<std::size_t>(count, cell.count);
      one = one || cell.kind == Cell::Kind::kOne;
      if (cell.kind == Cell::Kind::kValue && whole == nullptr) whole = cell.value;
    }
    if (!array && whole != nullptr) return *whole;
    if (!array && one && !place.driven) count = 1;
    if (one && count == 0) drop(place);
    if (!array && count == 0) return std::nullopt;
    Array elements;
    elements.reserve(count);
    const Cursor outer = cursor(place);
    std::size_t gaps = 0;
    for (std::size_t i = 0; i < count; ++i) {
      step_into(place, outer, [&](const Cell& cell) { return element(cell, i); });
      std::optional<Value> value = make_element(place);
      if (!value && place.slot < 0) value = Value(Object{});
      if (!value) {
        ++gaps;
        continue;
      }
      if (gaps > 0 && gap_.empty()) gap_ = place.name;
      elements.push_back(std::move(*value));
    }
    restore(place, outer);
    return Value(std::move(elements));
  }

  /// The name of an array that would have had a gap; empty when there was none.
  [[nodiscard]] const std::string& gap() const { return gap_; }

 private:
  std::optional<Value> make_element(const Place& place) {
    if (place.slot >= 0) {
      const Cell& cell = cells_[at_[static_cast<std::size_t>(place.slot)]];
      if (cell.kind != Cell::Kind::kValue) return std::nullopt;
      return *cell.value;
    }
    if (is_map(place)) return make_map(place);
    Object object;
    object.reserve(place.children.size());
    for (const Place& child : place.children) {
      if (std::optional<Value> value = make(child)) {
        object.push_back({child.name, std::move(*value)});
      }
    }
    if (object.empty()) return std::nullopt;
    return Value(std::move(object));
  }

  std::optional<Value> make_map(const Place& place) {
    Object object;
    bool present = false;
    for (const Place& child : place.children) {
      if (child.any_member) continue;
      if (std::optional<Value> value = make(child)) {
        object.push_back({child.name, std::move(*value)});
        present = true;
      }
    }
    for (const Place& child : place.children) {
      if (!child.any_member) continue;
      const Value* whole = nullptr;
      std::vector<std::string_view> keys;
      for (std::size_t slot = child.first_slot; slot < child.end_slot; ++slot) {
        const Cell& cell = cells_[at_[slot]];
        if (cell.kind == Cell::Kind::kValue && whole == nullptr) whole = cell.value;
        if (cell.kind != Cell::Kind::kMap) continue;
        present = true;
        for (std::uint32_t i = 0; i < cell.count; ++i) {
          const std::string_view key = cells_[cell.first + i].key;
          const bool known = i < keys.size() && keys[i] == key;
          if (!known && std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
        }
      }
      if (!present && whole != nullptr) return *whole;
      const Cursor outer = cursor(child);
      for (std::size_t i = 0; i < keys.size(); ++i) {
        step_into(child, outer, [&](const Cell& cell) { return member(cell, keys[i], i); });
        std::optional<Value> value = make(child);
        if (!value && child.slot < 0) value = Value(Object{});
        if (value) object.push_back({std::string(keys[i]), std::move(*value)});
      }
      restore(child, outer);
    }
    if (!present) return std::nullopt;
    return Value(std::move(object));
  }

  void drop(const Place& place) {
    for (std::size_t slot = place.first_slot; slot < place.end_slot; ++slot) {
      if (cells_[at_[slot]].kind == Cell::Kind::kOne) dropped_.push_back(slot);
    }
  }

  [[nodiscard]] CellIndex element(const Cell& cell, std::size_t i) const {
    if (cell.kind == Cell::Kind::kArray && i < cell.count) {
      return cell.first + static_cast<CellIndex>(i);
    }
    return cell.kind == Cell::Kind::kOne ? cell.first : absent_;
  }

  [[nodiscard]] CellIndex member(const Cell& cell, std::string_view key, std::size_t hint) const {
    if (cell.kind == Cell::Kind::kOne) return cell.first;
    if (cell.kind != Cell::Kind::kMap) return absent_;
    if (hint < cell.count && cells_[cell.first + static_cast<CellIndex>(hint)].key == key) {
      return cell.first + static_cast<CellIndex>(hint);
    }
    for (CellIndex i = cell.first; i < cell.first + cell.count; ++i) {
      if (cells_[i].key == key) return i;
    }
    return absent_;
  }

  Cursor cursor(const Place& place) {
    return {at_.begin() + static_cast<std::ptrdiff_t>(place.first_slot),
            at_.begin() + static_cast<std::ptrdiff_t>(place.end_slot), cells_.memory()};
  }

  template <typename Step>
  void step_into(const Place& place, const Cursor& outer, const Step& step) {
    for (std::size_t s = 0; s < outer.size(); ++s) {
      at_[place.first_slot + s] = step(cells_[outer[s]]);
    }
  }

  void restore(const Place& place, const Cursor& outer) {
    std::copy(outer.begin(), outer.end(),
              at_.begin() + static_cast<std::ptrdiff_t>(place.first_slot));
  }

  Cells& cells_;
  Cursor at_;
  CellIndex absent_;
  std::string gap_;
  std::vector<std::size_t>& dropped_;
};

/// Numbers the slots of a tree, depth first in the order of the schema.
void number(Place& place, std::vector<std::size_t>& order) {
  place.first_slot = order.size();
  if (place.slot >= 0) {
    order.push_back(static_cast<std::size_t>(place.slot));
    place.slot = static_cast<std::ptrdiff_t>(order.size() - 1);
  }
  std::stable_sort(place.children.begin(), place.children.end(),
                   [](const Place& a, const Place& b) { return a.order < b.order; });
  for (Place& child : place.children) number(child, order);
  place.end_slot = order.size();
}

}  // namespace

Result<Outline> Outline::create(const Field& schema, std::span<const FieldPath> paths) {
  Outline outline;
  outline.root_.field = &schema;
  std::vector<std::vector<PathStep>> found;
  for (const FieldPath& path : paths) {
    NC_ASSIGN_OR_RETURN(std::vector<PathStep> steps, find_path(schema, path));
    const auto known = std::find_if(found.begin(), found.end(),
                                    [&](const auto& other) { return same_place(other, steps); });
    if (known != found.end()) continue;
    Place* place = &outline.root_;
    const auto overlap = [&path] {
      return Error{ErrorCode::kInvalidArgument,
                   "'" + path + "' lies below or above another path of the link",
                   "link the whole or its parts, not both"};
    };
    for (std::size_t i = 1; i < steps.size(); ++i) {
      if (place->slot >= 0) return overlap();
      const PathStep& step = steps[i];
      const auto child =
          std::find_if(place->children.begin(), place->children.end(), [&](const Place& candidate) {
            return candidate.name == step.name && candidate.any_member == step.any_member;
          });
      if (child != place->children.end()) {
        place = &*child;
        continue;
      }
      const Field* const parent = place->field;
      Place made;
      made.name = step.name;
      made.field = step.field;
      made.any_member = step.any_member;
      made.order = static_cast<std::size_t>(step.field - parent->fields.data());
      place->children.push_back(std::move(made));
      place = &place->children.back();
    }
    if (place->slot >= 0 || !place->children.empty()) return overlap();
    place->slot = static_cast<std::ptrdiff_t>(found.size());
    found.push_back(std::move(steps));
  }
  std::vector<std::size_t> order;
  number(outline.root_, order);
  for (const std::size_t i : order) outline.paths_.push_back(std::move(found[i]));
  return outline;
}

std::size_t Outline::slot(const FieldPath& path) const {
  const Result<std::vector<PathStep>> steps = find_path(*root_.field, path);
  assert(steps.ok());
  const auto found = std::find_if(paths_.begin(), paths_.end(),
                                  [&](const auto& other) { return same_place(other, *steps); });
  assert(found != paths_.end());
  return static_cast<std::size_t>(found - paths_.begin());
}

std::vector<Outline::Place*> Outline::chain(std::size_t slot) {
  std::vector<Place*> places = {&root_};
  while (places.back()->slot != static_cast<std::ptrdiff_t>(slot)) {
    auto& children = places.back()->children;
    const auto child = std::find_if(children.begin(), children.end(), [&](const Place& candidate) {
      return candidate.first_slot <= slot && slot < candidate.end_slot;
    });
    assert(child != children.end());
    places.push_back(&*child);
  }
  return places;
}

CellIndex Outline::take_apart(const Value& message, Cells& cells, Leftover& leftover) const {
  const CellIndex first = cells.add(slots());
  Taker(cells, first, slots(), leftover).take(root_, message);
  return first;
}

Result<Value> Outline::put_together(Cells& cells, CellIndex first,
                                    std::vector<std::size_t>& dropped) const {
  Maker maker(cells, first, slots(), dropped);
  std::optional<Value> made = maker.make(root_);
  if (!maker.gap().empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "an element of '" + maker.gap() + "' is absent, and its array cannot have a gap",
                 "the elements come from arrays that differ: correct the link"};
  }
  if (made) return std::move(*made);
  return root_.field->type == FieldType::kObject ? Value(Object{}) : Value();
}

}  // namespace neurocrypt
