// What a keyset holds, secrets included. For src/keys and src/container only.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "neurocrypt/keyset.h"

namespace neurocrypt {

inline constexpr std::size_t kAesSecretBytes = 32;

/// One key. Immutable once made, so that sealers and openers share it without copying secrets.
struct Key {
  KeyId id;
  KeyMaterial material;
  SecretBytes aes_secret;  ///< kAesSecretBytes random bytes, independent of the weights
  std::int64_t created_unix_s;
};

/// A key and what may change about it.
struct KeySlot {
  std::shared_ptr<const Key> key;
  KeyStatus status;
};

struct Keyset::State {
  std::vector<KeySlot> slots;  ///< in order of creation, 1 to kKeysMax
  KeyId primary;               ///< names an enabled slot

  [[nodiscard]] const KeySlot* find(KeyId id) const {
    for (const KeySlot& slot : slots) {
      if (slot.key->id == id) return &slot;
    }
    return nullptr;
  }
  KeySlot* find(KeyId id) { return const_cast<KeySlot*>(std::as_const(*this).find(id)); }
};

}  // namespace neurocrypt
