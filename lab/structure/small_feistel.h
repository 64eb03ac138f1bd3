// Feistel networks over short halves with any round functions: what structural attacks recover, and
// what toys are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace neurocrypt::lab {

/// How a round function's output enters the other half.
enum class Combine : std::uint8_t { kXor, kAdd };

/// The group of the words of one half: n bits under exclusive or, or addition modulo 2^n.
struct HalfGroup {
  int bits;
  Combine combine;

  [[nodiscard]] std::uint32_t size() const { return std::uint32_t{1} << bits; }
  [[nodiscard]] std::uint32_t add(std::uint32_t a, std::uint32_t b) const {
    return combine == Combine::kXor ? a ^ b : (a + b) & (size() - 1);
  }
  [[nodiscard]] std::uint32_t subtract(std::uint32_t a, std::uint32_t b) const {
    return combine == Combine::kXor ? a ^ b : (a - b) & (size() - 1);
  }
};

struct Halves {
  std::uint32_t left, right;  ///< below 2^bits
  friend bool operator==(Halves, Halves) = default;
};
/// A block of bits / 4 bytes, little endian, the left half low; halves of whole nibbles.
Halves read_halves(const std::uint8_t* block, int bits);
void write_halves(Halves halves, int bits, std::uint8_t* block);

inline constexpr std::int32_t kUnknown = -1;
/// A round function: [2^bits] words, or kUnknown where nobody has found it.
using RoundTable = std::vector<std::int32_t>;

/// left += F_0(right), right += F_1(left), left += F_2(right), ...: the order of the reversible
/// family. With x_0 = left and x_1 = right this is x_(i+2) = x_i + F_i(x_(i+1)), and the halves at
/// the end are the last two x, the one with the even index left.
struct SmallFeistel {
  HalfGroup group;
  std::vector<RoundTable> rounds;

  /// Nothing where an entry that it needs is unknown.
  [[nodiscard]] std::optional<Halves> encrypt(Halves block) const;
  [[nodiscard]] std::optional<Halves> decrypt(Halves block) const;
};

}  // namespace neurocrypt::lab
