// National identifiers: their form, their check digits, and how far these tell them from chance.
#pragma once

#include <span>
#include <string_view>

#include "policy/kinds.h"

namespace neurocrypt {

/// A value without its separators: digits and upper-case letters, and where separators were.
struct CompactValue {
  std::string_view text;  ///< at most kCompactMax
  std::string_view
      groups;  ///< lengths of the groups between separators as digits: "3-2-4" is "324"
};
inline constexpr std::size_t kCompactMax = 24;

struct NationalId {
  Kind kind;
  std::string_view groups;  ///< as the number is usually written; may be empty
  double grouped_weight;    ///< how far a valid number in that form speaks for the kind
  double bare_weight;       ///< how far one without separators does
  bool (*valid)(std::string_view compact);
  std::string_view reason;  ///< what holds, when it does
};

std::span<const NationalId> national_ids();

}  // namespace neurocrypt
