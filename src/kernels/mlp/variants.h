// The variants of this folder; each file defines one.
#pragma once

#include "kernels/mlp/mlp.h"

namespace neurocrypt::mlp {

extern const MlpKernels kScalar;
extern const MlpKernels kAvx2;
extern const MlpKernels kAvx512;

inline constexpr std::size_t kGroup = 4;  // units that share a 32-bit lane
inline constexpr std::size_t kInputBytes = 8;

}  // namespace neurocrypt::mlp
