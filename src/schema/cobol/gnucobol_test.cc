// Against GnuCOBOL, in both directions: a program that it compiles writes records of random values
// and displays their fields; our bytes of the same values must be its bytes, and our values what it
// displays.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "schema/cobol/residual.h"
#include "schema/cobol/test_support.h"

namespace neurocrypt::cobol::test {
namespace {

/// One elementary field and how its random values are made.
struct TestField {
  const char* clauses;
  int digits;  ///< of a number; characters of a text where `text`
  int scale;   ///< negative: that many zeros at the end
  bool is_signed;
  bool text;
};

constexpr TestField kFields[] = {
    {"PIC X(7)", 7, 0, false, true},
    {"PIC X(7) JUSTIFIED RIGHT", 7, 0, false, true},
    {"PIC A(3)", 3, 0, false, true},
    {"PIC 9(5)", 5, 0, false, false},
    {"PIC S9(5)", 5, 0, true, false},
    {"PIC S9(7)V99", 9, 2, true, false},
    {"PIC S9(4) SIGN LEADING", 4, 0, true, false},
    {"PIC S9(4) SIGN LEADING SEPARATE", 4, 0, true, false},
    {"PIC S9(3)V9 SIGN TRAILING SEPARATE", 4, 1, true, false},
    {"PIC 9(4) BLANK WHEN ZERO", 4, 0, false, false},
    {"PIC 9(3)PP", 5, -2, false, false},
    {"PIC SV9(4)", 4, 4, true, false},
    {"PIC 9(4) COMP-3", 4, 0, false, false},
    {"PIC S9(5) COMP-3", 5, 0, true, false},
    {"PIC S9(11)V9(4) PACKED-DECIMAL", 15, 4, true, false},
    {"PIC S9(2) COMP", 2, 0, true, false},
    {"PIC 9(4) COMP", 4, 0, false, false},
    {"PIC S9(9) BINARY", 9, 0, true, false},
    {"PIC S9(12)V99 COMP-4", 14, 2, true, false},
    {"PIC S9(18) COMP", 18, 0, true, false},
    {"PIC S9(4) COMP-5", 4, 0, true, false},
    {"PIC 9(9) COMP-5", 9, 0, false, false},
    {"PIC S9(16)V99 COMP-5", 18, 2, true, false},
    {"PIC S9(4) COMP SYNC", 4, 0, true, false},
    {"PIC S9(9) COMP SYNC", 9, 0, true, false},
    {"PIC 9(6) COMP-6", 6, 0, false, false},
    {"PIC ZZ,ZZ9.99", 7, 2, false, false},
    {"PIC Z(5)", 5, 0, false, false},
    {"PIC -(6)9.9", 7, 1, true, false},
    {"PIC +(4)9", 4, 0, true, false},
    {"PIC $$,$$9.99CR", 6, 2, true, false},
    {"PIC ***,**9.99-", 8, 2, true, false},
    {"PIC 9(3)/99B9DB", 6, 0, true, false},
    {"PIC ZZZ.ZZ BLANK WHEN ZERO", 5, 2, false, false},
    {"PIC **,***.**", 7, 2, false, false},
};

bool is_edited(const TestField& field) {
  const std::string_view clauses = field.clauses;
  return clauses.find_first_of("Z*$/+") != std::string_view::npos ||
         clauses.find("-(") != std::string_view::npos;
}

constexpr int kRecords = 60;

class RandomValues {
 public:
  /// As a COBOL literal without quotes and a JSON value at once: "-12.50", "abc".
  std::string make(const TestField& field) {
    if (field.text) return text(static_cast<std::size_t>(field.digits));
    const int count = field.digits - (field.scale < 0 ? -field.scale : 0);
    std::string digits;
    const int used = pick(5) == 0 ? 0 : 1 + pick(count);  // zero now and then, small ones often
    for (int i = 0; i < used; ++i) digits += static_cast<char>('0' + pick(10));
    const bool negative = field.is_signed && pick(2) == 0;
    digits.insert(0, static_cast<std::size_t>(std::max(0, field.scale + 1 - used)), '0');
    if (field.scale < 0) digits.append(static_cast<std::size_t>(-field.scale), '0');
    if (field.scale > 0) digits.insert(digits.size() - static_cast<std::size_t>(field.scale), ".");
    const std::size_t whole = std::min(digits.find('.'), digits.size());
    digits.erase(0,
                 std::min(digits.find_first_not_of('0'), whole - std::min<std::size_t>(whole, 1)));
    const bool zero = digits.find_first_of("123456789") == std::string::npos;
    return (negative && !zero ? "-" : "") + digits;
  }
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(generator_); }

