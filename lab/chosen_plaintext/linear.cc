#include <algorithm>
#include <bit>

#include "lab/chosen_plaintext/attack.h"
#include "lab/inference.h"
#include "lab/report/number.h"
#include "lab/ridge.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kFreshBlocks = 512;
constexpr double kPenalties[] = {1e-6, 1e-4, 1e-2, 1e-1};

/// Every block zero but for one bit, and the zero block.
ByteString unit_vectors(const BlockShape& shape) {
  ByteString blocks((shape.block_bits() + 1) * shape.block_bytes);
  for (std::size_t i = 0; i < shape.block_bits(); ++i) {
    blocks[i * shape.block_bytes + i / 8] = static_cast<std::uint8_t>(1U << (i % 8));
  }
  return blocks;
}

/// Rows of Sylvester's Hadamard matrix: as +1 and -1 they are orthogonal, so that no query repeats
/// what another said.
ByteString hadamard_rows(const BlockShape& shape) {
  const std::size_t bits = shape.block_bits();
  const std::size_t rows = std::bit_ceil(bits);
  ByteString blocks(rows * shape.block_bytes);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < bits; ++i) {
      if (std::popcount(row & i) % 2 == 0) continue;
      blocks[row * shape.block_bytes + i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
    }
  }
  return blocks;
}

struct Numbers {
  Table codes, bits;
};

Result<Numbers> query(Oracle& oracle, const ByteString& blocks) {
  const BlockShape shape = oracle.shape();
  const std::size_t count = blocks.size() / shape.block_bytes;
  ByteString codes(count * shape.code_bytes);
  NC_RETURN_IF_ERROR(oracle.encrypt(blocks, codes));
  Numbers numbers{Table(shape.code_values()), Table(shape.block_bits())};
  numbers.codes.values.resize(count * numbers.codes.cols);
  numbers.bits.values.resize(count * numbers.bits.cols);
  bit_values(blocks, numbers.bits.values.data());
  for (std::size_t i = 0; i < count; ++i) {
    code_values(shape, ByteView(codes).subspan(i * shape.code_bytes, shape.code_bytes),
                &numbers.codes.values[i * numbers.codes.cols]);
  }
  return numbers;
}

double bits_right(const RidgeRegression& model, const Numbers& fresh) {
  double right = 0;
  std::vector<double> guess(fresh.bits.cols);
  for (std::size_t r = 0; r < fresh.bits.rows(); ++r) {
    model.predict(fresh.codes.row(r), guess.data());
    for (std::size_t c = 0; c < guess.size(); ++c) {
      if ((guess[c] > 0) == (fresh.bits.row(r)[c] > 0)) ++right;
    }
  }
  return right;
}

Result<Evidence> run_linear(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "chosen_plaintext/linear");
  const BlockShape shape = oracle.shape();
  struct QuerySet {
    std::string name;
    ByteString blocks;
  };
  const QuerySet sets[] = {
      {"unit vectors", unit_vectors(shape)},
      {"Hadamard rows", hadamard_rows(shape)},
      {"random blocks", random.bytes((shape.block_bits() + 1) * shape.block_bytes)}};
  NC_ASSIGN_OR_RETURN(const Numbers fresh,
                      query(oracle, random.bytes(kFreshBlocks * shape.block_bytes)));
  const auto tried = static_cast<double>(fresh.bits.values.size());
  constexpr double kCells = std::size(sets) * std::size(kPenalties);

  Evidence evidence;
  evidence.reference = 0.5;
  double best = 0;
  std::string best_set;
  for (const QuerySet& set : sets) {
    NC_RETURN_IF_ERROR(trial.report(0.3));
    NC_ASSIGN_OR_RETURN(const Numbers chosen, query(oracle, set.blocks));
    double right = 0;
    for (const double penalty : kPenalties) {
      const auto model = RidgeRegression::learn(chosen.codes, chosen.bits, penalty);
      right = std::max(right, bits_right(model, fresh));
    }
    const std::string what = std::to_string(chosen.bits.rows()) + " " + set.name;
    evidence.figures.push_back(share("bits right from " + what, right, tried));
    if (right > best) {
      best = right;
      best_set = what;
      evidence.samples = chosen.bits.rows();
    }
  }
  evidence.effect = share("bits of fresh blocks right", best, tried);
  evidence.log10_p = log10_share_p(best, tried, 0.5, kCells);
  const bool broken = *evidence.log10_p < kLog10Threshold && best > tried / 2;
  evidence.verdict = broken ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = "A linear decoder learnt from " + best_set + " gets " +
                     readable(evidence.effect) + " of fresh bits right.";
  return evidence;
}

}  // namespace

constinit const Attack kChosenPlaintextLinear = {
    .name = "chosen_plaintext/linear",
    .question = "Do as many chosen blocks as a block has bits teach a linear decoder?",
    .source = "least squares on a basis and on Hadamard rows; docs/ciphers/autoencoder.md",
    .needs = kEncrypt,
    .run = run_linear,
    .breaks = "toy-codec",
    .spares = "aes-256"};

}  // namespace neurocrypt::lab
