// Several keysets as one: whatever any of them sealed is opened.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "neurocrypt/seal.h"

namespace neurocrypt {

/// Openers for a keyset and others by name. Immutable, shared by threads.
class Openers {
 public:
  static Result<std::shared_ptr<const Openers>> create(const Keyset& own,
                                                       const std::map<std::string, Keyset>& named);

  /// The one whose keyset has the key that `first_bytes`, the start of something sealed, name; the
  /// first keyset's when none has: it says what is wrong.
  [[nodiscard]] const Opener& find(ByteView first_bytes) const;
  /// True when some keyset has that key, retired or not.
  [[nodiscard]] bool knows(KeyId id) const;

 private:
  Openers() = default;
  Status add(const Keyset& keyset);
  std::vector<Opener> openers_;
  std::vector<std::pair<KeyId, std::size_t>> keys_;  // and the index of their opener
};

}  // namespace neurocrypt
