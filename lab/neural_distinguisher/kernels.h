// The arithmetic of a small network on a whole batch: float32, one thread.
#pragma once

#include <cstddef>
#include <vector>

namespace neurocrypt::lab {

/// A batch of activations, [sample][position][channel]. With `padded`, a row of zeros precedes
/// every sample and follows the last one, so that the three rows around a position stand side by
/// side in memory: a convolution of width 3 is one matrix product.
class Grid {
 public:
  Grid() = default;
  Grid(std::size_t samples, std::size_t positions, std::size_t channels, bool padded);

  [[nodiscard]] std::size_t samples() const { return samples_; }
  [[nodiscard]] std::size_t positions() const { return positions_; }
  [[nodiscard]] std::size_t channels() const { return channels_; }
  [[nodiscard]] bool padded() const { return padded_; }
  /// From one sample to the next, in numbers.
  [[nodiscard]] std::size_t stride() const { return (positions_ + (padded_ ? 1 : 0)) * channels_; }
  /// Rows from the first sample on, with the zeros after each sample.
  [[nodiscard]] std::size_t rows() const { return samples_ * (positions_ + (padded_ ? 1 : 0)); }
  /// The first position of a sample.
  float* operator[](std::size_t sample) { return &values_[offset() + sample * stride()]; }
  const float* operator[](std::size_t sample) const {
    return &values_[offset() + sample * stride()];
  }
  void clear() { values_.assign(values_.size(), 0); }

 private:
  [[nodiscard]] std::size_t offset() const { return padded_ ? channels_ : 0; }
  std::size_t samples_ = 0, positions_ = 0, channels_ = 0;
  bool padded_ = false;
  std::vector<float> values_;
};

/// The left factor of a product: element (i, j) is data[i * row + j * column].
struct Left {
  const float* data;
  std::size_t row, column;
};

/// c += a b.
/// Shapes   a: [m][k]; b: [k][n]; c: [m][n], rows `c_row` apart.
void multiply_add(std::size_t m, std::size_t n, std::size_t k, Left a, const float* b, float* c,
                  std::size_t c_row);

/// Batch normalisation [Ioffe and Szegedy 2015] of the channels of a grid, followed by a ReLU.
struct Normalisation {
  std::vector<float> mean, inverse_deviation;  ///< [channel], of this batch or of all so far
};

/// The mean of each channel, and the variance around it.
void channel_moments(const Grid& z, std::vector<float>& mean, std::vector<float>& variance);

/// y = max(0, scale (z - mean) / deviation + shift).
void normalise_forward(const Grid& z, const Normalisation& norm, const float* scale,
                       const float* shift, Grid& y);

/// From the loss by y to the loss by z, in place, and by scale and shift, which are added to. The
/// moments were those of this batch: the gradient flows through them too. Padding becomes zero.
void normalise_backward(const Grid& z, const Normalisation& norm, const float* scale,
                        const float* shift, Grid& gradient, float* by_scale, float* by_shift);

/// y += x; the same shape.
void add(const Grid& x, Grid& y);

/// Adam [Kingma and Ba 2015]: one step of one parameter array.
struct AdamStep {
  float rate;  ///< with the corrections for the start
  float first = 0.9F, second = 0.999F, epsilon = 1e-7F;
};
void adam(const AdamStep& step, std::size_t count, const float* gradient, float* first,
          float* second, float* parameters);

}  // namespace neurocrypt::lab
