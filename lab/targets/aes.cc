// AES, the standard that stands beside every other target: what an attack finds here is the
// attack's own fault.
#include <openssl/evp.h>

#include <algorithm>
#include <cassert>

#include "base/crypto.h"
#include "lab/random.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kBlockBytes = 16;

/// AES in electronic-codebook mode: the bare permutation of each block.
class AesBlock final : public BlockFace {
 public:
  explicit AesBlock(ByteView key) : key_(key.begin(), key.end()) {
    assert(key_.size() == 16 || key_.size() == 32);
  }
  [[nodiscard]] BlockShape shape() const override {
    return {.block_bytes = kBlockBytes, .code_bytes = kBlockBytes};
  }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    return apply(blocks, codes, 1);
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    return apply(codes, blocks, 0);
  }

 private:
  Status apply(ByteView in, MutableBytes out, int encrypt) const {
    constexpr std::size_t kPieceBytes = 1 << 30;  // OpenSSL counts in int
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
        EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    const EVP_CIPHER* const cipher = key_.size() == 16 ? EVP_aes_128_ecb() : EVP_aes_256_ecb();
    bool good = context != nullptr && EVP_CipherInit_ex(context.get(), cipher, nullptr, key_.data(),
                                                        nullptr, encrypt) == 1;
    good = good && EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1;
    for (std::size_t at = 0; good && at < in.size(); at += kPieceBytes) {
      int written = 0;
      const int size = static_cast<int>(std::min(kPieceBytes, in.size() - at));
      good = EVP_CipherUpdate(context.get(), out.data() + at, &written, in.data() + at, size) == 1;
    }
    if (!good) return Error{ErrorCode::kInternal, "OpenSSL refuses AES", {}};
    return {};
  }

  ByteString key_;
};

/// AES-GCM with random nonces, as the container's suite aes uses it.
class AesMessages final : public MessageFace {
 public:
  explicit AesMessages(ByteView key) { std::ranges::copy(key, key_.begin()); }

  [[nodiscard]] Result<ByteString> seal(ByteView message, std::uint64_t draw) const override {
    std::array<std::uint8_t, kGcmNonceBytes> nonce;
    Random(draw, "aes-gcm nonce").fill(nonce);
    ByteString sealed(nonce.size() + message.size() + kGcmTagBytes);
    std::ranges::copy(nonce, sealed.begin());
    Aes256Gcm(key_).encrypt(nonce, {}, message,
                            MutableBytes(sealed).subspan(nonce.size(), message.size()),
                            MutableBytes(sealed).last<kGcmTagBytes>());
    return sealed;
  }
  [[nodiscard]] Result<ByteString> open(ByteView sealed) const override {
    const Error bad{ErrorCode::kNotAuthentic, "the message was changed", {}};
    if (sealed.size() < kGcmNonceBytes + kGcmTagBytes) return bad;
    ByteString message(sealed.size() - kGcmNonceBytes - kGcmTagBytes);
    const bool good = Aes256Gcm(key_).decrypt(sealed.first<kGcmNonceBytes>(), {},
                                              sealed.subspan(kGcmNonceBytes, message.size()),
                                              sealed.last<kGcmTagBytes>(), message);
    if (!good) return bad;
    return message;
  }

 private:
  std::array<std::uint8_t, 32> key_;
};

/// Every key, none likelier than another: what brute force has to go through.
class AesKeySpace final : public KeySpaceFace {
 public:
  explicit AesKeySpace(std::size_t key_bytes) : key_bytes_(key_bytes) {}
  [[nodiscard]] double log2_keys() const override { return 8 * static_cast<double>(key_bytes_); }
  [[nodiscard]] std::uint64_t candidates() const override { return UINT64_MAX; }
  [[nodiscard]] double nominal_seconds() const override { return 1e-6; }
  [[nodiscard]] Result<Target> candidate(std::uint64_t index) const override {
    ByteString key(key_bytes_);
    for (std::size_t i = 0; i < 8; ++i) key[i] = static_cast<std::uint8_t>(index >> (8 * i));
    Target target;
    target.block = make_aes_block(key);
    return target;
  }
  [[nodiscard]] std::string description() const override {
    return "keys of " + std::to_string(8 * key_bytes_) + " random bits";
  }

 private:
  std::size_t key_bytes_;
};

/// OpenSSL's key schedule, for GCM.
class AesKeyLoad final : public KeyLoadFace {
 public:
  [[nodiscard]] Result<ByteString> draw(std::uint64_t seed) const override {
    return Random(seed, "aes key to load").bytes(kKeyBytes);
  }
  Status load(ByteView key) const override {
    const Aes256Gcm cipher(key.first<kKeyBytes>());
    return {};
  }

 private:
  static constexpr std::size_t kKeyBytes = 32;
};

enum class Mode { kBlock, kCounter };

Target aes_target(ByteString key, Mode mode) {
  const std::string name = "aes-" + std::to_string(8 * key.size());
  Target target{.name = name + (mode == Mode::kBlock ? "" : "-ctr"), .description = {}};
  if (mode == Mode::kBlock) {
    target.description = "AES, bare blocks [FIPS 197]";
    target.block = make_aes_block(key);
    target.key_space = std::make_shared<AesKeySpace>(key.size());
  } else {
    target.description = "AES in counter mode [SP 800-38A]; messages under AES-GCM";
    target.keystream = make_counter_mode(make_aes_block(key));
    if (key.size() == 32) target.message = std::make_shared<AesMessages>(key);
  }
  if (key.size() == 32) target.key_load = std::make_shared<AesKeyLoad>();
  target.variants = 1U << int(Variant::kNearKey) | 1U << int(Variant::kOtherKey);
  target.variant = [key, mode](Variant variant, std::uint64_t seed) -> Result<Target> {
    Random random(seed, "aes variant");
    ByteString changed = key;
    if (variant == Variant::kNearKey) {
      const std::uint64_t bit = random.below(8 * key.size());
      changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    } else {
      random.fill(changed);
    }
    return aes_target(changed, mode);
  };
  return target;
}

Target aes_target(std::size_t key_bytes, Mode mode, std::uint64_t seed) {
  return aes_target(Random(seed, "aes key").bytes(key_bytes), mode);
}

}  // namespace

std::shared_ptr<const BlockFace> make_aes_block(ByteView key) {
  return std::make_shared<AesBlock>(key);
}
Result<Target> make_aes_128(std::string_view, std::uint64_t seed) {
  return aes_target(16, Mode::kBlock, seed);
}
Result<Target> make_aes_256(std::string_view, std::uint64_t seed) {
  return aes_target(32, Mode::kBlock, seed);
}
Result<Target> make_aes_128_ctr(std::string_view, std::uint64_t seed) {
  return aes_target(16, Mode::kCounter, seed);
}
Result<Target> make_aes_256_ctr(std::string_view, std::uint64_t seed) {
  return aes_target(32, Mode::kCounter, seed);
}

}  // namespace neurocrypt::lab
