#include "lab/targets/speck32.h"

#include <bit>
#include <cassert>
#include <charconv>
#include <string>

#include "lab/random.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kBlockBytes = 4;

void mix(std::uint16_t& x, std::uint16_t& y, std::uint16_t key) {
  x = static_cast<std::uint16_t>((std::rotr(x, 7) + y) ^ key);
  y = static_cast<std::uint16_t>(std::rotl(y, 2) ^ x);
}

void unmix(std::uint16_t& x, std::uint16_t& y, std::uint16_t key) {
  y = std::rotr(static_cast<std::uint16_t>(y ^ x), 2);
  x = std::rotl(static_cast<std::uint16_t>((x ^ key) - y), 7);
}

/// Bytes as the designers' implementation guide has them: y first, little endian.
class Speck32Face final : public BlockFace {
 public:
  Speck32Face(const std::array<std::uint16_t, 4>& key, int rounds) : cipher_(key, rounds) {}
  [[nodiscard]] BlockShape shape() const override {
    return {.block_bytes = kBlockBytes, .code_bytes = kBlockBytes};
  }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    for (std::size_t at = 0; at < blocks.size(); at += kBlockBytes) {
      store(cipher_.encrypt(load(&blocks[at])), &codes[at]);
    }
    return {};
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    for (std::size_t at = 0; at < codes.size(); at += kBlockBytes) {
      store(cipher_.decrypt(load(&codes[at])), &blocks[at]);
    }
    return {};
  }

 private:
  static Speck32Block load(const std::uint8_t* bytes) {
    return {static_cast<std::uint16_t>(bytes[2] | bytes[3] << 8),
            static_cast<std::uint16_t>(bytes[0] | bytes[1] << 8)};
  }
  static void store(Speck32Block block, std::uint8_t* bytes) {
    bytes[0] = static_cast<std::uint8_t>(block.y);
    bytes[1] = static_cast<std::uint8_t>(block.y >> 8);
    bytes[2] = static_cast<std::uint8_t>(block.x);
    bytes[3] = static_cast<std::uint8_t>(block.x >> 8);
  }
  Speck32 cipher_;
};

}  // namespace

Speck32::Speck32(const std::array<std::uint16_t, 4>& key, int rounds) : rounds_(rounds) {
  assert(rounds >= 1 && rounds <= kSpeck32Rounds);
  std::uint16_t k = key[3];
  std::uint16_t l[3] = {key[2], key[1], key[0]};
  for (int i = 0; i < rounds; ++i) {
    round_keys_[static_cast<std::size_t>(i)] = k;
    mix(l[i % 3], k, static_cast<std::uint16_t>(i));
  }
}

Speck32Block Speck32::encrypt(Speck32Block block) const {
  for (int i = 0; i < rounds_; ++i) {
    mix(block.x, block.y, round_keys_[static_cast<std::size_t>(i)]);
  }
  return block;
}

Speck32Block Speck32::decrypt(Speck32Block block) const {
  for (int i = rounds_ - 1; i >= 0; --i) {
    unmix(block.x, block.y, round_keys_[static_cast<std::size_t>(i)]);
  }
  return block;
}

Result<Target> make_speck32(std::string_view parameter, std::uint64_t seed) {
  int rounds = kSpeck32Rounds;
  if (!parameter.empty()) {
    const auto [end, error] =
        std::from_chars(parameter.data(), parameter.data() + parameter.size(), rounds);
    if (error != std::errc() || end != parameter.data() + parameter.size() || rounds < 1 ||
        rounds > kSpeck32Rounds) {
      return Error{ErrorCode::kInvalidArgument,
                   "'" + std::string(parameter) + "' is no number of rounds from 1 to " +
                       std::to_string(kSpeck32Rounds),
                   "for example speck32/7"};
    }
  }
  Random random(seed, "speck32 key");
  std::array<std::uint16_t, 4> key;
  for (std::uint16_t& word : key) word = static_cast<std::uint16_t>(random.bits());
  return Target{.name = "speck32/" + std::to_string(rounds),
                .description = "Speck32/64, " + std::to_string(rounds) + " of its " +
                               std::to_string(kSpeck32Rounds) + " rounds, bare blocks",
                .block = std::make_shared<Speck32Face>(key, rounds)};
}

}  // namespace neurocrypt::lab
