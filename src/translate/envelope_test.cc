#include "translate/envelope.h"

#include <gtest/gtest.h>

#include <random>

#include "support/memory_stream.h"
#include "support/random_value.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

using test::MemorySink;
using test::MemorySource;
using test::value_of;

Binding binding(const std::string& tenant = "acme", const std::string& associated_data = "") {
  Binding binding{tenant, associated_data, {}, false};
  binding.schemas.a[0] = 1;
  binding.schemas.b[15] = 2;
  return binding;
}

Value intermediary(int number) {
  return Object{{"from", "a"},
                {"fields", Object{{"user identifier", "alice"},
                                  {"sequence", Value::integer(std::int64_t{number})}}},
                {"rest", Value()}};
}

class Envelope : public testing::Test {
 protected:
  Envelope()
      : keyset_(test::lattice_keyset()),
        sealer_(value_of(Sealer::create(keyset_))),
        opener_(value_of(Opener::create(keyset_))) {}

  ByteString stream(int count, std::size_t* first_end = nullptr, bool flush = true) {
    MemorySink sink;
    RecordSink records = value_of(RecordSink::create(sealer_, Purpose::kMessage, binding(), sink));
    for (int i = 0; i < count; ++i) {
      EXPECT_TRUE(records.write(intermediary(i), {}).ok());
      if (flush) {
        EXPECT_TRUE(records.flush().ok());
      }
      if (i == 0 && first_end != nullptr) *first_end = sink.bytes().size();
    }
    EXPECT_TRUE(records.finish().ok());
    return sink.bytes();
  }

  // How many records come out in order before the end or an error.
  Result<int> read(ByteView sealed, Purpose purpose = Purpose::kMessage,
                   const Binding& bound = binding()) {
    MemorySource source(sealed, 777);
    NC_ASSIGN_OR_RETURN(RecordSource records,
                        RecordSource::create(opener_, purpose, bound, source));
    for (int i = 0;; ++i) {
      NC_ASSIGN_OR_RETURN(const std::optional<Value> record, records.next());
      if (!record) return i;
      EXPECT_EQ(*record, intermediary(i));
    }
  }

  Keyset keyset_;
  Sealer sealer_;
  Opener opener_;
};

TEST_F(Envelope, GivesBackAnyRecord) {
  std::mt19937 random(5);
  for (int i = 0; i < 50; ++i) {
    const Value record = test::random_value(random, 3);
    for (const Padding padding :
         {Padding{}, Padding{PaddingScheme::kPadme, 0}, Padding{PaddingScheme::kBucket, 256}}) {
      const ByteString sealed =
          value_of(seal_record(sealer_, Purpose::kMessage, binding(), record, padding));
      EXPECT_EQ(value_of(open_record(opener_, Purpose::kMessage, binding(), sealed)), record);
    }
  }
}

TEST_F(Envelope, OpensForItsPurposeTenantAndContextOnly) {
  const ByteString sealed = value_of(
      seal_record(sealer_, Purpose::kMessage, binding("acme", "ship"), intermediary(1), {}));
  const auto code = [&](Purpose purpose, const Binding& bound) {
    const auto opened = open_record(opener_, purpose, bound, sealed);
    return opened.ok() ? ErrorCode::kInternal : opened.error().code;
  };
  EXPECT_TRUE(open_record(opener_, Purpose::kMessage, binding("acme", "ship"), sealed).ok());
  EXPECT_EQ(code(Purpose::kRest, binding("acme", "ship")), ErrorCode::kNotAuthentic);
  EXPECT_EQ(code(Purpose::kMessage, binding("acme", "")), ErrorCode::kNotAuthentic);
  EXPECT_EQ(code(Purpose::kMessage, binding("acm", "eship")), ErrorCode::kNotAuthentic);
  EXPECT_EQ(code(Purpose::kMessage, binding("", "acmeship")), ErrorCode::kNotAuthentic);
  EXPECT_EQ(code(Purpose::kMessage, binding("globex", "ship")), ErrorCode::kNotAuthentic);
  EXPECT_EQ(read(sealed).error().code, ErrorCode::kNotAuthentic);  // and is no stream
}

