// Arora and Ge: learning with rounding as polynomial equations, solved as linear ones.
#pragma once

#include <cstdint>
#include <optional>

#include "lab/lattice/lwr.h"

namespace neurocrypt::lab {

struct AroraGeResult {
  std::optional<Weights> weights;  ///< modulo q, centred; explain every sample
  std::size_t monomials;           ///< unknowns of the linear system
  std::size_t samples;             ///< equations used
};

/// The number of monomials of degree 1 to `width` in n unknowns: C(n + width, width) - 1.
double arora_ge_monomials(int n, std::uint32_t width);

/// The error e of a sample is one of 0 to width - 1, so the product over e of (<a, s> - width y -
/// e) is 0: a polynomial of degree `width` in the weights. Taking each monomial for an unknown of
/// its own [AG11] and eliminating needs as many samples as monomials.
///
/// Bounds   q prime, below 2^16 (modulo a power of two, products of consecutive integers are
///          divisible by factorials); width <= 8.
/// Cost     monomials^3 / 3 operations, monomials^2 numbers of memory.
AroraGeResult arora_ge(const LwrSamples& samples);

}  // namespace neurocrypt::lab
