// The reversible family with short halves: the same arithmetic and the same structure, small enough
// for structural attacks that would need 2^64 blocks and more of the real one.
#include <algorithm>
#include <charconv>
#include <numeric>
#include <string>

#include "kernels/activation/activation.h"
#include "kernels/mlp/mlp.h"
#include "lab/random.h"
#include "lab/structure/small_feistel.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

constexpr std::size_t kWidth = 16;  // of both hidden layers: "16 tanh, 16 relu"
constexpr std::size_t kOutputUnits = 4;
constexpr std::uint8_t kBitZeroPoint = 64;
constexpr int kBiasShift = 5;
constexpr int kOutputShift = 5;

/// One layer with its parameters; what docs/ciphers/reversible.md calls W and b.
struct Layer {
  Layer(std::size_t inputs, std::size_t units, int shift, int bias_shift,
        std::uint8_t zero_point_before, Random& random)
      : weights(inputs * units), constants(units) {
    for (std::int8_t& weight : weights) weight = static_cast<std::int8_t>(random.below(256));
    for (std::size_t unit = 0; unit < units; ++unit) {
      const auto row = weights.begin() + static_cast<std::ptrdiff_t>(unit * inputs);
      const int sum = std::accumulate(row, row + static_cast<std::ptrdiff_t>(inputs), 0);
      const int bias = static_cast<std::int8_t>(random.below(256));
      constants[unit] = bias * (1 << bias_shift) - zero_point_before * sum;
    }
    layer = {weights.data(), constants.data(), inputs, units, shift, nullptr, {}};
  }
  void activate(Activation activation) {
    layer.activation = activation_kernel(activation, best_isa());
    layer.code = activation_code(activation);
  }
  std::vector<std::int8_t> weights;
  std::vector<std::int32_t> constants;
  DenseLayer layer;
};

/// The family's round function at toy width, n bits -> 16 tanh -> 16 relu -> n bits, as a table.
/// Shifts bring the sums to the family's spread.
RoundTable neural_table(int bits, Random& random) {
  const auto inputs = static_cast<std::size_t>(bits);
  const int first_shift = bits <= 8 ? 1 : 2;
  Layer first(inputs, kWidth, first_shift, first_shift + kBiasShift, kBitZeroPoint, random);
  first.activate(Activation::kTanh);
  Layer second(kWidth, kWidth, 1, 1 + kBiasShift, first.layer.code.zero_point, random);
  second.activate(Activation::kRelu);
  const Layer last(kWidth, kOutputUnits, kOutputShift, kOutputShift, second.layer.code.zero_point,
                   random);

  const MlpKernels& kernels = mlp_kernels(best_isa());
  const std::size_t count = std::size_t{1} << bits;
  RoundTable table;
  for (std::size_t start = 0; start < count; start += kMlpBlocksStep) {
    alignas(64) std::uint8_t a[kWidth * kMlpBlocksStep], b[kWidth * kMlpBlocksStep];
    for (std::size_t block = 0; block < kMlpBlocksStep; ++block) {
      for (std::size_t bit = 0; bit < inputs; ++bit) {
        a[(bit / 4 * kMlpBlocksStep + block) * 4 + bit % 4] =
            ((start + block) >> bit & 1) != 0 ? 127 : 0;
      }
    }
    kernels.hidden(first.layer, a, b, kMlpBlocksStep);
    kernels.hidden(second.layer, b, a, kMlpBlocksStep);
    kernels.output(last.layer, a, b, kMlpBlocksStep);
    for (std::size_t block = 0; block < kMlpBlocksStep; ++block) {
      const unsigned word = b[4 * block] | unsigned{b[4 * block + 1]} << 8;
      table.push_back(static_cast<std::int32_t>(word & (count - 1)));
    }
  }
  return table;
}

class ToyCoupling final : public BlockFace {
 public:
  explicit ToyCoupling(SmallFeistel network) : network_(std::move(network)) {}
  [[nodiscard]] BlockShape shape() const override {
    const auto bytes = static_cast<std::size_t>(network_.group.bits / 4);
    return {bytes, bytes};
  }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    return transform(blocks, codes, &SmallFeistel::encrypt);
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    return transform(codes, blocks, &SmallFeistel::decrypt);
  }

 private:
  Status transform(ByteView in, MutableBytes out,
                   std::optional<Halves> (SmallFeistel::*map)(Halves) const) const {
    const int bits = network_.group.bits;
    for (std::size_t at = 0; at < in.size(); at += shape().block_bytes) {
      write_halves((network_.*map)(read_halves(&in[at], bits)).value(), bits, &out[at]);
    }
    return {};
  }
  SmallFeistel network_;
};

