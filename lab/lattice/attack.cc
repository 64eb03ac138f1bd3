#include "lab/lattice/attack.h"

#include <bit>
#include <cmath>
#include <cstdio>

#include "lab/lattice/breaks.h"
#include "lab/lattice/estimator.h"
#include "lab/lattice/primal.h"

namespace neurocrypt::lab {
namespace {

/// Samples beyond those that the attack uses: wrong weights explain none of them but by chance.
constexpr std::size_t kChecks = 16;

Result<LwrSamples> ask(Oracle& oracle, std::size_t count) {
  LwrSamples samples{oracle.neuron(), {}, {}};
  NC_RETURN_IF_ERROR(oracle.neuron_samples(count, samples.inputs, samples.outputs));
  return samples;
}

/// Fills in what both attacks say. `weights`: what was found.
Evidence conclude(const LwrSamples& samples, const std::optional<Weights>& weights,
                  std::string summary) {
  const LwrParameters& shape = samples.parameters;
  Evidence evidence;
  evidence.samples = samples.size();
  evidence.effect = {.name = "weights recovered", .value = weights ? 1.0 : 0.0, .unit = "share"};
  if (weights) {
    // Weights that do not come from the samples explain the checks with this probability.
    const double outputs = std::ceil(static_cast<double>(shape.q) / shape.width);
    evidence.log10_p = -static_cast<double>(kChecks) * std::log10(outputs);
  }
  evidence.verdict = weights ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.summary = std::move(summary);
  const LatticeCost cost =
      primal_usvp({shape.n, std::log2(shape.q), weight_sigma(shape),
                   uniform_sigma(std::max<double>(shape.width, 2)), 4 * shape.n});
  evidence.figures.push_back(
      {.name = "core-SVP estimate", .value = cost.classical_bits, .unit = "bits"});
  evidence.figures.push_back(
      {.name = "block size of the estimate", .value = static_cast<double>(cost.block_size)});
  return evidence;
}

Result<Evidence> run_reduction(Oracle& oracle, const Trial& trial) {
  constexpr int kDimensionMax = 260;  // beyond, one tour alone takes minutes
  const LwrParameters shape = oracle.neuron();
  NC_ASSIGN_OR_RETURN(const LwrSamples samples, ask(oracle, primal_samples(shape) + kChecks));
  const std::string n = std::to_string(shape.n);
  const auto dimension =
      static_cast<int>(static_cast<std::size_t>(shape.n) + samples.size() - kChecks + 1);
  if (dimension > kDimensionMax) {
    Evidence evidence = conclude(samples, std::nullopt,
                                 "A lattice of dimension " + std::to_string(dimension) + " for " +
                                     n + " weights is out of reach here.");
    evidence.verdict = Verdict::kNotEnoughSamples;
    return evidence;
  }
  const int block_size_max = trial.budget_s < 10 ? 30 : trial.budget_s < 60 ? 46 : 60;
  bool stopped = false;
  int tours = 0;
  const PrimalResult result = primal_attack(
      samples, {.block_size_max = block_size_max, .seconds_max = 1e9, .cancelled = [&] {
                  stopped = !trial.report(std::min(0.9, 0.05 * ++tours)).ok();
                  return stopped;
                }});
  if (stopped) return Error{ErrorCode::kCancelled, "stopped", {}};
  Evidence evidence = conclude(
      samples, result.weights,
      result.weights
          ? "All " + n + " weights from " + std::to_string(samples.size()) +
                " samples, by BKZ up to block size " + std::to_string(result.block_size) +
                " in dimension " + std::to_string(result.dimension) + "."
          : "BKZ up to block size " + std::to_string(result.block_size) + " in dimension " +
                std::to_string(result.dimension) + " finds no weights.");
  evidence.figures.push_back(
      {.name = "block size reached", .value = static_cast<double>(result.block_size)});
  return evidence;
}

Result<Evidence> run_elimination(Oracle& oracle, const Trial& trial) {
  LwrParameters shape = oracle.neuron();
  NC_ASSIGN_OR_RETURN(LwrSamples samples,
                      ask(oracle, static_cast<std::size_t>(shape.n) + 2 * kChecks));
  NC_RETURN_IF_ERROR(trial.report(0.5));
  std::optional<Weights> weights;
  if (std::has_single_bit(shape.q)) {
    // As if the outputs were not rounded: their middle stands for the sum.
    LwrSamples linear = samples;
    linear.parameters.width = 1;
    for (auto& output : linear.outputs) output = output * shape.width + shape.width / 2;
    weights = solve_without_rounding(linear);
    if (weights && !explains(*weights, samples)) weights.reset();
  }
  return conclude(samples, weights,
                  weights ? "Gaussian elimination modulo q finds all " + std::to_string(shape.n) +
                                " weights: the outputs are not rounded."
                          : "Rounding leaves no linear equation to solve.");
}

}  // namespace

constinit const Attack kLatticeReduction = {
    .name = "lattice/reduction",
    .question = "Does lattice reduction find a neuron's weights from its samples?",
    .source = "Kannan embedding, progressive BKZ (fplll); estimate: Alkim et al. 2016",
    .needs = kNeuron,
    .run = run_reduction,
    .breaks = "toy-neuron",
    .spares = "random-neuron"};

constinit const Attack kLatticeElimination = {
    .name = "lattice/elimination",
    .question = "Are a neuron's outputs linear in its weights, for want of rounding?",
    .source = "Gaussian elimination modulo 2^k",
    .needs = kNeuron,
    .run = run_elimination,
    .breaks = "toy-linear-neuron",
    .spares = "toy-neuron"};

}  // namespace neurocrypt::lab
