// A target: a system with its key inside, seen through faces. Attacks never hold one, they hold an
// Oracle (oracle.h). A cipher of your own becomes a target by deriving from one of the faces.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lab/network.h"
#include "neurocrypt/architecture.h"
#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"

namespace neurocrypt::lab {

/// How an attacker reads the bytes of a code as numbers.
enum class CodeUnit : std::uint8_t {
  kBits,     ///< eight bits a byte, lowest first: +1 when set, -1 otherwise
  kInt8,     ///< one signed number a byte
  kFloat32,  ///< one number in four bytes, little endian
};

struct BlockShape {
  std::size_t block_bytes;
  std::size_t code_bytes;
  CodeUnit unit = CodeUnit::kBits;

  [[nodiscard]] std::size_t block_bits() const { return 8 * block_bytes; }
  /// Numbers that code_values() makes of one code.
  [[nodiscard]] std::size_t code_values() const {
    return unit == CodeUnit::kBits ? 8 * code_bytes
                                   : code_bytes / (unit == CodeUnit::kInt8 ? 1 : 4);
  }
  friend bool operator==(const BlockShape&, const BlockShape&) = default;
};

// Every function of a face is a deterministic function of its arguments and the key inside, and may
// be called from any thread.

/// A keyed map on blocks, raw: no nonce, no tag.
class BlockFace {
 public:
  virtual ~BlockFace() = default;
  [[nodiscard]] virtual BlockShape shape() const = 0;
  /// Shapes   blocks: [n][block_bytes]; codes: [n][code_bytes]; never the same memory.
  virtual Status encrypt(ByteView blocks, MutableBytes codes) const = 0;
  /// Any code decrypts to something.
  virtual Status decrypt(ByteView codes, MutableBytes blocks) const = 0;
  [[nodiscard]] virtual bool invertible() const { return true; }
};

using Nonce = std::array<std::uint8_t, 32>;
inline constexpr std::size_t kKeystreamChunkBytes = 65'504;

/// A pseudorandom stream, selected by a public nonce.
class KeystreamFace {
 public:
  virtual ~KeystreamFace() = default;
  /// Writes the first out.size() <= kKeystreamChunkBytes bytes of chunk `chunk`.
  virtual Status keystream(const Nonce& nonce, std::uint64_t chunk, MutableBytes out) const = 0;
};

/// A real-valued function with secret parameters, in float64. Where the target has blocks as well,
/// it may be the cipher on the bits of a block, as +1 and -1, before its code is rounded.
class RealFace {
 public:
  virtual ~RealFace() = default;
  [[nodiscard]] virtual std::size_t inputs() const = 0;
  [[nodiscard]] virtual std::size_t outputs() const = 0;
  /// Shapes   x: [inputs()]; y: [outputs()].
  virtual Status evaluate(std::span<const double> x, std::span<double> y) const = 0;
};

/// One neuron with a periodic activation, floor(<input, weights> mod q / width): the lattice
/// family's layers are made of them. Weights are uniform on [weight_min, weight_max].
struct NeuronShape {
  int n;                ///< weights
  std::uint32_t q;      ///< 2 to 2^24
  std::uint32_t width;  ///< sums that share one output: q / p when that is whole; 1: no rounding
  int weight_min = -128;
  int weight_max = 127;
};

/// A neuron at work on public inputs that nobody chooses.
class NeuronFace {
 public:
  virtual ~NeuronFace() = default;
  [[nodiscard]] virtual NeuronShape shape() const = 0;
  /// Shapes   input: [n], below q; the output is below q / width.
  virtual Status sample(std::uint64_t index, std::span<std::uint32_t> input,
                        std::uint32_t& output) const = 0;
};

/// A cipher as a user meets it: whole messages, nonces chosen by the system.
class MessageFace {
 public:
  virtual ~MessageFace() = default;
  /// `draw` stands for the system's randomness: the same number gives the same bytes.
  [[nodiscard]] virtual Result<ByteString> seal(ByteView message, std::uint64_t draw) const = 0;
  /// Errors   kNotAuthentic when the system notices a change.
  [[nodiscard]] virtual Result<ByteString> open(ByteView sealed) const = 0;
};

struct Target;

/// How keys are made, which is public: candidate keys by number. A generator with little entropy is
/// one whose every key is among few candidates.
class KeySpaceFace {
 public:
  virtual ~KeySpaceFace() = default;
  /// log2 of the number of keys; the first candidates() of them can be numbered.
  [[nodiscard]] virtual double log2_keys() const = 0;
  [[nodiscard]] virtual std::uint64_t candidates() const = 0;
  /// About what one candidate costs on one core: attacks size their work by it.
  [[nodiscard]] virtual double nominal_seconds() const = 0;
  /// The cipher under candidate `index`, with the same block or keystream face as the target.
  [[nodiscard]] virtual Result<Target> candidate(std::uint64_t index) const = 0;
  /// What is enumerated, in words.
  [[nodiscard]] virtual std::string description() const = 0;
};

/// A system whose keys have secret architectures, drawn uniformly from a public list. Anybody can
/// make keys of his own, to profile them.
class ArchitectureFace {
 public:
  virtual ~ArchitectureFace() = default;
  [[nodiscard]] virtual std::vector<MlpArchitecture> architectures() const = 0;
  /// A cipher of one of them, its weights drawn from the seed.
  [[nodiscard]] virtual Result<std::shared_ptr<const BlockFace>> make(
      const MlpArchitecture& architecture, std::uint64_t seed) const = 0;
};

/// Keys as files hold them, and the work of making one ready.
class KeyLoadFace {
 public:
  virtual ~KeyLoadFace() = default;
  /// The bytes of a key like the target's; all have the same size.
  [[nodiscard]] virtual Result<ByteString> draw(std::uint64_t seed) const = 0;
  /// Makes a cipher of them, and drops it.
  virtual Status load(ByteView key) const = 0;
};

/// What the inputs of a classifier's classes look like: to judge an attack's guesses by.
struct Gallery {
  std::size_t classes;
  std::vector<double> means;  ///< [classes][inputs]
};

/// The same system under another key.
enum class Variant : std::uint8_t {
  kNearKey,            ///< one weight (or key bit) changed by one unit
  kOtherKey,           ///< an unrelated key of the same architecture
  kOtherArchitecture,  ///< the architecture changed, all else equal as far as it can be
};

struct Target {
  std::string name;         ///< the row of the scorecard
  std::string description;  ///< one sentence: what it computes, how it was made
  std::shared_ptr<const BlockFace> block{};
  std::shared_ptr<const KeystreamFace> keystream{};
  std::shared_ptr<const RealFace> real{};
  std::shared_ptr<const NeuronFace> neuron{};
  std::shared_ptr<const MessageFace> message{};
  std::shared_ptr<const KeySpaceFace> key_space{};
  std::shared_ptr<const ArchitectureFace> architectures{};
  std::shared_ptr<const KeyLoadFace> key_load{};
  /// The network that encrypts (bits of a block, as +1 and -1, to the numbers of its code before
  /// rounding) or classifies, for an attacker who has got hold of it.
  std::shared_ptr<const Network> white_box{};
  std::shared_ptr<const Gallery> gallery{};
  /// Errors   kUnsupported for a variant that the target does not have.
  std::function<Result<Target>(Variant variant, std::uint64_t seed)> variant{};
  unsigned variants = 0;  ///< bit 1 << Variant for each that `variant` makes
  /// The same construction with another number of rounds, under a key drawn from the seed: what
  /// anybody can study who knows how it is built. Empty where rounds are not a matter of choice.
  std::function<Result<Target>(int rounds, std::uint64_t seed)> with_rounds{};
  int rounds = 0;  ///< that this target has
};

}  // namespace neurocrypt::lab
