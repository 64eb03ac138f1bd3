// Welch's t-test, one observation at a time.
#pragma once

#include <cmath>
#include <cstdint>

namespace neurocrypt::lab {

/// Mean and variance of a stream [Welford 1962].
class Moments {
 public:
  void push(double x) {
    count_ += 1;
    const double delta = x - mean_;
    mean_ += delta / count_;
    squares_ += delta * (x - mean_);
  }
  [[nodiscard]] double count() const { return count_; }
  [[nodiscard]] double mean() const { return mean_; }
  /// Of the mean; 0 for fewer than two observations.
  [[nodiscard]] double variance_of_mean() const {
    return count_ < 2 ? 0 : squares_ / (count_ - 1) / count_;
  }

 private:
  double count_ = 0, mean_ = 0, squares_ = 0;
};

/// Do two classes have the same mean? Unequal variances are fine [Welch 1947].
class WelchTest {
 public:
  void push(int of_class, double x) { moments_[of_class].push(x); }
  [[nodiscard]] const Moments& of(int of_class) const { return moments_[of_class]; }
  [[nodiscard]] double count() const { return moments_[0].count() + moments_[1].count(); }
  /// 0 while either class has fewer than two observations, or nothing varies and the means agree.
  [[nodiscard]] double t() const {
    if (moments_[0].count() < 2 || moments_[1].count() < 2) return 0;
    const double difference = moments_[0].mean() - moments_[1].mean();
    const double variance = moments_[0].variance_of_mean() + moments_[1].variance_of_mean();
    if (variance > 0) return difference / std::sqrt(variance);
    return difference == 0 ? 0 : std::copysign(HUGE_VAL, difference);
  }

 private:
  Moments moments_[2];
};

}  // namespace neurocrypt::lab
