#include "schema/cobol/options.h"

#include <charconv>
#include <initializer_list>
#include <utility>

#include "schema/cobol/source_text.h"

namespace neurocrypt::cobol {
namespace {

constexpr std::size_t kLengthMax = std::size_t{1} << 28;

// In the order of docs/formats/cobol.md.
constexpr FormatOption kRows[] = {
    {"form", "auto|fixed|free", "columns of the copybook"},
    {"decimal", "point|comma", "DECIMAL-POINT IS COMMA in pictures"},
    {"records", "alternatives|sequence", "what several level-01 records without REDEFINES are"},
    {"keep_root", "no|yes", "the level-01 name is a member around its fields"},
    {"fillers", "drop|keep", "elementary FILLERs as members FILLER-P1, FILLER-P2..."},
    {"renames", "hide|show", "level-66 names as members"},
    {"code_page", "cp037|cp500|...|ascii|common", "characters of the data"},
    {"code_page.NAME", "a code page", "characters of one field"},
    {"controls", "keep|space|most", "control characters in texts"},
    {"line_ends", "standard|swapped|crlf",
     "15 and 25 of EBCDIC: NEL and LF, LF and NEL; crlf: 0D and 25"},
    {"trim", "pad|both|left|right|none", "spaces of texts that are left out"},
    {"invalid", "error|null", "fields whose bytes are no value"},
    {"low_values", "text|null", "texts and digits that are all 00"},
    {"digits", "strict|lenient", "lenient: blanks, signs and points among digits; blank is null"},
    {"overpunch", "mainframe|gnucobol", "signs over digits written in ASCII: {A-I }J-R, or p-y"},
    {"binary_truncate", "yes|no", "COMP holds the digits of its picture, or all of its bytes"},
    {"binary_size", "2-4-8|1-2-4-8|1--8", "bytes of binary fields by digits"},
    {"binary_endian", "big|little", "COMP, COMP-4, BINARY"},
    {"native_endian", "big|little", "COMP-5, BINARY-LONG"},
    {"float", "ibm|ieee", "COMP-1 and COMP-2; by default ieee for ASCII pages"},
    {"float_endian", "big|little", "COMP-1 and COMP-2"},
    {"sync", "ibm|natural|ignore", "slack bytes before SYNCHRONIZED fields"},
    {"odo", "max|variable|padded",
     "room of OCCURS DEPENDING ON; by default max where framing=fixed"},
    {"counts.NAME", "A:1,B:2", "counts that the texts of a DEPENDING ON field mean"},
    {"redefines.NAME", "a rule", "when this alternative of a REDEFINES is the one"},
    {"select", "a rule", "records that are read; others are skipped"},
    {"framing", "fixed|rdw|bdw|line|field|odo", "how the file divides into records"},
    {"record_length", "bytes", "length of fixed records; by default the copybook's"},
    {"record_start", "bytes", "bytes of each record before its fields"},
    {"record_end", "bytes", "bytes of each record after its fields"},
    {"rdw_endian", "big|little",
     "descriptor words: LL LL 00 00, or 00 00 LL LL with the low byte first"},
    {"rdw_adjust", "-4|0|...", "added to the length in an RDW; -4: it counts itself"},
    {"bdw_adjust", "-4|0|...", "added to the length in a BDW; -4: it counts itself"},
    {"block_length", "bytes", "largest block that is written"},
    {"length_field", "NAME", "field that holds the record's length, for framing=field"},
    {"length_adjust", "bytes", "added to that length"},
    {"length_map", "A:100,B:50,_:80", "lengths that its texts mean; _ is any other text"},
    {"line_end", "lf|crlf", "ends of lines that are written"},
    {"file_header", "bytes", "bytes before the first record"},
    {"file_footer", "bytes", "bytes after the last record"},
};

/// Reads options one by one; the first error stays.
class OptionReader {
 public:
  explicit OptionReader(const std::map<std::string, std::string>& given) : given_(given) {}

  const std::string* find(const std::string& name) {
    const auto found = given_.find(name);
    return found == given_.end() ? nullptr : &found->second;
  }

  template <typename T>
  void choose(const std::string& name, T& target,
              std::initializer_list<std::pair<std::string_view, T>> choices) {
    const std::string* const text = find(name);
    if (text == nullptr) return;
    std::string known;
    for (const auto& [word, value] : choices) {
      if (equals_word(word, *text)) {
        target = value;
        return;
      }
      known += (known.empty() ? "" : ", ") + std::string(word);
    }
    refuse(name, *text, "it is one of " + known);
  }

