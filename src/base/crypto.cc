#include "base/crypto.h"

// For SHA-256 with its state in plain memory; see HmacSha256.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sodium.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace neurocrypt {
namespace {

// The primitives below cannot fail on valid arguments, but for a library that is missing or has no
// memory left; neither is an outcome that a caller could handle, and going on would release
// plaintext.
void require(bool condition, const char* what) {
  if (!condition) {
    std::fprintf(stderr, "neurocrypt: fatal: OpenSSL cannot provide %s\n", what);
    std::abort();
  }
}

struct CipherContextDeleter {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, CipherContextDeleter>;

struct MacContextDeleter {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, MacContextDeleter>;

struct DigestContextDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, DigestContextDeleter>;

// Fetching an algorithm by name takes a lock and a search, so each is fetched once.
const EVP_CIPHER* fetched_cipher(const char* name) {
  const EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
  require(cipher != nullptr, name);
  return cipher;
}

const EVP_MD* fetched_digest(const char* name) {
  const EVP_MD* digest = EVP_MD_fetch(nullptr, name, nullptr);
  require(digest != nullptr, name);
  return digest;
}

EVP_MAC* fetched_mac(const char* name) {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, name, nullptr);
  require(mac != nullptr, name);
  return mac;
}

DigestContext digest_of(const EVP_MD* digest, std::initializer_list<ByteView> parts) {
  DigestContext context(EVP_MD_CTX_new());
  require(context != nullptr && EVP_DigestInit_ex2(context.get(), digest, nullptr) == 1,
          "a digest");
  for (const ByteView part : parts) {
    require(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1, "a digest");
  }
  return context;
}

// HMAC-SHA-256 [RFC 2104] with the two key blocks hashed once. OpenSSL's own HMAC can be restarted
// from such a state only by copying three contexts on the heap, which costs more than the hashing:
// hence the older SHA-256 interface, whose state is plain memory.
struct HmacSha256 {
  SHA256_CTX inner;
  SHA256_CTX outer;

  explicit HmacSha256(ByteView key) {
    constexpr std::size_t kBlockBytes = 64;
    std::array<std::uint8_t, kBlockBytes> block{};
    if (key.size() > kBlockBytes) {
      std::ranges::copy(sha256({key}), block.begin());
    } else {
      std::ranges::copy(key, block.begin());
    }
    for (std::uint8_t& byte : block) byte ^= 0x36;
    SHA256_Init(&inner);
    SHA256_Update(&inner, block.data(), block.size());
    for (std::uint8_t& byte : block) byte ^= 0x36 ^ 0x5c;
    SHA256_Init(&outer);
    SHA256_Update(&outer, block.data(), block.size());
    zeroize(block);
  }
  ~HmacSha256() {
    OPENSSL_cleanse(&inner, sizeof(inner));
    OPENSSL_cleanse(&outer, sizeof(outer));
  }
  HmacSha256(const HmacSha256&) = default;

