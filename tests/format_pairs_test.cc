// Every ordered pair of formats: what both can carry crosses sealed, from bytes to bytes, and comes
// back as the bytes that were written; what one of them cannot carry is named.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "link/translator.h"
#include "neurocrypt/message.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

using test::value_of;

/// One order as a format declares it: the schema, and the path of each field.
struct FormatSide {
  const char* format;
  const char* file;
  const char* schema;
  std::map<std::string, std::string> options;
  /// id, quantity, price, customer, note, lines.
  std::vector<const char*> paths;
};

const std::vector<const char*> kPlainPaths = {
    "/id",          "/quantity",     "/price", "/customer/name", "/customer/note",
    "/lines[]/sku", "/lines[]/count"};

const std::vector<FormatSide>& sides() {
  static const std::vector<FormatSide> all = {
      {"json",
       "order.schema.json",
       R"({"type": "object", "properties": {"id": {"type": "string"},
          "quantity": {"type": "integer"}, "price": {"type": "number"},
          "customer": {"type": "object", "properties": {"name": {"type": "string"},
                       "note": {"type": "string"}}},
          "lines": {"type": "array", "items": {"type": "object", "properties":
                    {"sku": {"type": "string"}, "count": {"type": "integer"}}}}}})",
       {},
       kPlainPaths},
      {"protobuf",
       "order.proto",
       R"(syntax = "proto3";
          message Order { string id = 1; int32 quantity = 2; double price = 3;
                          Customer customer = 4; repeated Line lines = 5; }
          message Customer { string name = 1; string note = 2; }
          message Line { string sku = 1; sint64 count = 2; })",
       {},
       kPlainPaths},
      {"protojson", "order.proto", nullptr, {}, kPlainPaths},
      {"cobol",
       "ORDER.cpy",
       "       01  ORDER-RECORD.\n"
       "           05  ORDER-ID      PIC X(12).\n"
       "           05  ORDER-QTY     PIC S9(5) COMP.\n"
       "           05  ORDER-PRICE   PIC S9(7)V99 COMP-3.\n"
       "           05  CUST.\n"
       "               10  CUST-NAME PIC X(20).\n"
       "               10  CUST-NOTE PIC X(10).\n"
       "           05  LINE-COUNT    PIC 9(2).\n"
       "           05  LINE-ITEM OCCURS 0 TO 9 TIMES DEPENDING ON LINE-COUNT.\n"
       "               10  LINE-SKU  PIC X(5).\n"
       "               10  LINE-QTY  PIC S9(4) SIGN TRAILING SEPARATE.\n",
       {{"code_page", "cp1047"}, {"framing", "rdw"}},
       {"/ORDER-ID", "/ORDER-QTY", "/ORDER-PRICE", "/CUST/CUST-NAME", "/CUST/CUST-NOTE",
        "/LINE-ITEM[]/LINE-SKU", "/LINE-ITEM[]/LINE-QTY"}},
  };
  return all;
}

class Pairs : public testing::TestWithParam<std::tuple<std::size_t, std::size_t>> {
 protected:
  Pairs() {
    std::string name = (std::filesystem::temp_directory_path() / "nc-pairs-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    for (const FormatSide& side : sides()) {
      if (side.schema != nullptr) std::ofstream(folder_ / side.file) << side.schema;
    }
  }
  ~Pairs() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] SchemaRequest request(const FormatSide& side) const {
    const std::string format = side.format;
    return {.path = side.file,
            .root = format.starts_with("proto") ? "Order" : "",
            .import_dirs = {},
            .options = side.options};
  }

  /// The link of all fields, copied.
  [[nodiscard]] MessageLink link(bool allow_loss = false) const {
    const FormatSide& a = sides()[std::get<0>(GetParam())];
    const FormatSide& b = sides()[std::get<1>(GetParam())];
    Link link;
    link.a = {a.format, request(a), {}, {}};
    link.b = {b.format, request(b), {}, {}};
    link.allow_loss = allow_loss;
    for (std::size_t i = 0; i < a.paths.size(); ++i) {
      Edge edge;
      edge.concept_name = "field " + std::to_string(i);
      edge.a = {a.paths[i]};
      edge.b = {b.paths[i]};
      edge.a_to_b = edge.b_to_a = {Rule::copy()};
      link.edges.push_back(std::move(edge));
    }
    return MessageLink(std::make_shared<const Translator>(
        value_of(Translator::create(std::move(link), folder_.string()))));
  }

  std::filesystem::path folder_;
};

/// An order by the paths of a side; fields that are null are left out.
Value order(const FormatSide& side, const std::vector<Value>& values, const Array& lines) {
  Object message;
  const auto put = [](Object& object, std::string_view path, const Value& value) {
    Object* into = &object;
    for (path.remove_prefix(1);;) {
      const std::size_t slash = path.find('/');
      std::string name(path.substr(0, slash));
      if (slash == std::string_view::npos) {
        into->push_back({name, value});
        return;
      }
      if (into->empty() || into->back().name != name) into->push_back({name, Value(Object())});
      into = into->back().value.object();
      path.remove_prefix(slash + 1);
    }
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i].is_null()) put(message, side.paths[i], values[i]);
  }
  const std::string_view sku = side.paths[5];
  const std::string_view count = side.paths[6];
  const std::string items(sku.substr(1, sku.find('[') - 1));
  Array made;
  for (const Value& line : lines) {
    made.push_back(Object{{std::string(sku.substr(sku.rfind('/') + 1)), (*line.array())[0]},
                          {std::string(count.substr(count.rfind('/') + 1)), (*line.array())[1]}});
  }
  if (items == "LINE-ITEM") {
    message.push_back({"LINE-COUNT", Value::integer(std::uint64_t{made.size()})});
  }
  if (!made.empty()) message.push_back({items, Value(std::move(made))});
  return message;
}

