// From one service's bytes to the other's, sealed on the way; and everything that must not open.
#include "neurocrypt/message.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include "schema/json_text.h"
#include "support/memory_stream.h"
#include "support/sample.h"

namespace neurocrypt {
namespace {

using test::MemorySink;
using test::MemorySource;
using test::value_of;

Keyset keyset(std::uint8_t fill) { return value_of(Keyset::create(test::lattice_material(fill))); }

const MessageLink& auth_log() {
  static const MessageLink link = value_of(
      MessageLink::load(std::string(NC_SOURCE_DIR) + "/examples/translate/auth-log.link.json"));
  return link;
}

constexpr std::string_view kEvent =
    R"({"user":"alice","action":"login","timestamp":1234567890,)"
    R"("client":{"ip":"192.0.2.1","device":"Pixel 9"},"session":"1027c4d1"})";

class Message : public testing::Test {
 protected:
  Message() : keys_(keyset(1)) {}

  MessageSealer sealer(Side side, const MessageSealOptions& options = {},
                       const NamedKeysets& named = {}) {
    return value_of(MessageSealer::create(auth_log(), side, keys_, named, options));
  }
  MessageOpener opener(Side side, const MessageOpenOptions& options = {},
                       const NamedKeysets& named = {}) {
    return value_of(MessageOpener::create(auth_log(), side, keys_, named, options));
  }
  static NamedKeysets pii() {
    NamedKeysets named;
    named.emplace("pii", keyset(2));
    return named;
  }
  static MessageSealOptions sealing(const std::string& pattern) {
    MessageSealOptions options;
    options.fields = {{pattern, "pii"}};
    return options;
  }

