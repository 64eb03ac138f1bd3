// Keysets: several neural keys with ids, one of them primary, with rotation and retirement.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "neurocrypt/architecture.h"
#include "neurocrypt/bytes.h"
#include "neurocrypt/family.h"
#include "neurocrypt/result.h"
#include "neurocrypt/secret.h"

namespace neurocrypt {

/// Eight random bytes that name a key; printed as 16 hexadecimal digits.
struct KeyId {
  std::uint64_t value = 0;
  friend bool operator==(const KeyId&, const KeyId&) = default;
};
std::string print(KeyId id);
Result<KeyId> parse_key_id(std::string_view text);

enum class KeyStatus : std::uint8_t {
  kEnabled = 1,  ///< opens; the primary also seals
  kRetired = 2,  ///< neither seals nor opens
};

/// One key without its secrets.
struct KeyInfo {
  KeyId id;
  FamilyId family;
  Architecture architecture;
  KeyStatus status;
  bool primary;
  std::int64_t created_unix_s;
  Strength strength;
  std::string
      certificate;  ///< JSON object of what was measured when the key was made; may be empty
};

/// What a key is made of, before it has an id: an architecture and secret weights.
struct KeyMaterial {
  FamilyId family;
  Architecture architecture;
  SecretBytes
      weights;  ///< the family's own format: a 32-byte seed, or trained and quantised weights
  std::string certificate;  ///< JSON object, or empty
};

/// Samples weights for `architecture` with the operating system's generator.
///
/// Errors   kUnsupported for a trained family (use the training library), kInvalidArgument for an
///          architecture outside the family's space, with the reason.
Result<KeyMaterial> generate_key_material(FamilyId family, const Architecture& architecture);

/// Several keys, exactly one of them primary. Every key also holds 32 independent random bytes for
/// AES-256-GCM, so that the suites aes and hybrid never depend on the neural weights.
class Keyset {
 public:
  /// A keyset with `material` as its only, primary key.
  static Result<Keyset> create(KeyMaterial material);

  /// Adds `material` as a new key and makes it primary; older keys still open their messages.
  Result<KeyId> add_primary(KeyMaterial material);

  /// Rotation of a sampled family: new weights, and a new architecture drawn where the family has a
  /// choice (reversible).
  /// Errors   kUnsupported for a trained family: train, then add_primary.
  Result<KeyId> rotate();

  /// Stops a key from opening anything. Errors: kNotFound, kRefused for the primary.
  Status retire(KeyId id);
  /// Undoes retire.
  Status enable(KeyId id);

  [[nodiscard]] std::vector<KeyInfo> keys() const;
  [[nodiscard]] KeyInfo primary() const;

  Keyset(Keyset&&) noexcept;
  Keyset& operator=(Keyset&&) noexcept;
  ~Keyset();

  struct State;  ///< defined in src/keys; opaque here
  [[nodiscard]] const State& state() const { return *state_; }

 private:
  explicit Keyset(std::unique_ptr<State> state);
  friend Result<Keyset> parse_key_file(ByteView, const SecretBytes*);
  std::unique_ptr<State> state_;
};

/// Parses a key file, docs/formats/key-file.md; `passphrase` is null for a plain one.
///
/// Errors   kCorrupt with the byte offset; kUnsupported for a later version; kInvalidArgument when
/// a
///          passphrase is missing or superfluous; kNotAuthentic for a wrong one.
Result<Keyset> parse_key_file(ByteView file, const SecretBytes* passphrase);

/// Serialises, sealed under `passphrase` (Argon2id) unless it is null.
Result<SecretBytes> print_key_file(const Keyset& keyset, const SecretBytes* passphrase);

/// Reads a key file; refuses one that others may read, unless it is sealed under a passphrase.
Result<Keyset> load_key_file(const std::string& path, const SecretBytes* passphrase);

/// Writes atomically, readable by the owner only. `replace` allows an existing file (rotation).
Status store_key_file(const Keyset& keyset, const std::string& path, const SecretBytes* passphrase,
                      bool replace);

/// True when the file starts as a key file that needs a passphrase.
Result<bool> key_file_needs_passphrase(const std::string& path);

}  // namespace neurocrypt
