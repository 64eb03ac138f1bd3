// ReLU networks in float64, with exact outputs and with coarse ones.
#include <algorithm>
#include <cmath>

#include "lab/extraction/relu_network.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

class ReluFace final : public RealFace {
 public:
  ReluFace(ReluNetwork network, bool bytes) : network_(std::move(network)), bytes_(bytes) {}

  [[nodiscard]] std::size_t inputs() const override { return network_.inputs(); }
  [[nodiscard]] std::size_t outputs() const override { return network_.outputs(); }
  Status evaluate(std::span<const double> x, std::span<double> y) const override {
    const Eigen::Map<const Eigen::VectorXd> input(x.data(), static_cast<Eigen::Index>(x.size()));
    const Eigen::VectorXd output = network_.evaluate(input);
    std::copy(output.begin(), output.end(), y.begin());
    // A signed byte for outputs in [-4, 4).
    if (bytes_) {
      for (double& value : y) value = std::clamp(std::round(value * 32), -128.0, 127.0) / 32;
    }
    return {};
  }

 private:
  ReluNetwork network_;
  bool bytes_;
};

Result<Target> make(std::string_view name, std::string_view widths_text, bool bytes,
                    std::uint64_t seed) {
  const std::string text(widths_text.empty() ? "10-10-1" : widths_text);
  NC_ASSIGN_OR_RETURN(const std::vector<int> widths, parse_widths(text));
  Random random(seed, "relu network");
  return Target{
      .name = std::string(name) + "/" + text,
      .description = "a random ReLU network " + text +
                     (bytes ? ", float64 inside, outputs of one byte" : ", float64 throughout"),
      .real = std::make_shared<ReluFace>(random_network(widths, random), bytes)};
}

}  // namespace

Result<Target> make_toy_relu(std::string_view widths, std::uint64_t seed) {
  return make("toy-relu", widths, false, seed);
}
Result<Target> make_toy_relu_bytes(std::string_view widths, std::uint64_t seed) {
  return make("toy-relu-bytes", widths, true, seed);
}

}  // namespace neurocrypt::lab
