// The options of the cobol format, parsed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/cobol/code_page.h"
#include "schema/cobol/copybook.h"
#include "schema/format.h"

namespace neurocrypt::cobol {

enum class Framing : std::uint8_t {
  kFixed,  ///< every record as long as the layout, or record_length
  kRdw,    ///< a record descriptor word of four bytes before each record
  kBdw,    ///< block descriptor words around records with RDW
  kLine,   ///< lines of text
  kField,  ///< a field of the record says how long it is
  kOdo,    ///< as long as its OCCURS DEPENDING ON counts make it
};

enum class Trim : std::uint8_t { kPad, kBoth, kLeft, kRight, kNone };
enum class Occurs : std::uint8_t { kMaximum, kVariable, kPadded };
enum class BinarySize : std::uint8_t { k248, k1248, kExact };
enum class Synchronize : std::uint8_t { kIbm, kNatural, kIgnore };
enum class FloatForm : std::uint8_t { kIbm, kIeee };

struct Options {
  CopybookOptions copybook{};
  std::optional<CodePage> code_page{};  // always set by parse_options
  std::map<std::string, CodePage> field_code_pages{};
  std::optional<bool> alternatives{};  // several 01 levels: true one at a time, false in sequence
  bool keep_root = false;
  bool keep_fillers = false;
  bool show_renames = false;
  Trim trim = Trim::kPad;
  bool invalid_null = false;
  bool low_values_null = false;
  bool lenient_digits = false;
  bool mainframe_overpunch = true;  // {A..I }J..R also in ASCII; false: 0-9 and p-y as GnuCOBOL
  bool truncate_binary = true;
  BinarySize binary_size = BinarySize::k248;
  bool binary_little = false;
  bool native_little = false;
  FloatForm float_form = FloatForm::kIbm;
  bool float_little = false;
  Synchronize synchronize = Synchronize::kIbm;
  Framing framing = Framing::kFixed;
  Occurs occurs = Occurs::kMaximum;
  std::map<std::string, std::map<std::string, std::size_t>> counts{};  // ODO counted by texts
  std::map<std::string, std::string> redefines{};                      // rules by name
  std::string select{};
  std::size_t record_length = 0;  // 0: the layout's
  std::size_t record_start = 0;
  std::size_t record_end = 0;
  bool descriptor_little = false;
  int rdw_adjust = -4;
  int bdw_adjust = -4;
  std::size_t block_bytes = 32760;
  std::string length_field{};
  int length_adjust = 0;
  std::map<std::string, std::size_t> length_map{};
  bool line_crlf = false;
  std::size_t file_header = 0;
  std::size_t file_footer = 0;
};

/// Rows for --help. A name that ends in ".NAME" stands for one option for each field.
std::span<const FormatOption> option_rows();

/// Errors   kInvalidArgument naming the option and what it can be.
Result<Options> parse_options(const std::map<std::string, std::string>& given);

}  // namespace neurocrypt::cobol
