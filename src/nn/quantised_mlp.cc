#include "nn/quantised_mlp.h"

#include <cassert>
#include <cstdlib>
#include <string>

#include "base/crypto.h"

namespace neurocrypt {
namespace {

constexpr int kSumShiftMax = 15;
constexpr int kShiftMax = 30;
constexpr std::int64_t kBiasMax = std::int64_t{1} << 30;
constexpr std::int64_t kInputMax = 128;

Error bad_unit(std::size_t row, const char* what) {
  return {ErrorCode::kCorrupt, "unit " + std::to_string(row) + ": " + what};
}

}  // namespace

Status check(const QuantisedLayer& layer) {
  if (layer.sum_shift < 0 || layer.sum_shift > kSumShiftMax || layer.shift < 0 ||
      layer.shift > kShiftMax) {
    return Error{ErrorCode::kCorrupt, "a shift is out of range"};
  }
  for (std::size_t row = 0; row < layer.rows; ++row) {
    const std::int64_t bias = std::abs(std::int64_t{layer.biases[row]});
    if (bias > kBiasMax) return bad_unit(row, "its bias is beyond 2^30");
    std::int64_t magnitude = 0;
    for (std::size_t col = 0; col < layer.cols; ++col) {
      const int weight = layer.weights[row * layer.cols + col];
      if (weight == -128) return bad_unit(row, "a weight of -128");
      magnitude += std::abs(weight);
    }
    if (layer.factors.empty()) continue;
    if (layer.factors[row] < 1) return bad_unit(row, "a factor below 1");
    const std::int64_t sum_max = bias + kInputMax * magnitude;
    const std::int64_t shifted_max =
        (sum_max + ((std::int64_t{1} << layer.sum_shift) >> 1)) >> layer.sum_shift;
    if ((shifted_max + 1) * layer.factors[row] + ((std::int64_t{1} << layer.shift) >> 1) >
        INT32_MAX) {
      return bad_unit(row, "its rescaled sum does not fit 32 bits");
    }
  }
  return {};
}

MlpWorkspace::~MlpWorkspace() {
  zeroize({reinterpret_cast<std::uint8_t*>(sums), sizeof(sums)});
  zeroize({reinterpret_cast<std::uint8_t*>(values), sizeof(values)});
  zeroize({reinterpret_cast<std::uint8_t*>(codes), sizeof(codes)});
}

QuantisedMlp::QuantisedMlp(const std::vector<QuantisedLayer>& layers, Isa isa)
    : kernels_(&matvec_kernels(isa)) {
  for (const QuantisedLayer& from : layers) {
    assert(check(from).ok());
    Layer to{.rows = from.rows,
             .cols = from.cols,
             .activation = from.activation ? activation_kernel(*from.activation, isa) : nullptr,
             .sum_shift = from.sum_shift,
             .shift = from.shift,
             .weights = SecretArray<std::int8_t>(from.weights.size()),
             .biases = from.biases.clone(),
             .biases_unsigned = from.biases.clone(),
             .factors = from.factors.clone()};
    for (std::size_t row = 0; row < from.rows; ++row) {
      for (std::size_t col = 0; col < from.cols; ++col) {
        const std::int8_t weight = from.weights[row * from.cols + col];
        to.weights[matvec_index(row, col, from.cols)] = weight;
        to.biases_unsigned[row] -= 128 * weight;
      }
    }
    layers_.push_back(std::move(to));
  }
}

void QuantisedMlp::run(const std::int8_t* input, MlpWorkspace& workspace) const {
  for (const Layer& layer : layers_) {
    const PackedMatrix matrix{layer.rows, layer.cols, layer.weights.data(), layer.biases.data(),
                              layer.biases_unsigned.data()};
    kernels_->sums(matrix, input, workspace.sums);
    if (layer.factors.empty()) return;
    const Rescale rescale{layer.sum_shift, layer.shift, layer.factors.data()};
    kernels_->rescale(workspace.sums, rescale, layer.rows, workspace.values);
    if (layer.activation != nullptr) layer.activation(workspace.values, layer.rows);
    kernels_->narrow(workspace.values, layer.rows, workspace.codes);
    input = workspace.codes;
  }
}

}  // namespace neurocrypt
