// neurocrypt's families as targets: from a key file, or with fewer rounds than a key would have.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "ciphers/autoencoder/codec.h"
#include "ciphers/autoencoder/weights.h"
#include "ciphers/cipher.h"
#include "ciphers/lattice/family.h"
#include "ciphers/lattice/params.h"
#include "ciphers/reversible/reversible.h"
#include "container/message.h"
#include "keys/state.h"
#include "lab/random.h"
#include "lab/targets/catalogue.h"
#include "lab/targets/makers.h"
#include "neurocrypt/train.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kAutoencoderUnits = 128;

SecretBytes copy_secret(ByteView bytes) {
  SecretBytes copy(bytes.size());
  std::ranges::copy(bytes, copy.begin());
  return copy;
}
ByteView view(const SecretBytes& bytes) { return {bytes.data(), bytes.size()}; }

constexpr unsigned bit(Variant variant) { return 1U << static_cast<int>(variant); }
constexpr unsigned kEveryVariant =
    bit(Variant::kNearKey) | bit(Variant::kOtherKey) | bit(Variant::kOtherArchitecture);

/// The network that encodes a block, without the masks that make every block exact: they are
/// public.
class AutoencoderBlock final : public BlockFace {
 public:
  explicit AutoencoderBlock(const AutoencoderWeights& weights) : codec_(weights) {}
  [[nodiscard]] BlockShape shape() const override {
    return {codec_.block_bytes(), codec_.code_bytes(), CodeUnit::kInt8};
  }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    MlpWorkspace workspace;
    for (std::size_t i = 0; i < blocks.size() / codec_.block_bytes(); ++i) {
      codec_.encode(&blocks[i * codec_.block_bytes()], &codes[i * codec_.code_bytes()], workspace);
    }
    return {};
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    MlpWorkspace workspace;
    for (std::size_t i = 0; i < blocks.size() / codec_.block_bytes(); ++i) {
      codec_.decode(&codes[i * codec_.code_bytes()], &blocks[i * codec_.block_bytes()], workspace);
    }
    return {};
  }

 private:
  BlockCodec codec_;
};

/// The encoder in real numbers: codes to codes, as nn/quantised_mlp.h defines it, but for rounding
/// and saturation.
Network encoder_network(const AutoencoderWeights& weights) {
  Network network;
  for (const QuantisedLayer& layer : weights.encoder) {
    const bool bounded = layer.activation && *layer.activation != Activation::kRelu;
    // Words z are Q3.12; narrow() keeps 7 bits after the point of what is bounded by 1, and 4 of
    // the rest.
    const double unit = bounded ? 1.0 / 4096 : 1.0 / 256;
    Network::Layer real{.rows = layer.rows,
                        .cols = layer.cols,
                        .weights = std::vector<double>(layer.rows * layer.cols),
                        .biases = std::vector<double>(layer.rows),
                        .activation = layer.activation,
                        .scale = bounded ? 128.0 : 1.0};
    for (std::size_t row = 0; row < layer.rows; ++row) {
      const double scale = unit * std::ldexp(layer.factors[row], -layer.sum_shift - layer.shift);
      real.biases[row] = scale * layer.biases[row];
      for (std::size_t at = row * layer.cols; at < (row + 1) * layer.cols; ++at) {
        real.weights[at] = scale * layer.weights[at];
      }
    }
    network.layers.push_back(std::move(real));
  }
  return network;
}

class ReversibleBlock final : public BlockFace {
 public:
  explicit ReversibleBlock(ReversibleNetwork network) : network_(std::move(network)) {}
  [[nodiscard]] BlockShape shape() const override {
    return {kReversibleBlockBytes, kReversibleBlockBytes};
  }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    std::ranges::copy(blocks, codes.begin());
    network_.encrypt_blocks(codes);
    return {};
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    std::ranges::copy(codes, blocks.begin());
    network_.decrypt_blocks(blocks);
    return {};
  }

 private:
  ReversibleNetwork network_;
};

/// The keystream of a family, as the container takes it.
class FamilyKeystream final : public KeystreamFace {
 public:
  explicit FamilyKeystream(std::unique_ptr<Cipher> cipher) : cipher_(std::move(cipher)) {}
  Status keystream(const Nonce& nonce, std::uint64_t chunk, MutableBytes out) const override {
    std::ranges::fill(out, std::uint8_t{0});
    return cipher_->stream(nonce)->encrypt(chunk, out, out, nullptr);
  }

 private:
  std::unique_ptr<Cipher> cipher_;
};

