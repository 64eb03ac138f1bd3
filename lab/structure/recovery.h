// Recovers the round functions of short Feistel networks, whatever they are, up to constants that
// no block shows. Words are named as in small_feistel.h: x_(i+2) = x_i + F_i(x_(i+1)).
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "lab/random.h"
#include "lab/structure/small_feistel.h"
#include "neurocrypt/result.h"

namespace neurocrypt::lab {

/// Two neighbouring words before some rounds, and two after: (x_0, x_1) and (x_k, x_(k+1)).
struct Seen {
  std::uint32_t before[2], after[2];
};
/// A block and its code after `rounds` rounds.
Seen seen(Halves block, Halves code, std::size_t rounds);

/// At most three rounds, from known blocks: F_0(x_1) + F_2(x_3) = x_4 - x_0 is linear in the
/// unknown entries, which fall into one component after about n 2^n / 2 blocks (n bits a half).
///
/// Returns  nothing when the blocks contradict three rounds; unknown entries otherwise where there
///          were too few.
std::optional<SmallFeistel> recover_three(HalfGroup group, std::span<const Seen> blocks);

/// Four rounds, from blocks that share their x_1 in large groups. For x_1 = a,
/// x_4 - x_0 = F_0(a) + F_2(a + F_1(x_0 + F_0(a))): two x_0 that F_1 sends to the same word collide
/// for every a, shifted by F_0(a), which is how F_0 is found. The other three rounds follow.
///
/// Bounds   F_1 is not a permutation. 2^(3n) operations.
/// Returns  nothing when no shift fits, or the rest contradicts three rounds.
std::optional<SmallFeistel> recover_four(HalfGroup group, std::span<const Seen> blocks);

/// Every block of a short cipher, both ways.
struct CodeBook {
  int bits;                    ///< of a half
  std::vector<Halves> codes;   ///< [right << bits | left]
  std::vector<Halves> blocks;  ///< the inverse
  [[nodiscard]] std::size_t index(Halves halves) const {
    return std::size_t{halves.right} << bits | halves.left;
  }
};

struct YoyoGame {
  std::optional<SmallFeistel> network;
  std::uint64_t starts = 0;  ///< pairs from which a game was played
  std::uint64_t moves = 0;   ///< pairs seen in all games
};

/// Five rounds with exclusive or, by yoyo: a pair whose words differ by (c, 0, c) in the middle
/// keeps that property when c is added to both left halves, of blocks or of codes. Each such pair
/// gives one equation for F_0 and one for F_4; a game from a wrong pair soon contradicts itself.
/// The other three rounds follow.
///
/// Cost     about 2^(2n) games.
/// Source   Biryukov, Leurent, Perrin, SAC 2015 (eprint 2015/723), without its shorter search for a
///          right pair.
/// Returns  no network after `starts_max` games; a Status of `progress` stops.
Result<YoyoGame> recover_five(const CodeBook& book, std::uint64_t starts_max, Random& random,
                              const std::function<Status(double)>& progress);

}  // namespace neurocrypt::lab
