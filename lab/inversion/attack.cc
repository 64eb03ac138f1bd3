#include "lab/inversion/attack.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

#include "lab/inference.h"
#include "lab/inversion/classifier.h"
#include "lab/inversion/encoder.h"
#include "lab/report/number.h"

namespace neurocrypt::lab {
namespace {

/// Gradient steps at which the curve looks.
constexpr std::array kLooks = {1, 5, 10, 20, 50, 100, 200, kInversionSteps};

std::size_t bits_right(ByteView guess, ByteView block) {
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < block.size(); ++i) {
    wrong += static_cast<std::size_t>(std::popcount<std::uint8_t>(guess[i] ^ block[i]));
  }
  return 8 * block.size() - wrong;
}

Result<Evidence> run_encoder(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "inversion/encoder");
  const std::size_t count = trial.budget_s < 10 ? 8 : 32;
  constexpr int kRestartsMax = 2;
  const Network& encoder = oracle.white_box();
  // The blocks are what the attack must find; it looks at the codes alone.
  NC_ASSIGN_OR_RETURN(const Pairs challenge, oracle.known_pairs(count, random));
  const BlockShape& shape = challenge.shape;
  assert(encoder.inputs() == shape.block_bits() && encoder.outputs() == shape.code_values());
  const auto tried = static_cast<double>(count * shape.block_bits());

  std::array<double, kLooks.size()> bits_at{};
  double bits = 0, blocks = 0;
  std::vector<double> code(shape.code_values());
  for (std::size_t i = 0; i < count; ++i) {
    NC_RETURN_IF_ERROR(trial.report(static_cast<double>(i) / static_cast<double>(count)));
    const ByteView block =
        ByteView(challenge.blocks).subspan(i * shape.block_bytes, shape.block_bytes);
    code_values(shape, ByteView(challenge.codes).subspan(i * shape.code_bytes, shape.code_bytes),
                code.data());
    const EncoderInversion found =
        invert_encoder(encoder, code, kRestartsMax, random, [&](int step, ByteView guess) {
          const auto look = std::ranges::find(kLooks, step);
          if (look == kLooks.end()) return;
          bits_at[static_cast<std::size_t>(look - kLooks.begin())] +=
              static_cast<double>(bits_right(guess, block));
        });
    const std::size_t right = bits_right(found.block, block);
    bits += static_cast<double>(right);
    blocks += right == shape.block_bits() ? 1 : 0;
  }

  Evidence evidence;
  evidence.samples = count;
  evidence.effect = share("bits of blocks found from their codes", bits, tried);
  evidence.reference = 0.5;
  evidence.log10_p = log10_share_p(bits, tried, 0.5);
  const bool broken = *evidence.log10_p < kLog10Threshold && evidence.effect.value > 0.5;
  evidence.verdict = broken ? Verdict::kBreakFound : Verdict::kNoEvidence;
  const Figure whole = share("whole blocks found", blocks, static_cast<double>(count));
  Curve curve{
      .name = "bits right", .x_label = "gradient steps", .y_label = "share of bits", .log_x = true};
  for (std::size_t i = 0; i < kLooks.size(); ++i) {
    const Figure at = share("", bits_at[i], tried);
    curve.x.push_back(kLooks[i]);
    curve.y.push_back(at.value);
    curve.low.push_back(*at.low);
    curve.high.push_back(*at.high);
    if (kLooks[i] == 50) {
      evidence.figures.push_back(share("bits right after 50 steps", bits_at[i], tried));
    }
  }
  evidence.figures.insert(evidence.figures.begin(), whole);
  evidence.summary = "With the weights that encrypt, gradient descent finds " +
                     readable(evidence.effect) + " of the bits and " + readable(whole) +
                     " of whole blocks from their codes, without the decoder.";
  evidence.curves = {std::move(curve)};
  return evidence;
}

Result<Evidence> run_class(Oracle& oracle, const Trial& trial) {
  const Network& classifier = oracle.white_box();
  const Gallery& gallery = oracle.gallery();
  assert(classifier.outputs() == gallery.classes);
  const auto classes = static_cast<Eigen::Index>(gallery.classes);
  const Eigen::MatrixXd means =
      Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
          gallery.means.data(), classes, static_cast<Eigen::Index>(classifier.inputs()));
  double shown = 0;
  std::vector<double> correlations;
  for (Eigen::Index label = 0; label < classes; ++label) {
    NC_RETURN_IF_ERROR(trial.report(static_cast<double>(label) / static_cast<double>(classes)));
    const std::vector<double> image = invert_class(classifier, static_cast<std::size_t>(label));
    const Eigen::VectorXd like = likeness(means, image);
    Eigen::Index most_like = 0;
    like.maxCoeff(&most_like);
    shown += most_like == label ? 1 : 0;
    correlations.push_back(like(label));
  }
  const auto count = static_cast<double>(classes);
  Evidence evidence;
  evidence.samples = gallery.classes;
  evidence.effect = share("classes whose picture is most like their own mean", shown, count);
  evidence.reference = 1 / count;
  evidence.log10_p = log10_share_p(shown, count, 1 / count);
  const bool broken = *evidence.log10_p < kLog10Threshold && shown > 1;
  evidence.verdict = broken ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.figures = {mean("correlation of a class's picture with its mean", correlations)};
  evidence.summary = "Gradient ascent on its confidence draws pictures of which " +
                     std::to_string(static_cast<int>(shown)) + " of " +
                     std::to_string(gallery.classes) +
                     " are most like the mean of their own class, among data it never saw.";
  return evidence;
}

}  // namespace

constinit const Attack kInversionEncoder = {
    .name = "inversion/encoder",
    .question = "Can whoever holds the weights that encrypt decrypt without those that decrypt?",
    .source = "gradient descent on the input; docs/ciphers/autoencoder.md",
    .needs = kWhiteBox | kKnownPairs,
    .run = run_encoder,
    .breaks = "toy-codec",
    .spares = "toy-chaos"};

constinit const Attack kInversionClass = {
    .name = "inversion/class",
    .question = "Do a classifier's weights show what the classes that it learnt look like?",
    .source = "Fredrikson, Jha and Ristenpart, CCS 2015",
    .needs = kWhiteBox | kGallery,
    .run = run_class,
    .breaks = "toy-classifier",
    .spares = "toy-classifier/shuffled"};

}  // namespace neurocrypt::lab
