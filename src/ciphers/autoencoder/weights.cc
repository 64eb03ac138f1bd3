#include "ciphers/autoencoder/weights.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace neurocrypt {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {'N', 'C', 'A', 'W'};
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kHeaderBytes = 8;
constexpr std::size_t kLayerHeaderBytes = 8;

Error corrupt(std::size_t offset, const std::string& what) {
  return {ErrorCode::kCorrupt,
          "autoencoder weights: " + what + " at offset " + std::to_string(offset),
          "restore the key file from a copy"};
}

std::size_t layer_bytes(const LayerShape& shape) {
  return kLayerHeaderBytes + shape.rows * (shape.rescaled ? 6 : 4) + shape.rows * shape.cols;
}

std::uint8_t activation_byte(const std::optional<Activation>& activation) {
  return activation ? static_cast<std::uint8_t>(*activation) : std::uint8_t{0};
}

// Little-endian integers; sizes have been checked before.
template <typename T>
T load_le(const std::uint8_t* from) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) value |= std::uint32_t{from[i]} << (8 * i);
  return static_cast<T>(value);
}

template <typename T>
void store_le(T value, std::uint8_t* to) {
  const auto bits = static_cast<std::uint32_t>(value);
  for (std::size_t i = 0; i < sizeof(T); ++i) to[i] = static_cast<std::uint8_t>(bits >> (8 * i));
}

template <typename T>
void load_array(SecretArray<T>& array, const std::uint8_t*& from) {
  for (T& value : array) {
    value = load_le<T>(from);
    from += sizeof(T);
  }
}

template <typename T>
void store_array(const SecretArray<T>& array, std::uint8_t*& to) {
  for (const T value : array) {
    store_le(value, to);
    to += sizeof(T);
  }
}

}  // namespace

std::vector<LayerShape> autoencoder_shapes(const MlpArchitecture& architecture,
                                           std::size_t block_units) {
  std::vector<LayerShape> shapes;
  std::size_t cols = block_units;
  const auto add_hidden = [&](const HiddenLayer& layer) {
    const auto rows = static_cast<std::size_t>(layer.width);
    shapes.push_back({rows, cols, layer.activation, true});
    cols = rows;
  };
  std::for_each(architecture.hidden.begin(), architecture.hidden.end(), add_hidden);
  shapes.push_back({block_units, cols, std::nullopt, true});
  cols = block_units;
  std::for_each(architecture.hidden.rbegin(), architecture.hidden.rend(), add_hidden);
  shapes.push_back({block_units, cols, std::nullopt, false});
  return shapes;
}

Status check_autoencoder(const MlpArchitecture& architecture, std::size_t block_units) {
  const std::size_t depth = architecture.hidden.size();
  if (depth < kHiddenLayersMin || depth > kHiddenLayersMax) {
    return Error{ErrorCode::kInvalidArgument,
                 "autoencoder: " + std::to_string(depth) + " hidden layers", "use 2 to 5 of them"};
  }
  for (const HiddenLayer& layer : architecture.hidden) {
    if (std::find(std::begin(kWidths), std::end(kWidths), layer.width) == std::end(kWidths)) {
      return Error{ErrorCode::kInvalidArgument,
                   "autoencoder: a layer of " + std::to_string(layer.width) + " units",
                   "widths are 64, 128, 256 and 512"};
    }
    if (static_cast<std::size_t>(layer.width) < block_units) {
      return Error{ErrorCode::kInvalidArgument,
                   "autoencoder: a layer of " + std::to_string(layer.width) +
                       " units is a bottleneck: it cannot carry a block of " +
                       std::to_string(block_units) +
                       " bits, and what it loses no decoder finds again",
                   "make every layer at least " + std::to_string(block_units) + " wide"};
    }
  }
  return {};
}

