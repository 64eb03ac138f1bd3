#include "kernels/activation/activation.h"

#include <cassert>

#include "kernels/activation/formula.h"

namespace neurocrypt {
namespace {

struct Variant {
  ActivationKernel relu, tanh, sigmoid;
};

constexpr Variant kVariants[] = {
    {activation::relu_scalar, activation::tanh_scalar, activation::sigmoid_scalar},
#if defined(__x86_64__)
    {activation::relu_avx2, activation::tanh_avx2, activation::sigmoid_avx2},
    {activation::relu_avx512, activation::tanh_avx512, activation::sigmoid_avx512},
#endif
};

}  // namespace

ActivationKernel activation_kernel(Activation activation, Isa isa) {
  assert(supports(isa));
  const Variant& variant = kVariants[static_cast<std::size_t>(isa)];
  switch (activation) {
    case Activation::kRelu:
      return variant.relu;
    case Activation::kTanh:
      return variant.tanh;
    case Activation::kSigmoid:
      return variant.sigmoid;
  }
  return nullptr;
}

}  // namespace neurocrypt
