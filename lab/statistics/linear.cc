#include "lab/statistics/linear.h"

#include <algorithm>
#include <cmath>

#include "lab/attack.h"
#include "lab/inference.h"
#include "lab/statistics/bit_columns.h"
#include "lab/statistics/words.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kRandomMasks = 128;
constexpr std::size_t kFinalists = 16;

struct Approximation {
  std::size_t input_mask, output_mask;
  std::uint64_t different;  ///< samples in which the parities differ
};

/// The parities of masks, as columns.
std::vector<BitColumns::Column> parities(const BitColumns& columns,
                                         const std::vector<Mask>& masks) {
  std::vector<BitColumns::Column> result;
  for (const Mask& mask : masks) result.push_back(columns.parity(mask));
  return result;
}

struct Sample {
  std::vector<BitColumns::Column> inputs, outputs;
};

Result<Sample> draw(const Function& function, const std::vector<Mask>& input_masks,
                    const std::vector<Mask>& output_masks, std::size_t samples, Random& random) {
  const ByteString inputs = random.bytes(samples * function.input_bytes);
  NC_ASSIGN_OR_RETURN(const ByteString outputs, function(inputs));
  return Sample{parities(BitColumns(inputs, function.input_bytes), input_masks),
                parities(BitColumns(outputs, function.output_bytes), output_masks)};
}

std::string print(const Mask& mask) {
  std::string text;
  for (const std::size_t bit : mask) text += (text.empty() ? "" : "+") + std::to_string(bit);
  return text.empty() ? "none" : text;
}

}  // namespace

std::vector<Mask> low_weight_masks(std::size_t bits, std::size_t random_masks, Random& random) {
  std::vector<Mask> masks;
  for (std::size_t bit = 0; bit < bits; ++bit) masks.push_back({bit});
  for (std::size_t bit = 0; bit + 1 < bits; ++bit) masks.push_back({bit, bit + 1});
  for (std::size_t byte = 0; byte < bits / 8; ++byte) {
    Mask mask;
    for (std::size_t bit = 0; bit < 8; ++bit) mask.push_back(8 * byte + bit);
    masks.push_back(std::move(mask));
  }
  for (std::size_t i = 0; i < random_masks; ++i) {
    Mask mask;
    const std::size_t weight = 2 + i % 2;
    while (mask.size() < weight) {
      const std::size_t bit = random.below(bits);
      if (std::ranges::find(mask, bit) == mask.end()) mask.push_back(bit);
    }
    masks.push_back(std::move(mask));
  }
  return masks;
}

Result<Evidence> measure_linear_bias(const Function& function, std::size_t samples, Random& random,
                                     const std::function<Status(double)>& progress) {
  std::vector<Mask> input_masks = low_weight_masks(8 * function.input_bytes, kRandomMasks, random);
  input_masks.push_back({});
  const std::vector<Mask> output_masks =
      low_weight_masks(8 * function.output_bytes, kRandomMasks, random);
  NC_ASSIGN_OR_RETURN(const Sample seen,
                      draw(function, input_masks, output_masks, samples, random));

  const auto n = static_cast<double>(samples);
  const auto bias = [n](const Approximation& a) {
    return std::abs(2 * static_cast<double>(a.different) / n - 1);
  };
  std::vector<Approximation> best;  // most biased first
  for (std::size_t in = 0; in < input_masks.size(); ++in) {
    NC_RETURN_IF_ERROR(
        progress(0.9 * static_cast<double>(in) / static_cast<double>(input_masks.size())));
    for (std::size_t out = 0; out < output_masks.size(); ++out) {
      const Approximation found{in, out, differences(seen.inputs[in], seen.outputs[out])};
      if (best.size() == kFinalists && bias(found) <= bias(best.back())) continue;
      best.insert(std::ranges::upper_bound(best, bias(found), std::greater<>(), bias), found);
      if (best.size() > kFinalists) best.pop_back();
    }
  }

  NC_ASSIGN_OR_RETURN(const Sample fresh,
                      draw(function, input_masks, output_masks, samples, random));
  for (Approximation& a : best) {
    a.different = differences(fresh.inputs[a.input_mask], fresh.outputs[a.output_mask]);
  }
  const Approximation& worst = *std::ranges::max_element(best, {}, bias);
  const auto different = static_cast<double>(worst.different);
  const double pairs = static_cast<double>(input_masks.size() * output_masks.size());

  Evidence evidence;
  evidence.samples = samples;
  evidence.effect = share("samples in which the best pair of parities differs", different, n);
  evidence.reference = 0.5;
  evidence.log10_p = log10_share_p(different, n, 0.5, static_cast<double>(best.size()));
  evidence.figures = {{.name = "largest correlation on fresh samples", .value = bias(worst)},
                      {.name = "pairs of parities tried", .value = pairs},
                      {.name = "samples that would show half this correlation",
                       .value = 4 * std::pow(std::max(bias(worst), 1e-9), -2)}};
  evidence.verdict =
      *evidence.log10_p < kLog10Threshold ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = "Of " + count_words(pairs) + " pairs of parities of few bits, input " +
                     print(input_masks[worst.input_mask]) + " and output " +
                     print(output_masks[worst.output_mask]) + " are most alike: correlation " +
                     percent(bias(worst)) + " on fresh samples.";
  return evidence;
}

}  // namespace neurocrypt::lab
