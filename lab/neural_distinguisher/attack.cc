#include "lab/neural_distinguisher/attack.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/hex.h"
#include "lab/function.h"
#include "lab/inference.h"
#include "lab/neural_distinguisher/differences.h"
#include "lab/neural_distinguisher/training.h"
#include "lab/report/number.h"

namespace neurocrypt::lab {
namespace {

// Few steps ask for small batches and a high rate; many for larger batches, or noise carries the
// parameters away before a weak signal does.
constexpr std::size_t kBatchMin = 100;
constexpr std::size_t kStepsMax = 8'000;
constexpr float kRateHigh = 4e-3F;
constexpr double kSearchShare = 0.2;    // of the progress bar
constexpr double kTrainingShare = 0.9;  // with the search
// What a core does in a second (with AVX2), and a slow target.
constexpr double kMultiplicationsPerSecond = 3e10;
constexpr double kBlocksPerSecond = 200'000;
constexpr double kStreamsPerSecond = 40'000;
// A network that has seen most of a small codebook would know it by heart.
constexpr double kInputsPerExample = 256;

/// Draws that many examples, half of them real.
using Draw = std::function<Result<Examples>(std::size_t count)>;

/// How much to learn within a budget.
struct Lesson {
  std::size_t examples;  ///< a whole number of batches
  std::size_t epochs;
  std::size_t batch;
};

/// Less than a third of the budget for examples, of which half as many more are judged; half of it
/// for learning. `answers_per_second`: a slow target's; an example takes two.
Lesson lesson_for(const Trial& trial, const Distinguisher& network, double answers_per_second) {
  constexpr double kEpochsMax = 8;
  const double passes =
      0.5 * trial.budget_s * kMultiplicationsPerSecond / (3 * network.multiplications());
  const double affordable = 0.3 * trial.budget_s * answers_per_second / 3;
  const double wanted = std::min(passes, affordable);
  const double epochs = std::clamp(std::round(passes / wanted), 1.0, kEpochsMax);
  const auto batches = static_cast<std::size_t>(epochs * wanted / (kStepsMax * kBatchMin));
  const std::size_t batch = std::max<std::size_t>(1, batches) * kBatchMin;
  return {.examples = std::max<std::size_t>(10, static_cast<std::size_t>(wanted) / batch) * batch,
          .epochs = static_cast<std::size_t>(epochs),
          .batch = batch};
}

DistinguisherShape residual(std::size_t example_bytes) {
  const std::size_t word_bytes = example_bytes % 2 == 0 ? 2 : 1;
  return {.words = example_bytes / word_bytes, .word_bits = 8 * word_bytes};
}

DistinguisherShape perceptron(std::size_t example_bytes) {
  return {.words = example_bytes, .word_bits = 8, .filters = 0, .hidden = {128, 64}};
}

/// Learns from some examples and is judged on half as many fresh ones, once: nothing is chosen by
/// them. Fills in all but the summary's words on what the examples are.
Result<Evidence> distinguish(const Trial& trial, Distinguisher network, const Lesson& lesson,
                             const Draw& draw, double done_before, const std::string& what,
                             Random& random) {
  NC_ASSIGN_OR_RETURN(const Examples examples, draw(lesson.examples));
  const std::size_t steps = lesson.epochs * (lesson.examples / lesson.batch);
  NC_RETURN_IF_ERROR(train(network, {.steps = steps, .cycle_steps = steps, .rate_high = kRateHigh},
                           shuffled(examples, lesson.batch, random), [&](double done) {
                             return trial.report(done_before +
                                                 done * (kTrainingShare - done_before));
                           }));
  NC_ASSIGN_OR_RETURN(const Examples fresh, draw(lesson.examples / 2));
  const Judgement judgement = judge(network, fresh);

  Evidence evidence;
  evidence.samples = fresh.count();
  evidence.effect = share("fresh examples told rightly", judgement.right, judgement.examples);
  evidence.reference = 0.5;
  evidence.log10_p = log10_share_p(judgement.right, judgement.examples, 0.5);
  evidence.figures = {
      share("real examples recognised", judgement.reals_right, judgement.reals),
      {.name = "examples learnt from", .value = static_cast<double>(lesson.examples)},
      {.name = "times each was seen", .value = static_cast<double>(lesson.epochs)},
      {.name = "parameters of the network", .value = static_cast<double>(network.parameters())}};
  evidence.verdict =
      *evidence.log10_p < kLog10Threshold ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = "After " + readable(static_cast<double>(lesson.examples)) +
                     " examples a network tells " + what + " in " + readable(evidence.effect) +
                     " of " + readable(judgement.examples) + " fresh cases, 50 % by chance.";
  return evidence;
}

// --- pairs with an input difference ---

enum class View : std::uint8_t {
  kPair,        ///< both outputs and their xor
  kDifference,  ///< the xor
};

/// Real: outputs of inputs with the difference. Random: outputs of unrelated inputs. One key.
Result<Examples> draw_pairs(const Function& function, ByteView difference, View view,
                            std::size_t count, Random& random) {
  const std::size_t in = function.input_bytes, out = function.output_bytes;
  ByteString inputs = random.bytes(count * in);
  NC_ASSIGN_OR_RETURN(const ByteString first, function(inputs));
  Examples examples{.example_bytes = view == View::kPair ? 3 * out : out};
  for (std::size_t i = 0; i < count; ++i) {
    const MutableBytes input = MutableBytes(inputs).subspan(i * in, in);
    examples.labels.push_back(static_cast<std::uint8_t>(i % 2));
    if (examples.labels.back() == 0) {
      random.fill(input);
    } else {
      for (std::size_t byte = 0; byte < in; ++byte) input[byte] ^= difference[byte];
    }
  }
  NC_ASSIGN_OR_RETURN(const ByteString second, function(inputs));
  examples.rows.reserve(count * examples.example_bytes);
  const auto append = [&](ByteView bytes) {
    examples.rows.insert(examples.rows.end(), bytes.begin(), bytes.end());
  };
  for (std::size_t at = 0; at < first.size(); at += out) {
    if (view == View::kPair) {
      append(ByteView(first).subspan(at, out));
      append(ByteView(second).subspan(at, out));
    }
    for (std::size_t byte = at; byte < at + out; ++byte) {
      examples.rows.push_back(first[byte] ^ second[byte]);
    }
  }
  return examples;
}

Result<Evidence> run_differences(const Function& function, const Trial& trial, View view,
                                 double answers_per_second, std::string_view purpose) {
  Random random(trial.seed, purpose);
  NC_ASSIGN_OR_RETURN(
      const DifferenceFound found,
      find_difference(function, 0.5 * trial.budget_s * answers_per_second, random,
                      [&](double done) { return trial.report(kSearchShare * done); }));
  const ByteString& difference = found.difference;
  const Draw draw = [&](std::size_t count) {
    return draw_pairs(function, difference, view, count, random);
  };
  const std::size_t bytes = (view == View::kPair ? 3 : 1) * function.output_bytes;
  Distinguisher network(view == View::kPair ? residual(bytes) : perceptron(bytes), random);
  const Lesson lesson = lesson_for(trial, network, answers_per_second);
  if (std::exp2(8 * static_cast<double>(function.input_bytes)) <
      kInputsPerExample * static_cast<double>(lesson.examples)) {
    return Evidence{
        .summary = "There are so few inputs that fresh pairs would have been seen before.",
        .effect = {.name = "none"}};
  }
  NC_ASSIGN_OR_RETURN(
      Evidence evidence,
      distinguish(trial, std::move(network), lesson, draw, kSearchShare,
                  "pairs with input difference " + to_hex(difference) + " from unrelated ones",
                  random));
  int weight = 0;
  for (const std::uint8_t byte : difference) weight += std::popcount(byte);
  evidence.figures.insert(
      evidence.figures.end(),
      {{.name = "input differences tried", .value = static_cast<double>(found.tried)},
       {.name = "bits in the best one", .value = static_cast<double>(weight)},
       {.name = "largest correlation of one or two output bits under it",
        .value = found.correlation}});
  return evidence;
}

Result<Evidence> run_residual(Oracle& oracle, const Trial& trial) {
  return run_differences(block_function(oracle), trial, View::kPair, kBlocksPerSecond,
                         "neural_distinguisher/residual");
}

Result<Evidence> run_perceptron(Oracle& oracle, const Trial& trial) {
  return run_differences(block_function(oracle), trial, View::kDifference, kBlocksPerSecond,
                         "neural_distinguisher/perceptron");
}

// --- keystreams ---

constexpr std::size_t kBlockBytes = 16;

/// Nonces with 16 bits of the chunk's number behind them, to the first block of the keystream.
Function nonce_and_chunk_function(Oracle& oracle) {
  constexpr std::size_t kInputBytes = sizeof(Nonce) + 2;
  return {kInputBytes, kBlockBytes, [&oracle](ByteView inputs, MutableBytes outputs) -> Status {
            for (std::size_t i = 0; i < inputs.size() / kInputBytes; ++i) {
              const ByteView input = inputs.subspan(i * kInputBytes, kInputBytes);
              Nonce nonce;
              std::ranges::copy(input.first(sizeof(Nonce)), nonce.begin());
              const std::uint64_t chunk = input[sizeof(Nonce)] | input[sizeof(Nonce) + 1] << 8;
              NC_RETURN_IF_ERROR(
                  oracle.keystream(nonce, chunk, outputs.subspan(i * kBlockBytes, kBlockBytes)));
            }
            return {};
          }};
}

Result<Evidence> run_nonces(Oracle& oracle, const Trial& trial) {
  return run_differences(nonce_and_chunk_function(oracle), trial, View::kDifference,
                         kStreamsPerSecond, "neural_distinguisher/nonces");
}

Result<Evidence> run_keystream(Oracle& oracle, const Trial& trial) {
  constexpr std::size_t kRealBytes = 2 * kBlockBytes;
  Random random(trial.seed, "neural_distinguisher/keystream");
  Nonce nonce;
  random.fill(nonce);
  std::uint64_t chunk = 0;
  ByteString stream;  // not yet used
  // Two neighbouring blocks of the stream, or random bytes; and the xor of the two.
  const Draw draw = [&](std::size_t count) -> Result<Examples> {
    Examples examples{.example_bytes = kRealBytes + kBlockBytes};
    for (std::size_t i = 0; i < count; ++i) {
      examples.labels.push_back(static_cast<std::uint8_t>(i % 2));
      ByteString row(kRealBytes);
      if (examples.labels.back() == 0) {
        random.fill(row);
      } else {
        if (stream.empty()) {
          stream.resize(kKeystreamChunkBytes);
          NC_RETURN_IF_ERROR(oracle.keystream(nonce, chunk++, stream));
        }
        std::copy_n(stream.end() - kRealBytes, kRealBytes, row.begin());
        stream.resize(stream.size() - kRealBytes);
      }
      for (std::size_t byte = 0; byte < kBlockBytes; ++byte) {
        row.push_back(row[byte] ^ row[kBlockBytes + byte]);
      }
      examples.rows.insert(examples.rows.end(), row.begin(), row.end());
    }
    return examples;
  };
  Distinguisher network(perceptron(kRealBytes + kBlockBytes), random);
  const Lesson lesson = lesson_for(trial, network, kBlocksPerSecond);
  return distinguish(trial, std::move(network), lesson, draw, 0,
                     "neighbouring blocks of the keystream from random bytes", random);
}

}  // namespace

constinit const Attack kNeuralResidual = {
    .name = "neural_distinguisher/residual",
    .question =
        "Does a residual network tell codes of related blocks from codes of unrelated ones?",
    .source = "Gohr, CRYPTO 2019; differences as Bellini et al., ePrint 2022/1467",
    .needs = kEncrypt,
    .run = run_residual,
    .breaks = "speck32/5",
    .spares = "aes-256"};

constinit const Attack kNeuralPerceptron = {
    .name = "neural_distinguisher/perceptron",
    .question = "Does a perceptron tell differences of codes of related blocks from random ones?",
    .source = "Gohr, CRYPTO 2019, with a smaller network",
    .needs = kEncrypt,
    .run = run_perceptron,
    .breaks = "reversible/2",
    .spares = "aes-256"};

constinit const Attack kNeuralNonces = {
    .name = "neural_distinguisher/nonces",
    .question = "Does a perceptron tell keystreams of related nonces from those of unrelated ones?",
    .source = "Gohr, CRYPTO 2019, for nonces and chunk numbers",
    .needs = kKeystream,
    .run = run_nonces,
    .breaks = "toy-stream",
    .spares = "aes-256-ctr"};

constinit const Attack kNeuralKeystream = {
    .name = "neural_distinguisher/keystream",
    .question = "Does a perceptron tell neighbouring blocks of the keystream from random bytes?",
    .source = "Gohr, CRYPTO 2019, for keystreams",
    .needs = kKeystream,
    .run = run_keystream,
    .breaks = "toy-stream",
    .spares = "aes-256-ctr"};

}  // namespace neurocrypt::lab
