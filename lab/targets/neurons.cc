// Single neurons with a periodic activation, at toy size.
#include <charconv>

#include "lab/lattice/lwr.h"
#include "lab/random.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

class ToyNeuron final : public NeuronFace {
 public:
  /// Outputs of a neuron, or (`related` false) of nothing.
  ToyNeuron(const NeuronShape& shape, bool related, std::uint64_t seed)
      : shape_(shape), related_(related), seed_(Random(seed, "neuron inputs").bits()) {
    Random random(seed, "neuron weights");
    for (int i = 0; i < shape.n; ++i) {
      const auto values = static_cast<std::uint64_t>(shape.weight_max - shape.weight_min + 1);
      weights_.push_back(shape.weight_min + static_cast<int>(random.below(values)));
    }
  }

  [[nodiscard]] NeuronShape shape() const override { return shape_; }
  Status sample(std::uint64_t index, std::span<std::uint32_t> input,
                std::uint32_t& output) const override {
    Random random(seed_ + index);
    for (auto& value : input) value = static_cast<std::uint32_t>(random.below(shape_.q));
    output = related_ ? neuron(shape_, input, weights_)
                      : static_cast<std::uint32_t>(random.below(shape_.q)) / shape_.width;
    return {};
  }

 private:
  NeuronShape shape_;
  bool related_;
  std::uint64_t seed_;
  Weights weights_;
};

Result<int> parse_weights(std::string_view text, int otherwise) {
  constexpr int kWeightsMax = 1024;
  if (text.empty()) return otherwise;
  int n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || n < 8 || n > kWeightsMax) {
    return Error{ErrorCode::kInvalidArgument,
                 "'" + std::string(text) + "' is not a number of weights", "8 to 1024"};
  }
  return n;
}

Target make(std::string name, std::string description, const NeuronShape& shape, bool related,
            std::uint64_t seed) {
  return Target{.name = std::move(name),
                .description = std::move(description),
                .neuron = std::make_shared<ToyNeuron>(shape, related, seed)};
}

}  // namespace

Result<Target> make_toy_neuron(std::string_view weights, std::uint64_t seed) {
  NC_ASSIGN_OR_RETURN(const int n, parse_weights(weights, 24));
  return make("toy-neuron/" + std::to_string(n),
              "one neuron as in the dense lattice sets, with " + std::to_string(n) + " weights",
              {.n = n, .q = 1 << 16, .width = 1 << 8}, true, seed);
}

Result<Target> make_toy_linear_neuron(std::string_view weights, std::uint64_t seed) {
  NC_ASSIGN_OR_RETURN(const int n, parse_weights(weights, 336));
  return make("toy-linear-neuron/" + std::to_string(n),
              "a dense lattice neuron without rounding, with " + std::to_string(n) + " weights",
              {.n = n, .q = 1 << 16, .width = 1}, true, seed);
}

Result<Target> make_random_neuron(std::string_view, std::uint64_t seed) {
  return make("random-neuron", "the shape of a dense neuron with 24 weights, and uniform outputs",
              {.n = 24, .q = 1 << 16, .width = 1 << 8}, false, seed);
}

}  // namespace neurocrypt::lab
