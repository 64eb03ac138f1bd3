// Every variant against the definition in dense_lwr.h, in 64-bit integers.
#include "kernels/dense_lwr/dense_lwr.h"

#include <gtest/gtest.h>

#include <random>

#include "neurocrypt/bytes.h"
#include "neurocrypt/secret.h"

namespace neurocrypt::dense_lwr {
namespace {

ByteString definition(const Shape& shape, const SecretArray<std::int8_t>& weights,
                      const ByteString& inputs, int count) {
  ByteString outputs;
  for (int t = 0; t < count; ++t) {
    for (int j = 0; j < shape.outputs; ++j) {
      std::int64_t sum = 0;
      for (int i = 0; i < shape.inputs; ++i) {
        const auto at = static_cast<std::size_t>(2 * (t * shape.inputs + i));
        sum += std::int64_t{inputs[at] + 256 * inputs[at + 1]} *
               weights[static_cast<std::size_t>(j * shape.inputs + i)];
      }
      outputs.push_back(static_cast<std::uint8_t>((sum & 0xffff) / 256));
    }
  }
  return outputs;
}

void expect_all_agree(const Shape& shape, const SecretArray<std::int8_t>& weights,
                      const ByteString& inputs, int count) {
  const ByteString expected = definition(shape, weights, inputs, count);
  for (const Kernel& kernel : kernels()) {
    if (!supports(kernel.isa)) continue;
    SecretArray<std::int16_t> prepared(weight_words(shape));
    kernel.prepare_weights(shape, weights.data(), prepared.data());
    ByteString outputs(static_cast<std::size_t>(count * shape.outputs) + 1, 0xa5);
    kernel.layer(shape, prepared.data(), inputs.data(), count, outputs.data());
    EXPECT_EQ(outputs.back(), 0xa5) << "wrote past the end";
    outputs.pop_back();
    EXPECT_EQ(outputs, expected) << name(kernel.isa) << ", " << shape.inputs << " -> "
                                 << shape.outputs << ", " << count << " inputs";
  }
}

TEST(DenseLwr, AgreesWithTheDefinitionForEveryCount) {
  std::mt19937 random(1);
  for (const Shape shape : {Shape{2, 32}, Shape{336, 512}, Shape{336, 672}, Shape{592, 1184}}) {
    SecretArray<std::int8_t> weights(weight_words(shape));
    for (std::int8_t& weight : weights) weight = static_cast<std::int8_t>(random());
    for (const int count : {0, 1, 3, 4, 7, 8, 9, 13}) {
      ByteString inputs(static_cast<std::size_t>(2 * count * shape.inputs));
      for (std::uint8_t& byte : inputs) byte = static_cast<std::uint8_t>(random());
      expect_all_agree(shape, weights, inputs, count);
    }
  }
}

TEST(DenseLwr, AgreesWithTheDefinitionAtTheExtremes) {
  const Shape shape{592, 512};
  for (const int weight : {-128, -1, 0, 1, 127}) {
    SecretArray<std::int8_t> weights(weight_words(shape));
    for (std::int8_t& each : weights) each = static_cast<std::int8_t>(weight);
    for (const int byte : {0x00, 0x7f, 0x80, 0xff}) {
      expect_all_agree(shape, weights, ByteString(2 * 592, static_cast<std::uint8_t>(byte)), 1);
    }
  }
}

}  // namespace
}  // namespace neurocrypt::dense_lwr
