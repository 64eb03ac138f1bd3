// The resource estimate of docs/quantum.md as evidence, JSON lines on standard output.
#include <cmath>
#include <cstdio>
#include <string>

#include "ciphers/reversible/reversible.h"
#include "lab/evidence.h"
#include "lab/quantum/resources.h"
#include "lab/report/number.h"

namespace neurocrypt::lab {
namespace {

constexpr const char* kArchitectures[] = {
    "64 tanh, 64 relu",
    "64 relu, 64 relu",
    "64 tanh, 128 relu, 64 sigmoid, 256 tanh, 64 relu",
    "512 tanh, 512 tanh, 512 tanh, 512 tanh, 512 tanh",
};

Evidence estimate(const std::string& text) {
  const auto architecture = std::get<MlpArchitecture>(parse_architecture(text).value());
  const int rounds = reversible_rounds(architecture);
  const CircuitCost round = round_function_cost(architecture, WeightsAre::kConstants);
  const CircuitCost query = encryption_cost(architecture, 3, WeightsAre::kConstants);
  const CircuitCost block = encryption_cost(architecture, rounds, WeightsAre::kConstants);
  const KeySearch search = key_search(architecture, rounds);

  Evidence evidence;
  evidence.attack = "quantum/resources";
  evidence.target = "reversible " + text;
  evidence.target_description = "an estimate for " + std::to_string(rounds) +
                                " rounds; the model is in lab/quantum/resources.h";
  evidence.command = "measure-quantum";
  evidence.verdict = Verdict::kNoEvidence;
  evidence.effect = {.name = "log2 of the Toffoli gates of Grover's search for the seed",
                     .value = search.log2_toffoli,
                     .unit = "bits"};
  evidence.reference = evidence.effect.value;
  evidence.figures = {
      {.name = "log2 of Grover's iterations", .value = search.log2_iterations, .unit = "bits"},
      {.name = "Toffoli gates of an iteration", .value = search.iteration.toffoli},
      {.name = "Toffoli depth of an iteration", .value = search.iteration.depth},
      {.name = "qubits of the search", .value = search.iteration.qubits},
      {.name = "log2 of gates times depth of the search",
       .value = search.log2_gates_depth,
       .unit = "bits"},
      {.name = "Toffoli gates of one round function, weights constant", .value = round.toffoli},
      {.name = "Toffoli depth of one round function", .value = round.depth},
      {.name = "qubits of one round function", .value = round.qubits},
      {.name = "Toffoli gates of a query to three rounds", .value = query.toffoli},
      {.name = "Toffoli gates of a query to all rounds", .value = block.toffoli},
      {.name = "Toffoli depth of a query to all rounds", .value = block.depth},
      {.name = "qubits of a query", .value = block.qubits}};
  evidence.summary = "Grover's search for the seed takes 2^" + readable(search.log2_iterations) +
                     " iterations of 2^" + readable(std::log2(search.iteration.toffoli)) +
                     " Toffoli gates on " + readable(search.iteration.qubits) + " qubits.";
  return evidence;
}

}  // namespace
}  // namespace neurocrypt::lab

int main() {
  for (const char* const architecture : neurocrypt::lab::kArchitectures) {
    std::printf("%s\n", print_json(neurocrypt::lab::estimate(architecture)).c_str());
  }
  return 0;
}
