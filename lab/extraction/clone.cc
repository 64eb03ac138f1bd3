// A clone by queries: a perceptron learns what an interface that answers in bytes computes.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "lab/extraction/attack.h"
#include "lab/inference.h"
#include "lab/mlp.h"
#include "lab/report/number.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kFreshBlocks = 512;

/// Bits of blocks as +1 and -1, and the numbers of their codes.
struct Lesson {
  explicit Lesson(const BlockShape& shape)
      : bits(shape.block_bits()), numbers(shape.code_values()) {}
  Table bits, numbers;
};

Status ask(Oracle& oracle, ByteView blocks, Lesson& lesson) {
  const BlockShape shape = oracle.shape();
  const std::size_t count = blocks.size() / shape.block_bytes, rows = lesson.bits.rows();
  ByteString codes(count * shape.code_bytes);
  NC_RETURN_IF_ERROR(oracle.encrypt(blocks, codes));
  lesson.bits.values.resize((rows + count) * lesson.bits.cols);
  lesson.numbers.values.resize((rows + count) * lesson.numbers.cols);
  bit_values(blocks, &lesson.bits.values[rows * lesson.bits.cols]);
  for (std::size_t i = 0; i < count; ++i) {
    code_values(shape, ByteView(codes).subspan(i * shape.code_bytes, shape.code_bytes),
                &lesson.numbers.values[(rows + i) * lesson.numbers.cols]);
  }
  return {};
}

/// Shifts and scales that make codes' numbers fit to learn, and gives each two sides: a bit's
/// values, or what is above and below the mean.
class Units {
 public:
  Units(const BlockShape& shape, const Table& numbers) : centre_(numbers.cols) {
    const auto rows = static_cast<double>(numbers.rows());
    double square = 0;
    for (std::size_t i = 0; i < numbers.values.size(); ++i) {
      square += numbers.values[i] * numbers.values[i];
      if (shape.unit != CodeUnit::kBits) centre_[i % numbers.cols] += numbers.values[i] / rows;
    }
    scale_ = std::max(std::sqrt(square / static_cast<double>(numbers.values.size())), 1e-9);
  }
  [[nodiscard]] Table scaled(Table numbers) const {
    for (std::size_t i = 0; i < numbers.values.size(); ++i) {
      numbers.values[i] = (numbers.values[i] - centre_[i % numbers.cols]) / scale_;
    }
    return numbers;
  }
  [[nodiscard]] double scale() const { return scale_; }

 private:
  std::vector<double> centre_;
  double scale_;
};

/// A clone on fresh blocks.
struct Score {
  std::vector<double> agreement;  ///< [block], share of its code's numbers on the right side
  std::vector<double> by_chance;  ///< [block], with the code of another block
  double close = 0;               ///< share of numbers right to half a unit
};

/// `fresh` holds scaled numbers.
Score judge(const CloneMlp& clone, const Lesson& fresh, double scale) {
  const std::size_t rows = fresh.bits.rows(), cols = fresh.numbers.cols;
  std::vector<double> guess(cols);
  Score score;
  const auto same_side = [&](std::size_t row) {
    double same = 0;
    for (std::size_t c = 0; c < cols; ++c) {
      same += (guess[c] > 0) == (fresh.numbers.row(row)[c] > 0) ? 1 : 0;
    }
    return same / static_cast<double>(cols);
  };
  for (std::size_t r = 0; r < rows; ++r) {
    clone.predict(fresh.bits.row(r), guess.data());
    score.agreement.push_back(same_side(r));
    score.by_chance.push_back(same_side((r + 1) % rows));
    for (std::size_t c = 0; c < cols; ++c) {
      score.close += std::abs(guess[c] - fresh.numbers.row(r)[c]) * scale <= 0.5 ? 1 : 0;
    }
  }
  score.close /= static_cast<double>(rows * cols);
  return score;
}

/// Standard errors between a block's own code and another's: codes' numbers may depend on each
/// other, blocks do not.
double deviations(const Score& score) {
  const auto n = static_cast<double>(score.agreement.size());
  double sum = 0, square = 0;
  for (std::size_t r = 0; r < score.agreement.size(); ++r) {
    const double more = score.agreement[r] - score.by_chance[r];
    sum += more;
    square += more * more;
  }
  const double variance = std::max((square - sum * sum / n) / (n - 1), 1e-12);
  return sum / std::sqrt(n * variance);
}

