// Cryptanalytic extraction of ReLU networks from real-valued answers.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "lab/extraction/kinks.h"
#include "lab/extraction/relu_network.h"

namespace neurocrypt::lab {

struct ExtractionLimits {
  std::uint64_t queries_max = std::uint64_t{1} << 24;
  /// Called with the share of hidden units found; false stops.
  std::function<bool(double done)> progress{};
};

struct Extraction {
  ReluNetwork network;
  std::uint64_t queries;
};

/// Rebuilds a network with one output, of known widths, from its answers, after [CJM20] (Carlini,
/// Jagielski, Mironov, Cryptanalytic extraction of neural network models, Crypto 2020). Layer by
/// layer from the input:
///
///   1. Bends of f along random lines are where hidden units switch (Sec. 4.1).
///   2. The jump of f's gradient across a bend is a multiple of the switching unit's gradient. A
///      unit of the first layer bends everywhere on its plane; that tells it from deeper ones
///      (Sec. 4.2).
///   3. A deeper unit is z' = w . relu(z) + u . x + c in the units z known so far, with their signs
///      open: u takes up those that are reversed. Following its bent surface across the known
///      units' planes gives gradients with each of them on and off, and (w, u) is the one vector
///      that fits them all. Where a surface never crosses some unit's plane, the weight on that
///      unit does not show on it; the unit stays on one side there, and the output, in step 4,
///      shows what is left of the weight. Nor do units that hardly ever switch: of the last layer,
///      one that is always on stands for a few of them. Not in [CJM20].
///   4. Signs: u determines which units are reversed, by linear least squares over all units of the
///      next layer; the output is such a unit whose values are seen. Departs from [CJM20], Sec. 4.4
///      and 4.5, which search, exponentially for expanding layers.
///
/// Result   equal to the target up to rounding on 2,000 fresh normal inputs: of up to four
///          attempts, each with its share of the queries, the first that is.
/// Errors   kExhausted: the queries end. kNotFound: the answers show no such network (too coarse,
///          curved, another function). kCancelled.
Result<Extraction> extract(const RealFunction& f, const std::vector<int>& widths, Random& random,
                           const ExtractionLimits& limits);

}  // namespace neurocrypt::lab
