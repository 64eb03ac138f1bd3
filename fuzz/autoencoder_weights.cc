// Weights are refused or harmless: what parses prints to the same bytes, and runs to the same bits
// on the reference and on the best variant. An input is edits of a valid file, four bytes each
// (offset, value), after a byte that says so; or a file as it is.
#include <algorithm>

#include "ciphers/autoencoder/codec.h"
#include "ciphers/autoencoder/synthetic.h"
#include "fuzz/check.h"

using namespace neurocrypt;

namespace {

const MlpArchitecture kArchitecture{{{64, Activation::kTanh}, {64, Activation::kRelu}}};

ByteString edited(ByteView edits) {
  static const SecretBytes valid =
      print_weights(test::random_weights(kArchitecture, 64, as_bytes("fuzz")));
  ByteString file(valid.begin(), valid.end());
  for (; edits.size() >= 4; edits = edits.subspan(4)) {
    const std::size_t offset = edits[0] | std::size_t{edits[1]} << 8 | std::size_t{edits[2]} << 16;
    file[offset % file.size()] = edits[3];
  }
  return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  const bool edits = !input.empty() && input[0] == 1;
  const ByteString file = edits ? edited(input.subspan(1)) : ByteString(input.begin(), input.end());
  const auto weights = parse_weights(file, kArchitecture, 64);
  if (!weights.ok()) {
    NC_CHECK(!weights.error().message.empty());
    return 0;
  }
  NC_CHECK(std::ranges::equal(print_weights(*weights), file));
  const BlockCodec reference(*weights, Isa::kScalar);
  const BlockCodec best(*weights);
  MlpWorkspace workspace;
  std::uint8_t block[8] = {1, 2, 3, 4, 5, 6, 7, 255}, a[64], b[64];
  reference.encode(block, a, workspace);
  best.encode(block, b, workspace);
  NC_CHECK(std::ranges::equal(a, b));
  std::fill_n(a, 64, std::uint8_t{0x80});  // the largest magnitude that a codeword can hold
  std::uint8_t decoded_a[8], decoded_b[8];
  reference.decode(a, decoded_a, workspace);
  best.decode(a, decoded_b, workspace);
  NC_CHECK(std::ranges::equal(decoded_a, decoded_b));
  return 0;
}