  Keyset keys_;
};

TEST_F(Message, ArrivesInTheOthersFormatAndInItsOwn) {
  MessageReport report;
  const ByteString sealed = value_of(sealer(Side::kA).seal(as_bytes(kEvent)));
  const ByteString log = value_of(opener(Side::kB).open(sealed, &report));
  EXPECT_NE(as_text(log).find("auth_login"), std::string_view::npos);
  ASSERT_EQ(report.losses.size(), 1);
  EXPECT_EQ(report.losses[0].path, "/session");
  EXPECT_EQ(report.rules.size(), 5);
  EXPECT_EQ(as_text(value_of(opener(Side::kA).open(sealed))), kEvent);
}

TEST_F(Message, ThereAndBackIsTheIdentityWithItsRest) {
  const ByteString sealed = value_of(sealer(Side::kA).seal(as_bytes(kEvent)));
  ByteString rest;
  const ByteString log = value_of(opener(Side::kB).open(sealed, nullptr, &rest));
  const ByteString back = value_of(sealer(Side::kB).seal(log, nullptr, rest));
  EXPECT_EQ(as_text(value_of(opener(Side::kA).open(back))), kEvent);
  EXPECT_EQ(value_of(opener(Side::kB).open(back)), log);
  // Without it, what B has no place for is missing, and nothing else.
  const ByteString bare = value_of(sealer(Side::kB).seal(log));
  EXPECT_EQ(as_text(value_of(opener(Side::kA).open(bare))).find("session"), std::string_view::npos);
  // A rest is no message, and belongs to one side.
  EXPECT_FALSE(opener(Side::kA).open(rest).ok());
  EXPECT_EQ(sealer(Side::kA).seal(as_bytes(kEvent), nullptr, rest).error().code,
            ErrorCode::kRefused);
}

TEST_F(Message, BelongsToItsTenantAndContext) {
  MessageSealOptions options;
  options.binding = {"acme", "orders"};
  const ByteString sealed = value_of(sealer(Side::kA, options).seal(as_bytes(kEvent)));
  EXPECT_TRUE(opener(Side::kB, {.binding = {"acme", "orders"}}).open(sealed).ok());
  for (const MessageBinding& other : {MessageBinding{"globex", "orders"},
                                      MessageBinding{"acme", ""}, MessageBinding{"", "orders"}}) {
    EXPECT_EQ(opener(Side::kB, {.binding = other}).open(sealed).error().code,
              ErrorCode::kNotAuthentic);
  }
  const Keyset others = keyset(9);
  const MessageOpener stranger = value_of(
      MessageOpener::create(auth_log(), Side::kB, others, {}, {.binding = {"acme", "orders"}}));
  EXPECT_EQ(stranger.open(sealed).error().code, ErrorCode::kNotFound);
}

TEST_F(Message, IsRefusedWhereItIsWrong) {
  EXPECT_EQ(sealer(Side::kA).seal(as_bytes(R"({"user": 1})")).error().code, ErrorCode::kCorrupt);
  const ByteString sealed = value_of(sealer(Side::kA).seal(as_bytes(kEvent)));
  for (std::size_t i = 0; i < sealed.size(); i += 7) {
    ByteString changed = sealed;
    changed[i] ^= 4;
    EXPECT_FALSE(opener(Side::kB).open(changed).ok()) << i;
  }
}

TEST_F(Message, FieldsHaveTheirOwnSeal) {
  const NamedKeysets named = pii();
  MessageReport report;
  // Linked to a text field, linked below an object, and without a place on the other side.
  for (const char* const pattern : {"/user", "/client", "/session", "/timestamp"}) {
    SCOPED_TRACE(pattern);
    const ByteString sealed =
        value_of(sealer(Side::kA, sealing(pattern), named).seal(as_bytes(kEvent), &report));
    EXPECT_EQ(report.sealed_fields, std::vector<std::string>{pattern});
    // With the key: as if there were no seal.
    EXPECT_EQ(as_text(value_of(opener(Side::kA, {}, named).open(sealed))), kEvent);
    EXPECT_EQ(value_of(opener(Side::kB, {}, named).open(sealed)),
              value_of(opener(Side::kB).open(value_of(sealer(Side::kA).seal(as_bytes(kEvent))))));
    // Without: the rest, and the field as sealed.
    const ByteString own = value_of(opener(Side::kA).open(sealed, &report));
    const Value seen = value_of(parse_json(as_text(own)));
    EXPECT_NE(sealed_text(*seen.find(pattern + 1)), nullptr);
    EXPECT_EQ(report.sealed_fields, std::vector<std::string>{pattern});
    ByteString rest;
    const ByteString log = value_of(opener(Side::kB).open(sealed, &report, &rest));
    EXPECT_EQ(as_text(log).find("alice") == std::string_view::npos,
              pattern == std::string_view("/user"));
    // And it comes back to who has the key, carried by the other side or by the rest.
    const ByteString back = value_of(sealer(Side::kB).seal(log, nullptr, rest));
    EXPECT_EQ(as_text(value_of(opener(Side::kA, {}, named).open(back))), kEvent);
  }
}

TEST_F(Message, ASealedFieldCanBeSealedAgainWithItsMessageOnly) {
  const NamedKeysets named = pii();
  const ByteString sealed =
      value_of(sealer(Side::kA, sealing("/user"), named).seal(as_bytes(kEvent)));
  const ByteString seen = value_of(opener(Side::kA).open(sealed));
  const ByteString again = value_of(sealer(Side::kA, sealing("/user"), named).seal(seen));
  EXPECT_EQ(value_of(opener(Side::kA).open(again)), seen);
  EXPECT_EQ(as_text(value_of(opener(Side::kA, {}, named).open(again))), kEvent);
}

TEST_F(Message, AFieldWhoseSealIsBrokenIsAnErrorWithItsPlace) {
  const NamedKeysets named = pii();
  const ByteString sealed =
      value_of(sealer(Side::kA, sealing("/session"), named).seal(as_bytes(kEvent)));
  Value seen = value_of(parse_json(as_text(value_of(opener(Side::kA).open(sealed)))));
  // Who may rewrite messages moves the field.
  Value moved = *seen.find("session");
  seen.object()->at(0).value = moved;
  seen.object()->pop_back();
  ByteString text;
  ASSERT_TRUE(print_json(seen, text).ok());
  const ByteString forged = value_of(sealer(Side::kA).seal(text));
  const auto opened = opener(Side::kB, {}, named).open(forged);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kNotAuthentic);
  EXPECT_EQ(opened.error().message, "at /user: the sealed field was sealed for the place /session");
}

TEST_F(Message, PaddingHidesLengths) {
  MessageSealOptions options;
  options.padding = "bucket 512";
  const MessageSealer padded = sealer(Side::kA, options);
  const ByteString one =
      value_of(padded.seal(as_bytes(R"({"user":"al","action":"login","timestamp":1})")));
  const ByteString two = value_of(padded.seal(as_bytes(kEvent)));
  EXPECT_EQ(one.size(), two.size());
  EXPECT_EQ(as_text(value_of(opener(Side::kA).open(two))), kEvent);
}

TEST_F(Message, ManyThreadsShareOneSealerAndOneOpener) {
  const MessageSealer seals = sealer(Side::kA);
  const MessageOpener opens = opener(Side::kA);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(as_text(value_of(opens.open(value_of(seals.seal(as_bytes(kEvent)))))), kEvent);
      }
    });
  }
}

