// Memory for secrets: locked where the system allows it, guarded, and zeroized when freed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "neurocrypt/bytes.h"

namespace neurocrypt {

namespace internal {
/// 64-byte-aligned memory between guard pages, kept out of swap and core dumps where the system
/// allows it; filled with zeros. Ends the program when the system has no memory left.
void* allocate_secret(std::size_t size_bytes);
/// Overwrites with zeros, then frees.
void free_secret(void* memory) noexcept;
}  // namespace internal

/// An owned array of secret values. Moves, never copies; zeroized when freed.
///
/// Timing   allocation maps pages (about 10 microseconds): for keys and workspaces, not for each
/// message. Source   libsodium's sodium_malloc; size rounded up so that the first element is
/// 64-byte aligned.
template <typename T>
class SecretArray {
  static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= 64);

 public:
  SecretArray() = default;
  explicit SecretArray(std::size_t size) : size_(size) {
    if (size != 0) data_ = static_cast<T*>(internal::allocate_secret(size * sizeof(T)));
  }
  SecretArray(SecretArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  SecretArray& operator=(SecretArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  SecretArray(const SecretArray&) = delete;
  SecretArray& operator=(const SecretArray&) = delete;
  ~SecretArray() {
    if (data_ != nullptr) internal::free_secret(data_);
  }

  /// An explicit copy, for the few places that need one.
  [[nodiscard]] SecretArray clone() const {
    SecretArray copy(size_);
    for (std::size_t i = 0; i < size_; ++i) copy.data_[i] = data_[i];
    return copy;
  }

  [[nodiscard]] T* data() { return data_; }
  [[nodiscard]] const T* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  T& operator[](std::size_t index) { return data_[index]; }
  const T& operator[](std::size_t index) const { return data_[index]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Secret bytes: key material, passphrases, serialised key files.
using SecretBytes = SecretArray<std::uint8_t>;

}  // namespace neurocrypt
