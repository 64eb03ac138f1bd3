// Key files: docs/formats/key-file.md is the specification, in the same order as this file.
#include "keys/key_file.h"

#include <algorithm>
#include <utility>

#include "base/endian.h"
#include "base/random.h"
#include "ciphers/cipher.h"
#include "keys/state.h"

namespace neurocrypt {
namespace {

enum class Protection : std::uint8_t { kPlain = 0, kPassphrase = 1 };

constexpr std::size_t kVersionOffset = 8;
constexpr std::size_t kProtectionOffset = 9;
constexpr std::size_t kReservedOffset = 10;
constexpr std::size_t kBodySizeOffset = 12;
constexpr std::size_t kPlainHeaderBytes = 16;
constexpr std::size_t kOperationsOffset = 16;
constexpr std::size_t kMemoryOffset = 20;
constexpr std::size_t kSaltOffset = 24;
constexpr std::size_t kCommitmentOffset = 40;
constexpr std::size_t kSealedHeaderBytes = 72;
constexpr std::size_t kChecksumBytes = 32;

std::size_t header_bytes(Protection protection) {
  return protection == Protection::kPlain ? kPlainHeaderBytes : kSealedHeaderBytes;
}

std::size_t trailer_bytes(Protection protection) {
  return protection == Protection::kPlain ? kChecksumBytes : kGcmTagBytes;
}

Error corrupt(const std::string& what, std::size_t offset) {
  return {ErrorCode::kCorrupt, "key file: " + what + " at byte " + std::to_string(offset),
          "restore the file from a copy"};
}

Error unsupported(const std::string& what, std::size_t offset) {
  return {ErrorCode::kUnsupported, "key file: " + what + " at byte " + std::to_string(offset),
          "a later version of neurocrypt may read it"};
}

struct FileHeader {
  Protection protection;
  std::size_t body_bytes;
};

// Everything that can be said about a file before a passphrase or the checksum is looked at.
Result<FileHeader> parse_header(ByteView file) {
  if (!is_key_file(file)) {
    return Error{ErrorCode::kCorrupt,
                 "key file: magic at byte 0 is not that of a neurocrypt key file",
                 "name a file that neurocrypt keygen made"};
  }
  if (file.size() < kPlainHeaderBytes) return corrupt("truncated header", file.size());
  if (file[kVersionOffset] != kKeyFileVersion) {
    return unsupported("version " + std::to_string(file[kVersionOffset]), kVersionOffset);
  }
  if (file[kProtectionOffset] > static_cast<std::uint8_t>(Protection::kPassphrase)) {
    return corrupt("unknown protection " + std::to_string(file[kProtectionOffset]),
                   kProtectionOffset);
  }
  const auto protection = static_cast<Protection>(file[kProtectionOffset]);
  if (load_be(&file[kReservedOffset], 2) != 0)
    return corrupt("non-zero reserved field", kReservedOffset);
  const std::size_t body_bytes = load_be(&file[kBodySizeOffset], 4);
  const std::size_t expected = header_bytes(protection) + body_bytes + trailer_bytes(protection);
  if (expected > kKeyFileBytesMax || expected != file.size()) {
    return corrupt("body size " + std::to_string(body_bytes) + " of a file of " +
                       std::to_string(file.size()) + " bytes",
                   kBodySizeOffset);
  }
  return FileHeader{protection, body_bytes};
}

// Takes fields off a body; every error names the field and its offset in the file.
class BodyReader {
 public:
  BodyReader(ByteView body, std::size_t file_offset) : rest_(body), offset_(file_offset) {}

  Result<ByteView> bytes(std::size_t size, const char* field) {
    if (rest_.size() < size) return corrupt(std::string("truncated ") + field, offset_);
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    offset_ += size;
    return taken;
  }

