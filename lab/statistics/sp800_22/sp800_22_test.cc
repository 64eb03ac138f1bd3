// Published p-values (vectors/sp800_22.txt), exact probabilities, and what generators fail.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <sstream>
#include <tuple>

#include "lab/statistics/sp800_22/battery.h"
#include "support/vectors.h"

namespace neurocrypt::lab::sp800_22 {
namespace {

using BitString = std::vector<std::uint8_t>;
constexpr auto kPrinted = Probabilities::kPrinted;

/// The named sequence that tools/vectors/sp800_22.py wrote, its first `count` bits.
BitString sequence(const std::string& name, std::size_t count) {
  std::ifstream file(std::string(NC_SEQUENCES_DIR) + "/" + name + ".bits", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  BitString bits = unpack(as_bytes(bytes));
  EXPECT_GE(bits.size(), count) << name;
  bits.resize(count);
  return bits;
}

BitString literal(const std::string& digits) {
  BitString bits;
  for (const char digit : digits) bits.push_back(digit == '1' ? 1 : 0);
  return bits;
}

std::vector<double> numbers(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<double>(stream), {}};
}

/// The p-values of one test with the parameters of a vector, those of appendix B where it has none.
std::vector<double> compute(const std::string& test, const BitString& bits,
                            const test::Vector& vector) {
  const auto parameter = [&](const char* name, std::size_t otherwise) {
    return vector.contains(name) ? std::stoul(vector.at(name)) : otherwise;
  };
  const auto list = [](const auto& p_values) {
    return std::vector<double>(p_values.begin(), p_values.end());
  };
  if (test == "frequency") return {frequency(bits)};
  if (test == "block_frequency") return {block_frequency(bits, parameter("M", 128))};
  if (test == "cumulative_sums_forward") return {cumulative_sums(bits)[0]};
  if (test == "cumulative_sums_backward") return {cumulative_sums(bits)[1]};
  if (test == "runs") return {runs(bits)};
  if (test == "longest_run") return {longest_run(bits, kPrinted)};
  if (test == "rank") return {rank(bits)};
  if (test == "spectral") return {spectral(bits)};
  if (test == "non_overlapping") {
    const std::string pattern = vector.contains("template") ? vector.at("template") : "000000001";
    return {non_overlapping(bits, static_cast<std::uint32_t>(std::stoul(pattern, nullptr, 2)),
                            static_cast<int>(pattern.size()), parameter("N", 8))};
  }
  if (test == "overlapping") {
    return {overlapping(bits, static_cast<int>(parameter("m", 9)), parameter("M", 1032), kPrinted)};
  }
  if (test == "universal") return {universal(bits)};
  if (test == "approximate_entropy") {
    return {approximate_entropy(bits, static_cast<int>(parameter("m", 10)))};
  }
  if (test == "linear_complexity") {
    return {linear_complexity(bits, parameter("M", 500), kPrinted)};
  }
  if (test == "serial") return list(serial(bits, static_cast<int>(parameter("m", 16))));
  if (test == "random_excursions") return list(random_excursions(bits));
  if (test == "random_excursions_variant") return list(random_excursions_variant(bits));
  throw std::invalid_argument("no test " + test);
}

// Six digits, of which NIST's program sometimes rounds the last the wrong way.
constexpr double kTolerance = 1e-6;

TEST(Sp80022, AppendixB) {
  std::size_t checked = 0;
  for (const test::Vector& vector : test::read_vectors("sp800_22.txt")) {
    if (vector.at("section") != "B") continue;
    const BitString bits = sequence(vector.at("sequence"), 1'000'000);
    for (const auto& [name, published] : vector) {
      if (name == "section" || name == "sequence") continue;
      // Of eight states, appendix B has 1; of eighteen, -1; of two p-values, the first.
      const std::size_t at = name == "random_excursions"           ? 4
                             : name == "random_excursions_variant" ? 8
                                                                   : 0;
      EXPECT_NEAR(compute(name, bits, vector).at(at), std::stod(published), kTolerance)
          << vector.at("sequence") << " " << name;
      ++checked;
    }
  }
  EXPECT_EQ(checked, 64u);
}

TEST(Sp80022, WorkedExamples) {
  std::size_t checked = 0;
  for (const test::Vector& vector : test::read_vectors("sp800_22.txt")) {
    if (vector.at("section") == "B") continue;
    const BitString bits = vector.contains("bits")
                               ? sequence(vector.at("sequence"), std::stoul(vector.at("bits")))
                               : literal(vector.at("sequence"));
    const std::vector<double> published = numbers(vector.at("p"));
    const std::vector<double> computed = compute(vector.at("test"), bits, vector);
    ASSERT_GE(computed.size(), published.size());
    // 2.10.8 was made with 1/48, appendix B with 0.020833.
    const double tolerance = vector.at("section") == "2.10.8" ? 3e-5 : kTolerance;
    for (std::size_t i = 0; i < published.size(); ++i, ++checked) {
      EXPECT_NEAR(computed[i], published[i], tolerance) << vector.at("section") << " " << i;
    }
  }
  EXPECT_EQ(checked, 42u);
}

// Hamano and Kaneko's corrected probabilities, which sts 2.1.2 lists.
TEST(Sp80022, OverlappingProbabilitiesAreExact) {
  const std::array<double, 6> published = {0.364091, 0.185659,  0.139381,
                                           0.100571, 0.0704323, 0.139865};
  const std::array<double, 6> computed = overlapping_probabilities(9, 1032);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(computed[i], published[i], 1e-6);
}

// Against counting all sequences of 12 bits.
TEST(Sp80022, OverlappingProbabilitiesMatchEnumeration) {
  std::array<double, 6> counts{};
  for (unsigned value = 0; value < 1U << 12; ++value) {
    std::size_t occurrences = 0;
    for (int at = 0; at + 3 <= 12; ++at) occurrences += (value >> at & 7) == 7;
    counts[std::min<std::size_t>(occurrences, 5)] += 1.0 / (1 << 12);
  }
  const std::array<double, 6> computed = overlapping_probabilities(3, 12);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(computed[i], counts[i], 1e-12);
}

TEST(Sp80022, AperiodicTemplates) {
  // sts 2.1.2, the table of numbers of templates.
  const std::map<int, std::size_t> counts = {{2, 2}, {3, 4}, {4, 6}, {5, 12}, {8, 74}, {9, 148}};
  for (const auto& [m, count] : counts) EXPECT_EQ(aperiodic_templates(m).size(), count) << m;
}

TEST(Sp80022, ShortestRegisterOfTheExample) {
  EXPECT_EQ(shortest_register(literal("1101011110001")), 4u);  // 2.10.4
}

// The register of a sequence made by one is never longer, and found from twice its length.
TEST(Sp80022, ShortestRegisterOfRandomRegisters) {
  std::mt19937 random(1);
  for (std::size_t length = 1; length < 150; length += 7) {
    BitString taps(length), bits(length);
    for (auto& tap : taps) tap = random() & 1;
    for (auto& bit : bits) bit = random() & 1;
    taps.back() = bits.back() = 1;
    while (bits.size() < 4 * length) {
      unsigned sum = 0;
      for (std::size_t i = 0; i < length; ++i) sum ^= taps[i] & bits[bits.size() - 1 - i];
      bits.push_back(static_cast<std::uint8_t>(sum));
    }
    EXPECT_LE(shortest_register(bits), length);
    EXPECT_EQ(shortest_register(bits), shortest_register(Bits(bits).first(2 * length)));
  }
}

TEST(Sp80022, BatteryRunsWhatTheLengthAllows) {
  std::mt19937 random(1);
  BitString bits(1'000'000);
  for (auto& bit : bits) bit = random() & 1;
  EXPECT_TRUE(run_battery(Bits(bits).first(99)).empty());
  EXPECT_EQ(run_battery(Bits(bits).first(100)).size(), 4u);
  EXPECT_EQ(run_battery(bits).size(), 188u - (excursion_cycles(bits) < 500 ? 26u : 0u));
}

/// log10 of the combined p-value of one sequence.
double judge(const BitString& bits) { return combined_log10_p(assess({run_battery(bits)})); }

TEST(Sp80022, FindsWhatIsNotRandom) {
  BitString constant(1'000'000);
  EXPECT_LT(judge(constant), -100);
  BitString alternating(1'000'000);
  for (std::size_t i = 0; i < alternating.size(); i += 2) alternating[i] = 1;
  EXPECT_LT(judge(alternating), -100);
  // Appendix D.5: a shift register of length 127, which only linear complexity sees.
  EXPECT_LT(judge(sequence("xor", 1'000'000)), -100);
  // A linear congruential generator modulo 2^32: its low bits repeat.
  BitString congruential;
  for (std::uint32_t state = 1; congruential.size() < 1'000'000;) {
    state = 1'664'525 * state + 1'013'904'223;
    for (int bit = 0; bit < 32; ++bit) congruential.push_back(state >> bit & 1);
  }
  EXPECT_LT(judge(congruential), -20);
}

// What NIST's own study could not tell from random either [Soto 1999], and irrational numbers.
TEST(Sp80022, SparesGoodGenerators) {
  for (const char* name : {"pi", "e", "sqrt2", "sqrt3", "lcg", "gsha1", "bbs"}) {
    EXPECT_GT(judge(sequence(name, 1'000'000)), -3) << name;
  }
}

TEST(Sp80022, AssessmentCountsAndCorrects) {
  std::vector<std::vector<Outcome>> batteries;
  for (int i = 0; i < 100; ++i) {
    batteries.push_back({{"even", (i + 0.5) / 100}, {"low", (i + 0.5) / 1000}, {"one", 0.5}});
  }
  batteries[0][2].p = 1e-12;
  const std::vector<Assessment> assessments = assess(batteries);
  ASSERT_EQ(assessments.size(), 3u);
  const auto& [even, low, one] = std::tie(assessments[0], assessments[1], assessments[2]);
  EXPECT_EQ(even.passed, 99u);
  EXPECT_TRUE(even.within_three_sigma);
  EXPECT_GT(even.log10_p(), -0.5);
  EXPECT_EQ(low.passed, 90u);
  EXPECT_FALSE(low.within_three_sigma);
  EXPECT_LT(low.log10_proportion, -5);
  EXPECT_LT(low.log10_uniformity, -100);
  EXPECT_NEAR(one.log10_smallest, -10, 1e-9);
  EXPECT_LT(one.log10_uniformity, -100);
  EXPECT_NEAR(combined_log10_p({even}), 0, 1e-9);
}

}  // namespace
}  // namespace neurocrypt::lab::sp800_22
