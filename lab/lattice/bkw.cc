#include "lab/lattice/bkw.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <complex>
#include <numbers>

#include "lab/lattice/estimator.h"

namespace neurocrypt::lab {
namespace {

constexpr double kTau = 2 * std::numbers::pi;

/// A sample, or a sum and difference of samples: n inputs and the middle of the output's interval,
/// modulo q.
using Record = std::vector<std::uint8_t>;

/// One stored record for each value, up to sign, of one block of inputs.
class Level {
 public:
  Level(std::size_t first, std::size_t count, int log2_q, std::size_t record_bytes)
      : first_(first),
        count_(count),
        log2_q_(log2_q),
        record_bytes_(record_bytes),
        records_(record_bytes << (static_cast<std::size_t>(log2_q) * count)),
        used_(std::size_t{1} << (static_cast<std::size_t>(log2_q) * count)) {}

  /// Cancels the block of `record`; false when it was stored instead, to cancel later ones.
  bool cancel(Record& record) {
    const std::size_t same = index(record, 1);
    const std::size_t opposite = index(record, -1);
    if (same == 0) return true;
    if (used_[same]) {
      add(record, same, -1);
    } else if (used_[opposite]) {
      add(record, opposite, 1);
    } else {
      std::copy(record.begin(), record.end(), at(same));
      used_[same] = true;
      return false;
    }
    return true;
  }

 private:
  [[nodiscard]] std::vector<std::uint8_t>::iterator at(std::size_t value) {
    return records_.begin() + static_cast<std::ptrdiff_t>(value * record_bytes_);
  }
  [[nodiscard]] std::size_t index(const Record& record, int sign) const {
    const std::size_t mask = (std::size_t{1} << log2_q_) - 1;
    std::size_t value = 0;
    for (std::size_t i = first_; i < first_ + count_; ++i) {
      value = value << log2_q_ | ((sign > 0 ? record[i] : 0U - record[i]) & mask);
    }
    return value;
  }
  void add(Record& record, std::size_t stored, int sign) {
    const auto mask = static_cast<std::uint8_t>((1U << log2_q_) - 1);
    auto other = at(stored);
    for (auto& value : record) {
      value = static_cast<std::uint8_t>((value + sign * *other++) & mask);
    }
  }

  std::size_t first_, count_;
  int log2_q_;
  std::size_t record_bytes_;
  std::vector<std::uint8_t> records_;
  std::vector<bool> used_;
};

/// The discrete Fourier transform over Z_q^k, in place: `values` is indexed by k digits.
void transform(std::vector<std::complex<float>>& values, std::size_t q) {
  std::vector<std::complex<float>> roots(q), line(q);
  for (std::size_t i = 0; i < q; ++i) {
    roots[i] = std::polar(
        1.0F, static_cast<float>(-kTau * static_cast<double>(i) / static_cast<double>(q)));
  }
  for (std::size_t stride = 1; stride < values.size(); stride *= q) {
    for (std::size_t start = 0; start < values.size(); ++start) {
      if (start / stride % q != 0) continue;
      for (std::size_t z = 0; z < q; ++z) {
        line[z] = 0;
        for (std::size_t x = 0; x < q; ++x)
          line[z] += values[start + x * stride] * roots[x * z % q];
      }
      for (std::size_t z = 0; z < q; ++z) values[start + z * stride] = line[z];
    }
  }
}

}  // namespace

BkwResult bkw(const LwrParameters& parameters, const BkwPlan& plan, const SampleSource& source) {
  const auto n = static_cast<std::size_t>(parameters.n);
  const auto block = static_cast<std::size_t>(plan.block);
  const auto levels = static_cast<std::size_t>(plan.levels);
  const std::size_t q = parameters.q;
  const int log2_q = std::countr_zero(parameters.q);
  assert(std::has_single_bit(q) && q <= 256 && block * levels < n);
  const std::size_t tail = n - block * levels;
  assert(static_cast<std::size_t>(log2_q) * std::max(block, tail) <= 24);

  std::vector<Level> tables;
  for (std::size_t level = 0; level < levels; ++level) {
    tables.emplace_back(level * block, block, log2_q, n + 1);
  }
  std::size_t candidates = 1;
  for (std::size_t i = 0; i < tail; ++i) candidates *= q;

  BkwResult result;
  const double sigma = uniform_sigma(parameters.width) * std::exp2(plan.levels / 2.0);
  result.bias = std::exp(-kTau * kTau / 2 * sigma * sigma / static_cast<double>(q * q));
  // Chance gives the best candidate about sqrt(2 ln candidates) deviations; ask for three times as
  // much of the right one.
  const double chance = std::sqrt(2 * std::log(static_cast<double>(candidates)));
  const auto wanted = static_cast<std::uint64_t>(std::pow(3 * chance / result.bias, 2) / 2) + 1000;

  std::vector<std::complex<float>> votes(candidates);
  std::vector<std::uint32_t> input(n);
  Record record(n + 1);
  while (result.combinations < wanted) {
    const auto output = source(input);
    if (!output) return result;
    ++result.samples;
    std::copy(input.begin(), input.end(), record.begin());
    record[n] = static_cast<std::uint8_t>(*output * parameters.width + parameters.width / 2);
    const auto cancelled = [&](Level& level) { return level.cancel(record); };
    if (!std::all_of(tables.begin(), tables.end(), cancelled)) continue;
    std::size_t index = 0;
    for (std::size_t i = block * levels; i < n; ++i) index = index * q + record[i];
    votes[index] += std::polar(1.0F, static_cast<float>(kTau * record[n] / static_cast<double>(q)));
    ++result.combinations;
  }
  transform(votes, q);
  const auto best = std::max_element(
      votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.real() < b.real(); });
  result.deviations = best->real() / std::sqrt(static_cast<double>(result.combinations) / 2);
  if (result.deviations < chance + 4) return result;
  Weights weights(tail);
  std::size_t index = static_cast<std::size_t>(best - votes.begin());
  for (std::size_t i = tail; i-- > 0; index /= q) {
    const auto value = static_cast<std::int32_t>(index % q);
    weights[i] =
        value >= static_cast<std::int32_t>(q / 2) ? value - static_cast<std::int32_t>(q) : value;
  }
  result.tail = std::move(weights);
  return result;
}

}  // namespace neurocrypt::lab
