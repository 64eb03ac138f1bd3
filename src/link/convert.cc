#include "link/convert.h"

#include <algorithm>
#include <string>

namespace neurocrypt {
namespace {

using Kind = Cell::Kind;

/// An input on the way down its levels.
struct At {
  CellIndex cell;
  std::size_t level;
};

class Converter {
 public:
  Converter(const Plan& plan, const Outline& source, Cells& cells, CellIndex first,
            Shortfall& shortfall)
      : plan_(plan),
        source_(source),
        cells_(cells),
        first_(first),
        shortfall_(shortfall),
        absent_(cells.add(1)) {}

  Status run(CellIndex out_first) {
    shortfall_.used.assign(plan_.producers.size(), false);
    for (const Producer& producer : plan_.producers) {
      std::pmr::vector<At> inputs(cells_.memory());
      inputs.reserve(producer.inputs.size());
      for (const Producer::Input& input : producer.inputs) {
        inputs.push_back({first_ + static_cast<CellIndex>(input.slot), 0});
      }
      const CellIndex target = out_first + static_cast<CellIndex>(producer.target);
      const bool taken = cells_[target].kind != Kind::kAbsent;
      const CellIndex out = taken ? cells_.add(1) : target;
      NC_RETURN_IF_ERROR(produce(producer, inputs, 0, out));
      if (cells_[out].kind == Kind::kAbsent) continue;
      if (taken && !same(out, target)) {
        lose(producer, 0, shortfall_.destroyed, "another field has given this place its value");
      } else {
        shortfall_.used[static_cast<std::size_t>(&producer - plan_.producers.data())] = true;
      }
    }
    for (const Fate& fate : plan_.fates) {
      walk(fate, first_ + static_cast<CellIndex>(fate.slot));
    }
    return {};
  }