 private:
  std::string text(std::size_t size) {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string made;
    for (std::size_t length = 1 + static_cast<std::size_t>(pick(static_cast<int>(size)));
         made.size() < length;) {
      made += kLetters[static_cast<std::size_t>(pick(static_cast<int>(kLetters.size())))];
    }
    return made;
  }

  std::mt19937 generator_{20250101};  // the same values in every run
};

bool has_cobc() { return std::system("cobc --version >/dev/null 2>&1") == 0; }

/// A folder of its own that goes away with the test.
class Workshop {
 public:
  Workshop() {
    std::string name = (std::filesystem::temp_directory_path() / "nc-gnucobol-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder = name;
  }
  ~Workshop() { std::filesystem::remove_all(folder); }

  /// Compiles and runs a program in free form; returns the lines that it displays.
  std::vector<std::string> run(const std::string& program) const {
    std::ofstream(folder / "program.cob") << program;
    const std::string in_folder = "cd '" + folder.string() + "' && ";
    if (std::system((in_folder + "cobc -x -free -o program program.cob >messages 2>&1").c_str()) !=
        0) {
      throw std::runtime_error("cobc: " + read_file(folder / "messages"));
    }
    if (std::system((in_folder + "./program >displayed 2>messages").c_str()) != 0) {
      throw std::runtime_error("program: " + read_file(folder / "messages"));
    }
    std::vector<std::string> lines;
    std::istringstream text(read_file(folder / "displayed"));
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }

  std::filesystem::path folder;
};

std::string program(const std::string& mode, const std::string& copybook,
                    const std::string& storage, const std::string& body) {
  return "IDENTIFICATION DIVISION.\nPROGRAM-ID. PROG.\nENVIRONMENT DIVISION.\nINPUT-OUTPUT "
         "SECTION.\n"
         "FILE-CONTROL.\n  SELECT DATA-FILE ASSIGN TO 'data.bin' ORGANIZATION IS SEQUENTIAL.\n"
         "DATA DIVISION.\nFILE SECTION.\nFD DATA-FILE.\n" +
         copybook + "WORKING-STORAGE SECTION.\n77 AT-END PIC 9 VALUE 0.\n" + storage +
         "PROCEDURE DIVISION.\n  OPEN " + mode + " DATA-FILE.\n" + body +
         "  CLOSE DATA-FILE.\n  STOP RUN.\n";
}

/// What DISPLAY shows of a number, as a number: "+00012.50" is 12.50.
Number displayed_number(std::string text) {
  const bool negative = text.find('-') != std::string::npos ||
                        text.find("CR") != std::string::npos ||
                        text.find("DB") != std::string::npos;
  std::string digits;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || c == '.') digits += c;
  }
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty() || digits[0] == '.') digits.insert(0, "0");
  if (digits.back() == '.') digits.pop_back();
  return Number{(negative ? "-" : "") + digits};
}

const std::map<std::string, std::string> kOptions = {
    {"code_page", "ascii"},      {"overpunch", "gnucobol"},  {"binary_size", "1-2-4-8"},
    {"native_endian", "little"}, {"float_endian", "little"}, {"sync", "natural"}};

