// vectors/intermediary.txt: what an independent implementation seals.
#include "support/vectors.h"

#include <gtest/gtest.h>

#include "schema/json_text.h"
#include "support/fixed_keyset.h"
#include "support/memory_stream.h"
#include "support/sample.h"
#include "translate/envelope.h"
#include "translate/sealed_field.h"

namespace neurocrypt {
namespace {

using test::from_hex;
using test::value_of;

TEST(Intermediary, MatchesTheVectors) {
  const Keyset keyset = test::fixed_keyset();
  const auto openers = value_of(Openers::create(keyset, {}));
  const FieldKeys fields = value_of(FieldKeys::create({}, openers, "acme"));
  Binding binding{"acme", "", {}, false};
  binding.schemas.a.fill(0xA1);
  binding.schemas.b.fill(0xB2);
  Value record;

  const auto read_stream = [&](ByteView sealed) -> Status {
    test::MemorySource source(sealed);
    NC_ASSIGN_OR_RETURN(OpenedStream stream,
                        open_records(*openers, Purpose::kMessage, binding, source));
    for (int i = 0; i < 2; ++i) {
      NC_ASSIGN_OR_RETURN(const std::optional<Value> next, stream.records.next());
      if (!next) return Error{ErrorCode::kInternal, "too few records"};
      EXPECT_EQ(*next, record);
    }
    NC_ASSIGN_OR_RETURN(const std::optional<Value> next, stream.records.next());
    EXPECT_FALSE(next.has_value());
    return {};
  };

  for (const test::Vector& vector : test::read_vectors("intermediary.txt")) {
    SCOPED_TRACE(vector.at("name"));
    if (vector.at("kind") == "record") {
      record = value_of(parse_json(vector.at("value")));
      continue;
    }
    Status status;
    if (vector.at("kind") == "message") {
      const ByteString sealed = from_hex(vector.at("sealed"));
      const auto opened = open_record(openers->find(sealed), Purpose::kMessage, binding, sealed);
      if (opened.ok()) {
        EXPECT_EQ(*opened, record);
      } else {
        status = opened.error();
      }
    } else if (vector.at("kind") == "stream") {
      status = read_stream(from_hex(vector.at("sealed")));
    } else {
      Value message = Object{{"user", Object{{"@sealed", vector.at("text")}}}};
      std::vector<std::string> left;
      status = fields.open(message, Side::kA, left);
      if (vector.at("expect") == "sealed") {
        EXPECT_TRUE(status.ok());
        EXPECT_EQ(left, std::vector<std::string>{"/user"});
        continue;
      }
      if (status.ok()) {
        EXPECT_EQ(*message.find("user"), Value("alice"));
      }
    }
    EXPECT_EQ(status.ok() ? "ok" : name(status.error().code), vector.at("expect"))
        << (status.ok() ? "" : status.error().message);
  }
}

}  // namespace
}  // namespace neurocrypt
