// Copybooks: the text of COBOL data descriptions, as entries in the order of writing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/cobol/picture.h"

namespace neurocrypt::cobol {

/// Where something stands: both count from 1.
struct Place {
  int line = 0;
  int column = 0;
};
std::string print(Place place);  ///< "line 3, column 12"

enum class Usage : std::uint8_t {
  kDisplay,
  kBinary,        ///< COMP, COMP-4, BINARY: limited to the digits of the picture
  kNative,        ///< COMP-5, COMP-X, BINARY-CHAR...: the full range of its bytes
  kLittleEndian,  ///< COMP-9: binary, low byte first whatever the options say
  kPacked,        ///< COMP-3, PACKED-DECIMAL
  kPackedNoSign,  ///< COMP-6, COMP-3U
  kFloat,         ///< COMP-1
  kDouble,        ///< COMP-2
  kAddress,       ///< INDEX, POINTER: bytes
};

enum class SourceForm : std::uint8_t { kAuto, kFixed, kFree };

/// A literal: 'text' or a number, or a figurative constant by its name (ZERO, SPACE, LOW-VALUE...).
struct Literal {
  enum class Kind : std::uint8_t { kText, kNumber, kFigurative };
  Kind kind = Kind::kText;
  std::string text;
};

/// One value or range of a level-88 entry; `last` equals `first` for a single value.
struct LiteralRange {
  Literal first;
  Literal last;
};

/// A name of a condition with its values: level 88.
struct Condition {
  std::string name;
  std::vector<LiteralRange> values;
};

/// A data description entry with its clauses.
struct Entry {
  Place place;
  int level = 0;     // 1 to 49, 66 or 77
  std::string name;  // as written; empty for FILLER
  std::string picture_text;
  std::optional<Picture> picture;
  std::optional<Usage> usage;
  std::string usage_text;        // as written
  std::size_t native_bytes = 0;  // of BINARY-CHAR, BINARY-SHORT..., INDEX, POINTER; else 0
  bool native_signed = true;
  bool exact_bytes = false;  // COMP-X: as many bytes as the value needs
  std::optional<bool> sign_leading;
  bool sign_separate = false;
  bool synchronized = false;
  bool justified = false;
  bool blank_when_zero = false;
  std::optional<Literal> value;
  std::string redefines;
  bool occurs = false;
  std::size_t occurs_min = 0;
  std::size_t occurs_max = 0;
  std::vector<std::string> depending_on;  // "A OF B" as {"A", "B"}; empty without the clause
  std::string renames_first;              // level 66
  std::string renames_last;
  std::vector<Condition> conditions;
};

/// Finds the text of a COPY member by its name.
using CopyReader = std::function<Result<std::string>(std::string_view name)>;

struct CopybookOptions {
  SourceForm form = SourceForm::kAuto;
  bool decimal_comma = false;
  CopyReader copy{};  ///< empty: COPY is an error
};

inline constexpr std::size_t kCopyDepthMax = 16;
inline constexpr std::size_t kCopybookBytesMax = std::size_t{16} << 20;
inline constexpr std::size_t kOccursMax = std::size_t{1} << 24;

/// Parses a copybook.
///
/// Errors   kCorrupt with line and column; kUnsupported naming what is not supported.
/// Source   ISO/IEC 1989:2014, 13; IBM Enterprise COBOL Language Reference, part 5.
Result<std::vector<Entry>> parse_copybook(std::string_view text, const CopybookOptions& options);

/// True for a name that a program can declare: letters, digits, - and _.
bool is_cobol_name(std::string_view text);
/// Equal as COBOL compares names: in either case, - and _ alike.
bool same_name(std::string_view a, std::string_view b);

}  // namespace neurocrypt::cobol
