// Speck32/64, a block cipher small enough to be attacked at reduced rounds.
// Source   R. Beaulieu et al., "The SIMON and SPECK families of lightweight block ciphers",
//          ePrint 2013/404.
#pragma once

#include <array>
#include <cstdint>

namespace neurocrypt::lab {

inline constexpr int kSpeck32Rounds = 22;

struct Speck32Block {
  std::uint16_t x, y;
  friend bool operator==(const Speck32Block&, const Speck32Block&) = default;
};

class Speck32 {
 public:
  /// `key` as the paper prints it, (l2, l1, l0, k0); rounds from 1 to kSpeck32Rounds.
  Speck32(const std::array<std::uint16_t, 4>& key, int rounds);
  [[nodiscard]] Speck32Block encrypt(Speck32Block block) const;
  [[nodiscard]] Speck32Block decrypt(Speck32Block block) const;

 private:
  std::array<std::uint16_t, kSpeck32Rounds> round_keys_{};
  int rounds_;
};

}  // namespace neurocrypt::lab