  Result<std::uint64_t> number(std::size_t size_bytes, std::uint64_t min, std::uint64_t max,
                               const char* field) {
    NC_ASSIGN_OR_RETURN(const ByteView taken, bytes(size_bytes, field));
    const std::uint64_t value = load_be(taken.data(), size_bytes);
    if (value < min || value > max) {
      return corrupt(std::string(field) + " " + std::to_string(value) + ", outside " +
                         std::to_string(min) + " to " + std::to_string(max) + ",",
                     offset_ - size_bytes);
    }
    return value;
  }

  /// A length of `length_bytes` bytes, then as many bytes as it says.
  Result<ByteView> counted(std::size_t length_bytes, std::uint64_t min, std::uint64_t max,
                           const char* length_field, const char* field) {
    NC_ASSIGN_OR_RETURN(const std::uint64_t size, number(length_bytes, min, max, length_field));
    return bytes(size, field);
  }

  [[nodiscard]] std::size_t offset() const { return offset_; }
  [[nodiscard]] bool empty() const { return rest_.empty(); }

 private:
  ByteView rest_;
  std::size_t offset_;
};

SecretBytes secret_copy(ByteView bytes) {
  SecretBytes copy(bytes.size());
  std::copy(bytes.begin(), bytes.end(), copy.begin());
  return copy;
}

Result<FamilyId> parse_family(BodyReader& reader) {
  const std::size_t offset = reader.offset();
  NC_ASSIGN_OR_RETURN(const std::uint64_t id, reader.number(1, 0, 255, "family"));
  for (const Family* const row : family_registry()) {
    if (static_cast<std::uint64_t>(row->info.id) == id) return row->info.id;
  }
  return unsupported("unknown family " + std::to_string(id), offset);
}

// The architecture as canonical text, allowed for its family and confirmed by its hash.
Result<Architecture> parse_architecture_field(BodyReader& reader, FamilyId family_id) {
  const std::size_t offset = reader.offset();
  NC_ASSIGN_OR_RETURN(const ByteView text, reader.counted(2, 1, kArchitectureBytesMax,
                                                          "architecture length", "architecture"));
  auto architecture = parse_architecture(as_text(text));
  if (!architecture.ok()) return corrupt(architecture.error().message, offset);
  if (print(*architecture) != as_text(text))
    return corrupt("architecture not in its printed form", offset);
  if (const Status allowed = family(family_id).check(*architecture); !allowed.ok()) {
    return corrupt(allowed.error().message, offset);
  }
  const std::size_t hash_offset = reader.offset();
  NC_ASSIGN_OR_RETURN(const ByteView stored,
                      reader.bytes(sizeof(ArchitectureHash::bytes), "architecture hash"));
  if (!std::ranges::equal(stored, hash(*architecture).bytes)) {
    return corrupt("architecture hash of another architecture", hash_offset);
  }
  return architecture;
}

Result<KeySlot> parse_key(BodyReader& reader) {
  NC_ASSIGN_OR_RETURN(const std::uint64_t id, reader.number(8, 0, UINT64_MAX, "key id"));
  NC_ASSIGN_OR_RETURN(const FamilyId family_id, parse_family(reader));
  NC_ASSIGN_OR_RETURN(const std::uint64_t status, reader.number(1, 1, 2, "key status"));
  NC_ASSIGN_OR_RETURN(const std::uint64_t created, reader.number(8, 0, INT64_MAX, "creation time"));
  NC_ASSIGN_OR_RETURN(Architecture architecture, parse_architecture_field(reader, family_id));
  NC_ASSIGN_OR_RETURN(const ByteView aes_secret, reader.bytes(kAesSecretBytes, "AES secret"));
  NC_ASSIGN_OR_RETURN(const ByteView weights,
                      reader.counted(4, 1, kWeightsBytesMax, "weights length", "weights"));
  NC_ASSIGN_OR_RETURN(
      const ByteView certificate,
      reader.counted(4, 0, kCertificateBytesMax, "certificate length", "certificate"));
  KeyMaterial material{family_id, std::move(architecture), secret_copy(weights),
                       std::string(as_text(certificate))};
  auto key = std::make_shared<const Key>(Key{
      KeyId{id}, std::move(material), secret_copy(aes_secret), static_cast<std::int64_t>(created)});
  return KeySlot{std::move(key), static_cast<KeyStatus>(status)};
}

Result<Keyset::State> parse_body(ByteView body, std::size_t file_offset) {
  BodyReader reader(body, file_offset);
  Keyset::State state;
  NC_ASSIGN_OR_RETURN(const std::uint64_t count, reader.number(2, 1, kKeysMax, "number of keys"));
  const std::size_t primary_offset = reader.offset();
  NC_ASSIGN_OR_RETURN(const std::uint64_t primary,
                      reader.number(8, 0, UINT64_MAX, "primary key id"));
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::size_t offset = reader.offset();
    NC_ASSIGN_OR_RETURN(KeySlot slot, parse_key(reader));
    if (state.find(slot.key->id) != nullptr) {
      return corrupt("second key with the id " + print(slot.key->id), offset);
    }
    state.slots.push_back(std::move(slot));
  }
  if (!reader.empty()) return corrupt("trailing bytes", reader.offset());
  state.primary = KeyId{primary};
  const KeySlot* const slot = state.find(state.primary);
  if (slot == nullptr || slot->status != KeyStatus::kEnabled) {
    return corrupt("primary key id that names no enabled key", primary_offset);
  }
  return state;
}

// Appends fields to a secret array of the right size.
class BodyWriter {
 public:
  explicit BodyWriter(MutableBytes body) : rest_(body) {}

