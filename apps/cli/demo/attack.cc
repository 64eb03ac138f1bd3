#include "demo/attack.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "ciphers/autoencoder/masks.h"
#include "container/header.h"
#include "lab/ridge.h"

namespace neurocrypt::cli {
namespace {

constexpr std::size_t kBits = 8 * kAttackBlockBytes;
constexpr double kPenalty = 1e-4;

using Block = std::array<std::uint8_t, kAttackBlockBytes>;

void append_bits(ByteView block, lab::Table& table) {
  for (const std::uint8_t byte : block) {
    for (int bit = 0; bit < 8; ++bit) table.values.push_back((byte >> bit & 1) != 0 ? 1 : -1);
  }
}

Block block_at(ByteView bytes, std::size_t index) {
  Block block;
  const ByteView part = bytes.subspan(index * block.size(), block.size());
  std::copy(part.begin(), part.end(), block.begin());
  return block;
}

Block predict(const lab::RidgeRegression& model, const double* example) {
  std::array<double, kBits> answer;
  model.predict(example, answer.data());
  Block block{};
  for (std::size_t i = 0; i < kBits; ++i) {
    if (answer[i] > 0) block[i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
  }
  return block;
}

/// Learns from the first kKnownBlocks rows of `examples`, predicts the others, and takes the mask
/// off each block again.
Attack run(const lab::Table& examples, ByteView known, const std::vector<Block>& masks) {
  const auto start = std::chrono::steady_clock::now();
  lab::Table seen(examples.cols);
  lab::Table answers(kBits);
  seen.values.assign(examples.row(0), examples.row(kKnownBlocks));
  for (std::size_t i = 0; i < kKnownBlocks; ++i) {
    Block block = block_at(known, i);
    for (std::size_t j = 0; j < block.size(); ++j) block[j] ^= masks[i][j];
    append_bits(block, answers);
  }
  const auto model = lab::RidgeRegression::learn(seen, answers, kPenalty);
  Attack attack{};
  for (std::size_t i = kKnownBlocks; i < examples.rows(); ++i) {
    const Block block = predict(model, examples.row(i));
    for (std::size_t j = 0; j < block.size(); ++j) attack.guess.push_back(block[j] ^ masks[i][j]);
  }
  attack.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return attack;
}

}  // namespace

Attack attack_autoencoder(ByteView sealed, ByteView known) {
  const Header header = *parse_header(sealed);
  const AutoencoderMasks public_masks(header.salt);
  lab::Table examples(kBits);
  std::vector<Block> masks;
  for (std::size_t at = kHeaderBytes; at + 1 + kBits <= sealed.size(); at += 1 + kBits) {
    Block mask;
    public_masks.generate(0, masks.size(), sealed[at], mask);
    masks.push_back(mask);
    for (const std::uint8_t value : sealed.subspan(at + 1, kBits)) {
      examples.values.push_back(static_cast<std::int8_t>(value));
    }
  }
  return run(examples, known, masks);
}

Attack attack_stream(ByteView ciphertext, ByteView known) {
  lab::Table examples(kBits);
  const std::size_t blocks = ciphertext.size() / kAttackBlockBytes;
  for (std::size_t i = 0; i < blocks; ++i) append_bits(block_at(ciphertext, i), examples);
  return run(examples, known, std::vector<Block>(blocks));
}

}  // namespace neurocrypt::cli
