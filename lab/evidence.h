// Evidence is data: what one attack saw of one target. docs/formats/evidence.md has its JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "neurocrypt/result.h"

namespace neurocrypt::lab {

/// There is no "secure".
enum class Verdict : std::uint8_t {
  kBreakFound,        ///< the attack does what it sets out to do
  kNoEvidence,        ///< it had what it wanted and saw nothing
  kNotEnoughSamples,  ///< queries or time ran out, or the effect is below what it can tell
};
/// "break found", "no evidence yet", "not enough samples".
std::string_view name(Verdict verdict);

/// One number with what is needed to believe it.
struct Figure {
  std::string name;
  double value = 0;
  std::string unit{};           ///< "", "share", "s", "bits", "queries"
  std::optional<double> low{};  ///< 95 % confidence interval
  std::optional<double> high{};
};

/// Points to plot, in order of x.
struct Curve {
  std::string name;
  std::string x_label{}, y_label{};
  bool log_x = false, log_y = false;
  std::vector<double> x{}, y{};
  std::vector<double> low{}, high{};  ///< 95 % band: empty, or as long as y
};

struct Evidence {
  // What the attack says.
  Verdict verdict = Verdict::kNotEnoughSamples;
  std::string summary{};  ///< one sentence with the figures that matter
  Figure effect{};        ///< the statistic on which the verdict rests
  double reference = 0;   ///< its value when there is nothing to find
  std::optional<double>
      log10_p{};  ///< of so large an effect by chance, corrected for every cell looked at
  std::uint64_t samples = 0;  ///< that the effect was measured on
  std::vector<Figure> figures{};
  std::vector<Curve> curves{};

  // What the runner adds.
  std::string attack{}, target{}, target_description{};
  std::uint64_t seed = 0;
  double budget_s = 0;
  std::uint64_t queries = 0;
  double seconds = 0;  ///< wall time
  std::string commit{}, command{};
};

/// One line of JSON, without the newline.
std::string print_json(const Evidence& evidence);
/// Errors   kCorrupt, naming the field.
Result<Evidence> parse_evidence(std::string_view line);
/// Every line of a file of results. Errors   kNotFound, kIo; kCorrupt with the line's number.
Result<std::vector<Evidence>> load_evidence(const std::string& path);

}  // namespace neurocrypt::lab
