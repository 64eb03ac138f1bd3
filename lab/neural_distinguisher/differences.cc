#include "lab/neural_distinguisher/differences.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <string>

#include "lab/neural_distinguisher/kernels.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kPopulation = 16;
constexpr std::size_t kGenerations = 6;  // after the first
constexpr std::size_t kFinalists = 4;
constexpr std::size_t kMorePairs = 16;  // for finalists
constexpr std::size_t kPairsMin = 16;
constexpr std::size_t kPiecePairs = 4'096;  // at a time
constexpr std::size_t kOutputBytesMax = 32;

/// Sums over pairs of products of two output bits, each +1 where the difference has a zero and -1
/// where it has a one. A bit that is always +1 stands behind the others, so that single bits count
/// too.
class Candidate {
 public:
  explicit Candidate(ByteString difference) : difference_(std::move(difference)) {}
  [[nodiscard]] const ByteString& difference() const { return difference_; }
  [[nodiscard]] std::size_t pairs() const { return pairs_; }

  Status measure(const Function& function, std::size_t more_pairs, Random& random) {
    const std::size_t bits = 8 * std::min(function.output_bytes, kOutputBytesMax);
    columns_ = bits + 1;
    products_.resize(columns_ * columns_);
    for (std::size_t done = 0; done < more_pairs; done += kPiecePairs) {
      const std::size_t count = std::min(kPiecePairs, more_pairs - done);
      NC_ASSIGN_OR_RETURN(const ByteString changed,
                          output_differences(function, difference_, count, random));
      std::vector<float> signs;
      signs.reserve(count * columns_);
      for (std::size_t at = 0; at < changed.size(); at += function.output_bytes) {
        for (std::size_t bit = 0; bit < bits; ++bit) {
          signs.push_back((changed[at + bit / 8] >> (bit % 8) & 1) != 0 ? -1.0F : 1.0F);
        }
        signs.push_back(1);
      }
      multiply_add(columns_, columns_, count, {signs.data(), 1, columns_}, signs.data(),
                   products_.data(), columns_);
    }
    pairs_ += more_pairs;
    return {};
  }

  /// The sum of the correlations' fourth powers, as He4(z) = z^4 - 6 z^2 + 3 gives it, which is 0
  /// on average for fair coins; less three of its standard deviations, so that what was measured
  /// less has to show more.
  [[nodiscard]] double score() const {
    const double share = 1 / static_cast<double>(pairs_);
    double total = 0, cells = 0;
    for_each_correlation([&](double correlation) {
      const double square = correlation * correlation;
      total += square * square - 6 * square * share + 3 * share * share;
      ++cells;
    });
    return total - 3 * std::sqrt(24 * cells) * share * share;
  }

  [[nodiscard]] double largest_correlation() const {
    double largest = 0;
    for_each_correlation(
        [&](double correlation) { largest = std::max(largest, std::abs(correlation)); });
    return largest;
  }

 private:
  template <typename Visit>
  void for_each_correlation(const Visit& visit) const {
    for (std::size_t i = 0; i < columns_; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        visit(double{products_[i * columns_ + j]} / static_cast<double>(pairs_));
      }
    }
  }

  ByteString difference_;
  std::size_t pairs_ = 0, columns_ = 0;
  std::vector<float> products_;  // exact below 2^24 pairs
};

void keep_best(std::vector<Candidate>& population, std::size_t count) {
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < population.size(); ++i) order.emplace_back(-population[i].score(), i);
  std::ranges::sort(order);
  order.resize(std::min(order.size(), count));
  std::vector<Candidate> best;
  for (const auto& [score, i] : order) best.push_back(std::move(population[i]));
  population = std::move(best);
}

void flip(ByteString& difference, std::size_t bit) {
  difference[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
}

/// A parent with one bit flipped, xored with another, or both.
ByteString child_of(std::span<const Candidate> parents, Random& random) {
  ByteString child = parents[random.below(parents.size())].difference();
  const std::uint64_t way = random.below(3);
  if (way != 0) flip(child, random.below(8 * child.size()));
  if (way != 1) {
    const ByteString& other = parents[random.below(parents.size())].difference();
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
    ByteString difference(function.input_bytes);
    flip(difference, bit);
    tried.emplace(as_text(difference));
    population.emplace_back(std::move(difference));
    NC_RETURN_IF_ERROR(population.back().measure(function, pairs, random));
  }
  for (std::size_t generation = 0; generation < kGenerations; ++generation) {
    NC_RETURN_IF_ERROR(progress(0.5 + 0.4 * static_cast<double>(generation) / kGenerations));
    keep_best(population, kPopulation);
    const std::size_t parents = population.size();
    for (std::size_t i = 0; i < kPopulation; ++i) {
      ByteString child = child_of(std::span(population).first(parents), random);
      if (tried.emplace(as_text(child)).second) population.emplace_back(std::move(child));
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
  const Candidate& best = population.front();
  return DifferenceFound{.difference = best.difference(),
                         .correlation = best.largest_correlation(),
                         .pairs = best.pairs(),
                         .tried = tried.size() - 1};
}

}  // namespace neurocrypt::lab
