#include "lab/targets/catalogue.h"

#include <array>

#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

// One line for each target, in the order in which `neurocrypt lab list` prints them.
constexpr CatalogueEntry kCatalogue[] = {
    {"aes-256-ctr", "", "AES-256 in counter mode, messages under AES-256-GCM", make_aes_256_ctr},
    {"aes-128-ctr", "", "AES-128 in counter mode", make_aes_128_ctr},
    {"aes-256", "", "AES-256, bare blocks", make_aes_256},
    {"aes-128", "", "AES-128, bare blocks", make_aes_128},
    {"random-function", "", "SHAKE-256 under a secret prefix: no structure to find",
     make_random_function},
    {"random-permutation", "", "a shuffled table of all blocks of 16 bits",
     make_random_permutation},
    {"reversible", "rounds", "the reversible network, with all its rounds or fewer",
     make_reversible},
    {"reversible-padded", "", "secret architectures, with decoy work up to the time of the largest",
     make_reversible_padded},
    {"lattice", "set: r2, r1, dense-336 or dense-592", "the lattice family", make_lattice},
    {"speck32", "rounds", "Speck32/64, a small standard, with all its rounds or fewer",
     make_speck32},
    {"abadi-andersen", "", "Alice of adversarial neural cryptography under one key; trains first",
     make_abadi_andersen},
    {"random-neuron", "", "inputs and outputs without any relation", make_random_neuron},
    {"toy-neuron", "number of weights", "one neuron of a dense lattice set, with few weights",
     make_toy_neuron},
    {"toy-linear-neuron", "number of weights", "the same without rounding", make_toy_linear_neuron},
    {"toy-relu", "widths, as in 10-20-20-1", "a random ReLU network in float64", make_toy_relu},
    {"toy-relu-bytes", "widths", "the same with outputs of one byte", make_toy_relu_bytes},
    {"digits", "shuffled",
     "a classifier of the handwritten digits of python3-sklearn, its weights known", make_digits},
    {"toy-classifier", "shuffled", "a classifier of ten planted patterns, its weights known",
     make_toy_classifier},
    {"toy-chaos", "", "16 random layers of steep tanh, their weights known", make_toy_chaos},
    {"toy-affine", "", "a secret affine map over GF(2)^128", make_toy_affine},
    {"toy-codec", "", "a secret rotation of 128 bits, rounded to int8", make_toy_codec},
    {"toy-stream", "", "a biased keystream that ignores its nonce, messages without a tag",
     make_toy_stream},
    {"toy-seed", "bits", "a reversible network of 4 rounds from a seed of few bits", make_toy_seed},
    {"toy-coupling", "rounds, bits of a half, xor: 3, 4-16, 5-8-xor",
     "the reversible network with short halves", make_toy_coupling},
    {"toy-timing", "", "adds by counting, so that a clock reads messages and keys",
     make_toy_timing},
    {"toy-architecture", "padded", "252 small secret architectures, with or without decoy work",
     make_toy_architecture},
};

}  // namespace

std::span<const CatalogueEntry> catalogue() { return kCatalogue; }

Result<Target> make_target(std::string_view name, std::uint64_t seed) {
  const std::size_t slash = name.find('/');
  const std::string_view parameter =
      slash == std::string_view::npos ? std::string_view{} : name.substr(slash + 1);
  std::string known;
  for (const CatalogueEntry& entry : kCatalogue) {
    if (entry.name == name.substr(0, slash)) {
      if (slash != std::string_view::npos && entry.parameter.empty()) {
        return Error{
            ErrorCode::kInvalidArgument,
            std::string(entry.name) + " takes no parameter '" + std::string(parameter) + "'",
            {}};
      }
      return entry.make(parameter, seed);
    }
    known += (known.empty() ? "" : ", ") + std::string(entry.name);
  }
  return Error{ErrorCode::kNotFound,
               "'" + std::string(name) + "' is neither a key file nor a target",
               "the targets are " + known + ", and pipe:COMMAND"};
}

}  // namespace neurocrypt::lab
