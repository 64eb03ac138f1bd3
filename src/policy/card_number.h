// Payment card numbers in any text.
#pragma once

#include <string_view>

namespace neurocrypt {

enum class Found { kNo, kInside, kWhole };

/// Looks for payment card numbers [ISO/IEC 7812-1] in `text`: 12 to 19 digits with a prefix that an
/// issuer's network has, of a length that the network uses, whose Luhn checksum holds. Digits may
/// be grouped by spaces, dashes and other punctuation, follow leading zeros, or touch letters.
/// Inside more than 19 digits in a row, the numbers of 15 and 16 digits are looked for at every
/// place.
///
/// Bounds   linear in the text.
/// Departs  a number that follows "+" and has at most 15 digits is a telephone number [E.164].
[[nodiscard]] Found find_card_number(std::string_view text);

}  // namespace neurocrypt
