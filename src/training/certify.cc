#include "training/certify.h"

#include <bit>
#include <chrono>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace neurocrypt {
namespace {

constexpr std::uint64_t kBlocksPerReport = 4096;

}  // namespace

double RoundTrips::failure_rate() const {
  return static_cast<double>(blocks_failed) / static_cast<double>(blocks);
}

double RoundTrips::failure_rate_upper_95() const {
  const auto n = static_cast<double>(blocks);
  if (blocks_failed == 0) return 1 - std::pow(0.05, 1 / n);
  constexpr double kZ = 1.6449;  // standard normal quantile of 0.95
  const double p = failure_rate();
  const double centre = p + kZ * kZ / (2 * n);
  const double spread = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  return (centre + spread) / (1 + kZ * kZ / n);
}

Result<RoundTrips> measure_round_trips(
    const BlockCodec& codec, std::uint64_t blocks,
    const std::function<bool(const RoundTrips& so_far)>& progress) {
  const auto start = std::chrono::steady_clock::now();
  const std::size_t bytes = codec.block_bytes();
  MlpWorkspace workspace;
  std::vector<std::uint8_t> code(codec.code_bytes());
  std::vector<std::uint8_t> decoded(bytes);
  std::vector<std::uint8_t> batch(bytes * kBlocksPerReport);
  RoundTrips done;
  while (done.blocks < blocks) {
    fill_random(batch);
    for (std::uint64_t i = 0; i < kBlocksPerReport && done.blocks < blocks; ++i, ++done.blocks) {
      const std::uint8_t* const block = batch.data() + i * bytes;
      codec.encode(block, code.data(), workspace);
      codec.decode(code.data(), decoded.data(), workspace);
      std::uint64_t bits = 0;
      for (std::size_t j = 0; j < bytes; ++j) {
        bits += static_cast<std::uint64_t>(
            std::popcount(static_cast<std::uint8_t>(block[j] ^ decoded[j])));
      }
      done.bits_failed += bits;
      done.blocks_failed += bits != 0 ? 1 : 0;
    }
    done.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (progress && !progress(done))
      return Error{ErrorCode::kCancelled, "certification was stopped"};
  }
  return done;
}

}  // namespace neurocrypt
