#include "lab/statistics/attacks.h"

#include <algorithm>

#include "lab/inference.h"
#include "lab/statistics/bit_columns.h"
#include "lab/statistics/differential.h"
#include "lab/statistics/diffusion.h"
#include "lab/statistics/linear.h"
#include "lab/statistics/sp800_22/battery.h"
#include "lab/statistics/words.h"

namespace neurocrypt::lab {
namespace {

/// `quick` samples for --quick, in proportion for other budgets, a multiple of 64.
std::size_t samples_for(const Trial& trial, std::size_t quick) {
  const double scaled = static_cast<double>(quick) * trial.budget_s / 2;
  return std::max<std::size_t>(1, static_cast<std::size_t>(scaled) / 64) * 64;
}

std::function<Status(double)> progress_of(const Trial& trial) {
  return [&trial](double done) { return trial.report(done); };
}

// --- SP 800-22 ---

constexpr std::size_t kSequenceBytes = sp800_22::kBitsForAllTests / 8;

/// Bits to judge: sequence after sequence of kSequenceBytes.
using Source = std::function<Status(std::size_t sequence, MutableBytes out)>;

Result<Evidence> run_sp800_22(const Trial& trial, const Source& source) {
  // Half a second for each sequence with its generation; uniformity needs 55 of them.
  const auto sequences = static_cast<std::size_t>(std::clamp(trial.budget_s * 2, 3.0, 1000.0));
  std::vector<std::vector<sp800_22::Outcome>> batteries;
  for (std::size_t s = 0; s < sequences; ++s) {
    NC_RETURN_IF_ERROR(trial.report(static_cast<double>(s) / static_cast<double>(sequences)));
    ByteString bytes(kSequenceBytes);
    NC_RETURN_IF_ERROR(source(s, bytes));
    batteries.push_back(sp800_22::run_battery(sp800_22::unpack(bytes)));
  }
  const std::vector<sp800_22::Assessment> assessments = sp800_22::assess(batteries);
  const auto tests = static_cast<double>(assessments.size());
  double passed = 0;
  double p_values = 0;
  double out_of_range = 0;
  for (const sp800_22::Assessment& a : assessments) {
    passed += static_cast<double>(a.passed);
    p_values += static_cast<double>(a.sequences);
    out_of_range += a.within_three_sigma ? 0 : 1;
  }
  const auto worst = std::ranges::min_element(assessments, {}, &sp800_22::Assessment::log10_p);

  Evidence evidence;
  evidence.samples = sequences * sp800_22::kBitsForAllTests;
  evidence.effect = share("p-values of at least 0.01", passed, p_values);
  evidence.reference = 0.99;
  evidence.log10_p = sp800_22::combined_log10_p(assessments);
  evidence.figures = {
      {.name = "sequences of 10^6 bits", .value = static_cast<double>(sequences)},
      {.name = "tests with their variants", .value = tests},
      share("of them outside NIST's range of proportions (4.2.1)", out_of_range, tests)};
  evidence.verdict =
      *evidence.log10_p < kLog10Threshold ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary =
      percent(passed / p_values) + " of " + count_words(p_values) +
      " p-values of SP 800-22 are at least 0.01 (99 % by chance); the worst test is " +
      worst->name + ", p = 10^" + count_words(std::floor(worst->log10_p())) + ".";
  return evidence;
}

Result<Evidence> run_sp800_22_keystream(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "statistics/sp800_22");
  Nonce nonce;
  random.fill(nonce);
  return run_sp800_22(trial, [&](std::size_t sequence, MutableBytes out) -> Status {
    constexpr std::size_t kChunks =
        (kSequenceBytes + kKeystreamChunkBytes - 1) / kKeystreamChunkBytes;
    for (std::size_t c = 0; c < kChunks; ++c) {
      const std::size_t at = c * kKeystreamChunkBytes;
      NC_RETURN_IF_ERROR(
          oracle.keystream(nonce, sequence * kChunks + c,
                           out.subspan(at, std::min(kKeystreamChunkBytes, out.size() - at))));
    }
    return {};
  });
}

Result<Evidence> run_sp800_22_blocks(Oracle& oracle, const Trial& trial) {
  const BlockShape shape = oracle.shape();
  const ByteString start = Random(trial.seed, "statistics/sp800_22").bytes(shape.block_bytes);
  std::uint64_t counter = 0;
  return run_sp800_22(trial, [&](std::size_t, MutableBytes out) -> Status {
    const std::size_t count = (out.size() + shape.code_bytes - 1) / shape.code_bytes;
    ByteString blocks;
    for (std::size_t b = 0; b < count; ++b, ++counter) {
      blocks.insert(blocks.end(), start.begin(), start.end());
      for (std::size_t i = 0; i < std::min<std::size_t>(8, shape.block_bytes); ++i) {
        blocks[b * shape.block_bytes + i] ^= static_cast<std::uint8_t>(counter >> (8 * i));
      }
    }
    ByteString codes(count * shape.code_bytes);
    NC_RETURN_IF_ERROR(oracle.encrypt(blocks, codes));
    std::copy_n(codes.begin(), out.size(), out.begin());
    return {};
  });
}

// --- diffusion, linear and differential tests ---

Result<Evidence> run_avalanche(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "statistics/avalanche");
  NC_ASSIGN_OR_RETURN(const Diffusion diffusion,
                      measure_diffusion(block_function(oracle), samples_for(trial, 512),
                                        BitPairs::kSkip, random, progress_of(trial)));
  return judge_avalanche(diffusion);
}