/// Whole messages under the suite neural: the family alone, in the container.
class SealedMessages final : public MessageFace {
 public:
  explicit SealedMessages(const Keyset& keyset)
      : source_(keyset.state().find(keyset.state().primary)->key),
        opener_(Opener::create(keyset)) {}
  [[nodiscard]] Result<ByteString> seal(ByteView message, std::uint64_t draw) const override {
    StreamSalt salt;
    Random(draw, "container salt").fill(salt);
    return seal_message(source_, Suite::kNeural, salt, message, {});
  }
  [[nodiscard]] Result<ByteString> open(ByteView sealed) const override {
    if (!opener_) return opener_.error();
    return opener_->open(sealed);
  }

 private:
  StreamKeySource source_;
  Result<Opener> opener_;
};

/// Seeds by number: of the operating system's generator, or of keygen --seed.
class SeedSpace final : public KeySpaceFace {
 public:
  using Make = std::function<Result<Target>(std::uint64_t)>;
  SeedSpace(double nominal_seconds, std::string description, Make make)
      : nominal_seconds_(nominal_seconds),
        description_(std::move(description)),
        make_(std::move(make)) {}
  [[nodiscard]] double log2_keys() const override { return 256; }
  [[nodiscard]] std::uint64_t candidates() const override { return UINT64_MAX; }
  [[nodiscard]] double nominal_seconds() const override { return nominal_seconds_; }
  [[nodiscard]] Result<Target> candidate(std::uint64_t index) const override {
    return make_(index);
  }
  [[nodiscard]] std::string description() const override { return description_; }

 private:
  double nominal_seconds_;
  std::string description_;
  Make make_;
};

ByteString seed_bytes(std::uint64_t index) {
  ByteString seed(32);
  for (std::size_t i = 0; i < 8; ++i) seed[i] = static_cast<std::uint8_t>(index >> (8 * i));
  return seed;
}

/// Another width of the first hidden layer.
MlpArchitecture other_architecture(MlpArchitecture architecture) {
  int& width = architecture.hidden[0].width;
  width = width == 128 ? 256 : 128;
  return architecture;
}

// --- autoencoder
// -----------------------------------------------------------------------------------

Result<Target> autoencoder_target(const MlpArchitecture& architecture, ByteView bytes) {
  NC_ASSIGN_OR_RETURN(const AutoencoderWeights weights,
                      parse_weights(bytes, architecture, kAutoencoderUnits));
  Target target;
  target.description =
      "autoencoder, " + print(architecture, kAutoencoderUnits, kAutoencoderUnits) + " and back";
  target.block = std::make_shared<AutoencoderBlock>(weights);
  target.white_box = std::make_shared<const Network>(encoder_network(weights));
  target.real = make_network_real(target.white_box);
  target.key_space = std::make_shared<SeedSpace>(
      30, "training runs from seeds 0, 1, 2, ... (keygen --seed; 2^32 in the naive recipe)",
      [architecture](std::uint64_t index) -> Result<Target> {
        NC_ASSIGN_OR_RETURN(const KeyMaterial material,
                            train_key_material(architecture, {.research_seed = index}));
        return autoencoder_target(architecture, view(material.weights));
      });
  // Only the near key: other keys would have to be trained.
  target.variants = bit(Variant::kNearKey);
  const auto secret = std::make_shared<SecretBytes>(copy_secret(bytes));
  target.variant = [architecture, secret](Variant, std::uint64_t seed) -> Result<Target> {
    Random random(seed, "near key");
    NC_ASSIGN_OR_RETURN(AutoencoderWeights near,
                        parse_weights(view(*secret), architecture, kAutoencoderUnits));
    QuantisedLayer& layer = near.decoder[random.below(near.decoder.size())];
    std::int8_t& weight = layer.weights[random.below(layer.weights.size())];
    weight = static_cast<std::int8_t>(weight > 0 ? weight - 1 : weight + 1);
    return autoencoder_target(architecture, view(print_weights(near)));
  };
  return target;
}

// --- reversible
// ------------------------------------------------------------------------------------

ByteString reversible_key(std::uint64_t seed) {
  return Random(seed, "reversible key").bytes(kReversibleSeedBytes);
}

