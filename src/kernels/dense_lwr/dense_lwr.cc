#include "kernels/dense_lwr/dense_lwr.h"

#include "kernels/dense_lwr/variants.h"

namespace neurocrypt::dense_lwr {
namespace {

constexpr Kernel kKernels[] = {
    {Isa::kScalar, scalar::prepare_weights, scalar::layer},
#if defined(__x86_64__)
    {Isa::kAvx2, avx2::prepare_weights, avx2::layer},
    {Isa::kAvx512, avx512::prepare_weights, avx512::layer},
#endif
};

}  // namespace

std::span<const Kernel> kernels() { return kKernels; }

const Kernel& kernel(Isa isa) {
  const Kernel* best = &kKernels[0];
  for (const Kernel& candidate : kKernels) {
    if (candidate.isa <= isa) best = &candidate;
  }
  return *best;
}

}  // namespace neurocrypt::dense_lwr
