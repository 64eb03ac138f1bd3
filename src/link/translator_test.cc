#include "link/translator.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "link/difference.h"
#include "schema/json/format.h"
#include "schema/json_text.h"
#include "support/random_value.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

Value json(std::string_view text) { return test::value_of(parse_json(text)); }

std::string print(const Value& value) {
  ByteString out;
  EXPECT_TRUE(print_json(value, out).ok());
  return std::string(as_text(out));
}

/// A codec that is its schema only: all that a translator asks for.
class SchemaOnly : public Codec {
 public:
  explicit SchemaOnly(Field schema) : schema_(std::move(schema)) {}
  [[nodiscard]] const Field& schema() const override { return schema_; }
  [[nodiscard]] Result<Value> parse(ByteView) const override { return Value(); }
  Status print(const Value&, ByteString&, std::vector<Loss>*) const override { return {}; }
  [[nodiscard]] std::unique_ptr<MessageReader> reader(Source&) const override { return nullptr; }
  [[nodiscard]] std::unique_ptr<MessageWriter> writer(Sink&) const override { return nullptr; }

 private:
  Field schema_;
};

/// A schema in short: {"user": "string", "items": [{"sku": "string"}], "labels": {"*": "string"}}.
Field field(std::string name, const Value& shape) {
  Field made;
  made.name = std::move(name);
  if (const Array* const array = shape.array(); array != nullptr) {
    made = field(made.name, array->at(0));
    made.repeated = true;
  } else if (const Object* const object = shape.object(); object != nullptr) {
    made.type = shape.find("*") != nullptr ? FieldType::kMap : FieldType::kObject;
    for (const Member& member : *object) made.fields.push_back(field(member.name, member.value));
  } else if (*shape.string() == "string") {
    made.type = FieldType::kString;
  } else {
    made.type = *shape.string() == "integer" ? FieldType::kInteger : FieldType::kAny;
  }
  return made;
}

std::unique_ptr<Codec> schema(std::string_view shape) {
  return std::make_unique<SchemaOnly>(field("", json(shape)));
}

constexpr std::string_view kHead =
    R"({"neurocrypt_link": 1, "a": {"format": "json"}, "b": {"format": "json"}, "edges": [)";

/// A translator for edges in short: the members that every edge needs are filled in.
Result<Translator> make(std::string_view a, std::string_view b, std::string_view edges,
                        bool allow_loss = false, const char* format = "json") {
  Link link = test::value_of(parse_link(std::string(kHead) + std::string(edges) + "]}"));
  link.allow_loss = allow_loss;
  link.a.format = link.b.format = format;
  return Translator::create(std::move(link), schema(a), schema(b));
}

std::string edge(const std::string& a, const std::string& b, const std::string& to_b = "copy",
                 const std::string& to_a = "copy") {
  const auto rule = [](const std::string& text) {
    return text == "copy" ? std::string(R"({"rule": "copy"})") : text;
  };
  static int count = 0;
  return R"({"concept": "c)" + std::to_string(++count) + R"(", "a": )" + a + R"(, "b": )" + b +
         R"(, "a_to_b": )" + rule(to_b) + R"(, "b_to_a": )" + rule(to_a) + "}";
}

std::string there(const Translator& translator, std::string_view message,
                  TranslationReport* report = nullptr, Side from = Side::kA) {
  const auto sealed = test::value_of(translator.to_intermediary(from, json(message)));
  const auto made = translator.from_intermediary(sealed, other(from), report);
  if (!made.ok()) return made.error().message;
  // The direct way gives the same.
  const auto direct = translator.translate(from, json(message), true, nullptr);
  EXPECT_TRUE(direct.ok());
  EXPECT_EQ(direct.ok() ? print(*direct) : "", print(*made));
  return print(*made);
}

std::string back(const Translator& translator, std::string_view message,
                 TranslationReport* report = nullptr) {
  return there(translator, message, report, Side::kB);
}

