// From a key of the keyset to the keys of one stream.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "base/crypto.h"
#include "container/header.h"
#include "keys/state.h"

namespace neurocrypt {

/// Secrets of one stream, zeroized at its end.
class StreamKey {
 public:
  /// `cipher` is null for the suite aes; the AES key is used by the suites aes and hybrid.
  StreamKey(Suite suite, std::unique_ptr<ChunkCipher> cipher)
      : suite_(suite), cipher_(std::move(cipher)) {}
  StreamKey(StreamKey&&) = default;
  StreamKey& operator=(StreamKey&&) = delete;
  ~StreamKey() { zeroize(aes_key_); }

  [[nodiscard]] Suite suite() const { return suite_; }
  [[nodiscard]] const ChunkCipher* cipher() const { return cipher_.get(); }
  [[nodiscard]] const std::array<std::uint8_t, 32>& aes_key() const { return aes_key_; }
  [[nodiscard]] std::array<std::uint8_t, 32>& aes_key() { return aes_key_; }

 private:
  Suite suite_;
  std::unique_ptr<ChunkCipher> cipher_;
  std::array<std::uint8_t, 32> aes_key_{};
};

/// A key made ready to derive streams from. Any thread.
class StreamKeySource {
 public:
  explicit StreamKeySource(std::shared_ptr<const Key> key);

  [[nodiscard]] const Key& key() const { return *key_; }

  /// The commitment to this key, `header` (whatever its commitment is) and the associated data.
  [[nodiscard]] Commitment commit(const Header& header, ByteView associated_data) const;

  /// Errors   what loading the family's weights returns.
  [[nodiscard]] Result<StreamKey> derive(const Header& header, ByteView associated_data) const;

  /// Expands the weights, at the first call: the suite aes never pays for it.
  [[nodiscard]] Result<const Cipher*> cipher() const;

 private:
  std::shared_ptr<const Key> key_;
  Hkdf commitment_root_;
  Hkdf aes_root_;
  mutable std::once_flag load_once_;
  mutable std::optional<Result<std::unique_ptr<Cipher>>> cipher_;
};

/// Errors   kRefused with the family's basis when `suite` is neural and consent is needed and
/// missing.
Status check_consent(Suite suite, FamilyId family, const Consent& consent);

}  // namespace neurocrypt
