// The autoencoder family: docs/ciphers/autoencoder.md, docs/adr/0002-autoencoder.md.
#include "ciphers/autoencoder/family.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/constant_time.h"
#include "base/crypto.h"
#include "ciphers/autoencoder/codec.h"
#include "ciphers/autoencoder/masks.h"
#include "ciphers/autoencoder/weights.h"

namespace neurocrypt {
namespace {

constexpr std::size_t kBlockUnits = 128;
constexpr std::size_t kBlockBytes = kBlockUnits / 8;
constexpr std::size_t kCodewordBytes = 1 + kBlockUnits;  // the try, then the code
constexpr int kTries = 256;

constexpr std::string_view kTagDomain = "neurocrypt autoencoder v1 tag";

std::array<std::uint8_t, 8> big_endian(std::uint64_t value) {
  std::array<std::uint8_t, 8> bytes;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
  return bytes;
}

struct Key {
  BlockCodec codec;
  Hkdf tags;
};

class AutoencoderStream final : public ChunkCipher {
 public:
  AutoencoderStream(std::shared_ptr<const Key> key, const StreamSalt& salt)
      : key_(std::move(key)), salt_(salt), masks_(salt) {}

  [[nodiscard]] std::size_t ciphertext_bytes(std::size_t plaintext_bytes) const override {
    if (plaintext_bytes == 0) return 0;
    const std::size_t before_last = (plaintext_bytes - 1) / kBlockBytes;
    return (before_last + 1) * kCodewordBytes + (plaintext_bytes - 1) % kBlockBytes;
  }

  Status encrypt(std::uint64_t chunk, ByteView plaintext, MutableBytes ciphertext,
                 TagKey* tag_key) const override {
    MlpWorkspace workspace;
    std::uint8_t* to = ciphertext.data();
    for (std::size_t at = 0; at < plaintext.size(); at += kBlockBytes) {
      std::array<std::uint8_t, kBlockBytes> block{};
      const std::size_t size = std::min(kBlockBytes, plaintext.size() - at);
      std::copy_n(plaintext.begin() + static_cast<std::ptrdiff_t>(at), size, block.begin());
      const bool exact = encode(chunk, at / kBlockBytes, block, to, workspace);
      zeroize(block);
      if (!exact) {
        zeroize(ciphertext);
        if (tag_key != nullptr) zeroize(*tag_key);
        return Error{ErrorCode::kExhausted,
                     "autoencoder: this key encodes a block exactly under none of 256 masks",
                     "its certificate cannot be true: train another key"};
      }
      to += kCodewordBytes;
    }
    // Zero bytes, one for each byte of the last block beyond its first: the ciphertext's size tells
    // the plaintext's. They are authenticated with the rest, and not read again.
    std::fill(to, ciphertext.data() + ciphertext.size(), std::uint8_t{0});
    derive_tag_key(chunk, tag_key);
    return {};
  }

  Status decrypt(std::uint64_t chunk, ByteView ciphertext, MutableBytes plaintext,
                 TagKey* tag_key) const override {
    if (ciphertext.size() != ciphertext_bytes(plaintext.size())) {
      zeroize(plaintext);
      return Error{ErrorCode::kNotAuthentic,
                   "autoencoder: no plaintext has a ciphertext of that size"};
    }
    MlpWorkspace workspace;
    std::array<std::uint8_t, kBlockBytes> block, mask;
    const std::uint8_t* from = ciphertext.data();
    for (std::size_t at = 0; at < plaintext.size(); at += kBlockBytes) {
      key_->codec.decode(from + 1, block.data(), workspace);
      masks_.generate(chunk, at / kBlockBytes, from[0], mask);
      const std::size_t size = std::min(kBlockBytes, plaintext.size() - at);
      for (std::size_t i = 0; i < size; ++i) {
        plaintext[at + i] = static_cast<std::uint8_t>(block[i] ^ mask[i]);
      }
      from += kCodewordBytes;
    }
    zeroize(block);
    derive_tag_key(chunk, tag_key);
    return {};
  }

