// Measures how many rounds of the reversible network any of our tests can tell from a random
// permutation: the table behind docs/adr/0003-reversible-rounds.md. JSON lines on standard output.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "ciphers/reversible/reversible.h"
#include "lab/reversible_rounds/statistics.h"

namespace neurocrypt::lab {
namespace {

constexpr int kRounds[] = {1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20};

struct Target {
  const char* architecture;
  int log2_pairs;  ///< fewer for slow architectures; ridge and neural tests never have fewer than
                   ///< 2^12
};
constexpr Target kTargets[] = {
    {"64 relu, 64 relu", 13},       {"64 relu, 64 relu, 64 relu, 64 relu, 64 relu", 12},
    {"64 tanh, 64 relu", 13},       {"64 tanh, 64 tanh", 13},
    {"64 sigmoid, 64 sigmoid", 13}, {"64 tanh, 128 relu, 64 sigmoid, 256 tanh, 64 relu", 10},
    {"512 tanh, 512 tanh", 8},
};

struct Options {
  std::uint64_t seed = 1;
  int log2_less = 0;
};

/// Runs every test and prints a line for each; true when one of them tells the oracle from random.
/// `inverse` may be empty; the test that needs it is then left out.
bool measure(const std::string& target, int rounds, const BlockOracle& oracle,
             const BlockOracle& inverse, int log2_pairs, const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  log2_pairs -= options.log2_less;
  const std::size_t pairs = std::size_t{1} << log2_pairs;
  const std::size_t learning = std::size_t{1} << std::max(log2_pairs, 12 - options.log2_less);
  std::vector<Observation> all = difference_tests(oracle, pairs, options.seed);
  const auto append = [&](const std::vector<Observation>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  append(counter_tests(oracle, 16 * pairs));
  append(linear_tests(oracle, 4 * pairs, options.seed + 1));
  append(ridge_tests(oracle, learning, options.seed + 2));
  append(neural_tests(oracle, 2 * learning, options.seed + 3));
  if (inverse) append(chosen_ciphertext_tests(oracle, inverse, pairs, options.seed + 4));
  bool found = false;
  for (const Observation& e : all) {
    std::printf(
        "{\"target\":\"%s\",\"rounds\":%d,\"statistic\":\"%s\",\"samples\":%llu,"
        "\"value\":%.6g,\"low\":%.6g,\"high\":%.6g,\"reference\":%.6g,\"log10_p\":%.1f,"
        "\"distinguishable\":%s}\n",
        target.c_str(), rounds, std::string(e.statistic).c_str(),
        static_cast<unsigned long long>(e.samples), e.value, e.low, e.high, e.reference, e.log10_p,
        distinguishable(e) ? "true" : "false");
    found = found || distinguishable(e);
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::fprintf(stderr, "%s, %d rounds: %s (%.1f s)\n", target.c_str(), rounds,
               found ? "distinguishable" : "no evidence", seconds.count());
  return found;
}

/// The control that no test may find: AES-128.
void measure_aes(const Options& options) {
  std::array<std::uint8_t, 16> key{};
  key[0] = static_cast<std::uint8_t>(options.seed);
  const PublicStream aes(key);
  const BlockOracle oracle = [&](MutableBytes blocks) {
    for (std::size_t at = 0; at < blocks.size(); at += 16) {
      std::uint64_t high = 0;
      std::uint64_t low = 0;
      for (std::size_t i = 0; i < 8; ++i) {
        high = high << 8 | blocks[at + i];
        low = low << 8 | blocks[at + 8 + i];
      }
      aes.generate(high, low, blocks.subspan(at, 16));
    }
  };
  const bool found = measure("control aes-128", 10, oracle, nullptr, 12, options);
  std::printf("{\"target\":\"control aes-128\",\"distinguishable\":%s}\n",
              found ? "true" : "false");
}

void measure_network(const Target& target, const Options& options) {
  const auto architecture =
      std::get<MlpArchitecture>(parse_architecture(target.architecture).value());
  std::array<std::uint8_t, kReversibleSeedBytes> seed{};
  seed[0] = static_cast<std::uint8_t>(options.seed);
  int last_found = 0;
  for (const int rounds : kRounds) {
    const auto network = ReversibleNetwork::from_seed(architecture, seed, rounds).value();
    const BlockOracle oracle = [&](MutableBytes blocks) { network.encrypt_blocks(blocks); };
    const BlockOracle inverse = [&](MutableBytes blocks) { network.decrypt_blocks(blocks); };
    if (measure(target.architecture, rounds, oracle, inverse, target.log2_pairs, options)) {
      last_found = rounds;
    }
  }
  std::printf("{\"target\":\"%s\",\"last_distinguishable_rounds\":%d,\"rounds_in_use\":%d}\n",
              target.architecture, last_found, reversible_rounds(architecture));
}

int run(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    if (std::strcmp(arguments[i], "--quick") == 0) {
      options.log2_less = 3;
    } else if (std::strcmp(arguments[i], "--seed") == 0 && i + 1 < count) {
      options.seed = std::strtoull(arguments[++i], nullptr, 10);
    } else {
      std::fprintf(stderr, "usage: measure-reversible [--quick] [--seed N]\n");
      return 2;
    }
  }
  std::printf("{\"command\":\"measure-reversible%s --seed %llu\",\"log10_threshold\":%.0f}\n",
              options.log2_less == 0 ? "" : " --quick",
              static_cast<unsigned long long>(options.seed), kLog10Threshold);
  measure_aes(options);
  for (const Target& target : kTargets) measure_network(target, options);
  return 0;
}

}  // namespace
}  // namespace neurocrypt::lab

int main(int count, char** arguments) { return neurocrypt::lab::run(count, arguments); }
