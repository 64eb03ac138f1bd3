// Is a candidate the key? What searches for keys ask, whatever order they try them in.
#pragma once

#include "lab/oracle.h"

namespace neurocrypt::lab {

/// A few known blocks, or the start of a keystream, that the right key reproduces.
class KeyCheck {
 public:
  /// The oracle offers kKnownPairs; asks for 4 blocks.
  static Result<KeyCheck> observe(Oracle& oracle, Random& random);

  /// `candidate` has the same block or keystream face as the target.
  [[nodiscard]] Result<bool> explains(const Target& candidate) const;
  /// log10 of the chance that a wrong key explains what was seen.
  [[nodiscard]] double log10_chance() const;

 private:
  bool blocks_ = false;
  ByteString in_, out_;  // blocks and codes; or a nonce and its keystream
};

}  // namespace neurocrypt::lab
