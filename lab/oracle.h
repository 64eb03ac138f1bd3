// What an attack holds: counted access to a target, and nothing of its key.
#pragma once

#include <cstdint>
#include <vector>

#include "lab/random.h"
#include "lab/target.h"

namespace neurocrypt::lab {

/// What an attack needs of an oracle; bits, to be combined.
enum Access : unsigned {
  kKnownPairs = 1 << 0,  ///< random messages with their codes: any block or keystream target
  kEncrypt = 1 << 1,     ///< chosen blocks
  kDecrypt = 1 << 2,     ///< chosen codes
  kKeystream = 1 << 3,   ///< keystreams under chosen nonces
  kRealValues = 1 << 4,  ///< chosen real inputs, exact outputs
  kMessages = 1 << 5,    ///< seal and open whole messages
  kKeySpace = 1 << 6,    ///< the public recipe of key generation
  kNearKey = 1 << 7,     ///< decryption under a key that differs by one unit
  kOtherKey = 1 << 8,    ///< decryption under an unrelated key
  kOtherArchitecture = 1 << 9,
  kNeuron = 1 << 10,         ///< inputs and rounded outputs of one neuron
  kArchitectures = 1 << 11,  ///< the public list of architectures, and keys of one's own
  kKeyLoad = 1 << 12,        ///< loading keys of one's own
  kShortBlocks = 1 << 13,    ///< permuted blocks of at most 32 bits
  kRounds = 1 << 14,         ///< the same construction with other numbers of rounds
  kWhiteBox = 1 << 15,       ///< the weights of the network that encrypts or classifies
  kGallery = 1 << 16,        ///< what a classifier's classes look like
};
inline constexpr unsigned kEveryAccess = (1 << 17) - 1;
inline constexpr unsigned kSamplesOnly = kKnownPairs | kKeySpace;
/// "known pairs, chosen blocks": for messages and lists.
std::string describe_access(unsigned access);

/// Messages and their codes.
struct Pairs {
  BlockShape shape;
  ByteString blocks;  ///< [count][block_bytes]
  ByteString codes;   ///< [count][code_bytes]
  [[nodiscard]] std::size_t count() const { return blocks.size() / shape.block_bytes; }
};

/// Reads one code as shape.code_values() numbers, or the bits of a block as +1 and -1.
void code_values(const BlockShape& shape, ByteView code, double* values);
void bit_values(ByteView block, double* values);

/// Counted access to one target. One thread at a time; an attack gets a fresh one.
///
/// Queries  one for each block encrypted, decrypted or seen as a pair, each 16 bytes of keystream,
///          each real-valued evaluation, each message. Beyond `queries_max`: kExhausted, and
///          nothing is answered.
class Oracle {
 public:
  /// Offers what the target has, as far as `allowed` goes.
  explicit Oracle(Target target, std::uint64_t queries_max = UINT64_MAX,
                  unsigned allowed = kEveryAccess);

  [[nodiscard]] unsigned access() const { return access_; }
  [[nodiscard]] bool offers(unsigned access) const { return (access_ & access) == access; }
  [[nodiscard]] std::uint64_t queries() const { return *queries_; }
  [[nodiscard]] const std::string& target_name() const { return target_.name; }
  [[nodiscard]] const std::string& target_description() const { return target_.description; }

  // Asking for what the oracle does not offer is kUnsupported.

  [[nodiscard]] BlockShape shape() const;  ///< needs kKnownPairs or kEncrypt
  Status encrypt(ByteView blocks, MutableBytes codes);
  Status decrypt(ByteView codes, MutableBytes blocks);

  /// `count` more random blocks with their codes. A keystream target is seen as it is used: message
  /// block i is exclusive-ored with block i of a stream under a nonce that each call draws anew.
  Result<Pairs> known_pairs(std::size_t count, Random& random);

  Status keystream(const Nonce& nonce, std::uint64_t chunk, MutableBytes out);

  [[nodiscard]] std::size_t inputs() const { return target_.real->inputs(); }
  [[nodiscard]] std::size_t outputs() const { return target_.real->outputs(); }
  Status evaluate(std::span<const double> x, std::span<double> y);

  [[nodiscard]] NeuronShape neuron() const { return target_.neuron->shape(); }
  /// Appends that many more samples to inputs ([n] each) and outputs; one query each.
  Status neuron_samples(std::size_t samples, std::vector<std::uint32_t>& inputs,
                        std::vector<std::uint32_t>& outputs);

  Result<ByteString> seal(ByteView message, std::uint64_t draw);
  Result<ByteString> open(ByteView sealed);

  /// Public: needs no query.
  [[nodiscard]] const KeySpaceFace& key_space() const { return *target_.key_space; }
  [[nodiscard]] const ArchitectureFace& architectures() const { return *target_.architectures; }
  [[nodiscard]] const KeyLoadFace& key_load() const { return *target_.key_load; }
  [[nodiscard]] const Network& white_box() const { return *target_.white_box; }
  [[nodiscard]] const Gallery& gallery() const { return *target_.gallery; }

  /// The same system under another key; its queries count here.
  Result<Oracle> variant(Variant variant, std::uint64_t seed);

  /// How many rounds the target has, and the same construction with another number of them under
  /// a key of one's own; its queries count here.
  [[nodiscard]] int rounds() const { return target_.rounds; }
  Result<Oracle> with_rounds(int rounds, std::uint64_t seed);

 private:
  Status count(unsigned access, std::uint64_t queries);
  Oracle share_count(Target target) const;
  Target target_;
  unsigned access_;
  std::uint64_t queries_max_;
  std::uint64_t next_sample_ = 0;
  std::shared_ptr<std::uint64_t> queries_;
};

}  // namespace neurocrypt::lab
