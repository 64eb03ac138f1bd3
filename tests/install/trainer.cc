// Trains a pure neural cipher with the installed training library.
#include <cstdio>

#include "neurocrypt/pure_neural_cipher.h"

int main() {
  using namespace neurocrypt;
  PureNeuralCipher cipher({.bit_size = 64, .hidden_layers = 2, .width = 64, .research_seed = 1});
  const auto certificate = cipher.train();
  if (!certificate) return std::puts(certificate.error().message.c_str()), 1;
  const ByteString block(8, 0x5a);
  const auto encrypted = cipher.encrypt(block);
  if (!encrypted) return std::puts(encrypted.error().message.c_str()), 1;
  const auto decrypted = cipher.decrypt(*encrypted);
  return decrypted && *decrypted == block ? 0 : 1;
}
