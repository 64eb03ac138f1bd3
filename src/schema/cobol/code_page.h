// Characters of a record: EBCDIC and ASCII code pages to UTF-8 and back.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"

namespace neurocrypt::cobol {

/// What the control characters of a text become when it is read.
enum class Controls : std::uint8_t {
  kKeep,      ///< themselves
  kSpace,     ///< spaces, but for CR, LF and NEL
  kKeepMost,  ///< U+0000..001F, 007F and 0085 themselves; the other C1 controls spaces
};

/// How an EBCDIC page ends lines. Tables of glibc, ICU and Python say 15 = NEL and 25 = LF.
enum class LineEnds : std::uint8_t {
  kStandard,
  kSwapped,  ///< 15 = LF, 25 = NEL: z/OS Unix
  kCrlf,     ///< 0D = LF, 25 = CR: some converters
};

/// One code page with its options applied: a table each way.
class CodePage {
 public:
  /// Errors   kInvalidArgument naming the pages that there are.
  static Result<CodePage> create(std::string_view name, Controls controls, LineEnds line_ends);

  /// True for EBCDIC: zones, signs and the space are those of the mainframe.
  [[nodiscard]] bool is_ebcdic() const { return ebcdic_; }
  [[nodiscard]] std::uint8_t space() const { return ebcdic_ ? 0x40 : 0x20; }

  /// Appends the text of `bytes` as UTF-8.
  /// Errors   the index of the first byte that has no character.
  [[nodiscard]] std::optional<std::size_t> decode(ByteView bytes, std::string& text) const;

  /// Appends the bytes of `text`, which is UTF-8, one for each character.
  /// Errors   the first character that the page does not have, as "U+20AC".
  [[nodiscard]] std::optional<std::string> encode(std::string_view text, ByteString& bytes) const;

  /// The byte of an ASCII character that every page has: a digit, a letter, ' ', '.', '+'.
  [[nodiscard]] std::uint8_t byte_of(char character) const {
    return ascii_bytes_[static_cast<unsigned char>(character) & 127];
  }
  /// The ASCII character of a byte as the page has it, whatever the options say; 0 for others.
  [[nodiscard]] char ascii_of(std::uint8_t byte) const { return ascii_of_[byte]; }

 private:
  bool ebcdic_ = false;
  bool utf8_ = false;
  std::array<char16_t, 256> characters_{};  // after controls and line ends
  std::array<std::uint8_t, 128> ascii_bytes_{};
  std::array<char, 256> ascii_of_{};
  std::array<std::uint16_t, 0x2200>
      byte_of_{};  // 0x100 + byte, or 0; U+2122 is the last one needed
};

}  // namespace neurocrypt::cobol
