// docs/formats/container.md, section "Keys": two HKDF roots for each key of a keyset. The AES key
// of a stream comes from the AES secret alone and the keystream from the weights alone, so that
// hybrid keeps a message confidential as long as either holds; the commitment covers both.
#include "container/stream_key.h"

#include <string_view>
#include <utility>

namespace neurocrypt {
namespace {

constexpr std::string_view kCommitmentSalt = "neurocrypt container v1 commitment";
constexpr std::string_view kAesSalt = "neurocrypt container v1 aes";

Hkdf commitment_root(const Key& key) {
  // Family, hash of the weights, hash of the architecture, AES secret: all of fixed length.
  SecretBytes input(1 + 32 + 32 + kAesSecretBytes);
  const MutableBytes bytes(input);
  bytes[0] = static_cast<std::uint8_t>(key.material.family);
  std::ranges::copy(sha256({key.material.weights}), bytes.subspan(1).begin());
  std::ranges::copy(hash(key.material.architecture).bytes, bytes.subspan(33).begin());
  std::ranges::copy(key.aes_secret, bytes.subspan(65).begin());
  return Hkdf(as_bytes(kCommitmentSalt), input);
}

Sha256Digest digest_of(ByteView associated_data) {
  static const Sha256Digest of_nothing = sha256({});
  return associated_data.empty() ? of_nothing : sha256({associated_data});
}

void expand(const Hkdf& root, const Header& header, ByteView associated_data, MutableBytes out) {
  const HeaderBytes bytes = print(header);
  root.expand({ByteView(bytes).first<kBoundHeaderBytes>(), digest_of(associated_data)}, out);
}

}  // namespace

StreamKeySource::StreamKeySource(std::shared_ptr<const Key> key)
    : key_(std::move(key)),
      commitment_root_(commitment_root(*key_)),
      aes_root_(as_bytes(kAesSalt), key_->aes_secret) {}

Commitment StreamKeySource::commit(const Header& header, ByteView associated_data) const {
  Commitment commitment;
  expand(commitment_root_, header, associated_data, commitment);
  return commitment;
}

Result<StreamKey> StreamKeySource::derive(const Header& header, ByteView associated_data) const {
  std::unique_ptr<ChunkCipher> chunk_cipher;
  if (header.suite != Suite::kAes) {
    NC_ASSIGN_OR_RETURN(const Cipher* const loaded, cipher());
    chunk_cipher = loaded->stream(header.salt);
  }
  StreamKey stream(header.suite, std::move(chunk_cipher));
  if (header.suite != Suite::kNeural) expand(aes_root_, header, associated_data, stream.aes_key());
  return stream;
}

Result<const Cipher*> StreamKeySource::cipher() const {
  std::call_once(load_once_, [this] {
    const KeyMaterial& material = key_->material;
    cipher_ = family(material.family).load(material.architecture, material.weights);
  });
  if (!cipher_->ok()) return cipher_->error();
  return cipher_->value().get();
}

Status check_consent(Suite suite, FamilyId family_id, const Consent& consent) {
  if (suite != Suite::kNeural) return {};
  const FamilyInfo& info = family(family_id).info;
  const bool needed = (info.lifecycle == Lifecycle::kBroken && !consent.broken) ||
                      (info.lifecycle == Lifecycle::kExperimental && !consent.experimental);
  if (!needed) return {};
  const std::string lifecycle(name(info.lifecycle));
  return Error{
      ErrorCode::kRefused,
      "the family " + std::string(info.name) + " is " + lifecycle + ": " + std::string(info.basis),
      "use the suite hybrid, or consent with --allow-" + lifecycle};
}

}  // namespace neurocrypt
