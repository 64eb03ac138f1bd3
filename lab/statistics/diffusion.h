// Avalanche, strict avalanche criterion and bit independence criterion [Feistel 1973; Webster and
// Tavares, CRYPTO '85]: what changes in the output when one bit of the input does.
#pragma once

#include <cstdint>
#include <vector>

#include "lab/evidence.h"
#include "lab/function.h"

namespace neurocrypt::lab {

/// The pair of outputs and input bit that are furthest from independent.
struct Dependence {
  std::size_t input_bit = 0, output_bit = 0, other_output_bit = 0;
  std::uint64_t equal = 0;  ///< of the samples: both changed or neither
};

struct Diffusion {
  std::size_t samples;  ///< pairs for each input bit
  std::size_t input_bits, output_bits;
  std::vector<std::uint32_t>
      changes;            ///< [input_bits][output_bits]: pairs in which the bit changed
  Dependence worst_pair;  ///< empty unless asked for

  [[nodiscard]] std::uint64_t changes_of_input(std::size_t input_bit) const;
  [[nodiscard]] std::uint64_t total_changes() const;
  [[nodiscard]] std::size_t cells() const { return changes.size(); }
};

enum class BitPairs { kSkip, kMeasure };

/// Changes every input bit of `samples` random inputs (a multiple of 64), fresh ones for each bit.
///
/// Cost     2 input_bits samples evaluations; with bit pairs, input_bits output_bits^2 samples /
/// 128
///          word operations on top.
Result<Diffusion> measure_diffusion(const Function& function, std::size_t samples, BitPairs pairs,
                                    Random& random, const std::function<Status(double)>& progress);

/// What a diffusion says of the avalanche and strict avalanche criterion: summary, effect, figures,
/// the matrix's extremes by input bit as a curve, verdict.
Evidence judge_avalanche(const Diffusion& diffusion);
/// The same for the bit independence criterion.
Evidence judge_independence(const Diffusion& diffusion);

}  // namespace neurocrypt::lab
