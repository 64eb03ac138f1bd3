#include "measure.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>
#include <utility>

namespace neurocrypt::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kRoundsMin = 3;

/// A case with its operations made, calibrated, and the samples taken so far.
struct Running {
  std::vector<Operation> operations;  // one for each thread
  std::uint64_t count = 1;            // operations in a sample, for each thread
  int rounds = 0;
  std::vector<double> samples_ns;

  double run_once_ns() {
    const Clock::time_point start = Clock::now();
    if (operations.size() == 1) {
      operations[0](count);
    } else {
      std::vector<std::thread> threads;
      for (Operation& operation : operations) threads.emplace_back([&] { operation(count); });
      for (std::thread& thread : threads) thread.join();
    }
    return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
  }
};

Running prepare(const Case& bench_case, const Effort& effort) {
  Running running;
  for (int i = 0; i < bench_case.label.threads; ++i)
    running.operations.push_back(bench_case.make());
  double ns = running.run_once_ns();  // also warms caches and lazy initialisation
  ns = std::min(ns, running.run_once_ns());
  while (ns < effort.sample_ms * 1e6) {
    const double factor = std::clamp(1.2 * effort.sample_ms * 1e6 / ns, 1.5, 10.0);
    running.count =
        static_cast<std::uint64_t>(std::ceil(static_cast<double>(running.count) * factor));
    ns = running.run_once_ns();
  }
  running.rounds =
      std::clamp(static_cast<int>(effort.case_ms * 1e6 / ns), kRoundsMin, effort.rounds);
  return running;
}

double quantile(const std::vector<double>& sorted, double part) {
  const double position = part * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double weight = position - static_cast<double>(below);
  return (1 - weight) * sorted[below] + weight * sorted[above];
}

Row summarise(const Label& label, Running& running) {
  const double operations = static_cast<double>(running.count) * label.threads;
  for (double& sample : running.samples_ns) sample /= operations;
  std::sort(running.samples_ns.begin(), running.samples_ns.end());
  const double median = quantile(running.samples_ns, 0.5);
  const double range = quantile(running.samples_ns, 0.75) - quantile(running.samples_ns, 0.25);
  return {.label = label,
          .ns_per_op = median,
          .spread = range / median,
          .samples = static_cast<int>(running.samples_ns.size()),
          .mb_per_s = 1e3 * static_cast<double>(label.bytes) / median,
          .ratio_to_aes_256_gcm = 0};
}

}  // namespace

std::vector<Row> measure(const std::vector<Case>& group, const Effort& effort) {
  std::vector<Running> cases;
  for (const Case& bench_case : group) cases.push_back(prepare(bench_case, effort));
  for (int round = 0; round < effort.rounds; ++round) {
    for (Running& running : cases) {
      if (round < running.rounds) running.samples_ns.push_back(running.run_once_ns());
    }
  }
  std::vector<Row> rows;
  for (std::size_t i = 0; i < group.size(); ++i)
    rows.push_back(summarise(group[i].label, cases[i]));
  if (!rows.empty() && rows[0].label.suite == "AES-256-GCM") {
    for (Row& row : rows) row.ratio_to_aes_256_gcm = row.ns_per_op / rows[0].ns_per_op;
  }
  return rows;
}

}  // namespace neurocrypt::bench
