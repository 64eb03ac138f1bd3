#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numbers>

#include "lab/quantum/algorithms.h"
#include "lab/quantum/resources.h"
#include "lab/quantum/state_vector.h"

namespace neurocrypt::lab {
namespace {

using Amplitude = StateVector::Amplitude;
constexpr double kSmall = 1e-12;

void expect_equal(const StateVector& a, const StateVector& b) {
  ASSERT_EQ(a.qubits(), b.qubits());
  for (std::size_t i = 0; i < a.amplitudes().size(); ++i) {
    EXPECT_LT(std::abs(a.amplitudes()[i] - b.amplitudes()[i]), kSmall) << i;
  }
}

Amplitude inner(const StateVector& a, const StateVector& b) {
  Amplitude sum = 0;
  for (std::size_t i = 0; i < a.amplitudes().size(); ++i) {
    sum += std::conj(a.amplitudes()[i]) * b.amplitudes()[i];
  }
  return sum;
}

std::vector<std::uint32_t> random_table(std::size_t size, std::uint32_t bound, Random& random) {
  std::vector<std::uint32_t> table(size);
  for (auto& word : table) word = static_cast<std::uint32_t>(random.below(bound));
  return table;
}

/// A gate drawn from `random`, the same for the same stream.
void random_gate(StateVector& state, Random& random) {
  const auto qubits = static_cast<std::uint64_t>(state.qubits());
  const int a = static_cast<int>(random.below(qubits));
  const int b =
      static_cast<int>((static_cast<std::uint64_t>(a) + 1 + random.below(qubits - 1)) % qubits);
  const double angle = 2 * std::numbers::pi * random.uniform();
  switch (random.below(8)) {
    case 0:
      return state.hadamard(a);
    case 1:
      return state.flip(a);
    case 2:
      return state.controlled_flip(a, b);
    case 3:
      return state.phase(a, angle);
    case 4:
      return state.controlled_phase(a, b, angle);
    case 5:
      return state.swap(a, b);
    case 6:
      return state.look_up({0, 3}, {3, 2}, random_table(8, 4, random));
    default:
      return state.fourier({1, 4});
  }
}

/// Some state without symmetries.
StateVector scrambled(int qubits, std::uint64_t seed) {
  StateVector state(qubits);
  Random random(seed);
  for (int i = 0; i < 60; ++i) random_gate(state, random);
  return state;
}

TEST(StateVector, EveryGateIsUnitary) {
  StateVector a = scrambled(6, 1), b = scrambled(6, 2);
  const Amplitude before = inner(a, b);
  EXPECT_GT(std::abs(before), 1e-6);
  Random for_a(3), for_b(3);
  for (int i = 0; i < 200; ++i) {
    random_gate(a, for_a);
    random_gate(b, for_b);
    EXPECT_NEAR(a.norm(), 1, kSmall);
    EXPECT_LT(std::abs(inner(a, b) - before), kSmall);
  }
}

TEST(StateVector, GatesObeyTheirIdentities) {
  const StateVector start = scrambled(5, 4);
  StateVector twice = start;  // H H = 1
  twice.hadamard(3);
  twice.hadamard(3);
  expect_equal(twice, start);

  StateVector z = start, hxh = start;  // H X H = Z
  z.phase(2, std::numbers::pi);
  hxh.hadamard(2);
  hxh.flip(2);
  hxh.hadamard(2);
  expect_equal(hxh, z);

  StateVector not_gate = start, by_phase = start;  // (1 x H) CZ (1 x H) = CNOT
  not_gate.controlled_flip(4, 1);
  by_phase.hadamard(1);
  by_phase.controlled_phase(4, 1, std::numbers::pi);
  by_phase.hadamard(1);
  expect_equal(by_phase, not_gate);

  StateVector table = start;  // a table of a bit's own value is a controlled flip
  const std::uint32_t identity[] = {0, 1};
  table.look_up({4, 1}, {1, 1}, identity);
  expect_equal(table, not_gate);
  table.look_up({4, 1}, {1, 1}, identity);
  expect_equal(table, start);
}

TEST(StateVector, BellPairsAgree) {
  StateVector bell(2);
  bell.hadamard(0);
  bell.controlled_flip(0, 1);
  EXPECT_NEAR(bell.probability({0, 2}, 0), 0.5, kSmall);
  EXPECT_NEAR(bell.probability({0, 2}, 3), 0.5, kSmall);
  Random random(5);
  int ones = 0;
  for (int i = 0; i < 1000; ++i) {
    StateVector pair = bell;
    const std::uint64_t first = pair.measure({0, 1}, random);
    EXPECT_EQ(pair.measure({1, 1}, random), first);
    EXPECT_NEAR(pair.norm(), 1, kSmall);
    ones += static_cast<int>(first);
  }
  EXPECT_NEAR(ones, 500, 80);  // five standard deviations
}

TEST(StateVector, AMeasuredRegisterCanGo) {
  Random random(12), same(12);
  StateVector whole = scrambled(6, 13), part = whole;
  const std::uint64_t value = whole.measure({4, 2}, random);
  EXPECT_EQ(part.measure_highest(2, same), value);
  ASSERT_EQ(part.qubits(), 4);
  for (std::size_t i = 0; i < 16; ++i) {
    EXPECT_EQ(part.amplitudes()[i], whole.amplitudes()[value << 4 | i]);
  }
  EXPECT_NEAR(part.norm(), 1, kSmall);
}

TEST(StateVector, TheFourierCircuitIsTheFourierMatrix) {
  for (const int qubits : {1, 2, 3, 5}) {
    const StateVector start = scrambled(6, 6);
    StateVector state = start;
    const StateVector::Register all{1, qubits};
    state.fourier(all);
    const std::size_t size = std::size_t{1} << qubits;
    for (std::size_t i = 0; i < start.amplitudes().size(); ++i) {
      const std::size_t k = i >> 1 & (size - 1);
      const std::size_t rest = i & ~((size - 1) << 1);
      Amplitude expected = 0;
      for (std::size_t x = 0; x < size; ++x) {
        expected += start.amplitudes()[rest | x << 1] *
                    std::polar(1 / std::sqrt(static_cast<double>(size)),
                               2 * std::numbers::pi * static_cast<double>(k * x % size) /
                                   static_cast<double>(size));
      }
      EXPECT_LT(std::abs(state.amplitudes()[i] - expected), kSmall);
    }
  }
}

// Bernstein and Vazirani: one evaluation of x . s gives s with certainty.
TEST(StateVector, OneLookUpFindsALinearFunction) {
  Random random(7);
  for (std::uint32_t s = 0; s < 32; ++s) {
    std::vector<std::uint32_t> table(32);
    for (std::uint32_t x = 0; x < 32; ++x) table[x] = std::popcount(x & s) % 2;
    StateVector state(6);
    state.flip(5);
    state.hadamard({0, 6});
    state.look_up({0, 5}, {5, 1}, table);
    state.hadamard({0, 5});
    EXPECT_EQ(state.measure({0, 5}, random), s);
  }
}

TEST(Simon, SamplesAreOrthogonalToThePeriodAndSpanTheRest) {
  Random random(8);
  constexpr std::uint32_t kPeriod = 0b101101;
  TruthTable f{6, 5, std::vector<std::uint32_t>(64)};
  for (std::uint32_t x = 0; x < 64; ++x) {
    f.words[x] =
        (x ^ kPeriod) < x ? f.words[x ^ kPeriod] : static_cast<std::uint32_t>(random.below(32));
  }
  std::vector<std::uint32_t> samples;
  for (int i = 0; i < 40; ++i) {
    samples.push_back(sample_simon(f, random));
    EXPECT_EQ(std::popcount(samples.back() & kPeriod) % 2, 0);
  }
  EXPECT_EQ(orthogonal_basis(samples, 6), std::vector<std::uint32_t>{kPeriod});
}

TEST(Simon, OrthogonalBasisHasTheRightSize) {
  Random random(9);
  for (int round = 0; round < 200; ++round) {
    const auto samples = random_table(random.below(12), 256, random);
    const auto basis = orthogonal_basis(samples, 8);
    for (const std::uint32_t word : basis) {
      for (const std::uint32_t sample : samples) EXPECT_EQ(std::popcount(word & sample) % 2, 0);
    }
    // What is orthogonal to the orthogonal words is what the samples span.
    const auto span = orthogonal_basis(basis, 8);
    EXPECT_EQ(span.size() + basis.size(), 8u);
    const auto again = orthogonal_basis(span, 8);
    EXPECT_EQ(again.size(), basis.size());
  }
  EXPECT_EQ(orthogonal_basis({}, 8).size(), 8u);
}

TEST(HiddenShift, IsFoundWhetherOrNotTheFunctionIsInjective) {
  Random random(10);
  for (const std::uint32_t bound : {64u, 16u}) {
    for (std::uint32_t shift = 0; shift < 64; shift += 21) {
      TruthTable f{7, 6, random_table(128, bound, random)};
      for (std::uint32_t x = 0; x < 64; ++x) f.words[64 + x] = f.words[(x + shift) % 64];
      std::vector<ShiftSample> samples;
      for (int i = 0; i < 60; ++i) samples.push_back(sample_shift(f, i % 2 == 1, random));
      EXPECT_EQ(likeliest_shift(samples, 6), shift);
    }
  }
}

TEST(Grover, OneOfFourIsFoundByOneIteration) {
  GroverSearch search({0, 0, 1, 0});
  EXPECT_NEAR(search.success(), 0.25, kSmall);
  EXPECT_EQ(search.optimum(), 1u);
  search.iterate();
  EXPECT_NEAR(search.success(), 1, kSmall);
  Random random(11);
  EXPECT_EQ(search.measure(random), 2u);
}

TEST(Grover, SucceedsAsTheoryPredicts) {
  for (const std::size_t count : {0, 1, 3, 17}) {
    std::vector<std::uint8_t> marked(256);
    for (std::size_t i = 0; i < count; ++i) marked[i * 13] = 1;
    GroverSearch search(marked);
    for (int i = 0; i < 50; ++i) {
      EXPECT_NEAR(search.success(), search.theory(), 1e-10);
      search.iterate();
    }
  }
}

MlpArchitecture mlp(const char* text) {
  return std::get<MlpArchitecture>(parse_architecture(text).value());
}

// By hand, for 64 -> 64 relu -> 64 relu -> 8. Sums have 8 + 1 + 6 = 15 bits in the first layer, 8 +
// 7 + 6 = 21 in the others.
TEST(Resources, CountWhatTheModelSays) {
  const CircuitCost constants =
      round_function_cost(mlp("64 relu, 64 relu"), WeightsAre::kConstants);
  EXPECT_EQ(constants.toffoli, 64 * 64 * 15 + 64 * 64 * 7 * 21 + 8 * 64 * 7 * 21 + 128 * 32);
  EXPECT_EQ(constants.depth, 64 * 15 + 2 * 64 * 7 * 21 + 2 * 32);
  EXPECT_EQ(constants.qubits, 2 * 64 * 7 + 64 * (2 * 21 + 16));
  const CircuitCost qubits = round_function_cost(mlp("64 relu, 64 relu"), WeightsAre::kQubits);
  EXPECT_EQ(qubits.toffoli,
            64 * 64 * (15 + 8) + 64 * 64 * 7 * (21 + 8) + 8 * 64 * 7 * (21 + 8) + 128 * 32);
  const CircuitCost three = encryption_cost(mlp("64 relu, 64 relu"), 3, WeightsAre::kConstants);
  EXPECT_EQ(three.toffoli, 3 * (2 * constants.toffoli + 64));
}

TEST(Resources, GrowWithTheNetworkButIterationsDoNot) {
  const KeySearch small = key_search(mlp("64 relu, 64 relu"), 24);
  const KeySearch large = key_search(mlp("512 tanh, 512 tanh"), 16);
  EXPECT_GT(large.iteration.toffoli, small.iteration.toffoli);
  EXPECT_GT(large.iteration.qubits, small.iteration.qubits);
  EXPECT_EQ(large.log2_iterations, small.log2_iterations);
  EXPECT_NEAR(small.log2_iterations, 127.65, 0.01);
}

}  // namespace
}  // namespace neurocrypt::lab
