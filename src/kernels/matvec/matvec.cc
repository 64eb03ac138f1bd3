#include "kernels/matvec/matvec.h"

#include <cassert>

#include "kernels/matvec/variants.h"

namespace neurocrypt {

const MatvecKernels& matvec_kernels(Isa isa) {
  assert(supports(isa));
#if defined(__x86_64__)
  if (isa == Isa::kAvx512) return matvec::kAvx512;
  if (isa == Isa::kAvx2) return matvec::kAvx2;
#endif
  (void)isa;
  return matvec::kScalar;
}

}  // namespace neurocrypt