class MessageStreams : public Message {
 protected:
  // Lines 1 to `count`; every tenth is wrong when asked for.
  static std::string events(int count, bool some_wrong = false) {
    std::string text;
    for (int i = 1; i <= count; ++i) {
      const bool wrong = some_wrong && i % 10 == 0;
      text += wrong ? R"({"user":7})"
                    : R"({"user":"u)" + std::to_string(i) + R"(","action":"login","timestamp":)" +
                          std::to_string(i) + "}";
      text += "\n";
    }
    return text;
  }

  ByteString sealed(const std::string& text, const MessageStreamOptions& options = {},
                    MessageStreamSummary* summary = nullptr) {
    MemorySource source(as_bytes(text));
    MemorySink sink;
    const auto done = value_of(sealer(Side::kA).seal_stream(source, sink, options));
    if (summary != nullptr) *summary = done;
    return sink.bytes();
  }
};

TEST_F(MessageStreams, KeepTheirOrderAndComeBack) {
  for (const bool flush : {false, true}) {
    const std::string text = events(500);
    const ByteString stream = sealed(text, {.flush_each = flush});
    MemorySource source(stream);
    MemorySink log;
    MemorySink rest;
    EXPECT_EQ(value_of(opener(Side::kB).open_stream(source, log, {}, &rest)).messages, 500);
    MemorySource log_source(log.bytes());
    MemorySource rest_source(rest.bytes());
    MemorySink back;
    ASSERT_TRUE(sealer(Side::kB).seal_stream(log_source, back, {}, &rest_source).ok());
    MemorySource back_source(back.bytes());
    MemorySink events;
    ASSERT_TRUE(opener(Side::kA).open_stream(back_source, events).ok());
    EXPECT_EQ(as_text(events.bytes()), text);
  }
}

TEST_F(MessageStreams, StopAtAnErrorOrGoOn) {
  const std::string text = events(35, true);
  MemorySource source(as_bytes(text));
  MemorySink sink;
  const auto stopped = sealer(Side::kA).seal_stream(source, sink);
  ASSERT_FALSE(stopped.ok());
  EXPECT_NE(stopped.error().message.find("line 10"), std::string::npos) << stopped.error().message;

  MemorySink letters;
  MessageStreamSummary summary;
  const ByteString stream =
      sealed(text, {.on_error = OnError::kSkip, .dead_letters = &letters}, &summary);
  EXPECT_EQ(summary.messages, 32);
  EXPECT_EQ(summary.failed, 3);
  EXPECT_EQ(summary.first_failure->message, stopped.error().message);

  EXPECT_EQ(as_text(letters.bytes()).find("user"), std::string_view::npos);
  MemorySource letter_source(letters.bytes());
  MemorySink lines;
  EXPECT_EQ(value_of(opener(Side::kB).read_dead_letters(letter_source, lines)), 3);
  const std::string_view first =
      as_text(lines.bytes()).substr(0, as_text(lines.bytes()).find('\n'));
  const Value letter = value_of(parse_json(first));
  EXPECT_EQ(*letter.find("number"), Value::integer(std::int64_t{10}));
  EXPECT_EQ(*letter.find("code"), Value("corrupt"));
  EXPECT_EQ(*letter.find("message"), Value("eyJ1c2VyIjo3fQ=="));  // {"user":7}
}

