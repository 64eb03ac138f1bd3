#include "ciphers/lattice/family.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "base/crypto.h"
#include "base/random.h"
#include "ciphers/lattice/network.h"
#include "neurocrypt/seal.h"

namespace neurocrypt {
namespace lattice {
namespace {

static_assert(kChunkPlaintextBytes + sizeof(TagKey) == kSegmentsPerChunk * kSegmentBytes);

PublicStream public_stream(const LatticeArchitecture& architecture, const StreamSalt& salt) {
  const std::uint8_t place[] = {static_cast<std::uint8_t>(architecture.set),
                                static_cast<std::uint8_t>(architecture.depth)};
  const Sha256Digest digest = sha256({as_bytes("neurocrypt lattice input"), place, salt});
  return PublicStream(std::span(digest).first<16>());
}

class LatticeStream final : public ChunkCipher {
 public:
  LatticeStream(std::shared_ptr<const Network> network, PublicStream input,
                std::uint64_t blocks_per_chunk)
      : network_(std::move(network)), input_(input), chunks_max_(kBlocksMax / blocks_per_chunk) {}

  Status encrypt(std::uint64_t chunk, ByteView plaintext, MutableBytes ciphertext,
                 TagKey* tag_key) const override {
    assert(plaintext.size() <= kChunkPlaintextBytes && plaintext.size() == ciphertext.size());
    if (chunk >= chunks_max_) {
      zeroize(ciphertext);
      if (tag_key != nullptr) zeroize(*tag_key);
      return Error{ErrorCode::kExhausted,
                   "chunk " + std::to_string(chunk) + " is past the limit of 2^48 blocks a stream",
                   "start a new stream"};
    }
    if (plaintext.empty() && tag_key == nullptr) return {};
    alignas(64) std::uint8_t keystream[kSegmentBytes];
    const std::size_t total = sizeof(TagKey) + plaintext.size();
    std::size_t done = 0;  // bytes of the chunk's keystream that are used up
    for (std::uint64_t i = 0; done < total; ++i) {
      const std::size_t size = std::min(kSegmentBytes, total - done);
      network_->evaluate(input_, kSegmentsPerChunk * chunk + i, MutableBytes(keystream, size));
      std::size_t used = 0;
      if (i == 0) {
        if (tag_key != nullptr) std::copy_n(keystream, tag_key->size(), tag_key->begin());
        used = sizeof(TagKey);
      }
      const std::size_t at = done + used - sizeof(TagKey);
      for (std::size_t j = 0; j < size - used; ++j) {
        ciphertext[at + j] = plaintext[at + j] ^ keystream[used + j];
      }
      done += size;
    }
    zeroize(MutableBytes(keystream, std::min(kSegmentBytes, total)));
    return {};
  }

  Status decrypt(std::uint64_t chunk, ByteView ciphertext, MutableBytes plaintext,
                 TagKey* tag_key) const override {
    return encrypt(chunk, ciphertext, plaintext, tag_key);  // exclusive or is its own inverse
  }

 private:
  std::shared_ptr<const Network> network_;
  PublicStream input_;
  std::uint64_t chunks_max_;
};

class LatticeCipher final : public Cipher {
 public:
  LatticeCipher(const LatticeArchitecture& architecture, std::shared_ptr<const Network> network)
      : architecture_(architecture), network_(std::move(network)) {}

  [[nodiscard]] std::unique_ptr<ChunkCipher> stream(const StreamSalt& salt) const override {
    const std::uint64_t blocks_per_segment =
        is_ring(parameters(architecture_.set)) ? 1 : kDenseBlocksPerSegment;
    return std::make_unique<LatticeStream>(network_, public_stream(architecture_, salt),
                                           kSegmentsPerChunk * blocks_per_segment);
  }

