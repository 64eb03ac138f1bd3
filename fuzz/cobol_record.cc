// Records: what can be read at all is written back byte for byte, also after a detour over JSON
// text.
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "fuzz/check.h"
#include "schema/cobol/format.h"
#include "schema/json_text.h"

using namespace neurocrypt;

namespace {

struct Setup {
  const char* copybook;
  std::map<std::string, std::string> options;
};

const Setup kSetups[] = {
    {"01 R. 05 A PIC X(3). 05 B PIC S9(3)V99. 05 C PIC S9(5) COMP-3. 05 D PIC S9(4) COMP.\n"
     "05 E PIC ZZ9.99-. 05 F COMP-1. 05 G COMP-2. 05 FILLER PIC X(2). 05 H PIC 99 BLANK WHEN ZERO.",
     {{"framing", "rdw"}, {"invalid", "null"}}},
    {"01 R. 05 N PIC 9. 05 T OCCURS 0 TO 4 DEPENDING ON N. 10 M PIC 9. 10 U PIC X(2) OCCURS 1 TO "
     "3\n"
     "DEPENDING ON M. 05 Z PIC S99 SIGN LEADING SEPARATE.",
     {{"framing", "rdw"}, {"invalid", "null"}, {"trim", "both"}, {"controls", "space"}}},
    {"01 R. 05 K PIC X. 05 A. 10 X PIC 9(4). 10 Y PIC X. 05 B REDEFINES A. 10 P PIC S9(3) COMP-3.\n"
     "10 Q PIC X(5). 05 C REDEFINES A PIC X(2). 05 D REDEFINES A. 10 FILLER PIC X. 10 E PIC 9.\n"
     "05 L PIC X(2). 05 M REDEFINES L PIC 9(4).",
     {{"framing", "rdw"}}},
    {"01 R. 05 K PIC X. 05 A. 10 X PIC 9(4). 10 Y PIC X. 05 B REDEFINES A. 10 P PIC S9(3) COMP-3.\n"
     "10 Q PIC X(5). 05 C REDEFINES A PIC X(2). 05 T PIC X OCCURS 0 TO 3 DEPENDING ON K.",
     {{"framing", "rdw"},
      {"invalid", "null"},
      {"redefines.B", "K = 'B' || K = null"},
      {"redefines.C", "K = 'C'"},
      {"counts.K", "A:1,B:2,C:3"},
      {"odo", "max"}}},
    {"01 R. 05 A PIC X(4). 05 B PIC S9(3). 05 C PIC S9(3)V9 SIGN TRAILING SEPARATE. 05 D PIC "
     "$$$9.99CR.\n"
     "05 E PIC X(3) JUST. 05 F PIC ***9.",
     {{"framing", "line"}, {"code_page", "ascii"}, {"invalid", "null"}, {"digits", "lenient"}}},
    {"01 R. 05 A PIC X. 05 B PIC S9(9) COMP SYNC. 05 T OCCURS 2. 10 C PIC X. 10 D PIC S9(4) COMP-5 "
     "SYNC.\n"
     "05 E PIC X(2) COMP. 05 F PIC 9(20) COMP-5.",
     {{"framing", "rdw"}, {"code_page", "cp1047"}, {"float", "ieee"}, {"low_values", "null"}}},
};

std::unique_ptr<Codec> compile(const Setup& setup) {
  SchemaRequest request;
  request.options = setup.options;
  auto codec = cobol::compile_copybook(setup.copybook, request);
  NC_CHECK(codec.ok());
  return std::move(codec).value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array<std::unique_ptr<Codec>, std::size(kSetups)> codecs = [] {
    std::array<std::unique_ptr<Codec>, std::size(kSetups)> made;
    for (std::size_t i = 0; i < made.size(); ++i) made[i] = compile(kSetups[i]);
    return made;
  }();
  if (size == 0) return 0;
  const Codec& codec = *codecs[data[0] % codecs.size()];
  const ByteView record(data + 1, size - 1);
  const auto value = codec.parse(record);
  if (!value.ok()) return 0;
  ByteString written;
  NC_CHECK(codec.print(*value, written, nullptr).ok());
  NC_CHECK(std::equal(written.begin(), written.end(), record.begin(), record.end()));
  ByteString text;
  if (!print_json(*value, text).ok()) return 0;  // NaN and the infinities of IEEE
  const auto from_text = parse_json(as_text(text));
  NC_CHECK(from_text.ok());
  written.clear();
  NC_CHECK(codec.print(*from_text, written, nullptr).ok());
  NC_CHECK(std::equal(written.begin(), written.end(), record.begin(), record.end()));
  return 0;
}
