#include "kernels/activation/activation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace neurocrypt {
namespace {

constexpr Activation kActivations[] = {Activation::kRelu, Activation::kTanh, Activation::kSigmoid};
constexpr Isa kIsas[] = {Isa::kScalar, Isa::kAvx2, Isa::kAvx512};

/// -32768, ..., 32767: f of input v stands at index v + 32768.
std::vector<std::int16_t> every_input() {
  std::vector<std::int16_t> x;
  for (int v = -32768; v <= 32767; ++v) x.push_back(static_cast<std::int16_t>(v));
  return x;
}

std::vector<std::int16_t> every_output(Activation activation, Isa isa) {
  std::vector<std::int16_t> x = every_input();
  activation_kernel(activation, isa)(x.data(), x.size());
  return x;
}

double real(Activation activation, double x) {
  return activation == Activation::kTanh ? std::tanh(x) : 1 / (1 + std::exp(-x));
}

double error_max(Activation activation) {
  const std::vector<std::int16_t> y = every_output(activation, Isa::kScalar);
  double worst = 0;
  for (int v = -32768; v <= 32767; ++v) {
    worst = std::max(worst, std::abs(y[v + 32768] / 32768.0 - real(activation, v / 4096.0)));
  }
  return worst;
}

TEST(Activation, StaysWithinTheDocumentedError) {
  EXPECT_LE(error_max(Activation::kTanh), std::exp2(-10.9));
  EXPECT_LE(error_max(Activation::kSigmoid), std::exp2(-12.5));
}

TEST(Activation, StaysWithinTheDocumentedRangeAndNeverFalls) {
  const auto range = [](Activation activation) {
    const auto y = every_output(activation, Isa::kScalar);
    for (std::size_t i = 1; i < y.size(); ++i) EXPECT_GE(y[i], y[i - 1]) << "input " << i - 32768;
    return std::pair(y.front(), y.back());
  };
  EXPECT_EQ(range(Activation::kTanh), std::pair(std::int16_t{-32766}, std::int16_t{32766}));
  EXPECT_EQ(range(Activation::kSigmoid), std::pair(std::int16_t{11}, std::int16_t{32757}));
  EXPECT_EQ(range(Activation::kRelu), std::pair(std::int16_t{0}, std::int16_t{32767}));
}

TEST(Activation, IsSymmetric) {
  const auto tanh = every_output(Activation::kTanh, Isa::kScalar);
  const auto sigmoid = every_output(Activation::kSigmoid, Isa::kScalar);
  for (int v = 0; v <= 32767; ++v) {
    ASSERT_EQ(tanh[32768 + v], -tanh[32768 - v]) << v;
    ASSERT_EQ(sigmoid[32768 + v] + sigmoid[32768 - v], 32768) << v;
  }
  EXPECT_EQ(tanh[0], tanh[1]);
  EXPECT_EQ(sigmoid[0], sigmoid[1]);
}

TEST(Activation, ReluIsExact) {
  const auto y = every_output(Activation::kRelu, Isa::kScalar);
  for (int v = -32768; v <= 32767; ++v) ASSERT_EQ(y[v + 32768], std::max(v, 0));
}

TEST(Activation, VariantsAgreeOnEveryInput) {
  for (const Isa isa : kIsas) {
    if (!supports(isa)) continue;
    for (const Activation activation : kActivations) {
      EXPECT_EQ(every_output(activation, isa), every_output(activation, Isa::kScalar))
          << name(isa) << " " << name(activation);
    }
  }
}

TEST(Activation, VariantsAgreeOnAwkwardLengthsAndTouchNothingElse) {
  for (const Isa isa : kIsas) {
    if (!supports(isa)) continue;
    for (const Activation activation : kActivations) {
      for (const std::size_t n : {0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 16 + 8 + 4 + 2 + 1}) {
        std::vector<std::int16_t> expected(n + 2);
        for (std::size_t i = 0; i < n + 2; ++i) {
          expected[i] = static_cast<std::int16_t>(7919 * i - 20000);
        }
        std::vector<std::int16_t> x = expected;
        activation_kernel(activation, Isa::kScalar)(expected.data() + 1, n);
        activation_kernel(activation, isa)(x.data() + 1, n);
        EXPECT_EQ(x, expected) << name(isa) << " " << name(activation) << " " << n;
      }
    }
  }
}

}  // namespace
}  // namespace neurocrypt
