#include "lab/neural_distinguisher/kernels.h"

#include <algorithm>
#include <cmath>

// One source for every machine: the compiler makes a version for each instruction set, and the
// loader picks one. Fused multiplication makes the last bits of a training run a matter of the
// machine.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#define NC_EVERY_ISA __attribute__((target_clones("arch=x86-64-v3", "default"), flatten))
#else
#define NC_EVERY_ISA
#endif

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kVector = 8;
// GCC and Clang: arithmetic on whole registers, at any address.
using Vector = float __attribute__((vector_size(kVector * sizeof(float)), aligned(4), may_alias));

// Pieces of a product that stay in the first and second cache.
constexpr std::size_t kRowsPiece = 64;
constexpr std::size_t kDepthPiece = 256;

/// kRows x (8 kVectors) sums in registers.
template <std::size_t kRows, std::size_t kVectors>
inline void tile(std::size_t n, std::size_t k, Left a, const float* b, float* c,
                 std::size_t c_row) {
  Vector sum[kRows][kVectors];
  for (std::size_t i = 0; i < kRows; ++i) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      sum[i][v] = *reinterpret_cast<const Vector*>(c + i * c_row + v * kVector);
    }
  }
  const float* left = a.data;
  for (std::size_t j = 0; j < k; ++j, left += a.column, b += n) {
    Vector right[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) {
      right[v] = *reinterpret_cast<const Vector*>(b + v * kVector);
    }
    for (std::size_t i = 0; i < kRows; ++i) {
      for (std::size_t v = 0; v < kVectors; ++v) sum[i][v] += left[i * a.row] * right[v];
    }
  }
  for (std::size_t i = 0; i < kRows; ++i) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      *reinterpret_cast<Vector*>(c + i * c_row + v * kVector) = sum[i][v];
    }
  }
}

template <std::size_t kVectors>
inline void columns(std::size_t m, std::size_t n, std::size_t k, Left a, const float* b, float* c,
                    std::size_t c_row) {
  std::size_t i = 0;
  for (; i + 4 <= m; i += 4) {
    tile<4, kVectors>(n, k, {a.data + i * a.row, a.row, a.column}, b, c + i * c_row, c_row);
  }
  for (; i < m; ++i) {
    tile<1, kVectors>(n, k, {a.data + i * a.row, a.row, a.column}, b, c + i * c_row, c_row);
  }
}

inline void piece(std::size_t m, std::size_t n, std::size_t k, Left a, const float* b, float* c,
                  std::size_t c_row) {
  std::size_t at = 0;
  for (; at + 2 * kVector <= n; at += 2 * kVector) columns<2>(m, n, k, a, b + at, c + at, c_row);
  for (; at + kVector <= n; at += kVector) columns<1>(m, n, k, a, b + at, c + at, c_row);
  for (; at < n; ++at) {
    for (std::size_t i = 0; i < m; ++i) {
      float sum = c[i * c_row + at];
      for (std::size_t j = 0; j < k; ++j) sum += a.data[i * a.row + j * a.column] * b[j * n + at];
      c[i * c_row + at] = sum;
    }
  }
}

/// Lets the gradient of one row through where the ReLU was open, and adds up what passes, plain and
/// weighted by the normalised values.
inline void through_relu(std::size_t channels, const float* __restrict value,
                         const float* __restrict mean, const float* __restrict inverse,
                         const float* __restrict scale, const float* __restrict shift,
                         float* __restrict g, float* __restrict sum, float* __restrict weighted) {
  for (std::size_t c = 0; c < channels; ++c) {
    const float x = (value[c] - mean[c]) * inverse[c];
    g[c] *= x * scale[c] + shift[c] > 0 ? 1.0F : 0.0F;
    sum[c] += g[c];
    weighted[c] += g[c] * x;
  }
}

}  // namespace

Grid::Grid(std::size_t samples, std::size_t positions, std::size_t channels, bool padded)
    : samples_(samples), positions_(positions), channels_(channels), padded_(padded) {
  // One row before the first sample, and one beyond the window of the last padding.
  values_.assign(rows() * channels + (padded ? 2 * channels : 0), 0.0F);
}

NC_EVERY_ISA void multiply_add(std::size_t m, std::size_t n, std::size_t k, Left a, const float* b,
                               float* c, std::size_t c_row) {
  for (std::size_t j = 0; j < k; j += kDepthPiece) {
    for (std::size_t i = 0; i < m; i += kRowsPiece) {
      piece(std::min(kRowsPiece, m - i), n, std::min(kDepthPiece, k - j),
            {a.data + i * a.row + j * a.column, a.row, a.column}, b + j * n, c + i * c_row, c_row);
    }
  }
}

