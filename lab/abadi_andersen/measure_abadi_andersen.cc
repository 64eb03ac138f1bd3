// Trains Alice, Bob and Eve from several seeds and attacks each Alice under a key used twice. JSON
// lines on standard output: one for each seed, and a summary.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "lab/abadi_andersen/training.h"

namespace neurocrypt::lab::adversarial {
namespace {

constexpr int kKeysAttacked = 50;

struct Arguments {
  std::uint64_t first_seed = 1;
  int seeds = 10;
  Options options{};
  bool usage = false;
};

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    const long value = i + 1 < argc ? std::strtol(argv[i + 1], nullptr, 10) : 0;
    if (value <= 0) arguments.usage = true;
    if (name == "--seed") {
      arguments.first_seed = static_cast<std::uint64_t>(value);
    } else if (name == "--seeds") {
      arguments.seeds = static_cast<int>(value);
    } else if (name == "--steps") {
      arguments.options.steps_max = static_cast<int>(value);
      arguments.options.checkpoint =
          std::min(arguments.options.checkpoint, static_cast<int>(value));
    } else {
      arguments.usage = true;
    }
  }
  return arguments;
}

int run(const Arguments& arguments) {
  int successes = 0;
  for (int n = 0; n < arguments.seeds; ++n) {
    Options options = arguments.options;
    options.seed = arguments.first_seed + static_cast<std::uint64_t>(n);
    const Outcome outcome = train(options);
    const Checkpoint last = outcome.checkpoints.back();
    Random random(options.seed, "abadi-andersen attack");
    std::printf(
        "{\"seed\":%llu,\"success\":%s,\"steps\":%d,\"seconds\":%.2f,\"steps_per_s\":%.0f,"
        "\"bob_bits_wrong\":%.4f,\"eve_bits_wrong\":%.3f",
        static_cast<unsigned long long>(options.seed), outcome.success ? "true" : "false",
        last.step, outcome.seconds, last.step / outcome.seconds, last.bob_bits_wrong,
        last.eve_bits_wrong);
    for (const std::size_t pairs : {16, 32, 64}) {
      std::printf(",\"reused_key_bits_right_%zu\":%.5f", pairs,
                  break_reused_key(outcome.alice, pairs, kKeysAttacked, random));
    }
    std::puts("}");
    std::fflush(stdout);
    successes += outcome.success ? 1 : 0;
  }
  std::printf("{\"successes\":%d,\"seeds\":%d}\n", successes, arguments.seeds);
  return 0;
}

}  // namespace
}  // namespace neurocrypt::lab::adversarial

int main(int argc, char** argv) {
  const auto arguments = neurocrypt::lab::adversarial::parse(argc, argv);
  if (arguments.usage) {
    std::fputs(
        "usage: measure-abadi-andersen [--seed FIRST] [--seeds COUNT] [--steps MAX]\n"
        "Trains the networks of arXiv 1610.06918 (N = 16, batch 512) until Bob gets at most 0.05\n"
        "and Eve at least 7.3 of 16 bits wrong, then breaks each Alice whose key is reused.\n",
        stderr);
    return 2;
  }
  return neurocrypt::lab::adversarial::run(arguments);
}