Result<Target> reversible_target(const MlpArchitecture& architecture, int rounds,
                                 SecretBytes parameters) {
  const auto secret = std::make_shared<SecretBytes>(std::move(parameters));
  NC_ASSIGN_OR_RETURN(ReversibleNetwork network,
                      ReversibleNetwork::from_parameters(architecture, secret->clone(), rounds));
  Target target;
  target.name = "reversible/" + std::to_string(rounds);
  target.description = "reversible network, " + std::to_string(rounds) + " rounds (a key has " +
                       std::to_string(reversible_rounds(architecture)) + ") of " +
                       print(Architecture{architecture});
  target.block = make_reversible_block(std::move(network));
  target.keystream = make_counter_mode(target.block);
  target.key_space = std::make_shared<SeedSpace>(
      4e-3, "seeds of 256 random bits, one architecture",
      [architecture, rounds](std::uint64_t index) -> Result<Target> {
        NC_ASSIGN_OR_RETURN(SecretBytes candidate,
                            ReversibleNetwork::expand(architecture, seed_bytes(index), rounds));
        return reversible_target(architecture, rounds, std::move(candidate));
      });
  target.rounds = rounds;
  target.with_rounds = [architecture](int other, std::uint64_t seed) {
    return make_reversible_network(architecture, other, seed);
  };
  target.variants = kEveryVariant;
  target.variant = [architecture, rounds, secret](Variant variant,
                                                  std::uint64_t seed) -> Result<Target> {
    Random random(seed, "reversible variant");
    if (variant == Variant::kNearKey) {
      SecretBytes near = secret->clone();
      ++near[random.below(near.size())];
      return reversible_target(architecture, rounds, std::move(near));
    }
    const MlpArchitecture other =
        variant == Variant::kOtherArchitecture ? other_architecture(architecture) : architecture;
    NC_ASSIGN_OR_RETURN(SecretBytes fresh, ReversibleNetwork::expand(
                                               other, random.bytes(kReversibleSeedBytes), rounds));
    return reversible_target(other, rounds, std::move(fresh));
  };
  return target;
}

// --- lattice
// ---------------------------------------------------------------------------------------

Result<Target> lattice_target(const LatticeArchitecture& architecture, ByteView seed) {
  Target target;
  target.name = print(Architecture{architecture});
  target.description = "lattice, " + family(FamilyId::kLattice).describe(architecture);
  target.keystream = std::make_shared<FamilyKeystream>(
      lattice::make_cipher(architecture, lattice::expand_weights(architecture, seed), best_isa()));
  target.key_space = std::make_shared<SeedSpace>(
      4e-4, "seeds of 256 random bits", [architecture](std::uint64_t index) -> Result<Target> {
        return lattice_target(architecture, seed_bytes(index));
      });
  target.variants = kEveryVariant;
  const auto secret = std::make_shared<SecretBytes>(copy_secret(seed));
  target.variant = [architecture, secret](Variant variant, std::uint64_t number) -> Result<Target> {
    Random random(number, "lattice variant");
    if (variant == Variant::kNearKey) {
      // A key is a seed. Of its weights, one changes its own row only: no key has such weights.
      SecretBytes near = secret->clone();
      const std::uint64_t bit_index = random.below(8 * near.size());
      near[bit_index / 8] ^= static_cast<std::uint8_t>(1U << (bit_index % 8));
      return lattice_target(architecture, view(near));
    }
    LatticeArchitecture other = architecture;
    if (variant == Variant::kOtherArchitecture) {
      other.depth = architecture.depth == kLatticeDepthMax ? 1 : architecture.depth + 1;
      return lattice_target(other, view(*secret));
    }
    return lattice_target(other, random.bytes(lattice::kSeedBytes));
  };
  return target;
}

/// Loading weights through the family's own function.
class FamilyKeyLoad final : public KeyLoadFace {
 public:
  explicit FamilyKeyLoad(const KeyMaterial& material)
      : family_(material.family),
        architecture_(material.architecture),
        weights_(copy_secret(view(material.weights))) {}

  [[nodiscard]] Result<ByteString> draw(std::uint64_t seed) const override {
    Random random(seed, "key to load");
    if (family_ != FamilyId::kAutoencoder) return random.bytes(weights_.size());  // a seed
    // What is around the weights stays: shapes, factors, biases.
    NC_ASSIGN_OR_RETURN(
        AutoencoderWeights weights,
        parse_weights(view(weights_), std::get<MlpArchitecture>(architecture_), kAutoencoderUnits));
    for (auto* const layers : {&weights.encoder, &weights.decoder}) {
      for (QuantisedLayer& layer : *layers) {
        for (std::size_t i = 0; i < layer.rows * layer.cols; ++i) {
          layer.weights[i] = static_cast<std::int8_t>(static_cast<int>(random.below(255)) - 127);
        }
      }
    }
    const SecretBytes printed = print_weights(weights);
    const ByteView bytes = view(printed);
    return ByteString(bytes.begin(), bytes.end());
  }
  Status load(ByteView key) const override {
    NC_RETURN_IF_ERROR(family(family_).load(architecture_, key));
    return {};
  }

