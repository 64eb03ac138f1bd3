// Rounds against what tells them from a random permutation: the curves from which a number of
// rounds is chosen.
#include <algorithm>
#include <cmath>
#include <map>

#include "lab/report/number.h"
#include "lab/structure/attacks.h"

namespace neurocrypt::lab {
namespace {

/// An attack that is tried on every number of rounds, found by its name in the registry, and the
/// figure of its evidence that is plotted.
struct Probe {
  std::string_view attack;
  std::string_view figure;  ///< empty: the effect
  std::string_view curve;
  std::string_view y_label;
  bool log_y = false;
  double budget_min_s = 0;  ///< of the whole study
};

constexpr std::string_view kShare = "share, one half by chance";
constexpr Probe kProbes[] = {
    {"statistics/avalanche", "output bits that change with one input bit", "avalanche", kShare},
    {"known_plaintext/ridge", "", "bits right, linear clone", kShare},
    {"known_plaintext/mlp", "", "bits right, perceptron clone", kShare, false, 10},
    {"neural_distinguisher/residual", "", "pairs told rightly, residual network", kShare},
    {"structure/coupling", "", "bits that obey the relation of three rounds", kShare},
    {"statistics/differential", "", "the most frequent difference of one byte",
     "probability, 1/256 by chance", true},
    {"statistics/linear_bias", "largest correlation on fresh samples", "the best parities",
     "largest correlation", true, 10},
    {"statistics/sp800_22_counters", "", "p-values of SP 800-22 of at least 0.01, counters",
     "share, 0.99 by chance", false, 10},
};
constexpr double kProbeShare = 0.05;  // of the budget, for each attack on each number of rounds
constexpr int kRoundsPlotted = 8;
constexpr int kRoundsPlottedQuick = 4;

const Figure& figure_of(const Evidence& evidence, std::string_view name) {
  const auto found = std::ranges::find(evidence.figures, name, &Figure::name);
  return name.empty() || found == evidence.figures.end() ? evidence.effect : *found;
}

void append(Curve& curve, int rounds, const Figure& figure) {
  curve.x.push_back(rounds);
  curve.y.push_back(figure.value);
  curve.low.push_back(figure.low.value_or(figure.value));
  curve.high.push_back(figure.high.value_or(figure.value));
}

Result<Evidence> run_rounds(Oracle& oracle, const Trial& trial) {
  const int full = oracle.rounds();
  std::vector<int> numbers;
  const int plotted = trial.budget_s < 10 ? kRoundsPlottedQuick : kRoundsPlotted;
  for (int r = 1; r <= std::min(plotted, full); ++r) numbers.push_back(r);
  if (numbers.back() != full) numbers.push_back(full);

  Evidence evidence;
  int last_found = 0;
  std::string last_probe;
  double tried = 0;
  std::map<int, double> log10_p;  // the smallest for each number of rounds
  std::vector<Figure> found_by;
  for (const Probe& probe : kProbes) {
    if (trial.budget_s < probe.budget_min_s) continue;
    NC_ASSIGN_OR_RETURN(const std::vector<const Attack*> attack, find_attacks(probe.attack));
    if (!oracle.offers(attack.front()->needs)) continue;
    ++tried;
    Curve curve{.name = std::string(probe.curve),
                .x_label = "rounds",
                .y_label = std::string(probe.y_label),
                .log_y = probe.log_y};
    int found = 0;
    for (const int rounds : numbers) {
      NC_RETURN_IF_ERROR(trial.report((tried - 1 + static_cast<double>(rounds) / (full + 1)) /
                                      std::size(kProbes)));
      Trial part{.budget_s = kProbeShare * trial.budget_s, .seed = trial.seed};
      // The target itself has its full rounds; fewer are studied under a key of one's own.
      Result<Evidence> seen = Evidence{};
      if (rounds == full) {
        seen = run_attack(*attack.front(), oracle, part);
      } else {
        NC_ASSIGN_OR_RETURN(Oracle fewer, oracle.with_rounds(rounds, trial.seed));
        seen = run_attack(*attack.front(), fewer, part);
      }
      if (!seen) return seen.error();
      if (seen->verdict == Verdict::kNotEnoughSamples) continue;
      append(curve, rounds, figure_of(*seen, probe.figure));
      evidence.samples += seen->samples;
      log10_p[rounds] = std::min(log10_p[rounds], seen->log10_p.value_or(0));
      if (seen->verdict == Verdict::kBreakFound) found = rounds;
    }
    found_by.push_back({.name = "rounds found by " + std::string(probe.attack),
                        .value = static_cast<double>(found)});
    if (found > last_found) {
      last_found = found;
      last_probe = probe.attack;
    }
    evidence.curves.push_back(std::move(curve));
  }

  evidence.effect = {.name = "rounds told from a random permutation",
                     .value = static_cast<double>(last_found),
                     .unit = "rounds"};
  const auto corrected = [&](double log10) {
    return std::min(0.0, log10 + std::log10(std::max(1.0, tried)));
  };
  double beyond = 0;
  for (const auto& [rounds, log10] : log10_p) {
    if (rounds > last_found) beyond = std::min(beyond, corrected(log10));
  }
  evidence.log10_p = corrected(log10_p[full]);
  evidence.verdict = last_found == full ? Verdict::kBreakFound : Verdict::kNoEvidence;
  evidence.figures = {{.name = "rounds of the target", .value = static_cast<double>(full)},
                      {.name = "attacks tried on each number of rounds", .value = tried},
                      {.name = "log10 of the smallest p beyond the rounds found", .value = beyond}};
  evidence.figures.insert(evidence.figures.end(), found_by.begin(), found_by.end());
  evidence.summary = last_found == 0 ? "None of " + readable(tried) +
                                           " attacks tells any number of rounds from random."
                                     : std::to_string(last_found) + " of " + std::to_string(full) +
                                           " rounds are told from random (" + last_probe +
                                           "); none of " + readable(tried) + " attacks tells more.";
  return evidence;
}

}  // namespace

constinit const Attack kStructureRounds = {
    .name = "structure/rounds",
    .question =
        "How many rounds does any of these attacks tell from random, and how many are there?",
    .source = "docs/adr/0003-reversible-rounds.md",
    .needs = kEncrypt | kRounds,
    .run = run_rounds,
    .breaks = "reversible/3",
    .spares = "reversible"};

}  // namespace neurocrypt::lab
