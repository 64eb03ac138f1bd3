// neurocrypt-train: trains, quantises and certifies one key of the autoencoder family, and writes
// it to standard output for the program that started it (src/keys/train_protocol.h). --survey
// reports instead.
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "keys/train_protocol.h"
#include "measure.h"
#include "training/certify.h"
#include "training/network.h"

namespace neurocrypt {
namespace {

constexpr int kRoundsMax = 4;

volatile sig_atomic_t stopped = 0;
void stop(int /*signal*/) { stopped = 1; }

struct Options {
  std::string architecture = "256 tanh, 256 tanh, 256 tanh";
  std::optional<std::uint64_t> seed;
  std::size_t bit_size = 128;
  int steps = 0;
  bool survey = false;
};

// False when training should stop: a signal, or nobody reads what is printed.
bool report(const Options& options, const TrainProgress& progress) {
  if (stopped != 0) return false;
  if (options.survey) return true;
  const std::string line = print_progress(progress) + "\n";
  return std::fputs(line.c_str(), stderr) >= 0 && std::fflush(stderr) == 0;
}

struct Trained {
  AutoencoderWeights weights;
  nlohmann::ordered_json certificate;
};

nlohmann::ordered_json describe(const TrainingRun& run, const RoundTrips& trips,
                                const Options& options, int round) {
  const TrainingEngine engine = training_engine();
  nlohmann::ordered_json learning = nlohmann::json::array();
  for (const LearningPoint& point : run.learning) {
    learning.push_back({point.step, point.bit_error_rate});
  }
  nlohmann::ordered_json certificate = {
      {"block_bits", options.bit_size},
      {"certified", trips.certified()},
      {"recipe_version", kRecipeVersion},
      {"entropy_bits", options.seed ? 64 : 256},
      {"rounds", round},
      {"steps", run.learning.back().step},
      {"training_seconds", run.seconds},
      {"training_cpu_seconds", run.cpu_seconds},
      {"learning", learning},
      {"torch", engine.torch},
      {"blas", engine.blas},
      {"round_trips",
       {{"blocks", trips.blocks},
        {"blocks_failed", trips.blocks_failed},
        {"bits_failed", trips.bits_failed},
        {"block_failure_rate_upper_95", trips.failure_rate_upper_95()},
        {"block_failure_rate_max", kBlockFailureRateMax},
        {"tries_mean", trips.tries_mean()},
        {"seconds", trips.seconds}}}};
  if (options.seed) {
    certificate["research_seed"] = *options.seed;
    certificate["note"] = "made from a research seed: whoever guesses the number has the key";
  }
  return certificate;
}

void add_attacks(const BlockCodec& codec, nlohmann::ordered_json& certificate) {
  certificate["linearity_r2"] = measure_linearity(codec);
  nlohmann::ordered_json breaks = nlohmann::json::array();
  for (const std::size_t known_blocks : {64, 128, 256}) {
    const KnownPlaintextBreak broken = measure_known_plaintext(codec, known_blocks);
    breaks.push_back({{"known_blocks", broken.known_blocks},
                      {"bits_right", broken.bits_right},
                      {"blocks_right", broken.blocks_right},
                      {"seconds", broken.seconds}});
  }
  certificate["known_plaintext_ridge"] = breaks;
}

// Rounds of training with more and more steps, until the quantised network passes.
Result<Trained> train(const MlpArchitecture& architecture, const Options& options) {
  const TrainingSeed seed =
      options.seed ? TrainingSeed::research(*options.seed) : TrainingSeed::random();
  int steps = options.steps > 0 ? options.steps : recipe_steps(architecture);
  for (int round = 1;; ++round, steps *= 2) {
    const auto on_learning = [&](const LearningPoint& point, int total) {
      return report(options, {"train", round, static_cast<std::uint64_t>(point.step),
                              static_cast<std::uint64_t>(total), point.bit_error_rate});
    };
    NC_ASSIGN_OR_RETURN(const TrainingRun run,
                        train_network(architecture, options.bit_size, seed, steps, on_learning));
    AutoencoderWeights weights = quantise(run.network);
    const BlockCodec codec(weights);
    const auto on_blocks = [&](const RoundTrips& trips) {
      return report(options, {"certify", round, trips.blocks, kCertifiedBlocks,
                              static_cast<double>(trips.bits_failed) /
                                  static_cast<double>(trips.blocks * options.bit_size)});
    };
    NC_ASSIGN_OR_RETURN(const RoundTrips trips,
                        measure_round_trips(codec, kCertifiedBlocks, on_blocks));
    if (trips.certified()) {
      Trained trained{std::move(weights), describe(run, trips, options, round)};
      add_attacks(codec, trained.certificate);
      return trained;
    }
    if (round == kRoundsMax) {
      return Error{ErrorCode::kExhausted, "not certified after " + std::to_string(round) +
                                              " rounds: " + std::to_string(trips.blocks_failed) +
                                              " of " + std::to_string(trips.blocks) +
                                              " blocks decode wrongly"};
    }
  }
}

int fail(int exit_code, const std::string& reason) {
  std::fprintf(stderr, "%s%s\n", kTrainerErrorPrefix.data(), reason.c_str());
  return exit_code;
}

int fail(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalidArgument:
      return fail(kTrainerBadUsage, error.message);
    case ErrorCode::kExhausted:
      return fail(kTrainerNotCertified, error.message);
    case ErrorCode::kCancelled:
      return fail(kTrainerStopped, error.message);
    default:
      return fail(kTrainerFailed, error.message);
  }
}

int write_all(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return fail(kTrainerStopped, "nobody reads the key");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return kTrainerDone;
}

int run(const Options& options) {
  const auto architecture = parse_architecture(options.architecture);
  if (!architecture) return fail(architecture.error());
  const auto* const mlp = std::get_if<MlpArchitecture>(&*architecture);
  if (mlp == nullptr) return fail(kTrainerBadUsage, "a lattice key is sampled, not trained");
  auto trained = train(*mlp, options);
  if (options.survey) {
    nlohmann::ordered_json line = {{"architecture", print(*architecture)}};
    if (trained) {
      line.update(trained->certificate);
    } else {
      line["certified"] = false;
      line["error"] = trained.error().message;
    }
    std::puts(line.dump().c_str());
    return trained ? kTrainerDone : fail(trained.error());
  }
  if (!trained) return fail(trained.error());
  if (::isatty(STDOUT_FILENO) != 0) {
    return fail(kTrainerBadUsage,
                "a key does not belong on a terminal: use neurocrypt keygen, or --survey");
  }
  return write_all(print_trained_key({.family = FamilyId::kAutoencoder,
                                      .architecture = *architecture,
                                      .weights = print_weights(trained->weights),
                                      .certificate = trained->certificate.dump()}));
}

}  // namespace
}  // namespace neurocrypt

int main(int argc, char** argv) {
  neurocrypt::Options options;
  CLI::App app("Trains a key of the autoencoder family. Started by neurocrypt keygen.",
               std::string(neurocrypt::kTrainerName));
  app.add_option("--arch", options.architecture, "hidden layers: \"256 tanh, 256 relu\"")
      ->capture_default_str();
  app.add_option("--seed", options.seed, "for research: the same number gives the same weights");
  app.add_option("--bit-size", options.bit_size, "bits of a block")
      ->check(CLI::IsMember({64, 128, 256}))
      ->capture_default_str();
  app.add_option("--steps", options.steps, "optimiser steps of the first round; 0: the recipe's")
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--survey", options.survey,
               "print the certificate as one JSON line instead of the key");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? neurocrypt::kTrainerDone : neurocrypt::kTrainerBadUsage;
  }
  struct sigaction action {};
  action.sa_handler = neurocrypt::stop;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return neurocrypt::run(options);
}
