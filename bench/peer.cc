#include "peer.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/random.h"

namespace neurocrypt::bench {
namespace {

constexpr int kNonceBytes = 12;
constexpr int kTagBytes = 16;

void require(bool done) {
  if (!done) std::abort();  // only a defect of OpenSSL or of this file can cause it
}

}  // namespace

struct Peer::State {
  EVP_CIPHER* cipher = nullptr;
  EVP_CIPHER_CTX* seal = EVP_CIPHER_CTX_new();
  EVP_CIPHER_CTX* open = EVP_CIPHER_CTX_new();
  std::uint64_t messages = 0;
  std::array<std::uint8_t, kNonceBytes> nonce{};
  std::array<std::uint8_t, kTagBytes> tag{};
};

Peer::Peer(const std::string& name) : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.cipher = EVP_CIPHER_fetch(nullptr, name.c_str(), nullptr);
  require(state.cipher != nullptr && state.seal != nullptr && state.open != nullptr);
  std::array<std::uint8_t, 32> key{};
  fill_random(key);
  require(EVP_EncryptInit_ex2(state.seal, state.cipher, key.data(), nullptr, nullptr) == 1);
  require(EVP_DecryptInit_ex2(state.open, state.cipher, key.data(), nullptr, nullptr) == 1);
}

Peer::Peer(Peer&&) noexcept = default;

Peer::~Peer() {
  if (state_ == nullptr) return;
  EVP_CIPHER_CTX_free(state_->seal);
  EVP_CIPHER_CTX_free(state_->open);
  EVP_CIPHER_free(state_->cipher);
}

void Peer::seal(ByteView plaintext, std::uint8_t* ciphertext) {
  State& state = *state_;
  ++state.messages;
  std::memcpy(state.nonce.data(), &state.messages, sizeof state.messages);
  int size = 0;
  require(EVP_EncryptInit_ex2(state.seal, nullptr, nullptr, state.nonce.data(), nullptr) == 1);
  require(EVP_EncryptUpdate(state.seal, ciphertext, &size, plaintext.data(),
                            static_cast<int>(plaintext.size())) == 1);
  require(EVP_EncryptFinal_ex(state.seal, ciphertext + size, &size) == 1);
  require(EVP_CIPHER_CTX_ctrl(state.seal, EVP_CTRL_AEAD_GET_TAG, kTagBytes, state.tag.data()) == 1);
}

void Peer::open(ByteView ciphertext, std::uint8_t* plaintext) {
  State& state = *state_;
  int size = 0;
  require(EVP_DecryptInit_ex2(state.open, nullptr, nullptr, state.nonce.data(), nullptr) == 1);
  require(EVP_DecryptUpdate(state.open, plaintext, &size, ciphertext.data(),
                            static_cast<int>(ciphertext.size())) == 1);
  require(EVP_CIPHER_CTX_ctrl(state.open, EVP_CTRL_AEAD_SET_TAG, kTagBytes, state.tag.data()) == 1);
  require(EVP_DecryptFinal_ex(state.open, plaintext + size, &size) == 1);
}

}  // namespace neurocrypt::bench
