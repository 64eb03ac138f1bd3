#include "lab/statistics/bit_columns.h"

#include <bit>
#include <cassert>

namespace neurocrypt::lab {

BitColumns::BitColumns(ByteView blocks, std::size_t block_bytes)
    : count_(blocks.size() / block_bytes), columns_(8 * block_bytes) {
  assert(count_ % 64 == 0);
  for (Column& column : columns_) column.resize(count_ / 64);
  for (std::size_t block = 0; block < count_; ++block) {
    for (std::size_t byte = 0; byte < block_bytes; ++byte) {
      const Word value = blocks[block * block_bytes + byte];
      for (std::size_t bit = 0; bit < 8; ++bit) {
        columns_[8 * byte + bit][block / 64] |= (value >> bit & 1) << (block % 64);
      }
    }
  }
}

BitColumns::Column BitColumns::parity(const std::vector<std::size_t>& mask) const {
  Column result(count_ / 64);
  for (const std::size_t bit : mask) {
    for (std::size_t w = 0; w < result.size(); ++w) result[w] ^= columns_[bit][w];
  }
  return result;
}

std::uint64_t ones(const BitColumns::Column& column) {
  std::uint64_t count = 0;
  for (const BitColumns::Word word : column) count += static_cast<unsigned>(std::popcount(word));
  return count;
}

std::uint64_t differences(const BitColumns::Column& a, const BitColumns::Column& b) {
  std::uint64_t count = 0;
  for (std::size_t w = 0; w < a.size(); ++w) {
    count += static_cast<unsigned>(std::popcount(a[w] ^ b[w]));
  }
  return count;
}

}  // namespace neurocrypt::lab
