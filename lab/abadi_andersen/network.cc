#include "lab/abadi_andersen/network.h"

#include <bit>
#include <cmath>

// One source for every machine: the compiler makes a version for each instruction set, and the
// loader picks one. Sums are of 16 lanes side by side, so only the width of the registers differs;
// fused multiplication makes the last bits of a training run a matter of the machine.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#define NC_EVERY_ISA \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), flatten))
#else
#define NC_EVERY_ISA
#endif

namespace neurocrypt::lab::adversarial {
namespace {

// GCC and Clang: arithmetic on whole registers, of however many machine registers that takes.
using Vector = float __attribute__((vector_size(sizeof(Lanes))));
using IntVector = int __attribute__((vector_size(sizeof(Lanes))));

inline const Vector& in(const Lanes& lanes) { return reinterpret_cast<const Vector&>(lanes); }
inline Vector& in(Lanes& lanes) { return reinterpret_cast<Vector&>(lanes); }

/// x = sigmoid(x). exp by its polynomial of degree 5 [Cephes, expf], good to 2 units in the last
/// place, between bounds beyond which a float's sigmoid is 0 or 1 all the same.
inline void sigmoid(Vector& x) {
  constexpr float kBound = 80;
  constexpr float kLog2E = 1.44269504F;
  constexpr float kLn2High = 0.693359375F;
  constexpr float kLn2Low = -2.12194440e-4F;
  Vector t = -x;
  t = t > kBound ? Vector{} + kBound : t;
  t = t < -kBound ? Vector{} - kBound : t;
  const Vector scaled = t * kLog2E + 128.5F;  // positive, so that truncation rounds down
  const IntVector power = __builtin_convertvector(scaled, IntVector) - 128;
  const Vector whole = __builtin_convertvector(power, Vector);
  const Vector r = t - whole * kLn2High - whole * kLn2Low;
  Vector p = r * 1.9875691500e-4F + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  const IntVector exponent = (power + 127) << 23;
  x = 1.0F / (1.0F + p * std::bit_cast<Vector>(exponent));
}

inline void tanh(Vector& x) {
  x = x + x;
  sigmoid(x);
  x = x + x - 1.0F;
}

/// by_sum = by_output, times the sigmoid's derivative where it gave `output`.
inline void through_sigmoid(const Vector& output, Vector& by_output) {
  by_output *= output * (1.0F - output);
}

inline void forward_pass(const Parameters<float>& w, int inputs, Activations& pass) {
  constexpr int kTile = 8;  // sums that stay in registers
  for (int unit = 0; unit < kHidden; unit += kTile) {
    Vector sum[kTile];
    for (int u = 0; u < kTile; ++u) sum[u] = Vector{} + w.dense_bias[unit + u];
    for (int i = 0; i < inputs; ++i) {
      const Vector x = in(pass.input[i]);
      for (int u = 0; u < kTile; ++u) sum[u] += x * w.dense[i][unit + u];
    }
    for (int u = 0; u < kTile; ++u) {
      sigmoid(sum[u]);
      in(pass.dense[unit + u]) = sum[u];
    }
  }
  for (int c = 0; c < 2; ++c) {
    for (int t = 0; t < kHidden; ++t) {
      Vector sum = Vector{} + w.conv1_bias[c];
      for (int k = 0; k < 4; ++k) {  // one zero in front, two behind
        if (t + k >= 1 && t + k <= kHidden) sum += in(pass.dense[t + k - 1]) * w.conv1[c][k];
      }
      sigmoid(sum);
      in(pass.conv1[c][t]) = sum;
    }
  }
  for (int t = 0; t < kBits; ++t) {
    for (int c = 0; c < 4; ++c) {
      Vector sum = Vector{} + w.conv2_bias[c];
      for (int d = 0; d < 2; ++d) {
        for (int k = 0; k < 2; ++k) sum += in(pass.conv1[d][2 * t + k]) * w.conv2[c][d][k];
      }
      sigmoid(sum);
      in(pass.conv2[c][t]) = sum;
    }
    for (int c = 0; c < 4; ++c) {
      Vector sum = Vector{} + w.conv3_bias[c];
      for (int d = 0; d < 4; ++d) sum += in(pass.conv2[d][t]) * w.conv3[c][d];
      sigmoid(sum);
      in(pass.conv3[c][t]) = sum;
    }
    Vector sum = Vector{} + w.conv4_bias;
    for (int d = 0; d < 4; ++d) sum += in(pass.conv3[d][t]) * w.conv4[d];
    tanh(sum);
    in(pass.output[t]) = sum;
  }
}

inline void backward_pass(const Parameters<float>& w, int inputs, const Activations& pass,
                          const Lanes (&by_output)[kBits], Parameters<Lanes>* gradient,
                          Lanes* by_input) {
  Vector by_conv1[2][kHidden];
  for (int t = 0; t < kBits; ++t) {
    const Vector y = in(pass.output[t]);
    const Vector by_sum = in(by_output[t]) * (1.0F - y * y);
    Vector by_conv3[4];
    Vector by_conv2[4] = {};
    for (int d = 0; d < 4; ++d) {
      by_conv3[d] = by_sum * w.conv4[d];
      through_sigmoid(in(pass.conv3[d][t]), by_conv3[d]);
    }
    for (int c = 0; c < 4; ++c) {
      for (int d = 0; d < 4; ++d) by_conv2[d] += by_conv3[c] * w.conv3[c][d];
    }
    for (int d = 0; d < 4; ++d) through_sigmoid(in(pass.conv2[d][t]), by_conv2[d]);
    for (int d = 0; d < 2; ++d) {
      for (int k = 0; k < 2; ++k) {
        Vector sum = {};
        for (int c = 0; c < 4; ++c) sum += by_conv2[c] * w.conv2[c][d][k];
        through_sigmoid(in(pass.conv1[d][2 * t + k]), sum);
        by_conv1[d][2 * t + k] = sum;
      }
    }
    if (gradient == nullptr) continue;
    in(gradient->conv4_bias) += by_sum;
    for (int d = 0; d < 4; ++d) in(gradient->conv4[d]) += by_sum * in(pass.conv3[d][t]);
    for (int c = 0; c < 4; ++c) {
      in(gradient->conv3_bias[c]) += by_conv3[c];
      in(gradient->conv2_bias[c]) += by_conv2[c];
      for (int d = 0; d < 4; ++d) in(gradient->conv3[c][d]) += by_conv3[c] * in(pass.conv2[d][t]);
      for (int d = 0; d < 2; ++d) {
        for (int k = 0; k < 2; ++k) {
          in(gradient->conv2[c][d][k]) += by_conv2[c] * in(pass.conv1[d][2 * t + k]);
        }
      }
    }
  }

  Vector by_dense[kHidden];
  for (int i = 0; i < kHidden; ++i) {
    Vector sum = {};
    for (int k = 0; k < 4; ++k) {
      const int t = i + 1 - k;
      if (t < 0 || t >= kHidden) continue;
      for (int c = 0; c < 2; ++c) {
        sum += by_conv1[c][t] * w.conv1[c][k];
        if (gradient != nullptr) in(gradient->conv1[c][k]) += by_conv1[c][t] * in(pass.dense[i]);
      }
    }
    through_sigmoid(in(pass.dense[i]), sum);
    by_dense[i] = sum;
  }
  if (gradient != nullptr) {
    for (int c = 0; c < 2; ++c) {
      for (int t = 0; t < kHidden; ++t) in(gradient->conv1_bias[c]) += by_conv1[c][t];
    }
    for (int unit = 0; unit < kHidden; ++unit) in(gradient->dense_bias[unit]) += by_dense[unit];
    for (int i = 0; i < inputs; ++i) {
      const Vector x = in(pass.input[i]);
      for (int unit = 0; unit < kHidden; ++unit) {
        in(gradient->dense[i][unit]) += x * by_dense[unit];
      }
    }
  }
  if (by_input != nullptr) {
    for (int i = 0; i < inputs; ++i) {
      Vector sum = {};
      for (int unit = 0; unit < kHidden; ++unit) sum += by_dense[unit] * w.dense[i][unit];
      in(by_input[i]) = sum;
    }
  }
}

}  // namespace

NC_EVERY_ISA void forward(const Parameters<float>& weights, int inputs, Activations& pass) {
  forward_pass(weights, inputs, pass);
}

NC_EVERY_ISA void backward(const Parameters<float>& weights, int inputs, const Activations& pass,
                           const Lanes (&by_output)[kBits], Parameters<Lanes>* gradient,
                           Lanes* by_input) {
  backward_pass(weights, inputs, pass, by_output, gradient, by_input);
}

NC_EVERY_ISA void Adam::step(Parameters<float>& weights, Parameters<Lanes>& gradient) {
  constexpr float kRate = 8e-4F;
  constexpr float kFirst = 0.9F;
  constexpr float kSecond = 0.999F;
  constexpr float kEpsilon = 1e-8F;
  ++steps_;
  const float rate = kRate * std::sqrt(1 - std::pow(kSecond, static_cast<float>(steps_))) /
                     (1 - std::pow(kFirst, static_cast<float>(steps_)));
  // The four structures have the same members in the same order.
  auto* const w = reinterpret_cast<float*>(&weights);
  auto* const g = reinterpret_cast<Lanes*>(&gradient);
  auto* const m = reinterpret_cast<float*>(&first_);
  auto* const v = reinterpret_cast<float*>(&second_);
  for (std::size_t i = 0; i < kParameters; ++i) {
    float sum = 0;
    for (float& value : g[i].values) {
      sum += value;
      value = 0;
    }
    m[i] += (1 - kFirst) * (sum - m[i]);
    v[i] += (1 - kSecond) * (sum * sum - v[i]);
    w[i] -= rate * m[i] / (std::sqrt(v[i]) + kEpsilon);
  }
}

}  // namespace neurocrypt::lab::adversarial
