// International bank account numbers in any text.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace neurocrypt {

/// Where an IBAN stands in a text.
struct IbanPlace {
  std::size_t begin, end;
};

/// Looks for the first IBAN [ISO 13616-1]: a country of the registry, its length, its form of
/// digits and letters, and a checksum modulo 97 that holds. In either case, with spaces or other
/// punctuation between the characters, anywhere in the text.
///
/// Bounds   linear in the text.
/// Source   SWIFT, "IBAN Registry", release 98.
[[nodiscard]] std::optional<IbanPlace> find_iban(std::string_view text);

}  // namespace neurocrypt
