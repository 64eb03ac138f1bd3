#include "lab/extraction/relu_network.h"

#include <charconv>
#include <cmath>

namespace neurocrypt::lab {

std::size_t ReluNetwork::parameters() const {
  std::size_t count = 0;
  for (const Layer& layer : layers) {
    count += static_cast<std::size_t>(layer.weights.size() + layer.biases.size());
  }
  return count;
}

Eigen::VectorXd ReluNetwork::evaluate(const Eigen::VectorXd& x) const {
  Eigen::VectorXd values = x;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    values = layers[i].weights * values + layers[i].biases;
    if (i + 1 < layers.size()) values = values.cwiseMax(0.0);
  }
  return values;
}

Result<std::vector<int>> parse_widths(std::string_view text) {
  constexpr int kUnitsMax = 4096;
  const Error bad{ErrorCode::kInvalidArgument,
                  "'" + std::string(text) + "' is not the shape of a network",
                  "numbers of units from 1 to 4096, as in 10-20-20-1"};
  std::vector<int> widths;
  for (const char *at = text.data(), *const end = at + text.size();;) {
    int units = 0;
    const auto [next, error] = std::from_chars(at, end, units);
    if (error != std::errc() || units < 1 || units > kUnitsMax) return bad;
    widths.push_back(units);
    if (next == end) break;
    if (*next != '-') return bad;
    at = next + 1;
  }
  if (widths.size() < 2) return bad;
  return widths;
}

ReluNetwork random_network(const std::vector<int>& widths, Random& random) {
  ReluNetwork network;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    const double scale = 1 / std::sqrt(widths[i - 1]);
    ReluNetwork::Layer layer;
    layer.weights = Eigen::MatrixXd::NullaryExpr(widths[i], widths[i - 1],
                                                 [&] { return scale * random.normal(); });
    layer.biases = Eigen::VectorXd::NullaryExpr(widths[i], [&] { return 0.5 * random.normal(); });
    network.layers.push_back(std::move(layer));
  }
  return network;
}

}  // namespace neurocrypt::lab
