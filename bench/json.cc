// Time of the JSON format on one message of about 400 bytes: read, held against a schema, printed.
// One thread, JSON lines, the best of many repetitions, since a shared machine only ever adds time.
//
//     cmake --build --preset release --target bench_json && build/release/bin/bench_json
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

#include "schema/json/format.h"
#include "schema/json_text.h"

namespace {

using namespace neurocrypt;

constexpr std::string_view kMessage =
    R"({"order_id":"9f1c2d3e-4b5a-6978","created":"2026-11-22T18:50:00Z",)"
    R"("customer":{"name":"Ada Lovelace","email":"ada@example.com","vip":true},"currency":"EUR",)"
    R"("total":1299.90,"items":[{"sku":"A-100","quantity":2,"price":499.95,"note":null},)"
    R"({"sku":"B-7","quantity":1,"price":300.00,"note":"gift"}],"tags":["new","web"],)"
    R"("address":{"street":"12 Rue de la Paix","city":"Paris","zip":"75002"}})";

constexpr const char* kSchema = R"({"type": "object", "required": ["order_id", "items"],
  "properties": {
    "order_id": {"type": "string"},
    "created": {"type": "string", "format": "date-time"},
    "customer": {"type": "object", "properties": {
      "name": {"type": "string"},
      "email": {"type": "string", "format": "email"},
      "vip": {"type": "boolean"}}},
    "currency": {"enum": ["EUR", "USD"]},
    "total": {"type": "number", "minimum": 0},
    "items": {"type": "array", "items": {"type": "object", "required": ["sku"], "properties": {
      "sku": {"type": "string"},
      "quantity": {"type": "integer"},
      "price": {"type": "number"},
      "note": {"type": ["string", "null"]}}}},
    "tags": {"type": "array", "items": {"type": "string"}},
    "address": {"type": "object", "properties": {
      "street": {"type": "string"},
      "city": {"type": "string"},
      "zip": {"type": "string", "maxLength": 10}}}}})";

template <typename Run>
void measure(const char* name, const Run& run) {
  constexpr int kRepetitions = 200;
  constexpr int kTimes = 200;
  double best_ns = 1e18;
  for (int repetition = 0; repetition < kRepetitions; ++repetition) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kTimes; ++i) run();
    const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
    best_ns = std::min(best_ns, time.count() / kTimes);
  }
  std::printf("{\"bench\": \"json\", \"task\": \"%s\", \"bytes\": %zu, \"best_ns\": %.0f}\n", name,
              kMessage.size(), best_ns);
}

}  // namespace

int main() {
  const auto codec = make_json_codec(*json::JsonSchema::parse(kSchema, {}));
  const Value value = *codec->parse(as_bytes(kMessage));
  ByteString out;
  std::size_t kept = 0;  // so that no result is unused
  measure("parse", [&] { kept += parse_json(kMessage).ok() ? 1 : 0; });
  measure("parse under a schema", [&] { kept += codec->parse(as_bytes(kMessage)).ok() ? 1 : 0; });
  measure("print", [&] {
    out.clear();
    kept += print_json(value, out).ok() ? 1 : 0;
  });
  measure("print under a schema", [&] {
    out.clear();
    kept += codec->print(value, out, nullptr).ok() ? 1 : 0;
  });
  return kept == 0 ? 1 : 0;
}
