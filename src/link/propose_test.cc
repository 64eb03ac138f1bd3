#include "link/propose.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "link/translator.h"
#include "schema/json/format.h"
#include "schema/json_text.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

Value json(std::string_view text) { return test::value_of(parse_json(text)); }

std::unique_ptr<Codec> codec(const char* schema) {
  return make_json_codec(test::value_of(json::JsonSchema::parse(schema, {})));
}

constexpr const char* kAuth = R"({"type": "object", "properties": {
  "user": {"type": "string"}, "action": {"type": "string"}, "timestamp": {"type": "integer"}}})";
constexpr const char* kLog = R"({"type": "object", "properties": {
  "event_type": {"type": "string"}, "user_id": {"type": "string"}, "time": {"type": "integer"}}})";

std::vector<MessagePair> pairs(std::initializer_list<const char*> lines) {
  std::vector<MessagePair> out;
  for (const char* const line : lines)
    out.push_back(test::value_of(parse_message_pair(json(line))));
  return out;
}

std::vector<MessagePair> auth_pairs() {
  return pairs({R"({"from": {"user":"alice","action":"login","timestamp":1234567890},
           "to": {"event_type":"auth_login","user_id":"alice","time":1234567890}})",
                R"({"from": {"user":"bob","action":"logout","timestamp":1234567999},
           "to": {"event_type":"auth_logout","user_id":"bob","time":1234567999}})",
                R"({"from": {"user":"carol","action":"reset","timestamp":1300000000},
           "to": {"event_type":"auth_reset","user_id":"carol","time":1300000000}})"});
}

/// A proposal and the two codecs that it is for.
struct Made {
  std::unique_ptr<Codec> a, b;
  Proposal proposal;

  [[nodiscard]] const Edge* edge_to(const std::string& path) const {
    for (const Edge& edge : proposal.edges) {
      if (std::find(edge.b.begin(), edge.b.end(), path) != edge.b.end()) return &edge;
    }
    return nullptr;
  }
  Translator translator() {
    Link link;
    link.edges = proposal.edges;
    return test::value_of(Translator::create(std::move(link), std::move(a), std::move(b)));
  }
};

Made make(const char* a, const char* b, std::span<const MessagePair> examples,
          std::span<const Edge> pinned = {}) {
  Made made{codec(a), codec(b), {}};
  ProposalInput input;
  input.a = &made.a->schema();
  input.b = &made.b->schema();
  input.examples = examples;
  input.matcher = &Matcher::builtin();
  made.proposal = test::value_of(propose(input, pinned));
  return made;
}

std::string print(const Value& value) {
  ByteString out;
  EXPECT_TRUE(print_json(value, out).ok());
  return std::string(as_text(out));
}

TEST(Propose, FindsTheWholeLinkFromThreePairs) {
  const std::vector<MessagePair> examples = auth_pairs();
  Made made = make(kAuth, kLog, examples);
  ASSERT_EQ(made.proposal.edges.size(), 3U);
  EXPECT_TRUE(made.proposal.unmapped_a.empty());
  EXPECT_TRUE(made.proposal.unmapped_b.empty());
  const Edge* const event = made.edge_to("/event_type");
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(event->a_to_b[0].describe(event->a), R"("auth_" + /action)");
  ASSERT_EQ(event->b_to_a.size(), 1U);
  EXPECT_FALSE(event->concept_name.empty());
  EXPECT_EQ(made.edge_to("/user_id")->a[0], "/user");
  EXPECT_EQ(made.edge_to("/time")->a[0], "/timestamp");

  // It holds for what no example has shown, and on the way back.
  const Translator translator = made.translator();
  const Value unseen = json(R"({"user":"dave","action":"lock","timestamp":1400000000})");
  const Value there = test::value_of(translator.translate(Side::kA, unseen, false, nullptr));
  EXPECT_EQ(print(there), R"({"event_type":"auth_lock","user_id":"dave","time":1400000000})");
  EXPECT_EQ(test::value_of(translator.translate(Side::kB, there, false, nullptr)), unseen);
}

