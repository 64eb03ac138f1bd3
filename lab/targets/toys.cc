// Toys: ciphers that are broken on purpose, each in one way, as the controls that attacks must
// break.
#include <algorithm>
#include <bitset>
#include <charconv>
#include <cmath>
#include <vector>

#include "ciphers/reversible/reversible.h"
#include "lab/random.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kBlockBytes = 16;
constexpr std::size_t kBits = 128;

// --- toy-affine
// ------------------------------------------------------------------------------------

using Bits = std::bitset<kBits>;

Bits to_bits(const std::uint8_t* block) {
  Bits bits;
  for (std::size_t i = 0; i < kBits; ++i) bits[i] = (block[i / 8] >> (i % 8) & 1) != 0;
  return bits;
}
void from_bits(const Bits& bits, std::uint8_t* block) {
  std::fill_n(block, kBlockBytes, std::uint8_t{0});
  for (std::size_t i = 0; i < kBits; ++i) {
    if (bits[i]) block[i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
  }
}

using BitMatrix = std::vector<Bits>;  // [column]: the image of each unit vector

Bits multiply(const BitMatrix& matrix, const Bits& x) {
  Bits y;
  for (std::size_t i = 0; i < kBits; ++i) {
    if (x[i]) y ^= matrix[i];
  }
  return y;
}

/// A random product of elementary operations, applied to the unit matrix one way and the other: a
/// matrix and its inverse without elimination.
void draw_invertible(Random& random, BitMatrix& matrix, BitMatrix& inverse) {
  constexpr int kOperations = 1 << 14;
  matrix.assign(kBits, {});
  inverse.assign(kBits, {});
  for (std::size_t i = 0; i < kBits; ++i) matrix[i][i] = inverse[i][i] = true;
  for (int step = 0; step < kOperations; ++step) {
    const std::size_t to = random.below(kBits);
    const std::size_t from = (to + 1 + random.below(kBits - 1)) % kBits;
    for (Bits& column : matrix) column[to] = column[to] != column[from];  // E * matrix
    inverse[from] ^= inverse[to];                                         // inverse * E
  }
}

class ToyAffine final : public BlockFace {
 public:
  explicit ToyAffine(std::uint64_t seed) {
    Random random(seed, "toy-affine");
    draw_invertible(random, matrix_, inverse_);
    for (std::size_t i = 0; i < kBits; ++i) offset_[i] = random.below(2) != 0;
  }
  [[nodiscard]] BlockShape shape() const override { return {kBlockBytes, kBlockBytes}; }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    for (std::size_t at = 0; at < blocks.size(); at += kBlockBytes) {
      from_bits(multiply(matrix_, to_bits(&blocks[at])) ^ offset_, &codes[at]);
    }
    return {};
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    for (std::size_t at = 0; at < codes.size(); at += kBlockBytes) {
      from_bits(multiply(inverse_, to_bits(&codes[at]) ^ offset_), &blocks[at]);
    }
    return {};
  }

 private:
  BitMatrix matrix_, inverse_;
  Bits offset_;
};

// --- toy-codec
// -------------------------------------------------------------------------------------

/// A random rotation of the bits (+1 and -1), squashed and rounded to int8: what training makes,
/// without training.
class ToyCodec final : public BlockFace, public MessageFace {
 public:
  ToyCodec(std::uint64_t seed, double scale) : scale_(scale), rotation_(kBits * kBits) {
    Random random(seed, "toy-codec");
    for (std::size_t r = 0; r < kBits; ++r) {  // Gram and Schmidt
      double* const row = &rotation_[r * kBits];
      for (std::size_t c = 0; c < kBits; ++c) row[c] = random.normal();
      for (std::size_t before = 0; before <= r; ++before) {
        const double* const other = &rotation_[before * kBits];
        double dot = 0;
        for (std::size_t c = 0; c < kBits; ++c) dot += row[c] * other[c];
        for (std::size_t c = 0; c < kBits; ++c) {
          row[c] = before == r ? row[c] / std::sqrt(dot) : row[c] - dot * other[c];
        }
      }
    }
  }
  void change_one_weight(std::uint64_t seed) {
    rotation_[Random(seed, "near key").below(rotation_.size())] += 1.0 / 128;
  }

  /// The same before its outputs are rounded.
  [[nodiscard]] Network network() const {
    std::vector<double> weights = rotation_;
    for (double& weight : weights) weight /= scale_;
    return {{{.rows = kBits,
              .cols = kBits,
              .weights = std::move(weights),
              .biases = std::vector<double>(kBits),
              .activation = Activation::kTanh,
              .scale = 127}}};
  }

