// Tests that try to tell a 128-bit block cipher from a random permutation. Each is generic: it sees
// only blocks and their images.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "neurocrypt/bytes.h"

namespace neurocrypt::lab {

/// Replaces every 16-byte block by its image.
using BlockOracle = std::function<void(MutableBytes blocks)>;

/// What one test saw.
struct Observation {
  std::string_view statistic;
  std::uint64_t samples;  ///< blocks or pairs of blocks
  double value;
  double low, high;  ///< 95 % confidence interval of the value, for the cell that gave it
  double reference;  ///< what a random permutation gives
  double log10_p;  ///< of so extreme a value under a random permutation, times the number of cells
};

/// A random permutation shows less than this once in a million tests.
inline constexpr double kLog10Threshold = -6;
inline bool distinguishable(const Observation& evidence) {
  return evidence.log10_p < kLog10Threshold;
}

/// Pairs of blocks that differ in one bit, or in the top bits of two bytes.
///   avalanche_mean          share of output bits that change
///   strict_avalanche        share of changes of the (input bit, output bit) furthest from 1/2
///   differential_xor        frequency of the most frequent xor of an output byte, over all
///   differences differential_add        the same for differences modulo 256 half_collision share
///   of pairs with an unchanged half
std::vector<Observation> difference_tests(const BlockOracle& oracle, std::size_t pairs,
                                          std::uint64_t seed);

/// Images of consecutive counters.
///   bit_bias                share of ones of the output bit furthest from 1/2
///   byte_bias               frequency of the most frequent value of an output byte
std::vector<Observation> counter_tests(const BlockOracle& oracle, std::size_t blocks);

/// Correlations of input and output parities: single bits, neighbours and bytes.
///   linear_correlation      the largest in absolute value
std::vector<Observation> linear_tests(const BlockOracle& oracle, std::size_t blocks,
                                      std::uint64_t seed);

/// Ridge regression of every output bit on the input bits, judged on blocks it has not seen.
///   ridge_accuracy          share of all output bits it predicts
///   ridge_best_bit          share for the output bit it predicts best
std::vector<Observation> ridge_tests(const BlockOracle& oracle, std::size_t blocks,
                                     std::uint64_t seed);

/// A perceptron 128 -> 32 -> 1 that learns to tell xors of images of pairs with one fixed
/// difference from random blocks [Gohr, Crypto 2019, with a smaller network], judged on pairs it
/// has not seen.
///   neural_distinguisher    share of right answers
std::vector<Observation> neural_tests(const BlockOracle& oracle, std::size_t pairs,
                                      std::uint64_t seed);

/// The chosen-ciphertext relation that three rounds of additive coupling cannot avoid [Luby and
/// Rackoff 1988], on the low bits of bytes, where xor and addition are the same: encrypt (L, R) to
/// (S, T) and (L', R) to (S', T') with L' = L xor d, then decrypt (S' xor d, T') to (., R'').
///   coupling_relation       share of low bits with R'' = R xor T xor T'
std::vector<Observation> chosen_ciphertext_tests(const BlockOracle& oracle,
                                                 const BlockOracle& inverse, std::size_t trials,
                                                 std::uint64_t seed);

}  // namespace neurocrypt::lab
