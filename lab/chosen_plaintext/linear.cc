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

/// The slopes of the cipher at 0, read off real values at 0 and at small multiples of the unit
/// vectors, as pairs of a linear cipher: unit steps to both sides.
Result<Numbers> float_differences(Oracle& oracle) {
  constexpr double kStep = 0.01;
  const std::size_t bits = oracle.inputs(), values = oracle.outputs();
  std::vector<double> x(bits), at_zero(values), moved(values);
  NC_RETURN_IF_ERROR(oracle.evaluate(x, at_zero));
  Numbers numbers{Table(values), Table(bits)};
  for (std::size_t i = 0; i < bits; ++i) {
    x[i] = kStep;
    NC_RETURN_IF_ERROR(oracle.evaluate(x, moved));
    x[i] = 0;
    for (const double side : {1.0, -1.0}) {
      for (std::size_t j = 0; j < values; ++j) {
        numbers.codes.values.push_back(at_zero[j] + side * (moved[j] - at_zero[j]) / kStep);
      }
      numbers.bits.values.resize(numbers.bits.values.size() + bits);
      numbers.bits.values[numbers.bits.values.size() - bits + i] = side;
    }
  }
  return numbers;
}

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

/// What a linear decoder gets right.
struct Score {
  double bits = 0, blocks = 0;
};

Score judge(const RidgeRegression& model, const Numbers& fresh) {
  Score score;
  std::vector<double> guess(fresh.bits.cols);
  for (std::size_t r = 0; r < fresh.bits.rows(); ++r) {
    model.predict(fresh.codes.row(r), guess.data());
    std::size_t right = 0;
    for (std::size_t c = 0; c < guess.size(); ++c) {
      if ((guess[c] > 0) == (fresh.bits.row(r)[c] > 0)) ++right;
    }
    score.bits += static_cast<double>(right);
    score.blocks += right == guess.size() ? 1 : 0;
  }
  return score;
}

Result<Evidence> run_linear(Oracle& oracle, const Trial& trial) {
  Random random(trial.seed, "chosen_plaintext/linear");
  const BlockShape shape = oracle.shape();
  NC_ASSIGN_OR_RETURN(const Numbers fresh,
                      query(oracle, random.bytes(kFreshBlocks * shape.block_bytes)));
  struct Chosen {
    std::string what;
    Numbers numbers;
  };
  std::vector<Chosen> sets;
  for (const auto& [name, blocks] :
       {std::pair("unit vectors", unit_vectors(shape)),
        std::pair("Hadamard rows", hadamard_rows(shape)),
        std::pair("random blocks", random.bytes((shape.block_bits() + 1) * shape.block_bytes))}) {
    NC_ASSIGN_OR_RETURN(Numbers numbers, query(oracle, blocks));
    const std::string what = std::to_string(numbers.bits.rows()) + " " + name;
    sets.push_back({what, std::move(numbers)});
  }
  if (oracle.offers(kRealValues) && oracle.inputs() == shape.block_bits() &&
      oracle.outputs() == shape.code_values()) {
    NC_ASSIGN_OR_RETURN(Numbers numbers, float_differences(oracle));
    sets.push_back(
        {std::to_string(oracle.inputs() + 1) + " float differences", std::move(numbers)});
  }

  Evidence evidence;
  evidence.reference = 0.5;
  const auto tried = static_cast<double>(fresh.bits.values.size());
  double best = 0;
  std::string best_set;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    NC_RETURN_IF_ERROR(trial.report(static_cast<double>(i) / static_cast<double>(sets.size())));
    const auto& [what, chosen] = sets[i];
    Score score;
    for (const double penalty : kPenalties) {
      const Score with = judge(RidgeRegression::learn(chosen.codes, chosen.bits, penalty), fresh);
      if (with.bits > score.bits) score = with;
    }
    evidence.figures.push_back(share("bits right from " + what, score.bits, tried));
    evidence.figures.push_back(
        share("whole blocks right from " + what, score.blocks, kFreshBlocks));
    if (score.bits > best) {
      best = score.bits;
      best_set = what;
      evidence.samples = shape.block_bits() + 1;
    }
  }
  const auto cells = static_cast<double>(sets.size() * std::size(kPenalties));
  evidence.effect = share("bits of fresh blocks right", best, tried);
  evidence.log10_p = log10_share_p(best, tried, 0.5, cells);
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
    .source =
        "least squares on a basis, Hadamard rows and float differences; "
        "docs/ciphers/autoencoder.md",
    .needs = kEncrypt,
    .run = run_linear,
    .breaks = "toy-codec",
    .spares = "aes-256"};

}  // namespace neurocrypt::lab