Result<AutoencoderWeights> parse_weights(ByteView bytes, const MlpArchitecture& architecture,
                                         std::size_t block_units) {
  NC_RETURN_IF_ERROR(check_autoencoder(architecture, block_units));
  if (bytes.size() < kHeaderBytes) return corrupt(bytes.size(), "the header ends early");
  if (!std::equal(kMagic.begin(), kMagic.end(), bytes.begin())) {
    return corrupt(0, "no such header");
  }
  if (bytes[4] != kVersion) {
    return Error{ErrorCode::kUnsupported,
                 "autoencoder weights of version " + std::to_string(bytes[4]),
                 "this program reads version 1"};
  }
  if (bytes[5] != 0) return corrupt(5, "a reserved byte is set");
  if (load_le<std::uint16_t>(bytes.data() + 6) != block_units) {
    return corrupt(6, "another block size");
  }
  AutoencoderWeights weights;
  weights.block_units = block_units;
  std::size_t offset = kHeaderBytes;
  for (const LayerShape& shape : autoencoder_shapes(architecture, block_units)) {
    if (bytes.size() - offset < layer_bytes(shape)) {
      return corrupt(bytes.size(), "the layer that starts at " + std::to_string(offset) +
                                       " ends early, or belongs to another architecture:");
    }
    const std::uint8_t* from = bytes.data() + offset;
    if (load_le<std::uint16_t>(from) != shape.rows ||
        load_le<std::uint16_t>(from + 2) != shape.cols ||
        from[4] != activation_byte(shape.activation)) {
      return corrupt(offset, "a layer of another architecture");
    }
    if (from[7] != 0) return corrupt(offset + 7, "a reserved byte is set");
    QuantisedLayer layer{.rows = shape.rows,
                         .cols = shape.cols,
                         .activation = shape.activation,
                         .sum_shift = from[5],
                         .shift = from[6],
                         .biases = SecretArray<std::int32_t>(shape.rows),
                         .factors = SecretArray<std::int16_t>(shape.rescaled ? shape.rows : 0),
                         .weights = SecretArray<std::int8_t>(shape.rows * shape.cols)};
    from += kLayerHeaderBytes;
    load_array(layer.biases, from);
    load_array(layer.factors, from);
    load_array(layer.weights, from);
    if (const Status status = check(layer); !status) {
      return corrupt(offset, status.error().message + ", in the layer");
    }
    offset += layer_bytes(shape);
    auto& half =
        weights.encoder.size() <= architecture.hidden.size() ? weights.encoder : weights.decoder;
    half.push_back(std::move(layer));
  }
  if (offset != bytes.size()) return corrupt(offset, "bytes after the last layer");
  return weights;
}

SecretBytes print_weights(const AutoencoderWeights& weights) {
  std::size_t size = kHeaderBytes;
  const auto count = [&](const QuantisedLayer& layer) {
    size += layer_bytes({layer.rows, layer.cols, layer.activation, !layer.factors.empty()});
  };
  std::for_each(weights.encoder.begin(), weights.encoder.end(), count);
  std::for_each(weights.decoder.begin(), weights.decoder.end(), count);

  SecretBytes bytes(size);
  std::uint8_t* to = std::copy(kMagic.begin(), kMagic.end(), bytes.begin());
  *to++ = kVersion;
  *to++ = 0;
  store_le(static_cast<std::uint16_t>(weights.block_units), to);
  to += 2;
  const auto store = [&](const QuantisedLayer& layer) {
    store_le(static_cast<std::uint16_t>(layer.rows), to);
    store_le(static_cast<std::uint16_t>(layer.cols), to + 2);
    to[4] = activation_byte(layer.activation);
    to[5] = static_cast<std::uint8_t>(layer.sum_shift);
    to[6] = static_cast<std::uint8_t>(layer.shift);
    to[7] = 0;
    to += kLayerHeaderBytes;
    store_array(layer.biases, to);
    store_array(layer.factors, to);
    store_array(layer.weights, to);
  };
  std::for_each(weights.encoder.begin(), weights.encoder.end(), store);
  std::for_each(weights.decoder.begin(), weights.decoder.end(), store);
  return bytes;
}

}  // namespace neurocrypt