 private:
  Status produce(const Producer& producer, std::pmr::vector<At>& inputs, std::size_t level,
                 CellIndex out) {
    for (std::size_t i = 0; i < inputs.size(); ++i) descend_single(producer, i, inputs[i]);
    if (level == producer.levels.size()) return apply(producer, inputs, out);
    if (producer.levels[level].single) {
      const CellIndex inner = cells_.add(1);
      NC_RETURN_IF_ERROR(produce(producer, inputs, level + 1, inner));
      if (cells_[inner].kind == Kind::kAbsent) return {};
      cells_[out].kind = Kind::kOne;
      cells_[out].first = inner;
      return {};
    }
    const Kind kind = producer.levels[level].map ? Kind::kMap : Kind::kArray;
    const At* leader = nullptr;  // whose elements are counted: the longest array, the first map
    const At* whole = nullptr;   // null or a sealed value in place of one
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i].level == producer.inputs[i].levels.size()) continue;
      const Cell& cell = cells_[inputs[i].cell];
      if (cell.kind == Kind::kValue && whole == nullptr) whole = &inputs[i];
      if (cell.kind != kind) continue;
      const bool longer =
          leader == nullptr || (kind == Kind::kArray && cell.count > cells_[leader->cell].count);
      if (longer) leader = &inputs[i];
    }
    if (leader == nullptr) {
      if (whole == nullptr) return {};
      return give_whole(producer, *cells_[whole->cell].value, out);
    }
    const Cell counted = cells_[leader->cell];
    const CellIndex elements = cells_.add(counted.count);
    cells_[out].kind = kind;
    cells_[out].first = elements;
    cells_[out].count = counted.count;
    std::pmr::vector<At> inner(inputs.size(), cells_.memory());
    const std::size_t sealed_before = sealed_;
    for (std::uint32_t e = 0; e < counted.count; ++e) {
      const std::string_view key = cells_[counted.first + e].key;
      if (kind == Kind::kMap) {
        position_.emplace_back(key);
      } else {
        position_.emplace_back(std::size_t{e});
      }
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        inner[i] = inputs[i];
        if (inputs[i].level == producer.inputs[i].levels.size()) continue;  // one for all elements
        ++inner[i].level;
        inner[i].cell = element(cells_[inputs[i].cell], kind, e, key);
      }
      cells_[elements + e].key = key;
      NC_RETURN_IF_ERROR(produce(producer, inner, level + 1, elements + e));
      position_.pop_back();
    }
    const bool last = level + 1 == producer.levels.size();
    if (last && producer.is_element && kind == Kind::kArray && sealed_ > sealed_before) {
      // Without one of them the others would stand in the wrong places.
      cells_[out].kind = Kind::kAbsent;
      lose(producer, 0, shortfall_.kept,
           "an element is sealed, and the other side has no text there");
    }
    return {};
  }

  [[nodiscard]] CellIndex element(const Cell& cell, Kind kind, std::uint32_t index,
                                  std::string_view key) const {
    if (cell.kind != kind) return absent_;
    if (kind == Kind::kArray) return index < cell.count ? cell.first + index : absent_;
    for (std::uint32_t i = 0; i < cell.count; ++i) {
      if (cells_[cell.first + i].key == key) return cell.first + i;
    }
    return absent_;
  }

  /// Takes the only element where a level is single.
  void descend_single(const Producer& producer, std::size_t i, At& input) {
    const std::vector<PathLevel>& levels = producer.inputs[i].levels;
    while (input.level < levels.size() && levels[input.level].single) {
      const Cell cell = cells_[input.cell];
      if (cell.kind != Kind::kArray) {
        if (cell.kind != Kind::kValue) input.cell = absent_;
        ++input.level;
        continue;
      }
      if (cell.count > 1 && !(levels[input.level].driven && all_same(cell))) {
        lose(producer, i, shortfall_.destroyed,
             "one element has a place, and there are " + std::to_string(cell.count));
      }
      input.cell = cell.count == 0 ? absent_ : cell.first;
      ++input.level;
    }
  }

  Status apply(const Producer& producer, const std::pmr::vector<At>& inputs, CellIndex out) {
    std::pmr::vector<const Value*> values(inputs.size(), cells_.memory());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const Cell& cell = cells_[inputs[i].cell];
      if (cell.kind != Kind::kValue) continue;
      values[i] = cell.value;
      if (const std::string* const text = sealed_text(*cell.value); text != nullptr) {
        if (inputs.size() == 1) return give_whole(producer, *cell.value, out);
        lose(producer, i, shortfall_.kept, "sealed, and joined with others on the other side");
        ++sealed_;
        return {};
      }
    }
    if (producer.copies) return values[0] != nullptr ? give(*values[0], out) : Status();
    Result<std::optional<Value>> made = producer.rule.apply(values);
    if (!made.ok()) {
      Error error = std::move(made).error();
      error.message = "at " + pointer(producer, 0) + ": " + error.message + ", for " +
                      producer.path + ": " + producer.words;
      return error;
    }
    if (*made) return give(*cells_.keep(std::move(**made)), out);
    return {};
  }

  /// Null as it is; of a sealed value the text.
  Status give_whole(const Producer& producer, const Value& value, CellIndex out) {
    const std::string* const text = sealed_text(value);
    if (text == nullptr) return give(value, out);
    if (producer.holds_text && out != absent_) return give(*cells_.keep(*text), out);
    lose(producer, 0, shortfall_.kept, "sealed, and the other side has no text there");
    ++sealed_;
    return {};
  }

  Status give(const Value& value, CellIndex out) {
    cells_[out].kind = Kind::kValue;
    cells_[out].value = &value;
    return {};
  }

  /// Reports what of a source slot is there and does not reach the other side.
  void walk(const Fate& fate, CellIndex index) {
    const Cell cell = cells_[index];
    switch (cell.kind) {
      case Kind::kAbsent:
      case Kind::kOne:
        return;
      case Kind::kValue:
        if (fate.expected && *fate.expected == *cell.value) return;
        (fate.kept ? shortfall_.kept : shortfall_.destroyed)
            .push_back({message_pointer(source_.steps(fate.slot), position_), fate.reason});
        return;
      case Kind::kArray:
      case Kind::kMap:
        for (std::uint32_t i = 0; i < cell.count; ++i) {
          if (cell.kind == Kind::kMap) {
            position_.emplace_back(cells_[cell.first + i].key);
          } else {
            position_.emplace_back(std::size_t{i});
          }
          walk(fate, cell.first + i);
          position_.pop_back();
        }
    }
  }

  void lose(const Producer& producer, std::size_t input, std::vector<Loss>& losses,
            std::string reason) {
    if (input < producer.inputs.size()) {
      losses.push_back({pointer(producer, input), std::move(reason)});
    }
  }

  [[nodiscard]] std::string pointer(const Producer& producer, std::size_t input) const {
    if (input >= producer.inputs.size()) return producer.path;
    std::vector<PathPosition> at;
    std::size_t next = 0;
    for (const PathLevel& level : producer.inputs[input].levels) {
      if (level.single) {
        at.emplace_back(std::size_t{0});
      } else if (next < position_.size()) {
        at.push_back(position_[next++]);
      } else {
        break;
      }
    }
    return message_pointer(source_.steps(producer.inputs[input].slot), at);
  }

  /// One value for all elements is the same as an array of it.
  [[nodiscard]] bool same(CellIndex a, CellIndex b) const {
    const Cell& x = cells_[a];
    const Cell& y = cells_[b];
    if (x.kind == Kind::kOne && y.kind == Kind::kArray) {
      for (std::uint32_t i = 0; i < y.count; ++i) {
        if (!same(x.first, y.first + i)) return false;
      }
      return y.count > 0;
    }
    if (x.kind != y.kind || x.count != y.count || x.key != y.key) return false;
    if (x.kind == Kind::kValue) return *x.value == *y.value;
    if (x.kind == Kind::kOne) return same(x.first, y.first);
    for (std::uint32_t i = 0; i < x.count; ++i) {
      if (!same(x.first + i, y.first + i)) return false;
    }
    return true;
  }

  [[nodiscard]] bool all_same(const Cell& array) const {
    for (std::uint32_t i = 1; i < array.count; ++i) {
      if (!same(array.first, array.first + i)) return false;
    }
    return true;
  }

  const Plan& plan_;
  const Outline& source_;
  Cells& cells_;
  CellIndex first_;
  Shortfall& shortfall_;
  CellIndex absent_;
  std::size_t sealed_ = 0;              // values that were sealed and not given
  std::vector<PathPosition> position_;  // of the elements that are being worked on
};

}  // namespace

Result<CellIndex> convert(const Plan& plan, const Outline& source, std::size_t target_slots,
                          Cells& cells, CellIndex first, Shortfall& shortfall) {
  const CellIndex out = cells.add(target_slots);
  NC_RETURN_IF_ERROR(Converter(plan, source, cells, first, shortfall).run(out));
  return out;
}

}  // namespace neurocrypt
