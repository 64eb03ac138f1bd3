#include "ciphers/lattice/network.h"

#include <algorithm>
#include <vector>

#include "kernels/dense_lwr/dense_lwr.h"

namespace neurocrypt::lattice {
namespace {

using PreparedWeights = SecretArray<std::int16_t>;

template <typename T, std::size_t kSize>
MutableBytes bytes_of(T (&array)[kSize]) {
  return {reinterpret_cast<std::uint8_t*>(array), sizeof array};
}

class RingNetwork final : public Network {
 public:
  RingNetwork(const Parameters& set, std::span<const LayerWeights> layers, Isa isa)
      : set_(set), kernel_(negacyclic::kernel(isa)) {
    for (const LayerWeights& layer : layers) {
      const std::size_t polynomials = layer.size() / negacyclic::kDegree;
      PreparedWeights prepared(polynomials * negacyclic::kWeightWords);
      for (std::size_t i = 0; i < polynomials; ++i) {
        kernel_.prepare_weights(layer.data() + i * negacyclic::kDegree,
                                prepared.data() + i * negacyclic::kWeightWords);
      }
      layers_.push_back(std::move(prepared));
    }
  }

  void evaluate(const PublicStream& input, std::uint64_t segment,
                MutableBytes keystream) const override {
    Workspace work;
    input.generate(segment, 0, MutableBytes(work.values, input_bytes(set_)));
    for (std::size_t layer = 0; layer + 1 < layers_.size(); ++layer) {
      apply(work, layers_[layer], inner_row_bytes(set_),
            MutableBytes(work.values, input_bytes(set_)));
    }
    apply(work, layers_.back(), row_bytes(set_), keystream);
    zeroize(bytes_of(work.scratch));
    zeroize(bytes_of(work.row));
    if (layers_.size() > 1) {  // with one layer these are public
      zeroize(bytes_of(work.values));
      zeroize(bytes_of(work.prepared));
    }
  }

 private:
  struct Workspace {
    alignas(64) std::int16_t prepared[negacyclic::kRankMax * negacyclic::kInputWords];
    alignas(64) std::int16_t scratch[negacyclic::kScratchWords];
    alignas(64) std::uint8_t row[negacyclic::kRowBytes];
    alignas(64)
        std::uint8_t values[negacyclic::kRankMax * negacyclic::kPackedBytes];  // a layer's input
  };

  /// Applies one layer to work.values: the first `row_bytes` bytes of as many rows as `out` takes.
  /// `out` may be work.values, which is read before anything is written.
  void apply(Workspace& work, const PreparedWeights& weights, std::size_t row_bytes,
             MutableBytes out) const {
    for (int c = 0; c < set_.rank; ++c) {
      kernel_.prepare_input(work.values + c * static_cast<int>(negacyclic::kPackedBytes),
                            work.prepared + c * static_cast<int>(negacyclic::kInputWords));
    }
    const std::size_t row_words = static_cast<std::size_t>(set_.rank) * negacyclic::kWeightWords;
    for (const std::int16_t* row = weights.data(); !out.empty(); row += row_words) {
      const std::size_t size = std::min(row_bytes, out.size());
      kernel_.row(set_.rank, work.prepared, row, work.scratch, work.row);
      std::copy_n(work.row, size, out.begin());
      out = out.subspan(size);
    }
  }

  const Parameters& set_;
  const negacyclic::Kernel& kernel_;
  std::vector<PreparedWeights> layers_;
};

class DenseNetwork final : public Network {
 public:
  DenseNetwork(const Parameters& set, std::span<const LayerWeights> layers, Isa isa)
      : set_(set), kernel_(dense_lwr::kernel(isa)) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const dense_lwr::Shape shape{set_.n, i + 1 == layers.size() ? set_.rows : set_.inner_rows};
      Layer layer{shape, PreparedWeights(dense_lwr::weight_words(shape))};
      kernel_.prepare_weights(shape, layers[i].data(), layer.weights.data());
      layers_.push_back(std::move(layer));
    }
  }

  void evaluate(const PublicStream& input, std::uint64_t segment,
                MutableBytes keystream) const override {
    const std::size_t blocks = (keystream.size() + kDenseBlockBytes - 1) / kDenseBlockBytes;
    Workspace work;
    std::uint8_t* values = work.values[0];
    std::uint8_t* next = work.values[1];
    const std::size_t block_bytes = input_bytes(set_);
    for (std::size_t i = 0; i < blocks; ++i) {
      input.generate(segment * kDenseBlocksPerSegment + i, 0,
                     MutableBytes(values + i * block_bytes, block_bytes));
    }
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      // The last layer puts out 512 bytes a block, less than the input of any set.
      kernel_.layer(layers_[i].shape, layers_[i].weights.data(), values, static_cast<int>(blocks),
                    next);
      std::swap(values, next);
    }
    std::copy_n(values, keystream.size(), keystream.begin());
    zeroize({values, blocks * kDenseBlockBytes});
    if (layers_.size() > 1) zeroize(bytes_of(work.values));
  }

 private:
  struct Layer {
    dense_lwr::Shape shape;
    PreparedWeights weights;
  };
  struct Workspace {
    // A layer's input and its output, by turns; the larger set's, which also holds 512 bytes a
    // block.
    std::uint8_t values[2][kDenseBlocksPerSegment * input_bytes(parameters(LatticeSet::kDense592))];
  };

  const Parameters& set_;
  const dense_lwr::Kernel& kernel_;
  std::vector<Layer> layers_;
};

}  // namespace

std::unique_ptr<const Network> make_network(const LatticeArchitecture& architecture,
                                            std::span<const LayerWeights> layers, Isa isa) {
  const Parameters& set = parameters(architecture.set);
  if (is_ring(set)) return std::make_unique<RingNetwork>(set, layers, isa);
  return std::make_unique<DenseNetwork>(set, layers, isa);
}

}  // namespace neurocrypt::lattice
