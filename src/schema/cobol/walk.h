// What reading and writing a record share: the path of the walk, the values it keeps, counts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/cobol/layout.h"

namespace neurocrypt::cobol {

/// Where a walk over a layout stands. Parts are views of names that the layout owns: nothing is
/// copied until the text is wanted.
class WalkPath {
 public:
  void push(std::string_view name) { parts_.push_back({name, 0}); }
  void push(std::size_t index) { parts_.push_back({{}, index}); }
  void pop() { parts_.pop_back(); }
  [[nodiscard]] std::string text() const {
    std::string text;
    for (const Part& part : parts_) {
      text += '/';
      if (part.name.empty()) {
        text += std::to_string(part.index);
      } else {
        text += part.name;
      }
    }
    return text;
  }

 private:
  struct Part {
    std::string_view name;  // empty: the index is meant
    std::size_t index;
  };
  std::vector<Part> parts_;
};

/// The count that the value of a counting field means; nothing when it means none.
inline std::optional<std::int64_t> count_of(const Layout& layout, int slot, const Value& value) {
  const auto texts = layout.counts.find(slot);
  if (texts != layout.counts.end()) {
    std::string key = value.string() != nullptr   ? *value.string()
                      : value.number() != nullptr ? value.number()->text
                                                  : std::string();
    key.resize(key.find_last_not_of(' ') + 1);
    const auto found = texts->second.find(key);
    if (found == texts->second.end()) return std::nullopt;
    return static_cast<std::int64_t>(found->second);
  }
  if (value.number() == nullptr) return std::nullopt;
  return to_int64(*value.number());
}

inline std::size_t clamp_count(const Item& table, std::int64_t count) {
  const auto least = static_cast<std::int64_t>(table.occurs_min);
  const auto most = static_cast<std::int64_t>(table.occurs_max);
  return static_cast<std::size_t>(std::clamp(count, least, most));
}

/// Which of the alternatives that start at children[first] the rules choose; without rules all of
/// them.
inline std::vector<bool> active_alternatives(const std::vector<Item>& children, std::size_t first,
                                             const std::vector<Value>& registers) {
  const std::size_t count = children[first].alternatives;
  std::vector<bool> active(count, false);
  bool any = false;
  for (std::size_t k = 0; k < count; ++k) {
    const Item& item = children[first + k];
    active[k] = item.rule ? item.rule->holds(registers) : !item.otherwise;
    any = any || active[k];
  }
  for (std::size_t k = 0; k < count && !any; ++k) active[k] = children[first + k].otherwise;
  return active;
}

/// The alternatives in the order of their say: the first that is given decides the bytes. Storage
/// without a value has no say and comes last.
inline std::vector<std::size_t> alternatives_by_say(const std::vector<Item>& children,
                                                    std::size_t first) {
  std::vector<std::size_t> order;
  for (const bool unnamed : {false, true}) {
    for (std::size_t k = 0; k < children[first].alternatives; ++k) {
      if (children[first + k].name.empty() == unnamed) order.push_back(k);
    }
  }
  return order;
}

inline bool has_rules(const std::vector<Item>& children, std::size_t first) {
  for (std::size_t k = 0; k < children[first].alternatives; ++k) {
    if (children[first + k].rule) return true;
  }
  return false;
}

/// Framings whose records may end before the layout does.
inline bool may_be_short(Framing framing) {
  return framing == Framing::kRdw || framing == Framing::kBdw || framing == Framing::kField;
}

}  // namespace neurocrypt::cobol