  void bytes(ByteView bytes) {
    std::copy(bytes.begin(), bytes.end(), rest_.begin());
    rest_ = rest_.subspan(bytes.size());
  }
  void number(std::uint64_t value, std::size_t size_bytes) {
    store_be(value, rest_.data(), size_bytes);
    rest_ = rest_.subspan(size_bytes);
  }
  [[nodiscard]] bool full() const { return rest_.empty(); }

 private:
  MutableBytes rest_;
};

std::size_t body_size_bytes(const Keyset::State& state) {
  std::size_t size = 2 + 8;
  for (const KeySlot& slot : state.slots) {
    const KeyMaterial& material = slot.key->material;
    size += 8 + 1 + 1 + 8 + 2 + print(material.architecture).size() + 32 + kAesSecretBytes + 4 +
            material.weights.size() + 4 + material.certificate.size();
  }
  return size;
}

void print_body(const Keyset::State& state, MutableBytes body) {
  BodyWriter writer(body);
  writer.number(state.slots.size(), 2);
  writer.number(state.primary.value, 8);
  for (const KeySlot& slot : state.slots) {
    const Key& key = *slot.key;
    const std::string architecture = print(key.material.architecture);
    writer.number(key.id.value, 8);
    writer.number(static_cast<std::uint64_t>(key.material.family), 1);
    writer.number(static_cast<std::uint64_t>(slot.status), 1);
    writer.number(static_cast<std::uint64_t>(key.created_unix_s), 8);
    writer.number(architecture.size(), 2);
    writer.bytes(as_bytes(architecture));
    writer.bytes(hash(key.material.architecture).bytes);
    writer.bytes(key.aes_secret);
    writer.number(key.material.weights.size(), 4);
    writer.bytes(key.material.weights);
    writer.number(key.material.certificate.size(), 4);
    writer.bytes(as_bytes(key.material.certificate));
  }
  assert(writer.full());
}

// A file with its first 16 bytes and its body in the clear; the rest is the caller's.
Result<SecretBytes> unprotected_file(const Keyset::State& state, Protection protection) {
  const std::size_t body_bytes = body_size_bytes(state);
  const std::size_t size = header_bytes(protection) + body_bytes + trailer_bytes(protection);
  if (size > kKeyFileBytesMax) {
    return Error{ErrorCode::kExhausted,
                 "the key file would have " + std::to_string(size) + " bytes; allowed are " +
                     std::to_string(kKeyFileBytesMax),
                 "start a new keyset"};
  }
  SecretBytes file(size);
  std::copy(kKeyFileMagic.begin(), kKeyFileMagic.end(), file.begin());
  file[kVersionOffset] = kKeyFileVersion;
  file[kProtectionOffset] = static_cast<std::uint8_t>(protection);
  store_be(body_bytes, &file[kBodySizeOffset], 4);
  print_body(state, MutableBytes(file).subspan(header_bytes(protection), body_bytes));
  return file;
}

// The first half of Argon2id's output seals the body; the second commits to the passphrase, so that
// a wrong one is told from a damaged file and one file cannot be made to open under two.
struct PassphraseKeys {
  SecretBytes bytes;
  [[nodiscard]] std::span<const std::uint8_t, 32> body_key() const {
    return std::span<const std::uint8_t, 32>(bytes.data(), 32);
  }
  [[nodiscard]] ByteView commitment() const { return {bytes.data() + 32, 32}; }
};

Result<PassphraseKeys> passphrase_keys(const SecretBytes& passphrase,
                                       const PassphraseParameters& parameters) {
  const Argon2Limits limits{parameters.operations, std::uint64_t{parameters.memory_kib} << 10};
  NC_ASSIGN_OR_RETURN(SecretBytes bytes, argon2id(passphrase, parameters.salt, limits, 64));
  return PassphraseKeys{std::move(bytes)};
}

// The key is new for every file, since its salt is, so one nonce does for all.
constexpr std::array<std::uint8_t, kGcmNonceBytes> kBodyNonce = {};

Result<SecretBytes> open_body(ByteView file, std::size_t body_bytes,
                              const SecretBytes& passphrase) {
  PassphraseParameters parameters{};
  parameters.operations = static_cast<std::uint32_t>(load_be(&file[kOperationsOffset], 4));
  parameters.memory_kib = static_cast<std::uint32_t>(load_be(&file[kMemoryOffset], 4));
  std::copy_n(&file[kSaltOffset], parameters.salt.size(), parameters.salt.begin());
  if (parameters.operations < 1 || parameters.operations > kArgon2OperationsMax) {
    return corrupt("Argon2id operations " + std::to_string(parameters.operations) +
                       ", outside 1 to " + std::to_string(kArgon2OperationsMax) + ",",
                   kOperationsOffset);
  }
  if (parameters.memory_kib < kArgon2MemoryKibMin || parameters.memory_kib > kArgon2MemoryKibMax) {
    return corrupt("Argon2id memory of " + std::to_string(parameters.memory_kib) +
                       " KiB, outside " + std::to_string(kArgon2MemoryKibMin) + " to " +
                       std::to_string(kArgon2MemoryKibMax) + ",",
                   kMemoryOffset);
  }
  NC_ASSIGN_OR_RETURN(const PassphraseKeys keys, passphrase_keys(passphrase, parameters));
  if (!equal_constant_time(keys.commitment(), file.subspan(kCommitmentOffset, 32))) {
    return Error{ErrorCode::kNotAuthentic, "key file: wrong passphrase, or a damaged header",
                 "check the passphrase"};
  }
  SecretBytes body(body_bytes);
  const ByteView tag = file.last(kGcmTagBytes);
  if (!Aes256Gcm(keys.body_key())
           .decrypt(kBodyNonce, file.first(kSealedHeaderBytes),
                    file.subspan(kSealedHeaderBytes, body_bytes), tag.first<kGcmTagBytes>(),
                    body)) {
    return Error{ErrorCode::kNotAuthentic,
                 "key file: the passphrase is right but the sealed body was changed",
                 "restore the file from a copy"};
  }
  return body;
}

Status check_checksum(ByteView file) {
  const std::size_t offset = file.size() - kChecksumBytes;
  if (!std::ranges::equal(sha256({file.first(offset)}), file.subspan(offset))) {
    return corrupt("bytes 0 to " + std::to_string(offset - 1) + " do not match the checksum",
                   offset);
  }
  return {};
}

}  // namespace

