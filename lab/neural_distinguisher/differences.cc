#include "lab/neural_distinguisher/differences.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <string>

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kPopulation = 32;
constexpr std::size_t kGenerations = 8;  // after the first
constexpr std::size_t kFinalists = 4;
constexpr std::size_t kMorePairs = 16;  // for finalists
constexpr std::size_t kPairsMin = 16;

struct Candidate {
  ByteString difference;
  std::size_t pairs = 0;
  std::vector<std::uint32_t> changes{};  // of each output bit

  /// The mean square of the bits' biases, without bias: a fair coin has 0 on average.
  [[nodiscard]] double score() const {
    const auto n = static_cast<double>(pairs);
    double total = 0;
    for (const std::uint32_t count : changes) {
      const double bias = static_cast<double>(count) / n - 0.5;
      total += bias * bias - 0.25 / n;
    }
    return total / static_cast<double>(changes.size());
  }

  Status measure(const Function& function, std::size_t more_pairs, Random& random) {
    NC_ASSIGN_OR_RETURN(const ByteString changed,
                        output_differences(function, difference, more_pairs, random));
    changes.resize(8 * function.output_bytes);
    for (std::size_t at = 0; at < changed.size(); at += function.output_bytes) {
      for (std::size_t bit = 0; bit < changes.size(); ++bit) {
        changes[bit] += changed[at + bit / 8] >> (bit % 8) & 1;
      }
    }
    pairs += more_pairs;
    return {};
  }
};

void keep_best(std::vector<Candidate>& population, std::size_t count) {
  std::ranges::stable_sort(population, std::ranges::greater{}, &Candidate::score);
  if (population.size() > count) population.resize(count);
}

void flip(ByteString& difference, std::size_t bit) {
  difference[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
}

/// A parent with one bit flipped, xored with another, or both.
ByteString child_of(std::span<const Candidate> parents, Random& random) {
  ByteString child = parents[random.below(parents.size())].difference;
  const std::uint64_t way = random.below(3);
  if (way != 0) flip(child, random.below(8 * child.size()));
  if (way != 1) {
    const ByteString& other = parents[random.below(parents.size())].difference;
    for (std::size_t i = 0; i < child.size(); ++i) child[i] ^= other[i];
  }
  return child;
}

}  // namespace

Result<DifferenceFound> find_difference(const Function& function, double evaluations,
                                        Random& random,
                                        const std::function<Status(double)>& progress) {
  const std::size_t bits = 8 * function.input_bytes;
  const std::size_t measurements = bits + kGenerations * 2 * kPopulation + kFinalists * kMorePairs;
  const std::size_t pairs = std::max(
      kPairsMin, static_cast<std::size_t>(evaluations / 2 / static_cast<double>(measurements)));

  std::set<std::string> tried = {std::string(function.input_bytes, '\0')};
  std::vector<Candidate> population;
  for (std::size_t bit = 0; bit < bits; ++bit) {
    if (bit % 16 == 0) {
      NC_RETURN_IF_ERROR(progress(0.5 * static_cast<double>(bit) / static_cast<double>(bits)));
    }
    Candidate candidate{ByteString(function.input_bytes)};
    flip(candidate.difference, bit);
    tried.emplace(as_text(candidate.difference));
    NC_RETURN_IF_ERROR(candidate.measure(function, pairs, random));
    population.push_back(std::move(candidate));
  }
  for (std::size_t generation = 0; generation < kGenerations; ++generation) {
    NC_RETURN_IF_ERROR(progress(0.5 + 0.4 * static_cast<double>(generation) / kGenerations));
    keep_best(population, kPopulation);
    const std::size_t parents = population.size();
    for (std::size_t i = 0; i < kPopulation; ++i) {
      Candidate child{child_of(std::span(population).first(parents), random)};
      if (!tried.emplace(as_text(child.difference)).second) continue;
      population.push_back(std::move(child));
    }
    for (Candidate& candidate : population) {
      NC_RETURN_IF_ERROR(candidate.measure(function, pairs, random));
    }
  }
  keep_best(population, kFinalists);
  for (Candidate& finalist : population) {
    NC_RETURN_IF_ERROR(progress(0.95));
    NC_RETURN_IF_ERROR(finalist.measure(function, kMorePairs * pairs, random));
  }
  keep_best(population, 1);
  Candidate& best = population.front();
  return DifferenceFound{.difference = std::move(best.difference),
                         .bias = std::sqrt(std::max(0.0, best.score())),
                         .pairs = best.pairs,
                         .tried = tried.size() - 1};
}

}  // namespace neurocrypt::lab
