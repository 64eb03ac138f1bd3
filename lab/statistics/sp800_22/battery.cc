#include "lab/statistics/sp800_22/battery.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "lab/inference.h"
#include "lab/statistics/significance.h"

namespace neurocrypt::lab::sp800_22 {
namespace {

constexpr auto kExact = Probabilities::kExact;
constexpr int kTemplateBits = 9;
constexpr double kAlpha = 0.01;  // 4.2.1

using Outcomes = std::vector<Outcome>;

template <std::size_t kCount>
void append(Outcomes& outcomes, const char* name, const std::array<double, kCount>& p_values,
            const std::array<const char*, kCount>& variants) {
  for (std::size_t i = 0; i < kCount; ++i) {
    outcomes.push_back({std::string(name) + " " + variants[i], p_values[i]});
  }
}

void append_templates(Outcomes& outcomes, Bits bits) {
  const std::vector<std::uint32_t> templates = aperiodic_templates(kTemplateBits);
  const std::vector<double> p_values = non_overlapping(bits, templates, kTemplateBits);
  for (std::size_t t = 0; t < templates.size(); ++t) {
    std::string name = "non_overlapping ";
    for (int bit = kTemplateBits; bit-- > 0;) name += (templates[t] >> bit & 1) != 0 ? '1' : '0';
    outcomes.push_back({std::move(name), p_values[t]});
  }
}

void append_excursions(Outcomes& outcomes, Bits bits) {
  if (excursion_cycles(bits) < 500) return;
  append<8>(outcomes, "random_excursions", random_excursions(bits),
            {"-4", "-3", "-2", "-1", "1", "2", "3", "4"});
  append<18>(outcomes, "random_excursions_variant", random_excursions_variant(bits),
             {"-9", "-8", "-7", "-6", "-5", "-4", "-3", "-2", "-1", "1", "2", "3", "4", "5", "6",
              "7", "8", "9"});
}

/// One row: the shortest sequence (2.x.7, or five expected in every class), and the test.
struct Row {
  std::size_t bits_min;
  void (*run)(Outcomes&, Bits);
};

constexpr Row kRows[] = {
    {100,
     [](Outcomes& o, Bits b) {
       o.push_back({"frequency", frequency(b)});
     }},
    {12'800,
     [](Outcomes& o, Bits b) {
       o.push_back({"block_frequency", block_frequency(b, 128)});
     }},
    {100,
     [](Outcomes& o, Bits b) {
       o.push_back({"runs", runs(b)});
     }},
    {6'272,
     [](Outcomes& o, Bits b) {
       o.push_back({"longest_run", longest_run(b, kExact)});
     }},
    {38'912,
     [](Outcomes& o, Bits b) {
       o.push_back({"rank", rank(b)});
     }},
    {1'000,
     [](Outcomes& o, Bits b) {
       o.push_back({"spectral", spectral(b)});
     }},
    {1'000'000, append_templates},
    {1'000'000,
     [](Outcomes& o, Bits b) {
       o.push_back({"overlapping", overlapping(b, 9, 1032, kExact)});
     }},
    {387'840,
     [](Outcomes& o, Bits b) {
       o.push_back({"universal", universal(b)});
     }},
    {1'000'000,
     [](Outcomes& o, Bits b) {
       o.push_back({"linear_complexity", linear_complexity(b, 500, kExact)});
     }},
    {std::size_t{1} << 19,
     [](Outcomes& o, Bits b) {
       append<2>(o, "serial", serial(b, 16), {"1", "2"});
     }},
    {std::size_t{1} << 16,
     [](Outcomes& o, Bits b) {
       o.push_back({"approximate_entropy", approximate_entropy(b, 10)});
     }},
    {100,
     [](Outcomes& o, Bits b) {
       append<2>(o, "cumulative_sums", cumulative_sums(b), {"forward", "backward"});
     }},
    {1'000'000, append_excursions},
};

/// log10 of P(at least one of n uniform p-values is this small) by Bonferroni, at most 0.
double log10_smallest_of(double p, std::size_t n) {
  const double smallest = std::max(p, 1e-300);
  return std::min(0.0, std::log10(smallest) + std::log10(static_cast<double>(n)));
}

}  // namespace

std::vector<std::uint8_t> unpack(ByteView bytes) {
  std::vector<std::uint8_t> bits;
  bits.reserve(8 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    for (int bit = 7; bit >= 0; --bit) bits.push_back(byte >> bit & 1);
  }
  return bits;
}

std::vector<Outcome> run_battery(Bits bits) {
  Outcomes outcomes;
  for (const Row& row : kRows) {
    if (bits.size() >= row.bits_min) row.run(outcomes, bits);
  }
  return outcomes;
}

std::vector<Assessment> assess(const std::vector<std::vector<Outcome>>& batteries) {
  std::map<std::string, std::vector<double>> by_name;
  for (const auto& battery : batteries) {
    for (const Outcome& outcome : battery) by_name[outcome.name].push_back(outcome.p);
  }
  std::vector<Assessment> result;
  for (const auto& [name, p_values] : by_name) {
    const auto n = static_cast<double>(p_values.size());
    const auto passed = std::ranges::count_if(p_values, [](double p) { return p >= kAlpha; });
    std::array<double, 10> bins{};
    for (const double p : p_values)
      bins[std::min<std::size_t>(static_cast<std::size_t>(10 * p), 9)] += 1;
    double chi_square = 0;
    for (const double bin : bins) chi_square += (bin - n / 10) * (bin - n / 10) / (n / 10);
    const double sigma = std::sqrt(kAlpha * (1 - kAlpha) / n);
    const auto share = static_cast<double>(passed) / n;
    result.push_back(
        {.name = name,
         .sequences = p_values.size(),
         .passed = static_cast<std::size_t>(passed),
         .log10_proportion = log10_share_p(static_cast<double>(passed), n, 1 - kAlpha),
         // 4.2.2 asks for at least 55 sequences.
         .log10_uniformity =
             p_values.size() < 55 ? 0 : log10_smallest_of(igamc(4.5, chi_square / 2), 1),
         .log10_smallest = log10_smallest_of(*std::ranges::min_element(p_values), p_values.size()),
         .within_three_sigma = std::abs(share - (1 - kAlpha)) <= 3 * sigma});
  }
  return result;
}

double Assessment::log10_p() const {
  return std::min({log10_proportion, log10_uniformity, log10_smallest});
}

double combined_log10_p(const std::vector<Assessment>& assessments) {
  double smallest = 0;
  for (const Assessment& a : assessments) smallest = std::min(smallest, a.log10_p());
  return std::min(0.0, smallest + std::log10(3 * static_cast<double>(assessments.size())));
}

}  // namespace neurocrypt::lab::sp800_22
