#include "lab/side_channel/architecture.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numbers>

#include "lab/attack.h"
#include "lab/inference.h"
#include "lab/side_channel/cost_model.h"

namespace neurocrypt::lab {
namespace {

using Clock = std::chrono::steady_clock;

/// Seconds for one block: the fastest of 5 to 100 runs that take two milliseconds together.
/// Whatever disturbs a run makes it slower.
Result<double> time_block(const BlockFace& cipher, Random& random) {
  constexpr int kRunsMin = 5, kRunsMax = 100;
  constexpr double kEnough = 2e-3;
  const BlockShape shape = cipher.shape();
  const ByteString block = random.bytes(shape.block_bytes);
  ByteString code(shape.code_bytes);
  double fastest = std::numeric_limits<double>::infinity();
  double total = 0;
  for (int run = 0; run < kRunsMin || (total < kEnough && run < kRunsMax); ++run) {
    const auto start = Clock::now();
    NC_RETURN_IF_ERROR(cipher.encrypt(block, code));
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    fastest = std::min(fastest, seconds);
    total += seconds;
  }
  return fastest;
}

Result<double> time_key(const ArchitectureFace& space, const MlpArchitecture& architecture,
                        Random& random) {
  NC_ASSIGN_OR_RETURN(const auto cipher, space.make(architecture, random.bits()));
  return time_block(*cipher, random);
}

/// The place of what is `distance` from `time` among all predictions: 1 for the nearest. Equals
/// share their places.
double rank_of(double distance, double time, const std::vector<double>& predictions) {
  constexpr double kSame = 1e-9;
  double nearer = 0;
  double same = 0;
  for (const double prediction : predictions) {
    const double other = std::abs(prediction - time);
    if (other < distance - kSame) nearer += 1;
    if (std::abs(other - distance) <= kSame) same += 1;
  }
  return nearer + (std::max(same, 1.0) + 1) / 2;
}

std::vector<double> bits_of(const std::vector<double>& ranks, std::size_t count) {
  std::vector<double> bits;
  for (const double rank : ranks) bits.push_back(bits_given_away(rank, count));
  return bits;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

Result<ArchitectureRecovery> recover_architectures(const ArchitectureFace& space,
                                                   std::size_t profiles, std::size_t victims,
                                                   Random& random,
                                                   const std::function<Status(double)>& progress) {
  const std::vector<MlpArchitecture> all = space.architectures();
  const auto total = static_cast<double>(profiles + 2 * victims);
  std::vector<MlpArchitecture> known;
  std::vector<double> times;
  for (std::size_t i = 0; i < profiles; ++i) {
    NC_RETURN_IF_ERROR(progress(static_cast<double>(i) / total));
    known.push_back(all[random.below(all.size())]);
    NC_ASSIGN_OR_RETURN(const double seconds, time_key(space, known.back(), random));
    times.push_back(seconds);
  }
  const CostModel model = CostModel::fit(known, times);
  std::vector<double> predictions;
  for (const MlpArchitecture& architecture : all) {
    predictions.push_back(std::log(model.predict(architecture)));
  }

  ArchitectureRecovery result{.profiles = profiles, .architectures = all.size()};
  for (std::size_t v = 0; v < victims; ++v) {
    NC_RETURN_IF_ERROR(progress(static_cast<double>(profiles + 2 * v) / total));
    const std::size_t secret = random.below(all.size());
    NC_ASSIGN_OR_RETURN(const double first, time_key(space, all[secret], random));
    NC_ASSIGN_OR_RETURN(const double second, time_key(space, all[secret], random));
    const double noise = std::log(second / first);
    const double error = std::log(first) - predictions[secret];
    result.errors.push_back(std::abs(error));
    result.noise.push_back(std::abs(noise));
    result.ranks.push_back(rank_of(std::abs(error), std::log(first), predictions));
    result.ideal.push_back(rank_of(std::abs(noise), predictions[secret] + noise, predictions));
    result.victim_us.push_back(1e6 * first);
    result.predicted_us.push_back(1e6 * std::exp(predictions[secret]));
  }
  return result;
}

double bits_given_away(double rank, std::size_t count) {
  // E[-ln U] = 1 for the uniform place U of a blind guess.
  return std::log2(static_cast<double>(count) / rank) - std::numbers::log2e;
}

Evidence judge_recovery(const ArchitectureRecovery& recovery) {
  const auto count = static_cast<double>(recovery.architectures);
  // -ln(rank / count) of a blind guess is exponential: twice the sum is chi-square.
  double sum = 0;
  for (const double rank : recovery.ranks) sum += std::log(count / rank);

  Evidence evidence;
  evidence.samples = recovery.ranks.size();
  evidence.effect = mean("bits of the architecture that the time of one block gives away",
                         bits_of(recovery.ranks, recovery.architectures), "bits");
  evidence.reference = 0;
  evidence.log10_p =
      std::min(0.0, log10_chi2_tail(2 * sum, 2 * static_cast<double>(recovery.ranks.size())));
  const Figure ideal = mean("bits if every architecture had been timed (noise alone)",
                            bits_of(recovery.ideal, recovery.architectures), "bits");
  evidence.figures = {
      {.name = "bits of the architecture", .value = std::log2(count), .unit = "bits"},
      ideal,
      {.name = "architectures timed beforehand", .value = static_cast<double>(recovery.profiles)},
      {.name = "median error of predicted times",
       .value = median(recovery.errors),
       .unit = "share"},
      {.name = "median noise of measured times", .value = median(recovery.noise), .unit = "share"},
      {.name = "median time of a block", .value = median(recovery.victim_us), .unit = "us"}};
  std::vector<std::pair<double, double>> points;
  for (std::size_t v = 0; v < recovery.victim_us.size(); ++v) {
    points.emplace_back(recovery.predicted_us[v], recovery.victim_us[v]);
  }
  std::ranges::sort(points);
  Curve curve{.name = "time of a block of unknown keys",
              .x_label = "predicted, us",
              .y_label = "measured, us",
              .log_x = true,
              .log_y = true};
  for (const auto& [predicted, measured] : points) {
    curve.x.push_back(predicted);
    curve.y.push_back(measured);
  }
  evidence.curves = {std::move(curve)};
  const bool found = *evidence.log10_p < kLog10Threshold && evidence.effect.value > 0;
  evidence.verdict = found ? Verdict::kBreakFound : Verdict::kNoEvidence;
  char text[240];
  std::snprintf(
      text, sizeof text,
      "Timing one block gives away %.1f of the %.1f bits of a secret architecture after %zu "
      "profiles; %.1f if every architecture had been profiled.",
      evidence.effect.value, std::log2(count), recovery.profiles, ideal.value);
  evidence.summary = text;
  return evidence;
}

}  // namespace neurocrypt::lab
