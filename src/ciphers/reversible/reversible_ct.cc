// ct.reversible: from the seed to the block and back, no branch and no address depends on a secret,
// in any variant that valgrind can run. With the argument `leak` it looks at a byte of the image
// first, which must be reported: the mark of the seed has then travelled through the weights and
// every layer.
#include <array>
#include <cstdio>
#include <string_view>

#include "base/constant_time.h"
#include "ciphers/reversible/family.h"
#include "ciphers/reversible/reversible.h"

namespace {

using namespace neurocrypt;

SecretBytes secret_seed() {
  SecretBytes seed(kReversibleSeedBytes);
  mark_secret(seed.data(), seed.size());
  return seed;
}

void run_network(const char* text, Isa isa, bool leak) {
  const auto architecture = std::get<MlpArchitecture>(parse_architecture(text).value());
  const SecretBytes seed = secret_seed();
  const auto network =
      ReversibleNetwork::from_seed(architecture, ByteView(seed.data(), seed.size()), 2, isa)
          .value();
  std::array<std::uint8_t, 3 * kReversibleBlockBytes> blocks{};
  network.encrypt_blocks(blocks);
  if (leak && blocks[20] < 16) std::puts("a small byte");
  network.decrypt_blocks(blocks);
  mark_public(blocks.data(), blocks.size());
  std::printf("%s %s: %02x\n", name(isa), text, blocks[20]);
}

int run_stream() {
  const SecretBytes seed = secret_seed();
  const auto cipher = kReversibleFamily.load(kReversibleFamily.default_architecture(),
                                             ByteView(seed.data(), seed.size()));
  std::array<std::uint8_t, 100> data{};
  mark_secret(data.data(), data.size());
  TagKey tag_key{};
  if (!cipher.value()->stream(StreamSalt{1})->encrypt(1, data, data, &tag_key).ok()) return 2;
  mark_public(data.data(), data.size());
  std::printf("stream: %02x\n", data[99]);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool leak = argc > 1 && std::string_view(argv[1]) == "leak";
  for (const Isa isa : {Isa::kScalar, Isa::kAvx2}) {
    if (!supports(isa)) continue;
    run_network("64 tanh, 64 relu", isa, leak);
    run_network("64 sigmoid, 128 tanh", isa, leak);
  }
  return run_stream();
}