TEST(Translator, RunsALinkBothWays) {
  const auto translator = test::value_of(
      make(R"({"user": "string", "action": "string", "timestamp": "integer"})",
           R"({"event_type": "string", "user_id": "string", "time": "integer"})",
           edge("\"/user\"", "\"/user_id\"") + "," + edge("\"/timestamp\"", "\"/time\"") + "," +
               edge("\"/action\"", "\"/event_type\"", R"({"rule": "prefix", "text": "auth_"})",
                    R"({"rule": "strip_prefix", "text": "auth_"})")));
  constexpr std::string_view kA = R"({"user":"alice","action":"login","timestamp":1234567890})";
  constexpr std::string_view kB =
      R"({"event_type":"auth_login","user_id":"alice","time":1234567890})";
  TranslationReport report;
  EXPECT_EQ(there(translator, kA, &report), kB);
  EXPECT_EQ(back(translator, kB), kA);
  EXPECT_TRUE(report.losses.empty());
  ASSERT_EQ(report.rules.size(), 3U);
  EXPECT_EQ(report.rules[2].path, "/event_type");
  EXPECT_EQ(report.rules[2].words, R"("auth_" + /action)");

  const auto uncovered =
      translator.translate(Side::kB, json(R"({"event_type":"x"})"), false, nullptr);
  ASSERT_FALSE(uncovered.ok());
  EXPECT_EQ(uncovered.error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(uncovered.error().message.starts_with("at /event_type: "));
}

TEST(Translator, WritesTheIntermediaryByConcept) {
  const auto translator = test::value_of(make(
      R"({"user": "string", "items": [{"price": "string"}], "first": "string", "last": "string"})",
      R"({"lines": [{"amount": "string"}], "who": "string", "name": "string"})",
      R"({"concept": "user identifier", "a": "/user", "b": "/who"},
              {"concept": "item price", "a": "/items[]/price", "b": "/lines[]/amount"},
              {"concept": "person name", "a": ["/first", "/last"], "b": "/name"})"));
  const auto sealed = test::value_of(translator.to_intermediary(
      Side::kA,
      json(
          R"({"user":"alice","extra":1,"items":[{"price":"1.50"},{}],"first":"Ada","last":"L"})")));
  EXPECT_EQ(print(sealed.record),
            R"({"from":"a","fields":{"user identifier":"alice",)"
            R"("item price":["1.50",{"@absent":true}],"person name":{"1":"Ada","2":"L"}},)"
            R"("rest":{"members":{"extra":{"set":1,"at":1}}}})");
  const std::vector<Leaf> origin = translator.origin(Side::kA, "person name");
  ASSERT_EQ(origin.size(), 2U);
  EXPECT_EQ(origin[1].path, "/last");
  EXPECT_EQ(translator.origin(Side::kA, "item price")[0].path, "/items[]/price");
  EXPECT_EQ(translator.origin(Side::kA, "item price")[0].parents.back()->name, "items");
  EXPECT_TRUE(translator.origin(Side::kA, "nothing").empty());
}

TEST(Translator, AlignsRepeatedFieldsElementByElement) {
  const auto translator = test::value_of(make(
      R"({"currency": "string", "items": [{"sku": "string", "price": "any", "tags": ["string"]}]})",
      R"({"lines": [{"code": "string", "money": {"amount": "any", "currency": "string"},
                          "labels": ["string"]}]})",
      edge("\"/items[]/sku\"", "\"/lines[]/code\"") + "," +
          edge("\"/items[]/price\"", "\"/lines[]/money/amount\"") + "," +
          edge("\"/items[]/tags[]\"", "\"/lines[]/labels[]\"") + "," +
          edge("\"/currency\"", "\"/lines[]/money/currency\"")));
  constexpr std::string_view kA =
      R"({"currency":"EUR","items":[{"sku":"A","price":1.50,"tags":["x","y"]},{"price":null},{"sku":"C","tags":[]}]})";
  constexpr std::string_view kB =
      R"({"lines":[{"code":"A","money":{"amount":1.50,"currency":"EUR"},"labels":["x","y"]},)"
      R"({"money":{"amount":null,"currency":"EUR"}},{"code":"C","money":{"currency":"EUR"},"labels":[]}]})";
  EXPECT_EQ(there(translator, kA), kB);
  EXPECT_EQ(back(translator, kB), kA);
  EXPECT_EQ(there(translator, R"({"items":[]})"), R"({"lines":[]})");
  EXPECT_EQ(there(translator, R"({"items":[{},{}]})"), R"({"lines":[{},{}]})");
  EXPECT_EQ(there(translator, R"({"items":null})"), R"({"lines":null})");
  EXPECT_EQ(there(translator, "{}"), "{}");

  // One currency for an order cannot hold two.
  const auto two = translator.translate(
      Side::kB, json(R"({"lines":[{"money":{"currency":"EUR"}},{"money":{"currency":"USD"}}]})"),
      true, nullptr);
  ASSERT_FALSE(two.ok());
  EXPECT_EQ(two.error().code, ErrorCode::kRefused);
  EXPECT_TRUE(two.error().message.starts_with("at /lines/0/money/currency: one element"));

  // And without items, nothing says the currency on the other side.
  TranslationReport report;
  EXPECT_EQ(there(translator, R"({"currency":"EUR"})", &report), "{}");
  ASSERT_EQ(report.losses.size(), 1U);
  EXPECT_EQ(report.losses[0].path, "/currency");
}