 private:
  LatticeArchitecture architecture_;
  std::shared_ptr<const Network> network_;
};

Status check(const Architecture& architecture) {
  const auto* const lattice = std::get_if<LatticeArchitecture>(&architecture);
  if (lattice == nullptr) {
    return Error{ErrorCode::kInvalidArgument,
                 "a lattice key has a parameter set and a depth, not hidden layers",
                 "for example: lattice-r2, or lattice-r1 depth 2"};
  }
  const auto known = [&](const Parameters& set) { return set.set == lattice->set; };
  if (std::ranges::none_of(kParameters, known)) {
    return Error{ErrorCode::kInvalidArgument, "unknown lattice parameter set", {}};
  }
  if (lattice->depth < 1 || lattice->depth > kLatticeDepthMax) {
    return Error{ErrorCode::kInvalidArgument,
                 "depth " + std::to_string(lattice->depth) + " is outside 1 to " +
                     std::to_string(kLatticeDepthMax),
                 {}};
  }
  return {};
}

Result<std::unique_ptr<Cipher>> load(const Architecture& architecture, ByteView weights) {
  NC_RETURN_IF_ERROR(check(architecture));
  if (weights.size() != kSeedBytes) {
    return Error{ErrorCode::kCorrupt,
                 "a lattice key is a seed of " + std::to_string(kSeedBytes) +
                     " bytes; this one ends at byte " + std::to_string(weights.size()),
                 {}};
  }
  const auto& lattice = std::get<LatticeArchitecture>(architecture);
  return make_cipher(lattice, expand_weights(lattice, weights), best_isa());
}

std::string whole(double bits) { return std::to_string(std::lround(bits)); }

Strength strength(const Architecture& architecture) {
  constexpr double kSeedBits = 8 * kSeedBytes;
  constexpr double kTagBits = 8 * kPoly1305TagBytes;
  const auto& lattice = std::get<LatticeArchitecture>(architecture);
  const Parameters& set = parameters(lattice.set);
  std::uint64_t weights = 0;
  for (int layer = 0; layer < lattice.depth; ++layer) {
    weights += static_cast<std::uint64_t>(rows(lattice, layer)) * static_cast<std::uint64_t>(set.n);
  }
  const double architectures = static_cast<double>(kParameters.size()) * kLatticeDepthMax;
  const std::string attack = "primal uSVP on the weights: 2^" + whole(set.core_svp_bits) +
                             " classical, 2^" + whole(set.core_svp_quantum_bits) +
                             " quantum in the core-SVP model [ADPS16]";
  const std::string tag = "the 128-bit tag of Poly1305 [RFC 8439]";
  const double effective = std::min({kSeedBits, set.core_svp_bits, kTagBits});
  return {.parameters = weights,
          .nominal_bits = static_cast<double>(weights) * set.weight_bits + std::log2(architectures),
          .effective_bits = effective,
          .limited_by = effective == kTagBits ? tag + "; next " + attack : attack};
}

std::string describe(const Architecture& architecture) {
  const auto& lattice = std::get<LatticeArchitecture>(architecture);
  const Parameters& set = parameters(lattice.set);
  const std::string unit =
      is_ring(set) ? " x " + std::to_string(negacyclic::kDegree) + " (negacyclic convolution)" : "";
  return std::string(name(lattice.set)) + ", depth " + std::to_string(lattice.depth) + ": " +
         std::to_string(is_ring(set) ? set.rank : set.n) + " -> " + std::to_string(set.rows) +
         " rows" + unit + ", q = 2^" + std::to_string(set.log_q) + ", p = 2^" +
         std::to_string(set.log_p);
}

}  // namespace

std::unique_ptr<Cipher> make_cipher(const LatticeArchitecture& architecture,
                                    std::span<const LayerWeights> layers, Isa isa) {
  return std::make_unique<LatticeCipher>(architecture, make_network(architecture, layers, isa));
}

}  // namespace lattice

extern const Family kLatticeFamily = {
    .info =
        {.id = FamilyId::kLattice,
         .name = "lattice",
         .lifecycle = Lifecycle::kAssumption,
         .construction =
             "a keystream from one to five layers of small secret integer weights (negacyclic "
             "convolutions, or dense) with a periodic staircase activation, evaluated on public "
             "pseudorandom inputs",
         .basis =
             "reduces to (module) learning with rounding in the random-oracle model, conjectured "
             "post-quantum; no worst-case theorem covers these parameters",
         .trained = false},
    .default_architecture = [] { return Architecture{LatticeArchitecture{}}; },
    .draw_architecture =
        [](const Architecture& current) {
          return lattice::check(current).ok() ? current : Architecture{LatticeArchitecture{}};
        },
    .check = lattice::check,
    .generate = [](const Architecture& architecture) -> Result<SecretBytes> {
      NC_RETURN_IF_ERROR(lattice::check(architecture));
      return random_secret(lattice::kSeedBytes);
    },
    .load = lattice::load,
    .strength = lattice::strength,
    .describe = lattice::describe};

}  // namespace neurocrypt
