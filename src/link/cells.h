// The values of a message by the place they come from: what a translation works on. Nothing is
// copied; cells point into the message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory_resource>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/record.h"

namespace neurocrypt {

using CellIndex = std::uint32_t;

/// What stands at one place: a value, or one cell for each element of the repeated field or map on
/// the way down to it.
struct Cell {
  enum class Kind : std::uint8_t {
    kAbsent,
    kValue,  ///< also null, or a sealed value, in place of a whole array or map
    kArray,  ///< cells [first, first + count)
    kMap,    ///< likewise, each with its key
    kOne,    ///< one cell, for a repeated place that no array of the source stands behind
  };
  Kind kind = Kind::kAbsent;
  const Value* value = nullptr;
  CellIndex first = 0;
  std::uint32_t count = 0;
  std::string_view key;
};

/// The cells of one translation, and the values that rules have made. An arena: it goes as a whole.
class Cells {
 public:
  Cells() : cells_(&memory_), values_(&memory_) { cells_.reserve(kReserved); }
  Cells(const Cells&) = delete;
  Cells& operator=(const Cells&) = delete;

  /// `count` absent cells, one after the other; the index of the first. References into the arena
  /// do not outlive the call.
  CellIndex add(std::size_t count) {
    const std::size_t first = cells_.size();
    cells_.resize(first + count);
    return static_cast<CellIndex>(first);
  }
  Cell& operator[](CellIndex index) { return cells_[index]; }
  const Cell& operator[](CellIndex index) const { return cells_[index]; }

  /// Keeps a value for as long as the cells.
  const Value* keep(Value value) { return &values_.emplace_back(std::move(value)); }

  [[nodiscard]] std::pmr::memory_resource* memory() { return &memory_; }

 private:
  static constexpr std::size_t kReserved = 128;
  alignas(std::max_align_t) std::byte buffer_[16384];
  std::pmr::monotonic_buffer_resource memory_{buffer_, sizeof buffer_};
  std::pmr::vector<Cell> cells_;
  std::pmr::deque<Value> values_;
};

}  // namespace neurocrypt
