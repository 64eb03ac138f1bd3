#include "neurocrypt/keyset.h"

#include <charconv>
#include <chrono>
#include <utility>

#include "base/random.h"
#include "ciphers/cipher.h"
#include "keys/key_file.h"
#include "keys/state.h"

namespace neurocrypt {
namespace {

std::int64_t now_unix_s() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Error no_such_key(KeyId id) {
  return {ErrorCode::kNotFound, "the keyset has no key " + print(id),
          "list its keys with neurocrypt inspect"};
}

// A key that could be stored but not read back, or read back but not used, is refused here.
Status check_material(const KeyMaterial& material) {
  NC_RETURN_IF_ERROR(family(material.family).check(material.architecture));
  if (material.weights.empty() || material.weights.size() > kWeightsBytesMax) {
    return Error{ErrorCode::kInvalidArgument,
                 "key material has " + std::to_string(material.weights.size()) +
                     " bytes of weights; allowed are 1 to " + std::to_string(kWeightsBytesMax)};
  }
  if (material.certificate.size() > kCertificateBytesMax) {
    return Error{ErrorCode::kInvalidArgument, "key material has a certificate of " +
                                                  std::to_string(material.certificate.size()) +
                                                  " bytes; allowed are " +
                                                  std::to_string(kCertificateBytesMax)};
  }
  return {};
}

KeyInfo info_of(const KeySlot& slot, KeyId primary) {
  const Key& key = *slot.key;
  return {.id = key.id,
          .family = key.material.family,
          .architecture = key.material.architecture,
          .status = slot.status,
          .primary = key.id == primary,
          .created_unix_s = key.created_unix_s,
          .strength = family(key.material.family).strength(key.material.architecture),
          .certificate = key.material.certificate};
}

}  // namespace

std::string print(KeyId id) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += kDigits[(id.value >> shift) & 15];
  return text;
}

Result<KeyId> parse_key_id(std::string_view text) {
  KeyId id;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.value, 16);
  if (text.size() != 16 || error != std::errc() || end != text.data() + text.size()) {
    return Error{ErrorCode::kInvalidArgument, "'" + std::string(text) + "' is not a key id",
                 "write 16 hexadecimal digits, as neurocrypt inspect prints them"};
  }
  return id;
}

Result<KeyMaterial> generate_key_material(FamilyId family_id, const Architecture& architecture) {
  const Family& row = family(family_id);
  if (row.generate == nullptr) {
    return Error{ErrorCode::kUnsupported,
                 "keys of the family " + std::string(row.info.name) + " are trained, not sampled",
                 "train one with the training library or neurocrypt keygen"};
  }
  NC_RETURN_IF_ERROR(row.check(architecture));
  NC_ASSIGN_OR_RETURN(SecretBytes weights, row.generate(architecture));
  return KeyMaterial{family_id, architecture, std::move(weights), {}};
}

Keyset::Keyset(std::unique_ptr<State> state) : state_(std::move(state)) {}
Keyset::Keyset(Keyset&&) noexcept = default;
Keyset& Keyset::operator=(Keyset&&) noexcept = default;
Keyset::~Keyset() = default;

Result<Keyset> Keyset::create(KeyMaterial material) {
  Keyset keyset(std::make_unique<State>());
  NC_RETURN_IF_ERROR(keyset.add_primary(std::move(material)));
  return keyset;
}

Result<KeyId> Keyset::add_primary(KeyMaterial material) {
  if (state_->slots.size() >= kKeysMax) {
    return Error{ErrorCode::kExhausted,
                 "the keyset already has " + std::to_string(kKeysMax) + " keys, as many as it can",
                 "start a new keyset"};
  }
  NC_RETURN_IF_ERROR(check_material(material));
  KeyId id;
  do {
    std::uint8_t bytes[8];
    fill_random(bytes);
    for (const std::uint8_t byte : bytes) id.value = id.value << 8 | byte;
  } while (state_->find(id) != nullptr);
  auto key = std::make_shared<const Key>(
      Key{id, std::move(material), random_secret(kAesSecretBytes), now_unix_s()});
  state_->slots.push_back({std::move(key), KeyStatus::kEnabled});
  state_->primary = id;
  return id;
}

Result<KeyId> Keyset::rotate() {
  const KeyMaterial& current = state_->find(state_->primary)->key->material;
  const Family& row = family(current.family);
  if (row.info.trained) {
    return Error{ErrorCode::kUnsupported,
                 "keys of the family " + std::string(row.info.name) + " are trained, not sampled",
                 "train a new key and add it as the primary one"};
  }
  NC_ASSIGN_OR_RETURN(
      KeyMaterial material,
      generate_key_material(current.family, row.draw_architecture(current.architecture)));
  return add_primary(std::move(material));
}

Status Keyset::retire(KeyId id) {
  KeySlot* const slot = state_->find(id);
  if (slot == nullptr) return no_such_key(id);
  if (id == state_->primary) {
    return Error{ErrorCode::kRefused, "key " + print(id) + " is the primary one",
                 "rotate first, then retire it"};
  }
  slot->status = KeyStatus::kRetired;
  return {};
}

Status Keyset::enable(KeyId id) {
  KeySlot* const slot = state_->find(id);
  if (slot == nullptr) return no_such_key(id);
  slot->status = KeyStatus::kEnabled;
  return {};
}

std::vector<KeyInfo> Keyset::keys() const {
  std::vector<KeyInfo> infos;
  for (const KeySlot& slot : state_->slots) infos.push_back(info_of(slot, state_->primary));
  return infos;
}

KeyInfo Keyset::primary() const { return info_of(*state_->find(state_->primary), state_->primary); }

}  // namespace neurocrypt
