// The variants of matvec.h, one file each.
#pragma once

#include "kernels/matvec/matvec.h"

namespace neurocrypt::matvec {

extern const MatvecKernels kScalar;
#if defined(__x86_64__)
extern const MatvecKernels kAvx2;
extern const MatvecKernels kAvx512;
#endif

}  // namespace neurocrypt::matvec
