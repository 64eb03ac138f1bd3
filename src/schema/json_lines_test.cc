#include "schema/json_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "schema/json_text.h"

namespace neurocrypt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// JSON without a schema.
class PlainCodec : public Codec {
 public:
  const Field& schema() const override { return field_; }
  Result<Value> parse(ByteView message) const override { return parse_json(as_text(message)); }
  Status print(const Value& message, ByteString& out, std::vector<Loss>*) const override {
    return print_json(message, out);
  }
  std::unique_ptr<MessageReader> reader(Source& source) const override {
    return json_lines_reader(*this, source);
  }
  std::unique_ptr<MessageWriter> writer(Sink& sink) const override {
    return json_lines_writer(*this, sink);
  }

 private:
  Field field_;
};

/// A text that arrives `step` bytes at a time.
class TextSource : public Source {
 public:
  TextSource(std::string text, std::size_t step) : text_(std::move(text)), step_(step) {}
  Result<std::size_t> read(MutableBytes buffer) override {
    const std::size_t count = std::min({step_, buffer.size(), text_.size() - at_});
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(at_), count, buffer.begin());
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t step_;
  std::size_t at_ = 0;
};

class TextSink : public Sink {
 public:
  Status write(ByteView bytes) override {
    text += as_text(bytes);
    return {};
  }
  std::string text;
};

/// All messages printed again, errors as their messages.
std::vector<std::string> read_all(const std::string& text, std::size_t step) {
  TextSource source(text, step);
  const PlainCodec codec;
  const auto reader = codec.reader(source);
  std::vector<std::string> all;
  for (;;) {
    auto message = reader->next();
    if (!message.ok()) {
      all.push_back(message.error().message);
    } else if (message->has_value()) {
      ByteString out;
      EXPECT_TRUE(codec.print(**message, out, nullptr).ok());
      all.emplace_back(as_text(out));
    } else {
      return all;
    }
  }
}

TEST(JsonLines, ReadsLinesWhateverTheSourceGives) {
  const std::string text = "{\"a\":1}\n\n  \r\n[2]\r\n\"three\"";
  for (const std::size_t step : {1, 2, 7, 1000}) {
    EXPECT_THAT(read_all(text, step), ElementsAre("{\"a\":1}", "[2]", "\"three\"")) << step;
  }
  EXPECT_TRUE(read_all("", 10).empty());
  EXPECT_TRUE(read_all("\n", 10).empty());
}

TEST(JsonLines, GoesOnAfterABadLine) {
  EXPECT_THAT(
      read_all("1\n{\n3\n", 1000),
      ElementsAre("1", HasSubstr("message on line 2 of the stream: line 1, column 2"), "3"));
}

TEST(JsonLines, RefusesALineOverTheLimitAndGoesOn) {
  const std::string text = "1\n\"" + std::string(kJsonLineBytesMax, 'x') + "\"\n3\n";
  EXPECT_THAT(read_all(text, 1 << 20),
              ElementsAre("1", HasSubstr("line 2 of the stream: longer"), "3"));
}

TEST(JsonLines, WritesWhatItReads) {
  TextSink sink;
  const PlainCodec codec;
  const auto writer = codec.writer(sink);
  ASSERT_TRUE(writer->write(Value(Array{Value(true)}), nullptr).ok());
  ASSERT_TRUE(writer->write(Value("a\nb"), nullptr).ok());
  ASSERT_TRUE(writer->finish().ok());
  EXPECT_EQ(sink.text, "[true]\n\"a\\nb\"\n");
}

TEST(JsonLines, WritesNothingOfAMessageThatFails) {
  TextSink sink;
  const PlainCodec codec;
  const auto writer = codec.writer(sink);
  EXPECT_EQ(writer->write(Value(Number{"NaN"}), nullptr).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(sink.text, "");
}

}  // namespace
}  // namespace neurocrypt
