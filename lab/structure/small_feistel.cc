#include "lab/structure/small_feistel.h"

namespace neurocrypt::lab {

Halves read_halves(const std::uint8_t* block, int bits) {
  std::uint64_t word = 0;
  for (int i = 0; i < bits / 4; ++i) word |= std::uint64_t{block[i]} << (8 * i);
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  return {static_cast<std::uint32_t>(word & mask), static_cast<std::uint32_t>(word >> bits)};
}

void write_halves(Halves halves, int bits, std::uint8_t* block) {
  std::uint64_t word = std::uint64_t{halves.right} << bits | halves.left;
  for (int i = 0; i < bits / 4; ++i, word >>= 8) block[i] = static_cast<std::uint8_t>(word);
}

std::optional<Halves> SmallFeistel::encrypt(Halves block) const {
  for (std::size_t r = 0; r < rounds.size(); ++r) {
    std::uint32_t& changed = r % 2 == 0 ? block.left : block.right;
    const std::int32_t sum = rounds[r][r % 2 == 0 ? block.right : block.left];
    if (sum == kUnknown) return std::nullopt;
    changed = group.add(changed, static_cast<std::uint32_t>(sum));
  }
  return block;
}

std::optional<Halves> SmallFeistel::decrypt(Halves block) const {
  for (std::size_t r = rounds.size(); r-- > 0;) {
    std::uint32_t& changed = r % 2 == 0 ? block.left : block.right;
    const std::int32_t sum = rounds[r][r % 2 == 0 ? block.right : block.left];
    if (sum == kUnknown) return std::nullopt;
    changed = group.subtract(changed, static_cast<std::uint32_t>(sum));
  }
  return block;
}

}  // namespace neurocrypt::lab