// Everything that comes out of a stream, there and back, in words.
TEST_F(MessageStreams, AreTheSameForAnyNumberOfThreads) {
  const std::string text = events(1000, true);
  const auto run = [&](int threads, std::size_t bytes_per_read) {
    std::vector<std::uint64_t> numbers;
    MessageStreamOptions options{.on_error = OnError::kSkip, .threads = threads};
    options.report = [&](const MessageReport& report) { numbers.push_back(report.number); };
    MemorySink letters;
    options.dead_letters = &letters;
    MemorySource source(as_bytes(text), bytes_per_read);
    MemorySink stream;
    EXPECT_EQ(value_of(sealer(Side::kA).seal_stream(source, stream, options)).messages, 900);
    MemorySource letter_source(letters.bytes());
    MemorySink lines;
    EXPECT_EQ(value_of(opener(Side::kA).read_dead_letters(letter_source, lines)), 100);
    options.dead_letters = nullptr;
    MemorySource sealed_source(stream.bytes(), bytes_per_read);
    MemorySink log;
    MemorySink rest;
    EXPECT_EQ(value_of(opener(Side::kB).open_stream(sealed_source, log, options, &rest)).messages,
              900);
    MemorySource log_source(log.bytes());
    MemorySource rest_source(rest.bytes());
    MemorySink back;
    EXPECT_TRUE(sealer(Side::kB).seal_stream(log_source, back, options, &rest_source).ok());
    MemorySource back_source(back.bytes());
    MemorySink again;
    EXPECT_TRUE(opener(Side::kA).open_stream(back_source, again, options).ok());
    for (std::size_t i = 0; i < 1000; ++i) EXPECT_EQ(numbers[i], i + 1);
    return std::string(as_text(lines.bytes())) + std::string(as_text(log.bytes())) +
           std::string(as_text(again.bytes()));
  };
  const std::string one = run(1, SIZE_MAX);
  EXPECT_EQ(run(2, SIZE_MAX), one);
  EXPECT_EQ(run(2, 700), one);
  EXPECT_EQ(run(5, 100), one);
}

TEST_F(MessageStreams, FailAtTheFirstWrongMessageWithAnyNumberOfThreads) {
  const std::string text = events(500, true);
  for (const int threads : {1, 2, 5}) {
    MemorySource source(as_bytes(text));
    MemorySink sink;
    const auto stopped =
        sealer(Side::kA).seal_stream(source, sink, {.threads = threads, .flush_each = true});
    ASSERT_FALSE(stopped.ok());
    EXPECT_NE(stopped.error().message.find("line 10 "), std::string::npos);
    MemorySource sealed_source(sink.bytes());
    MemorySink opened;
    EXPECT_EQ(
        opener(Side::kA).open_stream(sealed_source, opened, {.threads = threads}).error().code,
        ErrorCode::kNotAuthentic);
    EXPECT_EQ(as_text(opened.bytes()), events(9));
  }
  MemorySource source(as_bytes(text));
  MemorySink sink;
  EXPECT_EQ(sealer(Side::kA).seal_stream(source, sink, {.threads = -1}).error().code,
            ErrorCode::kInvalidArgument);
}

