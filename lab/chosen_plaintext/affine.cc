#include <algorithm>

#include "lab/chosen_plaintext/attack.h"
#include "lab/inference.h"
#include "lab/report/number.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kFreshBlocks = 256;

void xor_into(MutableBytes to, ByteView from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] ^= from[i];
}

/// f(a) + f(b) + f(c) + f(a + b + c) for random a, b, c: zero for an affine f.
Result<ByteString> defects(Oracle& oracle, std::size_t count, Random& random) {
  const BlockShape shape = oracle.shape();
  ByteString last(count * shape.block_bytes), sum(count * shape.code_bytes), codes(sum.size());
  for (int i = 0; i < 3; ++i) {
    const ByteString blocks = random.bytes(last.size());
    NC_RETURN_IF_ERROR(oracle.encrypt(blocks, codes));
    xor_into(last, blocks);
    xor_into(sum, codes);
  }
  NC_RETURN_IF_ERROR(oracle.encrypt(last, codes));
  xor_into(sum, codes);
  return sum;
}

/// Learns an affine map from the zero block and the unit vectors, and predicts random blocks: the
/// share of whole codes that it gets right.
Result<Figure> rebuild(Oracle& oracle, Random& random) {
  const BlockShape shape = oracle.shape();
  const std::size_t bits = shape.block_bits();
  ByteString basis((bits + 1) * shape.block_bytes), images((bits + 1) * shape.code_bytes);
  for (std::size_t i = 0; i < bits; ++i) {  // the last block is zero
    basis[i * shape.block_bytes + i / 8] = static_cast<std::uint8_t>(1U << (i % 8));
  }
  NC_RETURN_IF_ERROR(oracle.encrypt(basis, images));
  const ByteString blocks = random.bytes(kFreshBlocks * shape.block_bytes);
  ByteString codes(kFreshBlocks * shape.code_bytes);
  NC_RETURN_IF_ERROR(oracle.encrypt(blocks, codes));
  const auto image = [&](std::size_t i) {
    return ByteView(images).subspan(i * shape.code_bytes, shape.code_bytes);
  };
  double right = 0;
  for (std::size_t b = 0; b < kFreshBlocks; ++b) {
    ByteString guess(image(bits).begin(), image(bits).end());
    for (std::size_t i = 0; i < bits; ++i) {
      if ((blocks[b * shape.block_bytes + i / 8] >> (i % 8) & 1) == 0) continue;
      xor_into(guess, image(i));
      xor_into(guess, image(bits));
    }
    right += std::equal(guess.begin(), guess.end(), &codes[b * shape.code_bytes]) ? 1 : 0;
  }
  return share("whole codes predicted from unit vectors", right, kFreshBlocks);
}

Result<Evidence> run_affine(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "chosen_plaintext/affine");
  const std::size_t samples = trial.budget_s < 10 ? 4'096 : 65'536;
  NC_ASSIGN_OR_RETURN(const ByteString sums, defects(oracle, samples, random));
  NC_RETURN_IF_ERROR(trial.report(0.8));
  const std::size_t code_bits = 8 * oracle.shape().code_bytes;
  std::vector<double> zeros(code_bits);
  for (std::size_t i = 0; i < 8 * sums.size(); ++i) {
    if ((sums[i / 8] >> (i % 8) & 1) == 0) ++zeros[i % code_bits];
  }
  const auto n = static_cast<double>(samples);
  const double best = *std::ranges::max_element(zeros);
  Evidence evidence;
  evidence.samples = samples;
  evidence.effect = share("sums that vanish, at the most affine output bit", best, n);
  evidence.reference = 0.5;
  evidence.log10_p = log10_share_p(best, n, 0.5, static_cast<double>(code_bits));
  const bool broken = *evidence.log10_p < kLog10Threshold && best > n / 2;
  evidence.verdict = broken ? Verdict::kBreakFound : Verdict::kNoEvidence;
  NC_ASSIGN_OR_RETURN(const Figure rebuilt, rebuild(oracle, random));
  evidence.figures = {rebuilt};
  const std::size_t chosen = oracle.shape().block_bits() + 1;
  if (rebuilt.value > 0.99) evidence.samples = chosen;
  evidence.summary = "Of sums that vanish for an affine map, " + readable(evidence.effect) +
                     " do at the most affine output bit; an affine map read off " +
                     std::to_string(chosen) + " chosen blocks predicts " + readable(rebuilt) +
                     " of fresh codes.";
  return evidence;
}

}  // namespace

constinit const Attack kChosenPlaintextAffine = {
    .name = "chosen_plaintext/affine",
    .question = "Is the cipher, or one bit of it, affine over GF(2)?",
    .source = "Blum, Luby and Rubinfeld, STOC 1990",
    .needs = kEncrypt,
    .run = run_affine,
    .breaks = "toy-affine",
    .spares = "aes-256"};

}  // namespace neurocrypt::lab
