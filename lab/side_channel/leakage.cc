#include "lab/side_channel/leakage.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "lab/inference.h"
#include "lab/side_channel/welch.h"

namespace neurocrypt::lab {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kPercentiles = 100;
constexpr std::size_t kBatches = 20;
constexpr std::size_t kBatchMin = 100;
constexpr std::size_t kBatchMax = 10'000;

struct Measurement {
  int of_class;  ///< 0: fixed, 1: random
  double ns;
};

Result<std::vector<Measurement>> measure_batch(const TimedOperation& operation, std::size_t count,
                                               Random& random) {
  // Every secret is written out before the first measurement, so that both classes read memory that
  // was touched at the same time and in the same way.
  std::vector<Measurement> batch(count);
  ByteString secrets(count * operation.secret_bytes);
  for (std::size_t i = 0; i < count; ++i) {
    batch[i].of_class = static_cast<int>(random.below(2));
    const auto secret =
        MutableBytes(secrets).subspan(i * operation.secret_bytes, operation.secret_bytes);
    random.fill(secret);
    if (batch[i].of_class == 0) std::ranges::fill(secret, std::uint8_t{0});
  }
  for (std::size_t i = 0; i < count; ++i) {
    NC_RETURN_IF_ERROR(operation.prepare(
        ByteView(secrets).subspan(i * operation.secret_bytes, operation.secret_bytes)));
    const auto start = Clock::now();
    const Status status = operation.run();
    const auto end = Clock::now();
    NC_RETURN_IF_ERROR(status);
    batch[i].ns = std::chrono::duration<double, std::nano>(end - start).count();
  }
  return batch;
}

double quantile(std::vector<double> values, double share) {
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(at));
  return values[at];
}

std::vector<double> times_of(const std::vector<Measurement>& batch, int of_class) {
  std::vector<double> times;
  for (const Measurement& m : batch) {
    if (of_class < 0 || m.of_class == of_class) times.push_back(m.ns);
  }
  return times;
}

/// The tests on one stream of measurements.
class Tests {
 public:
  explicit Tests(const std::vector<Measurement>& first) {
    const std::vector<double> times = times_of(first, -1);
    for (std::size_t i = 0; i < kPercentiles; ++i) {
      // Dense near the slow end, as in dudect.
      const double share = 1 - std::pow(0.5, 10 * static_cast<double>(i + 1) / kPercentiles);
      limits_.push_back(quantile(times, share));
    }
    below_.resize(kPercentiles);
  }

  void push(const Measurement& m) {
    all_.push(m.of_class, m.ns);
    for (std::size_t i = 0; i < kPercentiles; ++i) {
      if (m.ns < limits_[i]) below_[i].push(m.of_class, m.ns);
    }
    // The mean so far stands for the mean: good enough once there are some.
    if (all_.count() > kMeasurementsForLeak) {
      const double deviation = m.ns - all_.of(m.of_class).mean();
      squares_.push(m.of_class, deviation * deviation);
    }
  }

  /// The largest |t| among tests with enough measurements, and its name.
  [[nodiscard]] std::pair<double, std::string> worst() const {
    std::pair<double, std::string> result = {std::abs(all_.t()), "all times"};
    const auto consider = [&](const WelchTest& test, const std::string& name) {
      const bool enough = test.count() >= kMeasurementsForLeak;
      if (enough && std::abs(test.t()) > result.first) result = {std::abs(test.t()), name};
    };
    for (std::size_t i = 0; i < kPercentiles; ++i) {
      char name[64];
      std::snprintf(name, sizeof name, "times below %.4g us", limits_[i] / 1000);
      consider(below_[i], name);
    }
    consider(squares_, "squared deviations");
    return result;
  }

 private:
  std::vector<double> limits_;
  WelchTest all_, squares_;
  std::vector<WelchTest> below_;
};

}  // namespace

