#include "ciphers/lattice/weights.h"

#include "base/crypto.h"

namespace neurocrypt::lattice {
namespace {

constexpr std::size_t kTernaryBytes = 8;  // of the stream for one weight

/// Bytes of SHAKE output for the weights of one row and component.
std::size_t stream_bytes(const Parameters& set) {
  switch (set.set) {
    case LatticeSet::kR2:
      return negacyclic::kDegree / 4;
    case LatticeSet::kR1:
      return negacyclic::kDegree * kTernaryBytes;
    case LatticeSet::kDense336:
    case LatticeSet::kDense592:
      break;
  }
  return static_cast<std::size_t>(set.n);
}

std::int8_t centred_binomial(const SecretBytes& stream, std::size_t i) {
  const int bits = stream[i / 4] >> (2 * (i % 4));
  return static_cast<std::int8_t>((bits & 1) - (bits >> 1 & 1));
}

std::int8_t ternary(const SecretBytes& stream, std::size_t i) {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  for (std::size_t byte = 4; byte-- > 0;) {
    low = low << 8 | stream[kTernaryBytes * i + byte];
    high = high << 8 | stream[kTernaryBytes * i + 4 + byte];
  }
  const std::uint64_t third =
      (3 * high + (3 * low >> 32)) >> 32;  // floor(3 (2^32 high + low) / 2^64)
  return static_cast<std::int8_t>(static_cast<int>(third) - 1);
}

}  // namespace

int rows(const LatticeArchitecture& architecture, int layer) {
  const Parameters& set = parameters(architecture.set);
  return layer + 1 == architecture.depth ? set.rows : set.inner_rows;
}

std::vector<LayerWeights> expand_weights(const LatticeArchitecture& architecture, ByteView seed) {
  const Parameters& set = parameters(architecture.set);
  const int components = is_ring(set) ? set.rank : 1;
  const auto n = static_cast<std::size_t>(set.n / components);
  SecretBytes stream(stream_bytes(set));
  std::vector<LayerWeights> layers;
  for (int layer = 0; layer < architecture.depth; ++layer) {
    const int row_count = rows(architecture, layer);
    LayerWeights weights(static_cast<std::size_t>(row_count) * static_cast<std::size_t>(set.n));
    std::int8_t* out = weights.data();
    for (int row = 0; row < row_count; ++row) {
      for (int component = 0; component < components; ++component, out += n) {
        const std::uint8_t place[] = {
            static_cast<std::uint8_t>(set.set),  static_cast<std::uint8_t>(architecture.depth),
            static_cast<std::uint8_t>(layer),    static_cast<std::uint8_t>(row & 0xff),
            static_cast<std::uint8_t>(row >> 8), static_cast<std::uint8_t>(component)};
        shake256({as_bytes("neurocrypt lattice weights"), place, seed}, stream);
        for (std::size_t i = 0; i < n; ++i) {
          switch (set.set) {
            case LatticeSet::kR2:
              out[i] = centred_binomial(stream, i);
              break;
            case LatticeSet::kR1:
              out[i] = ternary(stream, i);
              break;
            case LatticeSet::kDense336:
            case LatticeSet::kDense592:
              out[i] = static_cast<std::int8_t>(stream[i]);
              break;
          }
        }
      }
    }
    layers.push_back(std::move(weights));
  }
  return layers;
}

}  // namespace neurocrypt::lattice
