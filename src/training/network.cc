// The one file that uses libtorch: tensors and matrix products. Forward and backward passes of a
// plain chain of layers are short enough to stand here in full.
#include "training/network.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <torch/csrc/api/include/torch/version.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <numbers>
#include <string>

namespace neurocrypt {
namespace {

constexpr int kBatch = 256;
constexpr double kLearningRate = 1e-3;
constexpr double kLearningRateEnd = 0.02;  // of the first, at the end of the cosine
constexpr int kWarmUpSteps = 20;
constexpr double kBeta1 = 0.9, kBeta2 = 0.99, kEpsilon = 1e-8;
constexpr double kTanhSpread = 0.4;  // standard deviation of z at the start: the nearly linear part
constexpr double kSpread = 1.0;      // the same for relu and linear layers
constexpr int kMeasureBlocks = 2048;
constexpr int kMeasurePoints = 20;
constexpr int kCalibrationBlocks = 4096;

// Purposes of the random streams.
constexpr std::uint8_t kInitialWeights = 1, kBatches = 2, kMeasurements = 3;

at::Tensor blocks(TrainingRandom& random, int count, std::size_t units) {
  at::Tensor x = at::empty({count, static_cast<std::int64_t>(units)}, at::kFloat);
  random.fill_signs(x.data_ptr<float>(), static_cast<std::size_t>(x.numel()));
  return x;
}

// A random matrix with orthonormal rows or columns, whichever are fewer.
at::Tensor orthogonal(TrainingRandom& random, std::int64_t rows, std::int64_t cols) {
  at::Tensor normal = at::empty({std::max(rows, cols), std::min(rows, cols)}, at::kFloat);
  random.fill_normal(normal.data_ptr<float>(), static_cast<std::size_t>(normal.numel()));
  const auto [q, r] = at::linalg_qr(normal);
  const at::Tensor uniform = q * at::sign(at::diagonal(r));  // uniform over the orthogonal matrices
  return rows >= cols ? uniform : uniform.t();
}

struct Layer {
  std::optional<Activation> activation;
  at::Tensor weights, biases;                    // views of Chain::parameters
  at::Tensor weights_gradient, biases_gradient;  // views of Chain::gradients
};

// The whole network with all parameters in one array, so that the optimiser is one loop.
class Chain {
 public:
  Chain(const MlpArchitecture& architecture, std::size_t block_units, TrainingRandom& random)
      : shapes_(autoencoder_shapes(architecture, block_units)) {
    std::int64_t size = 0;
    for (const LayerShape& shape : shapes_) {
      size += static_cast<std::int64_t>(shape.rows * (shape.cols + 1));
    }
    parameters_ = at::zeros({size}, at::kFloat);
    gradients_ = at::zeros({size}, at::kFloat);
    means_ = at::zeros({size}, at::kFloat);
    squares_ = at::zeros({size}, at::kFloat);
    std::int64_t position = 0;
    const auto take = [&](const at::Tensor& from, std::int64_t rows, std::int64_t cols) {
      return from.narrow(0, position, rows * cols).view({rows, cols});
    };
    for (const LayerShape& shape : shapes_) {
      const auto rows = static_cast<std::int64_t>(shape.rows);
      const auto cols = static_cast<std::int64_t>(shape.cols);
      Layer layer{.activation = shape.activation,
                  .weights = take(parameters_, rows, cols),
                  .biases = {},
                  .weights_gradient = take(gradients_, rows, cols),
                  .biases_gradient = {}};
      position += rows * cols;
      layer.biases = take(parameters_, 1, rows).squeeze(0);
      layer.biases_gradient = take(gradients_, 1, rows).squeeze(0);
      position += rows;
      layers_.push_back(std::move(layer));
    }
    initialise(random, block_units);
  }

  ~Chain() {
    for (at::Tensor* const secret : {&parameters_, &gradients_, &means_, &squares_})
      secret->zero_();
  }
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;

