// Counter mode around the reversible network, and the family's row of the registry.
#include "ciphers/reversible/family.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <string>

#include "base/crypto.h"
#include "base/random.h"
#include "ciphers/reversible/reversible.h"
#include "neurocrypt/seal.h"

namespace neurocrypt {
namespace {

constexpr std::string_view kStreamDomain = "neurocrypt reversible v1 stream";

/// What streams share, and keep alive should the Cipher go first.
struct Key {
  ReversibleNetwork network;
  SecretBytes seed;
};

/// Counter mode: keystream block j of a chunk is E(offset xor (chunk || j)), both 64 bits, little
/// endian. No input repeats within a stream; those of two streams lie apart by two secret offsets.
class Stream final : public ChunkCipher {
 public:
  Stream(std::shared_ptr<const Key> key, const StreamSalt& salt) : key_(std::move(key)) {
    shake256({as_bytes(kStreamDomain), ByteView(key_->seed.data(), key_->seed.size()), salt},
             offset_);
  }
  ~Stream() override { zeroize(offset_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  Status encrypt(std::uint64_t chunk, ByteView plaintext, MutableBytes ciphertext,
                 TagKey* tag_key) const override {
    return add_keystream(chunk, plaintext, ciphertext, tag_key);
  }
  Status decrypt(std::uint64_t chunk, ByteView ciphertext, MutableBytes plaintext,
                 TagKey* tag_key) const override {
    if (ciphertext.size() > kChunkPlaintextBytes) {
      return Error{ErrorCode::kNotAuthentic, "a chunk is longer than any that was sealed"};
    }
    return add_keystream(chunk, ciphertext, plaintext, tag_key);
  }

 private:
  /// The first 32 bytes of the keystream are the tag key, the data begins after them.
  Status add_keystream(std::uint64_t chunk, ByteView in, MutableBytes out, TagKey* tag_key) const {
    assert(in.size() == out.size() && in.size() <= kChunkPlaintextBytes);
    if (chunk >= kReversibleStreamChunksMax) {
      zeroize(out);
      if (tag_key != nullptr) zeroize(*tag_key);
      return Error{ErrorCode::kExhausted, "a stream of the reversible family ends after 16 TiB",
                   "seal the rest as another stream"};
    }
    std::array<std::uint8_t, kMlpBlocksMax * kReversibleBlockBytes> keystream;
    std::uint64_t block = 0;
    std::size_t done = 0;
    std::size_t reserved = sizeof(TagKey);
    do {
      const std::size_t wanted = reserved + out.size() - done;
      const std::size_t blocks =
          std::min((wanted + kReversibleBlockBytes - 1) / kReversibleBlockBytes, kMlpBlocksMax);
      const MutableBytes part = MutableBytes(keystream).first(blocks * kReversibleBlockBytes);
      fill(chunk, block, part);
      if (reserved != 0 && tag_key != nullptr) {
        std::copy_n(part.begin(), sizeof(TagKey), tag_key->begin());
      }
      const std::size_t count = std::min(part.size() - reserved, out.size() - done);
      for (std::size_t i = 0; i < count; ++i) out[done + i] = in[done + i] ^ part[reserved + i];
      block += blocks;
      done += count;
      reserved = 0;
    } while (done < out.size());
    zeroize(keystream);
    return {};
  }

  void fill(std::uint64_t chunk, std::uint64_t first_block, MutableBytes keystream) const {
    for (std::size_t at = 0; at < keystream.size(); at += kReversibleBlockBytes) {
      const std::uint64_t block = first_block + at / kReversibleBlockBytes;
      for (std::size_t i = 0; i < 8; ++i) {
        keystream[at + i] = static_cast<std::uint8_t>(chunk >> (8 * i)) ^ offset_[i];
        keystream[at + 8 + i] = static_cast<std::uint8_t>(block >> (8 * i)) ^ offset_[8 + i];
      }
    }
    key_->network.encrypt_blocks(keystream);
  }

  std::shared_ptr<const Key> key_;
  std::array<std::uint8_t, kReversibleBlockBytes> offset_;
};

class ReversibleCipher final : public Cipher {
 public:
  explicit ReversibleCipher(Key key) : key_(std::make_shared<const Key>(std::move(key))) {}
  [[nodiscard]] std::unique_ptr<ChunkCipher> stream(const StreamSalt& salt) const override {
    return std::make_unique<Stream>(key_, salt);
  }

 private:
  std::shared_ptr<const Key> key_;
};

Architecture default_architecture() {
  return MlpArchitecture{{{64, Activation::kTanh}, {64, Activation::kRelu}}};
}

Status check(const Architecture& architecture) {
  const auto* const mlp = std::get_if<MlpArchitecture>(&architecture);
  if (mlp == nullptr) {
    return Error{ErrorCode::kInvalidArgument, "the reversible family has no " + print(architecture),
                 "name 2 to 5 hidden layers, as in '" + print(default_architecture()) + "'"};
  }
  return check_reversible(*mlp);
}

Result<SecretBytes> generate(const Architecture& architecture) {
  NC_RETURN_IF_ERROR(check(architecture));
  return random_secret(kReversibleSeedBytes);
}

Result<std::unique_ptr<Cipher>> load(const Architecture& architecture, ByteView weights) {
  NC_RETURN_IF_ERROR(check(architecture));
  if (weights.size() != kReversibleSeedBytes) {
    return Error{ErrorCode::kCorrupt, "the seed of a reversible key has " +
                                          std::to_string(weights.size()) +
                                          " bytes, at offset 0, instead of 32"};
  }
  const auto& mlp = std::get<MlpArchitecture>(architecture);
  NC_ASSIGN_OR_RETURN(ReversibleNetwork network,
                      ReversibleNetwork::from_seed(mlp, weights, reversible_rounds(mlp)));
  SecretBytes seed(kReversibleSeedBytes);
  std::ranges::copy(weights, seed.begin());
  return std::unique_ptr<Cipher>(
      std::make_unique<ReversibleCipher>(Key{std::move(network), std::move(seed)}));
}

Strength strength(const Architecture& architecture) {
  const auto& mlp = std::get<MlpArchitecture>(architecture);
  const std::size_t parameters = reversible_parameter_count(mlp, reversible_rounds(mlp));
  return {.parameters = parameters,
          .nominal_bits = 8.0 * static_cast<double>(parameters) +
                          std::log2(static_cast<double>(count_architectures())),
          .effective_bits = 128,
          .limited_by =
              "the 128-bit block and tag, below the 256-bit seed; no attack on the full rounds is "
              "known and no reduction to a studied problem exists: experimental "
              "(docs/ciphers/reversible.md)"};
}

std::string describe(const Architecture& architecture) {
  const auto& mlp = std::get<MlpArchitecture>(architecture);
  constexpr int kHalfBits = 8 * kReversibleBlockBytes / 2;
  return std::to_string(reversible_rounds(mlp)) + " rounds of " + print(mlp, kHalfBits, kHalfBits);
}

}  // namespace

extern const Family kReversibleFamily = {
    .info = {.id = FamilyId::kReversible,
             .name = "reversible",
             .lifecycle = Lifecycle::kExperimental,
             .construction =
                 "additive coupling of two halves by secret int8 perceptrons, a Feistel "
                 "network over bytes, in counter mode",
             .basis = "no reduction and no known attack on the full rounds, only measurements of "
                      "reduced ones",
             .trained = false},
    .default_architecture = default_architecture,
    .draw_architecture = [](const Architecture&) { return Architecture{draw_architecture()}; },
    .check = check,
    .generate = generate,
    .load = load,
    .strength = strength,
    .describe = describe};

}  // namespace neurocrypt
