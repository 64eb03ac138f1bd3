#include "lab/known_plaintext/lesson.h"

#include <algorithm>
#include <optional>

#include "lab/inference.h"
#include "lab/report/number.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kFreshBlocks = 512;    // of all repeats
constexpr std::size_t kReportedPairs = 256;  // the figures of the summary

/// What a clone got right on fresh blocks.
struct Score {
  double bits = 0, blocks = 0;  // right
  double bits_tried = 0, blocks_tried = 0;
};

void judge(const Predict& predict, const Lesson& fresh, Score& score) {
  const Table& answers = fresh.answers;
  std::vector<double> predicted(answers.cols);
  for (std::size_t r = 0; r < answers.rows(); ++r) {
    predict(fresh.examples.row(r), predicted.data());
    std::size_t right = 0;
    for (std::size_t c = 0; c < answers.cols; ++c) {
      if ((predicted[c] > 0) == (answers.row(r)[c] > 0)) ++right;
    }
    score.bits += static_cast<double>(right);
    score.blocks += right == answers.cols ? 1 : 0;
  }
  score.bits_tried += static_cast<double>(answers.values.size());
  score.blocks_tried += static_cast<double>(answers.rows());
}

void append(Curve& curve, std::size_t pairs, const Figure& figure) {
  curve.x.push_back(static_cast<double>(pairs));
  curve.y.push_back(figure.value);
  curve.low.push_back(*figure.low);
  curve.high.push_back(*figure.high);
}

/// The fewest pairs at which a curve reaches `level`, with the pairs at which the ends of its band
/// do as an interval, where both do; none if the curve does not.
std::optional<Figure> reaches(const Curve& curve, double level, const std::string& what) {
  const auto pairs = [&](const std::vector<double>& values) -> std::optional<double> {
    const auto found = std::ranges::find_if(values, [=](double y) { return y >= level; });
    if (found == values.end()) return std::nullopt;
    return curve.x[static_cast<std::size_t>(found - values.begin())];
  };
  const std::optional<double> at = pairs(curve.y), low = pairs(curve.high), high = pairs(curve.low);
  if (!at) return std::nullopt;
  Figure figure{.name = "known blocks until 99 % of " + what, .value = *at, .unit = "blocks"};
  if (low && high) {
    figure.low = low;
    figure.high = high;
  }
  return figure;
}

}  // namespace

Status Lesson::extend(Oracle& oracle, std::size_t count, Random& random) {
  NC_ASSIGN_OR_RETURN(const Pairs pairs, oracle.known_pairs(count, random));
  const auto [block_bytes, code_bytes, unit] = pairs.shape;
  const std::size_t rows = examples.rows();
  examples.values.resize((rows + count) * examples.cols);
  answers.values.resize((rows + count) * answers.cols);
  for (std::size_t i = 0; i < count; ++i) {
    code_values(pairs.shape, ByteView(pairs.codes).subspan(i * code_bytes, code_bytes),
                &examples.values[(rows + i) * examples.cols]);
    bit_values(ByteView(pairs.blocks).subspan(i * block_bytes, block_bytes),
               &answers.values[(rows + i) * answers.cols]);
  }
  return {};
}

Result<Evidence> study_clone(Oracle& oracle, const Trial& trial, const CloneStudy& study) {
  Random random(trial.seed, study.purpose);
  Curve bits{.name = "bits right",
             .x_label = "known blocks",
             .y_label = "share of fresh blocks",
             .log_x = true};
  Curve blocks = bits;
  blocks.name = "whole blocks right";

  std::vector<Lesson> known(study.repeats, Lesson(oracle.shape())), fresh = known;
  for (Lesson& lesson : fresh)
    NC_RETURN_IF_ERROR(lesson.extend(oracle, kFreshBlocks / study.repeats, random));
  Score last, reported;
  std::size_t used = 0;
  for (const std::size_t pairs : study.sizes) {
    Status more;
    for (Lesson& lesson : known) {
      if (more.ok()) more = lesson.extend(oracle, pairs - used, random);
    }
    if (!more.ok()) {
      if (used == 0) return more.error();
      break;  // the defender gives no more: make do with what is there
    }
    used = pairs;
    last = {};
    for (std::size_t repeat = 0; repeat < study.repeats; ++repeat) {
      const double part = static_cast<double>(repeat) / static_cast<double>(study.repeats);
      NC_RETURN_IF_ERROR(trial.report((0.5 + part / 2) * static_cast<double>(pairs) /
                                      static_cast<double>(study.sizes.back())));
      NC_ASSIGN_OR_RETURN(const Predict predict, study.learn(known[repeat], repeat));
      judge(predict, fresh[repeat], last);
    }
    append(bits, pairs, share("bits right", last.bits, last.bits_tried));
    append(blocks, pairs, share("blocks right", last.blocks, last.blocks_tried));
    if (pairs <= kReportedPairs) reported = last;
  }

  Evidence evidence;
  evidence.effect = share("bits of fresh blocks right", last.bits, last.bits_tried);
  evidence.reference = 0.5;
  evidence.log10_p = log10_share_p(last.bits, last.bits_tried, 0.5);
  const bool broken = *evidence.log10_p < kLog10Threshold && evidence.effect.value > 0.5;
  evidence.verdict = broken ? Verdict::kBreakFound : Verdict::kNoEvidence;
  const std::size_t few = std::min(used, kReportedPairs);
  const std::string from = " from " + std::to_string(few) + " known blocks";
  const Figure few_bits = share("bits right" + from, reported.bits, reported.bits_tried);
  const Figure few_blocks =
      share("whole blocks right" + from, reported.blocks, reported.blocks_tried);
  evidence.figures = {few_bits, few_blocks};
  const std::optional<Figure> most_bits = reaches(bits, 0.99, "bits");
  const std::optional<Figure> whole = reaches(blocks, 0.99, "blocks");
  // The break took what its strongest form took; without one, all that was there.
  evidence.samples = used;
  for (const std::optional<Figure>& reached : {most_bits, whole}) {
    if (!reached) continue;
    evidence.figures.push_back(*reached);
    evidence.samples = static_cast<std::uint64_t>(reached->value);
  }
  const auto percent = [](Figure figure) {
    figure.low = figure.high = std::nullopt;
    return readable(figure);
  };
  evidence.summary = study.what + " learnt from " + std::to_string(few) + " known blocks gets " +
                     percent(few_bits) + " of the bits and " + percent(few_blocks) +
                     " of whole fresh blocks right; from " + std::to_string(used) + ", " +
                     percent(evidence.effect) + " of the bits.";
  evidence.curves = {std::move(bits), std::move(blocks)};
  return evidence;
}

}  // namespace neurocrypt::lab
