// Every variant against the definition in negacyclic.h, computed by the schoolbook over the
// integers.
#include "kernels/negacyclic/negacyclic.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "neurocrypt/bytes.h"
#include "neurocrypt/secret.h"

namespace neurocrypt::negacyclic {
namespace {

using Polynomial = std::vector<std::int64_t>;

Polynomial unpack(const ByteString& packed) {
  Polynomial a(kDegree);
  for (std::size_t i = 0; i < kDegree; ++i) {
    const auto high = static_cast<std::int16_t>(packed[2 * i] | packed[2 * i + 1] << 8);
    const int halves = packed[2048 + i % 512];
    a[i] = 16 * high + (i < 512 ? halves & 15 : halves >> 4);
  }
  return a;
}

/// The definition, word by word.
ByteString schoolbook_row(const std::vector<ByteString>& inputs,
                          const std::vector<std::vector<std::int8_t>>& weights) {
  Polynomial z(kDegree, 0);
  for (std::size_t component = 0; component < inputs.size(); ++component) {
    const Polynomial a = unpack(inputs[component]);
    for (std::size_t i = 0; i < kDegree; ++i) {
      for (std::size_t j = 0; j < kDegree; ++j) {
        const std::int64_t product = a[i] * weights[component][j];
        if (i + j < kDegree) {
          z[i + j] += product;
        } else {
          z[i + j - kDegree] -= product;
        }
      }
    }
  }
  constexpr std::int64_t kP = std::int64_t{kPrimes[0]} * kPrimes[1];
  ByteString row;
  for (const std::int64_t coefficient : z) {
    const std::int64_t y = ((coefficient + kOffset) % kP + kP) % kP - kOffset;
    const auto word = static_cast<std::uint16_t>(y >> 4);
    row.push_back(static_cast<std::uint8_t>(word));
    row.push_back(static_cast<std::uint8_t>(word >> 8));
  }
  return row;
}

ByteString kernel_row(const Kernel& kernel, const std::vector<ByteString>& inputs,
                      const std::vector<std::vector<std::int8_t>>& weights) {
  const std::size_t rank = inputs.size();
  SecretArray<std::int16_t> input(rank * kInputWords);
  SecretArray<std::int16_t> prepared(rank * kWeightWords);
  SecretArray<std::int16_t> scratch(kScratchWords);
  for (std::size_t i = 0; i < rank; ++i) {
    kernel.prepare_input(inputs[i].data(), input.data() + i * kInputWords);
    kernel.prepare_weights(weights[i].data(), prepared.data() + i * kWeightWords);
  }
  ByteString row(kRowBytes);
  kernel.row(static_cast<int>(rank), input.data(), prepared.data(), scratch.data(), row.data());
  return row;
}

void expect_all_agree(const std::vector<ByteString>& inputs,
                      const std::vector<std::vector<std::int8_t>>& weights, const char* what) {
  const ByteString expected = schoolbook_row(inputs, weights);
  for (const Kernel& kernel : kernels()) {
    if (!supports(kernel.isa)) continue;
    EXPECT_EQ(kernel_row(kernel, inputs, weights), expected)
        << what << ", rank " << inputs.size() << ", " << name(kernel.isa);
  }
}

TEST(Negacyclic, AgreesWithTheSchoolbookOnRandomInput) {
  std::mt19937 random(1);
  for (std::size_t round = 0; round < 8; ++round) {
    const std::size_t rank = 1 + round % 2;
    const int weight_max =
        round < 4 ? 1 : 127;  // 127: far outside the range, so most words wrap modulo P
    std::vector<ByteString> inputs(rank, ByteString(kPackedBytes));
    std::vector<std::vector<std::int8_t>> weights(rank, std::vector<std::int8_t>(kDegree));
    for (ByteString& input : inputs) {
      for (std::uint8_t& byte : input) byte = static_cast<std::uint8_t>(random());
    }
    std::uniform_int_distribution<int> draw(-weight_max, weight_max);
    for (auto& polynomial : weights) {
      for (std::int8_t& weight : polynomial) weight = static_cast<std::int8_t>(draw(random));
    }
    expect_all_agree(inputs, weights, "random");
  }
}

TEST(Negacyclic, AgreesWithTheSchoolbookAtTheExtremes) {
  const ByteString least = [] {
    ByteString packed(kPackedBytes, 0);
    for (std::size_t i = 0; i < kDegree; ++i) packed[2 * i + 1] = 0x80;
    return packed;
  }();
  const ByteString greatest = [] {
    ByteString packed(kPackedBytes, 0xff);
    for (std::size_t i = 0; i < kDegree; ++i) packed[2 * i + 1] = 0x7f;
    return packed;
  }();
  for (const std::size_t rank : {1u, 2u}) {
    for (const ByteString& input :
         {least, greatest, ByteString(kPackedBytes, 0), ByteString(kPackedBytes, 0xff)}) {
      for (const int weight : {-127, -1, 0, 1, 127}) {
        const std::vector<ByteString> inputs(rank, input);
        expect_all_agree(
            inputs, {rank, std::vector<std::int8_t>(kDegree, static_cast<std::int8_t>(weight))},
            "constant weights");
      }
      std::vector<std::int8_t> last(kDegree, 0);
      last[kDegree - 1] = 1;  // multiplication by x^1023, which turns every sign but one
      expect_all_agree(std::vector<ByteString>(rank, input), {rank, last}, "x^1023");
    }
  }
}

TEST(Negacyclic, OneInputWordReachesTheOutputUnchanged) {
  // With s = 1 the row is the input without its low four bits: also a check of schoolbook_row.
  std::vector<std::int8_t> one(kDegree, 0);
  one[0] = 1;
  ByteString packed(kPackedBytes);
  for (std::size_t i = 0; i < kPackedBytes; ++i) packed[i] = static_cast<std::uint8_t>(i * 37 >> 2);
  for (const Kernel& kernel : kernels()) {
    if (!supports(kernel.isa)) continue;
    EXPECT_EQ(kernel_row(kernel, {packed}, {one}),
              ByteString(packed.begin(), packed.begin() + kRowBytes))
        << name(kernel.isa);
  }
}

}  // namespace
}  // namespace neurocrypt::negacyclic