TEST(Propose, LeavesPinnedEdgesAsTheyAre) {
  Edge pinned;
  pinned.concept_name = "my own name";
  pinned.a = {"/action"};
  pinned.b = {"/user_id"};
  pinned.a_to_b = {Rule::constant("x")};
  pinned.pinned = true;
  const std::vector<MessagePair> examples = auth_pairs();
  const Made made = make(kAuth, kLog, examples, std::span(&pinned, 1));
  const Edge* const edge = made.edge_to("/user_id");
  ASSERT_NE(edge, nullptr);
  EXPECT_EQ(edge->concept_name, "my own name");
  EXPECT_EQ(edge->a, pinned.a);
  EXPECT_EQ(print(edge->a_to_b[0].print()), print(pinned.a_to_b[0].print()));
  EXPECT_EQ(std::count_if(made.proposal.edges.begin(), made.proposal.edges.end(),
                          [](const Edge& e) { return e.b[0] == "/user_id"; }),
            1);
  pinned.b = {"/nowhere"};
  ProposalInput input;
  input.a = &made.a->schema();
  input.b = &made.b->schema();
  input.matcher = &Matcher::builtin();
  EXPECT_FALSE(propose(input, std::span(&pinned, 1)).ok());
}

TEST(Propose, MovesElementsTogether) {
  constexpr const char* kOrder = R"({"type": "object", "properties": {
    "currency": {"type": "string"},
    "items": {"type": "array", "items": {"type": "object", "properties": {
      "sku": {"type": "string"}, "price": {"type": "string"}}}}}})";
  constexpr const char* kInvoice = R"({"type": "object", "properties": {
    "lines": {"type": "array", "items": {"type": "object", "properties": {
      "item_sku": {"type": "string"}, "unit_price": {"type": "string"},
      "currency": {"type": "string"}}}}}})";
  const std::vector<MessagePair> examples = pairs(
      {R"({"from": {"currency":"EUR","items":[{"sku":"A-1","price":"1.50"},{"sku":"B-2","price":"7"}]},
           "to": {"lines":[{"item_sku":"SKU-A-1","unit_price":"1.50","currency":"EUR"},
                           {"item_sku":"SKU-B-2","unit_price":"7","currency":"EUR"}]}})",
       R"({"from": {"currency":"USD","items":[{"sku":"C-9","price":"3"}]},
           "to": {"lines":[{"item_sku":"SKU-C-9","unit_price":"3","currency":"USD"}]}})"});
  Made made = make(kOrder, kInvoice, examples);
  ASSERT_EQ(made.proposal.edges.size(), 3U);
  const Translator translator = made.translator();
  const Value order = json(
      R"({"currency":"CHF","items":[{"sku":"X","price":"1"},{"sku":"Y","price":"2"},{"sku":"Z","price":"3"}]})");
  const Value invoice = test::value_of(translator.translate(Side::kA, order, false, nullptr));
  EXPECT_EQ(print(invoice), R"({"lines":[{"item_sku":"SKU-X","unit_price":"1","currency":"CHF"},)"
                            R"({"item_sku":"SKU-Y","unit_price":"2","currency":"CHF"},)"
                            R"({"item_sku":"SKU-Z","unit_price":"3","currency":"CHF"}]})");
  EXPECT_EQ(test::value_of(translator.translate(Side::kB, invoice, false, nullptr)), order);
}

TEST(Propose, TakesANameApartAndTogether) {
  constexpr const char* kParts = R"({"type": "object", "properties": {
    "first_name": {"type": "string"}, "last_name": {"type": "string"}}})";
  constexpr const char* kWhole = R"({"type": "object", "properties": {
    "full_name": {"type": "string"}}})";
  const std::vector<MessagePair> examples = pairs(
      {R"({"from": {"first_name":"Ada","last_name":"Lovelace"}, "to": {"full_name":"Ada Lovelace"}})",
       R"({"from": {"first_name":"Alan","last_name":"Turing"}, "to": {"full_name":"Alan Turing"}})",
       R"({"from": {"first_name":"Grace","last_name":"Hopper"}, "to": {"full_name":"Grace Hopper"}})"});
  Made join = make(kParts, kWhole, examples);
  ASSERT_EQ(join.proposal.edges.size(), 1U);
  EXPECT_EQ(join.proposal.edges[0].a.size(), 2U);
  EXPECT_EQ(join.proposal.edges[0].b_to_a.size(), 2U);

  std::vector<MessagePair> reversed = examples;
  for (MessagePair& pair : reversed) std::swap(pair.from, pair.to);
  Made split = make(kWhole, kParts, reversed);
  ASSERT_EQ(split.proposal.edges.size(), 1U);
  EXPECT_EQ(split.proposal.edges[0].b.size(), 2U);
  const Translator translator = split.translator();
  const Value whole = json(R"({"full_name":"Edsger Dijkstra"})");
  const Value parts = test::value_of(translator.translate(Side::kA, whole, false, nullptr));
  EXPECT_EQ(print(parts), R"({"first_name":"Edsger","last_name":"Dijkstra"})");
  EXPECT_EQ(test::value_of(translator.translate(Side::kB, parts, false, nullptr)), whole);
}