  [[nodiscard]] at::Tensor output(const at::Tensor& x) const {
    at::Tensor h = x;
    for (const Layer& layer : layers_) h = apply(layer, h);
    return h;
  }

  // One step of Adam [Kingma and Ba 2015] on the mean squared error; returns the error.
  double step(const at::Tensor& x, double learning_rate) {
    std::vector<at::Tensor> values = {x};
    for (const Layer& layer : layers_) values.push_back(apply(layer, values.back()));
    const at::Tensor difference = values.back() - x;
    const double loss = at::mean(difference * difference).item<double>();

    at::Tensor gradient = difference.mul_(2.0 / static_cast<double>(x.numel()));
    for (std::size_t i = layers_.size(); i-- > 0;) {
      const Layer& layer = layers_[i];
      multiply_by_derivative(layer.activation, values[i + 1], gradient);
      at::Tensor weights_gradient = layer.weights_gradient;
      at::Tensor biases_gradient = layer.biases_gradient;
      at::mm_out(weights_gradient, gradient.t(), values[i]);
      at::sum_out(biases_gradient, gradient, {0});
      if (i > 0) gradient = at::mm(gradient, layer.weights);
    }
    adam(learning_rate);
    return loss;
  }

  [[nodiscard]] FloatNetwork network(const at::Tensor& calibration) const {
    FloatNetwork network{.block_units = shapes_.front().cols, .layers = {}};
    at::Tensor h = calibration;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      h = apply(layers_[i], h);
      FloatLayer layer{.rows = shapes_[i].rows,
                       .cols = shapes_[i].cols,
                       .activation = shapes_[i].activation,
                       .weights = SecretArray<float>(shapes_[i].rows * shapes_[i].cols),
                       .biases = SecretArray<float>(shapes_[i].rows)};
      std::copy_n(layers_[i].weights.data_ptr<float>(), layer.weights.size(), layer.weights.data());
      std::copy_n(layers_[i].biases.data_ptr<float>(), layer.biases.size(), layer.biases.data());
      layer.range = layer.activation == Activation::kRelu ? at::max(h).item<float>() + kReluBias
                                                          : at::max(at::abs(h)).item<float>();
      network.layers.push_back(std::move(layer));
    }
    return network;
  }

 private:
  static at::Tensor apply(const Layer& layer, const at::Tensor& h) {
    at::Tensor z = at::addmm(layer.biases, h, layer.weights.t());
    if (!layer.activation) return z;
    return *layer.activation == Activation::kRelu ? z.clamp_min_(-kReluBias) : z.tanh_();
  }

  static void multiply_by_derivative(const std::optional<Activation>& activation,
                                     const at::Tensor& value, at::Tensor& gradient) {
    if (!activation) return;
    if (*activation == Activation::kRelu) {
      gradient.mul_(value > -kReluBias);
    } else {
      gradient.addcmul_(gradient * value, value, -1);  // 1 - tanh^2
    }
  }

  // Orthogonal layers, scaled on a random batch so that every layer starts with the same spread.
  // The decoder starts unrelated to the encoder: at half of the bits wrong.
  void initialise(TrainingRandom& random, std::size_t block_units) {
    at::Tensor h = blocks(random, 1024, block_units);
    for (const Layer& layer : layers_) {
      layer.weights.copy_(orthogonal(random, layer.weights.size(0), layer.weights.size(1)));
      const bool saturates = layer.activation && *layer.activation != Activation::kRelu;
      const double spread = at::std(at::mm(h, layer.weights.t())).item<double>();
      layer.weights.mul_((saturates ? kTanhSpread : kSpread) / spread);
      h = apply(layer, h);
    }
  }

