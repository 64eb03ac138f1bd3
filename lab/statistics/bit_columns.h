// Many blocks of bits, turned on their side: what tests of single bits work on, 64 blocks at a
// time.
#pragma once

#include <cstdint>
#include <vector>

#include "neurocrypt/bytes.h"

namespace neurocrypt::lab {

/// Column b holds bit b (byte b / 8, lowest first) of every block, 64 blocks in a word.
class BitColumns {
 public:
  using Word = std::uint64_t;
  using Column = std::vector<Word>;

  /// Shapes   blocks: [count][block_bytes], count a multiple of 64.
  BitColumns(ByteView blocks, std::size_t block_bytes);

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t bits() const { return columns_.size(); }
  [[nodiscard]] const Column& operator[](std::size_t bit) const { return columns_[bit]; }
  /// The parity of some bits of every block.
  [[nodiscard]] Column parity(const std::vector<std::size_t>& mask) const;

 private:
  std::size_t count_;
  std::vector<Column> columns_;
};

/// In how many blocks a column is 1, and two columns differ.
std::uint64_t ones(const BitColumns::Column& column);
std::uint64_t differences(const BitColumns::Column& a, const BitColumns::Column& b);

}  // namespace neurocrypt::lab
