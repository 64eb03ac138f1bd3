// What goes wrong with whole messages: repeated keystreams, and changes that nobody notices.
#include <algorithm>
#include <bit>
#include <cmath>

#include "lab/inference.h"
#include "lab/misuse/attack.h"
#include "lab/report/number.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kMessageBytes = 512;

/// The share of bits of `second` that first xor sealed xor sealed gives, at the best place of the
/// ciphertext.
struct Overlap {
  double right = 0;
  std::size_t places = 0;
};

Overlap best_overlap(ByteView first, ByteView sealed_first, ByteView second,
                     ByteView sealed_second) {
  Overlap best;
  const std::size_t shared = std::min(sealed_first.size(), sealed_second.size());
  for (std::size_t at = 0; at + kMessageBytes <= shared; ++at, ++best.places) {
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < kMessageBytes; ++i) {
      const auto guess =
          static_cast<std::uint8_t>(first[i] ^ sealed_first[at + i] ^ sealed_second[at + i]);
      wrong +=
          static_cast<std::size_t>(std::popcount(static_cast<std::uint8_t>(guess ^ second[i])));
    }
    best.right = std::max(best.right, static_cast<double>(8 * kMessageBytes - wrong));
  }
  return best;
}

Result<Evidence> run_nonce_reuse(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "misuse/nonce_reuse");
  const std::size_t pairs = trial.budget_s < 10 ? 4 : 16;
  double right = 0, repeats = 0, chance = 0, positions = 0;
  std::size_t places = 1;
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    NC_RETURN_IF_ERROR(trial.report(static_cast<double>(pair) / static_cast<double>(pairs)));
    const ByteString first = random.bytes(kMessageBytes), second = random.bytes(kMessageBytes);
    const ByteString third = random.bytes(kMessageBytes);
    NC_ASSIGN_OR_RETURN(const ByteString sealed, oracle.seal(first, random.bits()));
    NC_ASSIGN_OR_RETURN(const ByteString again, oracle.seal(first, random.bits()));
    NC_ASSIGN_OR_RETURN(const ByteString other, oracle.seal(second, random.bits()));
    NC_ASSIGN_OR_RETURN(const ByteString unrelated, oracle.seal(third, random.bits()));
    const Overlap overlap = best_overlap(first, sealed, second, other);
    right += overlap.right;
    places = std::max(places, overlap.places);
    // Bytes that repeat with the message; those that repeat with any message are framing, and the
    // third message tells how often bytes of this cipher meet by chance.
    const std::size_t size =
        std::min({sealed.size(), again.size(), other.size(), unrelated.size()});
    for (std::size_t i = 0; i < size; ++i) {
      if (sealed[i] == other[i]) continue;
      ++positions;
      repeats += sealed[i] == again[i] ? 1 : 0;
      chance += sealed[i] == unrelated[i] ? 1 : 0;
    }
  }
  const double bits = 8.0 * kMessageBytes * static_cast<double>(pairs);
  // Every place of every pair is a chance to look like an overlap.
  const double cells = std::pow(static_cast<double>(places), static_cast<double>(pairs));
  const double overlap_p = log10_share_p(right, bits, 0.5, 2 * cells);
  const double by_chance = *share("by chance", chance, positions).high;
  const double repeat_p =
      repeats > by_chance * positions ? log10_share_p(repeats, positions, by_chance, 2) : 0;
  Evidence evidence;
  evidence.samples = 2 * pairs;
  const Figure overlap = share("bits of another message read by exclusive or", right, bits);
  const Figure repeat = share("ciphertext bytes that repeat with the message", repeats, positions);
  evidence.effect = overlap_p <= repeat_p ? overlap : repeat;
  evidence.figures = {overlap_p <= repeat_p ? repeat : overlap};
  evidence.reference = overlap_p <= repeat_p ? 0.5 : by_chance;
  evidence.log10_p = std::min(overlap_p, repeat_p);
  const bool broken = *evidence.log10_p < kLog10Threshold;
  evidence.verdict = broken ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = "Two messages sealed one after the other: knowing one gives " +
                     readable(overlap) + " of the bits of the other by exclusive or; " +
                     readable(repeat) + " of the bytes repeat when a message is sealed again.";
  return evidence;
}

Result<Evidence> run_malleability(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "misuse/malleability");
  const std::size_t tries = trial.budget_s < 10 ? 256 : 2'048;
  const ByteString message = random.bytes(kMessageBytes);
  NC_ASSIGN_OR_RETURN(const ByteString sealed, oracle.seal(message, random.bits()));
  double opened = 0, nearly = 0;
  for (std::size_t i = 0; i < tries; ++i) {
    NC_RETURN_IF_ERROR(trial.report(static_cast<double>(i) / static_cast<double>(tries)));
    ByteString changed = sealed;
    if (i % 16 == 15) {  // now and then, cut a few bytes off
      changed.resize(changed.size() - 1 - random.below(std::min<std::size_t>(32, changed.size())));
    } else {
      changed[random.below(changed.size())] ^= static_cast<std::uint8_t>(1U << random.below(8));
    }
    const Result<ByteString> result = oracle.open(changed);
    if (!result) {
      // Refused by the target is what should happen; by the oracle, the end.
      const ErrorCode code = result.error().code;
      if (code == ErrorCode::kExhausted || code == ErrorCode::kRefused || code == ErrorCode::kIo) {
        return result.error();
      }
      continue;
    }
    ++opened;
    std::size_t wrong = 0;
    const std::size_t size = std::min(result->size(), message.size());
    for (std::size_t b = 0; b < size; ++b) {
      wrong += static_cast<std::size_t>(
          std::popcount(static_cast<std::uint8_t>((*result)[b] ^ message[b])));
    }
    nearly += size > 0 && wrong < size / 4 ? 1 : 0;  // below 1/32 of the bits
  }
  Evidence evidence;
  evidence.samples = tries;
  const auto n = static_cast<double>(tries);
  evidence.effect = share("changed messages that open", opened, n);
  evidence.reference = 0;
  evidence.figures = {share("that open to nearly the same message", nearly, n)};
  evidence.verdict = opened > 0 ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = "Of " + std::to_string(tries) +
                     " sealed messages with one bit changed or the end cut off, " +
                     readable(opened) + " open without an error, " + readable(nearly) +
                     " of them to nearly the same message.";
  return evidence;
}

}  // namespace

constinit const Attack kMisuseNonceReuse = {
    .name = "misuse/nonce_reuse",
    .question = "Does sealing twice repeat a keystream or a ciphertext?",
    .source = "two-time pad; RFC 8452, introduction",
    .needs = kMessages,
    .run = run_nonce_reuse,
    .breaks = "toy-stream",
    .spares = "aes-256-ctr"};

constinit const Attack kMisuseMalleability = {
    .name = "misuse/malleability",
    .question = "Does a changed message open?",
    .source = "Bellare and Namprempre, ASIACRYPT 2000: integrity of ciphertexts",
    .needs = kMessages,
    .run = run_malleability,
    .breaks = "toy-stream",
    .spares = "aes-256-ctr"};

}  // namespace neurocrypt::lab
