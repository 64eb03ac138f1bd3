// Secret architectures: the space that the reversible family draws from, bare and with its work
// padded to that of the largest.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "lab/random.h"
#include "lab/targets/makers.h"

namespace neurocrypt::lab {
namespace {

constexpr Activation kActivations[] = {Activation::kRelu, Activation::kTanh, Activation::kSigmoid};

Result<ReversibleNetwork> make_network(const MlpArchitecture& architecture, int rounds,
                                       std::uint64_t seed) {
  return ReversibleNetwork::from_seed(
      architecture, Random(seed, "architecture space").bytes(kReversibleSeedBytes), rounds);
}

/// Seconds for one block, the fastest of a few runs.
double time_block(const ReversibleNetwork& network) {
  using Clock = std::chrono::steady_clock;
  constexpr int kRuns = 7;
  ByteString block(kReversibleBlockBytes);
  double fastest = std::numeric_limits<double>::infinity();
  for (int run = 0; run < kRuns; ++run) {
    const auto start = Clock::now();
    network.encrypt_blocks(block);
    fastest = std::min(fastest, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return fastest;
}

/// Work that means nothing: a small network, run as often as it takes.
class Decoy {
 public:
  /// `longest_s`: the time of a block under the costliest architecture.
  Decoy(ReversibleNetwork network, double longest_s)
      : network_(std::move(network)), each_s_(time_block(network_)), longest_s_(longest_s) {}
  /// How many runs fill what a block of `own_s` leaves.
  [[nodiscard]] std::size_t runs(double own_s) const {
    return static_cast<std::size_t>(std::max(0.0, std::round((longest_s_ - own_s) / each_s_)));
  }
  void run(std::size_t times, ByteView blocks) const {
    ByteString scratch(blocks.begin(), blocks.end());
    for (std::size_t i = 0; i < times; ++i) network_.encrypt_blocks(scratch);
  }

 private:
  ReversibleNetwork network_;
  double each_s_, longest_s_;
};

/// A cipher that takes as long as the costliest of its space: how often the decoy runs is measured
/// when the key is loaded.
class PaddedBlock final : public BlockFace {
 public:
  PaddedBlock(ReversibleNetwork network, std::shared_ptr<const Decoy> decoy)
      : decoy_(std::move(decoy)),
        runs_(decoy_->runs(time_block(network))),
        block_(make_reversible_block(std::move(network))) {}
  [[nodiscard]] BlockShape shape() const override { return block_->shape(); }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    decoy_->run(runs_, blocks);
    return block_->encrypt(blocks, codes);
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    decoy_->run(runs_, codes);
    return block_->decrypt(codes, blocks);
  }

 private:
  std::shared_ptr<const Decoy> decoy_;
  std::size_t runs_;
  std::shared_ptr<const BlockFace> block_;
};

class ReversibleSpace final : public ArchitectureFace {
 public:
  /// `decoy`: null for a cipher that takes its time.
  ReversibleSpace(int layers_max, int width_max, std::shared_ptr<const Decoy> decoy)
      : layers_max_(layers_max), width_max_(width_max), decoy_(std::move(decoy)) {}

  [[nodiscard]] std::vector<MlpArchitecture> architectures() const override {
    std::vector<MlpArchitecture> result, shorter = {MlpArchitecture{}};
    for (int layers = 1; layers <= layers_max_; ++layers) {
      std::vector<MlpArchitecture> longer;
      for (const MlpArchitecture& start : shorter) {
        for (const int width : kWidths) {
          for (const Activation activation : kActivations) {
            if (width > width_max_) continue;
            longer.push_back(start);
            longer.back().hidden.push_back({width, activation});
          }
        }
      }
      if (layers >= kHiddenLayersMin) result.insert(result.end(), longer.begin(), longer.end());
      shorter = std::move(longer);
    }
    return result;
  }

  [[nodiscard]] Result<std::shared_ptr<const BlockFace>> make(const MlpArchitecture& architecture,
                                                              std::uint64_t seed) const override {
    NC_ASSIGN_OR_RETURN(ReversibleNetwork network,
                        make_network(architecture, reversible_rounds(architecture), seed));
    if (decoy_ == nullptr) return make_reversible_block(std::move(network));
    return std::shared_ptr<const BlockFace>(
        std::make_shared<PaddedBlock>(std::move(network), decoy_));
  }

 private:
  int layers_max_, width_max_;
  std::shared_ptr<const Decoy> decoy_;
};

Result<std::shared_ptr<const Decoy>> make_decoy(int layers_max, int width_max) {
  // The costliest architecture has the most rounds (all ReLU) and the most of everything else.
  const MlpArchitecture largest{std::vector<HiddenLayer>(static_cast<std::size_t>(layers_max),
                                                         {width_max, Activation::kRelu})};
  NC_ASSIGN_OR_RETURN(const ReversibleNetwork longest,
                      make_network(largest, reversible_rounds(largest), 1));
  NC_ASSIGN_OR_RETURN(ReversibleNetwork unit,
                      make_network({{{64, Activation::kRelu}, {64, Activation::kRelu}}}, 1, 1));
  return std::shared_ptr<const Decoy>(
      std::make_shared<Decoy>(std::move(unit), time_block(longest)));
}

}  // namespace

std::shared_ptr<const ArchitectureFace> make_reversible_space() {
  return std::make_shared<ReversibleSpace>(kHiddenLayersMax, std::ranges::max(kWidths), nullptr);
}

Result<Target> make_reversible_padded(std::string_view, std::uint64_t) {
  const int width_max = std::ranges::max(kWidths);
  NC_ASSIGN_OR_RETURN(auto decoy, make_decoy(kHiddenLayersMax, width_max));
  return Target{.name = "reversible-padded",
                .description =
                    "reversible networks of any architecture, each block padded with "
                    "decoy work to the time of the largest",
                .architectures = std::make_shared<ReversibleSpace>(kHiddenLayersMax, width_max,
                                                                   std::move(decoy))};
}

Result<Target> make_toy_architecture(std::string_view parameter, std::uint64_t) {
  constexpr int kLayersMax = 3, kWidthMax = 128;
  Target target{.name = "toy-architecture",
                .description =
                    "reversible networks of 2 or 3 layers, 64 or 128 wide: 252 "
                    "architectures, told apart by their time"};
  if (parameter.empty()) {
    target.architectures = std::make_shared<ReversibleSpace>(kLayersMax, kWidthMax, nullptr);
  } else if (parameter == "padded") {
    target.name += "/padded";
    target.description = "the same, padded with decoy work to the time of the largest";
    NC_ASSIGN_OR_RETURN(auto decoy, make_decoy(kLayersMax, kWidthMax));
    target.architectures =
        std::make_shared<ReversibleSpace>(kLayersMax, kWidthMax, std::move(decoy));
  } else {
    return Error{ErrorCode::kInvalidArgument,
                 "'" + std::string(parameter) + "' is nothing that toy-architecture has",
                 "toy-architecture or toy-architecture/padded"};
  }
  return target;
}

}  // namespace neurocrypt::lab
