#include "measure.h"

#include <algorithm>
#include <chrono>

#include "base/random.h"
#include "lab/ridge.h"

namespace neurocrypt {
namespace {

constexpr std::size_t kLinearityBlocks = 4096;
constexpr std::size_t kAttackedBlocks = 2000;
// One penalty for every network and every number of pairs, so that nothing is fitted to the
// answers.
constexpr double kPenalty = 1e-3;

struct Pairs {
  lab::Table bits;   // +1 and -1
  lab::Table codes;  // -127 to 127
};

Pairs random_pairs(const BlockCodec& codec, std::size_t count) {
  Pairs pairs{lab::Table(codec.code_bytes()), lab::Table(codec.code_bytes())};
  std::vector<std::uint8_t> block(codec.block_bytes());
  std::vector<std::uint8_t> code(codec.code_bytes());
  MlpWorkspace workspace;
  for (std::size_t n = 0; n < count; ++n) {
    fill_random(block);
    codec.encode(block.data(), code.data(), workspace);
    for (std::size_t i = 0; i < code.size(); ++i) {
      pairs.bits.values.push_back((block[i / 8] >> (i % 8) & 1) != 0 ? 1 : -1);
      pairs.codes.values.push_back(static_cast<std::int8_t>(code[i]));
    }
  }
  return pairs;
}

}  // namespace

double measure_linearity(const BlockCodec& codec) {
  const Pairs known = random_pairs(codec, kLinearityBlocks);
  const Pairs fresh = random_pairs(codec, kLinearityBlocks);
  const auto model = lab::RidgeRegression::learn(known.bits, known.codes, 1e-9);
  return lab::explained_variance(model, fresh.bits, fresh.codes);
}

KnownPlaintextBreak measure_known_plaintext(const BlockCodec& codec, std::size_t known_blocks) {
  const Pairs known = random_pairs(codec, known_blocks);
  const auto start = std::chrono::steady_clock::now();
  const auto model = lab::RidgeRegression::learn(known.codes, known.bits, kPenalty);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  const Pairs fresh = random_pairs(codec, kAttackedBlocks);
  std::vector<double> guess(codec.code_bytes());
  std::size_t bits = 0;
  std::size_t blocks = 0;
  for (std::size_t n = 0; n < kAttackedBlocks; ++n) {
    model.predict(fresh.codes.row(n), guess.data());
    const auto right = static_cast<std::size_t>(std::count_if(
        guess.begin(), guess.end(),
        [&, i = std::size_t{0}](double bit) mutable { return bit * fresh.bits.row(n)[i++] > 0; }));
    bits += right;
    blocks += right == guess.size() ? 1 : 0;
  }
  return {known_blocks,
          static_cast<double>(bits) / static_cast<double>(kAttackedBlocks * guess.size()),
          static_cast<double>(blocks) / static_cast<double>(kAttackedBlocks), seconds};
}

}  // namespace neurocrypt
