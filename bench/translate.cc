// How long a message takes from JSON over a link to Protobuf bytes, step by step. Prints the best
// and the median time of each step.
//
// usage: bench_translate [ROUNDS]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "link/translator.h"
#include "schema/json/format.h"

using namespace neurocrypt;

namespace {

constexpr std::string_view kMessage =
    R"({"order_id":"9007199254740993","customer":{"name":"Ren\u00e9e Dupont","email":"renee@example.org"},)"
    R"("payment":"PAYMENT_CARD","created":"2026-11-22T18:50:00.250Z",)"
    R"("items":[{"code":"A-1001","count":2,"price":19.99,"marks":["new","blue"]},)"
    R"({"code":"B-2002","count":1,"price":249.5}],)"
    R"("labels":{"channel":"web","region":"eu-west-1"},"express":true,"remark":"ring twice, please"})";

constexpr const char* kSchema = R"({"type": "object", "properties": {
  "order_id": {"type": "string"},
  "customer": {"type": "object", "properties": {"name": {"type": "string"}, "email": {"type": "string"}}},
  "payment": {"type": "string"},
  "created": {"type": "string", "format": "date-time"},
  "items": {"type": "array", "items": {"type": "object", "properties": {
    "code": {"type": "string"}, "count": {"type": "integer"}, "price": {"type": "number"},
    "marks": {"type": "array", "items": {"type": "string"}}}}},
  "labels": {"type": "object", "additionalProperties": {"type": "string"}},
  "express": {"type": "boolean"},
  "remark": {"type": "string"}}})";

constexpr std::pair<const char*, const char*> kEdges[] = {{"/order_id", "/orderId"},
                                                          {"/customer/name", "/customerName"},
                                                          {"/customer/email", "/email"},
                                                          {"/payment", "/payment"},
                                                          {"/created", "/createdAt"},
                                                          {"/items[]/code", "/lines[]/sku"},
                                                          {"/items[]/count", "/lines[]/quantity"},
                                                          {"/items[]/price", "/lines[]/unitPrice"},
                                                          {"/items[]/marks[]", "/lines[]/tags[]"},
                                                          {"/labels/*", "/labels/*"},
                                                          {"/express", "/express"},
                                                          {"/remark", "/note"}};

template <typename T>
T value_of(Result<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.error().message.c_str());
    std::exit(1);
  }
  return std::move(result).value();
}

template <typename Run>
void measure(const char* name, int rounds, const Run& run) {
  constexpr int kCalls = 500;
  std::vector<double> times_ns;
  for (int round = 0; round < rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kCalls; ++i) run();
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    times_ns.push_back(taken.count() / kCalls);
  }
  std::sort(times_ns.begin(), times_ns.end());
  std::printf("%-44s %8.0f ns  %8.0f ns\n", name, times_ns.front(), times_ns[times_ns.size() / 2]);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 40;
  std::unique_ptr<Codec> json = make_json_codec(value_of(json::JsonSchema::parse(kSchema, {})));
  SchemaRequest request;
  request.path = std::string(NC_SOURCE_DIR) + "/vectors/protobuf/sample.proto";
  request.root = "Order";
  std::unique_ptr<Codec> protobuf = value_of(load_schema("protobuf", request));
  Link link;
  for (const auto& [a, b] : kEdges) {
    Edge edge;
    edge.concept_name = b;
    edge.a = {a};
    edge.b = {b};
    edge.a_to_b = {Rule::copy()};
    edge.b_to_a = {Rule::copy()};
    // One field with a rule that is no copy, so that rules are part of what is measured.
    if (edge.b[0] == "/note") {
      edge.a_to_b = {value_of(Rule::parse(Object{{"rule", "prefix"}, {"text", "note: "}}))};
      edge.b_to_a = {value_of(Rule::parse(Object{{"rule", "strip_prefix"}, {"text", "note: "}}))};
    }
    link.edges.push_back(std::move(edge));
  }
  const Translator translator =
      value_of(Translator::create(std::move(link), std::move(json), std::move(protobuf)));
  const Codec& from = translator.codec(Side::kA);
  const Codec& to = translator.codec(Side::kB);

  const Value message = value_of(from.parse(as_bytes(kMessage)));
  const Value made = value_of(translator.translate(Side::kA, message, false, nullptr));
  const Intermediary sealed = value_of(translator.to_intermediary(Side::kA, message));
  ByteString bytes;
  if (!to.print(made, bytes, nullptr).ok()) return 1;
  std::size_t kept = 0;  // so that no result is unused
  std::printf(
      "JSON of %zu bytes to Protobuf of %zu bytes, %zu edges; best and median of %d rounds\n",
      kMessage.size(), bytes.size(), std::size(kEdges), rounds);
  measure("JSON -> Record", rounds, [&] { kept += from.parse(as_bytes(kMessage)).ok() ? 1 : 0; });
  measure("Record A -> Record B", rounds,
          [&] { kept += translator.translate(Side::kA, message, false, nullptr).ok() ? 1 : 0; });
  measure("Record A -> intermediary", rounds,
          [&] { kept += translator.to_intermediary(Side::kA, message).ok() ? 1 : 0; });
  measure("intermediary -> Record B", rounds,
          [&] { kept += translator.from_intermediary(sealed, Side::kB, nullptr).ok() ? 1 : 0; });
  measure("Record B -> Protobuf", rounds, [&] {
    bytes.clear();
    kept += to.print(made, bytes, nullptr).ok() ? 1 : 0;
  });
  measure("JSON -> Record A -> Record B -> Protobuf", rounds, [&] {
    const auto a = from.parse(as_bytes(kMessage));
    const auto b = translator.translate(Side::kA, *a, false, nullptr);
    bytes.clear();
    kept += to.print(*b, bytes, nullptr).ok() ? 1 : 0;
  });
  return kept == 0 ? 1 : 0;
}
