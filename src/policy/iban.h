// International bank account numbers in any text.
#pragma once

#include <string_view>

#include "policy/card_number.h"

namespace neurocrypt {

/// Looks for an IBAN [ISO 13616-1]: a country of the registry, its length, its form of digits and
/// letters, and a checksum modulo 97 that holds. In either case, with spaces or other punctuation
/// between the characters, anywhere in the text.
///
/// Bounds   linear in the text.
/// Source   SWIFT, "IBAN Registry", release 98.
[[nodiscard]] Found find_iban(std::string_view text);

}  // namespace neurocrypt
