#include "lab/guard.h"

#include <algorithm>
#include <bit>
#include <chrono>

namespace neurocrypt::lab {
namespace {

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// What all faces of one guarded target share.
class Guard {
 public:
  explicit Guard(const GuardRules& rules) : bucket_(rules), structure_(rules.detect_structure) {}

  Status admit(double queries) {
    if (bucket_.take(queries)) return {};
    return Error{ErrorCode::kRefused, "the guard's token bucket is empty", {}};
  }
  Status admit_blocks(ByteView blocks, std::size_t block_bytes) {
    if (structure_ && detector_.looks_chosen(blocks, block_bytes)) {
      return Error{ErrorCode::kRefused, "the guard found the queries to be chosen", {}};
    }
    return admit(static_cast<double>(blocks.size() / block_bytes));
  }

 private:
  TokenBucket bucket_;
  PatternDetector detector_;
  bool structure_;
};

class GuardedBlock final : public BlockFace {
 public:
  GuardedBlock(std::shared_ptr<const BlockFace> face, std::shared_ptr<Guard> guard)
      : face_(std::move(face)), guard_(std::move(guard)) {}
  [[nodiscard]] BlockShape shape() const override { return face_->shape(); }
  [[nodiscard]] bool invertible() const override { return face_->invertible(); }
  Status encrypt(ByteView blocks, MutableBytes codes) const override {
    NC_RETURN_IF_ERROR(guard_->admit_blocks(blocks, shape().block_bytes));
    return face_->encrypt(blocks, codes);
  }
  Status decrypt(ByteView codes, MutableBytes blocks) const override {
    NC_RETURN_IF_ERROR(guard_->admit_blocks(codes, shape().code_bytes));
    return face_->decrypt(codes, blocks);
  }

 private:
  std::shared_ptr<const BlockFace> face_;
  std::shared_ptr<Guard> guard_;
};

class GuardedKeystream final : public KeystreamFace {
 public:
  GuardedKeystream(std::shared_ptr<const KeystreamFace> face, std::shared_ptr<Guard> guard)
      : face_(std::move(face)), guard_(std::move(guard)) {}
  Status keystream(const Nonce& nonce, std::uint64_t chunk, MutableBytes out) const override {
    NC_RETURN_IF_ERROR(guard_->admit(static_cast<double>((out.size() + 15) / 16)));
    return face_->keystream(nonce, chunk, out);
  }

 private:
  std::shared_ptr<const KeystreamFace> face_;
  std::shared_ptr<Guard> guard_;
};

class GuardedReal final : public RealFace {
 public:
  GuardedReal(std::shared_ptr<const RealFace> face, std::shared_ptr<Guard> guard)
      : face_(std::move(face)), guard_(std::move(guard)) {}
  [[nodiscard]] std::size_t inputs() const override { return face_->inputs(); }
  [[nodiscard]] std::size_t outputs() const override { return face_->outputs(); }
  Status evaluate(std::span<const double> x, std::span<double> y) const override {
    NC_RETURN_IF_ERROR(guard_->admit(1));
    return face_->evaluate(x, y);
  }

 private:
  std::shared_ptr<const RealFace> face_;
  std::shared_ptr<Guard> guard_;
};

class GuardedMessages final : public MessageFace {
 public:
  GuardedMessages(std::shared_ptr<const MessageFace> face, std::shared_ptr<Guard> guard)
      : face_(std::move(face)), guard_(std::move(guard)) {}
  [[nodiscard]] Result<ByteString> seal(ByteView message, std::uint64_t draw) const override {
    NC_RETURN_IF_ERROR(guard_->admit(1));
    return face_->seal(message, draw);
  }
  [[nodiscard]] Result<ByteString> open(ByteView sealed) const override {
    NC_RETURN_IF_ERROR(guard_->admit(1));
    return face_->open(sealed);
  }

 private:
  std::shared_ptr<const MessageFace> face_;
  std::shared_ptr<Guard> guard_;
};

}  // namespace

TokenBucket::TokenBucket(const GuardRules& rules)
    : burst_(rules.burst),
      per_second_(rules.per_second),
      tokens_(rules.burst),
      clock_(rules.clock ? rules.clock : steady_seconds) {
  last_ = clock_();
}

bool TokenBucket::take(double queries) {
  if (burst_ <= 0) return true;
  const std::lock_guard lock(mutex_);
  const double now = clock_();
  tokens_ = std::min(burst_, tokens_ + per_second_ * (now - last_));
  last_ = now;
  if (tokens_ < queries) return false;
  tokens_ -= queries;
  return true;
}

bool PatternDetector::looks_chosen(ByteView blocks, std::size_t block_bytes) {
  const std::lock_guard lock(mutex_);
  for (std::size_t at = 0; at < blocks.size() && !chosen_; at += block_bytes) {
    look(blocks.subspan(at, block_bytes));
  }
  return chosen_;
}

void PatternDetector::look(ByteView block) {
  // A block is structured when most others are near it, or when most lie exactly half the bits
  // away: by chance 7 % do for 128 bits.
  std::size_t near = 0, half = 0;
  for (const auto& [other, ignored] : window_) {
    std::size_t distance = 0;
    for (std::size_t i = 0; i < block.size(); ++i) {
      distance += static_cast<std::size_t>(std::popcount<std::uint8_t>(block[i] ^ other[i]));
    }
    if (distance >= 1 && distance <= 2) ++near;
    if (distance == 4 * block.size()) ++half;
  }
  // Pairs of one difference show one near neighbour each; basis and Hadamard rows many.
  const std::size_t others = window_.size();
  const bool structured = others >= 2 && (near >= 1 || 2 * half > others);
  window_.emplace_back(ByteString(block.begin(), block.end()), structured);
  if (window_.size() > kWindow) window_.pop_front();
  const auto count = std::ranges::count_if(window_, [](const auto& entry) { return entry.second; });
  chosen_ = static_cast<std::size_t>(count) >= kStructured;
}

Target guarded(Target target, const GuardRules& rules) {
  const auto guard = std::make_shared<Guard>(rules);
  if (target.block) target.block = std::make_shared<GuardedBlock>(target.block, guard);
  if (target.keystream) {
    target.keystream = std::make_shared<GuardedKeystream>(target.keystream, guard);
  }
  if (target.real) target.real = std::make_shared<GuardedReal>(target.real, guard);
  if (target.message) target.message = std::make_shared<GuardedMessages>(target.message, guard);
  target.name += " (guarded)";
  return target;
}

}  // namespace neurocrypt::lab