TEST(Translator, WrapsASingleValueAndTakesTheOnlyElement) {
  for (const char* const path : {"\"/tags[]\"", "\"/tags[0]\""}) {
    const auto translator = test::value_of(
        make(R"({"tag": "string"})", R"({"tags": ["string"]})", edge("\"/tag\"", path)));
    EXPECT_EQ(there(translator, R"({"tag":"x"})"), R"({"tags":["x"]})");
    EXPECT_EQ(back(translator, R"({"tags":["x"]})"), R"({"tag":"x"})");
    EXPECT_EQ(back(translator, R"({"tags":[]})"), "{}");
    EXPECT_TRUE(back(translator, R"({"tags":["x","x"]})").starts_with("at /tags/0: one element"));
  }
  // An outer level that the other side has not, said by [0].
  const auto translator = test::value_of(
      make(R"({"items": [{"sku": "string"}]})", R"({"orders": [{"items": [{"sku": "string"}]}]})",
           edge("\"/items[]/sku\"", "\"/orders[0]/items[]/sku\"")));
  EXPECT_EQ(there(translator, R"({"items":[{"sku":"A"},{"sku":"B"}]})"),
            R"({"orders":[{"items":[{"sku":"A"},{"sku":"B"}]}]})");
  EXPECT_EQ(back(translator, R"({"orders":[{"items":[{"sku":"A"},{"sku":"B"}]}]})"),
            R"({"items":[{"sku":"A"},{"sku":"B"}]})");
}

TEST(Translator, MovesMapsByTheirNames) {
  const auto translator = test::value_of(make(
      R"({"labels": {"*": "string"}, "stock": {"*": {"count": "any", "place": "string"}}})",
      R"({"tags": {"*": "string"}, "env": "string", "by_sku": {"*": {"n": "any", "at": "string"}}})",
      edge("\"/labels/*\"", "\"/tags/*\"") + "," + edge("\"/labels/env\"", "\"/env\"") + "," +
          edge("\"/stock/*/count\"", "\"/by_sku/*/n\"") + "," +
          edge("\"/stock/*/place\"", "\"/by_sku/*/at\"")));
  constexpr std::string_view kA =
      R"({"labels":{"env":"prod","x":"1","y":"2"},"stock":{"A":{"count":1},"B":{"place":"p"},"C":{}}})";
  constexpr std::string_view kB =
      R"({"tags":{"x":"1","y":"2"},"env":"prod","by_sku":{"A":{"n":1},"B":{"at":"p"},"C":{}}})";
  EXPECT_EQ(there(translator, kA), kB);
  EXPECT_EQ(back(translator, kB), kA);
  EXPECT_EQ(there(translator, R"({"labels":{}})"), R"({"tags":{}})");
}

TEST(Translator, JoinsAndSplits) {
  const auto translator = test::value_of(make(
      R"({"first": "string", "last": "string"})", R"({"name": "string"})",
      edge(
          "[\"/first\", \"/last\"]", "\"/name\"",
          R"({"rule": "join", "parts": [{"input": 1}, " ", {"input": 2}]})",
          R"([{"rule": "split", "at": " ", "part": 1}, {"rule": "split", "at": " ", "part": 2}])")));
  EXPECT_EQ(there(translator, R"({"first":"Ada","last":"Lovelace"})"),
            R"({"name":"Ada Lovelace"})");
  EXPECT_EQ(back(translator, R"({"name":"Ada Lovelace"})"), R"({"first":"Ada","last":"Lovelace"})");
}

