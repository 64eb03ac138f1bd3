// What a value itself says: forms and checksums.
#pragma once

#include <string_view>
#include <vector>

#include "policy/name_signs.h"

namespace neurocrypt {

/// Adds what the text of a value speaks for. `is_number`: the text is a number of the message, and
/// no string.
///
/// Bounds   linear in the text.
void add_value_signs(std::string_view text, bool is_number, std::vector<Sign>& signs);

/// What a value can be at all: a kind that asks for digits is not in "unknown".
struct ValueShape {
  std::size_t digits = 0;
  std::size_t letters = 0;
  std::size_t words = 0;
  bool masked = false;  ///< "****", or "XXXX"
};
ValueShape shape_of(std::string_view text);

}  // namespace neurocrypt
