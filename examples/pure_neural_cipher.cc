// Trains a neural network to encrypt 128-bit blocks, and watches it learn. A broken cipher, for
// study.
#include <neurocrypt/pure_neural_cipher.h>

#include <cstdio>

int main() {
  using neurocrypt::PureNeuralCipher;
  PureNeuralCipher cipher({.bit_size = 128, .hidden_layers = 3});

  const auto certificate = cipher.train({.progress = [](const PureNeuralCipher::Learning& now) {
    std::printf("epoch %4d of %d: %8.4f %% of the bits wrong\n", now.epoch, now.epochs,
                100 * now.bit_error_rate);
    return true;
  }});
  if (!certificate) {
    std::fprintf(stderr, "%s\n", certificate.error().message.c_str());
    return 1;
  }
  std::printf("certified: %llu of %llu blocks failed, %.1f seconds\n",
              static_cast<unsigned long long>(certificate->blocks_failed),
              static_cast<unsigned long long>(certificate->blocks), certificate->seconds);

  const auto block = neurocrypt::as_bytes("attack at dawn!!");
  const auto ciphertext = cipher.encrypt(block);
  const auto opened = cipher.decrypt(ciphertext);
  if (!opened) return 1;
  std::printf("%zu bytes became %zu, and then: %s\n", block.size(), ciphertext->size(),
              std::string(neurocrypt::as_text(*opened)).c_str());
  return neurocrypt::as_text(*opened) == "attack at dawn!!" ? 0 : 1;
}
