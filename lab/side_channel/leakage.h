// Does the time of an operation depend on its secret? The method of dudect [Reparaz, Balasch,
// Verbauwhede, "Dude, is my code constant time?", DATE 2017].
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lab/evidence.h"
#include "lab/random.h"
#include "neurocrypt/bytes.h"

namespace neurocrypt::lab {

struct TimedOperation {
  std::size_t secret_bytes;
  std::function<Status(ByteView secret)> prepare;  ///< not timed
  std::function<Status()> run;                     ///< timed
};

/// dudect's thresholds for |t|.
inline constexpr double kLeakT = 10;
inline constexpr double kSuspiciousT = 5;
/// A leak is believed from so many measurements on; its absence, from ten times as many, as in
/// dudect.
inline constexpr std::size_t kMeasurementsForLeak = 1'000;
inline constexpr std::size_t kMeasurementsForNone = 10'000;

/// Departs  from dudect: medians must also differ by this share. Smaller differences come and go
/// with
///          where the allocator and the caches put things: loading a key into OpenSSL's AES shows
///          0.3 % with |t| = 18.
inline constexpr double kLeakShareMin = 0.01;

struct Leakage {
  std::size_t measurements = 0;
  double t = 0;          ///< the largest |t| of all tests
  std::string test{};    ///< which: "all times", "times below 3.1 us", "squared deviations"
  double fixed_ns = 0;   ///< median time of class 0
  double random_ns = 0;  ///< and of class 1
  std::vector<double> counts{}, t_by_count{};  ///< the largest |t| as measurements grow
};

/// Times the operation with a fixed secret (all zero bytes) and with random ones, in an order drawn
/// at random, for about `seconds`; whatever the class, a secret goes through the same memory.
///
/// Tests    the means of all times; of times below each of 100 percentiles, which cut off what
///          interrupts do; of squared deviations (second order). The percentiles come from a first
///          batch that is then dropped.
/// Errors   those of the operation.
Result<Leakage> measure_leakage(const TimedOperation& operation, double seconds, Random& random,
                                const std::function<Status(double)>& progress);

/// Verdict, effect, figures and curve of a leakage; `what` is the operation in words.
Evidence judge_leakage(const Leakage& leakage, const std::string& what);

}  // namespace neurocrypt::lab