bool is_key_file(ByteView start) {
  return start.size() >= kKeyFileMagic.size() &&
         std::equal(kKeyFileMagic.begin(), kKeyFileMagic.end(), start.begin());
}

bool is_sealed_key_file(ByteView start) {
  return is_key_file(start) && start.size() > kProtectionOffset &&
         start[kProtectionOffset] == static_cast<std::uint8_t>(Protection::kPassphrase);
}

Result<Keyset> parse_key_file(ByteView file, const SecretBytes* passphrase) {
  NC_ASSIGN_OR_RETURN(const FileHeader header, parse_header(file));
  auto state = std::make_unique<Keyset::State>();
  if (header.protection == Protection::kPlain) {
    if (passphrase != nullptr) {
      return Error{ErrorCode::kInvalidArgument,
                   "key file: a passphrase was given, but the file is not sealed under one",
                   "leave the passphrase out"};
    }
    NC_RETURN_IF_ERROR(check_checksum(file));
    NC_ASSIGN_OR_RETURN(
        *state, parse_body(file.subspan(kPlainHeaderBytes, header.body_bytes), kPlainHeaderBytes));
  } else {
    if (passphrase == nullptr) {
      return Error{ErrorCode::kInvalidArgument,
                   "key file: sealed under a passphrase, but none was given",
                   "give the passphrase"};
    }
    NC_ASSIGN_OR_RETURN(const SecretBytes body, open_body(file, header.body_bytes, *passphrase));
    NC_ASSIGN_OR_RETURN(*state, parse_body(body, kSealedHeaderBytes));
  }
  return Keyset(std::move(state));
}

