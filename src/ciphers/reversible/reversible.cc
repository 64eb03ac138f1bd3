#include "ciphers/reversible/reversible.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <string>

#include "base/crypto.h"
#include "kernels/activation/activation.h"

namespace neurocrypt {
namespace {

constexpr std::size_t kHalfBytes = kReversibleBlockBytes / 2;
constexpr std::size_t kInputUnits = 8 * kHalfBytes;
constexpr std::size_t kLaneBytes = 4;
constexpr std::uint8_t kBitZeroPoint = 64;  // bits enter as the codes 0 and 127

// Lowest bit of the accumulator that becomes an output byte: the eight above wrap several times,
// the five below carry into them.
constexpr int kOutputShift = 5;
// A hidden bias of 127 is worth almost 1.0 before the activation.
constexpr int kBiasShift = 5;

constexpr std::string_view kWeightsDomain = "neurocrypt reversible v1 weights";
constexpr std::string_view kWhiteningDomain = "neurocrypt reversible v1 whitening";

struct LayerShape {
  std::size_t inputs;
  std::size_t units;
  [[nodiscard]] std::size_t parameters() const { return units * (inputs + 1); }
};

std::vector<LayerShape> shapes(const MlpArchitecture& architecture) {
  std::vector<LayerShape> result;
  std::size_t inputs = kInputUnits;
  for (const HiddenLayer& layer : architecture.hidden) {
    result.push_back({inputs, static_cast<std::size_t>(layer.width)});
    inputs = result.back().units;
  }
  result.push_back({inputs, kHalfBytes});
  return result;
}

std::size_t parameters_per_round(const MlpArchitecture& architecture) {
  std::size_t count = 0;
  for (const LayerShape& shape : shapes(architecture)) count += shape.parameters();
  return count;
}

/// Shift that brings the accumulator of layer `index` to a spread of 1 to 2 in Q3.12, where tanh
/// and the clamped ReLU bend, and of twice that for sigmoid, which is as wide.
int hidden_shift(const MlpArchitecture& architecture, std::size_t index) {
  int shift = 3;  // from bits: 64 inputs of +-63.5
  if (index > 0) {
    const int fan_in = architecture.hidden[index - 1].width;
    shift = fan_in == 64 ? 2 : fan_in == 512 ? 4 : 3;
  }
  return architecture.hidden[index].activation == Activation::kSigmoid ? shift - 1 : shift;
}

}  // namespace

int reversible_rounds(const MlpArchitecture& architecture) {
  const bool all_relu = std::ranges::all_of(architecture.hidden, [](const HiddenLayer& layer) {
    return layer.activation == Activation::kRelu;
  });
  return all_relu ? 24 : 16;
}

std::size_t reversible_parameter_count(const MlpArchitecture& architecture, int rounds) {
  return static_cast<std::size_t>(rounds) * parameters_per_round(architecture);
}

Status check_reversible(const MlpArchitecture& architecture) {
  const std::size_t count = architecture.hidden.size();
  if (count < kHiddenLayersMin || count > kHiddenLayersMax) {
    return Error{ErrorCode::kInvalidArgument,
                 "a reversible network has 2 to 5 hidden layers, not " + std::to_string(count)};
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [width, activation] = architecture.hidden[i];
    if (std::ranges::find(kWidths, width) == std::end(kWidths) || activation < Activation::kRelu ||
        activation > Activation::kSigmoid) {
      return Error{ErrorCode::kInvalidArgument,
                   "hidden layer " + std::to_string(i + 1) +
                       " must be 64, 128, 256 or 512 wide with relu, tanh or sigmoid"};
    }
  }
  return {};
}

Result<SecretBytes> ReversibleNetwork::expand(const MlpArchitecture& architecture, ByteView seed,
                                              int rounds) {
  NC_RETURN_IF_ERROR(check_reversible(architecture));
  if (seed.size() != kReversibleSeedBytes || rounds < 1 || rounds > kReversibleRoundsMax) {
    return Error{ErrorCode::kInvalidArgument,
                 "a reversible network needs a seed of 32 bytes and 1 to 64 rounds"};
  }
  const std::string text = print(Architecture{architecture});
  const std::size_t round_bytes = parameters_per_round(architecture);
  SecretBytes parameters(reversible_parameter_count(architecture, rounds));
  const MutableBytes all(parameters.data(), parameters.size());
  for (int round = 0; round < rounds; ++round) {
    const auto index = static_cast<std::uint8_t>(round);
    shake256({as_bytes(kWeightsDomain), seed, ByteView(&index, 1), as_bytes(text)},
             all.subspan(static_cast<std::size_t>(round) * round_bytes, round_bytes));
  }
  return parameters;
}

Result<ReversibleNetwork> ReversibleNetwork::from_seed(const MlpArchitecture& architecture,
                                                       ByteView seed, int rounds, Isa isa) {
  NC_ASSIGN_OR_RETURN(SecretBytes parameters, expand(architecture, seed, rounds));
  return ReversibleNetwork(architecture, std::move(parameters), rounds, isa);
}

Result<ReversibleNetwork> ReversibleNetwork::from_parameters(const MlpArchitecture& architecture,
                                                             SecretBytes parameters, int rounds,
                                                             Isa isa) {
  NC_RETURN_IF_ERROR(check_reversible(architecture));
  if (rounds < 1 || rounds > kReversibleRoundsMax ||
      parameters.size() != reversible_parameter_count(architecture, rounds)) {
    return Error{ErrorCode::kInvalidArgument,
                 std::to_string(parameters.size()) + " parameters do not make " +
                     std::to_string(rounds) + " rounds of " + print(Architecture{architecture})};
  }
  return ReversibleNetwork(architecture, std::move(parameters), rounds, isa);
}

ReversibleNetwork::ReversibleNetwork(const MlpArchitecture& architecture, SecretBytes parameters,
                                     int rounds, Isa isa)
    : parameters_(std::move(parameters)),
      whitening_(2 * kReversibleBlockBytes),
      layers_per_round_(architecture.hidden.size() + 1),
      width_max_(kInputUnits),
      rounds_(rounds),
      kernels_(&mlp_kernels(isa)) {
  // A unit of one weight moves a 7-bit code only now and then; through the whitening it moves every
  // block.
  const std::string text = print(Architecture{architecture});
  shake256({as_bytes(kWhiteningDomain), ByteView(parameters_.data(), parameters_.size()),
            as_bytes(text)},
           MutableBytes(whitening_.data(), whitening_.size()));
  const std::vector<LayerShape> layer_shapes = shapes(architecture);
  std::size_t units_per_round = 0;
  for (const LayerShape& shape : layer_shapes) {
    units_per_round += shape.units;
    width_max_ = std::max(width_max_, shape.units);
  }
  constants_ = SecretArray<std::int32_t>(units_per_round * static_cast<std::size_t>(rounds));
  const auto* parameter = reinterpret_cast<const std::int8_t*>(parameters_.data());
  std::int32_t* constant = constants_.data();
  for (int round = 0; round < rounds; ++round) {
    std::int32_t zero_point = kBitZeroPoint;
    for (std::size_t i = 0; i < layers_per_round_; ++i) {
      const auto [inputs, units] = layer_shapes[i];
      const bool last = i + 1 == layers_per_round_;
      DenseLayer layer{parameter, constant, inputs, units, kOutputShift, nullptr, {}};
      int bias_shift = kOutputShift;
      if (!last) {
        const Activation activation = architecture.hidden[i].activation;
        layer.shift = hidden_shift(architecture, i);
        layer.activation = activation_kernel(activation, isa);
        layer.code = activation_code(activation);
        bias_shift = layer.shift + kBiasShift;
      }
      const std::int8_t* const biases = parameter + units * inputs;
      for (std::size_t unit = 0; unit < units; ++unit) {
        std::int32_t weights_sum = 0;
        for (std::size_t j = 0; j < inputs; ++j) weights_sum += parameter[unit * inputs + j];
        constant[unit] = biases[unit] * (1 << bias_shift) - zero_point * weights_sum;
      }
      layers_.push_back(layer);
      zero_point = layer.code.zero_point;
      parameter = biases + units;
      constant += units;
    }
  }
}

/// Up to kMlpBlocksMax blocks, in the layout of mlp.h: the first half of the blocks is contiguous,
/// and so is the second.
struct ReversibleNetwork::Batch {
  explicit Batch(std::size_t width) : code_bytes(width * kMlpBlocksMax) {}
  ~Batch() {
    zeroize(state);
    zeroize(sum);
    for (auto& layer : codes) zeroize(MutableBytes(layer).first(code_bytes));
  }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  void load(ByteView bytes, ByteView whitening) {
    const std::size_t count = bytes.size() / kReversibleBlockBytes;
    blocks = (count + kMlpBlocksStep - 1) / kMlpBlocksStep * kMlpBlocksStep;
    for (std::size_t b = 0; b < count; ++b) {
      for (std::size_t i = 0; i < kReversibleBlockBytes; ++i) {
        state[position(i, b)] = bytes[b * kReversibleBlockBytes + i] ^ whitening[i];
      }
    }
  }
  void store(MutableBytes bytes, ByteView whitening) const {
    for (std::size_t b = 0; b < bytes.size() / kReversibleBlockBytes; ++b) {
      for (std::size_t i = 0; i < kReversibleBlockBytes; ++i) {
        bytes[b * kReversibleBlockBytes + i] = state[position(i, b)] ^ whitening[i];
      }
    }
  }
  [[nodiscard]] std::size_t position(std::size_t byte, std::size_t block) const {
    return (byte / kLaneBytes * blocks + block) * kLaneBytes + byte % kLaneBytes;
  }

