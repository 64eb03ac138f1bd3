// What the lattice family would be worth without one of its parts: breaks that need no lattice
// reduction and work at full size.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "lab/lattice/lwr.h"

namespace neurocrypt::lab {

/// Without rounding (width 1, q = 2^k): the outputs are linear, and Gaussian elimination modulo 2^k
/// finds the weights modulo q.
///
/// Bounds   q a power of two. n + 16 samples suffice but with probability 2^-16.
/// Cost     m n^2 operations.
std::optional<Weights> solve_without_rounding(const LwrSamples& samples);

/// Without wrapping (inputs so small that sums stay within (-q/2, q/2)): the staircase is a line
/// with bounded noise, and least squares finds the weights after rounding to whole numbers. Inputs
/// and outputs stand for the residues of least absolute value.
///
/// Bounds   about 1.4 n samples for noise of a few units. Cost n^2 m + n^3 / 3 operations.
std::optional<Weights> regress_without_wrap(const LwrSamples& samples);

/// Samples with inputs from [-input_max, input_max] instead of all of Z_q.
LwrSamples draw_small_samples(const LwrParameters& parameters, const Weights& weights,
                              std::int32_t input_max, std::size_t count, std::mt19937_64& random);

/// Known equations <a, s> = value modulo a prime q < 2^16.
struct Equations {
  std::uint32_t q;
  std::vector<std::vector<std::uint32_t>> inputs;
  std::vector<std::uint32_t> values;
};

/// The s of length n that solves them, if they determine it.
std::optional<std::vector<std::uint32_t>> solve(const Equations& equations, std::size_t n);

/// What a ring cipher over a prime modulus q = 1 mod 256 gives away when it leaves out the one
/// residue, q - 1, that would bias its bytes: each visible gap is an equation without an error.
/// Draws products a(x) s(x) mod (x^n + 1) of uniform public a until `count` gaps are seen.
struct LeakedRejections {
  Equations equations;
  std::uint64_t keystream_bytes;  ///< that the attacker had to watch, one byte a coefficient
};
LeakedRejections watch_rejections(const std::vector<std::uint32_t>& secret, std::uint32_t q,
                                  std::size_t count, std::mt19937_64& random);

}  // namespace neurocrypt::lab
