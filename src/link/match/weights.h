// The trained numbers: a table of word vectors and two small networks. tools/matcher/ makes them;
// weights.json says from what.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "link/match/words.h"
#include "neurocrypt/bytes.h"

namespace neurocrypt {

/// y = x W + b. W is inputs x outputs, row by row.
struct DenseLayer {
  std::size_t inputs = 0, outputs = 0;
  std::span<const float> weights, bias;
};

/// Layers with ReLU between them; the last has one output.
class PairNetwork {
 public:
  explicit PairNetwork(std::vector<DenseLayer> layers) : layers_(std::move(layers)) {}
  [[nodiscard]] std::size_t inputs() const { return layers_.front().inputs; }
  /// The logit for one pair. Shapes   x: inputs().
  [[nodiscard]] float operator()(std::span<const float> x) const;

 private:
  std::vector<DenseLayer> layers_;
};

/// What the table says of a word.
struct WordEntry {
  bool known;    ///< in the table; otherwise made of character n-grams
  float weight;  ///< how much it tells; common words little
};

/// Immutable once parsed; shared by threads.
class MatchWeights {
 public:
  static const MatchWeights& builtin();

  [[nodiscard]] std::size_t dimensions() const { return dimensions_; }
  [[nodiscard]] const Lexicon& lexicon() const { return lexicon_; }
  [[nodiscard]] const PairNetwork& scorer() const { return networks_[0]; }
  [[nodiscard]] const PairNetwork& judge() const { return networks_[1]; }

  /// Writes the word's unit vector. Shapes   out: dimensions().
  WordEntry look_up(std::string_view word, std::span<float> out) const;

 private:
  /// Bounds   `file` is what tools/matcher/model.py wrote, 4-byte aligned: it is part of the
  /// program, not input.
  explicit MatchWeights(ByteView file);

  std::size_t dimensions_ = 0;
  std::unordered_map<std::uint32_t, std::uint32_t> rows_;  ///< word_key -> row
  std::span<const float> word_weights_, gram_scales_;
  std::span<const std::int8_t> vectors_, grams_;  ///< rows x dimensions
  std::vector<PairNetwork> networks_;
  Lexicon lexicon_;
};

}  // namespace neurocrypt