  [[nodiscard]] BlockShape shape() const override { return {kBlockBytes, kBits, CodeUnit::kInt8}; }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    for (std::size_t b = 0; b < blocks.size() / kBlockBytes; ++b) {
      for (std::size_t r = 0; r < kBits; ++r) {
        double sum = 0;
        for (std::size_t c = 0; c < kBits; ++c) {
          const bool set = (blocks[b * kBlockBytes + c / 8] >> (c % 8) & 1) != 0;
          sum += set ? rotation_[r * kBits + c] : -rotation_[r * kBits + c];
        }
        codes[b * kBits + r] =
            static_cast<std::uint8_t>(std::lround(127 * std::tanh(sum / scale_)));
      }
    }
    return {};
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    for (std::size_t b = 0; b < blocks.size() / kBlockBytes; ++b) {
      std::vector<double> bits(kBits);
      for (std::size_t r = 0; r < kBits; ++r) {
        const double code = static_cast<std::int8_t>(codes[b * kBits + r]) / 127.5;
        for (std::size_t c = 0; c < kBits; ++c) {
          bits[c] += std::atanh(std::clamp(code, -0.999, 0.999)) * rotation_[r * kBits + c];
        }
      }
      for (std::size_t i = 0; i < kBlockBytes; ++i) {
        unsigned byte = 0;
        for (std::size_t bit = 0; bit < 8; ++bit) byte |= unsigned{bits[8 * i + bit] > 0} << bit;
        blocks[b * kBlockBytes + i] = static_cast<std::uint8_t>(byte);
      }
    }
    return {};
  }

  /// Block after block, nothing else: no nonce, no tag. Only whole blocks.
  [[nodiscard]] Result<ByteString> seal(ByteView message, std::uint64_t) const override {
    const std::size_t blocks = message.size() / kBlockBytes;
    ByteString codes(blocks * kBits);
    NC_RETURN_IF_ERROR(encrypt(message.first(blocks * kBlockBytes), codes));
    return codes;
  }
  [[nodiscard]] Result<ByteString> open(ByteView sealed) const override {
    if (sealed.size() % kBits != 0) {
      return Error{ErrorCode::kNotAuthentic, "not a whole number of blocks", {}};
    }
    ByteString message(sealed.size() / kBits * kBlockBytes);
    NC_RETURN_IF_ERROR(decrypt(sealed, message));
    return message;
  }

 private:
  double scale_;
  std::vector<double> rotation_;  // [kBits][kBits]
};

constexpr double kCodecScale = 4;

Target toy_codec(std::uint64_t seed, double scale, std::uint64_t near_seed) {
  const auto codec = std::make_shared<ToyCodec>(seed, scale);
  if (near_seed != 0) codec->change_one_weight(near_seed);
  Target target{.name = "toy-codec",
                .description = "a secret rotation of 128 bits, rounded to int8; no nonce, no tag",
                .block = codec,
                .message = codec};
  target.white_box = std::make_shared<const Network>(codec->network());
  target.real = make_network_real(target.white_box);
  target.variants = 1U << int(Variant::kNearKey) | 1U << int(Variant::kOtherKey) |
                    1U << int(Variant::kOtherArchitecture);
  target.variant = [=](Variant variant, std::uint64_t other) -> Result<Target> {
    switch (variant) {
      case Variant::kNearKey:
        return toy_codec(seed, scale, other | 1);
      case Variant::kOtherKey:
        return toy_codec(seed ^ other, scale, 0);
      case Variant::kOtherArchitecture:
        return toy_codec(seed, 2 * scale, 0);
    }
    return Error{ErrorCode::kUnsupported, "no such variant", {}};
  };
  return target;
}

// --- toy-stream
// ------------------------------------------------------------------------------------

/// A keystream that ignores its nonce, and whose bytes are even a little too often.
class ToyStream final : public KeystreamFace, public MessageFace {
 public:
  explicit ToyStream(std::uint64_t seed) : seed_(seed) {}
  Status keystream(const Nonce&, std::uint64_t chunk, MutableBytes out) const override {
    Random random(seed_ ^ chunk << 32, "toy-stream");
    for (std::uint8_t& byte : out) {
      const std::uint64_t bits = random.bits();
      byte = static_cast<std::uint8_t>(bits);
      if ((bits >> 8) % 16 == 0) byte &= 0xfe;
    }
    return {};
  }
  [[nodiscard]] Result<ByteString> seal(ByteView message, std::uint64_t) const override {
    ByteString sealed(message.size());
    for (std::size_t at = 0; at < sealed.size(); at += kKeystreamChunkBytes) {
      NC_RETURN_IF_ERROR(keystream(
          {}, at / kKeystreamChunkBytes,
          MutableBytes(sealed).subspan(at, std::min(kKeystreamChunkBytes, sealed.size() - at))));
    }
    for (std::size_t i = 0; i < sealed.size(); ++i) sealed[i] ^= message[i];
    return sealed;
  }
  [[nodiscard]] Result<ByteString> open(ByteView sealed) const override { return seal(sealed, 0); }