TEST_F(MessageStreams, FailOnTheWayOutToo) {
  // A log event whose type has no prefix is nothing that the authentication service could say.
  std::string log;
  for (const char* const type : {"auth_login", "disk_full", "disk_full", "auth_logout"}) {
    const std::string body =
        "\x0a" + std::string(1, static_cast<char>(std::strlen(type))) + type + "\x12\x01u\x18\x05";
    log += std::string(1, static_cast<char>(body.size())) + body;
  }
  MemorySource source(as_bytes(log));
  MemorySink stream;
  ASSERT_TRUE(sealer(Side::kB).seal_stream(source, stream).ok());
  MemorySource sealed_source(stream.bytes());
  MemorySink events;
  MemorySink letters;
  const auto summary = value_of(opener(Side::kA).open_stream(
      sealed_source, events, {.on_error = OnError::kSkip, .dead_letters = &letters}));
  EXPECT_EQ(summary.messages, 2);
  EXPECT_EQ(summary.failed, 2);
  MemorySource letter_source(letters.bytes());
  MemorySink lines;
  ASSERT_TRUE(opener(Side::kA).read_dead_letters(letter_source, lines).ok());
  EXPECT_NE(as_text(lines.bytes()).find("disk_full"), std::string_view::npos);
}

TEST_F(MessageStreams, WhatIsNotAuthenticAlwaysStops) {
  const ByteString stream = sealed(events(30), {.flush_each = true});
  for (std::size_t i = 0; i < stream.size(); i += 11) {
    ByteString changed = stream;
    changed[i] ^= 1;
    MemorySource source(changed);
    MemorySink sink;
    EXPECT_FALSE(opener(Side::kA).open_stream(source, sink, {.on_error = OnError::kSkip}).ok())
        << i;
    EXPECT_TRUE(events(30).starts_with(as_text(sink.bytes())));
  }
  MemorySource cut(ByteView(stream).first(stream.size() - 20));
  MemorySink sink;
  EXPECT_EQ(opener(Side::kA).open_stream(cut, sink, {.on_error = OnError::kSkip}).error().code,
            ErrorCode::kNotAuthentic);
}

TEST_F(MessageStreams, CanBeCancelled) {
  const std::string text = events(10);
  MemorySource source(as_bytes(text));
  MemorySink sink;
  const auto done = sealer(Side::kA).seal_stream(
      source, sink, {.progress = [](std::uint64_t messages) { return messages < 3; }});
  EXPECT_EQ(done.error().code, ErrorCode::kCancelled);
}

constexpr const char* kPolicy = R"(
version: 1
levels:
  - name: public
    suite: aes
  - name: internal
    suite: hybrid
    set: lattice-r2
    padding: padme
  - name: confidential
    suite: hybrid
    set: lattice-r2
  - name: restricted
    suite: hybrid
    set: lattice-r2
    key: vault
    padding: bucket 1 KiB
    seal_fields:
      - paths: [/user]
        key: pii
default: internal
rules:
  - name: abroad
    when:
      destination: abroad
    level: restricted
)";

TEST_F(Message, APolicyDecidesOnKeyPaddingAndFields) {
  NamedKeysets named = pii();
  named.emplace("vault", keyset(3));
  MessageSealOptions options;
  options.policy = kPolicy;
  options.context = {{"destination", "abroad"}};
  MessageReport report;
  const auto made = MessageSealer::create(auth_log(), Side::kA, keys_, named, options);
  ASSERT_TRUE(made.ok()) << made.error().message;
  const ByteString sealed = value_of(made->seal(as_bytes(kEvent), &report));
  EXPECT_EQ(report.level, "restricted");
  EXPECT_EQ(report.sealed_fields, std::vector<std::string>{"/user"});
  EXPECT_EQ(value_of(inspect_sealed(sealed)).key, named.at("vault").primary().id);
  EXPECT_EQ(as_text(value_of(opener(Side::kA, {}, named).open(sealed))), kEvent);
  // The policy names a key that there is not.
  const NamedKeysets no_vault = pii();
  const MessageSealer keyless =
      value_of(MessageSealer::create(auth_log(), Side::kA, keys_, no_vault, options));
  EXPECT_EQ(keyless.seal(as_bytes(kEvent)).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace neurocrypt