Result<SecretBytes> print_key_file(const Keyset& keyset, const SecretBytes* passphrase) {
  if (passphrase != nullptr) {
    PassphraseParameters parameters{};
    fill_random(parameters.salt);
    return print_sealed_key_file(keyset, *passphrase, parameters);
  }
  NC_ASSIGN_OR_RETURN(SecretBytes file, unprotected_file(keyset.state(), Protection::kPlain));
  const MutableBytes bytes(file);
  const std::size_t checksum_offset = bytes.size() - kChecksumBytes;
  std::ranges::copy(sha256({bytes.first(checksum_offset)}), bytes.subspan(checksum_offset).begin());
  return file;
}

Result<SecretBytes> print_sealed_key_file(const Keyset& keyset, const SecretBytes& passphrase,
                                          const PassphraseParameters& parameters) {
  NC_ASSIGN_OR_RETURN(const PassphraseKeys keys, passphrase_keys(passphrase, parameters));
  NC_ASSIGN_OR_RETURN(SecretBytes file, unprotected_file(keyset.state(), Protection::kPassphrase));
  const MutableBytes bytes(file);
  store_be(parameters.operations, &bytes[kOperationsOffset], 4);
  store_be(parameters.memory_kib, &bytes[kMemoryOffset], 4);
  std::ranges::copy(parameters.salt, bytes.subspan(kSaltOffset).begin());
  std::ranges::copy(keys.commitment(), bytes.subspan(kCommitmentOffset).begin());
  const MutableBytes body =
      bytes.subspan(kSealedHeaderBytes, bytes.size() - kSealedHeaderBytes - kGcmTagBytes);
  Aes256Gcm(keys.body_key())
      .encrypt(kBodyNonce, bytes.first(kSealedHeaderBytes), body, body,
               bytes.last(kGcmTagBytes).first<kGcmTagBytes>());
  return file;
}

}  // namespace neurocrypt