  std::size_t blocks = 0;
  std::size_t code_bytes;
  alignas(64) std::array<std::uint8_t, kReversibleBlockBytes * kMlpBlocksMax> state{};
  alignas(64) std::array<std::uint8_t, kHalfBytes * kMlpBlocksMax> sum;
  alignas(64) std::array<std::uint8_t, 512 * kMlpBlocksMax> codes[2];
};

void ReversibleNetwork::add_round(int round, bool subtract, Batch& batch) const {
  const std::size_t half_bytes = kHalfBytes * batch.blocks;
  std::uint8_t* changed = batch.state.data();
  const std::uint8_t* read = batch.state.data() + half_bytes;
  if (round % 2 != 0) {
    changed = batch.state.data() + half_bytes;
    read = batch.state.data();
  }
  const DenseLayer* const layers =
      layers_.data() + static_cast<std::size_t>(round) * layers_per_round_;
  std::uint8_t* in = batch.codes[0].data();
  std::uint8_t* out = batch.codes[1].data();
  kernels_->unpack_bits(read, in, batch.blocks);
  for (std::size_t i = 0; i + 1 < layers_per_round_; ++i) {
    kernels_->hidden(layers[i], in, out, batch.blocks);
    std::swap(in, out);
  }
  kernels_->output(layers[layers_per_round_ - 1], in, batch.sum.data(), batch.blocks);
  for (std::size_t i = 0; i < half_bytes; ++i) {
    const std::uint8_t sum = batch.sum[i];
    changed[i] = static_cast<std::uint8_t>(subtract ? changed[i] - sum : changed[i] + sum);
  }
}

template <bool kEncrypt>
void ReversibleNetwork::transform(MutableBytes blocks) const {
  assert(blocks.size() % kReversibleBlockBytes == 0);
  const ByteView whitening(whitening_.data(), whitening_.size());
  const ByteView outer = whitening.first(kReversibleBlockBytes);
  const ByteView inner = whitening.last(kReversibleBlockBytes);
  Batch batch(width_max_);
  while (!blocks.empty()) {
    const MutableBytes part =
        blocks.first(std::min(blocks.size(), kMlpBlocksMax * kReversibleBlockBytes));
    if constexpr (kEncrypt) {
      batch.load(part, outer);
      for (int round = 0; round < rounds_; ++round) add_round(round, false, batch);
      batch.store(part, inner);
    } else {
      batch.load(part, inner);
      for (int round = rounds_ - 1; round >= 0; --round) add_round(round, true, batch);
      batch.store(part, outer);
    }
    blocks = blocks.subspan(part.size());
  }
}

void ReversibleNetwork::encrypt_blocks(MutableBytes blocks) const { transform<true>(blocks); }
void ReversibleNetwork::decrypt_blocks(MutableBytes blocks) const { transform<false>(blocks); }

}  // namespace neurocrypt