 private:
  // Writes the first try that decodes exactly. Which one it is becomes public with the ciphertext.
  bool encode(std::uint64_t chunk, std::uint64_t index,
              const std::array<std::uint8_t, kBlockBytes>& block, std::uint8_t* codeword,
              MlpWorkspace& workspace) const {
    std::array<std::uint8_t, kBlockBytes> masked, decoded;
    bool exact = false;
    for (int attempt = 0; attempt < kTries && !exact; ++attempt) {
      codeword[0] = static_cast<std::uint8_t>(attempt);
      masks_.generate(chunk, index, codeword[0], masked);
      for (std::size_t i = 0; i < kBlockBytes; ++i) masked[i] ^= block[i];
      key_->codec.encode(masked.data(), codeword + 1, workspace);
      key_->codec.decode(codeword + 1, decoded.data(), workspace);
      exact = equal_constant_time(masked, decoded);
      mark_public(&exact, sizeof(exact));
    }
    zeroize(masked);
    zeroize(decoded);
    return exact;
  }

  void derive_tag_key(std::uint64_t chunk, TagKey* tag_key) const {
    if (tag_key != nullptr) key_->tags.expand({salt_, big_endian(chunk)}, *tag_key);
  }

  std::shared_ptr<const Key> key_;
  StreamSalt salt_;
  AutoencoderMasks masks_;
};

class AutoencoderCipher final : public Cipher {
 public:
  explicit AutoencoderCipher(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
  [[nodiscard]] std::unique_ptr<ChunkCipher> stream(const StreamSalt& salt) const override {
    return std::make_unique<AutoencoderStream>(key_, salt);
  }

 private:
  std::shared_ptr<const Key> key_;
};

Architecture default_architecture() {
  return MlpArchitecture{{3, HiddenLayer{256, Activation::kTanh}}};
}

Status check_architecture(const Architecture& architecture) {
  const auto* const mlp = std::get_if<MlpArchitecture>(&architecture);
  if (mlp == nullptr) {
    return Error{ErrorCode::kInvalidArgument,
                 "autoencoder: '" + print(architecture) + "' is not a perceptron",
                 "write hidden layers: \"256 tanh, 256 tanh, 256 tanh\""};
  }
  return check_autoencoder(*mlp, kBlockUnits);
}

Result<std::unique_ptr<Cipher>> load(const Architecture& architecture, ByteView bytes) {
  NC_RETURN_IF_ERROR(check_architecture(architecture));
  NC_ASSIGN_OR_RETURN(const AutoencoderWeights weights,
                      parse_weights(bytes, std::get<MlpArchitecture>(architecture), kBlockUnits));
  auto key =
      std::make_shared<const Key>(Key{BlockCodec(weights), Hkdf(as_bytes(kTagDomain), bytes)});
  return std::unique_ptr<Cipher>(std::make_unique<AutoencoderCipher>(std::move(key)));
}

Strength strength(const Architecture& architecture) {
  std::uint64_t parameters = 0;
  for (const LayerShape& shape :
       autoencoder_shapes(std::get<MlpArchitecture>(architecture), kBlockUnits)) {
    parameters += shape.rows * shape.cols + shape.rows;
  }
  return {.parameters = parameters,
          .nominal_bits = 8.0 * static_cast<double>(parameters) +
                          std::log2(static_cast<double>(count_architectures(kBlockUnits))),
          .effective_bits = 0,
          .limited_by =
              "known plaintext: ridge regression on 256 known blocks (4 KiB) decrypts the "
              "rest; see docs/ciphers/autoencoder.md and this key's certificate"};
}

std::string describe(const Architecture& architecture) {
  return print(std::get<MlpArchitecture>(architecture), kBlockUnits, kBlockUnits) +
         ", and its mirror image back";
}

}  // namespace

extern const Family kAutoencoderFamily = {
    .info = {.id = FamilyId::kAutoencoder,
             .name = "autoencoder",
             .lifecycle = Lifecycle::kBroken,
             .construction = "a trained perceptron encodes each 16-byte block as 128 int8 values, "
                             "and its twin decodes them",
             .basis = "broken: the trained map is almost linear, and ridge regression on 256 known "
                      "blocks decrypts all others",
             .trained = true},
    .default_architecture = default_architecture,
    .draw_architecture = [](const Architecture&) -> Architecture {
      return draw_architecture(kBlockUnits);
    },
    .check = check_architecture,
    .generate = nullptr,
    .load = load,
    .strength = strength,
    .describe = describe};

}  // namespace neurocrypt
