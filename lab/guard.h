// The defender's side: limits that can be put before any target, to measure what they do to
// attacks.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "lab/target.h"

namespace neurocrypt::lab {

struct GuardRules {
  /// Token bucket: this many queries at once, and `per_second` more with time. 0: no limit.
  double burst = 0;
  double per_second = 0;
  /// Refuse for good once the chosen blocks look like a basis, like Hadamard rows or like
  /// low-weight differences.
  bool detect_structure = true;
  /// Seconds, from any start; empty: a steady clock.
  std::function<double()> clock{};
};

/// Admits queries, or not. Any thread.
class TokenBucket {
 public:
  explicit TokenBucket(const GuardRules& rules);
  /// Takes `queries` tokens, all or none.
  bool take(double queries);

 private:
  double burst_, per_second_, tokens_, last_;
  std::function<double()> clock_;
  std::mutex mutex_;
};

/// Watches the blocks that somebody asks to have encrypted or decrypted. Blocks of ordinary
/// messages differ in many bits, by numbers that scatter; chosen ones differ in a few (unit
/// vectors, difference pairs) or in exactly half (Hadamard rows). Any thread.
class PatternDetector {
 public:
  static constexpr std::size_t kWindow = 32;      ///< blocks that a new one is compared with
  static constexpr std::size_t kStructured = 12;  ///< structured blocks among the last kWindow

  /// True once the queries look chosen; it stays true.
  bool looks_chosen(ByteView blocks, std::size_t block_bytes);

 private:
  void look(ByteView block);
  std::deque<std::pair<ByteString, bool>> window_;  // block, whether it looked structured
  bool chosen_ = false;
  std::mutex mutex_;
};

/// The same target behind a guard. Every face spends tokens of one bucket; refusals are kRefused.
Target guarded(Target target, const GuardRules& rules);

}  // namespace neurocrypt::lab
