#include "lab/statistics/diffusion.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "lab/attack.h"
#include "lab/inference.h"
#include "lab/statistics/bit_columns.h"
#include "lab/statistics/significance.h"
#include "lab/statistics/words.h"

namespace neurocrypt::lab {
namespace {

/// How far a count is from half of the samples.
double distance(double count, double samples) { return std::abs(count - samples / 2); }

}  // namespace

std::uint64_t Diffusion::changes_of_input(std::size_t input_bit) const {
  const auto row = changes.begin() + static_cast<std::ptrdiff_t>(input_bit * output_bits);
  return std::accumulate(row, row + static_cast<std::ptrdiff_t>(output_bits), std::uint64_t{0});
}

std::uint64_t Diffusion::total_changes() const {
  return std::accumulate(changes.begin(), changes.end(), std::uint64_t{0});
}

Result<Diffusion> measure_diffusion(const Function& function, std::size_t samples, BitPairs pairs,
                                    Random& random, const std::function<Status(double)>& progress) {
  Diffusion result{.samples = samples,
                   .input_bits = 8 * function.input_bytes,
                   .output_bits = 8 * function.output_bytes,
                   .changes = {},
                   .worst_pair = {.equal = samples / 2}};
  for (std::size_t in = 0; in < result.input_bits; ++in) {
    NC_RETURN_IF_ERROR(progress(static_cast<double>(in) / static_cast<double>(result.input_bits)));
    ByteString difference(function.input_bytes);
    difference[in / 8] = static_cast<std::uint8_t>(1 << (in % 8));
    NC_ASSIGN_OR_RETURN(const ByteString changed,
                        output_differences(function, difference, samples, random));
    const BitColumns columns(changed, function.output_bytes);
    for (std::size_t out = 0; out < result.output_bits; ++out) {
      result.changes.push_back(static_cast<std::uint32_t>(ones(columns[out])));
    }
    if (pairs == BitPairs::kSkip) continue;
    const auto n = static_cast<double>(samples);
    for (std::size_t a = 0; a < result.output_bits; ++a) {
      for (std::size_t b = a + 1; b < result.output_bits; ++b) {
        const std::uint64_t equal = samples - differences(columns[a], columns[b]);
        if (distance(static_cast<double>(equal), n) >
            distance(static_cast<double>(result.worst_pair.equal), n)) {
          result.worst_pair = {in, a, b, equal};
        }
      }
    }
  }
  return result;
}

Evidence judge_avalanche(const Diffusion& diffusion) {
  const auto samples = static_cast<double>(diffusion.samples);
  const auto cells = static_cast<double>(diffusion.cells());
  const auto total = static_cast<double>(diffusion.total_changes());
  const auto worst = static_cast<double>(*std::ranges::max_element(
      diffusion.changes, {}, [&](std::uint32_t count) { return distance(count, samples); }));
  std::vector<double> log10_p;
  for (const std::uint32_t count : diffusion.changes) {
    log10_p.push_back(log10_share_p(count, samples, 0.5));
  }
  const std::size_t failing = holm_rejections(std::move(log10_p), kLog10Threshold);

  Curve curve{.name = "bits that change, by input bit",
              .x_label = "input bit",
              .y_label = "share of output bits"};
  for (std::size_t in = 0; in < diffusion.input_bits; ++in) {
    const Figure row = share("", static_cast<double>(diffusion.changes_of_input(in)),
                             samples * static_cast<double>(diffusion.output_bits));
    curve.x.push_back(static_cast<double>(in));
    curve.y.push_back(row.value);
    curve.low.push_back(*row.low);
    curve.high.push_back(*row.high);
  }

  Evidence evidence;
  evidence.samples = diffusion.samples * diffusion.input_bits;
  evidence.effect = share("changes of the output bit furthest from half", worst, samples);
  evidence.reference = 0.5;
  // The worst cell, or the mean of all cells: two looks.
  evidence.log10_p = std::min(log10_share_p(worst, samples, 0.5, 2 * cells),
                              log10_share_p(total, samples * cells, 0.5, 2));
  evidence.figures = {share("output bits that change with one input bit", total, samples * cells),
                      share("cells of the avalanche matrix that fail (Holm, 10^-6)",
                            static_cast<double>(failing), cells)};
  evidence.curves = {std::move(curve)};
  evidence.verdict =
      *evidence.log10_p < kLog10Threshold ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = "One input bit changes " + percent(total / (samples * cells)) +
                     " of the output bits; " + std::to_string(failing) + " of " +
                     std::to_string(diffusion.cells()) +
                     " cells of the strict avalanche matrix are off one half.";
  return evidence;
}

Evidence judge_independence(const Diffusion& diffusion) {
  const auto samples = static_cast<double>(diffusion.samples);
  const auto outputs = static_cast<double>(diffusion.output_bits);
  const double looks = static_cast<double>(diffusion.input_bits) * outputs * (outputs - 1) / 2;
  const Dependence& worst = diffusion.worst_pair;
  const auto equal = static_cast<double>(worst.equal);
  Evidence evidence;
  evidence.samples = diffusion.samples * diffusion.input_bits;
  evidence.effect =
      share("pairs of output bits that change together, furthest from half", equal, samples);
  evidence.reference = 0.5;
  evidence.log10_p = log10_share_p(equal, samples, 0.5, looks);
  evidence.figures = {
      {.name = "largest correlation of two changes", .value = std::abs(2 * equal / samples - 1)},
      {.name = "of input bit", .value = static_cast<double>(worst.input_bit)},
      {.name = "of output bit", .value = static_cast<double>(worst.output_bit)},
      {.name = "and output bit", .value = static_cast<double>(worst.other_output_bit)}};
  evidence.verdict =
      *evidence.log10_p < kLog10Threshold ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = "Of " + count_words(looks) +
                     " pairs of output bits, the two that depend most change together in " +
                     percent(equal / samples) + " of the samples.";
  return evidence;
}

}  // namespace neurocrypt::lab
