// Numeric-edited fields: "$1,234.50-" and the number in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schema/cobol/picture.h"

namespace neurocrypt::cobol {

/// Digits with a sign, as an edited field shows them.
struct EditedNumber {
  std::string digits;  ///< as many as the picture has digit positions
  bool negative = false;
};

/// Reads the number at the places that the picture says. `text` is ASCII and as long as the
/// picture; `point` is the decimal point's character, '.' or ','. Nothing when a character stands
/// where the picture never puts it.
std::optional<EditedNumber> read_edited(const Picture& picture, char point, std::string_view text);

/// Edits a number as a MOVE does.
///
/// Shapes   digits: picture.digits of them.
/// Source   ISO/IEC 1989:2014, 13.18.40.5 "Editing rules".
std::string write_edited(const Picture& picture, char point, std::string_view digits,
                         bool negative);

}  // namespace neurocrypt::cobol