  void adam(double learning_rate) {
    ++steps_;
    const auto rate = static_cast<float>(learning_rate / (1 - std::pow(kBeta1, steps_)));
    const auto unbias = static_cast<float>(1 / (1 - std::pow(kBeta2, steps_)));
    constexpr auto kOld1 = static_cast<float>(kBeta1), kNew1 = static_cast<float>(1 - kBeta1);
    constexpr auto kOld2 = static_cast<float>(kBeta2), kNew2 = static_cast<float>(1 - kBeta2);
    float* const theta = parameters_.data_ptr<float>();
    const float* const g = gradients_.data_ptr<float>();
    float* const m = means_.data_ptr<float>();
    float* const v = squares_.data_ptr<float>();
    const std::int64_t size = parameters_.numel();
    for (std::int64_t i = 0; i < size; ++i) {
      m[i] = kOld1 * m[i] + kNew1 * g[i];
      v[i] = kOld2 * v[i] + kNew2 * g[i] * g[i];
      theta[i] -= rate * m[i] / (std::sqrt(v[i] * unbias) + static_cast<float>(kEpsilon));
    }
  }

  std::vector<LayerShape> shapes_;
  std::vector<Layer> layers_;
  at::Tensor parameters_, gradients_, means_, squares_;
  int steps_ = 0;
};

double learning_rate(int step, int steps) {
  const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * step / steps));
  const double warm_up = std::min(1.0, (step + 1.0) / kWarmUpSteps);
  return kLearningRate * warm_up * (kLearningRateEnd + (1 - kLearningRateEnd) * cosine);
}

double bit_error_rate(const Chain& chain, const at::Tensor& x) {
  return at::mean((chain.output(x) * x <= 0).to(at::kFloat)).item<double>();
}

// OpenBLAS keeps its own threads, and exports how many and what it is; other libraries do not.
template <typename Function>
Function* blas_function(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

// Matrices of 256 are too small to share: a second thread saves little on an idle machine, costs
// twenty times the time on a busy one (both libraries wait by spinning), and would make the sums
// depend on the machine.
void use_one_thread() {
  at::set_num_threads(1);
  if (auto* const set = blas_function<void(int)>("openblas_set_num_threads")) set(1);
}

}  // namespace

int recipe_steps(const MlpArchitecture& architecture) {
  return architecture.hidden.size() <= 3 ? 800 : 1200;
}

Result<TrainingRun> train_network(const MlpArchitecture& architecture, std::size_t block_units,
                                  const TrainingSeed& seed, int steps,
                                  const LearningCallback& callback) {
  NC_RETURN_IF_ERROR(check_autoencoder(architecture, block_units));
  use_one_thread();
  at::globalContext().setFlushDenormal(true);
  const c10::InferenceMode no_gradients;
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t cpu_start = std::clock();
  TrainingRandom initial(seed, kInitialWeights);
  TrainingRandom batches(seed, kBatches);
  TrainingRandom measurements(seed, kMeasurements);

  Chain chain(architecture, block_units, initial);
  std::vector<LearningPoint> learning;
  const auto measure = [&](int step) {
    learning.push_back(
        {step, bit_error_rate(chain, blocks(measurements, kMeasureBlocks, block_units))});
    return callback == nullptr || callback(learning.back(), steps);
  };
  const Error cancelled{ErrorCode::kCancelled, "training was stopped"};
  if (!measure(0)) return cancelled;
  const int between = std::max(1, steps / kMeasurePoints);
  for (int step = 0; step < steps; ++step) {
    const double loss =
        chain.step(blocks(batches, kBatch, block_units), learning_rate(step, steps));
    if (!std::isfinite(loss)) {
      return Error{ErrorCode::kInternal, "training diverged at step " + std::to_string(step)};
    }
    if (((step + 1) % between == 0 || step + 1 == steps) && !measure(step + 1)) return cancelled;
  }
  TrainingRun run{
      .network = chain.network(blocks(measurements, kCalibrationBlocks, block_units)),
      .learning = std::move(learning),
      .seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
      .cpu_seconds = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC};
  return run;
}

TrainingEngine training_engine() {
  auto* const config = blas_function<char*()>("openblas_get_config");
  return {.torch = TORCH_VERSION,
          .blas = config != nullptr ? config() : "not OpenBLAS: training is about 25 times slower"};
}

}  // namespace neurocrypt
