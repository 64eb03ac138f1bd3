#include "lab/extraction/attack.h"

#include <cmath>
#include <optional>

#include "lab/extraction/extract.h"

namespace neurocrypt::lab {
namespace {

constexpr int kFresh = 1000;  // inputs on which the copy is judged
/// A copy is exact when it errs by less than this, relative to the largest answer.
constexpr double kExact = 0x1p-20;

/// Shapes of networks that the attack tries: it does not know the target's.
std::vector<std::vector<int>> candidates(int inputs, double budget_s) {
  std::vector<std::vector<int>> widths = {{inputs, 10, 1}, {inputs, 10, 10, 1}};
  if (budget_s >= 10) widths.insert(widths.end(), {{inputs, 32, 1}, {inputs, 20, 20, 1}});
  return widths;
}

std::string describe(const std::vector<int>& widths) {
  std::string text;
  for (const int units : widths) text += (text.empty() ? "" : "-") + std::to_string(units);
  return text;
}

/// Extraction again, from answers rounded to multiples of 2^-bits, fewer and fewer: what an
/// interface that answers in bytes leaves of it.
Status measure_rounding(const RealFunction& f, const std::vector<int>& widths, const Trial& trial,
                        Evidence& evidence) {
  constexpr std::uint64_t kQueriesMax = 1 << 16;
  Curve curve{.name = "worst error",
              .x_label = "bits after the point of the answers",
              .y_label = "log2 of the copy's error"};
  std::optional<int> enough;
  for (const int bits : {48, 40, 36, 32, 28, 24, 16, 8}) {
    NC_RETURN_IF_ERROR(trial.report(0.9));
    Random random(trial.seed, "extraction from rounded answers");
    const RealFunction rounded = [&](const Eigen::VectorXd& x) {
      return std::ldexp(std::round(std::ldexp(f(x), bits)), -bits);
    };
    const auto copy = extract(rounded, widths, random, {.queries_max = kQueriesMax});
    if (!copy.ok()) {
      evidence.figures.push_back({.name = "answers too coarse: bits after the point",
                                  .value = static_cast<double>(bits),
                                  .unit = "bits"});
      break;
    }
    enough = bits;
    double worst = 0;
    for (int k = 0; k < kFresh; ++k) {
      const Eigen::VectorXd x =
          Eigen::VectorXd::NullaryExpr(widths.front(), [&] { return random.normal(); });
      worst = std::max(worst, std::abs(f(x) - copy->network.evaluate(x)(0)));
    }
    curve.x.insert(curve.x.begin(), bits);
    curve.y.insert(curve.y.begin(), std::log2(std::max(worst, 0x1p-60)));
  }
  if (enough) {
    evidence.figures.push_back({.name = "answers fine enough: bits after the point",
                                .value = static_cast<double>(*enough),
                                .unit = "bits"});
    evidence.curves = {std::move(curve)};
  }
  return {};
}

Result<Evidence> run(Oracle& oracle, const Trial& trial) {
  const auto inputs = static_cast<Eigen::Index>(oracle.inputs());
  Status status;  // the first error of the oracle
  std::vector<double> outputs(oracle.outputs());
  const RealFunction first_output = [&](const Eigen::VectorXd& x) {
    if (status.ok()) {
      status = oracle.evaluate(std::span(x.data(), static_cast<std::size_t>(x.size())), outputs);
    }
    return outputs[0];
  };

  Evidence evidence;
  evidence.reference = 0;
  evidence.verdict = Verdict::kNoEvidence;
  std::string tried;
  const auto shapes = candidates(static_cast<int>(inputs), trial.budget_s);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    Random random(trial.seed, "extraction");
    const ExtractionLimits limits{
        .queries_max = std::uint64_t{1} << (trial.budget_s < 10 ? 18 : 21),
        .progress = [&](double done) {
          return status.ok() &&
                 trial.report((static_cast<double>(i) + done) / static_cast<double>(shapes.size()))
                     .ok();
        }};
    const auto extraction = extract(first_output, shapes[i], random, limits);
    NC_RETURN_IF_ERROR(status);
    tried += (tried.empty() ? "" : ", ") + describe(shapes[i]);
    if (!extraction.ok()) {
      if (extraction.error().code == ErrorCode::kCancelled) return extraction.error();
      continue;
    }
    double worst = 0, largest = 0;
    for (int k = 0; k < kFresh; ++k) {
      const Eigen::VectorXd x =
          Eigen::VectorXd::NullaryExpr(inputs, [&] { return random.normal(); });
      const double y = first_output(x);
      worst = std::max(worst, std::abs(y - extraction->network.evaluate(x)(0)));
      largest = std::max(largest, std::abs(y));
    }
    NC_RETURN_IF_ERROR(status);
    if (!(worst < kExact * largest)) continue;
    const double log2_worst = std::log2(std::max(worst, 0x1p-60));
    evidence.verdict = Verdict::kBreakFound;
    evidence.samples = kFresh;
    evidence.effect = {.name = "inputs answered exactly", .value = 1, .unit = "share"};
    evidence.figures.push_back(
        {.name = "worst error on fresh inputs", .value = log2_worst, .unit = "log2"});
    evidence.figures.push_back(
        {.name = "queries", .value = static_cast<double>(extraction->queries), .unit = "queries"});
    evidence.figures.push_back(
        {.name = "parameters", .value = static_cast<double>(extraction->network.parameters())});
    evidence.summary = "All " + std::to_string(extraction->network.parameters()) +
                       " parameters of a " + describe(shapes[i]) + " network from " +
                       std::to_string(extraction->queries) + " queries; worst error 2^" +
                       std::to_string(std::lround(log2_worst)) + ".";
    NC_RETURN_IF_ERROR(measure_rounding(first_output, shapes[i], trial, evidence));
    NC_RETURN_IF_ERROR(status);
    return evidence;
  }
  evidence.samples = oracle.queries();
  evidence.effect = {.name = "inputs answered exactly", .value = 0, .unit = "share"};
  evidence.summary = "No bends of a ReLU network that fit one of " + tried + ".";
  return evidence;
}

}  // namespace

constinit const Attack kExtractionRelu = {
    .name = "extraction/relu",
    .question = "Do its answers give away the parameters of the network inside?",
    .source = "Carlini, Jagielski, Mironov, Crypto 2020",
    .needs = kRealValues,
    .run = run,
    .breaks = "toy-relu",
    .spares = "toy-relu-bytes"};

}  // namespace neurocrypt::lab
