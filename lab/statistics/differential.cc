#include "lab/statistics/differential.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <unordered_map>

#include "lab/attack.h"
#include "lab/inference.h"
#include "lab/statistics/words.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kRandomDifferences = 64;
constexpr std::size_t kFinalists = 16;
constexpr std::size_t kMorePairs = 16;  // for finalists

/// What one input difference does.
struct Differential {
  std::size_t input;  ///< index of the input difference
  std::size_t pairs;
  std::uint64_t whole = 0;  ///< pairs with the most frequent output difference
  std::uint64_t byte = 0;   ///< pairs with the most frequent difference of one byte
  std::size_t byte_at = 0;
  std::uint8_t byte_value = 0;
};

std::string_view block(ByteView outputs, std::size_t index, std::size_t bytes) {
  return as_text(outputs.subspan(index * bytes, bytes));
}

Differential count(std::size_t input, ByteView changed, std::size_t bytes) {
  Differential result{.input = input, .pairs = changed.size() / bytes};
  std::unordered_map<std::string_view, std::uint64_t> wholes;
  std::vector<std::array<std::uint32_t, 256>> values(bytes);
  for (std::size_t i = 0; i < result.pairs; ++i) {
    result.whole = std::max(result.whole, ++wholes[block(changed, i, bytes)]);
    for (std::size_t b = 0; b < bytes; ++b) ++values[b][changed[i * bytes + b]];
  }
  for (std::size_t b = 0; b < bytes; ++b) {
    for (std::size_t v = 0; v < 256; ++v) {
      if (values[b][v] <= result.byte) continue;
      result.byte = values[b][v];
      result.byte_at = b;
      result.byte_value = static_cast<std::uint8_t>(v);
    }
  }
  return result;
}

/// log10 of the chance that some whole output difference comes up `count` >= 1 times among random
/// ones: fewer than pairs^count / count! choices, each with probability 2^-(bits (count - 1)).
double log10_whole_p(const Differential& d, double bits) {
  const auto times = static_cast<double>(d.whole);
  const double log2_choices =
      times * std::log2(static_cast<double>(d.pairs)) - std::lgamma(times + 1) * M_LOG2E;
  return std::min(0.0, (log2_choices - bits * (times - 1)) * std::log10(2));
}

double log10_byte_p(const Differential& d, double cells) {
  return log10_share_p(static_cast<double>(d.byte), static_cast<double>(d.pairs), 1.0 / 256, cells);
}

}  // namespace

std::vector<ByteString> low_weight_differences(std::size_t bytes, std::size_t random_differences,
                                               Random& random) {
  std::vector<ByteString> result;
  const auto add = [&](std::initializer_list<std::size_t> bits) {
    ByteString difference(bytes);
    for (const std::size_t bit : bits) {
      difference[bit / 8] |= static_cast<std::uint8_t>(1 << (bit % 8));
    }
    result.push_back(std::move(difference));
  };
  const std::size_t bits = 8 * bytes;
  for (std::size_t bit = 0; bit < bits; ++bit) add({bit});
  for (std::size_t bit = 0; bit + 1 < bits; ++bit) add({bit, bit + 1});
  for (std::size_t byte = 0; byte + 1 < bytes; ++byte) add({8 * byte + 7, 8 * byte + 15});
  for (std::size_t i = 0; i < random_differences; ++i) {
    add({random.below(bits), random.below(bits), random.below(bits)});
  }
  std::erase_if(result, [](const ByteString& difference) {
    return std::ranges::all_of(difference, [](std::uint8_t byte) { return byte == 0; });
  });
  return result;
}

Result<Evidence> search_differentials(const Function& function, std::size_t pairs, Random& random,
                                      const std::function<Status(double)>& progress) {
  const std::vector<ByteString> inputs =
      low_weight_differences(function.input_bytes, kRandomDifferences, random);
  const double output_bits = 8 * static_cast<double>(function.output_bytes);

  std::vector<Differential> seen;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    NC_RETURN_IF_ERROR(progress(0.5 * static_cast<double>(i) / static_cast<double>(inputs.size())));
    NC_ASSIGN_OR_RETURN(const ByteString changed,
                        output_differences(function, inputs[i], pairs, random));
    seen.push_back(count(i, changed, function.output_bytes));
  }
  // The most promising: whole differences that repeat, then bytes.
  std::ranges::stable_sort(seen, [](const Differential& a, const Differential& b) {
    return std::pair(a.whole, a.byte) > std::pair(b.whole, b.byte);
  });
  seen.resize(std::min(seen.size(), kFinalists));
  for (std::size_t i = 0; i < seen.size(); ++i) {
    NC_RETURN_IF_ERROR(
        progress(0.5 + 0.5 * static_cast<double>(i) / static_cast<double>(seen.size())));
    NC_ASSIGN_OR_RETURN(
        const ByteString changed,
        output_differences(function, inputs[seen[i].input], kMorePairs * pairs, random));
    seen[i] = count(seen[i].input, changed, function.output_bytes);
  }

  // Fresh pairs: only the finalists and what is looked at in each of them count as looks.
  const double byte_cells = 256 * static_cast<double>(function.output_bytes * seen.size());
  const auto by_whole = std::ranges::max_element(seen, {}, &Differential::whole);
  const auto by_byte = std::ranges::max_element(seen, {}, &Differential::byte);
  const double log10_whole = std::min(
      0.0, log10_whole_p(*by_whole, output_bits) + std::log10(static_cast<double>(seen.size())));
  const double log10_byte = log10_byte_p(*by_byte, byte_cells);

  Evidence evidence;
  evidence.samples = by_byte->pairs;
  evidence.effect = share("pairs with the most frequent difference of one output byte",
                          static_cast<double>(by_byte->byte), static_cast<double>(by_byte->pairs));
  evidence.reference = 1.0 / 256;
  evidence.log10_p = std::min(0.0, std::min(log10_whole, log10_byte) + std::log10(2));
  // A difference that came up once has no measured probability: an upper bound is all there is.
  evidence.figures = {
      share("pairs with the most frequent whole output difference",
            by_whole->whole > 1 ? static_cast<double>(by_whole->whole) : 0,
            static_cast<double>(by_whole->pairs)),
      {.name = "input differences tried", .value = static_cast<double>(inputs.size())}};
  evidence.verdict =
      *evidence.log10_p < kLog10Threshold ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = "Of " + std::to_string(inputs.size()) + " input differences of low weight, " +
                     (by_whole->whole > 1 ? "the best leads to one output difference in " +
                                                percent(static_cast<double>(by_whole->whole) /
                                                        static_cast<double>(by_whole->pairs)) +
                                                " of the pairs"
                                          : "none led to the same output difference twice in " +
                                                std::to_string(by_whole->pairs) + " pairs") +
                     "; the most frequent byte of a difference has probability " +
                     percent(evidence.effect.value) + ", 0.39 % by chance.";
  return evidence;
}

}  // namespace neurocrypt::lab