/// Of four times as many random blocks, those at which the perceptron adds most to a linear map:
/// where there is most that the clone may not know.
ByteString choose(const CloneMlp& clone, const BlockShape& shape, std::size_t count,
                  Random& random) {
  const ByteString pool = random.bytes(4 * count * shape.block_bytes);
  std::vector<std::pair<double, std::size_t>> order;
  std::vector<double> bits(shape.block_bits());
  for (std::size_t i = 0; i < 4 * count; ++i) {
    bit_values(ByteView(pool).subspan(i * shape.block_bytes, shape.block_bytes), bits.data());
    order.emplace_back(-clone.correction(bits.data()), i);
  }
  std::ranges::sort(order);
  ByteString chosen;
  for (std::size_t k = 0; k < count; ++k) {
    const auto begin =
        pool.begin() + static_cast<std::ptrdiff_t>(order[k].second * shape.block_bytes);
    chosen.insert(chosen.end(), begin, begin + static_cast<std::ptrdiff_t>(shape.block_bytes));
  }
  return chosen;
}

double average(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Result<Evidence> run(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "extraction/clone");
  const BlockShape shape = oracle.shape();
  std::vector<std::size_t> sizes = {128, 256, 512};
  if (trial.budget_s >= 10) sizes.insert(sizes.end(), {1024, 2048});
  if (trial.budget_s >= 60) sizes.insert(sizes.end(), {4096, 8192});

  Lesson fresh(shape), first(shape);
  NC_RETURN_IF_ERROR(ask(oracle, random.bytes(kFreshBlocks * shape.block_bytes), fresh));
  NC_RETURN_IF_ERROR(ask(oracle, random.bytes(sizes[0] * shape.block_bytes), first));
  const Units units(shape, first.numbers);
  fresh.numbers = units.scaled(std::move(fresh.numbers));
  const auto learn = [&](const Lesson& lesson) {
    Random weights(trial.seed, "extraction/clone weights");
    return CloneMlp::learn(lesson.bits, units.scaled(lesson.numbers), {}, weights);
  };

  Evidence evidence;
  double best = -std::numeric_limits<double>::infinity();
  Score winner;
  std::string winning;
  for (const bool adaptive : {false, true}) {
    const std::string name = adaptive ? "chosen blocks" : "random blocks";
    Curve curve{
        .name = name, .x_label = "queries", .y_label = "share of codes' numbers", .log_x = true};
    Lesson lesson = first;
    CloneMlp clone = learn(lesson);
    Score score;
    for (const std::size_t size : sizes) {
      NC_RETURN_IF_ERROR(
          trial.report((adaptive ? 0.5 : 0) +
                       0.5 * static_cast<double>(size) / static_cast<double>(sizes.back())));
      if (const std::size_t more = size - lesson.bits.rows(); more > 0) {
        const ByteString blocks =
            adaptive ? choose(clone, shape, more, random) : random.bytes(more * shape.block_bytes);
        NC_RETURN_IF_ERROR(ask(oracle, blocks, lesson));
        clone = learn(lesson);
      }
      score = judge(clone, fresh, units.scale());
      const Figure agreement = mean("", score.agreement);
      curve.x.push_back(static_cast<double>(size));
      curve.y.push_back(agreement.value);
      curve.low.push_back(*agreement.low);
      curve.high.push_back(*agreement.high);
    }
    evidence.figures.push_back(mean("agreement after " + name, score.agreement, "share"));
    if (shape.unit != CodeUnit::kBits) {
      evidence.figures.push_back({.name = "numbers right to half a unit after " + name,
                                  .value = score.close,
                                  .unit = "share"});
    }
    evidence.curves.push_back(std::move(curve));
    if (const double z = deviations(score); z > best) {
      best = z;
      winner = std::move(score);
      winning = name;
    }
  }
  constexpr double kStrategies = 2;
  evidence.samples = sizes.back();
  evidence.effect = mean("numbers of fresh codes on the right side", winner.agreement, "share");
  evidence.reference = average(winner.by_chance);
  evidence.log10_p = std::min(0.0, log10_normal_tail(best) + std::log10(kStrategies));
  const bool broken = *evidence.log10_p < kLog10Threshold && best > 0;
  evidence.verdict = broken ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = "A perceptron taught by " + std::to_string(sizes.back()) + " " + winning +
                     " puts " + readable(evidence.effect) +
                     " of the numbers of fresh codes on the right side; by chance, " +
                     readable({.name = {}, .value = evidence.reference, .unit = "share"}) + ".";
  return evidence;
}

}  // namespace

constinit const Attack kExtractionClone = {
    .name = "extraction/clone",
    .question = "Do answers to chosen blocks teach a perceptron to encrypt?",
    .source = "Tramer et al., USENIX Security 2016; queries where the clone is least linear",
    .needs = kEncrypt,
    .run = run,
    .breaks = "toy-codec",
    .spares = "aes-256"};

}  // namespace neurocrypt::lab