  // The object cannot be used again: copy it first.
  void finish(Sha256Digest& mac) {
    SHA256_Final(mac.data(), &inner);
    SHA256_Update(&outer, mac.data(), mac.size());
    SHA256_Final(mac.data(), &outer);
  }
};

}  // namespace

Sha256Digest sha256(std::initializer_list<ByteView> parts) {
  static const EVP_MD* const algorithm = fetched_digest("SHA2-256");
  Sha256Digest digest;
  require(EVP_DigestFinal_ex(digest_of(algorithm, parts).get(), digest.data(), nullptr) == 1,
          "SHA-256");
  return digest;
}

void shake256(std::initializer_list<ByteView> parts, MutableBytes out) {
  static const EVP_MD* const algorithm = fetched_digest("SHAKE-256");
  require(EVP_DigestFinalXOF(digest_of(algorithm, parts).get(), out.data(), out.size()) == 1,
          "SHAKE-256");
}

struct Hkdf::State {
  HmacSha256 keyed;  // with the PRK; copied for each block
};

Hkdf::Hkdf(ByteView salt, ByteView secret) {
  HmacSha256 extract(salt);
  SHA256_Update(&extract.inner, secret.data(), secret.size());
  Sha256Digest prk;
  extract.finish(prk);
  state_ = std::make_unique<State>(State{HmacSha256(prk)});
  zeroize(prk);
}

Hkdf::Hkdf(Hkdf&&) noexcept = default;
Hkdf& Hkdf::operator=(Hkdf&&) noexcept = default;
Hkdf::~Hkdf() = default;

void Hkdf::expand(std::initializer_list<ByteView> info, MutableBytes out) const {
  require(out.size() <= 255 * sizeof(Sha256Digest), "HKDF output of that size");
  Sha256Digest block;
  std::size_t block_size = 0;  // T(0) is empty [RFC 5869, 2.3]
  std::uint8_t counter = 1;
  for (std::size_t done = 0; done < out.size(); ++counter) {
    HmacSha256 mac = state_->keyed;
    SHA256_Update(&mac.inner, block.data(), block_size);
    for (const ByteView part : info) SHA256_Update(&mac.inner, part.data(), part.size());
    SHA256_Update(&mac.inner, &counter, 1);
    mac.finish(block);
    block_size = block.size();
    const std::size_t taken = std::min(block_size, out.size() - done);
    std::copy_n(block.begin(), taken, out.begin() + static_cast<std::ptrdiff_t>(done));
    done += taken;
  }
  zeroize(block);
}

struct Aes256Gcm::State {
  CipherContext context;
};

Aes256Gcm::Aes256Gcm(std::span<const std::uint8_t, 32> key) : state_(std::make_unique<State>()) {
  static const EVP_CIPHER* const cipher = fetched_cipher("AES-256-GCM");
  state_->context.reset(EVP_CIPHER_CTX_new());
  require(state_->context != nullptr && EVP_CipherInit_ex2(state_->context.get(), cipher,
                                                           key.data(), nullptr, 1, nullptr) == 1,
          "AES-256-GCM");
}

Aes256Gcm::Aes256Gcm(Aes256Gcm&&) noexcept = default;
Aes256Gcm& Aes256Gcm::operator=(Aes256Gcm&&) noexcept = default;
Aes256Gcm::~Aes256Gcm() = default;

void Aes256Gcm::encrypt(std::span<const std::uint8_t, kGcmNonceBytes> nonce,
                        ByteView associated_data, ByteView plaintext, MutableBytes ciphertext,
                        std::span<std::uint8_t, kGcmTagBytes> tag) {
  EVP_CIPHER_CTX* const context = state_->context.get();
  int written = 0;
  bool ok = EVP_CipherInit_ex2(context, nullptr, nullptr, nonce.data(), 1, nullptr) == 1;
  if (!associated_data.empty()) {
    ok = ok && EVP_CipherUpdate(context, nullptr, &written, associated_data.data(),
                                static_cast<int>(associated_data.size())) == 1;
  }
  if (!plaintext.empty()) {
    ok = ok && EVP_CipherUpdate(context, ciphertext.data(), &written, plaintext.data(),
                                static_cast<int>(plaintext.size())) == 1;
  }
  std::uint8_t none[16];
  ok = ok && EVP_CipherFinal_ex(context, none, &written) == 1 &&
       EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kGcmTagBytes, tag.data()) == 1;
  require(ok, "AES-256-GCM");
}

