// Demonstration: a trained network as a cipher, from its first weight to its break.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include "base/random.h"
#include "ciphers/cipher.h"
#include "demo/attack.h"
#include "demo/demo.h"
#include "demo/stage.h"
#include "interrupt.h"
#include "report.h"
#include "training.h"
#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr int kWidthMin = 128;  // narrower ones cannot carry a 128-bit block
constexpr int kUnitsMax = 768;  // in all hidden layers, so that training stays short
constexpr std::size_t kBlockBytes = 16;

int hidden_units(const MlpArchitecture& architecture) {
  int units = 0;
  for (const HiddenLayer& layer : architecture.hidden) units += layer.width;
  return units;
}

/// A trained key as the bare network and as material for a keyset.
struct TrainedKey {
  KeyMaterial material;
  std::unique_ptr<Cipher> network;
};

Result<TrainedKey> train(const MlpArchitecture& architecture) {
  const auto start = std::chrono::steady_clock::now();
  NC_ASSIGN_OR_RETURN(KeyMaterial material, train_with_progress(architecture, {}, false));
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  NC_ASSIGN_OR_RETURN(
      std::unique_ptr<Cipher> network,
      family(FamilyId::kAutoencoder)
          .load(material.architecture, {material.weights.data(), material.weights.size()}));
  fact("trained and certified in", fixed(seconds, 1) + " s");
  return TrainedKey{std::move(material), std::move(network)};
}

/// One 128-bit block through the network, and back.
Status show_block(const TrainedKey& key) {
  const std::string text = "sixteen letters!";
  const ByteView block = as_bytes(text);
  StreamSalt salt{};
  fill_random(salt);
  const std::unique_ptr<ChunkCipher> stream = key.network->stream(salt);
  ByteString codeword(stream->ciphertext_bytes(block.size()));
  ByteString decrypted(block.size());
  NC_RETURN_IF_ERROR(stream->encrypt(0, block, codeword, nullptr));
  NC_RETURN_IF_ERROR(stream->decrypt(0, codeword, decrypted, nullptr));
  fact("plaintext", "\"" + text + "\" (" + std::to_string(8 * kBlockBytes) + " bits)");
  fact("ciphertext", abbreviated(codeword));
  outcome("decrypted", "\"" + std::string(as_text(decrypted)) + "\"",
          std::equal(block.begin(), block.end(), decrypted.begin(), decrypted.end()));
  return {};
}

/// The bits that a network gets right of what another encrypted.
Result<double> bits_right(const Cipher& owner, const Cipher& reader, ByteView plaintext) {
  StreamSalt salt{};
  fill_random(salt);
  const std::unique_ptr<ChunkCipher> stream = owner.stream(salt);
  ByteString codewords(stream->ciphertext_bytes(plaintext.size()));
  ByteString decrypted(plaintext.size());
  NC_RETURN_IF_ERROR(stream->encrypt(0, plaintext, codewords, nullptr));
  NC_RETURN_IF_ERROR(reader.stream(salt)->decrypt(0, codewords, decrypted, nullptr));
  return equal_bits(plaintext, decrypted);
}

Result<ByteString> show_sealed_file(const Keyset& keyset, const Consent& consent,
                                    const DemoFile& file) {
  NC_ASSIGN_OR_RETURN(const Sealer sealer,
                      Sealer::create(keyset, {.suite = Suite::kNeural, .consent = consent}));
  NC_ASSIGN_OR_RETURN(const Opener opener, Opener::create(keyset));
  NC_ASSIGN_OR_RETURN(ByteString sealed, sealer.seal(file.bytes));
  const Result<ByteString> opened = opener.open(sealed);
  fact(file.name, grouped(file.bytes.size()) + " bytes, SHA-256 " + short_hash(file.bytes) + "...");
  fact("sealed",
       grouped(sealed.size()) + " bytes, " +
           fixed(static_cast<double>(sealed.size()) / static_cast<double>(file.bytes.size()), 1) +
           " times as many");
  outcome("opened", answer(opened), opened.ok() && *opened == file.bytes);
  return sealed;
}

/// The attacker has the sealed file and its first 4 KiB, and no key.
void show_break(const DemoFile& file, ByteView sealed) {
  const ByteView known = ByteView(file.bytes).first(kKnownBytes);
  const ByteView rest = ByteView(file.bytes).subspan(kKnownBytes);
  Attack attack = attack_autoencoder(sealed, known);
  attack.guess.resize(rest.size());  // without the padding of the last block
  const double right = equal_bits(attack.guess, rest);
  say("An attacker has the sealed file of step 3 and knows its first " + grouped(kKnownBytes) +
      " bytes (" + std::to_string(kKnownBlocks) +
      " blocks). No key: ridge regression learns a linear map from codes to bits.");
  fact("time to learn and decrypt", fixed(attack.seconds, 2) + " s");
  outcome("the other " + grouped(rest.size()) + " bytes",
          fixed(100 * right, 2) + " % of the bits right", right > 0.99);
  const std::string_view excerpt = as_text(ByteView(attack.guess).first(96));
  if (std::all_of(excerpt.begin(), excerpt.end(),
                  [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); })) {
    fact("they begin", "\"" + std::string(excerpt) + "\"");
  }
  say("The trained map is nearly linear, as every network trained to undo itself on random bits "
      "that "
      "we measured. It is why the family is marked broken, and needs --allow-broken.");
}

