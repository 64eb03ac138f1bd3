// Activations of quantised networks, in integers: no tables, no floating point, the same bits
// everywhere.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/cpu.h"
#include "neurocrypt/architecture.h"

namespace neurocrypt {

/// Applies an activation to `x` in place.
///
/// Shapes   n: any; x needs no alignment.
/// Input    Q3.12: 4096 is 1.0, the range is [-8, 8).
/// Output   kTanh     Q0.15, round(32768 tanh): odd, in [-32766, 32766], non-decreasing
///          kSigmoid  Q0.15, in [11, 32757], non-decreasing; f(x) + f(-x) = 32768
///          kRelu     Q3.12, max(x, 0), exact
///          The first two hold for -32768 too, which counts as -32767.
/// Bounds   |error| <= 2^-10.9 for tanh and 2^-12.5 for sigmoid over all 65,536 inputs
///          (activation_test tries them all).
/// Timing   depends on n only: no branch and no address depends on x.
using ActivationKernel = void (*)(std::int16_t* x, std::size_t n);

/// The variant for `isa`, to be picked once. All variants agree bit for bit.
ActivationKernel activation_kernel(Activation activation, Isa isa);

}  // namespace neurocrypt