Result<Evidence> run_nonce_avalanche(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "statistics/nonce_avalanche");
  NC_ASSIGN_OR_RETURN(const Diffusion diffusion,
                      measure_diffusion(nonce_function(oracle), samples_for(trial, 64),
                                        BitPairs::kSkip, random, progress_of(trial)));
  return judge_avalanche(diffusion);
}

Result<Evidence> run_independence(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "statistics/bit_independence");
  NC_ASSIGN_OR_RETURN(const Diffusion diffusion,
                      measure_diffusion(block_function(oracle), samples_for(trial, 512),
                                        BitPairs::kMeasure, random, progress_of(trial)));
  return judge_independence(diffusion);
}

Result<Evidence> run_linear(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "statistics/linear_bias");
  return measure_linear_bias(block_function(oracle), samples_for(trial, 32'768), random,
                             progress_of(trial));
}

Result<Evidence> run_differential(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "statistics/differential");
  return search_differentials(block_function(oracle), samples_for(trial, 256), random,
                              progress_of(trial));
}

/// What an oracle answers to the same questions: codes of blocks, or a keystream.
Result<ByteString> answers(Oracle& oracle, ByteView questions) {
  if (oracle.offers(kEncrypt)) return block_function(oracle)(questions);
  if (oracle.offers(kKeystream)) return nonce_function(oracle)(questions);
  return Error{ErrorCode::kRefused, "keys are compared on chosen blocks or keystreams only", {}};
}

Result<Evidence> run_key_avalanche(Oracle& oracle, const Trial& trial) {
  constexpr std::size_t kQuestions = 64;
  const std::size_t keys = samples_for(trial, 64);
  Random random(trial.seed, "statistics/key_avalanche");
  const std::size_t bytes = oracle.offers(kEncrypt) ? oracle.shape().block_bytes : sizeof(Nonce);
  const ByteString questions = random.bytes(kQuestions * bytes);
  NC_ASSIGN_OR_RETURN(const ByteString before, answers(oracle, questions));
  const std::size_t answer_bytes = before.size() / kQuestions;
  std::vector<std::uint64_t> changes(8 * answer_bytes);
  for (std::size_t key = 0; key < keys; ++key) {
    NC_RETURN_IF_ERROR(trial.report(static_cast<double>(key) / static_cast<double>(keys)));
    NC_ASSIGN_OR_RETURN(Oracle near, oracle.variant(Variant::kNearKey, random.bits()));
    NC_ASSIGN_OR_RETURN(ByteString after, answers(near, questions));
    for (std::size_t i = 0; i < after.size(); ++i) after[i] ^= before[i];
    const BitColumns columns(after, answer_bytes);
    for (std::size_t bit = 0; bit < changes.size(); ++bit) changes[bit] += ones(columns[bit]);
  }

  const auto cells = static_cast<double>(changes.size());
  const auto samples = static_cast<double>(keys * kQuestions);
  double total = 0;
  double worst = samples / 2;
  for (const std::uint64_t count : changes) {
    const auto value = static_cast<double>(count);
    total += value;
    if (std::abs(value - samples / 2) > std::abs(worst - samples / 2)) worst = value;
  }
  Evidence evidence;
  evidence.samples = keys;
  evidence.effect =
      share("output bits that change with one unit of the key", total, samples * cells);
  evidence.reference = 0.5;
  evidence.log10_p = std::min(log10_share_p(worst, samples, 0.5, 2 * cells),
                              log10_share_p(total, samples * cells, 0.5, 2));
  evidence.figures = {share("changes of the output bit furthest from half", worst, samples)};
  evidence.verdict =
      *evidence.log10_p < kLog10Threshold ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = "A key that differs in one bit or weight changes " +
                     percent(evidence.effect.value) + " of the output bits (" +
                     std::to_string(keys) + " near keys).";
  return evidence;
}

}  // namespace

