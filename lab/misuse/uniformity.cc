// Ciphertext only: are its bytes uniform?
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "lab/inference.h"
#include "lab/misuse/attack.h"
#include "lab/report/number.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kBatchBlocks = 4'096;
constexpr double kTests = 3;

/// Ciphertext of the plainest messages there are: zeros under a fresh nonce, or random blocks where
/// there is no nonce.
Result<ByteString> more_ciphertext(Oracle& oracle, Random& random) {
  if (oracle.offers(kKeystream)) {
    Nonce nonce;
    random.fill(nonce);
    ByteString bytes(kKeystreamChunkBytes);
    NC_RETURN_IF_ERROR(oracle.keystream(nonce, random.below(1U << 20), bytes));
    return bytes;
  }
  NC_ASSIGN_OR_RETURN(Pairs pairs, oracle.known_pairs(kBatchBlocks, random));
  return std::move(pairs.codes);
}

Result<Evidence> run_uniformity(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "misuse/uniformity");
  const std::size_t wanted = trial.budget_s < 10 ? 1U << 20 : 1U << 23;
  std::array<std::uint64_t, 256> counts{};
  for (std::size_t done = 0; done < wanted;) {
    NC_RETURN_IF_ERROR(trial.report(static_cast<double>(done) / static_cast<double>(wanted)));
    NC_ASSIGN_OR_RETURN(const ByteString bytes, more_ciphertext(oracle, random));
    for (const std::uint8_t byte : bytes) ++counts[byte];
    done += bytes.size();
  }
  double samples = 0, ones = 0;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    const auto count = static_cast<double>(counts[byte]);
    samples += count;
    ones += count * std::popcount(byte);
  }
  double chi2 = 0, largest = 0;
  for (const std::uint64_t count : counts) {
    const auto seen = static_cast<double>(count);
    chi2 += (seen - samples / 256) * (seen - samples / 256) / (samples / 256);
    largest = std::max(largest, seen);
  }
  const double tests = std::log10(kTests);
  const double chi2_p = std::min(0.0, log10_chi2_tail(chi2, 255) + tests);
  const double ones_p = log10_share_p(ones, 8 * samples, 0.5, kTests);
  const double largest_p = log10_share_p(largest, samples, 1.0 / 256, 256 * kTests);
  Evidence evidence;
  evidence.samples = static_cast<std::uint64_t>(samples);
  evidence.effect = {.name = "chi-square of the bytes, 255 degrees of freedom", .value = chi2};
  evidence.reference = 255;
  evidence.log10_p = std::min({chi2_p, ones_p, largest_p});
  evidence.figures = {share("bits that are one", ones, 8 * samples),
                      share("the most frequent byte", largest, samples)};
  const bool broken = *evidence.log10_p < kLog10Threshold;
  evidence.verdict = broken ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = "Over " + readable(samples) + " bytes of ciphertext alone, chi-square is " +
                     readable(chi2) + " where uniform bytes give 255, and " +
                     readable(evidence.figures[0]) + " of the bits are one.";
  return evidence;
}

}  // namespace

constinit const Attack kMisuseUniformity = {
    .name = "misuse/uniformity",
    .question = "Does the ciphertext alone give away that it is no random string?",
    .source = "Pearson's chi-square test on bytes",
    .needs = kKnownPairs,
    .run = run_uniformity,
    .breaks = "toy-stream",
    .spares = "aes-256-ctr"};

}  // namespace neurocrypt::lab