TEST(GnuCobol, FieldsOfEveryKindInBothDirections) {
  if (!has_cobc()) GTEST_SKIP() << "no cobc here";
  std::string copybook = "01 REC.\n";
  // A number is shown through an edited field: GnuCOBOL's own DISPLAY leaves out the point of
  // COMP-5.
  std::string show;
  for (std::size_t i = 0; i < std::size(kFields); ++i) {
    const std::string name = "F" + std::to_string(i);
    copybook += "  05 " + name + " " + kFields[i].clauses + ".\n";
    const bool direct = kFields[i].text || is_edited(kFields[i]);
    if (!direct) show += "    MOVE " + name + " TO SHOWN\n";
    show += "    DISPLAY " + (direct ? name : "SHOWN") + " '|' WITH NO ADVANCING\n";
  }
  show += "    DISPLAY ' '\n";
  RandomValues random;
  std::string body;
  std::vector<std::vector<std::string>> rows;
  for (int record = 0; record < kRecords; ++record) {
    body += "  MOVE LOW-VALUES TO REC.\n";  // slack bytes
    rows.emplace_back();
    for (std::size_t i = 0; i < std::size(kFields); ++i) {
      rows.back().push_back(random.make(kFields[i]));
      const std::string quote = kFields[i].text ? "'" : "";
      body += "  MOVE " + quote + rows.back()[i] + quote + " TO F" + std::to_string(i) + ".\n";
    }
    body += "  WRITE REC.\n";
  }
  const Workshop workshop;
  workshop.run(program("OUTPUT", copybook, "", body));
  const std::string theirs = read_file(workshop.folder / "data.bin");

  // Our bytes of the same values are theirs.
  const auto codec = compile(copybook, kOptions);
  std::vector<Value> messages;
  for (const std::vector<std::string>& row : rows) {
    Object members;
    for (std::size_t i = 0; i < row.size(); ++i) {
      members.push_back(
          {"F" + std::to_string(i), kFields[i].text ? Value(row[i]) : Value(Number{row[i]})});
    }
    messages.emplace_back(std::move(members));
  }
  const ByteString ours = write_all(*codec, messages);
  EXPECT_EQ(ours.size(), theirs.size());
  EXPECT_TRUE(as_text(ours) == theirs) << "the written files differ";

  // Our values of their bytes are the ones that were moved, without a residual.
  const std::vector<Value> read = read_all(*codec, as_bytes(theirs));
  ASSERT_EQ(read.size(), rows.size());
  for (std::size_t record = 0; record < rows.size(); ++record) {
    EXPECT_EQ(read[record].find(kResidual), nullptr) << json(read[record]);
    for (std::size_t i = 0; i < std::size(kFields); ++i) {
      SCOPED_TRACE(std::string("record ") + std::to_string(record) + ", " + kFields[i].clauses);
      const Value* const value = read[record].find("F" + std::to_string(i));
      ASSERT_NE(value, nullptr);
      if (kFields[i].text) {
        EXPECT_EQ(*value->string(), rows[record][i]);
      } else {
        EXPECT_TRUE(same_number(*value->number(), Number{rows[record][i]}))
            << value->number()->text << " " << rows[record][i];
      }
    }
  }

  // GnuCOBOL reads our file and shows what we read.
  std::ofstream(workshop.folder / "data.bin", std::ios::binary) << as_text(ours);
  const std::vector<std::string> shown = workshop.run(program(
      "INPUT", copybook, "77 SHOWN PIC -(20)9.9(6).\n",
      "  PERFORM UNTIL AT-END = 1\n    READ DATA-FILE AT END MOVE 1 TO AT-END\n    NOT AT END\n" +
          show + "    END-READ\n  END-PERFORM.\n"));
  ASSERT_EQ(shown.size(), rows.size());
  for (std::size_t record = 0; record < rows.size(); ++record) {
    std::istringstream cells(shown[record]);
    for (std::size_t i = 0; i < std::size(kFields); ++i) {
      SCOPED_TRACE(std::string("record ") + std::to_string(record) + ", " + kFields[i].clauses);
      std::string cell;
      ASSERT_TRUE(std::getline(cells, cell, '|'));
      const Value* const value = read[record].find("F" + std::to_string(i));
      if (kFields[i].text) {
        const std::size_t first = std::min(cell.find_first_not_of(' '), cell.size());
        EXPECT_EQ(*value->string(), cell.substr(first, cell.find_last_not_of(' ') + 1 - first));
      } else {
        EXPECT_TRUE(same_number(*value->number(), displayed_number(cell)))
            << value->number()->text << " shown as " << cell;
      }
    }
  }
}