constinit const Attack kStatisticsSp80022 = {
    .name = "statistics/sp800_22",
    .question = "Do the fifteen tests of NIST tell the keystream from random bits?",
    .source = "NIST SP 800-22 rev. 1a (2010)",
    .needs = kKeystream,
    .run = run_sp800_22_keystream,
    .breaks = "toy-stream",
    .spares = "aes-256-ctr"};

constinit const Attack kStatisticsSp80022Blocks = {
    .name = "statistics/sp800_22_counters",
    .question = "Do the fifteen tests of NIST tell encrypted counters from random bits?",
    .source = "NIST SP 800-22 rev. 1a (2010)",
    .needs = kEncrypt,
    .run = run_sp800_22_blocks,
    .breaks = "toy-affine",
    .spares = "aes-256"};

constinit const Attack kStatisticsAvalanche = {
    .name = "statistics/avalanche",
    .question = "Does any output bit depend too little, or too much, on an input bit?",
    .source = "Feistel, Scientific American 228 (1973); Webster and Tavares, CRYPTO '85",
    .needs = kEncrypt,
    .run = run_avalanche,
    .breaks = "reversible/2",
    .spares = "aes-256"};

constinit const Attack kStatisticsNonceAvalanche = {
    .name = "statistics/nonce_avalanche",
    .question = "Does the keystream depend too little on a bit of the nonce?",
    .source = "Webster and Tavares, CRYPTO '85",
    .needs = kKeystream,
    .run = run_nonce_avalanche,
    .breaks = "toy-stream",
    .spares = "aes-256-ctr"};

constinit const Attack kStatisticsIndependence = {
    .name = "statistics/bit_independence",
    .question = "Do two output bits change together when an input bit does?",
    .source = "Webster and Tavares, CRYPTO '85",
    .needs = kEncrypt,
    .run = run_independence,
    .breaks = "toy-affine",
    .spares = "aes-256"};

constinit const Attack kStatisticsLinear = {
    .name = "statistics/linear_bias",
    .question = "Do parities of a few input bits predict parities of a few output bits?",
    .source = "Matsui, EUROCRYPT '93",
    .needs = kEncrypt,
    .run = run_linear,
    .breaks = "reversible/1",
    .spares = "aes-256"};

constinit const Attack kStatisticsDifferential = {
    .name = "statistics/differential",
    .question = "Does an input difference of low weight lead to an output difference too often?",
    .source = "Biham and Shamir, CRYPTO '90",
    .needs = kEncrypt,
    .run = run_differential,
    .breaks = "reversible/2",
    .spares = "aes-256"};

constinit const Attack kStatisticsKeyAvalanche = {
    .name = "statistics/key_avalanche",
    .question = "Do keys that differ in one bit or weight encrypt alike?",
    .source = "Webster and Tavares, CRYPTO '85, for keys",
    .needs = kKnownPairs | kNearKey,
    .run = run_key_avalanche,
    .breaks = "toy-codec",
    .spares = "aes-256"};

}  // namespace neurocrypt::lab
