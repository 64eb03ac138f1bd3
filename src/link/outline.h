// The places of one schema that a link names, as a tree: takes messages apart and puts them
// together.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "link/cells.h"
#include "link/field_path.h"
#include "neurocrypt/result.h"
#include "schema/record.h"

namespace neurocrypt {

/// What taking a message apart left behind.
struct Leftover {
  bool values = false;  ///< something has no place; may be said of what is merely unusual
  bool order = false;   ///< members do not come in the order of the schema
};

class Outline {
 public:
  /// One place: a member of its parent, the value of a map, or the root.
  struct Place {
    std::string name;
    const Field* field = nullptr;
    std::size_t order = 0;  ///< among the fields of the parent
    bool any_member = false;
    bool driven = false;       ///< an array of the other side says how many elements there are
    std::ptrdiff_t slot = -1;  ///< of a place whose value is moved as a whole
    std::size_t first_slot = 0, end_slot = 0;  ///< of the places below, or itself
    std::vector<Place> children;
  };

  /// `paths` of `schema`, without duplicates; no one may lie below another.
  /// Errors   kInvalidArgument.
  static Result<Outline> create(const Field& schema, std::span<const FieldPath> paths);

  [[nodiscard]] const Field& schema() const { return *root_.field; }
  [[nodiscard]] std::size_t slots() const { return paths_.size(); }
  /// The slot of a path; "[]" and "[0]" are one place.
  [[nodiscard]] std::size_t slot(const FieldPath& path) const;
  [[nodiscard]] const std::vector<PathStep>& steps(std::size_t slot) const { return paths_[slot]; }
  /// The places from the root down to a slot.
  [[nodiscard]] std::vector<Place*> chain(std::size_t slot);

  /// Takes `message` apart: one cell for each slot, from the one returned on.
  CellIndex take_apart(const Value& message, Cells& cells, Leftover& leftover) const;

  /// The message made of `slots()` cells from `first` on: the root is an object also when all are
  /// absent. `dropped` gets the slots whose one value belongs to every element of an array that has
  /// none.
  /// Errors   kInvalidArgument for a gap in an array that cannot have one.
  Result<Value> put_together(Cells& cells, CellIndex first,
                             std::vector<std::size_t>& dropped) const;

 private:
  Outline() = default;
  Place root_;
  std::vector<std::vector<PathStep>> paths_;  // by slot
};

}  // namespace neurocrypt