TEST(Translator, FillsInConstants) {
  const std::string constant = R"({"rule": "constant", "value": "EUR"})";
  const auto translator = test::value_of(
      make(R"({"items": [{"sku": "string"}]})",
           R"({"source": "string", "lines": [{"sku": "string", "currency": "string"}]})",
           edge("\"/items[]/sku\"", "\"/lines[]/sku\"") + "," +
               edge("[]", "\"/source\"", constant, "null") + "," +
               edge("[]", "\"/lines[]/currency\"", constant, "null")));
  EXPECT_EQ(there(translator, R"({"items":[{"sku":"A"}]})"),
            R"({"source":"EUR","lines":[{"sku":"A","currency":"EUR"}]})");
  EXPECT_EQ(there(translator, "{}"), R"({"source":"EUR"})");
  // On the way back the constant is no loss; another value is one.
  EXPECT_TRUE(translator.translate(Side::kB, json(R"({"source":"EUR"})"), false, nullptr).ok());
  const auto refused = translator.translate(
      Side::kB, json(R"({"source":"EUR","lines":[{"currency":"EUR"},{"currency":"USD"}]})"), false,
      nullptr);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "at /lines/1/currency: no rule leads to side a");
}

TEST(Translator, LosesNothingInSilence) {
  constexpr std::string_view kMessage = R"({"x":"1","session":"s","deep":{"y":[1]}})";
  const std::string edges = edge("\"/x\"", "\"/x\"");
  const auto strict = test::value_of(make(R"({"x": "string"})", R"({"x": "string"})", edges));
  const auto refused = strict.translate(Side::kA, json(kMessage), false, nullptr);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused);
  EXPECT_EQ(refused.error().message, "at /session: side b has no place for it, and 1 more");
  // The intermediary keeps it, and so does who asks for the rest.
  TranslationReport report;
  EXPECT_EQ(there(strict, kMessage, &report), R"({"x":"1"})");
  ASSERT_EQ(report.losses.size(), 2U);
  EXPECT_EQ(report.losses[1].path, "/deep");

  const auto lax = test::value_of(make(R"({"x": "string"})", R"({"x": "string"})", edges, true));
  EXPECT_TRUE(lax.translate(Side::kA, json(kMessage), false, &report).ok());
  EXPECT_EQ(report.losses.size(), 2U);

  // A value that the other side gets, and could not give back.
  const auto one_way =
      test::value_of(make(R"({"x": "string"})", R"({"x": "string"})",
                          edge("\"/x\"", "\"/x\"", R"({"rule": "prefix", "text": "p"})", "null")));
  EXPECT_TRUE(there(one_way, R"({"x":"1"})").starts_with("at /x: side b cannot give it back"));
}

TEST(Translator, CarriesSealedValuesWhereTextFits) {
  const std::string edges = edge("\"/s\"", "\"/t\"", R"({"rule": "prefix", "text": "p"})",
                                 R"({"rule": "strip_prefix", "text": "p"})") +
                            "," + edge("\"/n\"", "\"/m\"") + "," +
                            edge("\"/tags[]\"", "\"/labels[]\"");
  const auto make_in = [&](const char* format) {
    return test::value_of(make(R"({"s": "string", "n": "integer", "tags": ["string"]})",
                               R"({"t": "string", "m": "integer", "labels": ["string"]})", edges,
                               false, format));
  };
  const Translator translator = make_in("protobuf");
  auto sealed = test::value_of(
      translator.to_intermediary(Side::kA, json(R"({"s":"x","n":1,"tags":["u","v"]})")));
  for (Member& field : *sealed.record.object()->at(1).value.object()) {
    const Value mark = Object{{"@sealed", "nc1"}};
    if (field.value.array() != nullptr) {
      (*field.value.array())[1] = mark;
    } else {
      field.value = mark;
    }
  }
  TranslationReport report;
  EXPECT_EQ(print(test::value_of(translator.from_intermediary(sealed, Side::kB, &report))),
            R"({"t":"nc1","labels":["u","nc1"]})");
  ASSERT_EQ(report.losses.size(), 1U);
  EXPECT_EQ(report.losses[0].path, "/n");
  EXPECT_EQ(print(test::value_of(translator.from_intermediary(sealed, Side::kA, &report))),
            R"({"s":"nc1","tags":["u","nc1"]})");
  ASSERT_EQ(report.losses.size(), 1U);
  // As their own side wrote it, for who opens them there.
  const Value mark = Object{{"@sealed", "nc1"}};
  EXPECT_EQ(test::value_of(translator.written(sealed)),
            Value(Object{{"s", mark}, {"n", mark}, {"tags", Array{"u", mark}}}));
  // In JSON a sealed value may stand anywhere.
  EXPECT_EQ(print(test::value_of(make_in("json").from_intermediary(sealed, Side::kB, nullptr))),
            R"({"t":"nc1","m":"nc1","labels":["u","nc1"]})");
}

