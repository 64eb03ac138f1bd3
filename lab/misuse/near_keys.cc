// Keys that are nearly right, or right but for the architecture: nothing must decrypt under them.
#include <bit>

#include "lab/inference.h"
#include "lab/misuse/attack.h"
#include "lab/report/number.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kBlocks = 64;

struct Kind {
  Variant variant;
  unsigned access;
  const char* name;
};
constexpr Kind kKinds[] = {
    {Variant::kNearKey, kNearKey, "under a key that differs by one unit"},
    {Variant::kOtherKey, kOtherKey, "under another key"},
    {Variant::kOtherArchitecture, kOtherArchitecture, "under another architecture"},
};

double equal_bits(ByteView a, ByteView b) {
  double equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    equal += 8 - std::popcount(static_cast<std::uint8_t>(a[i] ^ b[i]));
  }
  return equal;
}

/// Bits of kBlocks random blocks that come out right under `other`.
Result<double> bits_right(Oracle& oracle, Oracle& other, Random& random) {
  if (oracle.offers(kEncrypt) && other.offers(kDecrypt)) {
    const BlockShape shape = oracle.shape();
    const ByteString blocks = random.bytes(kBlocks * shape.block_bytes);
    ByteString codes(kBlocks * shape.code_bytes), opened(blocks.size());
    NC_RETURN_IF_ERROR(oracle.encrypt(blocks, codes));
    NC_RETURN_IF_ERROR(other.decrypt(codes, opened));
    return equal_bits(blocks, opened);
  }
  // Message bits come out right where the two keystreams agree.
  Nonce nonce;
  random.fill(nonce);
  ByteString right(16 * kBlocks), wrong(16 * kBlocks);
  NC_RETURN_IF_ERROR(oracle.keystream(nonce, 0, right));
  NC_RETURN_IF_ERROR(other.keystream(nonce, 0, wrong));
  return equal_bits(right, wrong);
}

Result<Evidence> run_near_keys(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "misuse/near_keys");
  const std::size_t keys = trial.budget_s < 10 ? 16 : 64;
  const double tried = static_cast<double>(keys * kBlocks * oracle.shape().block_bits());
  Evidence evidence;
  evidence.samples = keys;
  evidence.reference = 0.5;
  double log10_p = 1;
  std::size_t done = 0;
  for (const Kind& kind : kKinds) {
    if (!oracle.offers(kind.access)) continue;
    double right = 0;
    for (std::size_t key = 0; key < keys; ++key) {
      NC_RETURN_IF_ERROR(trial.report(static_cast<double>(done++) /
                                      static_cast<double>(keys * std::size(kKinds))));
      NC_ASSIGN_OR_RETURN(Oracle other, oracle.variant(kind.variant, 1 + random.below(1U << 30)));
      NC_ASSIGN_OR_RETURN(const double bits, bits_right(oracle, other, random));
      right += bits;
    }
    const Figure figure = share(std::string("bits right ") + kind.name, right, tried);
    const double p = log10_share_p(right, tried, 0.5, std::size(kKinds));
    evidence.summary += (evidence.summary.empty() ? "Bits that come out right: " : "; ") +
                        readable(figure) + " " + kind.name;
    if (p < log10_p) {
      log10_p = p;
      evidence.effect = figure;
    }
    evidence.figures.push_back(figure);
  }
  evidence.summary += ".";
  evidence.log10_p = log10_p;
  const bool broken = log10_p < kLog10Threshold;
  evidence.verdict = broken ? Verdict::kBreakFound : Verdict::kNoEvidence;
  return evidence;
}

}  // namespace

constinit const Attack kMisuseNearKeys = {
    .name = "misuse/near_keys",
    .question = "Does a nearly right key, or the wrong architecture, decrypt anything?",
    .source = "key avalanche; docs/ciphers/autoencoder.md",
    .needs = kKnownPairs | kNearKey,
    .run = run_near_keys,
    .breaks = "toy-codec",
    .spares = "aes-256"};

}  // namespace neurocrypt::lab