TEST_F(Envelope, AnotherTenantsKeysetDoesNotHaveTheKey) {
  const ByteString sealed =
      value_of(seal_record(sealer_, Purpose::kMessage, binding(), intermediary(1), {}));
  const Keyset other = value_of(Keyset::create(test::lattice_material(9)));
  const Opener opener = value_of(Opener::create(other));
  EXPECT_EQ(open_record(opener, Purpose::kMessage, binding(), sealed).error().code,
            ErrorCode::kNotFound);
}

TEST_F(Envelope, SaysWhichSchemaDiffers) {
  const ByteString sealed =
      value_of(seal_record(sealer_, Purpose::kMessage, binding(), intermediary(1), {}));
  Binding other = binding();
  other.schemas.b[0] = 0xAB;
  const auto opened = open_record(opener_, Purpose::kMessage, other, sealed);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kRefused);
  EXPECT_EQ(opened.error().message,
            "sealed under a link whose side b has another schema (00000000..., this link's is "
            "ab000000...)");
  other.accept_other_schemas = true;
  EXPECT_TRUE(open_record(opener_, Purpose::kMessage, other, sealed).ok());
  Binding stream_other = binding();
  stream_other.schemas.a[0] = 7;
  EXPECT_EQ(read(stream(1), Purpose::kMessage, stream_other).error().code, ErrorCode::kRefused);
}

TEST_F(Envelope, StreamsKeepTheirOrderInAnyFraming) {
  for (const int count : {0, 1, 2, 3000}) {
    EXPECT_EQ(value_of(read(stream(count, nullptr, true))), count);
    EXPECT_EQ(value_of(read(stream(count, nullptr, false))), count);
  }
  EXPECT_EQ(read(stream(2), Purpose::kRest).error().code, ErrorCode::kNotAuthentic);
  EXPECT_EQ(read(stream(2), Purpose::kMessage, binding("globex")).error().code,
            ErrorCode::kNotAuthentic);
}

TEST_F(Envelope, ALargeRecordSpansFrames) {
  MemorySink sink;
  RecordSink records = value_of(RecordSink::create(sealer_, Purpose::kMessage, binding(), sink));
  const Value large = Object{{"text", std::string(300'000, 'x')}};
  ASSERT_TRUE(records.write(large, {PaddingScheme::kPadme, 0}).ok());
  ASSERT_TRUE(records.finish().ok());
  MemorySource source(sink.bytes());
  RecordSource opened =
      value_of(RecordSource::create(opener_, Purpose::kMessage, binding(), source));
  EXPECT_EQ(*value_of(opened.next()), large);
  EXPECT_FALSE(value_of(opened.next()).has_value());
}

TEST_F(Envelope, CutDroppedRepeatedAndMovedRecordsAreFound) {
  std::size_t one = 0;
  const ByteString sealed = stream(3, &one);
  const std::size_t start = 88;
  const std::size_t rest = (sealed.size() - 20 - one) / 2;  // the frames of the second and third
  const auto part = [&](std::size_t from, std::size_t to) {
    return ByteView(sealed).subspan(from, to - from);
  };
  const auto joined = [](std::initializer_list<ByteView> parts) {
    ByteString all;
    for (const ByteView bytes : parts) all.insert(all.end(), bytes.begin(), bytes.end());
    return all;
  };
  const std::size_t two = one + rest;
  const std::size_t end = sealed.size();
  EXPECT_EQ(value_of(read(joined({part(0, end)}))), 3);
  for (const ByteString& changed : {
           joined({part(0, two)}),                                  // cut between records
           joined({part(0, two + 10)}),                             // cut inside one
           joined({part(0, one), part(two, end)}),                  // dropped
           joined({part(0, one), part(one, two), part(one, end)}),  // repeated
           joined({part(0, one), part(two, two + rest), part(one, two), part(end - 20, end)}),
           joined({part(0, start), part(one, end)}),
       }) {
    const auto outcome = read(changed);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().code, ErrorCode::kNotAuthentic);
  }
}

TEST_F(Envelope, ABadRecordOfItsSealerDoesNotEndTheStream) {
  MemorySink sink;
  RecordSink records = value_of(RecordSink::create(sealer_, Purpose::kMessage, binding(), sink));
  EXPECT_FALSE(records.write(Number{"no number"}, {}).ok());  // nothing of it is written
  ASSERT_TRUE(records.write(intermediary(0), {}).ok());
  ASSERT_TRUE(records.finish().ok());
  EXPECT_EQ(value_of(read(sink.bytes())), 1);
}

}  // namespace
}  // namespace neurocrypt
