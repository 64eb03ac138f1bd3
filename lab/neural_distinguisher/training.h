// Learning to tell two kinds of examples apart, and measuring how well it went.
#pragma once

#include <functional>

#include "lab/neural_distinguisher/network.h"
#include "neurocrypt/result.h"

namespace neurocrypt::lab {

/// Examples with their labels: 1 real, 0 random.
struct Examples {
  std::size_t example_bytes;
  ByteString rows{};  ///< [labels.size()][example_bytes]
  std::vector<std::uint8_t> labels{};
  [[nodiscard]] std::size_t count() const { return labels.size(); }
};

/// How long, and how fast: the rate falls linearly from high to low, again and again [Gohr 2019].
struct Schedule {
  std::size_t steps;        ///< batches in all
  std::size_t cycle_steps;  ///< from one high rate to the next
  float rate_high = 2e-3F, rate_low = 1e-4F;
  [[nodiscard]] float rate(std::size_t step) const;
};

/// Writes the next batch, always of the same size.
using NextBatch = std::function<Status(Examples& batch)>;

/// Errors   those of `next` and of `progress`, which hears the share done.
Status train(Distinguisher& network, const Schedule& schedule, const NextBatch& next,
             const std::function<Status(double)>& progress);

/// Batches of `batch` examples of a fixed set, in a new order each time round; the set, which has
/// at least one batch, must outlive it.
NextBatch shuffled(const Examples& examples, std::size_t batch, Random& random);

/// What a network says of examples that it has not seen.
struct Judgement {
  double examples = 0;
  double right = 0;
  double reals = 0, reals_right = 0;
  void operator+=(const Judgement& other);
};
Judgement judge(Distinguisher& network, const Examples& fresh);

}  // namespace neurocrypt::lab
