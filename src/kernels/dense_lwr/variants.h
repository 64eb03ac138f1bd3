// What each variant of the kernel provides to the table in dense_lwr.cc; the contracts are in
// dense_lwr.h.
#pragma once

#include "kernels/dense_lwr/dense_lwr.h"

namespace neurocrypt::dense_lwr {

/// prepare_weights for a variant that computes `tile` outputs at once: word order [tile][input /
/// 2][output][2].
void prepare_weights(const Shape& shape, int tile, const std::int8_t* weights,
                     std::int16_t* prepared);

}  // namespace neurocrypt::dense_lwr

#define NC_DENSE_LWR_VARIANT(isa)                                                               \
  namespace neurocrypt::dense_lwr::isa {                                                        \
  void prepare_weights(const Shape& shape, const std::int8_t* weights, std::int16_t* prepared); \
  void layer(const Shape& shape, const std::int16_t* prepared, const std::uint8_t* inputs,      \
             int count, std::uint8_t* outputs);                                                 \
  }

NC_DENSE_LWR_VARIANT(scalar)
NC_DENSE_LWR_VARIANT(avx2)
NC_DENSE_LWR_VARIANT(avx512)

#undef NC_DENSE_LWR_VARIANT
