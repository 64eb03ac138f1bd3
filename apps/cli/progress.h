// A progress bar on standard error: percent, amount, rate and time left.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace neurocrypt::cli {

/// Draws at most ten times a second, only when standard error is a terminal, and wipes its line at
/// the end.
class ProgressBar {
 public:
  enum class Unit { kBytes, kSteps };

  /// `total` may be unknown (a pipe): then there is no percentage and no time left.
  ProgressBar(std::string label, Unit unit, std::optional<std::uint64_t> total, bool quiet);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// `remark` is shown at the end of the line.
  void update(std::uint64_t done, const std::string& remark = "");
  /// Wipes the line, so that something else can be printed; the next update draws it again.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_;
  Unit unit_;
  std::optional<std::uint64_t> total_;
  bool shown_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
};

}  // namespace neurocrypt::cli
