// The reference: formula.h read aloud. Comparisons become masks, so that no compiler makes a
// branch.
#include <iterator>

#include "kernels/activation/formula.h"

namespace neurocrypt::activation {
namespace {

std::int32_t multiply(std::int32_t a, std::int32_t b) { return (a * b + (1 << 14)) >> 15; }

/// All ones when x is negative, else zero.
std::int32_t sign_mask(std::int32_t x) { return x >> 31; }

/// min(x, 32767)
std::int32_t saturate(std::int32_t x) {
  const std::int32_t excess = x - 32767;
  return 32767 + (excess & sign_mask(excess));
}

/// q of formula.h for |x|; `negative` becomes the sign mask of x.
std::int32_t quotient(std::int16_t x, int doublings, std::int32_t& negative) {
  negative = sign_mask(x);
  const std::int32_t u = saturate((x ^ negative) - negative);
  const std::int32_t t = 32767 - u;
  std::int32_t p = kExp[0];
  for (std::size_t i = 1; i < std::size(kExp); ++i) p = multiply(p, t) + kExp[i];
  std::int32_t s = kExpAtZero - p;
  for (int i = 0; i < doublings; ++i) s = saturate(s + (s - multiply(s, s)));
  std::int32_t q = kQuotient[0];
  for (std::size_t i = 1; i < std::size(kQuotient); ++i) q = multiply(q, s) + kQuotient[i];
  return multiply(q, s);
}

}  // namespace

void tanh_scalar(std::int16_t* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    std::int32_t negative;
    const std::int32_t q = quotient(x[i], kTanhDoublings, negative);
    x[i] = static_cast<std::int16_t>((q ^ negative) - negative);
  }
}

void sigmoid_scalar(std::int16_t* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    std::int32_t negative;
    const std::int32_t q = quotient(x[i], kSigmoidDoublings, negative) >> 1;
    x[i] = static_cast<std::int16_t>(kHalf + ((q ^ negative) - negative));
  }
}

void relu_scalar(std::int16_t* x, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<std::int16_t>(x[i] & ~sign_mask(x[i]));
}

}  // namespace neurocrypt::activation