TEST(Translator, RefusesEdgesThatTheSchemasHaveNot) {
  const auto message = [](const std::string& a, const std::string& b) {
    const auto made =
        make(R"({"x": "string", "l": ["string"], "m": {"*": "string"}, "o": {"p": "string"}})",
             R"({"y": "string", "l": ["string"]})", edge(a, b));
    EXPECT_FALSE(made.ok());
    EXPECT_EQ(made.error().code, ErrorCode::kInvalidArgument);
    return made.error().message;
  };
  EXPECT_EQ(message("\"/z\"", "\"/y\""), "side a: the schema has no '/z': '/' has no 'z'");
  EXPECT_EQ(message("\"/x\"", "\"/y[]\""),
            "side b: the schema has no '/y[]': '/y' is not repeated");
  EXPECT_EQ(message("\"/l\"", "\"/y\""), "side a: the schema has no '/l': '/l' is repeated");
  EXPECT_EQ(message("\"x\"", "\"/y\""), "side a: the schema has no 'x': a path begins with '/'");
  EXPECT_TRUE(message("\"/m/*\"", "\"/l[]\"").ends_with("aligns a map with an array"));
  EXPECT_TRUE(message("\"/m/*\"", "\"/y\"").ends_with("leads from a map to a single value"));
  const auto both = make(R"({"o": {"p": "string"}})", R"({"x": "any", "y": "string"})",
                         edge("\"/o\"", "\"/x\"") + "," + edge("\"/o/p\"", "\"/y\""));
  ASSERT_FALSE(both.ok());
  EXPECT_TRUE(both.error().message.starts_with("side a: '/o/p' lies below"));
}

TEST(Translator, RefusesAnIntermediaryOfAnotherLink) {
  const auto translator =
      test::value_of(make(R"({"x": "string"})", R"({"x": "string"})", edge("\"/x\"", "\"/x\"")));
  for (const char* const text :
       {"{}", R"({"fields": {}})", R"({"fields": {"who": 1}, "rest": null})",
        R"({"fields": {}, "rest": 7})"}) {
    const auto made = translator.from_intermediary({Side::kA, json(text)}, Side::kA, nullptr);
    ASSERT_FALSE(made.ok()) << text;
    EXPECT_EQ(made.error().code, ErrorCode::kCorrupt);
  }
}

// Properties, for random schemas, links and messages.

Field random_schema(std::mt19937& random, int depth) {
  Field made;
  made.type = depth > 0 && random() % 3 != 0 ? FieldType::kObject : FieldType::kAny;
  if (made.type == FieldType::kObject && random() % 5 == 0) {
    made.type = FieldType::kMap;
    made.fields.push_back(random_schema(random, depth - 1));
    made.fields[0].name = "*";
  } else if (made.type == FieldType::kObject) {
    for (std::size_t i = 0, n = 1 + random() % 4; i < n; ++i) {
      made.fields.push_back(random_schema(random, depth - 1));
      made.fields.back().name = "m" + std::to_string(i);
    }
  }
  made.repeated = random() % 4 == 0;
  return made;
}

Field random_root(std::mt19937& random) {
  Field root = random_schema(random, 4);
  root.repeated = false;
  return root;
}

/// What the schema says, mostly in its order; `odd` ones are now and then anything.
Value random_message(const Field& field, std::mt19937& random, bool odd, bool element = false) {
  if (odd && random() % 40 == 0) return test::random_value(random, 2);
  if (odd && random() % 40 == 0) return Object{{"@absent", random() % 2 == 0}};
  if (field.repeated && !element) {
    Array array;
    for (std::size_t i = random() % 4; i > 0; --i) {
      array.push_back(random_message(field, random, odd, true));
    }
    return array;
  }
  if (field.fields.empty()) return test::random_value(random, 1);
  Object object;
  if (field.type == FieldType::kMap) {
    for (std::size_t i = 0, n = random() % 4; i < n; ++i) {
      object.push_back({"k" + std::to_string(random() % 3 + 3 * i),
                        random_message(field.fields[0], random, odd)});
    }
    return object;
  }
  for (const Field& child : field.fields) {
    if (random() % 5 != 0) object.push_back({child.name, random_message(child, random, odd)});
  }
  if (random() % 6 == 0) object.push_back({"unknown", test::random_value(random, 1)});
  if (random() % 6 == 0) std::shuffle(object.begin(), object.end(), random);
  return object;
}

