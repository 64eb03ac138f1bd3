// The two sides of a link.
#pragma once

#include <cstdint>
#include <string_view>

#include "neurocrypt/result.h"

namespace neurocrypt {

enum class Side : std::uint8_t { kA, kB };
std::string_view name(Side side);  ///< "a", "b"
Result<Side> parse_side(std::string_view text);
inline Side other(Side side) { return side == Side::kA ? Side::kB : Side::kA; }

}  // namespace neurocrypt
