// Residuals: the bytes of a record that its values do not tell.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "neurocrypt/bytes.h"
#include "schema/record.h"

namespace neurocrypt::cobol {

/// The reserved member of a message that holds its residual, an object. Members whose names start
/// with '/' are JSON pointers of fields and hold the bytes they had, because writing their values
/// gives others (another sign, padding, filler, invalid digits). The others are:
inline constexpr std::string_view kResidual = "$residual";
inline constexpr std::string_view kLength = "$length";     ///< bytes of a record that was cut short
inline constexpr std::string_view kTail = "$tail";         ///< bytes behind the last field
inline constexpr std::string_view kPad = "$pad";           ///< bytes that fill up for odo=padded
inline constexpr std::string_view kLineEnd = "$line_end";  ///< what ended the line
inline constexpr std::string_view kFileHeader = "$file_header";  ///< on the first message
inline constexpr std::string_view kFileFooter = "$file_footer";  ///< on the last message
// Last parts of pointers for storage that belongs to a field but is none:
inline constexpr std::string_view kSlack = "$slack";    ///< behind a table or an alternative
inline constexpr std::string_view kBefore = "$before";  ///< what SYNC leaves before a field
inline constexpr std::string_view kAfter = "$after";    ///< what SYNC leaves after an occurrence

/// Bytes as text: hexadecimal, or "40*178" for 178 equal ones.
std::string print_bytes(ByteView bytes);
/// Nothing when the text is not of that form or means more than `bytes_max` bytes.
std::optional<ByteString> parse_bytes(std::string_view text, std::size_t bytes_max);

}  // namespace neurocrypt::cobol
