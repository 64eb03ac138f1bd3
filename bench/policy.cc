// Time to find what is sensitive in a message of ten fields, and to decide its level. One thread,
// JSON lines, the best of many repetitions, since a shared machine only ever adds time.
//
//     cmake --build --preset release --target bench_policy && build/release/bin/bench_policy
#include "policy/policy.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "schema/json_text.h"

namespace {

using namespace neurocrypt;

constexpr std::string_view kMessage =
    R"({"order_id":"9f1c2d3e-4b5a-6978","created":"2026-11-22T18:50:00Z",)"
    R"("customer":{"name":"Ada Abelson","email":"ada@example.com","vip":true},"currency":"EUR",)"
    R"("total":1299.90,"card":"4111 1111 1111 1111","note":"leave the parcel behind the house",)"
    R"("address":{"street":"12 Elm Street"}})";

constexpr std::string_view kPolicy =
    "version: 1\n"
    "levels:\n"
    "  - {name: internal, suite: hybrid}\n"
    "  - {name: confidential, suite: hybrid}\n"
    "  - {name: restricted, suite: hybrid, seal_fields: [{sensitivity: restricted, key: k}]}\n"
    "default: internal\n"
    "rules: [{name: out, when: {destination: {not: '*.example.com'}}, level: confidential}]\n";

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
  std::printf("{\"bench\": \"policy\", \"task\": \"%s\", \"fields\": 10, \"best_ns\": %.0f}\n",
              name, best_ns);
}

}  // namespace

int main() {
  const Value message = *parse_json(kMessage);
  const Policy policy = *parse_policy(kPolicy);
  const MessageContext context{{{"destination", "api.partner.example"}}, ""};
  std::vector<Finding> findings;
  std::size_t kept = 0;  // so that no result is unused
  measure("parse the message", [&] { kept += parse_json(kMessage).ok() ? 1 : 0; });
  measure("classify", [&] {
    findings.clear();
    findings = classify(policy, message);
    kept += findings.size();
  });
  measure("decide",
          [&] { kept += decide(policy, context, findings, kMessage.size())->field_seals.size(); });
  return kept == 0 ? 1 : 0;
}
