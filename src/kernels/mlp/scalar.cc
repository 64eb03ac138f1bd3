// The reference: one unit of one block at a time.
#include <algorithm>

#include "kernels/mlp/variants.h"

namespace neurocrypt::mlp {
namespace {

std::size_t position(std::size_t unit, std::size_t block, std::size_t blocks) {
  return (unit / kGroup * blocks + block) * kGroup + unit % kGroup;
}

std::int32_t accumulate(const DenseLayer& layer, std::size_t unit, const std::uint8_t* in,
                        std::size_t block, std::size_t blocks) {
  std::int32_t sum = layer.constants[unit];
  const std::int8_t* const weights = layer.weights + unit * layer.inputs;
  for (std::size_t j = 0; j < layer.inputs; ++j) sum += weights[j] * in[position(j, block, blocks)];
  return sum >> layer.shift;
}

void unpack_bits(const std::uint8_t* bytes, std::uint8_t* codes, std::size_t blocks) {
  for (std::size_t unit = 0; unit < 8 * kInputBytes; ++unit) {
    for (std::size_t block = 0; block < blocks; ++block) {
      const int bit = (bytes[position(unit / 8, block, blocks)] >> (unit % 8)) & 1;
      codes[position(unit, block, blocks)] = static_cast<std::uint8_t>(127 * bit);
    }
  }
}

void hidden(const DenseLayer& layer, const std::uint8_t* in, std::uint8_t* out,
            std::size_t blocks) {
  for (std::size_t unit = 0; unit < layer.units; ++unit) {
    for (std::size_t block = 0; block < blocks; ++block) {
      const std::int32_t sum = accumulate(layer, unit, in, block, blocks);
      auto x = static_cast<std::int16_t>(std::clamp(sum, -32768, 32767));
      layer.activation(&x, 1);
      out[position(unit, block, blocks)] =
          static_cast<std::uint8_t>(std::min(x >> layer.code.shift, 127) + layer.code.offset);
    }
  }
}

void output(const DenseLayer& layer, const std::uint8_t* in, std::uint8_t* out,
            std::size_t blocks) {
  for (std::size_t unit = 0; unit < layer.units; ++unit) {
    for (std::size_t block = 0; block < blocks; ++block) {
      const std::int32_t sum = accumulate(layer, unit, in, block, blocks);
      out[position(unit, block, blocks)] = static_cast<std::uint8_t>(sum & 255);
    }
  }
}

}  // namespace

extern const MlpKernels kScalar = {unpack_bits, hidden, output};

}  // namespace neurocrypt::mlp