Result<Leakage> measure_leakage(const TimedOperation& operation, double seconds, Random& random,
                                const std::function<Status(double)>& progress) {
  const auto start = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  // A pilot warms caches and says how long a batch may be.
  NC_RETURN_IF_ERROR(measure_batch(operation, kBatchMin / 4, random));
  const double each = elapsed() / (kBatchMin / 4.0);
  const auto batch_size = static_cast<std::size_t>(
      std::clamp(seconds / each / kBatches, double{kBatchMin}, double{kBatchMax}));

  NC_ASSIGN_OR_RETURN(const std::vector<Measurement> first,
                      measure_batch(operation, batch_size, random));
  Tests tests(first);
  Leakage result;
  std::vector<double> fixed, others;
  do {
    NC_RETURN_IF_ERROR(progress(std::min(1.0, elapsed() / seconds)));
    NC_ASSIGN_OR_RETURN(const std::vector<Measurement> batch,
                        measure_batch(operation, batch_size, random));
    for (const Measurement& m : batch) tests.push(m);
    const std::vector<double> of_fixed = times_of(batch, 0);
    const std::vector<double> of_random = times_of(batch, 1);
    fixed.push_back(quantile(of_fixed, 0.5));
    others.push_back(quantile(of_random, 0.5));
    result.measurements += batch.size();
    result.counts.push_back(static_cast<double>(result.measurements));
    result.t_by_count.push_back(tests.worst().first);
  } while (elapsed() < seconds);
  std::tie(result.t, result.test) = tests.worst();
  result.fixed_ns = quantile(fixed, 0.5);
  result.random_ns = quantile(others, 0.5);
  return result;
}

Evidence judge_leakage(const Leakage& leakage, const std::string& what) {
  Evidence evidence;
  evidence.samples = leakage.measurements;
  evidence.effect = {.name = "largest |t| of Welch's tests", .value = std::min(leakage.t, 1e9)};
  evidence.reference = 0;
  evidence.log10_p =
      std::min(0.0, log10_normal_tail(std::min(leakage.t, 1e6)) + std::log10(kPercentiles + 2.0));
  evidence.figures = {
      {.name = "median time, fixed secret", .value = leakage.fixed_ns / 1000, .unit = "us"},
      {.name = "median time, random secrets", .value = leakage.random_ns / 1000, .unit = "us"}};
  evidence.curves = {{.name = "largest |t|",
                      .x_label = "measurements",
                      .y_label = "|t| (10: a leak, 5: suspicious)",
                      .log_x = true,
                      .x = leakage.counts,
                      .y = leakage.t_by_count}};
  char text[200];
  std::snprintf(text, sizeof text, "%s: |t| = %.1f (%s) from %zu measurements; ", what.c_str(),
                evidence.effect.value, leakage.test.c_str(), leakage.measurements);
  evidence.summary = text;
  const bool resolved = std::abs(leakage.fixed_ns - leakage.random_ns) >
                        kLeakShareMin * std::min(leakage.fixed_ns, leakage.random_ns);
  if (leakage.t > kLeakT && !resolved) {
    evidence.verdict = Verdict::kNotEnoughSamples;
    evidence.summary += "a difference below 1 %, which this method cannot tell from the machine's.";
  } else if (leakage.t > kLeakT && leakage.measurements >= kMeasurementsForLeak) {
    evidence.verdict = Verdict::kBreakFound;
    evidence.summary += "its time depends on the secret.";
  } else if (leakage.t > kSuspiciousT) {
    evidence.verdict = Verdict::kNotEnoughSamples;
    evidence.summary += "suspicious, measure for longer.";
  } else if (leakage.measurements < kMeasurementsForNone) {
    evidence.verdict = Verdict::kNotEnoughSamples;
    evidence.summary += "too few to say more.";
  } else {
    evidence.verdict = Verdict::kNoEvidence;
    evidence.summary += "no dependence seen.";
  }
  return evidence;
}

}  // namespace neurocrypt::lab