TEST_P(Pairs, CarryWhatBothCanThereAndBack) {
  const FormatSide& a = sides()[std::get<0>(GetParam())];
  const MessageLink link = this->link();
  const Codec& codec_a = link.translator()->codec(Side::kA);
  const Codec& codec_b = link.translator()->codec(Side::kB);
  const Keyset keys = test::lattice_keyset();
  const auto sealer_a = value_of(MessageSealer::create(link, Side::kA, keys));
  const auto sealer_b = value_of(MessageSealer::create(link, Side::kB, keys));
  const auto opener_a = value_of(MessageOpener::create(link, Side::kA, keys));
  const auto opener_b = value_of(MessageOpener::create(link, Side::kB, keys));
  std::mt19937 random(11);
  const auto text = [&](std::size_t most) {
    std::string made(1 + random() % most, ' ');
    for (char& c : made) c = "ABCabc019-.&"[random() % 12];
    return made;
  };
  for (int i = 0; i < 60; ++i) {
    const std::string cents = std::to_string(random() % 100);
    const std::vector<Value> values = {
        text(12), Value::integer(static_cast<std::int64_t>(random() % 199'999) - 99'999),
        Number{std::to_string(static_cast<int>(random() % 9'999'999)) + "." +
               std::string(2 - cents.size(), '0') + cents},
        text(20), text(10)};
    Array lines;
    for (std::size_t n = random() % 10; n > 0; --n) {
      lines.push_back(
          Array{text(5), Value::integer(static_cast<std::int64_t>(random() % 19'999) - 9'999)});
    }
    ByteString written;
    const Status printed = codec_a.print(order(a, values, lines), written, nullptr);
    ASSERT_TRUE(printed.ok()) << printed.error().message;

    ByteString rest;
    const ByteString at_b =
        value_of(opener_b.open(value_of(sealer_a.seal(written)), nullptr, &rest));
    // B has every value.
    const Value there = value_of(codec_b.parse(at_b));
    const Value again = value_of(link.translator()->translate(Side::kB, there, true, nullptr));
    const Value meant = value_of(codec_a.parse(written));
    for (const char* const path : {a.paths[0], a.paths[1], a.paths[2], a.paths[3], a.paths[4]}) {
      const auto find = [path](const Value& message) {
        const Value* at = &message;
        for (std::string_view left = path; !left.empty() && at != nullptr;) {
          left.remove_prefix(1);
          const std::size_t end = std::min(left.find('/'), left.size());
          at = at->find(left.substr(0, end));
          left.remove_prefix(end);
        }
        return at;
      };
      const Value* const sent = find(meant);
      const Value* const got = find(again);
      // A zero or an empty text of proto3 may be absent.
      if (got == nullptr) continue;
      ASSERT_NE(sent, nullptr);
      const bool same =
          sent->number() != nullptr ? same_number(*sent->number(), *got->number()) : *sent == *got;
      EXPECT_TRUE(same) << path;
    }
    // And A gets back the bytes that it wrote.
    const ByteString back = value_of(opener_a.open(value_of(sealer_b.seal(at_b, nullptr, rest))));
    EXPECT_EQ(as_text(back), as_text(written));
  }
}

TEST_P(Pairs, NameWhatDoesNotSurvive) {
  const auto [from, to] = GetParam();
  const FormatSide& a = sides()[from];
  const FormatSide& b = sides()[to];
  // Eleven characters, for which a record has ten places.
  const bool fits = std::string_view(b.format) != "cobol" || std::string_view(a.format) == "cobol";
  const std::string note = std::string_view(a.format) == "cobol" ? "ten places" : "elevenplace";
  const Value message = order(a, {"1", {}, {}, {}, Value(note)}, {});
  const Keyset keys = test::lattice_keyset();
  for (const bool allow_loss : {false, true}) {
    const MessageLink link = this->link(allow_loss);
    ByteString written;
    ASSERT_TRUE(link.translator()->codec(Side::kA).print(message, written, nullptr).ok());
    const auto sealer = value_of(MessageSealer::create(link, Side::kA, keys));
    const auto opener = value_of(MessageOpener::create(link, Side::kB, keys));
    MessageReport sealing;
    const ByteString sealed = value_of(sealer.seal(written, &sealing));
    MessageReport opening;
    const auto opened = opener.open(sealed, &opening);
    const auto names_the_note = [&](const MessageReport& report) {
      return std::ranges::any_of(report.losses, [&](const MessageReport::Loss& loss) {
        return loss.side == Side::kB && loss.path == b.paths[4];
      });
    };
    EXPECT_EQ(opened.ok(), fits || allow_loss);
    EXPECT_EQ(sealing.refusal.has_value(), !opened.ok());
    if (!opened.ok()) {
      EXPECT_NE(opened.error().message.find(b.paths[4]), std::string::npos)
          << opened.error().message;
      continue;
    }
    EXPECT_EQ(names_the_note(opening), !fits);
    EXPECT_EQ(names_the_note(sealing), !fits);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, Pairs,
                         testing::Combine(testing::Range<std::size_t>(0, 4),
                                          testing::Range<std::size_t>(0, 4)),
                         [](const auto& pair) {
                           return std::string(sides()[std::get<0>(pair.param)].format) + "_" +
                                  sides()[std::get<1>(pair.param)].format;
                         });

}  // namespace
}  // namespace neurocrypt
