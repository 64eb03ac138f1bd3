// What the files of this folder give to the catalogue.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "ciphers/reversible/reversible.h"
#include "lab/target.h"

namespace neurocrypt::lab {

// aes.cc: OpenSSL's AES
Result<Target> make_aes_128(std::string_view, std::uint64_t seed);
Result<Target> make_aes_256(std::string_view, std::uint64_t seed);
Result<Target> make_aes_128_ctr(std::string_view, std::uint64_t seed);
Result<Target> make_aes_256_ctr(std::string_view, std::uint64_t seed);
/// AES under a key of 16 or 32 bytes.
std::shared_ptr<const BlockFace> make_aes_block(ByteView key);

// counter_mode.cc
/// Counter mode over 16-byte blocks: keystream block j of chunk c is E(hash of the nonce xor (c ||
/// j)).
std::shared_ptr<const KeystreamFace> make_counter_mode(std::shared_ptr<const BlockFace> block);

// random_function.cc: SHAKE-256 under a secret prefix
Result<Target> make_random_function(std::string_view, std::uint64_t seed);

// families.cc: neurocrypt's own
std::shared_ptr<const BlockFace> make_reversible_block(ReversibleNetwork network);
Result<Target> make_reversible_network(const MlpArchitecture& architecture, int rounds,
                                       std::uint64_t seed);
Result<Target> make_reversible(std::string_view rounds, std::uint64_t seed);
Result<Target> make_lattice(std::string_view set, std::uint64_t seed);

// abadi_andersen.cc: adversarial neural cryptography, trained here, which takes a minute
Result<Target> make_abadi_andersen(std::string_view, std::uint64_t seed);

// speck32.cc: a small cipher that others have studied at every number of rounds
Result<Target> make_speck32(std::string_view rounds, std::uint64_t seed);

// neurons.cc
Result<Target> make_toy_neuron(std::string_view weights, std::uint64_t seed);
Result<Target> make_toy_linear_neuron(std::string_view weights, std::uint64_t seed);
Result<Target> make_random_neuron(std::string_view, std::uint64_t seed);

// relu.cc
Result<Target> make_toy_relu(std::string_view widths, std::uint64_t seed);
Result<Target> make_toy_relu_bytes(std::string_view widths, std::uint64_t seed);

// networks.cc: networks in the clear
std::shared_ptr<const RealFace> make_network_real(std::shared_ptr<const Network> network);
Result<Target> make_toy_chaos(std::string_view, std::uint64_t seed);
Result<Target> make_toy_classifier(std::string_view shuffled, std::uint64_t seed);
/// Errors   kUnsupported where Debian's python3-sklearn is not installed.
Result<Target> make_digits(std::string_view shuffled, std::uint64_t seed);

// architectures.cc: secret architectures
std::shared_ptr<const ArchitectureFace> make_reversible_space();
Result<Target> make_reversible_padded(std::string_view, std::uint64_t seed);
Result<Target> make_toy_architecture(std::string_view padded, std::uint64_t seed);

// toy_coupling.cc: the reversible network with short halves, and an ideal cipher of short blocks
Result<Target> make_toy_coupling(std::string_view rounds_bits_operation, std::uint64_t seed);
Result<Target> make_random_permutation(std::string_view, std::uint64_t seed);

// toy_timing.cc
Result<Target> make_toy_timing(std::string_view, std::uint64_t seed);

// toys.cc: each has the weakness that one kind of attack looks for
Result<Target> make_toy_affine(std::string_view, std::uint64_t seed);
Result<Target> make_toy_codec(std::string_view, std::uint64_t seed);
Result<Target> make_toy_stream(std::string_view, std::uint64_t seed);
Result<Target> make_toy_seed(std::string_view bits, std::uint64_t seed);

}  // namespace neurocrypt::lab
