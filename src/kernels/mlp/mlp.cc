#include "kernels/mlp/mlp.h"

#include <cassert>

#include "kernels/mlp/variants.h"

namespace neurocrypt {
namespace {

constexpr const MlpKernels* kVariants[] = {
    &mlp::kScalar,
#if defined(__x86_64__)
    &mlp::kAvx2,
    &mlp::kAvx512,
#endif
};

}  // namespace

const MlpKernels& mlp_kernels(Isa isa) {
  assert(supports(isa));
  return *kVariants[static_cast<std::size_t>(isa)];
}

}  // namespace neurocrypt