Link random_link(const Field& a, const Field& b, std::mt19937& random) {
  Link link;
  link.allow_loss = true;
  const std::vector<Leaf> from = leaves(a);
  const std::vector<Leaf> to = leaves(b);
  const std::size_t edges = 1 + random() % (from.size() + 1);
  for (std::size_t i = 0; i < edges; ++i) {
    Edge made;
    made.concept_name = "concept " + std::to_string(i);
    made.a = {from[random() % from.size()].path};
    made.b = {to[random() % to.size()].path};
    made.a_to_b = {Rule::copy()};
    if (random() % 4 != 0) made.b_to_a = {Rule::copy()};
    link.edges.push_back(std::move(made));
  }
  return link;
}

TEST(TranslatorProperty, OpeningOnTheWritersSideIsTheIdentity) {
  std::mt19937 random(2);
  int made = 0;
  int with_rest = 0;
  for (int i = 0; i < 2000; ++i) {
    const Field a = random_root(random);
    const Field b = random_root(random);
    const auto translator =
        Translator::create(random_link(a, b, random), std::make_unique<SchemaOnly>(a),
                           std::make_unique<SchemaOnly>(b));
    if (!translator.ok()) continue;  // a map against an array
    ++made;
    for (int j = 0; j < 10; ++j) {
      const Value message = random_message(a, random, true);
      const auto sealed = translator->to_intermediary(Side::kA, message);
      ASSERT_TRUE(sealed.ok()) << sealed.error().message;
      with_rest += sealed->record.find("rest")->is_null() ? 0 : 1;
      const auto opened = translator->from_intermediary(*sealed, Side::kA, nullptr);
      ASSERT_TRUE(opened.ok()) << opened.error().message;
      ASSERT_EQ(*opened, message) << print(message) << "\n"
                                  << print(sealed->record) << "\n"
                                  << print_link(translator->link());
    }
  }
  EXPECT_GT(made, 500);
  EXPECT_GT(with_rest, 1000);
  EXPECT_LT(with_rest, made * 9);
}

/// A difference without the places where the original is null.
Value without_null(const Value& rest) {
  const Value* const set = rest.find("set");
  if (set != nullptr && set->is_null()) return Object{};
  Object out;
  for (const Member& member : rest.object() != nullptr ? *rest.object() : Object{}) {
    if (member.name != "members" && member.name != "items") {
      out.push_back(member);
      continue;
    }
    Object inner;
    for (const Member& place : *member.value.object()) {
      inner.push_back({place.name, without_null(place.value)});
    }
    out.push_back({member.name, std::move(inner)});
  }
  return out;
}

TEST(TranslatorProperty, TheRestMakesThereAndBackTheIdentity) {
  std::mt19937 random(3);
  int tried = 0;
  for (int i = 0; i < 2000; ++i) {
    const Field a = random_root(random);
    const Field b = random_root(random);
    const auto translator =
        Translator::create(random_link(a, b, random), std::make_unique<SchemaOnly>(a),
                           std::make_unique<SchemaOnly>(b));
    if (!translator.ok()) continue;
    for (int j = 0; j < 10; ++j) {
      const bool odd = random() % 2 == 0;
      const Value message = random_message(a, random, odd);
      TranslationReport report;
      const auto translated = translator->translate(Side::kA, message, true, &report);
      if (!translated.ok()) continue;  // a gap in an array
      const auto sealed = test::value_of(translator->to_intermediary(Side::kA, message));
      TranslationReport opened_report;
      const auto opened = translator->from_intermediary(sealed, Side::kB, &opened_report);
      ASSERT_TRUE(opened.ok());
      ASSERT_EQ(*opened, *translated) << print(message) << print_link(translator->link());
      ASSERT_EQ(report.losses.size(), opened_report.losses.size());
      const auto rest = translator->rest(message, Side::kA, *translated);
      const auto returned = translator->translate(Side::kB, *translated, true, nullptr);
      ASSERT_EQ(rest.ok(), returned.ok());
      if (!rest.ok()) continue;
      ++tried;
      ASSERT_EQ(test::value_of(translator->restore(*returned, *rest)), message);
      // What the way back lacks was reported on the way there, but for null in place of an array:
      // it becomes null of the only element.
      if (report.losses.empty() && !odd) {
        ASSERT_TRUE(losses_in(without_null(*rest), "").empty()) << print(message) << "\n"
                                                                << print(*translated) << "\n"
                                                                << print(*rest) << "\n"
                                                                << print_link(translator->link());
      }
    }
  }
  EXPECT_GT(tried, 5000);
}

}  // namespace
}  // namespace neurocrypt
