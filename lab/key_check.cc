#include "lab/key_check.h"

#include <algorithm>

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kKnownBlocks = 4;

}  // namespace

Result<KeyCheck> KeyCheck::observe(Oracle& oracle, Random& random) {
  KeyCheck check;
  check.blocks_ = oracle.offers(kEncrypt);
  if (check.blocks_) {
    NC_ASSIGN_OR_RETURN(Pairs pairs, oracle.known_pairs(kKnownBlocks, random));
    check.in_ = std::move(pairs.blocks);
    check.out_ = std::move(pairs.codes);
    return check;
  }
  Nonce nonce;
  random.fill(nonce);
  check.in_.assign(nonce.begin(), nonce.end());
  check.out_.resize(16 * kKnownBlocks);
  NC_RETURN_IF_ERROR(oracle.keystream(nonce, 0, check.out_));
  return check;
}

Result<bool> KeyCheck::explains(const Target& candidate) const {
  ByteString out(out_.size());
  if (blocks_) {
    NC_RETURN_IF_ERROR(candidate.block->encrypt(in_, out));
  } else {
    Nonce nonce;
    std::ranges::copy(in_, nonce.begin());
    NC_RETURN_IF_ERROR(candidate.keystream->keystream(nonce, 0, out));
  }
  return out == out_;
}

double KeyCheck::log10_chance() const {
  constexpr double kLog10_2 = 0.30103;
  return -8 * kLog10_2 * static_cast<double>(out_.size());
}

}  // namespace neurocrypt::lab
