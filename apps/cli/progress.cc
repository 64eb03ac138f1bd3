#include "progress.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <utility>

#include "voice.h"

namespace neurocrypt::cli {
namespace {

constexpr int kBarColumns = 24;
constexpr std::chrono::milliseconds kInterval{100};

std::string minutes(double seconds) {
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  const std::uint64_t rest = whole % 60;
  return std::to_string(whole / 60) + (rest < 10 ? ":0" : ":") + std::to_string(rest);
}

}  // namespace

ProgressBar::ProgressBar(std::string label, Unit unit, std::optional<std::uint64_t> total,
                         bool quiet)
    : label_(std::move(label)),
      unit_(unit),
      total_(total),
      shown_(!quiet && is_terminal(STDERR_FILENO)) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::clear() {
  if (drawn_) std::cerr << "\r\033[K" << std::flush;
  drawn_ = false;
}

void ProgressBar::update(std::uint64_t done, const std::string& remark) {
  if (!shown_) return;
  const Clock::time_point now = Clock::now();
  if (now - last_ < kInterval) return;
  last_ = now;
  drawn_ = true;

  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(done) / seconds;
  const auto amount = [&](double value) {
    return unit_ == Unit::kBytes ? human_bytes(value) : fixed(value, 0) + " steps";
  };
  std::string line = label_ + " ";
  if (total_ && *total_ > 0) {
    const double part = std::min(1.0, static_cast<double>(done) / static_cast<double>(*total_));
    const int filled = static_cast<int>(part * kBarColumns);
    line += "[" + std::string(static_cast<std::size_t>(filled), '#') +
            std::string(static_cast<std::size_t>(kBarColumns - filled), '.') + "] " +
            fixed(100 * part, 0) + "%  ";
    line += amount(static_cast<double>(done)) + "  " + amount(rate) + "/s";
    if (rate > 0 && done <= *total_) {
      line += "  " + minutes(static_cast<double>(*total_ - done) / rate) + " left";
    }
  } else {
    line += amount(static_cast<double>(done)) + "  " + amount(rate) + "/s";
  }
  if (!remark.empty()) line += "  " + remark;
  std::cerr << "\r" << line << "\033[K" << std::flush;
}

}  // namespace neurocrypt::cli
