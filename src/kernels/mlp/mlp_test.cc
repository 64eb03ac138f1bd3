#include "kernels/mlp/mlp.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "kernels/activation/activation.h"

namespace neurocrypt {
namespace {

constexpr Isa kIsas[] = {Isa::kScalar, Isa::kAvx2, Isa::kAvx512};
constexpr std::size_t kBlockCounts[] = {16, 32, 48, 64};

struct Case {
  std::vector<std::int8_t> weights;
  std::vector<std::int32_t> constants;
  DenseLayer layer;
  std::vector<std::uint8_t> in;
};

/// Random weights and codes; `extreme` takes only the ends of both ranges, where sums would
/// saturate.
Case make_case(Activation activation, std::size_t inputs, std::size_t units, std::size_t blocks,
               bool extreme, unsigned seed) {
  std::mt19937 random(seed);
  Case c;
  for (std::size_t i = 0; i < units * inputs; ++i) {
    c.weights.push_back(static_cast<std::int8_t>(extreme ? (random() % 16 == 0 ? 127 : -128)
                                                         : static_cast<int>(random() % 256) - 128));
  }
  for (std::size_t i = 0; i < units; ++i) {
    c.constants.push_back(static_cast<std::int32_t>(random() % 2'000'000) - 1'000'000);
  }
  for (std::size_t i = 0; i < inputs * blocks; ++i) {
    c.in.push_back(static_cast<std::uint8_t>(extreme ? 127 : random() % 128));
  }
  c.layer = {c.weights.data(), c.constants.data(),         inputs, units, extreme ? 8 : 3,
             nullptr,          activation_code(activation)};
  return c;
}

std::vector<std::uint8_t> run(Case& c, Activation activation, Isa isa, std::size_t blocks,
                              bool last) {
  c.layer.activation = activation_kernel(activation, isa);
  std::vector<std::uint8_t> out(c.layer.units * blocks);
  const MlpKernels& kernels = mlp_kernels(isa);
  (last ? kernels.output : kernels.hidden)(c.layer, c.in.data(), out.data(), blocks);
  return out;
}

TEST(Mlp, VariantsAgree) {
  unsigned seed = 0;
  for (const Activation activation : {Activation::kRelu, Activation::kTanh, Activation::kSigmoid}) {
    for (const std::size_t inputs : {64, 128, 512}) {
      for (const std::size_t units : {8, 64, 128}) {
        for (const std::size_t blocks : kBlockCounts) {
          for (const bool extreme : {false, true}) {
            Case c = make_case(activation, inputs, units, blocks, extreme, ++seed);
            for (const bool last : {false, true}) {
              const auto expected = run(c, activation, Isa::kScalar, blocks, last);
              for (const Isa isa : kIsas) {
                if (!supports(isa)) continue;
                ASSERT_EQ(run(c, activation, isa, blocks, last), expected)
                    << name(isa) << " " << name(activation) << " " << inputs << " -> " << units
                    << ", blocks " << blocks << ", extreme " << extreme << ", last " << last;
              }
            }
          }
        }
      }
    }
  }
}

// One unit computed by hand: inputs 0..63 of block 5 are 2, weights 3, so the sum is 384 + 16 =
// 400.
TEST(Mlp, ComputesWhatTheHeaderSays) {
  constexpr std::size_t kBlocks = 16, kInputs = 64, kUnits = 4;
  const std::vector<std::int8_t> weights(kUnits * kInputs, 3);
  const std::vector<std::int32_t> constants(kUnits, 16);
  std::vector<std::uint8_t> in(kInputs * kBlocks, 0);
  for (std::size_t j = 0; j < kInputs; ++j) in[(j / 4 * kBlocks + 5) * 4 + j % 4] = 2;
  for (const Isa isa : kIsas) {
    if (!supports(isa)) continue;
    const DenseLayer layer = {weights.data(),
                              constants.data(),
                              kInputs,
                              kUnits,
                              1,
                              activation_kernel(Activation::kRelu, isa),
                              activation_code(Activation::kRelu)};
    std::vector<std::uint8_t> out(kUnits * kBlocks);
    mlp_kernels(isa).output(layer, in.data(), out.data(), kBlocks);
    EXPECT_EQ(out[5 * 4 + 1], 200);
    EXPECT_EQ(out[4 * 4 + 1], 8);
    mlp_kernels(isa).hidden(layer, in.data(), out.data(), kBlocks);
    EXPECT_EQ(out[5 * 4 + 1], 200 >> 6);
  }
}

TEST(Mlp, UnpacksBits) {
  for (const Isa isa : kIsas) {
    if (!supports(isa)) continue;
    for (const std::size_t blocks : kBlockCounts) {
      std::vector<std::uint8_t> bytes(8 * blocks), codes(64 * blocks);
      std::mt19937 random(1);
      for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
      mlp_kernels(isa).unpack_bits(bytes.data(), codes.data(), blocks);
      for (std::size_t b = 0; b < blocks; ++b) {
        for (std::size_t i = 0; i < 64; ++i) {
          const int bit = bytes[(i / 32 * blocks + b) * 4 + i / 8 % 4] >> (i % 8) & 1;
          ASSERT_EQ(codes[(i / 4 * blocks + b) * 4 + i % 4], 127 * bit) << name(isa) << " " << i;
        }
      }
    }
  }
}

}  // namespace
}  // namespace neurocrypt