  template <typename Integer>
  void number(const std::string& name, Integer& target, Integer least, Integer most) {
    const std::string* const text = find(name);
    if (text == nullptr) return;
    Integer value{};
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size() || value < least ||
        value > most) {
      refuse(name, *text,
             "it is a number from " + std::to_string(least) + " to " + std::to_string(most));
      return;
    }
    target = value;
  }

  void text(const std::string& name, std::string& target) {
    if (const std::string* const given = find(name)) target = *given;
  }

  /// "A:1,B:2"
  void pairs(const std::string& name, std::map<std::string, std::size_t>& target) {
    const std::string* const given = find(name);
    if (given == nullptr) return;
    for (std::size_t at = 0; at <= given->size();) {
      const std::size_t end = std::min(given->find(',', at), given->size());
      const std::string pair = given->substr(at, end - at);
      at = end + 1;
      const std::size_t colon = pair.rfind(':');
      std::size_t value = 0;
      const char* const last = pair.data() + pair.size();
      if (colon != std::string::npos) {
        const auto [stop, error] = std::from_chars(pair.data() + colon + 1, last, value);
        if (error == std::errc() && stop == last && value <= kLengthMax) {
          target[pair.substr(0, colon)] = value;
          continue;
        }
      }
      refuse(name, *given, "it looks like A:1,B:2");
      return;
    }
  }

  /// Options "PREFIX.NAME" as (NAME, value).
  std::vector<std::pair<std::string, std::string>> by_field(const std::string& prefix) {
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& [name, value] : given_) {
      if (name.starts_with(prefix + ".")) found.emplace_back(name.substr(prefix.size() + 1), value);
    }
    return found;
  }

  void refuse(const std::string& name, const std::string& value, const std::string& hint) {
    if (!error_) {
      error_ = Error{ErrorCode::kInvalidArgument, "option " + name + ": '" + value + "'", hint};
    }
  }
  void fail(const std::string& name, const Error& error) {
    if (!error_) error_ = Error{error.code, "option " + name + ": " + error.message, error.hint};
  }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  const std::map<std::string, std::string>& given_;
  std::optional<Error> error_;
};

void read_code_pages(OptionReader& reader, Options& options) {
  Controls controls = Controls::kKeep;
  LineEnds line_ends = LineEnds::kStandard;
  std::string name = "cp037";
  reader.text("code_page", name);
  reader.choose(
      "controls", controls,
      {{"keep", Controls::kKeep}, {"space", Controls::kSpace}, {"most", Controls::kKeepMost}});
  reader.choose("line_ends", line_ends,
                {{"standard", LineEnds::kStandard},
                 {"swapped", LineEnds::kSwapped},
                 {"crlf", LineEnds::kCrlf}});
  auto page = CodePage::create(name, controls, line_ends);
  if (!page.ok()) {
    reader.fail("code_page", page.error());
    return;
  }
  options.code_page = std::move(page).value();
  for (const auto& [field, page_name] : reader.by_field("code_page")) {
    auto other = CodePage::create(page_name, controls, line_ends);
    if (!other.ok()) {
      reader.fail("code_page." + field, other.error());
      return;
    }
    options.field_code_pages.emplace(field, std::move(other).value());
  }
}

void read_copybook_options(OptionReader& reader, Options& options) {
  reader.choose(
      "form", options.copybook.form,
      {{"auto", SourceForm::kAuto}, {"fixed", SourceForm::kFixed}, {"free", SourceForm::kFree}});
  reader.choose("decimal", options.copybook.decimal_comma, {{"point", false}, {"comma", true}});
  reader.choose("records", options.alternatives,
                {{"alternatives", std::optional(true)}, {"sequence", std::optional(false)}});
  reader.choose("keep_root", options.keep_root, {{"no", false}, {"yes", true}});
  reader.choose("fillers", options.keep_fillers, {{"drop", false}, {"keep", true}});
  reader.choose("renames", options.show_renames, {{"hide", false}, {"show", true}});
}