NC_EVERY_ISA void channel_moments(const Grid& z, std::vector<float>& mean,
                                  std::vector<float>& variance) {
  const std::size_t channels = z.channels();
  const auto count = static_cast<double>(z.samples() * z.positions());
  // Sums of one sample in float32, of all in float64.
  std::vector<double> total(channels);
  std::vector<float> part(channels);
  const auto average = [&](std::vector<float>& result) {
    result.resize(channels);
    for (std::size_t c = 0; c < channels; ++c) result[c] = static_cast<float>(total[c] / count);
    std::ranges::fill(total, 0.0);
  };
  for (std::size_t s = 0; s < z.samples(); ++s) {
    std::ranges::fill(part, 0.0F);
    const float* row = z[s];
    for (std::size_t p = 0; p < z.positions(); ++p, row += channels) {
      for (std::size_t c = 0; c < channels; ++c) part[c] += row[c];
    }
    for (std::size_t c = 0; c < channels; ++c) total[c] += part[c];
  }
  average(mean);
  for (std::size_t s = 0; s < z.samples(); ++s) {
    std::ranges::fill(part, 0.0F);
    const float* row = z[s];
    for (std::size_t p = 0; p < z.positions(); ++p, row += channels) {
      for (std::size_t c = 0; c < channels; ++c) {
        const float d = row[c] - mean[c];
        part[c] += d * d;
      }
    }
    for (std::size_t c = 0; c < channels; ++c) total[c] += part[c];
  }
  average(variance);
}

NC_EVERY_ISA void normalise_forward(const Grid& z, const Normalisation& norm, const float* scale,
                                    const float* shift, Grid& y) {
  const std::size_t channels = z.channels();
  std::vector<float> slope(channels), offset(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    slope[c] = scale[c] * norm.inverse_deviation[c];
    offset[c] = shift[c] - norm.mean[c] * slope[c];
  }
  for (std::size_t s = 0; s < z.samples(); ++s) {
    const float* from = z[s];
    float* to = y[s];
    for (std::size_t p = 0; p < z.positions(); ++p, from += channels, to += channels) {
      for (std::size_t c = 0; c < channels; ++c) {
        const float value = from[c] * slope[c] + offset[c];
        to[c] = value > 0 ? value : 0;
      }
    }
  }
}

NC_EVERY_ISA void normalise_backward(const Grid& z, const Normalisation& norm, const float* scale,
                                     const float* shift, Grid& gradient, float* by_scale,
                                     float* by_shift) {
  const std::size_t channels = z.channels();
  const auto count = static_cast<double>(z.samples() * z.positions());
  std::vector<float> part(2 * channels);
  std::vector<double> total(2 * channels);
  const float* const mean = norm.mean.data();
  const float* const inverse = norm.inverse_deviation.data();
  for (std::size_t s = 0; s < z.samples(); ++s) {
    std::ranges::fill(part, 0.0F);
    const float* value = z[s];
    float* g = gradient[s];
    for (std::size_t p = 0; p < z.positions(); ++p, value += channels, g += channels) {
      through_relu(channels, value, norm.mean.data(), norm.inverse_deviation.data(), scale, shift,
                   g, part.data(), part.data() + channels);
    }
    for (std::size_t c = 0; c < 2 * channels; ++c) total[c] += part[c];
  }
  std::vector<float> slope(channels), by_mean(channels), by_deviation(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    by_shift[c] += static_cast<float>(total[c]);
    by_scale[c] += static_cast<float>(total[channels + c]);
    slope[c] = scale[c] * inverse[c];
    by_mean[c] = static_cast<float>(total[c] / count);
    by_deviation[c] = static_cast<float>(total[channels + c] / count);
  }
  for (std::size_t s = 0; s < z.samples(); ++s) {
    const float* value = z[s];
    float* g = gradient[s];
    for (std::size_t p = 0; p < z.positions(); ++p, value += channels, g += channels) {
      for (std::size_t c = 0; c < channels; ++c) {
        const float x = (value[c] - mean[c]) * inverse[c];
        g[c] = slope[c] * (g[c] - by_mean[c] - x * by_deviation[c]);
      }
    }
    if (gradient.padded()) std::fill_n(g, channels, 0.0F);
  }
}

NC_EVERY_ISA void add(const Grid& x, Grid& y) {
  const std::size_t count = x.positions() * x.channels();
  for (std::size_t s = 0; s < x.samples(); ++s) {
    const float* from = x[s];
    float* to = y[s];
    for (std::size_t i = 0; i < count; ++i) to[i] += from[i];
  }
}

NC_EVERY_ISA void adam(const AdamStep& step, std::size_t count, const float* gradient, float* first,
                       float* second, float* parameters) {
  for (std::size_t i = 0; i < count; ++i) {
    first[i] += (1 - step.first) * (gradient[i] - first[i]);
    second[i] += (1 - step.second) * (gradient[i] * gradient[i] - second[i]);
    parameters[i] -= step.rate * first[i] / (std::sqrt(second[i]) + step.epsilon);
  }
}

}  // namespace neurocrypt::lab
