// How fast messages are sealed and opened between two formats, on one core: the message of
// protobuf_json.cc, JSON on one side and Protobuf on the other, with hybrid lattice-r2. Prints
// messages a second, and what the parts of sealing take.
//
// usage: bench_sealing [SECONDS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "link/translator.h"
#include "neurocrypt/message.h"
#include "schema/record_encoding.h"

using namespace neurocrypt;

namespace {

constexpr const char* kText =
    R"({"orderId":"9007199254740993","customerName":"Ren\u00e9e Dupont","email":"renee@example.org",)"
    R"("payment":"PAYMENT_CARD","createdAt":"2026-11-22T18:50:00.250Z",)"
    R"("lines":[{"sku":"A-1001","quantity":2,"unitPrice":19.99,"tags":["new","blue"]},)"
    R"({"sku":"B-2002","quantity":1,"unitPrice":249.5}],)"
    R"("labels":{"channel":"web","region":"eu-west-1"},"express":true,"note":"ring twice, please"})";
constexpr int kStreamMessages = 2000;

template <typename T>
T value_of(Result<T> result) {
  if (result.ok()) return std::move(result).value();
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(1);
}

/// A link of the sample schema's JSON with its Protobuf, every field with itself.
MessageLink make_link() {
  SchemaRequest request;
  request.path = std::string(NC_SOURCE_DIR) + "/vectors/protobuf/sample.proto";
  request.root = "Order";
  auto a = value_of(load_schema("protojson", request));
  auto b = value_of(load_schema("protobuf", request));
  Link link;
  link.a.format = "protojson";
  link.b.format = "protobuf";
  for (const Leaf& leaf : leaves(a->schema())) {
    link.edges.push_back({.concept_name = leaf.path,
                          .a = {leaf.path},
                          .b = {leaf.path},
                          .a_to_b = {Rule::copy()},
                          .b_to_a = {Rule::copy()},
                          .alternatives = {}});
  }
  return MessageLink(std::make_shared<const Translator>(
      value_of(Translator::create(std::move(link), std::move(a), std::move(b)))));
}

class TextSource : public Source {
 public:
  explicit TextSource(ByteView bytes) : rest_(bytes) {}
  Result<std::size_t> read(MutableBytes buffer) override {
    const std::size_t count = std::min(buffer.size(), rest_.size());
    std::copy_n(rest_.begin(), count, buffer.begin());
    rest_ = rest_.subspan(count);
    return count;
  }

 private:
  ByteView rest_;
};

class BytesSink : public Sink {
 public:
  Status write(ByteView bytes) override {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return {};
  }
  [[nodiscard]] const ByteString& bytes() const { return bytes_; }

 private:
  ByteString bytes_;
};

/// Calls `call`, which deals with `messages` of them, for `seconds`; best and median of the rounds.
void measure(const char* name, double seconds, int messages, const std::function<void()>& call) {
  using Clock = std::chrono::steady_clock;
  const int calls = std::max(1, 500 / messages);
  call();
  std::vector<double> microseconds;
  const auto start = Clock::now();
  while (microseconds.size() < 5 || Clock::now() - start < std::chrono::duration<double>(seconds)) {
    const auto round = Clock::now();
    for (int i = 0; i < calls; ++i) call();
    const std::chrono::duration<double, std::micro> taken = Clock::now() - round;
    microseconds.push_back(taken.count() / calls / messages);
  }
  std::sort(microseconds.begin(), microseconds.end());
  const double best = microseconds.front();
  const double median = microseconds[microseconds.size() / 2];
  std::printf("%-34s %8.2f us %8.2f us %10.0f /s %10.0f /s\n", name, best, median, 1e6 / best,
              1e6 / median);
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::max(0.1, std::atof(argv[1])) : 1;
  const ByteView text = as_bytes(kText);
  const MessageLink link = make_link();
  const Translator& translator = *link.translator();
  const Keyset keyset = value_of(
      Keyset::create(value_of(generate_key_material(FamilyId::kLattice, LatticeArchitecture{}))));
  const MessageSealer sealer = value_of(MessageSealer::create(link, Side::kA, keyset));
  const MessageOpener opener = value_of(MessageOpener::create(link, Side::kB, keyset));

  const ByteString sealed = value_of(sealer.seal(text));
  const ByteString opened = value_of(opener.open(sealed));
  std::printf("JSON of %zu bytes, sealed as %zu, opened as Protobuf of %zu; best and median\n",
              text.size(), sealed.size(), opened.size());

  measure("seal", seconds, 1, [&] { value_of(sealer.seal(text)); });
  measure("open", seconds, 1, [&] { value_of(opener.open(sealed)); });

  std::string lines;
  for (int i = 0; i < kStreamMessages; ++i) lines += std::string(kText) + "\n";
  ByteString stream;
  for (const bool flush_each : {false, true}) {
    measure(flush_each ? "seal, stream, a frame for each" : "seal, stream", seconds,
            kStreamMessages, [&] {
              TextSource source(as_bytes(lines));
              BytesSink sink;
              value_of(sealer.seal_stream(source, sink, {.flush_each = flush_each}));
              stream = sink.bytes();
            });
    measure(flush_each ? "open, stream, a frame for each" : "open, stream", seconds,
            kStreamMessages, [&] {
              TextSource source(stream);
              BytesSink sink;
              value_of(opener.open_stream(source, sink));
            });
  }

  const Codec& json = translator.codec(Side::kA);
  const Value value = value_of(json.parse(text));
  const Intermediary intermediary = value_of(translator.to_intermediary(Side::kA, value));
  ByteString encoded;
  if (!encode_record(intermediary.record, encoded).ok()) return 1;
  const Sealer bytes_sealer = value_of(Sealer::create(keyset));
  std::printf("of which, for one message (encoded intermediary: %zu bytes):\n", encoded.size());
  measure("  parse JSON", seconds, 1, [&] { value_of(json.parse(text)); });
  measure("  to the intermediary", seconds, 1,
          [&] { value_of(translator.to_intermediary(Side::kA, value)); });
  measure("  encode", seconds, 1, [&] {
    encoded.clear();
    if (!encode_record(intermediary.record, encoded).ok()) std::exit(1);
  });
  measure("  seal bytes, hybrid lattice-r2", seconds, 1,
          [&] { value_of(bytes_sealer.seal(encoded)); });
  return 0;
}
