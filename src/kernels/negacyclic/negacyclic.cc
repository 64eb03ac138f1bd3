#include "kernels/negacyclic/negacyclic.h"

#include "kernels/negacyclic/variants.h"

namespace neurocrypt::negacyclic {
namespace {

constexpr Kernel kKernels[] = {
    {Isa::kScalar, scalar::prepare_weights, scalar::prepare_input, scalar::row},
#if defined(__x86_64__)
    {Isa::kAvx2, avx2::prepare_weights, avx2::prepare_input, avx2::row},
    {Isa::kAvx512, avx512::prepare_weights, avx512::prepare_input, avx512::row},
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

}  // namespace neurocrypt::negacyclic
