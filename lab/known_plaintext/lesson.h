// What a clone learns from and is judged on: pairs as numbers, learning curves, scores.
#pragma once

#include <functional>

#include "lab/attack.h"
#include "lab/ridge.h"

namespace neurocrypt::lab {

/// Codes, and the bits of their messages as +1 and -1.
struct Lesson {
  explicit Lesson(const BlockShape& shape)
      : examples(shape.code_values()), answers(shape.block_bits()) {}
  Table examples, answers;

  /// Appends `count` more pairs of the oracle.
  Status extend(Oracle& oracle, std::size_t count, Random& random);
};

/// Predicts the answers' signs for one row of examples.
using Predict = std::function<void(const double* example, double* answer)>;
/// Learns from a lesson; `repeat` tells independent runs apart.
using Learn = std::function<Result<Predict>(const Lesson& lesson, std::size_t repeat)>;

struct CloneStudy {
  std::string what;  ///< "A linear map": the summary's first words
  std::string purpose;
  std::vector<std::size_t> sizes;  ///< of the known pairs, increasing
  std::size_t repeats;             ///< independent draws, each with fresh blocks of its own
  Learn learn;
};

/// The learning curve of a clone, as evidence: bits and whole fresh blocks against known ones.
/// Makes do with fewer pairs when the oracle gives no more.
Result<Evidence> study_clone(Oracle& oracle, const Trial& trial, const CloneStudy& study);

}  // namespace neurocrypt::lab
