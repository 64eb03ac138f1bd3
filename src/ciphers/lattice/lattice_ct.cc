// ct.lattice: from the seed to the keystream, no branch and no address depends on a secret, in any
// variant that valgrind can run. With the argument `leak` it looks at a byte of keystream first,
// which must be reported: the mark that the seed was given has then travelled through the weights
// and every layer.
#include <cstdio>
#include <string_view>

#include "base/constant_time.h"
#include "ciphers/lattice/family.h"

int main(int argc, char** argv) {
  using namespace neurocrypt;
  using namespace neurocrypt::lattice;
  const bool leak = argc > 1 && std::string_view(argv[1]) == "leak";
  for (const Isa isa : {Isa::kScalar, Isa::kAvx2}) {
    if (!supports(isa)) continue;
    for (const Parameters& set : kParameters) {
      for (const int depth : {1, 2}) {
        SecretBytes seed(kSeedBytes);
        mark_secret(seed.data(), seed.size());
        const LatticeArchitecture architecture{set.set, depth};
        const auto cipher = make_cipher(architecture, expand_weights(architecture, seed), isa);
        ByteString data(2100);
        TagKey tag_key{};
        if (!cipher->stream(StreamSalt{1})->encrypt(1, data, data, &tag_key).ok()) return 2;
        if (leak && data[2050] < 16) std::puts("a small byte");
        mark_public(data.data(), data.size());
        mark_public(tag_key.data(), tag_key.size());
        std::printf("%s %s depth %d: %02x %02x\n", name(isa), name(set.set).data(), depth,
                    data[2050], tag_key[0]);
      }
    }
  }
  return 0;
}
