// The peers: OpenSSL's AEADs through EVP, used as fast as an application can use them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "neurocrypt/bytes.h"

namespace neurocrypt::bench {

/// An AEAD under one random key: the context is kept and the key set once; every message has a
/// fresh nonce and a 16-byte tag. One thread at a time.
class Peer {
 public:
  /// "AES-128-GCM", "AES-256-GCM" or "ChaCha20-Poly1305": OpenSSL's names.
  explicit Peer(const std::string& name);
  ~Peer();
  Peer(Peer&&) noexcept;

  /// Writes plaintext.size() bytes of ciphertext and the tag of a message with the next nonce.
  void seal(ByteView plaintext, std::uint8_t* ciphertext);
  /// Opens the message sealed last; ends the program if it does not verify.
  void open(ByteView ciphertext, std::uint8_t* plaintext);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

inline constexpr const char* kPeers[] = {"AES-256-GCM", "AES-128-GCM", "ChaCha20-Poly1305"};

}  // namespace neurocrypt::bench