void read_value_options(OptionReader& reader, Options& options) {
  reader.choose("trim", options.trim,
                {{"pad", Trim::kPad},
                 {"both", Trim::kBoth},
                 {"left", Trim::kLeft},
                 {"right", Trim::kRight},
                 {"none", Trim::kNone}});
  reader.choose("invalid", options.invalid_null, {{"error", false}, {"null", true}});
  reader.choose("low_values", options.low_values_null, {{"text", false}, {"null", true}});
  reader.choose("digits", options.lenient_digits, {{"strict", false}, {"lenient", true}});
  reader.choose("overpunch", options.mainframe_overpunch,
                {{"mainframe", true}, {"gnucobol", false}});
  reader.choose("binary_truncate", options.truncate_binary, {{"yes", true}, {"no", false}});
  reader.choose(
      "binary_size", options.binary_size,
      {{"2-4-8", BinarySize::k248}, {"1-2-4-8", BinarySize::k1248}, {"1--8", BinarySize::kExact}});
  reader.choose("binary_endian", options.binary_little, {{"big", false}, {"little", true}});
  reader.choose("native_endian", options.native_little, {{"big", false}, {"little", true}});
  if (options.code_page && !options.code_page->is_ebcdic()) options.float_form = FloatForm::kIeee;
  reader.choose("float", options.float_form,
                {{"ibm", FloatForm::kIbm}, {"ieee", FloatForm::kIeee}});
  reader.choose("float_endian", options.float_little, {{"big", false}, {"little", true}});
  reader.choose("sync", options.synchronize,
                {{"ibm", Synchronize::kIbm},
                 {"natural", Synchronize::kNatural},
                 {"ignore", Synchronize::kIgnore}});
}

void read_record_options(OptionReader& reader, Options& options) {
  reader.choose("framing", options.framing,
                {{"fixed", Framing::kFixed},
                 {"rdw", Framing::kRdw},
                 {"bdw", Framing::kBdw},
                 {"line", Framing::kLine},
                 {"field", Framing::kField},
                 {"odo", Framing::kOdo}});
  if (options.framing != Framing::kFixed) options.occurs = Occurs::kVariable;
  reader.choose(
      "odo", options.occurs,
      {{"max", Occurs::kMaximum}, {"variable", Occurs::kVariable}, {"padded", Occurs::kPadded}});
  if (options.framing == Framing::kFixed && options.occurs == Occurs::kVariable) {
    reader.refuse("odo", "variable",
                  "records of variable length need a framing: rdw, field, or odo where "
                  "nothing but the counts tells their length");
  }
  for (const auto& [field, text] : reader.by_field("counts")) {
    reader.pairs("counts." + field, options.counts[field]);
  }
  for (const auto& [field, rule] : reader.by_field("redefines")) options.redefines[field] = rule;
  reader.text("select", options.select);
  reader.number("record_length", options.record_length, std::size_t{1}, kLengthMax);
  reader.number("record_start", options.record_start, std::size_t{0}, kLengthMax);
  reader.number("record_end", options.record_end, std::size_t{0}, kLengthMax);
  reader.choose("rdw_endian", options.descriptor_little, {{"big", false}, {"little", true}});
  reader.number("rdw_adjust", options.rdw_adjust, -65535, 65535);
  reader.number("bdw_adjust", options.bdw_adjust, -65535, 65535);
  reader.number("block_length", options.block_bytes, std::size_t{16}, std::size_t{65535});
  reader.text("length_field", options.length_field);
  reader.number("length_adjust", options.length_adjust, -65535, 65535);
  reader.pairs("length_map", options.length_map);
  reader.choose("line_end", options.line_crlf, {{"lf", false}, {"crlf", true}});
  reader.number("file_header", options.file_header, std::size_t{0}, kLengthMax);
  reader.number("file_footer", options.file_footer, std::size_t{0}, kLengthMax);
  if ((options.framing == Framing::kField) != !options.length_field.empty()) {
    reader.refuse("length_field", options.length_field,
                  "framing=field and length_field go together");
  }
}

}  // namespace

std::span<const FormatOption> option_rows() { return kRows; }

Result<Options> parse_options(const std::map<std::string, std::string>& given) {
  OptionReader reader(given);
  Options options;
  read_code_pages(reader, options);
  read_copybook_options(reader, options);
  read_value_options(reader, options);
  read_record_options(reader, options);
  if (reader.error()) return *reader.error();
  return options;
}

}  // namespace neurocrypt::cobol
