// How many rounds of the reversible network any attack tells from random, for several
// architectures: the measurement behind docs/adr/0003-reversible-rounds.md. Evidence as JSON lines
// on standard output.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "ciphers/reversible/reversible.h"
#include "lab/structure/attacks.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

struct Row {
  const char* architecture;
  double budget_share;  ///< less for slow networks
};
constexpr Row kRows[] = {
    {"64 tanh, 64 relu", 1},
    {"64 tanh, 64 tanh", 1},
    {"64 sigmoid, 64 sigmoid", 1},
    {"64 relu, 64 relu", 1},
    {"64 relu, 64 relu, 64 relu, 64 relu, 64 relu", 0.5},
    {"64 tanh, 128 relu, 64 sigmoid, 256 tanh, 64 relu", 0.5},
    {"512 tanh, 512 tanh", 0.5},
};

Status measure(const Row& row, double budget_s, std::uint64_t seed, const std::string& command) {
  NC_ASSIGN_OR_RETURN(const Architecture parsed, parse_architecture(row.architecture));
  const auto& architecture = std::get<MlpArchitecture>(parsed);
  NC_ASSIGN_OR_RETURN(Target target,
                      make_reversible_network(architecture, reversible_rounds(architecture), seed));
  target.name = "reversible " + std::string(row.architecture);
  Oracle oracle(std::move(target));
  NC_ASSIGN_OR_RETURN(Evidence evidence,
                      run_attack(kStructureRounds, oracle,
                                 {.budget_s = row.budget_share * budget_s, .seed = seed}));
  evidence.command = command;
  std::printf("%s\n", print_json(evidence).c_str());
  std::fflush(stdout);
  std::fprintf(stderr, "%s: %s (%.0f s)\n", row.architecture, evidence.summary.c_str(),
               evidence.seconds);
  return {};
}

int run(int count, char** arguments) {
  std::uint64_t seed = 1;
  double budget_s = 20;
  std::string command = "measure-reversible";
  for (int i = 1; i < count; ++i) {
    command += std::string(" ") + arguments[i];
    if (std::strcmp(arguments[i], "--quick") == 0) {
      budget_s = 2;
    } else if (std::strcmp(arguments[i], "--seed") == 0 && i + 1 < count) {
      seed = std::strtoull(arguments[++i], nullptr, 10);
      command += std::string(" ") + arguments[i];
    } else {
      std::fprintf(stderr, "usage: measure-reversible [--quick] [--seed N]\n");
      return 2;
    }
  }
  for (const Row& row : kRows) {
    if (const Status status = measure(row, budget_s, seed, command); !status.ok()) {
      std::fprintf(stderr, "measure-reversible: error: %s\n", status.error().message.c_str());
      return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace neurocrypt::lab

int main(int count, char** arguments) { return neurocrypt::lab::run(count, arguments); }
