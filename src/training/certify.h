// What a quantised network is measured to do, before its key may be used.
#pragma once

#include <cstdint>
#include <functional>

#include "ciphers/autoencoder/codec.h"
#include "neurocrypt/result.h"

namespace neurocrypt {

/// Blocks that certification tries.
inline constexpr std::uint64_t kCertifiedBlocks = 100'000;
/// A key is refused when the 95 % upper bound of its block failure rate is above this. Then a block
/// that fails all 256 tries has probability at most 0.02^256.
inline constexpr double kBlockFailureRateMax = 0.02;

struct RoundTrips {
  std::uint64_t blocks = 0;
  std::uint64_t blocks_failed = 0;  ///< decode(encode(x)) != x
  std::uint64_t bits_failed = 0;
  double seconds = 0;

  [[nodiscard]] double failure_rate() const;
  /// Upper end of the one-sided 95 % confidence interval of the failure rate (Clopper-Pearson's
  /// bound for 0 failures, Wilson's otherwise).
  [[nodiscard]] double failure_rate_upper_95() const;
  /// Encodings for each block when a failed one is tried again under another mask.
  [[nodiscard]] double tries_mean() const { return 1 / (1 - failure_rate()); }
  [[nodiscard]] bool certified() const { return failure_rate_upper_95() <= kBlockFailureRateMax; }
};

/// Encodes and decodes `blocks` fresh random blocks with the integer network.
///
/// Errors   kCancelled when `progress` returns false.
Result<RoundTrips> measure_round_trips(
    const BlockCodec& codec, std::uint64_t blocks,
    const std::function<bool(const RoundTrips& so_far)>& progress);

}  // namespace neurocrypt
