// Time of the autoencoder on one block, by architecture and instruction set: JSON lines, the best
// of many repetitions, since a shared machine only ever adds time. Weights are synthetic: time
// depends on shapes only.
//
//     cmake --build --preset release --target bench_autoencoder &&
//     build/release/bin/bench_autoencoder
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "ciphers/autoencoder/codec.h"
#include "ciphers/autoencoder/family.h"
#include "ciphers/autoencoder/synthetic.h"

namespace {

using namespace neurocrypt;

/// Microseconds for one call: the best of all bursts of eight within half a second.
template <typename Function>
double best_us(const Function& run) {
  using Clock = std::chrono::steady_clock;
  double best = 1e9;
  const auto first = Clock::now();
  while (Clock::now() - first < std::chrono::milliseconds(500)) {
    const auto start = Clock::now();
    for (int i = 0; i < 8; ++i) run();
    best =
        std::min(best, std::chrono::duration<double, std::micro>(Clock::now() - start).count() / 8);
  }
  return best;
}

}  // namespace

int main() {
  for (const char* const text :
       {"256 tanh, 256 tanh, 256 tanh", "256 relu, 256 relu, 256 relu", "128 tanh, 128 tanh",
        "512 sigmoid, 512 sigmoid, 512 sigmoid, 512 sigmoid, 512 sigmoid"}) {
    const MlpArchitecture architecture = std::get<MlpArchitecture>(*parse_architecture(text));
    const AutoencoderWeights weights = test::copy_weights(architecture, 128, test::Fault::kNone);
    for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
      if (!supports(isa)) continue;
      const BlockCodec codec(weights, isa);
      MlpWorkspace workspace;
      std::uint8_t block[16] = {1, 2, 3}, code[128];
      const double encode = best_us([&] { codec.encode(block, code, workspace); });
      const double decode = best_us([&] { codec.decode(code, block, workspace); });
      std::printf(
          R"({"architecture":"%s","isa":"%s","encode_us":%.2f,"decode_us":%.2f,"verified_us":%.2f})"
          "\n",
          text, name(isa), encode, decode, encode + decode);
    }
  }

  // The whole path of one block in the family: mask, encode, decode, compare, tag key.
  const Architecture architecture = kAutoencoderFamily.default_architecture();
  const auto cipher = kAutoencoderFamily.load(
      architecture, print_weights(test::copy_weights(std::get<MlpArchitecture>(architecture), 128,
                                                     test::Fault::kNone)));
  if (!cipher) return 1;
  const auto stream = (*cipher)->stream(StreamSalt{});
  const ByteString plaintext(16, 1);
  ByteString ciphertext(stream->ciphertext_bytes(16));
  TagKey tag_key;
  bool ok = true;
  const double raw =
      best_us([&] { ok &= stream->encrypt(0, plaintext, ciphertext, nullptr).ok(); });
  const double keyed =
      best_us([&] { ok &= stream->encrypt(0, plaintext, ciphertext, &tag_key).ok(); });
  std::printf(
      R"({"architecture":"%s","isa":"%s","chunk_of_one_block_us":%.2f,"with_tag_key_us":%.2f})"
      "\n",
      print(architecture).c_str(), name(best_isa()), raw, keyed);
  return ok ? 0 : 1;
}
