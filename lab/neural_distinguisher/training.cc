#include "lab/neural_distinguisher/training.h"

#include <algorithm>
#include <cassert>
#include <memory>
#include <numeric>

namespace neurocrypt::lab {

float Schedule::rate(std::size_t step) const {
  const auto last = static_cast<float>(std::max<std::size_t>(cycle_steps, 2) - 1);
  const float left = 1 - static_cast<float>(step % cycle_steps) / last;
  return rate_low + left * (rate_high - rate_low);
}

Status train(Distinguisher& network, const Schedule& schedule, const NextBatch& next,
             const std::function<Status(double)>& progress) {
  Examples batch{.example_bytes = network.shape().example_bytes()};
  for (std::size_t step = 0; step < schedule.steps; ++step) {
    if (step % 16 == 0) {
      NC_RETURN_IF_ERROR(progress(static_cast<double>(step) / static_cast<double>(schedule.steps)));
    }
    NC_RETURN_IF_ERROR(next(batch));
    network.learn(batch.rows, batch.labels, schedule.rate(step));
  }
  return {};
}

NextBatch shuffled(const Examples& examples, std::size_t batch, Random& random) {
  assert(examples.count() >= batch);
  const auto order = std::make_shared<std::vector<std::size_t>>(examples.count());
  std::iota(order->begin(), order->end(), 0);
  return
      [&examples, batch, &random, order, at = examples.count()](Examples& out) mutable -> Status {
        if (at + batch > order->size()) {
          for (std::size_t i = order->size(); i > 1; --i) {
            std::swap((*order)[i - 1], (*order)[random.below(i)]);
          }
          at = 0;
        }
        const std::size_t bytes = examples.example_bytes;
        out.rows.resize(batch * bytes);
        out.labels.resize(batch);
        for (std::size_t i = 0; i < batch; ++i, ++at) {
          const std::size_t from = (*order)[at];
          std::copy_n(&examples.rows[from * bytes], bytes, &out.rows[i * bytes]);
          out.labels[i] = examples.labels[from];
        }
        return {};
      };
}

void Judgement::operator+=(const Judgement& other) {
  examples += other.examples;
  right += other.right;
  reals += other.reals;
  reals_right += other.reals_right;
}

Judgement judge(Distinguisher& network, const Examples& fresh) {
  const std::vector<float> answers = network.predict(fresh.rows);
  Judgement result{.examples = static_cast<double>(fresh.count())};
  for (std::size_t i = 0; i < fresh.count(); ++i) {
    const bool real = fresh.labels[i] != 0;
    const bool right = (answers[i] > 0.5F) == real;
    result.right += right ? 1 : 0;
    result.reals += real ? 1 : 0;
    result.reals_right += real && right ? 1 : 0;
  }
  return result;
}

}  // namespace neurocrypt::lab
