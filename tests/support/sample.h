// Sample keys and messages.
#pragma once

#include <stdexcept>
#include <string>

#include "neurocrypt/bytes.h"
#include "neurocrypt/keyset.h"

namespace neurocrypt::test {

/// Material of a lattice key with given weights, for tests that do not care about randomness.
inline KeyMaterial lattice_material(std::uint8_t fill = 1) {
  SecretBytes seed(32);
  for (std::uint8_t& byte : seed) byte = fill;
  return {FamilyId::kLattice, LatticeArchitecture{}, std::move(seed), {}};
}

/// The value of a Result that must hold one; fails the test with the error otherwise.
template <typename T>
T value_of(Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}

inline Keyset lattice_keyset() { return value_of(Keyset::create(lattice_material())); }

inline SecretBytes secret(std::string_view text) {
  SecretBytes bytes(text.size());
  std::copy(text.begin(), text.end(), bytes.begin());
  return bytes;
}

/// `size` bytes without structure, the same in every run.
inline ByteString sample_bytes(std::size_t size) {
  ByteString bytes(size);
  std::uint32_t state = 1;
  for (std::uint8_t& byte : bytes) {
    state = state * 1'664'525 + 1'013'904'223;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  return bytes;
}

}  // namespace neurocrypt::test
