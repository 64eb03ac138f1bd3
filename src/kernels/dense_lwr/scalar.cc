// The reference: the definition, word by word.
#include "kernels/dense_lwr/variants.h"

namespace neurocrypt::dense_lwr {

void prepare_weights(const Shape& shape, int tile, const std::int8_t* weights,
                     std::int16_t* prepared) {
  for (int first = 0; first < shape.outputs; first += tile) {
    for (int i = 0; i < shape.inputs; i += 2) {
      for (int j = first; j < first + tile; ++j) {
        *prepared++ = weights[j * shape.inputs + i];
        *prepared++ = weights[j * shape.inputs + i + 1];
      }
    }
  }
}

namespace scalar {

void prepare_weights(const Shape& shape, const std::int8_t* weights, std::int16_t* prepared) {
  dense_lwr::prepare_weights(shape, 1, weights, prepared);
}

void layer(const Shape& shape, const std::int16_t* prepared, const std::uint8_t* inputs, int count,
           std::uint8_t* outputs) {
  for (; count > 0; --count, inputs += 2 * shape.inputs) {
    for (int j = 0; j < shape.outputs; ++j) {
      const std::int16_t* const weights = prepared + j * shape.inputs;
      std::uint32_t sum = 0;
      for (int i = 0; i < shape.inputs; ++i) {
        const auto a = static_cast<std::uint32_t>(inputs[2 * i] | inputs[2 * i + 1] << 8);
        sum += a * static_cast<std::uint32_t>(weights[i]);
      }
      *outputs++ = static_cast<std::uint8_t>(sum >> 8);
    }
  }
}

}  // namespace scalar
}  // namespace neurocrypt::dense_lwr
