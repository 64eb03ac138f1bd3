// The three networks of adversarial neural cryptography, 16 lanes of samples at a time.
//
// Source   M. Abadi, D. Andersen, "Learning to protect communications with adversarial neural
//          cryptography", arXiv 1610.06918, Sec. 2.3, N = 16: one dense layer of 2N units, then
//          convolutions (width, inputs, outputs, stride) (4, 1, 2, 1), (2, 2, 4, 2), (1, 4, 4, 1)
//          and (1, 4, 1, 1), padded to keep the length; sigmoids, and a tanh at the end.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace neurocrypt::lab::adversarial {

inline constexpr int kBits = 16;           ///< of a message, of a key, of a ciphertext
inline constexpr int kHidden = 2 * kBits;  ///< units of the dense layer
inline constexpr int kLanes = 16;          ///< samples side by side

/// One number of each of kLanes samples.
struct alignas(64) Lanes {
  float values[kLanes];
};

/// The weights of one network, or what the optimiser keeps for each of them.
template <typename Number>
struct Parameters {
  Number dense[kHidden][kHidden];  ///< [input][unit]; Eve has kBits inputs
  Number dense_bias[kHidden];
  Number conv1[2][4], conv1_bias[2];     ///< [channel][offset]
  Number conv2[4][2][2], conv2_bias[4];  ///< [channel][input channel][offset]
  Number conv3[4][4], conv3_bias[4];     ///< [channel][input channel]
  Number conv4[4], conv4_bias;           ///< [input channel]
};
inline constexpr std::size_t kParameters = sizeof(Parameters<float>) / sizeof(float);

/// What one forward pass computes of kLanes samples, layer by layer.
struct Activations {
  Lanes input[kHidden];
  Lanes dense[kHidden];
  Lanes conv1[2][kHidden];
  Lanes conv2[4][kBits];
  Lanes conv3[4][kBits];
  Lanes output[kBits];  ///< in (-1, 1)
};

/// Fills everything but `input`, of which the first `inputs` numbers count.
void forward(const Parameters<float>& weights, int inputs, Activations& pass);

/// From the loss by the outputs to the loss by the weights, which is added to `gradient`, and by
/// the first `inputs` inputs, which is written to `by_input`. Either may be null.
void backward(const Parameters<float>& weights, int inputs, const Activations& pass,
              const Lanes (&by_output)[kBits], Parameters<Lanes>* gradient, Lanes* by_input);

/// Adam [Kingma, Ba 2015] with the paper's learning rate of 0.0008.
class Adam {
 public:
  /// One step along the mean of the lanes' gradients, which are set to zero again.
  void step(Parameters<float>& weights, Parameters<Lanes>& gradient);

 private:
  Parameters<float> first_{}, second_{};
  int steps_ = 0;
};

}  // namespace neurocrypt::lab::adversarial