bool Aes256Gcm::decrypt(std::span<const std::uint8_t, kGcmNonceBytes> nonce,
                        ByteView associated_data, ByteView ciphertext,
                        std::span<const std::uint8_t, kGcmTagBytes> tag, MutableBytes plaintext) {
  EVP_CIPHER_CTX* const context = state_->context.get();
  int written = 0;
  std::uint8_t expected[kGcmTagBytes];
  std::copy(tag.begin(), tag.end(), expected);
  bool ok = EVP_CipherInit_ex2(context, nullptr, nullptr, nonce.data(), 0, nullptr) == 1 &&
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kGcmTagBytes, expected) == 1;
  if (!associated_data.empty()) {
    ok = ok && EVP_CipherUpdate(context, nullptr, &written, associated_data.data(),
                                static_cast<int>(associated_data.size())) == 1;
  }
  if (!ciphertext.empty()) {
    ok = ok && EVP_CipherUpdate(context, plaintext.data(), &written, ciphertext.data(),
                                static_cast<int>(ciphertext.size())) == 1;
  }
  require(ok, "AES-256-GCM");
  std::uint8_t none[16];
  if (EVP_CipherFinal_ex(context, none, &written) == 1) return true;
  zeroize(plaintext);
  return false;
}

PublicStream::PublicStream(std::span<const std::uint8_t, 16> key) {
  std::copy(key.begin(), key.end(), key_.begin());
}

void PublicStream::generate(std::uint64_t high, std::uint64_t low, MutableBytes out) const {
  static const EVP_CIPHER* const cipher = fetched_cipher("AES-128-CTR");
  // The key is public, so a context may stay behind in the thread, with the last key expanded:
  // making one, or expanding a key, costs more than a block.
  struct Keyed {
    CipherContext context{EVP_CIPHER_CTX_new()};
    std::array<std::uint8_t, 16> key{};
    bool ready = false;
  };
  thread_local Keyed keyed;
  std::uint8_t counter[16];
  for (int i = 0; i < 8; ++i) {
    counter[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
    counter[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
  }
  const bool same_key = keyed.ready && keyed.key == key_;
  std::fill(out.begin(), out.end(), std::uint8_t{0});
  int written = 0;
  require(keyed.context != nullptr &&
              EVP_EncryptInit_ex2(keyed.context.get(), same_key ? nullptr : cipher,
                                  same_key ? nullptr : key_.data(), counter, nullptr) == 1 &&
              EVP_EncryptUpdate(keyed.context.get(), out.data(), &written, out.data(),
                                static_cast<int>(out.size())) == 1,
          "AES-128-CTR");
  keyed.key = key_;
  keyed.ready = true;
}

void poly1305(std::span<const std::uint8_t, 32> one_time_key, std::initializer_list<ByteView> parts,
              std::span<std::uint8_t, kPoly1305TagBytes> tag) {
  static EVP_MAC* const mac = fetched_mac("POLY1305");
  const MacContext context(EVP_MAC_CTX_new(mac));
  bool ok = context != nullptr &&
            EVP_MAC_init(context.get(), one_time_key.data(), one_time_key.size(), nullptr) == 1;
  for (const ByteView part : parts) {
    ok = ok && EVP_MAC_update(context.get(), part.data(), part.size()) == 1;
  }
  std::size_t size = 0;
  require(ok && EVP_MAC_final(context.get(), tag.data(), &size, tag.size()) == 1, "Poly1305");
}

bool equal_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

// Not OPENSSL_cleanse, which writes 8 bytes at a time: workspaces of keystream are zeroized for
// every message.
void zeroize(MutableBytes bytes) { sodium_memzero(bytes.data(), bytes.size()); }

Result<SecretBytes> argon2id(ByteView passphrase, std::span<const std::uint8_t, 16> salt,
                             const Argon2Limits& limits, std::size_t size_bytes) {
  static_assert(crypto_pwhash_argon2id_SALTBYTES == 16);
  SecretBytes out(size_bytes);
  if (crypto_pwhash_argon2id(out.data(), out.size(),
                             reinterpret_cast<const char*>(passphrase.data()), passphrase.size(),
                             salt.data(), limits.operations,
                             static_cast<std::size_t>(limits.memory_bytes),
                             crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
    return Error{ErrorCode::kExhausted,
                 "Argon2id could not get the memory that the key file asks for",
                 "free some memory, or store the key again on a machine with less"};
  }
  return out;
}

}  // namespace neurocrypt
