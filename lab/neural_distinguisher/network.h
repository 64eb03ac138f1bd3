// The residual network of neural distinguishers, and the perceptron that is left without its
// convolutions. Trained here, on one thread.
//
// Source   A. Gohr, "Improving attacks on round-reduced Speck32/64 using deep learning", CRYPTO
//          2019, Sec. 4.2: bits of the same weight stand side by side, one channel for each word; a
//          convolution of width 1; residual blocks of two convolutions of width 3; two dense
//          layers; one sigmoid. Every layer but the last is followed by batch normalisation and a
//          ReLU. Mean squared error, L2 penalty on weights, Adam.
// Departs  no biases in front of a batch normalisation, which takes them away again: the 44,321
//          parameters that Keras counts at depth 1 are 43,649 that are trained here, 224 such
//          biases and 448 moving moments. Bits enter as +1 and -1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lab/neural_distinguisher/kernels.h"
#include "lab/random.h"
#include "neurocrypt/bytes.h"

namespace neurocrypt::lab {

struct DistinguisherShape {
  std::size_t words;         ///< of an example
  std::size_t word_bits;     ///< a multiple of 8; words are little endian
  std::size_t filters = 32;  ///< channels of the convolutions; 0: bits enter the dense layers
  std::size_t depth = 1;     ///< residual blocks
  std::vector<std::size_t> hidden = {64, 64};  ///< units of the dense layers

  [[nodiscard]] std::size_t example_bytes() const { return words * word_bits / 8; }
};

class Distinguisher {
 public:
  Distinguisher(DistinguisherShape shape, Random& random);

  [[nodiscard]] const DistinguisherShape& shape() const { return shape_; }
  [[nodiscard]] std::size_t parameters() const { return weights_.size(); }
  /// Multiplications for one example, forwards; learning takes three times as many.
  [[nodiscard]] double multiplications() const;

  /// One step of Adam on a batch. Returns the loss before it.
  /// Shapes   examples: [labels.size()][example_bytes()]; labels: 0 or 1, at least two.
  double learn(ByteView examples, std::span<const std::uint8_t> labels, float rate);

  /// How sure the network is that each example has label 1, between 0 and 1, after it has learnt
  /// from at least one batch. Normalises by the moments of the batches it has learnt from.
  std::vector<float> predict(ByteView examples);

  /// The loss of a batch, penalty included, and its gradient by every parameter.
  double loss(ByteView examples, std::span<const std::uint8_t> labels,
              std::vector<float>& gradient);
  std::span<float> weights() { return weights_; }
  /// Where each layer's weights, scales and shifts begin among weights(), and where they end.
  [[nodiscard]] std::vector<std::size_t> parts() const;

 private:
  /// A linear map, its normalisation, a ReLU.
  struct Layer {
    std::size_t inputs, outputs, taps;      // taps: 3 for a convolution of width 3
    std::size_t weights, scale, shift;      // places among the parameters
    Normalisation norm{};                   // in use: of the batch, or of all batches so far
    std::vector<float> mean{}, variance{};  // moving averages, which begin at zero
    Grid z{}, y{};                          // before and after normalisation and ReLU
  };
  enum class Mode : std::uint8_t { kLearn, kPredict };

  void add_layer(std::size_t inputs, std::size_t outputs, std::size_t taps);
  [[nodiscard]] std::size_t convolutions() const {
    return shape_.filters == 0 ? 0 : 1 + 2 * shape_.depth;
  }
  void prepare(std::size_t samples);
  void unpack(ByteView examples);
  void forward(Mode mode);
  void backward(std::span<const std::uint8_t> labels, std::vector<float>& gradient);
  void layer_forward(Layer& layer, const Grid& x, Mode mode);
  /// `gradient` is of y, and becomes that of z. Adds what goes on to x, if not null.
  void layer_backward(const Layer& layer, const Grid& x, Grid& gradient, Grid* by_x,
                      std::vector<float>& by_weights);

  DistinguisherShape shape_;
  std::vector<Layer> layers_;
  std::size_t last_ = 0;  // place of the weights of the last unit, its bias behind them
  std::vector<float> weights_, gradient_, first_, second_;
  int steps_ = 0;
  Grid input_;
  std::vector<float> output_;  // sigmoids
  Grid wide_[3];               // gradients on their way back through the blocks
};

}  // namespace neurocrypt::lab
