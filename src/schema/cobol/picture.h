// PICTURE character-strings: what a field's characters are, and how many.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "neurocrypt/result.h"

namespace neurocrypt::cobol {

enum class PictureKind : std::uint8_t {
  kText,           ///< X, A, and those with B, 0 and / between them
  kNumeric,        ///< 9, S, V, P
  kNumericEdited,  ///< Z * + - CR DB $ , . B 0 /
};

inline constexpr std::size_t kPicturePositionsMax = std::size_t{1} << 24;
inline constexpr int kDigitsMax = 38;  ///< as GnuCOBOL; IBM allows 18, or 31 with ARITH(EXTEND)

/// A picture, taken apart.
struct Picture {
  PictureKind kind = PictureKind::kText;
  std::size_t positions = 0;  ///< characters in storage, without a separate sign
  int digits = 0;             ///< digit positions of a number
  int scale = 0;              ///< digits after the decimal point; negative for P on the right
  bool is_signed = false;     ///< S, or an edited sign
  std::string symbols;  ///< kNumericEdited: one symbol a position, CR as "Cc", DB as "Dd"; V kept
};

/// Parses "S9(7)V99", "X(10)", "ZZ,ZZ9.99-". `decimal_comma` swaps the meaning of comma and point.
///
/// Errors   kCorrupt saying which symbol is wrong; kUnsupported for N, G and E.
Result<Picture> parse_picture(std::string_view text, bool decimal_comma);

}  // namespace neurocrypt::cobol