// Without examples, too, in either order and direction; a company's name is no person's.
TEST(Propose, KnowsTheTwoPartsOfAName) {
  constexpr const char* kParts = R"({"type": "object", "properties": {
    "last_name": {"type": "string"}, "first_name": {"type": "string"}, "town": {"type": "string"}}})";
  constexpr const char* kWhole = R"({"type": "object", "properties": {
    "fullName": {"type": "string"}, "city": {"type": "string"}}})";
  Made split = make(kWhole, kParts, {});
  const Edge* const edge = split.edge_to("/last_name");
  ASSERT_NE(edge, nullptr);
  EXPECT_EQ(edge->a, std::vector<FieldPath>{"/fullName"});
  EXPECT_EQ(edge->b, (std::vector<FieldPath>{"/first_name", "/last_name"}));
  EXPECT_TRUE(edge->guessed);
  EXPECT_GE(edge->weight, kProposalWeightMin);
  const Value whole = json(R"({"fullName":"Edsger Wybe Dijkstra","city":"Nuenen"})");
  const Value parts = test::value_of(split.translator().translate(Side::kA, whole, false, nullptr));
  EXPECT_EQ(print(parts), R"({"last_name":"Wybe Dijkstra","first_name":"Edsger","town":"Nuenen"})");

  const Made join = make(kParts, kWhole, {});
  ASSERT_NE(join.edge_to("/fullName"), nullptr);
  EXPECT_EQ(join.edge_to("/fullName")->a, (std::vector<FieldPath>{"/first_name", "/last_name"}));

  constexpr const char* kCompany = R"({"type": "object", "properties": {
    "company_name": {"type": "string"}, "last_name": {"type": "string"}}})";
  const Made company = make(kWhole, kCompany, {});
  for (const Edge& link : company.proposal.edges) EXPECT_EQ(link.b.size(), 1U);
}

TEST(Propose, LinksByWeightWhereNoExampleSpeaks) {
  constexpr const char* kA = R"({"type": "object", "properties": {
    "email": {"type": "string"}, "postalCode": {"type": "string"}, "zzqx": {"type": "boolean"}}})";
  constexpr const char* kB = R"({"type": "object", "properties": {
    "postal_code": {"type": "string"}, "e_mail": {"type": "string"},
    "warp_core": {"type": "integer"}}})";
  const Made made = make(kA, kB, {});
  ASSERT_NE(made.edge_to("/postal_code"), nullptr);
  EXPECT_EQ(made.edge_to("/postal_code")->a[0], "/postalCode");
  ASSERT_NE(made.edge_to("/e_mail"), nullptr);
  EXPECT_EQ(made.edge_to("/e_mail")->a[0], "/email");
  EXPECT_EQ(made.proposal.unmapped_a, std::vector<FieldPath>{"/zzqx"});
  EXPECT_EQ(made.proposal.unmapped_b, std::vector<FieldPath>{"/warp_core"});
}

TEST(Propose, SaysWhatNoRuleExplains) {
  std::vector<MessagePair> examples = auth_pairs();
  examples.push_back(examples[0]);  // the same message of A, and another one of B
  (*examples.back().to.object())[1].value = Value("somebody else");
  const Made made = make(kAuth, kLog, examples);
  EXPECT_EQ(made.edge_to("/user_id"), nullptr);  // whatever the names say
  ASSERT_EQ(made.proposal.remarks.size(), 1U);
  EXPECT_NE(made.proposal.remarks[0].find("/user_id"), std::string::npos);
}

TEST(Propose, RefusesALineThatIsNoPair) {
  for (const char* const text : {"1", "{}", R"({"from": 1})", R"({"from": 1, "to": 2, "x": 3})"}) {
    EXPECT_FALSE(parse_message_pair(json(text)).ok()) << text;
  }
}

}  // namespace
}  // namespace neurocrypt
