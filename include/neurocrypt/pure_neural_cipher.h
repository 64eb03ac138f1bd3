// The pure neural cipher, for research and teaching: one network, one block. It is broken: a few
// hundred known blocks decrypt all others (docs/ciphers/autoencoder.md). Library
// neurocrypt_training.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "neurocrypt/architecture.h"
#include "neurocrypt/bytes.h"
#include "neurocrypt/result.h"
#include "neurocrypt/secret.h"

namespace neurocrypt {

/// Trains an encoder and a decoder together, rounds them to 8-bit integers, and encrypts blocks
/// with them:
///
///     PureNeuralCipher cipher({.bit_size = 128, .hidden_layers = 3});
///     auto certificate = cipher.train({.epochs = 2000});
///     auto block_again = cipher.decrypt(cipher.encrypt(block));
///
/// One thread at a time may train; encrypt and decrypt may run in any number of threads.
class PureNeuralCipher {
 public:
  struct Options {
    int bit_size = 128;     ///< bits of a block: 64, 128 or 256
    int hidden_layers = 3;  ///< 2 to 5, all alike
    int width = 256;        ///< 64, 128, 256 or 512, and at least bit_size
    Activation activation = Activation::kTanh;
    /// Layers that differ: overrides the three above.
    std::optional<MlpArchitecture> architecture{};
    /// The same number gives the same weights; without it, 256 bits of the system's generator do.
    std::optional<std::uint64_t> research_seed{};
  };

  struct Learning {
    int epoch;
    int epochs;
    double bit_error_rate;  ///< on fresh random blocks; 0.5 before training
  };

  struct TrainOptions {
    int epochs = 0;  ///< optimiser steps, each on 256 fresh random blocks; 0: what the recipe needs
    std::function<bool(const Learning&)>
        progress{};  ///< about twenty times; false stops (kCancelled)
  };

  /// What was measured on the integer network that encrypts.
  struct Certificate {
    int epochs;
    double seconds;
    std::vector<Learning> learning;
    std::uint64_t blocks;         ///< fresh random blocks tried
    std::uint64_t blocks_failed;  ///< of these, not decoded exactly at the first try
    double block_failure_rate_upper_95;
  };

  /// Options that cannot work are reported by train.
  explicit PureNeuralCipher(Options options);
  PureNeuralCipher() : PureNeuralCipher(Options{}) {}

  /// Trains from new random weights, quantises, and tries 20,000 blocks.
  ///
  /// Errors   kInvalidArgument for options outside the bounds, with the reason; kCancelled by the
  ///          callback; kExhausted when more than 2 % of the blocks fail: train longer. The
  ///          cipher then keeps the weights that it had before.
  Result<Certificate> train(const TrainOptions& options);
  Result<Certificate> train() { return train(TrainOptions{}); }

  /// Encrypts one block of bit_size / 8 bytes: one byte that counts the tries, then the code, one
  /// int8 for each bit. Try 0 encodes the block itself; the others encode it XORed with public
  /// constants, for the rare block that the network does not carry. What comes out always decrypts
  /// exactly.
  ///
  /// Errors   kRefused before training; kInvalidArgument for another size.
  [[nodiscard]] Result<ByteString> encrypt(ByteView block) const;

  /// Decrypts what encrypt made, or anything else of that size: there is no authentication, and a
  /// wrong network gives a wrong block.
  ///
  /// Errors   as encrypt.
  [[nodiscard]] Result<ByteString> decrypt(const ByteString& ciphertext) const;
  /// Passes an error of encrypt on, so that decrypt(encrypt(block)) can be written.
  [[nodiscard]] Result<ByteString> decrypt(const Result<ByteString>& ciphertext) const;

  [[nodiscard]] MlpArchitecture architecture() const;
  [[nodiscard]] bool trained() const;

  /// The weights, docs/formats/autoencoder-weights.md; empty before training.
  [[nodiscard]] SecretBytes save() const;
  /// Errors   kCorrupt with the offset when the weights are damaged or of other options.
  Status load(ByteView weights);

  PureNeuralCipher(PureNeuralCipher&&) noexcept;
  PureNeuralCipher& operator=(PureNeuralCipher&&) noexcept;
  ~PureNeuralCipher();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace neurocrypt
