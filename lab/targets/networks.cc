// Networks in the clear: as real-valued functions, and as toys whose weights are known.
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "lab/inversion/classifier.h"
#include "lab/oracle.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

class NetworkReal final : public RealFace {
 public:
  explicit NetworkReal(std::shared_ptr<const Network> network) : network_(std::move(network)) {}
  [[nodiscard]] std::size_t inputs() const override { return network_->inputs(); }
  [[nodiscard]] std::size_t outputs() const override { return network_->outputs(); }
  Status evaluate(std::span<const double> x, std::span<double> y) const override {
    std::ranges::copy(network_->evaluate(x), y.begin());
    return {};
  }

 private:
  std::shared_ptr<const Network> network_;
};

// --- toy-chaos
// -------------------------------------------------------------------------------------

/// The outputs of a network on the bits of a block, rounded to int8. Nothing decrypts them.
class NetworkBlock final : public BlockFace {
 public:
  explicit NetworkBlock(std::shared_ptr<const Network> network) : network_(std::move(network)) {}
  [[nodiscard]] BlockShape shape() const override {
    return {network_->inputs() / 8, network_->outputs(), CodeUnit::kInt8};
  }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    const auto [block_bytes, code_bytes, unit] = shape();
    std::vector<double> bits(network_->inputs());
    for (std::size_t b = 0; b < blocks.size() / block_bytes; ++b) {
      bit_values(blocks.subspan(b * block_bytes, block_bytes), bits.data());
      const std::vector<double> outputs = network_->evaluate(bits);
      for (std::size_t i = 0; i < code_bytes; ++i) {
        codes[b * code_bytes + i] =
            static_cast<std::uint8_t>(std::clamp(std::lround(outputs[i]), -128L, 127L));
      }
    }
    return {};
  }
  Status decrypt(ByteView, MutableBytes) const override {
    return Error{ErrorCode::kUnsupported, "this network has no inverse", {}};
  }
  [[nodiscard]] bool invertible() const override { return false; }

 private:
  std::shared_ptr<const Network> network_;
};

/// Random layers of tanh so steep that they are all but steps: every layer loses at least 1 - 2 /
/// pi of what is linear in it, and gradients point nowhere.
Network chaotic_network(Random& random) {
  constexpr std::size_t kUnits = 128;
  constexpr int kLayers = 16;
  constexpr double kGain = 8;
  Network network;
  for (int i = 0; i < kLayers; ++i) {
    Network::Layer layer{.rows = kUnits,
                         .cols = kUnits,
                         .weights = std::vector<double>(kUnits * kUnits),
                         .biases = std::vector<double>(kUnits),
                         .activation = Activation::kTanh,
                         .scale = i + 1 == kLayers ? 127.0 : 1.0};
    for (double& weight : layer.weights) weight = kGain / std::sqrt(kUnits) * random.normal();
    for (double& bias : layer.biases) bias = random.normal();
    network.layers.push_back(std::move(layer));
  }
  return network;
}

// --- classifiers
// -----------------------------------------------------------------------------------

constexpr int kHidden = 32, kEpochs = 30;
constexpr const char* kDigits =
    "/usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz";

/// Ten patterns of light and dark, and noisy copies of them.
Examples planted_examples(std::uint64_t seed, std::string_view purpose) {
  constexpr Eigen::Index kInputs = 64, kExamples = 500;
  constexpr int kClasses = 10;
  Random patterns(seed, "planted patterns"), random(seed, purpose);
  const Eigen::MatrixXd means = Eigen::MatrixXd::NullaryExpr(
      kClasses, kInputs, [&] { return patterns.below(2) == 0 ? 0.3 : 0.7; });
  Examples examples{Eigen::MatrixXd(kExamples, kInputs), {}, kClasses};
  for (Eigen::Index i = 0; i < kExamples; ++i) {
    const auto label = static_cast<int>(i % kClasses);
    examples.labels.push_back(label);
    for (Eigen::Index j = 0; j < kInputs; ++j) {
      examples.inputs(i, j) = std::clamp(means(label, j) + 0.2 * random.normal(), 0.0, 1.0);
    }
  }
  return examples;
}

Result<Examples> load_digits() {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(kDigits, "rb"), gzclose);
  if (!file) {
    return Error{ErrorCode::kUnsupported, std::string("no digits to learn from: no ") + kDigits,
                 "they come with Debian's python3-sklearn"};
  }
  std::string text;
  char buffer[1 << 16];
  for (int size; (size = gzread(file.get(), buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(size));
  }
  return parse_digits(text);
}

/// A classifier taught `learnt`, and pictures of `fresh` to judge by. With labels shuffled it
/// learns nothing that could be shown.
Result<Target> classifier_target(std::string name, Examples learnt, const Examples& fresh,
                                 std::string_view parameter, std::uint64_t seed) {
  Random random(seed, "classifier");
  if (parameter == "shuffled") {
    for (std::size_t i = learnt.labels.size(); i-- > 1;) {
      std::swap(learnt.labels[i], learnt.labels[random.below(i + 1)]);
    }
    name += "/shuffled";
  } else if (!parameter.empty()) {
    return Error{
        ErrorCode::kInvalidArgument, "'" + std::string(parameter) + "' is not 'shuffled'", {}};
  }
  const auto network =
      std::make_shared<const Network>(train_classifier(learnt, kHidden, kEpochs, random));
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> means =
      class_means(fresh);
  const double right = 100 * accuracy(*network, fresh);
  return Target{
      .name = std::move(name),
      .description = "a classifier of 64 pixels into ten classes, " +
                     std::string(parameter.empty() ? "" : "its labels shuffled, ") + "right on " +
                     std::to_string(std::lround(right)) + " % of " +
                     std::to_string(fresh.labels.size()) + " fresh examples",
      .white_box = network,
      .gallery = std::make_shared<Gallery>(Gallery{static_cast<std::size_t>(fresh.classes),
                                                   {means.data(), means.data() + means.size()}})};
}

}  // namespace

std::shared_ptr<const RealFace> make_network_real(std::shared_ptr<const Network> network) {
  return std::make_shared<NetworkReal>(std::move(network));
}

Result<Target> make_toy_chaos(std::string_view, std::uint64_t seed) {
  Random random(seed, "toy-chaos");
  const auto network = std::make_shared<const Network>(chaotic_network(random));
  return Target{.name = "toy-chaos",
                .description = "16 random layers of steep tanh, their weights known; no inverse",
                .block = std::make_shared<NetworkBlock>(network),
                .real = make_network_real(network),
                .white_box = network};
}

Result<Target> make_toy_classifier(std::string_view parameter, std::uint64_t seed) {
  return classifier_target("toy-classifier", planted_examples(seed, "learnt"),
                           planted_examples(seed, "fresh"), parameter, seed);
}

Result<Target> make_digits(std::string_view parameter, std::uint64_t seed) {
  NC_ASSIGN_OR_RETURN(const Examples all, load_digits());
  const Eigen::Index half = all.inputs.rows() / 2;
  const auto middle = all.labels.begin() + half;
  return classifier_target(
      "digits", {all.inputs.topRows(half), {all.labels.begin(), middle}, all.classes},
      {all.inputs.bottomRows(all.inputs.rows() - half), {middle, all.labels.end()}, all.classes},
      parameter, seed);
}

}  // namespace neurocrypt::lab