/// A table of all blocks of two bytes, shuffled: what short blocks of an ideal cipher look like.
class RandomPermutation final : public BlockFace {
 public:
  explicit RandomPermutation(std::uint64_t seed) : image_(kBlocks), preimage_(kBlocks) {
    Random random(seed, "random-permutation");
    std::iota(image_.begin(), image_.end(), std::uint16_t{0});
    for (std::size_t i = kBlocks; i-- > 1;) std::swap(image_[i], image_[random.below(i + 1)]);
    for (std::size_t i = 0; i < kBlocks; ++i) preimage_[image_[i]] = static_cast<std::uint16_t>(i);
  }
  [[nodiscard]] BlockShape shape() const override { return {2, 2}; }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    return look_up(image_, blocks, codes);
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    return look_up(preimage_, codes, blocks);
  }

 private:
  static constexpr std::size_t kBlocks = 1 << 16;
  static Status look_up(const std::vector<std::uint16_t>& table, ByteView in, MutableBytes out) {
    for (std::size_t at = 0; at < in.size(); at += 2) {
      const std::uint16_t word = table[in[at] | std::size_t{in[at + 1]} << 8];
      out[at] = static_cast<std::uint8_t>(word);
      out[at + 1] = static_cast<std::uint8_t>(word >> 8);
    }
    return {};
  }
  std::vector<std::uint16_t> image_, preimage_;
};

}  // namespace

Result<Target> make_toy_coupling(std::string_view parameter, std::uint64_t seed) {
  constexpr int kRoundsMax = 64;
  const Error bad{ErrorCode::kInvalidArgument,
                  "'" + std::string(parameter) +
                      "' is no number of rounds from 1 to 64, bits of a half (4, 8, 12 or 16) and "
                      "operation",
                  "for example toy-coupling/3, toy-coupling/4-16 or toy-coupling/5-8-xor"};
  int rounds = 3;
  HalfGroup group{.bits = 8, .combine = Combine::kAdd};
  if (parameter.ends_with("-xor")) {
    group.combine = Combine::kXor;
    parameter.remove_suffix(4);
  }
  for (int* const number : {&rounds, &group.bits}) {
    if (parameter.empty()) break;
    const auto [end, error] =
        std::from_chars(parameter.data(), parameter.data() + parameter.size(), *number);
    if (error != std::errc()) return bad;
    parameter.remove_prefix(static_cast<std::size_t>(end - parameter.data()));
    if (number == &rounds && parameter.size() > 1 && parameter[0] == '-')
      parameter.remove_prefix(1);
  }
  if (!parameter.empty() || rounds < 1 || rounds > kRoundsMax || group.bits < 4 ||
      group.bits > 16 || group.bits % 4 != 0) {
    return bad;
  }
  Random random(seed, "toy-coupling");
  SmallFeistel network{group, {}};
  for (int r = 0; r < rounds; ++r) network.rounds.push_back(neural_table(group.bits, random));
  const std::string bits = std::to_string(group.bits);
  const bool xors = group.combine == Combine::kXor;
  return Target{
      .name = "toy-coupling/" + std::to_string(rounds) + "-" + bits + (xors ? "-xor" : ""),
      .description = "the reversible network at toy size: " + std::to_string(rounds) +
                     " rounds, halves of " + bits + " bits, " +
                     (xors ? "exclusive or" : "addition") + ", round functions " + bits +
                     " -> 16 tanh -> 16 relu -> " + bits + ", no whitening",
      .block = std::make_shared<ToyCoupling>(std::move(network))};
}

Result<Target> make_random_permutation(std::string_view, std::uint64_t seed) {
  return Target{.name = "random-permutation",
                .description = "a random permutation of blocks of 16 bits",
                .block = std::make_shared<RandomPermutation>(seed)};
}

}  // namespace neurocrypt::lab