 private:
  FamilyId family_;
  Architecture architecture_;
  SecretBytes weights_;
};

Result<Target> faces_of(const KeyMaterial& material) {
  const ByteView weights = view(material.weights);
  NC_ASSIGN_OR_RETURN(std::unique_ptr<Cipher> cipher,
                      family(material.family).load(material.architecture, weights));
  switch (material.family) {
    case FamilyId::kAutoencoder:
      return autoencoder_target(std::get<MlpArchitecture>(material.architecture), weights);
    case FamilyId::kReversible: {
      const auto& architecture = std::get<MlpArchitecture>(material.architecture);
      const int rounds = reversible_rounds(architecture);
      NC_ASSIGN_OR_RETURN(SecretBytes parameters,
                          ReversibleNetwork::expand(architecture, weights, rounds));
      NC_ASSIGN_OR_RETURN(Target target,
                          reversible_target(architecture, rounds, std::move(parameters)));
      target.keystream = std::make_shared<FamilyKeystream>(std::move(cipher));
      target.architectures = make_reversible_space();
      return target;
    }
    case FamilyId::kLattice: {
      const auto& architecture = std::get<LatticeArchitecture>(material.architecture);
      return lattice_target(architecture, weights);
    }
  }
  return Error{ErrorCode::kInternal, "unknown family", {}};
}

Result<Target> material_target(const KeyMaterial& material) {
  NC_ASSIGN_OR_RETURN(Target target, faces_of(material));
  target.key_load = std::make_shared<FamilyKeyLoad>(material);
  return target;
}

Result<Target> key_target(KeyMaterial material) {
  NC_ASSIGN_OR_RETURN(Target target, material_target(material));
  NC_ASSIGN_OR_RETURN(const Keyset keyset, Keyset::create(std::move(material)));
  target.message = std::make_shared<SealedMessages>(keyset);
  return target;
}

}  // namespace

std::shared_ptr<const BlockFace> make_reversible_block(ReversibleNetwork network) {
  return std::make_shared<ReversibleBlock>(std::move(network));
}

Result<Target> make_key_target(const Keyset& keyset, std::string name) {
  const KeyMaterial& material = keyset.state().find(keyset.state().primary)->key->material;
  NC_ASSIGN_OR_RETURN(Target target, material_target(material));
  target.message = std::make_shared<SealedMessages>(keyset);
  target.name = std::move(name);
  return target;
}

Result<Target> make_reversible_network(const MlpArchitecture& architecture, int rounds,
                                       std::uint64_t seed) {
  NC_ASSIGN_OR_RETURN(SecretBytes parameters,
                      ReversibleNetwork::expand(architecture, reversible_key(seed), rounds));
  return reversible_target(architecture, rounds, std::move(parameters));
}

Result<Target> make_reversible(std::string_view parameter, std::uint64_t seed) {
  const MlpArchitecture architecture =
      std::get<MlpArchitecture>(family(FamilyId::kReversible).default_architecture());
  if (parameter.empty()) {
    NC_ASSIGN_OR_RETURN(
        Target target,
        key_target({FamilyId::kReversible, architecture, copy_secret(reversible_key(seed)), {}}));
    target.name = "reversible";
    return target;
  }
  int rounds = 0;
  const auto [end, error] =
      std::from_chars(parameter.data(), parameter.data() + parameter.size(), rounds);
  if (error != std::errc() || end != parameter.data() + parameter.size() || rounds < 1 ||
      rounds > kReversibleRoundsMax) {
    return Error{ErrorCode::kInvalidArgument,
                 "'" + std::string(parameter) + "' is no number of rounds from 1 to " +
                     std::to_string(kReversibleRoundsMax),
                 "for example reversible/4"};
  }
  return make_reversible_network(architecture, rounds, seed);
}

Result<Target> make_lattice(std::string_view set, std::uint64_t seed) {
  const std::string name(set.empty() ? "r2" : set);
  NC_ASSIGN_OR_RETURN(const Architecture architecture,
                      parse_architecture((name.starts_with("r") ? "lattice-" : "") + name));
  NC_RETURN_IF_ERROR(family(FamilyId::kLattice).check(architecture));
  const ByteString key = Random(seed, "lattice key").bytes(lattice::kSeedBytes);
  NC_ASSIGN_OR_RETURN(Target target,
                      key_target({FamilyId::kLattice, architecture, copy_secret(key), {}}));
  target.name = "lattice/" + name;
  return target;
}

}  // namespace neurocrypt::lab
