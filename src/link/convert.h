// Runs a plan: the cells of one side to those of the other.
#pragma once

#include <vector>

#include "link/cells.h"
#include "link/plan.h"
#include "neurocrypt/result.h"

namespace neurocrypt {

/// What a conversion did not bring to the other side.
struct Shortfall {
  std::vector<Loss> kept;       ///< the other side has no place for it
  std::vector<Loss> destroyed;  ///< it has one, and cannot tell what was there
  std::vector<bool> used;       ///< by producer
};

/// One target cell for each slot of `target`, from the one returned on.
/// Errors   kInvalidArgument with the path in the source of a value that a rule does not cover.
Result<CellIndex> convert(const Plan& plan, const Outline& source, std::size_t target_slots,
                          Cells& cells, CellIndex first, Shortfall& shortfall);

}  // namespace neurocrypt