Status show_lattice(const DemoFile& file) {
  NC_ASSIGN_OR_RETURN(KeyMaterial material,
                      generate_key_material(FamilyId::kLattice, LatticeArchitecture{}));
  NC_ASSIGN_OR_RETURN(
      const std::unique_ptr<Cipher> network,
      family(FamilyId::kLattice)
          .load(material.architecture, {material.weights.data(), material.weights.size()}));
  NC_ASSIGN_OR_RETURN(const Keyset keyset, Keyset::create(std::move(material)));
  NC_RETURN_IF_ERROR(show_sealed_file(keyset, {}, file));

  ByteString message(2 * kKnownBytes);  // random, so that habits of English do not help
  fill_random(message);
  ByteString ciphertext(message.size());
  StreamSalt salt{};
  fill_random(salt);
  NC_RETURN_IF_ERROR(network->stream(salt)->encrypt(0, message, ciphertext, nullptr));
  const Attack attack = attack_stream(ciphertext, ByteView(message).first(kKnownBytes));
  const double right = equal_bits(attack.guess, ByteView(message).subspan(kKnownBytes));
  outcome("the same attack", fixed(100 * right, 2) + " % of the bits right: a tossed coin",
          right > 0.47 && right < 0.53);
  say("One attack that fails proves nothing. What lattice-r2 rests on is the hardness of module "
      "learning with rounding, a studied problem; neurocrypt families says so, and the default "
      "suite "
      "hybrid does not rest on it alone.");
  return {};
}

}  // namespace

Status run_pure_demo() {
  catch_interrupts();
  NC_ASSIGN_OR_RETURN(const DemoFile file, demo_file());
  MlpArchitecture architecture = draw_architecture(kWidthMin);
  while (hidden_units(architecture) > kUnitsMax) architecture = draw_architecture(kWidthMin);

  title("A neural network as a cipher");
  say("Two networks are trained together: an encoder that turns 128 bits into a code, and a "
      "decoder "
      "that turns the code back. Their weights and their architecture are the key.");

  step("1. Draw an architecture and train it");
  fact("drawn", family(FamilyId::kAutoencoder).describe(architecture));
  fact("among",
       grouped(count_architectures(kWidthMin)) +
           " architectures with every layer at least 128 wide; redrawn until it has at most " +
           std::to_string(kUnitsMax) + " hidden units, so that training takes a minute at most");
  NC_ASSIGN_OR_RETURN(TrainedKey first, train(architecture));

  step("2. Encrypt and decrypt one block");
  NC_RETURN_IF_ERROR(show_block(first));

  step("3. Seal and open a real file, with the trained network alone");
  KeyMaterial material = {first.material.family, first.material.architecture,
                          first.material.weights.clone(), first.material.certificate};
  NC_ASSIGN_OR_RETURN(Keyset keyset, Keyset::create(std::move(material)));
  NC_ASSIGN_OR_RETURN(const ByteString sealed, show_sealed_file(keyset, {.broken = true}, file));
  const KeyId first_id = keyset.primary().id;

  step("4. The same architecture, trained a second time, is another key");
  NC_ASSIGN_OR_RETURN(TrainedKey second, train(architecture));
  const ByteView sample =
      ByteView(file.bytes).first(std::min<std::size_t>(file.bytes.size(), 4096));
  NC_ASSIGN_OR_RETURN(const double own, bits_right(*first.network, *first.network, sample));
  NC_ASSIGN_OR_RETURN(const double other, bits_right(*first.network, *second.network, sample));
  outcome("first network decrypts", fixed(100 * own, 2) + " % of the bits right", own == 1);
  outcome("second network decrypts", fixed(100 * other, 2) + " % of the bits right: a tossed coin",
          other > 0.4 && other < 0.6);
  KeyMaterial stranger_material = {second.material.family, second.material.architecture,
                                   second.material.weights.clone(), second.material.certificate};
  NC_ASSIGN_OR_RETURN(const Keyset stranger, Keyset::create(std::move(stranger_material)));
  NC_ASSIGN_OR_RETURN(const Opener stranger_opener, Opener::create(stranger));
  const Result<ByteString> refused =
      stranger_opener.open(relabelled(sealed, stranger.primary().id));
  outcome("second key, sealed file", answer(refused), !refused.ok());

  step("5. Rotation: the second network becomes the primary key");
  NC_RETURN_IF_ERROR(keyset.add_primary(std::move(second.material)));
  for (const KeyInfo& key : keyset.keys()) {
    fact("key " + print(key.id),
         key.primary ? "primary: seals from now on" : "opens what it sealed");
  }
  NC_ASSIGN_OR_RETURN(const Opener rotated, Opener::create(keyset));
  const Result<ByteString> old_file = rotated.open(sealed);
  outcome("the file of step 3", answer(old_file), old_file.ok() && *old_file == file.bytes);
  NC_RETURN_IF_ERROR(keyset.retire(first_id));
  NC_ASSIGN_OR_RETURN(const Opener after, Opener::create(keyset));
  const Result<ByteString> retired = after.open(sealed);
  outcome("after retiring the old key", answer(retired), !retired.ok());

  step("6. The honest part: breaking it");
  show_break(file, sealed);

  step("7. The same file under lattice-r2, and the same attack");
  return show_lattice(file);
}

}  // namespace neurocrypt::cli
