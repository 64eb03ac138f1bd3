// The architecture of a neural key: layers, widths and activations, or the shape of a lattice
// layer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "neurocrypt/result.h"

namespace neurocrypt {

enum class Activation : std::uint8_t { kRelu = 1, kTanh = 2, kSigmoid = 3 };

/// One hidden layer of a multi-layer perceptron.
struct HiddenLayer {
  int width;  ///< units: 64, 128, 256 or 512
  Activation activation;
  friend bool operator==(const HiddenLayer&, const HiddenLayer&) = default;
};

/// Hidden layers of an autoencoder's encoder or of a reversible network's round function,
/// from input to output: 2 to 5 of them.
struct MlpArchitecture {
  std::vector<HiddenLayer> hidden;
  friend bool operator==(const MlpArchitecture&, const MlpArchitecture&) = default;
};

/// Parameter sets of the lattice family; src/ciphers/lattice/params.h holds the numbers and
/// sources.
enum class LatticeSet : std::uint8_t { kR2 = 1, kR1 = 2, kDense336 = 3, kDense592 = 4 };

/// `depth` layers of one set, each the input of the next: 1 to 5.
struct LatticeArchitecture {
  LatticeSet set = LatticeSet::kR2;
  int depth = 1;
  friend bool operator==(const LatticeArchitecture&, const LatticeArchitecture&) = default;
};

using Architecture = std::variant<MlpArchitecture, LatticeArchitecture>;

inline constexpr int kHiddenLayersMin = 2;
inline constexpr int kHiddenLayersMax = 5;
inline constexpr int kWidths[] = {64, 128, 256, 512};
inline constexpr int kLatticeDepthMax = 5;

/// Parses "256 tanh, 128 relu" or "128 -> 256 tanh -> 128 relu -> 128" (the ends are the block and
/// may be left out), or "lattice-r2", "lattice-r2 depth 3".
///
/// Errors   kInvalidArgument naming the part that is wrong and what is allowed.
Result<Architecture> parse_architecture(std::string_view text);

/// Prints what parse_architecture reads: "256 tanh, 128 relu" or "lattice-r2 depth 3".
std::string print(const Architecture& architecture);

/// Prints an MLP with its ends: "128 -> 256 tanh -> 128 relu -> 128".
std::string print(const MlpArchitecture& architecture, int input_units, int output_units);

std::string_view name(Activation activation);
std::string_view name(LatticeSet set);

/// Number of architectures with 2 to 5 hidden layers whose every width is at least `width_min`.
/// Exact: 271,440 for width_min = 64.
std::uint64_t count_architectures(int width_min = 64);

/// Draws uniformly from the count_architectures(width_min) architectures, with the operating
/// system's generator. Rejection sampling: no modulo bias.
MlpArchitecture draw_architecture(int width_min = 64);

/// SHA-256 of the printed form, which is canonical: the architecture hash of files and headers.
struct ArchitectureHash {
  std::uint8_t bytes[32];
  friend bool operator==(const ArchitectureHash&, const ArchitectureHash&) = default;
};
ArchitectureHash hash(const Architecture& architecture);

}  // namespace neurocrypt
