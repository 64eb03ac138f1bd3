// The reversible network: a block cipher whose rounds are quantised perceptrons. Specified, with
// what is known and not known about it, in docs/ciphers/reversible.md.
#pragma once

#include <cstdint>
#include <vector>

#include "base/cpu.h"
#include "kernels/mlp/mlp.h"
#include "neurocrypt/architecture.h"
#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"
#include "neurocrypt/secret.h"

namespace neurocrypt {

inline constexpr std::size_t kReversibleBlockBytes = 16;
inline constexpr std::size_t kReversibleSeedBytes = 32;
inline constexpr int kReversibleRoundsMax = 64;

/// The rounds that a key of this architecture has: docs/adr/0003-reversible-rounds.md.
int reversible_rounds(const MlpArchitecture& architecture);

/// Weights and biases of `rounds` round networks, one byte each.
std::size_t reversible_parameter_count(const MlpArchitecture& architecture, int rounds);

/// Errors   kInvalidArgument, naming the layer, for an architecture outside the space.
Status check_reversible(const MlpArchitecture& architecture);

/// Additive coupling over bytes: two halves of 8 bytes, each round adds a secret perceptron of one
/// half (64 bits -> hidden layers -> 8 bytes) to the other, modulo 256. Invertible whatever the
/// weights. Immutable; any thread.
class ReversibleNetwork {
 public:
  /// Expands every parameter from a seed with SHAKE-256.
  ///
  /// Errors   kInvalidArgument for another seed size, architecture or number of rounds (1 to
  ///          kReversibleRoundsMax; fewer than reversible_rounds() are for study only).
  static Result<ReversibleNetwork> from_seed(const MlpArchitecture& architecture, ByteView seed,
                                             int rounds, Isa isa = best_isa());

  /// From parameters in the order of docs/ciphers/reversible.md, as the studies of single weights
  /// need.
  ///
  /// Errors   as above; another number of parameters.
  static Result<ReversibleNetwork> from_parameters(const MlpArchitecture& architecture,
                                                   SecretBytes parameters, int rounds,
                                                   Isa isa = best_isa());

  /// What from_seed expands.
  static Result<SecretBytes> expand(const MlpArchitecture& architecture, ByteView seed, int rounds);

  /// Replaces each 16-byte block by its image, or by its preimage.
  ///
  /// Shapes   blocks: a whole number of blocks, any number; several at once are faster.
  /// Timing   depends on the number of blocks and on the architecture only (ctest ct.reversible).
  void encrypt_blocks(MutableBytes blocks) const;
  void decrypt_blocks(MutableBytes blocks) const;

  [[nodiscard]] int rounds() const { return rounds_; }

 private:
  struct Batch;
  ReversibleNetwork(const MlpArchitecture& architecture, SecretBytes parameters, int rounds,
                    Isa isa);
  void add_round(int round, bool subtract, Batch& batch) const;
  template <bool kEncrypt>
  void transform(MutableBytes blocks) const;

  SecretBytes parameters_;  // weights and biases, round by round
  SecretBytes whitening_;   // before the first round, after the last: a hash of the above
  SecretArray<std::int32_t> constants_;  // of every unit, see DenseLayer
  std::vector<DenseLayer> layers_;       // of every round; they point into the two arrays above
  std::size_t layers_per_round_;
  std::size_t width_max_;
  int rounds_;
  const MlpKernels* kernels_;
};

}  // namespace neurocrypt
