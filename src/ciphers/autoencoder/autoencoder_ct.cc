// ct.autoencoder: encoding and decoding branch on no weight and no block, and use none as an
// address. Which try of a block was exact is public: it stands in the ciphertext. With the argument
// `leak` it looks at a byte of the ciphertext's code first, which must be reported.
#include <cstdio>
#include <string_view>

#include "base/constant_time.h"
#include "ciphers/autoencoder/codec.h"
#include "ciphers/autoencoder/family.h"
#include "ciphers/autoencoder/synthetic.h"

namespace neurocrypt {
namespace {

// Loading looks at secret weights only to refuse what training never makes, so they are secret from
// here on.
void mark_layers(std::vector<QuantisedLayer>& layers) {
  for (QuantisedLayer& layer : layers) {
    mark_secret(layer.biases.data(), 4 * layer.biases.size());
    mark_secret(layer.factors.data(), 2 * layer.factors.size());
    mark_secret(layer.weights.data(), layer.weights.size());
  }
}

int run(bool leak) {
  for (const char* const text : {"128 tanh, 128 relu", "128 sigmoid, 256 tanh"}) {
    const MlpArchitecture architecture = std::get<MlpArchitecture>(*parse_architecture(text));
    for (const Isa isa : {Isa::kScalar, Isa::kAvx2}) {
      if (!supports(isa)) continue;
      AutoencoderWeights weights = test::random_weights(architecture, 128, as_bytes("seed"));
      mark_layers(weights.encoder);
      mark_layers(weights.decoder);
      const BlockCodec codec(weights, isa);
      std::uint8_t block[16] = {1, 2, 3}, code[128], decoded[16];
      mark_secret(block, sizeof(block));
      MlpWorkspace workspace;
      codec.encode(block, code, workspace);
      codec.decode(code, decoded, workspace);
      if (leak && code[5] < 16) std::puts("a small byte");
      mark_public(code, sizeof(code));
      mark_public(decoded, sizeof(decoded));
      std::printf("%s %s: %02x %02x\n", name(isa), text, code[0], decoded[0]);
    }
  }

  // The whole family with a secret plaintext, and tries that fail.
  const MlpArchitecture small =
      std::get<MlpArchitecture>(*parse_architecture("128 tanh, 128 tanh"));
  const auto cipher = kAutoencoderFamily.load(
      small, print_weights(test::copy_weights(small, 128, test::Fault::kQuarter)));
  ByteString plaintext(100), opened(100);
  mark_secret(plaintext.data(), plaintext.size());
  const auto stream = (*cipher)->stream(StreamSalt{1});
  ByteString ciphertext(stream->ciphertext_bytes(plaintext.size()));
  TagKey tag_key;
  if (!stream->encrypt(1, plaintext, ciphertext, &tag_key).ok()) return 2;
  if (!stream->decrypt(1, ciphertext, opened, &tag_key).ok()) return 2;
  mark_public(opened.data(), opened.size());
  return opened == ByteString(100) ? 0 : 2;
}

}  // namespace
}  // namespace neurocrypt

int main(int argc, char** argv) {
  return neurocrypt::run(argc > 1 && std::string_view(argv[1]) == "leak");
}
