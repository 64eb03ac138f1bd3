// Layouts: where each field of a record stands, from the entries of a copybook.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "neurocrypt/result.h"
#include "schema/cobol/code_page.h"
#include "schema/cobol/copybook.h"
#include "schema/cobol/options.h"
#include "schema/cobol/rule.h"

namespace neurocrypt::cobol {

/// How the bytes of an elementary field carry its value.
enum class LeafKind : std::uint8_t {
  kText,
  kBytes,         ///< PIC X COMP, INDEX, POINTER: no text
  kZoned,         ///< a digit a byte, the sign over one of them or beside them
  kPacked,        ///< two digits a byte, the sign in the last half byte
  kPackedNoSign,  ///< two digits a byte
  kBinary,        ///< two's complement
  kFloat,
  kDouble,
  kEdited,  ///< digits with editing characters
};

/// An elementary field's own description: all that its codec needs.
struct Leaf {
  LeafKind kind = LeafKind::kText;
  std::size_t size = 0;  ///< bytes
  Picture picture{};
  bool sign_leading = false;
  bool sign_separate = false;
  bool justified = false;
  bool blank_when_zero = false;
  bool little_endian = false;
  bool full_range = false;  ///< binary: all values of its bytes, whatever the picture says
  const CodePage* page = nullptr;
};

/// A field, a group or a table of either.
struct Item {
  std::string name;      ///< the member's name; empty for storage without a value (FILLER)
  std::string key;       ///< the name in residuals: `name`, or "$3" for the third child
  std::string declared;  ///< picture and usage as written
  int level = 0;
  Place place;
  bool group = false;
  Leaf leaf{};                          ///< unless group
  std::vector<Item> children{};         ///< of a group
  std::vector<Condition> conditions{};  ///< level 88
  std::string redefines{};
  bool synchronized = false;
  std::vector<std::string> depending_on{};

  std::size_t offset = 0;        ///< from the start of the record, every table at its maximum
  std::size_t slack_before = 0;  ///< bytes that SYNC puts before it
  std::size_t slack_after = 0;   ///< bytes after each occurrence
  std::size_t size = 0;          ///< bytes of one occurrence, tables in it at their maximum
  bool dynamic = false;          ///< its size depends on a count

  bool table = false;
  std::size_t occurs_min = 1;
  std::size_t occurs_max = 1;
  int counter = -1;  ///< the slot of the field that counts the occurrences
  int slot = -1;     ///< the slot that its value is kept in for counts and rules

  /// Alternatives of one storage follow each other: the first has their number, itself included; it
  /// is 0 for the others and 1 for a field without alternatives.
  std::size_t alternatives = 1;
  std::optional<Rule> rule{};  ///< when this alternative is the one
  bool otherwise = false;      ///< this alternative is the one when no rule holds

  /// Bytes of all occurrences at the maximum, with slack_before.
  [[nodiscard]] std::size_t total() const {
    return slack_before + (size + slack_after) * (table ? occurs_max : 1);
  }
};

/// A level-66 entry: some bytes of the record under another name.
struct Rename {
  std::string name;
  std::size_t offset = 0;
  Leaf leaf{};
};

/// The layout of one message.
struct Layout {
  Item root;             ///< a group without a name: its children are the members of the message
  std::size_t size = 0;  ///< bytes, every table at its maximum
  std::size_t slots = 0;
  std::vector<Rename> renames;
  std::map<int, std::map<std::string, std::size_t>> counts;  ///< by slot: texts that mean counts
  std::optional<Rule> select;
  const Item* length_item = nullptr;  ///< the field that Framing::kField reads
};

inline constexpr std::size_t kRecordBytesMax = std::size_t{1} << 28;
inline constexpr std::size_t kItemsMax = 100'000;

/// Lays out the record `root` (empty: the only one there is). `options` must outlive the layout.
///
/// Errors   kCorrupt with line and column for entries that do not make a record; kNotFound for a
/// root
///          that is not there; kInvalidArgument for options that name fields that are not there.
/// Source   IBM Enterprise COBOL Language Reference, "Data division"; slack bytes: "SYNCHRONIZED
/// clause".
Result<std::unique_ptr<const Layout>> make_layout(std::vector<Entry> entries, std::string_view root,
                                                  const Options& options);

}  // namespace neurocrypt::cobol