TEST(GnuCobol, FloatingPoint) {
  if (!has_cobc()) GTEST_SKIP() << "no cobc here";
  const std::string copybook = "01 REC.\n  05 A COMP-1.\n  05 B COMP-2.\n";
  std::string body;
  std::vector<Value> messages;
  for (const char* const number : {"0", "1", "-1.5", "0.03125", "123456.75", "-0.0009765625"}) {
    body += std::string("  MOVE ") + number + " TO A.\n  MOVE " + number + " TO B.\n  WRITE REC.\n";
    messages.emplace_back(Object{{"A", Number{number}}, {"B", Number{number}}});
  }
  const Workshop workshop;
  workshop.run(program("OUTPUT", copybook, "", body));
  const std::string theirs = read_file(workshop.folder / "data.bin");
  const auto codec = compile(copybook, kOptions);
  EXPECT_TRUE(as_text(write_all(*codec, messages)) == theirs);
  const std::vector<Value> read = read_all(*codec, as_bytes(theirs));
  ASSERT_EQ(read.size(), messages.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_TRUE(same_number(*read[i].find("B")->number(), *messages[i].find("B")->number()));
  }
}

TEST(GnuCobol, TablesOfVariableLength) {
  if (!has_cobc()) GTEST_SKIP() << "no cobc here";
  const std::string copybook =
      "01 REC.\n  05 K PIC X(2).\n  05 N PIC 9(2).\n  05 T OCCURS 0 TO 12 TIMES DEPENDING ON N.\n"
      "    10 A PIC X(3).\n    10 B PIC S9(5)V99 COMP-3.\n    10 C PIC S9(4) COMP.\n";
  RandomValues random;
  std::string body;
  std::vector<Value> messages;
  for (int record = 0; record < kRecords; ++record) {
    const int count = random.pick(13);
    body += "  MOVE 'K" + std::to_string(record % 10) + "' TO K.\n  MOVE " + std::to_string(count) +
            " TO N.\n";
    Array elements;
    for (int i = 1; i <= count; ++i) {
      const std::string at = "(" + std::to_string(i) + ").\n";
      const std::string a = random.make({"", 3, 0, false, true});
      const std::string b = random.make({"", 7, 2, true, false});
      const std::string c = random.make({"", 4, 0, true, false});
      body += "  MOVE '" + a + "' TO A" + at + "  MOVE " + b + " TO B" + at + "  MOVE " + c +
              " TO C" + at;
      elements.emplace_back(Object{{"A", a}, {"B", Number{b}}, {"C", Number{c}}});
    }
    body += "  WRITE REC.\n";
    messages.emplace_back(
        Object{{"K", "K" + std::to_string(record % 10)}, {"T", std::move(elements)}});
  }
  const Workshop workshop;
  workshop.run(program("OUTPUT", copybook, "", body));
  const std::string theirs = read_file(workshop.folder / "data.bin");
  std::map<std::string, std::string> options = kOptions;
  options["framing"] = "rdw";
  options["rdw_adjust"] = "0";  // as COB_VARSEQ_FORMAT 0 writes it
  const auto codec = compile(copybook, options);
  EXPECT_TRUE(as_text(write_all(*codec, messages)) == theirs);
  const std::vector<Value> read = read_all(*codec, as_bytes(theirs));
  ASSERT_EQ(read.size(), messages.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].find(kResidual), nullptr);
    const Array& wanted = *messages[i].find("T")->array();
    const Array& found = *read[i].find("T")->array();
    ASSERT_EQ(found.size(), wanted.size());
    for (std::size_t k = 0; k < found.size(); ++k) {
      EXPECT_EQ(*found[k].find("A")->string(), *wanted[k].find("A")->string());
      EXPECT_TRUE(same_number(*found[k].find("B")->number(), *wanted[k].find("B")->number()));
      EXPECT_TRUE(same_number(*found[k].find("C")->number(), *wanted[k].find("C")->number()));
    }
  }
  EXPECT_EQ(as_text(write_all(*codec, read)), theirs);
}

}  // namespace
}  // namespace neurocrypt::cobol::test