 private:
  std::uint64_t seed_;
};

// --- toy-seed
// --------------------------------------------------------------------------------------

constexpr int kSeedRounds = 4;
constexpr Activation kActivations[] = {Activation::kRelu, Activation::kTanh, Activation::kSigmoid};
constexpr std::uint64_t kSeedArchitectures = 9;  // two layers of 64, each with any activation

/// Key `index` of the toy: its architecture, and a seed with few bits.
Result<std::shared_ptr<const BlockFace>> toy_seed_cipher(std::uint64_t index) {
  const std::uint64_t architecture = index % kSeedArchitectures;
  std::uint64_t number = index / kSeedArchitectures;
  ByteString seed(kReversibleSeedBytes);
  for (std::size_t i = 0; i < 8; ++i, number >>= 8) seed[i] = static_cast<std::uint8_t>(number);
  NC_ASSIGN_OR_RETURN(
      ReversibleNetwork network,
      ReversibleNetwork::from_seed(MlpArchitecture{{{64, kActivations[architecture / 3]},
                                                    {64, kActivations[architecture % 3]}}},
                                   seed, kSeedRounds));
  return make_reversible_block(std::move(network));
}

class ToySeedSpace final : public KeySpaceFace {
 public:
  explicit ToySeedSpace(int seed_bits) : candidates_(kSeedArchitectures << seed_bits) {}
  [[nodiscard]] double log2_keys() const override {
    return std::log2(static_cast<double>(candidates_));
  }
  [[nodiscard]] std::uint64_t candidates() const override { return candidates_; }
  [[nodiscard]] double nominal_seconds() const override { return 4e-4; }
  [[nodiscard]] Result<Target> candidate(std::uint64_t index) const override {
    Target target;
    NC_ASSIGN_OR_RETURN(target.block, toy_seed_cipher(index));
    return target;
  }
  [[nodiscard]] std::string description() const override {
    return std::to_string(kSeedArchitectures) + " architectures x " +
           std::to_string(candidates_ / kSeedArchitectures) + " seeds";
  }

 private:
  std::uint64_t candidates_;
};

}  // namespace

Result<Target> make_toy_affine(std::string_view, std::uint64_t seed) {
  return Target{.name = "toy-affine",
                .description = "a secret affine map over GF(2)^128",
                .block = std::make_shared<ToyAffine>(seed)};
}

Result<Target> make_toy_codec(std::string_view, std::uint64_t seed) {
  return toy_codec(seed, kCodecScale, 0);
}

Result<Target> make_toy_stream(std::string_view, std::uint64_t seed) {
  const auto stream = std::make_shared<ToyStream>(seed);
  return Target{
      .name = "toy-stream",
      .description = "a keystream that ignores its nonce, its bytes too often even; no tag",
      .keystream = stream,
      .message = stream};
}

Result<Target> make_toy_seed(std::string_view parameter, std::uint64_t seed) {
  constexpr int kSeedBitsMax = 32;
  int bits = 8;
  if (!parameter.empty()) {
    const auto [end, error] =
        std::from_chars(parameter.data(), parameter.data() + parameter.size(), bits);
    if (error != std::errc() || end != parameter.data() + parameter.size() || bits < 0 ||
        bits > kSeedBitsMax) {
      return Error{ErrorCode::kInvalidArgument,
                   "'" + std::string(parameter) + "' is no number of bits from 0 to 32",
                   "for example toy-seed/12"};
    }
  }
  const auto space = std::make_shared<ToySeedSpace>(bits);
  NC_ASSIGN_OR_RETURN(auto block,
                      toy_seed_cipher(Random(seed, "toy-seed").below(space->candidates())));
  return Target{
      .name = "toy-seed/" + std::to_string(bits),
      .description = "a reversible network of 4 rounds; its key is one of " + space->description(),
      .block = std::move(block),
      .key_space = space};
}

}  // namespace neurocrypt::lab
