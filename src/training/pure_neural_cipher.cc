#include "neurocrypt/pure_neural_cipher.h"

#include <algorithm>
#include <string>

#include "base/crypto.h"
#include "ciphers/autoencoder/codec.h"
#include "training/certify.h"
#include "training/network.h"

namespace neurocrypt {
namespace {

constexpr std::uint64_t kBlocksTried = 20'000;
constexpr int kTries = 256;

// What a block is XORed with at a try: nothing at first, then public constants.
ByteString mask_of(int attempt, std::size_t size) {
  ByteString mask(size);
  const auto number = static_cast<std::uint8_t>(attempt);
  if (attempt != 0) shake256({as_bytes("neurocrypt pure v1 mask"), {&number, 1}}, mask);
  return mask;
}

void xor_into(ByteString& block, ByteView mask) {
  for (std::size_t i = 0; i < block.size(); ++i) block[i] ^= mask[i];
}

}  // namespace

struct PureNeuralCipher::State {
  Options options;
  MlpArchitecture architecture;
  SecretBytes weights{};
  std::optional<BlockCodec> codec{};

  [[nodiscard]] std::size_t units() const { return static_cast<std::size_t>(options.bit_size); }

  [[nodiscard]] Status check() const {
    if (options.bit_size != 64 && options.bit_size != 128 && options.bit_size != 256) {
      return Error{ErrorCode::kInvalidArgument,
                   "blocks of " + std::to_string(options.bit_size) + " bits",
                   "bit_size is 64, 128 or 256"};
    }
    return check_autoencoder(architecture, units());
  }

  [[nodiscard]] Status expect(ByteView bytes, std::size_t size) const {
    if (!codec)
      return Error{ErrorCode::kRefused, "the network is not trained", "call train or load"};
    if (bytes.size() != size) {
      return Error{ErrorCode::kInvalidArgument,
                   std::to_string(bytes.size()) + " bytes instead of " + std::to_string(size)};
    }
    return {};
  }
};

PureNeuralCipher::PureNeuralCipher(Options options)
    : state_(std::make_unique<State>(State{.options = std::move(options), .architecture = {}})) {
  const Options& own = state_->options;
  const auto layers =
      static_cast<std::size_t>(std::clamp(own.hidden_layers, 0, kHiddenLayersMax + 1));
  state_->architecture =
      own.architecture.value_or(MlpArchitecture{{layers, HiddenLayer{own.width, own.activation}}});
}

PureNeuralCipher::PureNeuralCipher(PureNeuralCipher&&) noexcept = default;
PureNeuralCipher& PureNeuralCipher::operator=(PureNeuralCipher&&) noexcept = default;
PureNeuralCipher::~PureNeuralCipher() = default;

Result<PureNeuralCipher::Certificate> PureNeuralCipher::train(const TrainOptions& options) {
  NC_RETURN_IF_ERROR(state_->check());
  const auto seed = state_->options.research_seed
                        ? TrainingSeed::research(*state_->options.research_seed)
                        : TrainingSeed::random();
  const int steps = options.epochs > 0 ? options.epochs : recipe_steps(state_->architecture);
  Certificate certificate{};
  const auto on_learning = [&](const LearningPoint& point, int total) {
    certificate.learning.push_back({point.step, total, point.bit_error_rate});
    return !options.progress || options.progress(certificate.learning.back());
  };
  NC_ASSIGN_OR_RETURN(const TrainingRun run, train_network(state_->architecture, state_->units(),
                                                           seed, steps, on_learning));
  const AutoencoderWeights weights = quantise(run.network);
  BlockCodec codec(weights);
  NC_ASSIGN_OR_RETURN(const RoundTrips trips, measure_round_trips(codec, kBlocksTried, {}));
  if (!trips.certified()) {
    return Error{ErrorCode::kExhausted,
                 std::to_string(trips.blocks_failed) + " of " + std::to_string(trips.blocks) +
                     " blocks do not decode after " + std::to_string(steps) + " epochs",
                 "train longer"};
  }
  state_->weights = print_weights(weights);
  state_->codec.emplace(std::move(codec));
  certificate.epochs = steps;
  certificate.seconds = run.seconds + trips.seconds;
  certificate.blocks = trips.blocks;
  certificate.blocks_failed = trips.blocks_failed;
  certificate.block_failure_rate_upper_95 = trips.failure_rate_upper_95();
  return certificate;
}

Result<ByteString> PureNeuralCipher::encrypt(ByteView block) const {
  NC_RETURN_IF_ERROR(state_->expect(block, state_->units() / 8));
  ByteString ciphertext(1 + state_->units()), masked(block.size()), decoded(block.size());
  MlpWorkspace workspace;
  for (int attempt = 0; attempt < kTries; ++attempt) {
    masked = mask_of(attempt, block.size());
    xor_into(masked, block);
    ciphertext[0] = static_cast<std::uint8_t>(attempt);
    state_->codec->encode(masked.data(), ciphertext.data() + 1, workspace);
    state_->codec->decode(ciphertext.data() + 1, decoded.data(), workspace);
    if (equal_constant_time(masked, decoded)) return ciphertext;
  }
  return Error{ErrorCode::kExhausted,
               "the network encodes this block exactly under none of 256 masks", "train again"};
}

Result<ByteString> PureNeuralCipher::decrypt(const ByteString& ciphertext) const {
  NC_RETURN_IF_ERROR(state_->expect(ciphertext, 1 + state_->units()));
  ByteString block(state_->units() / 8);
  MlpWorkspace workspace;
  state_->codec->decode(ciphertext.data() + 1, block.data(), workspace);
  xor_into(block, mask_of(ciphertext[0], block.size()));
  return block;
}

Result<ByteString> PureNeuralCipher::decrypt(const Result<ByteString>& ciphertext) const {
  if (!ciphertext) return ciphertext.error();
  return decrypt(*ciphertext);
}

MlpArchitecture PureNeuralCipher::architecture() const { return state_->architecture; }
bool PureNeuralCipher::trained() const { return state_->codec.has_value(); }
SecretBytes PureNeuralCipher::save() const { return state_->weights.clone(); }

Status PureNeuralCipher::load(ByteView bytes) {
  NC_RETURN_IF_ERROR(state_->check());
  NC_ASSIGN_OR_RETURN(const AutoencoderWeights weights,
                      parse_weights(bytes, state_->architecture, state_->units()));
  state_->codec.emplace(weights);
  state_->weights = print_weights(weights);
  return {};
}

}  // namespace neurocrypt
